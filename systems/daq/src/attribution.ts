/** Who earned what: a joint saving divided over the upgrades that made it. */
import type { Pipeline } from './pipeline.ts';
import { measure } from './sweep.ts';
import type { MetricOf } from './sweep.ts';

export interface Attribution {
  /** The metric without any upgrade and with all. */
  before: number;
  after: number;
  /** Change of the metric when this upgrade alone is made. */
  alone: Record<string, number>;
  /** Its share of the joint change: the mean, over all orders of making the upgrades, of what it adds (Shapley). The shares sum to after − before. */
  share: Record<string, number>;
}

/** `build` makes the pipeline with the given upgrades; every subset is evaluated once, so up to about 12 upgrades. @throws on none or more than 16. */
export function attribute(upgrades: readonly string[], build: (made: ReadonlySet<string>) => Pipeline, metric: MetricOf): Attribution {
  const n = upgrades.length;
  if (n < 1 || n > 16) throw new RangeError(`a joint change can be divided over 1 to 16 upgrades, got ${n}`);
  const values = Float64Array.from({ length: 2 ** n }, (_, subset) => measure(build(new Set(upgrades.filter((_u, i) => subset & (1 << i)))).summary(), metric));
  // weight of a subset of size s in the mean over orders: s!·(n − 1 − s)! / n!
  const weight = Array.from({ length: n }, (_, s) => factorial(s) * factorial(n - 1 - s) / factorial(n));
  const share = upgrades.map((_, i) => {
    let sum = 0;
    for (let subset = 0; subset < values.length; subset++) if (!(subset & (1 << i))) sum += weight[ones(subset)] * (values[subset | (1 << i)] - values[subset]);
    return sum;
  });
  return {
    before: values[0], after: values[values.length - 1],
    alone: Object.fromEntries(upgrades.map((name, i) => [name, values[1 << i] - values[0]])),
    share: Object.fromEntries(upgrades.map((name, i) => [name, share[i]])),
  };
}

function factorial(n: number): number { return n <= 1 ? 1 : n * factorial(n - 1); }
function ones(bits: number): number { let count = 0; for (let b = bits; b; b >>= 1) count += b & 1; return count; }
