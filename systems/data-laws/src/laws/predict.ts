/** Predictions for one pool, under any of the laws. */
import { InputError, requireHalfLife, requireParams, requireSamples, requireSize, type PoolParams } from '../pool.ts';
import { dataConstrained } from './data-constrained.ts';
import { effectiveData } from './effective-data.ts';
import { power } from './power.ts';
import { floorDecays, isLaw, lawNames, normaliser, type Form, type LawName, type Repetition } from './law.ts';
import { utility } from './utility.ts';

const repetitions: Record<LawName, Repetition> = { utility, 'effective-data': effectiveData, 'data-constrained': dataConstrained, power };

/** @throws InputError for a name that is no law. */
export function repetitionOf(law: LawName): Repetition {
  if (!isLaw(law)) throw new InputError(`unknown law "${String(law)}": expected one of ${lawNames.join(', ')}`);
  return repetitions[law];
}

/**
 * Error of a model trained on one pool (section on the scaling law for a single pool; forms: see `Form`).
 * `samples` seen in all, `epochSize` distinct samples in the pool. Form `paper` unless said otherwise.
 * @throws InputError for parameters, sizes or budgets that mean nothing.
 */
export function predict(law: LawName, params: PoolParams, { samples, epochSize, form = 'paper' }: { samples: number; epochSize: number; form?: Form }): number {
  const repetition = repetitionOf(law);
  requireSamples(samples);
  requireSize({ name: 'pool', size: epochSize });
  const { a, b, d } = requireParams(params, 'pool');
  const out = new Float64Array(3);
  repetition(samples, epochSize, law === 'power' ? Infinity : requireHalfLife(params, 'pool', samples / epochSize), out);
  const first = b * (Math.log(a) + out[0]);
  return floorDecays(law, form) ? (Math.exp(first) + d) * Math.exp(b * out[1]) : Math.exp(first + b * out[1]) + d;
}

/**
 * How many samples of fresh data the budget is worth, by the law alone (the power law: all of them).
 * @throws InputError as `predict`.
 */
export function effectiveSamples(law: LawName, { samples, epochSize, tau }: { samples: number; epochSize: number; tau: number }): number {
  requireSamples(samples);
  requireSize({ name: 'pool', size: epochSize });
  if (!(tau > 0)) throw new InputError(`expected a half-life tau > 0 epochs, got ${tau}`);
  const out = new Float64Array(3);
  repetitionOf(law)(samples, epochSize, tau, out);
  return Math.exp(out[0] + out[1]) * normaliser;
}

/**
 * Instantaneous utility −b·δᵏ of a pool in its epochs k = 0, 1, ..., `epochs` − 1.
 * @throws InputError for parameters that mean nothing, or a half-life that is not known.
 */
export function utilityCurve(params: PoolParams, epochs: number): Float64Array {
  const { b } = requireParams(params, 'pool');
  if (!(Number.isInteger(epochs) && epochs >= 0)) throw new InputError(`expected a whole number of epochs, got ${epochs}`);
  const tau = requireHalfLife(params, 'pool', epochs);
  return Float64Array.from({ length: epochs }, (_, k) => -b * 0.5 ** (k / tau));
}
