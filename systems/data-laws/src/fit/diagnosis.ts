/** What the law cannot do: rise. Repetition can make a model worse (overfitting), and no half-life describes that. */
import type { Evaluations } from './evaluations.ts';
import type { FittedPool } from './fit.ts';

export interface LackOfFit {
  reason: 'rises';
  /** Largest rise from an earlier evaluation to a later one, in the units of the error. */
  rise: number;
  /** That rise as a share of the whole range of the evaluations. */
  share: number;
  /** Least sum of squares that any falling curve could reach on these points. */
  leastSse: number;
  message: string;
}

/** A rise counts when it exceeds four standard deviations of a difference, or, with the noise unknown, this share of the range. */
const telling = 0.2;

/** The reason why no law here fits these evaluations, or null. */
export function lackOfFit({ pool, error, weights }: Evaluations, noise?: number): LackOfFit | null {
  let least = Infinity, most = -Infinity, rise = 0;
  for (const e of error) { least = Math.min(least, e); most = Math.max(most, e); rise = Math.max(rise, e - least); }
  const share = most > least ? rise / (most - least) : 0;
  const tells = noise !== undefined ? rise > 4 * Math.SQRT2 * noise : share > telling;
  if (!tells || error.length < 3) return null;
  return {
    reason: 'rises', rise, share, leastSse: fallingSse(error, weights),
    message: `the error of pool "${pool.name}" rises by ${rise.toPrecision(3)} under repetition (${Math.round(100 * share)} % of its range): the law cannot rise, so its half-life says nothing beyond the lowest point`,
  };
}

/** Sum of squares of the best non-increasing curve: pool adjacent violators. */
function fallingSse(error: Float64Array, weights: Float64Array): number {
  const blocks: { mean: number; weight: number; sse: number }[] = [];
  error.forEach((mean, i) => {
    let block = { mean, weight: weights[i], sse: 0 };
    while (blocks.length > 0 && blocks[blocks.length - 1].mean < block.mean) {
      const before = blocks.pop()!, weight = before.weight + block.weight;
      const merged = (before.mean * before.weight + block.mean * block.weight) / weight;
      const sse = before.sse + block.sse + before.weight * (before.mean - merged) ** 2 + block.weight * (block.mean - merged) ** 2;
      block = { mean: merged, weight, sse };
    }
    blocks.push(block);
  });
  return blocks.reduce((sum, { sse }) => sum + sse, 0);
}

/** Above this the flattest direction is lost in the evaluations' own digits. */
const flat = 1e12;

/** A sentence for everything about a fit that a reader should not take at its word. */
export function warningsOf(pools: FittedPool[], { condition, converged, repeats }: { condition: number | undefined; converged: boolean; repeats: boolean[] }): string[] {
  const warnings: string[] = [];
  pools.forEach(({ name, params, atBound, lackOfFit: lack, missing }, g) => {
    if (lack) warnings.push(lack.message);
    if (!repeats[g] && params.tau === 'unidentified') warnings.push(`pool "${name}": tau is unidentified, because no evaluation lies beyond its first epoch`);
    for (const parameter of atBound) warnings.push(`pool "${name}": ${parameter} = ${shown(params[parameter])} is the end of its range, so only a side is known, not a value`);
    if (missing > 0) warnings.push(`pool "${name}": ${missing} evaluation${missing > 1 ? 's have' : ' has'} no value and took no part`);
  });
  if (condition !== undefined && condition > flat) {
    warnings.push(`the evaluations do not tell all parameters apart (condition number ${condition === Infinity ? 'infinite' : condition.toExponential(1)}): predictions between them hold, single parameters do not. Give a or d, or share them`);
  }
  if (!converged) warnings.push('the search for the least sum of squares ran out of steps: the parameters are near the best, not at it');
  return warnings;
}

function shown(value: number | 'unidentified'): string {
  return typeof value === 'number' ? value.toPrecision(4) : value;
}
