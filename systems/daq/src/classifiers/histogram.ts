/** Densities of two score distributions on equal bins, for a picture. */
import type { Densities } from './classifier.ts';
import type { ScoreDistribution } from './threshold.ts';

export function histogram(scores: { irrelevant: ScoreDistribution; relevant: ScoreDistribution }, points: number): Densities {
  if (!(Number.isInteger(points) && points > 0)) throw new RangeError(`a histogram needs a positive whole number of bins, got ${points}`);
  const low = Math.min(scores.irrelevant.low, scores.relevant.low), high = Math.max(scores.irrelevant.high, scores.relevant.high);
  const width = (high - low || 1) / points;
  const score = Float64Array.from({ length: points }, (_, i) => low + (i + 0.5) * width);
  // the first bin includes events exactly at the lowest score
  const edges = Float64Array.from({ length: points + 1 }, (_, i) => (i === 0 ? low - 1e-9 * width : low + i * width));
  const density = (d: ScoreDistribution) => {
    const tails = edges.map(d.above);
    return score.map((_, i) => (tails[i] - tails[i + 1]) / width);
  };
  return { score, irrelevant: density(scores.irrelevant), relevant: density(scores.relevant) };
}
