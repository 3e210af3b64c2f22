/** Property tests draw the same values at every `npm test`; SEED=... draws others. */
import * as fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.SEED ?? 20251008) });
