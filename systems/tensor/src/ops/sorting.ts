/** Order: sorting, the largest few, where a value belongs, distinct values. NaN sorts last. */
import * as make from '../graph/make.ts';
import { fail } from '../input-error.ts';
import type { Tensor } from '../tensor.ts';
import { axisOf, nodeOf, wrap, type TensorLike } from './like.ts';
import { range } from './movement.ts';

export interface SortOptions { descending?: boolean }

/** Indices (i32) that sort x along the axis, equal elements in their order. */
export const argsort = (x: Tensor, axis = -1, { descending = false }: SortOptions = {}): Tensor => wrap(make.argSort(x.node, axisOf('argsort', axis, x.rank), descending));
/** x in order along the axis. */
export function sort(x: Tensor, axis = -1, { descending = false }: SortOptions = {}): Tensor {
  const i = axisOf('sort', axis, x.rank), { node } = x;
  return wrap(make.takeAlong(node, make.argSort(node, i, descending), i));
}
/** The k largest along the axis (or smallest), in order, and their indices (i32). */
export function topK(x: Tensor, k: number, axis = -1, { largest = true } = {}): { values: Tensor; indices: Tensor } {
  const i = axisOf('topK', axis, x.rank), { node } = x;
  if (!Number.isInteger(k) || k < 0 || k > x.shape[i]) fail(`topK: k = ${k} does not fit axis ${i} of ${x.toString()}`);
  const indices = range(make.argSort(node, i, largest), i, 0, k);
  return { values: wrap(make.takeAlong(node, indices, i)), indices: wrap(indices) };
}
/** Where in the sorted tensor [n] each value would go in: before equal elements, or behind them with side 'right'. i32, the values' shape. */
export function searchsorted(sorted: Tensor, values: TensorLike, { side = 'left' as 'left' | 'right' } = {}): Tensor {
  if (sorted.rank !== 1) fail(`searchsorted: expected a sorted tensor of one axis, got ${sorted.toString()}`);
  const row = sorted.node, v = make.cast(nodeOf(values, sorted.dtype), sorted.dtype), n = sorted.size, constant = (x: number) => make.fill(x, v.shape, 'i32');
  let found = constant(0);
  for (let step = 2 ** Math.floor(Math.log2(Math.max(n, 1))); step >= 1; step /= 2) {
    const next = make.binary('add', found, constant(step)), before = make.take(row, make.binary('sub', next, constant(1)), 0);
    const passes = make.binary('and', make.binary('le', next, constant(n)), make.binary(side === 'left' ? 'lt' : 'le', before, v));
    found = make.where(passes, next, found);
  }
  return wrap(found);
}

export interface Unique { values: Tensor; /** i32, x's shape: where each element's value is. */ inverse: Tensor; /** i32. */ counts: Tensor }
/** Distinct elements of the flattened tensor, ascending. Waits, because how many there are depends on the values. */
export async function unique(x: Tensor): Promise<Unique> {
  const [values, inverse, counts, number] = make.host('unique', [make.reshape(x.node, [x.size])]), n = (await wrap(number).data())[0];
  return { values: wrap(range(values, 0, 0, n)), inverse: wrap(make.reshape(inverse, x.shape)), counts: wrap(range(counts, 0, 0, n)) };
}
/** Indices of the elements that are not 0, in row-major order. i32 [count, rank]. Waits, because the count depends on the values. */
export async function nonzero(x: Tensor): Promise<Tensor> {
  const flat = make.reshape(make.cast(x.node, 'bool'), [x.size]), order = make.argSort(make.cast(flat, 'i32'), 0, true);
  const count = (await wrap(make.reduce('sum', flat, [0])).data())[0];
  let rest = range(order, 0, 0, count);
  const columns = x.shape.toReversed().map((d) => {
    const size = make.fill(d, rest.shape, 'i32'), column = make.binary('mod', rest, size);
    rest = make.binary('div', rest, size);
    return make.reshape(column, [count, 1]);
  }).reverse();
  return wrap(columns.length ? make.concat(columns, 1) : make.fill(0, [count, 0], 'i32'));
}
