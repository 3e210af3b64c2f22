/** What everything here speaks of: pools of training data, and families of pools under one law. */
import { isLaw, lawNames, type Form, type LawName } from './laws/law.ts';

/** One slice of the data, as a filter cuts it: `T-MARS top 10 %`. */
export interface Pool {
  name: string;
  /** Distinct samples in it: one epoch. */
  size: number;
  /** Evaluations of models trained on this pool alone, by rising number of samples seen. */
  points?: Point[];
  params?: PoolParams;
}

export interface Point {
  /** Samples seen in training so far, repeats included. */
  samples: number;
  /** Zero-shot error in (0, 1), or a loss. NaN and null are evaluations that are missing. */
  error: number | null;
  /** Weight of its squared residual; 1 by default. */
  weight?: number;
}

export interface PoolParams {
  /** Normaliser: the error's reducible part is 1 where a·samples = 10⁵. */
  a: number;
  /** Utility exponent, negative: the error falls like samples^b while the data are fresh. */
  b: number;
  /** Half-life of the utility in epochs. Infinity: no decay. `unidentified`: the evaluations never left the first epoch. */
  tau: number | 'unidentified';
  /** Irreducible error. */
  d: number;
}

/** Pools under one law. The form travels with the parameters, because parameters of one form are wrong in the other. */
export interface Family { law: LawName; form: Form; pools: Pool[] }

/** The person who called made a mistake; the message says which and what to do. */
export class InputError extends Error {
  override name = 'InputError';
}

/** @throws InputError unless the size is a positive number. */
export function requireSize(pool: { name: string; size: number }): void {
  if (!(Number.isFinite(pool.size) && pool.size > 0)) {
    throw new InputError(`pool "${pool.name}" has size ${pool.size}: expected the number of distinct samples in it, greater than 0`);
  }
}

/** @throws InputError unless the number of samples is positive and finite. */
export function requireSamples(samples: number): void {
  if (!(Number.isFinite(samples) && samples > 0)) throw new InputError(`expected a budget of more than 0 samples, got ${samples}`);
}

/** @throws InputError unless a > 0, b < 0, tau > 0 and d ≥ 0. */
export function requireParams(params: PoolParams | undefined, name: string): PoolParams {
  if (!params) throw new InputError(`pool "${name}" has no parameters: fit it first (fitPools) or give them`);
  const { a, b, tau, d } = params;
  if (!(Number.isFinite(a) && a > 0)) throw new InputError(`pool "${name}": expected a normaliser a > 0, got ${a}`);
  if (!(Number.isFinite(b) && b < 0)) throw new InputError(`pool "${name}": expected a utility exponent b < 0 (more data, less error), got ${b}`);
  if (tau !== 'unidentified' && !(tau > 0)) throw new InputError(`pool "${name}": expected a half-life tau > 0 epochs, got ${tau}`);
  if (!(Number.isFinite(d) && d >= 0)) throw new InputError(`pool "${name}": expected an irreducible error d ≥ 0, got ${d}`);
  return params;
}

/**
 * The half-life as a number, for a budget that may repeat the pool.
 * @throws InputError when it was never identified and the budget leaves the first epoch.
 */
export function requireHalfLife(params: PoolParams, name: string, epochs: number): number {
  if (params.tau !== 'unidentified') return params.tau;
  if (epochs <= 1) return Infinity;
  throw new InputError(`pool "${name}" was only evaluated within its first epoch, so nothing is known of its half-life: evaluate it after some repetition, or set tau, before predicting ${epochs.toFixed(1)} epochs`);
}

/** @throws InputError for an unknown law, no pools, names used twice, bad sizes. */
export function requireFamily(family: Family): void {
  if (!isLaw(family.law)) throw new InputError(`unknown law "${String(family.law)}": expected one of ${lawNames.join(', ')}`);
  if (family.form !== 'paper' && family.form !== 'reference') throw new InputError(`unknown form "${String(family.form)}": expected paper or reference`);
  if (family.pools.length === 0) throw new InputError('expected at least one pool, got none');
  const names = new Set<string>();
  for (const pool of family.pools) {
    if (names.has(pool.name)) throw new InputError(`two pools are called "${pool.name}": give each its own name`);
    names.add(pool.name);
    requireSize(pool);
  }
}

/** The named pools in the order asked for. @throws InputError for a name the family does not have. */
export function choose(family: Family, keep: readonly string[]): Pool[] {
  const byName = new Map(family.pools.map((pool) => [pool.name, pool]));
  return keep.map((name) => {
    const pool = byName.get(name);
    if (!pool) throw new InputError(`no pool is called "${name}": the family has ${family.pools.slice(0, 12).map((p) => `"${p.name}"`).join(', ')}`);
    return pool;
  });
}
