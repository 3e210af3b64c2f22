/** No decay: repeats count as fresh samples, error = (a·n/10⁵)^b + d. The law before anybody repeated anything. */
import { normaliser, type Repetition } from './law.ts';

export const power: Repetition = (samples, epochSize, _tau, out) => {
  out[0] = Math.log(Math.min(samples, epochSize) / normaliser);
  out[1] = Math.max(0, Math.log(samples / epochSize));
  out[2] = 0;
};
