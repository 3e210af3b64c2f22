/** Bring your own classifier: two samples of its scores. */
import { changed } from './classifier.ts';
import type { Classifier } from './classifier.ts';
import { histogram } from './histogram.ts';
import { solveThreshold } from './threshold.ts';
import type { ScoreDistribution, ThresholdOptions } from './threshold.ts';

/**
 * Scores of irrelevant and relevant events, in any order; relevant ones get `boost` added.
 * Every sample is a step of the distribution, so a reduction beyond the number of samples cannot be reached.
 * @throws when a sample is empty or holds something that is not a finite number.
 */
export function empirical(irrelevantScores: ArrayLike<number>, relevantScores: ArrayLike<number>, options: ThresholdOptions & { boost?: number } = {}): Classifier {
  return fromSorted(sorted('irrelevant', irrelevantScores), sorted('relevant', relevantScores), options);
}

function fromSorted(irrelevant: Float64Array, relevant: Float64Array, options: ThresholdOptions & { boost?: number }): Classifier {
  const settings = { boost: options.boost ?? 0 };
  const scores = { irrelevant: steps(irrelevant, 0), relevant: steps(relevant, settings.boost) };
  return {
    kind: 'empirical',
    settings,
    with: (changes) => fromSorted(irrelevant, relevant, { ...options, ...changed('empirical', settings, changes) }),
    solve: (neg, pos, reduction) => solveThreshold(neg, pos, reduction, scores, options),
    draw: (isRelevant, random) => (isRelevant ? relevant[random.below(relevant.length)] + settings.boost : irrelevant[random.below(irrelevant.length)]),
    densities: (points = 200) => histogram(scores, points),
  };
}

function steps(values: Float64Array, shift: number): ScoreDistribution {
  const n = values.length;
  const above = (t: number) => {
    let low = 0, high = n;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (values[mid] + shift <= t) low = mid + 1; else high = mid;
    }
    return (n - low) / n;
  };
  return { above, low: values[0] + shift, high: values[n - 1] + shift };
}

function sorted(which: string, values: ArrayLike<number>): Float64Array {
  if (values.length === 0) throw new RangeError(`an empirical classifier needs scores of ${which} events, got none`);
  const copy = Float64Array.from(values);
  const bad = copy.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0) throw new RangeError(`score ${bad} of the ${which} events is ${copy[bad]}: expected a finite number`);
  return copy.sort();
}
