/** A metric over a grid of settings. */
import { parameter } from './parameter.ts';
import type { Pipeline } from './pipeline.ts';
import type { Metric, Summary } from './report.ts';

/** Name of a number of the whole system, or a function of its summary. */
export type MetricOf = Metric | ((summary: Summary) => number | null);

/** The metric's value, NaN where the report has none. */
export function measure(summary: Summary, metric: MetricOf): number {
  return (typeof metric === 'function' ? metric(summary) : summary[metric]) ?? NaN;
}

/**
 * Values of a metric over the grid spanned by `axes` (parameter name → values), row-major: the last axis runs fastest.
 * NaN where the metric is undefined. @throws on an unknown parameter or an empty axis.
 */
export function sweep(p: Pipeline, axes: Record<string, ArrayLike<number>>, metric: MetricOf = 'productivityPerKJ'): Float64Array {
  const parameters = Object.keys(axes).map((name) => parameter(p, name));
  return sweepOver((point) => parameters.reduce((q, { name, set }) => set(q, point[name]), p), axes, metric);
}

/** The same over pipelines made by `build`, for settings that reach many nodes at once, such as pile-up. */
export function sweepOver(build: (point: Record<string, number>) => Pipeline, axes: Record<string, ArrayLike<number>>, metric: MetricOf = 'productivityPerKJ'): Float64Array {
  const names = Object.keys(axes), lengths = names.map((name) => axes[name].length);
  const empty = names.find((_, i) => lengths[i] === 0);
  if (names.length === 0 || empty !== undefined) throw new RangeError(empty === undefined ? 'a sweep needs at least one axis' : `axis "${empty}" of the sweep has no values`);
  const total = lengths.reduce((a, b) => a * b, 1), out = new Float64Array(total), point: Record<string, number> = {};
  for (let i = 0; i < total; i++) {
    for (let k = names.length - 1, rest = i; k >= 0; k--) {
      point[names[k]] = axes[names[k]][rest % lengths[k]];
      rest = Math.floor(rest / lengths[k]);
    }
    out[i] = measure(build(point).summary(), metric);
  }
  return out;
}

/** `count` values from `from` to `to`, both included. */
export function linspace(from: number, to: number, count: number): Float64Array {
  if (!(Number.isInteger(count) && count >= 1)) throw new RangeError(`linspace needs a positive whole number of values, got ${count}`);
  return Float64Array.from({ length: count }, (_, i) => (count === 1 ? from : from + ((to - from) * i) / (count - 1)));
}
