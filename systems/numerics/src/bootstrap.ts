/** Resampling intervals (Efron's percentile bootstrap). */
import { random } from './random.ts';

/** Median of the values; the mean of the middle two when there is an even number of them. @throws when there is none. */
export function median(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError('median of no values');
  return quantile(values, 0.5);
}

/** Quantile with linear interpolation between order statistics (R's type 7). */
export function quantile(values: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = p * (sorted.length - 1), low = Math.floor(at), high = Math.ceil(at);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
}

/**
 * Percentile interval of a statistic over resamples with replacement.
 * Deterministic in `seed`. Fewer than three values say nothing about spread: returns undefined.
 */
export function bootstrapInterval(
  values: ArrayLike<number>,
  { statistic = median, level = 0.95, resamples = 2000, seed = 1 }: { statistic?: (sample: Float64Array) => number; level?: number; resamples?: number; seed?: number } = {},
): [low: number, high: number] | undefined {
  const n = values.length;
  if (n < 3) return undefined;
  const rng = random(seed), sample = new Float64Array(n), results = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < n; i++) sample[i] = values[rng.below(n)];
    results[r] = statistic(sample);
  }
  return [quantile(results, (1 - level) / 2), quantile(results, (1 + level) / 2)];
}
