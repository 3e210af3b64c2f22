/** How the best cut moves with the budget: the frontier, and the budgets where it changes. */
import { bisect } from '@galley/numerics/roots';
import { mixtureLaw } from '../mixture/mixture.ts';
import { prefixErrors } from '../mixture/prefixes.ts';
import { InputError, requireSamples, type Family } from '../pool.ts';
import { curationOrder, leastOf } from './decide.ts';

export interface FrontierPoint {
  samples: number;
  /** How many pools the best cut keeps, in the order of `curationOrder`. */
  cut: number;
  error: number;
  /** Error of every cut: [0] keeps the best pool alone, [p − 1] keeps all. */
  errors: Float64Array;
}

export interface FrontierOptions { from: number; to: number; steps: number; order?: 'utility' | 'given' }

/** Budgets evenly spaced in the logarithm, both ends included. @throws InputError for an empty range. */
export function budgets({ from, to, steps }: { from: number; to: number; steps: number }): Float64Array {
  requireSamples(from);
  requireSamples(to);
  if (!(to >= from && Number.isInteger(steps) && steps >= 2)) throw new InputError(`expected from ≤ to and at least 2 steps, got ${from} to ${to} in ${steps}`);
  const ratio = Math.log(to / from);
  return Float64Array.from({ length: steps }, (_, i) => (i === steps - 1 ? to : from * Math.exp((ratio * i) / (steps - 1))));
}

/**
 * The best cut, and every cut's error, over a range of budgets (the paper's Pareto frontier of curation against compute).
 * @throws InputError for a family that cannot be mixed, or an empty range.
 */
export function frontier(family: Family, { order, ...range }: FrontierOptions): FrontierPoint[] {
  const errorsAt = prefixErrors(family, curationOrder(family, order));
  return Array.from(budgets(range), (samples) => {
    const errors = errorsAt(samples);
    const cut = leastOf(errors);
    return { samples, cut: cut + 1, error: errors[cut], errors };
  });
}

export interface CutChange {
  samples: number;
  /** Pools kept below and above that budget. */
  from: number; to: number;
}

/**
 * Budgets at which the best cut changes, to machine precision, in rising order. Changes closer together than
 * (to/from)^(1/`steps`) can be missed.
 * @throws InputError as `frontier`.
 */
export function cutChanges(family: Family, { from, to, steps = 120, order }: Partial<FrontierOptions> & { from: number; to: number }): CutChange[] {
  const errorsAt = prefixErrors(family, curationOrder(family, order)), best = (samples: number) => leastOf(errorsAt(samples));
  const changes: CutChange[] = [];
  let below = 0, cutBelow = -1;
  for (const samples of budgets({ from, to, steps })) {
    const cut = best(samples);
    // Between two neighbours there may be more than one change: each is found from the left.
    while (cutBelow >= 0 && cutBelow !== cut) {
      let low = Math.log(below), high = Math.log(samples);
      while (high - low > 1e-14 * high) {
        const middle = (low + high) / 2;
        if (middle === low || middle === high) break;
        if (best(Math.exp(middle)) === cutBelow) low = middle; else high = middle;
      }
      const after = best(Math.exp(high));
      changes.push({ samples: Math.exp(high), from: cutBelow + 1, to: after + 1 });
      below = Math.exp(high); cutBelow = after;
    }
    below = samples; cutBelow = cut;
  }
  return changes;
}

/**
 * The smallest budget between `lo` and `hi` at which two choices of pools are equally good; null when one is better throughout.
 * Crossings closer together than (hi/lo)^(1/200) can be missed.
 * @throws InputError for choices that cannot be mixed, or an empty range.
 */
export function crossover(family: Family, keepA: readonly string[], keepB: readonly string[], { lo, hi }: { lo: number; hi: number }): number | null {
  const lawA = mixtureLaw(family, { keep: keepA }), lawB = mixtureLaw(family, { keep: keepB });
  const difference = (logSamples: number) => lawA(Math.exp(logSamples)) - lawB(Math.exp(logSamples));
  let before: number | null = null, sign = 0;
  for (const samples of budgets({ from: lo, to: hi, steps: 201 })) {
    const at = Math.log(samples), now = Math.sign(difference(at));
    if (before !== null && now !== 0 && now === -sign) return Math.exp(bisect(difference, before, at));
    // Equal errors are no crossing yet: it takes a change of sides.
    if (now !== 0) { before = at; sign = now; }
  }
  return null;
}
