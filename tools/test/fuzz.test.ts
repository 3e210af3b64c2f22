/** A few seconds of what `npm run fuzz` does at length: always the same texts. */
import { test } from 'node:test';
import * as fc from 'fast-check';
import { targets } from '../fuzz/targets.ts';

for (const { name, inputs, holds } of targets) test(`${name}: whatever comes, it is read or refused`, () => { fc.assert(fc.property(inputs, holds), { numRuns: 700, seed: 20251008 }); });
