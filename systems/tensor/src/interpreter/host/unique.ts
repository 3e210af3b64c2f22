/** Distinct values in order. As many outputs as elements, since a graph's shapes do not depend on values; the last output says how many count. */
import type { Values } from '../values.ts';

export function unique(x: Float64Array): Values[] {
  const n = x.length, order = Array.from({ length: n }, (_, i) => i).sort((i, j) => (x[i] < x[j] ? -1 : x[i] > x[j] ? 1 : +Number.isNaN(x[i]) - +Number.isNaN(x[j])));
  const values = new Float64Array(n), inverse = new Float64Array(n), counts = new Float64Array(n);
  let last = -1;
  for (const i of order) {
    if (last < 0 || (x[i] !== values[last] && !(Number.isNaN(x[i]) && Number.isNaN(values[last])))) values[++last] = x[i];
    inverse[i] = last;
    counts[last]++;
  }
  values.fill(values[Math.max(last, 0)], last + 1);
  return [{ data: values, shape: [n] }, { data: inverse, shape: [n] }, { data: counts, shape: [n] }, { data: Float64Array.of(last + 1), shape: [] }];
}
