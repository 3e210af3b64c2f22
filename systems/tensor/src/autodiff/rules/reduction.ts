/** Gradients of reductions and scans. */
import * as make from '../../graph/make.ts';
import type { Node, ReduceFn } from '../../graph/node.ts';
import { div, like, mul, spread, type Rule } from './build.ts';

export const reduce: Rule = (ct, node, [x]) => {
  const { fn, axes } = node.op as { fn: ReduceFn; axes: readonly number[] };
  if (fn === 'sum') return [spread(ct, x.shape, axes)];
  if (fn === 'prod') return [mul(spread(ct, x.shape, axes), productOfOthers(x, axes))];
  // Evenly among the elements that are the extremum.
  const here = make.binary('eq', x, spread(node, x.shape, axes)), count = make.cast(make.reduce('sum', here, axes), ct.dtype);
  return [make.where(here, spread(div(ct, count), x.shape, axes), like(0, x))];
};

/** Of each element: the product of all others along the axes, which division by the element would not give where it is 0. */
function productOfOthers(x: Node, axes: readonly number[]): Node {
  const kept = [...x.shape.keys()].filter((i) => !axes.includes(i)), order = [...kept, ...axes];
  const rows = make.permute(x, order), flat = make.reshape(rows, [...kept.map((i) => x.shape[i]), axes.reduce((n, i) => n * x.shape[i], 1)]), axis = kept.length;
  const before = make.scan('prod', flat, axis, { exclusive: true }), after = make.scan('prod', flat, axis, { exclusive: true, reverse: true });
  return make.permute(make.reshape(mul(before, after), rows.shape), order.map((_, i) => order.indexOf(i)));
}

export const scan: Rule = (ct, node, [x]) => {
  const { fn, axis, reverse, exclusive } = node.op as { fn: ReduceFn; axis: number; reverse: boolean; exclusive: boolean };
  const sumBack = (v: Node): Node => make.scan('sum', v, axis, { reverse: !reverse, exclusive });
  if (fn === 'sum') return [sumBack(ct)];
  if (fn === 'prod') {
    // Products over all but the element are y / x; but for the first 0 of a row they are the products with a 1 in its place, and behind it 0.
    const zero = like(0, x), one = like(1, x), isZero = make.binary('eq', x, zero);
    const zerosBefore = make.scan('sum', make.cast(isZero, 'i32'), axis, { reverse, exclusive: true });
    const first = make.binary('and', isZero, make.binary('eq', zerosBefore, like(0, zerosBefore)));
    const atFirst = sumBack(mul(ct, make.scan('prod', make.where(first, one, x), axis, { reverse, exclusive })));
    const elsewhere = div(sumBack(mul(ct, node)), make.where(isZero, one, x));
    return [make.where(first, atFirst, make.where(isZero, zero, elsewhere))];
  }
  // To the element that set the record which stood.
  const before = make.scan(fn, x, axis, { reverse, exclusive: true }), record = make.binary(fn === 'max' ? 'gt' : 'lt', x, before), index = make.iota(axis, x.shape), n = x.shape[axis];
  const records = make.where(record, index, like(reverse ? n : -1, index));
  return [make.scatterAddAlong(make.scan(reverse ? 'min' : 'max', records, axis, { reverse, exclusive }), ct, axis, n)];
};
