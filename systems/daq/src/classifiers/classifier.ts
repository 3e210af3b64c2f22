/**
 * What a stage of the pipeline decides with.
 *
 * A classifier gives every event a score; relevant events tend to score higher. The stage keeps what scores above a
 * threshold, and the threshold is whatever lets exactly one in `reduction` of the arriving events through. It has to be
 * solved anew for every mix of relevant and irrelevant events: a cascade is not a product of independent recalls.
 */
import type { Random } from '@galley/numerics/random';

/** Error matrix of a stage: the share of irrelevant events discarded (tn) and kept (fp), of relevant ones discarded (fn) and kept (tp). */
export interface ErrorRates { tn: number; fp: number; fn: number; tp: number }

export interface Decision extends ErrorRates {
  /** Events that score more are kept. */
  threshold: number;
  /** Share of the events scoring exactly `threshold` that is kept too; absent means none. */
  keptAtThreshold?: number;
}

export interface Classifier {
  readonly kind: string;
  /** Numbers that can be varied by name: `skill`, `scale`, `boost`. */
  readonly settings: Readonly<Record<string, number>>;
  /** The same classifier with other settings. @throws on a name that is not in `settings`. */
  with(settings: Record<string, number>): Classifier;
  /**
   * Threshold that keeps one in `reduction` of `irrelevant` + `relevant` arriving events per second.
   * @throws when no threshold comes close: see `Ties`.
   */
  solve(irrelevant: number, relevant: number, reduction: number): Decision;
  /** Score of one event, from the process behind the classifier (not from its distribution function). */
  draw?(relevant: boolean, random: Random): number;
  /** Histogram densities of the scores on `points` equal bins, for a picture; atoms show as one high bin. */
  densities?(points?: number): Densities;
}

/** Densities per unit of score at the bins' centres. */
export interface Densities { score: Float64Array; irrelevant: Float64Array; relevant: Float64Array }

/**
 * What to do when many events share one score, so that the asked reduction lies inside the jump:
 * `throw` an error naming the reductions on both sides (the default), take the `nearest` of them, or `split` the tied events at random.
 */
export type Ties = 'throw' | 'nearest' | 'split';

export const passing: Decision = { threshold: -Infinity, tn: 0, fp: 1, fn: 0, tp: 1 };

/** The same settings with some replaced. @throws on a name the classifier does not have, or a value that is not a number. */
export function changed<S extends Record<string, number>>(kind: string, settings: S, changes: Record<string, number>): S {
  for (const [name, value] of Object.entries(changes)) {
    if (!(name in settings)) {
      const known = Object.keys(settings);
      throw new RangeError(`a ${kind} classifier has no setting "${name}"; ${known.length > 0 ? `it has ${known.join(', ')}` : 'it has none'}`);
    }
    if (!Number.isFinite(value)) throw new RangeError(`setting "${name}" of a ${kind} classifier must be a finite number, got ${value}`);
  }
  return { ...settings, ...changes };
}
