/**
 * Mixtures of pools, predicted from the pools' own parameters (Theorem 1): no joint training.
 *
 * p equal pools sampled uniformly: an epoch is p·N samples long, a pool's half-life becomes τ̂ = p·τ, and the
 * exponent of epoch k is the mean of b_i·(1/2)^(k/τ̂_i).
 *
 * Generalised here to pools of any size N_i and sampling weights w_i: pool i comes round every N_i/w_i samples, its
 * half-life is τ_i/w_i of those rounds, and b_eff(n) = Σ w_i·b_i·(1/2)^(round_i(n)·w_i/τ_i) is constant between the
 * merged boundaries of all pools. Since log y is the integral of b_eff over log n, it is the sum of each pool's own
 * integral, and the merged product never has to be formed. Equal sizes and weights give back the theorem.
 */
import { floorDecays, normaliser } from '../laws/law.ts';
import { repetitionOf } from '../laws/predict.ts';
import { choose, InputError, requireFamily, requireParams, requireSamples, type Family, type Pool } from '../pool.ts';
import { mixedEffectiveData } from './effective-data.ts';
import { partsOf, requireIdentified } from './part.ts';

export interface MixtureOptions {
  /** Names of the pools mixed; all of them by default. */
  keep?: readonly string[];
  /** Share of each mixed pool in the samples drawn, in the same order, summing to 1. By default every sample is equally likely: in proportion to size. */
  weights?: readonly number[];
}

/**
 * Error of a model trained for `samples` on a mixture, from its pools' parameters alone.
 * @throws InputError as `mixtureLaw`.
 */
export function predictMixture(family: Family, { samples, ...options }: { samples: number } & MixtureOptions): number {
  return mixtureLaw(family, options)(samples);
}

/**
 * The mixture's error as a function of the samples seen, validated once, for curves and searches.
 * @throws InputError for weights that do not sum to 1, pools with different a or d (the theorem assumes one of each),
 *   missing parameters, or a law that has no rule for mixtures.
 */
export function mixtureLaw(family: Family, { keep, weights }: MixtureOptions = {}): (samples: number) => number {
  requireFamily(family);
  const pools = keep ? choose(family, keep) : family.pools;
  if (pools.length === 0) throw new InputError('expected at least one pool to mix, got none');
  if (new Set(pools).size < pools.length) throw new InputError('a pool is named twice in the mixture: name it once and give it more weight');
  const { a, d } = shared(pools), parts = partsOf(family.law, pools, weights);
  if (family.law === 'effective-data') return mixedEffectiveData(parts, a, d);
  if (family.law === 'data-constrained' && parts.length > 1) {
    throw new InputError('the data-constrained law takes all data to be alike and has no rule for mixtures: use the law "utility" or "effective-data"');
  }

  const repetition = repetitionOf(family.law), inside = floorDecays(family.law, family.form), logA = Math.log(a), out = new Float64Array(3);
  let firstBoundary = Infinity;
  for (const part of parts) firstBoundary = Math.min(firstBoundary, part.period);
  let meanB = 0;
  for (const part of parts) meanB += part.weight * part.b;
  return (samples) => {
    requireSamples(samples);
    // Until the first pool comes round, all are fresh: one power law with the mean exponent. Logarithms from there on.
    const start = Math.log(Math.min(samples, firstBoundary) / normaliser);
    let grown = 0;
    for (const part of parts) {
      requireIdentified(part, samples);
      repetition(samples, part.period, part.tau, out);
      grown += part.weight * part.b * (out[0] - start + out[1]);
    }
    const first = meanB * (logA + start);
    return inside ? (Math.exp(first) + d) * Math.exp(grown) : Math.exp(first + grown) + d;
  };
}

/** The mixture's error at each of `samples`. @throws InputError as `mixtureLaw`. */
export function mixtureCurve(family: Family, samples: ArrayLike<number>, options: MixtureOptions = {}): Float64Array {
  return Float64Array.from(samples, mixtureLaw(family, options));
}

function shared(pools: Pool[]): { a: number; d: number } {
  const first = requireParams(pools[0].params, pools[0].name);
  for (const pool of pools) {
    const { a, d } = requireParams(pool.params, pool.name);
    if (Math.abs(a - first.a) > 1e-9 * first.a || Math.abs(d - first.d) > 1e-9) {
      throw new InputError(`pools "${pools[0].name}" (a = ${first.a}, d = ${first.d}) and "${pool.name}" (a = ${a}, d = ${d}) cannot be mixed: the theorem assumes one a and one d, so fit them with shareA and shareD`);
    }
  }
  return { a: first.a, d: first.d };
}
