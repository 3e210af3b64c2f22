/** The evaluations a fit works on: checked, missing ones dropped, flat arrays. */
import { InputError, requireFamily, type Pool } from '../pool.ts';
import type { LawName } from '../laws/law.ts';

/** `error`: zero-shot error, within (0, 1). `loss`: any positive number. */
export type Quantity = 'error' | 'loss';

export interface Evaluations {
  pool: Pool;
  samples: Float64Array; error: Float64Array;
  /** Weights of the squared residuals. */
  weights: Float64Array;
  /** How many points had no value. */
  missing: number;
  /** Some point lies beyond the first epoch: only then does the data know a half-life. */
  repeats: boolean;
}

/**
 * @throws InputError for errors outside (0, 1) when the quantity is `error`, values ≤ 0, budgets ≤ 0, unsorted or
 *   repeated budgets within a pool, weights ≤ 0, pools without any evaluation.
 */
export function evaluationsOf(law: LawName, pools: Pool[], quantity: Quantity): Evaluations[] {
  requireFamily({ law, form: 'paper', pools });
  return pools.map((pool) => {
    let before = 0, missing = 0;
    const samples: number[] = [], errors: number[] = [], weights: number[] = [];
    for (const point of pool.points ?? []) {
      const where = `pool "${pool.name}" at ${point.samples} samples`;
      if (!(Number.isFinite(point.samples) && point.samples > 0)) throw new InputError(`pool "${pool.name}": expected budgets of more than 0 samples, got ${point.samples}`);
      if (point.samples === before) throw new InputError(`${where}: two evaluations at the same budget. Average repeated runs, or give each run its own pool name`);
      if (point.samples < before) throw new InputError(`${where}: comes after ${before}. Sort the evaluations of a pool by samples`);
      before = point.samples;
      if (point.error === null || Number.isNaN(point.error)) { missing++; continue; }
      if (quantity === 'error' && !(point.error > 0 && point.error < 1)) {
        throw new InputError(`${where}: error ${point.error} is outside (0, 1). A zero-shot error is 1 − accuracy; for losses set quantity to "loss"`);
      }
      if (!(Number.isFinite(point.error) && point.error > 0)) throw new InputError(`${where}: expected a loss above 0, got ${point.error}`);
      const weight = point.weight ?? 1;
      if (!(Number.isFinite(weight) && weight > 0)) throw new InputError(`${where}: expected a weight above 0, got ${weight}. Leave an evaluation out instead of giving it none`);
      samples.push(point.samples); errors.push(point.error); weights.push(weight);
    }
    if (samples.length === 0) throw new InputError(`pool "${pool.name}" has no evaluations to fit${missing ? ` (${missing} missing)` : ''}: give points of samples and error`);
    return {
      pool, missing, samples: Float64Array.from(samples), error: Float64Array.from(errors), weights: Float64Array.from(weights),
      repeats: samples[samples.length - 1] > pool.size,
    };
  });
}
