/** Reductions over axes, running sums, and the places of extremes. */
import * as ops from '../../../ops/index.ts';
import type { Tensor } from '../../../tensor.ts';
import type { Call, Operator, Table } from '../call.ts';
import { isFloatType } from '../element-type.ts';
import { folded, reshaped } from '../on-host.ts';
import { ofTensor, type Value } from '../value.ts';

type Reduce = (x: Tensor, axes: readonly number[], options: { keepdims: boolean }) => Tensor;
type OnHost = readonly [start: number, f: (sum: number, v: number) => number];

/** Axes are an attribute first, an operand later; none means all, unless the node asks for nothing then. */
const over = (f: Reduce, onHost?: OnHost, before: (x: Tensor) => Tensor = (x) => x, after: (x: Tensor) => Tensor = (x) => x): Operator => (c) => {
  const x = c.value(0), given = c.axes(1), keepdims = c.int('keepdims', 1) === 1;
  if (!given?.length && c.int('noop_with_empty_axes', 0)) return ofTensor(after(before(x.tensor)), x.type);
  const axes = given?.length ? given.map((a) => c.axis(a, x.rank)) : x.shape.map((_, i) => i);
  if (x.known && onHost && !isFloatType(x.type)) { const y = folded(x, axes, ...onHost); return keepdims ? y : reshaped(y, x.shape.filter((_, i) => !axes.includes(i))); }
  const y = after(f(before(x.tensor), axes, { keepdims }));
  return ofTensor(y.cast(x.tensor.dtype), x.type);
};
const sum: Reduce = (x, axes, o) => ops.sum(x, axes, o);

function extreme(c: Call, find: typeof ops.argmax): Value {
  const x = c.tensor(0), axis = c.axis(c.int('axis', 0), x.rank), keepdims = c.int('keepdims', 1) === 1;
  if (!c.int('select_last_index', 0)) return ofTensor(find(x, axis, { keepdims }), 'i64');
  return ofTensor(ops.sub(x.shape[axis] - 1, find(ops.flip(x, axis), axis, { keepdims })), 'i64');
}
function runningSum(c: Call): Value {
  const x = c.value(0), axis = c.numbers(1)[0];
  return ofTensor(ops.cumsum(x.tensor, c.axis(axis, x.rank), { reverse: c.int('reverse', 0) === 1, exclusive: c.int('exclusive', 0) === 1 }).cast(x.tensor.dtype), x.type);
}
/** The k largest or smallest; k is an operand since version 10. */
function topK(c: Call): Value[] {
  const x = c.value(0), k = c.has(1) ? c.numbers(1)[0] : c.int('k', 1), { values, indices } = ops.topK(x.tensor, k, c.int('axis', -1), { largest: c.int('largest', 1) === 1 });
  return [ofTensor(values, x.type), ofTensor(indices, 'i64')];
}

const axesAreKnown = { constants: [1] } as const;
export const reduction: Table = {
  ReduceSum: { run: over(sum, [0, (a, b) => a + b]), ...axesAreKnown }, ReduceProd: { run: over((x, axes, o) => ops.prod(x, axes, o), [1, (a, b) => a * b]), ...axesAreKnown },
  ReduceMax: { run: over((x, axes, o) => ops.max(x, axes, o), [-Infinity, Math.max]), ...axesAreKnown }, ReduceMin: { run: over((x, axes, o) => ops.min(x, axes, o), [Infinity, Math.min]), ...axesAreKnown },
  ReduceMean: { run: over((x, axes, o) => ops.mean(x, axes, o)), ...axesAreKnown },
  ReduceL1: { run: over(sum, undefined, ops.abs), ...axesAreKnown }, ReduceL2: { run: over(sum, undefined, ops.square, ops.sqrt), ...axesAreKnown }, ReduceSumSquare: { run: over(sum, undefined, ops.square), ...axesAreKnown },
  ReduceLogSum: { run: over(sum, undefined, undefined, ops.log), ...axesAreKnown }, ReduceLogSumExp: { run: over((x, axes, o) => ops.logsumexp(x, axes, o)), ...axesAreKnown },
  ArgMax: (c) => extreme(c, ops.argmax), ArgMin: (c) => extreme(c, ops.argmin), CumSum: { run: runningSum, constants: [1] }, TopK: { run: topK, constants: [1] },
};
