/** Scores from two normal distributions: irrelevant events N(0, 1), relevant ones N(skill + boost, scale²). */
import { normalPdf, normalTail } from '@galley/numerics/special';
import { changed } from './classifier.ts';
import type { Classifier } from './classifier.ts';
import { solveThreshold } from './threshold.ts';
import type { ScoreDistribution } from './threshold.ts';

const REACH = 39; // where the normal tail leaves double precision

/**
 * F₀(x) = Φ(x), F₁(x) = Φ((x − skill − boost) / scale).
 * The published search looks for thresholds in [0, 20] only; this one looks everywhere, which differs for reductions below 2.
 * @throws when the scale is not positive or the skill not finite.
 */
export function gaussian(skill: number, scale = 1, { boost = 0 } = {}): Classifier {
  if (!Number.isFinite(skill) || !Number.isFinite(boost)) throw new RangeError(`the skill of a Gaussian classifier must be a finite number, got ${skill} with boost ${boost}`);
  if (!(scale > 0 && Number.isFinite(scale))) throw new RangeError(`the scale of a Gaussian classifier must be a positive number, got ${scale}`);
  const settings = { skill, scale, boost }, mean = skill + boost;
  const scores = { irrelevant: normal(0, 1), relevant: normal(mean, scale) };
  return {
    kind: 'gaussian',
    settings,
    with(changes) {
      const next = changed('gaussian', settings, changes);
      return gaussian(next.skill, next.scale, { boost: next.boost });
    },
    solve: (irrelevant, relevant, reduction) => solveThreshold(irrelevant, relevant, reduction, scores),
    draw: (relevant, random) => (relevant ? mean + scale * random.normal() : random.normal()),
    densities(points = 200) {
      const low = Math.min(-4, mean - 4 * scale), high = Math.max(4, mean + 4 * scale);
      const score = Float64Array.from({ length: points }, (_, i) => low + ((i + 0.5) * (high - low)) / points);
      return { score, irrelevant: score.map(normalPdf), relevant: score.map((x) => normalPdf((x - mean) / scale) / scale) };
    },
  };
}

function normal(mean: number, scale: number): ScoreDistribution {
  const above = (t: number) => normalTail((t - mean) / scale);
  return { above, low: mean - REACH * scale, high: mean + REACH * scale };
}
