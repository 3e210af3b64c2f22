/** How long the high-level trigger takes for an event, as a cubic of the event's size fitted to measured wall times. */
import { polynomialFit } from '@galley/numerics/polynomial-fit';
import { gpuFraction, wallTime } from './figures/wall-time.ts';

/** Coefficients of x³, x² and x, x in bytes; the unit is the wall time of a CMS event at pile-up 60. No constant term. */
export const hltWallTimeCubic: Float64Array = polynomialFit(wallTime.map((p) => p[0]), wallTime.map((p) => p[1]), [3, 2, 1]);

const [k3, k2, k1] = hltWallTimeCubic;

/** Wall time on CPUs of an event of so many bytes: 27.88 units at 8.425 MB. */
export function cpuWallTime(bytes: number): number {
  return bytes * (k1 + bytes * (k2 + bytes * k3));
}

/** Wall time with GPUs. The factor of one half is a column of the published table, not something the model finds out. */
export function gpuWallTime(bytes: number): number {
  return gpuFraction * cpuWallTime(bytes);
}
