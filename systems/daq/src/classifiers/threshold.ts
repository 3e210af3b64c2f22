/** Inverting the mixture of two score distributions: which threshold keeps one event in `reduction`. */
import { brent } from '@galley/numerics/brent';
import { narrow } from '@galley/numerics/roots';
import { passing } from './classifier.ts';
import type { Decision, Ties } from './classifier.ts';

/** Distribution of a score, told by its upper tail so that large reductions keep their precision. */
export interface ScoreDistribution {
  /** Probability of a score above `t`. */
  above(t: number): number;
  /** Interval outside which there is (practically) no score. */
  low: number;
  high: number;
}

export interface ThresholdOptions {
  ties?: Ties;
  /**
   * `exact`: bisection on the mixture's tail. `brent`: the unbounded minimisation of |ρ − F(t)| of the released code;
   * on step-like distributions it sometimes stops far from the root, which is why it is only offered for comparison.
   */
  search?: 'exact' | 'brent';
}

/** Scores nearer to each other than this are tied: rounding moves a sum of efficiencies by less. */
export const TIE = 1e-9;

/** Largest relative miss of the kept rate that passes as "the asked reduction". */
const MISS = 0.01;

/**
 * Threshold at which (irrelevant·T₀ + relevant·T₁) / (irrelevant + relevant) = 1/reduction, T the upper tails.
 * @throws when the asked reduction falls into a jump of the distribution and `ties` is `throw`.
 */
export function solveThreshold(
  irrelevant: number, relevant: number, reduction: number,
  scores: { irrelevant: ScoreDistribution; relevant: ScoreDistribution },
  { ties = 'throw', search = 'exact' }: ThresholdOptions = {},
): Decision {
  if (!(reduction >= 1)) throw new RangeError(`a reduction is at least 1 (one event kept in so many), got ${reduction}`);
  if (reduction === 1) return passing;
  const total = irrelevant + relevant;
  // nothing arrives: the threshold is that of irrelevant events alone
  const w0 = total > 0 ? irrelevant / total : 1, w1 = total > 0 ? relevant / total : 0;
  const keep = 1 / reduction;
  const above = (t: number) => w0 * scores.irrelevant.above(t) + w1 * scores.relevant.above(t);
  const decide = (threshold: number): Decision => rates(threshold, scores.irrelevant.above(threshold), scores.relevant.above(threshold));
  if (search === 'brent') return decide(brent((t) => Math.abs(keep - above(t)), { maxEvaluations: 500 }).x);

  const bottom = Math.min(scores.irrelevant.low, scores.relevant.low) - 1, top = Math.max(scores.irrelevant.high, scores.relevant.high) + 1;
  const { low, high, from, to } = narrow((t) => above(t) - keep, bottom, top, 1e-14 * (top - bottom));
  // between `low` and `high` nothing is left but what a jump puts there: events that share one score
  const fewer = keep + to, more = keep + from;
  const fewerIsNearer = keep - fewer <= more - keep;
  if (fewerIsNearer ? keep - fewer <= MISS * keep : more - keep <= MISS * keep) return decide(fewerIsNearer ? high : low);
  // the jump is the answer's neighbour: thresholds stand clear of it by more than scores are rounded
  if (ties === 'nearest') return fewerIsNearer ? { ...decide(high), threshold: high + TIE } : { ...decide(low), threshold: low - TIE };
  if (ties === 'split') {
    const share = (keep - fewer) / (more - fewer);
    const tail = (d: ScoreDistribution) => d.above(high) + share * (d.above(low) - d.above(high));
    return { ...rates(high, tail(scores.irrelevant), tail(scores.relevant)), keptAtThreshold: share };
  }
  throw new RangeError(
    `no threshold reaches a reduction of ${reduction}: ${((more - fewer) * 100).toPrecision(3)} % of the arriving events share the score ${Number(high.toFixed(9))}; ` +
    `reachable are ${(1 / more).toPrecision(5)} and ${fewer > 0 ? (1 / fewer).toPrecision(5) : 'infinity'}. Ask for one of these, or set ties to 'nearest' or 'split'.`,
  );
}

function rates(threshold: number, fp: number, tp: number): Decision {
  return { threshold, tn: 1 - fp, fp, fn: 1 - tp, tp };
}
