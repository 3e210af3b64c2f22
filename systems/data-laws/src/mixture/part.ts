/** A pool inside a mixture: how often it comes round, and its half-life in those rounds. */
import type { LawName } from '../laws/law.ts';
import { InputError, requireHalfLife, requireParams, type Pool } from '../pool.ts';

export interface Part {
  name: string; b: number;
  /** Half-life in rounds of this mixture, τ̂; see `unidentified`. */
  tau: number;
  /** Samples of the mixture until the pool comes round again. */
  period: number;
  weight: number;
  /** The half-life was never identified: valid within the first round only. */
  unidentified: boolean;
}

/** Pools with what mixing does to them. @throws InputError for bad weights or missing parameters. */
export function partsOf(law: LawName, pools: Pool[], weights: readonly number[] | undefined): Part[] {
  const total = pools.reduce((sum, pool) => sum + pool.size, 0);
  const share = weights ? requireWeights(weights, pools) : pools.map((pool) => pool.size / total);
  return pools.flatMap((pool, i) => {
    const { b, tau } = requireParams(pool.params, pool.name);
    if (share[i] === 0) return [];
    const known = law === 'power' || tau === 'unidentified' ? Infinity : tau;
    // In proportion to size, all come round together: the exact total, so that no rounding splits the boundary.
    return [{ name: pool.name, b, tau: known / share[i], period: weights ? pool.size / share[i] : total, weight: share[i], unidentified: law !== 'power' && tau === 'unidentified' }];
  });
}

/** @throws InputError when a budget repeats a pool whose half-life is not known. */
export function requireIdentified(part: Part, samples: number): void {
  if (part.unidentified && samples > part.period) {
    requireHalfLife({ a: 1, b: part.b, tau: 'unidentified', d: 0 }, part.name, samples / part.period);
  }
}

function requireWeights(weights: readonly number[], pools: Pool[]): readonly number[] {
  if (weights.length !== pools.length) throw new InputError(`expected ${pools.length} weights, one for each pool, got ${weights.length}`);
  if (!weights.every((w) => w >= 0 && w <= 1)) throw new InputError(`expected weights between 0 and 1, got ${weights.join(', ')}`);
  const sum = weights.reduce((total, w) => total + w, 0);
  if (Math.abs(sum - 1) > 1e-9) throw new InputError(`expected weights that sum to 1, got ${weights.slice(0, 8).join(' + ')}${weights.length > 8 ? ' + …' : ''} = ${sum}: divide each by their sum`);
  return weights;
}
