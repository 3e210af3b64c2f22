/** Builtin operators of TFLite by their numbers, put together from the library's operations and ONNX's. */
import { fail } from '../../input-error.ts';
import * as ops from '../../ops/index.ts';
import type { Tensor } from '../../tensor.ts';
import { list, onnx, onnxAll } from '../onnx/made.ts';
import { ofNumbers, ofTensor, type Value } from '../onnx/value.ts';
import type { Table } from './flatbuffer.ts';

/** @param options the operator's table of options; a missing one has defaults only */
export type Operator = (inputs: readonly (Value | undefined)[], options: Options, outputs: number) => Value | Value[];
export class Options {
  readonly #table: Table | undefined;
  constructor(table: Table | undefined) { this.#table = table; }
  int(field: number, otherwise = 0): number { return this.#table?.int32(field, otherwise) ?? otherwise; }
  byte(field: number): number { return this.#table?.int8(field) ?? 0; }
  bool(field: number): boolean { return this.byte(field) !== 0; }
  float(field: number, otherwise = 0): number { return this.#table?.float32(field, otherwise) ?? otherwise; }
  ints(field: number): number[] { return this.#table?.ints(field) ?? []; }
}

const t = (x: Tensor): Value => ofTensor(x);
const fusedActivations: Record<number, (x: Tensor) => Tensor> = { 1: ops.relu, 2: (x) => ops.clip(x, -1, 1), 3: (x) => ops.clip(x, 0, 6), 4: ops.tanh };
function activated(x: Tensor, code: number): Tensor { return code === 0 ? x : (fusedActivations[code] ?? fail(`the activation number ${code}, which is fused into it, is not supported`))(x); }
const paddingOf = (code: number) => (code === 0 ? 'same' : 'valid') as 'same' | 'valid';
const plus = (x: Tensor, bias: Value | undefined): Tensor => (bias ? ops.add(x, bias.tensor) : x);
const need = (v: Value | undefined, i: number): Value => v ?? fail(`operand ${i} is missing`);

/** Two operands and an activation. Whole numbers that are known stay known. */
const two = (op: string): Operator => ([a, b], o) => { const y = onnx(op, [a, b]); return y.known ? y : t(activated(y.tensor, o.byte(0))); };
const same = (op: string): Operator => (inputs) => onnx(op, inputs);
const reduced = (op: string): Operator => ([x, axes], o) => onnx(op, [x, list(need(axes, 1).numbers())], { keepdims: o.bool(0) ? 1 : 0 });
/** Filters lie [out, height, width, in]. */
const conv: Operator = ([x, w, b], o) => { const image = need(x, 0).tensor, filter = need(w, 1).tensor; return t(activated(plus(ops.conv2d(image, ops.transpose(filter, [1, 2, 3, 0]), { padding: paddingOf(o.byte(0)), stride: [o.int(2, 1), o.int(1, 1)], dilation: [o.int(5, 1), o.int(4, 1)], groups: image.shape[3] / filter.shape[3], layout: 'NHWC' }), b), o.byte(3))); };
/** [1, height, width, in · multiplier]. */
const depthwise: Operator = ([x, w, b], o) => {
  const image = need(x, 0).tensor, [, h, k, channels] = need(w, 1).shape, groups = image.shape[3];
  return t(activated(plus(ops.conv2d(image, ops.reshape(need(w, 1).tensor, [h, k, 1, channels]), { padding: paddingOf(o.byte(0)), stride: [o.int(2, 1), o.int(1, 1)], dilation: [o.int(6, 1), o.int(5, 1)], groups, layout: 'NHWC' }), b), o.byte(4)));
};
const pool = (kind: 'max' | 'avg'): Operator => ([x], o) => { const size: [number, number] = [o.int(4, 1), o.int(3, 1)], options = { stride: [o.int(2, 1), o.int(1, 1)] as [number, number], padding: paddingOf(o.byte(0)), layout: 'NHWC' as const }, image = need(x, 0).tensor; return t(activated(kind === 'max' ? ops.maxPool(image, size, options) : ops.avgPool(image, size, options), o.byte(5))); };
const dense: Operator = ([x, w, b], o) => { const a = need(x, 0).tensor, weights = need(w, 1).tensor, width = weights.shape[1], y = plus(ops.matmul(ops.reshape(a, [-1, width]), weights.T), b); return t(activated(o.bool(2) ? ops.reshape(y, [...a.shape.slice(0, -1), weights.shape[0]]) : y, o.byte(0))); };
const pads: Operator = ([x, amounts, value]) => { const p = need(amounts, 1).numbers(), rank = p.length / 2; return onnx('Pad', [x, list([...Array.from({ length: rank }, (_, i) => p[2 * i]), ...Array.from({ length: rank }, (_, i) => p[2 * i + 1])]), value]); };
const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
const stridedSlice: Operator = ([x, begin, end, strides], o) => {
  const [from, to, by] = [begin, end, strides].map((v, i) => need(v, i + 1).numbers()), bit = (field: number, i: number) => ((o.int(field) >> i) & 1) === 1;
  if (o.int(2) || o.int(3)) fail('masks of ellipsis and new axes are not supported');
  const starts = from.map((s, i) => (bit(0, i) ? (by[i] > 0 ? 0 : 2 ** 31) : s)), ends = to.map((e, i) => (bit(4, i) ? (from[i] === -1 ? 2 ** 31 : from[i] + 1) : bit(1, i) ? (by[i] > 0 ? 2 ** 31 : -(2 ** 31)) : e)), dropped = from.flatMap((_, i) => (bit(4, i) ? [i] : []));
  const sliced = onnx('Slice', [x, list(starts), list(ends), list(from.map((_, i) => i)), list(by.map((s, i) => (bit(4, i) ? 1 : s)))]);
  return dropped.length ? onnx('Squeeze', [sliced, list(dropped)]) : sliced;
};
const resized = (mode: 'linear' | 'nearest', at: number): Operator => ([x, size], o) => {
  const [h, w] = need(size, 1).numbers(), { shape } = need(x, 0), how = o.bool(at) ? 'align_corners' : o.bool(at + 1) ? 'half_pixel' : 'asymmetric';
  return onnx('Resize', [x, undefined, undefined, list([shape[0], h, w, shape[3]])], { mode, coordinate_transformation_mode: how, nearest_mode: how === 'align_corners' ? 'round_prefer_ceil' : 'floor' });
};
const matmul: Operator = ([a, b], o) => { const flip = (x: Tensor, is: boolean) => (is ? ops.swapaxes(x, -1, -2) : x); return t(ops.matmul(flip(need(a, 0).tensor, o.bool(0)), flip(need(b, 1).tensor, o.bool(1)))); };

export const operators: Readonly<Record<number, { name: string; run: Operator }>> = Object.fromEntries(([
  [0, 'ADD', two('Add')], [1, 'AVERAGE_POOL_2D', pool('avg')], [2, 'CONCATENATION', (xs, o) => t(activated(onnx('Concat', xs, { axis: axisOf(o.int(0), need(xs[0], 0).rank) }).tensor, o.byte(1)))], [3, 'CONV_2D', conv], [4, 'DEPTHWISE_CONV_2D', depthwise],
  [6, 'DEQUANTIZE', ([x]) => t(need(x, 0).tensor.cast('f32'))], [8, 'FLOOR', same('Floor')], [9, 'FULLY_CONNECTED', dense], [14, 'LOGISTIC', same('Sigmoid')], [17, 'MAX_POOL_2D', pool('max')], [18, 'MUL', two('Mul')], [19, 'RELU', same('Relu')], [21, 'RELU6', ([x]) => t(ops.clip(need(x, 0).tensor, 0, 6))],
  [22, 'RESHAPE', ([x, shape], o) => onnx('Reshape', [x, shape ?? list(o.ints(0))], { allowzero: 1 })], [23, 'RESIZE_BILINEAR', resized('linear', 2)], [25, 'SOFTMAX', ([x], o) => t(ops.softmax(ops.mul(need(x, 0).tensor, o.float(0, 1) || 1), -1))], [28, 'TANH', same('Tanh')], [34, 'PAD', pads], [60, 'PADV2', pads],
  [36, 'GATHER', ([x, i], o) => onnx('Gather', [x, i], { axis: o.int(0) })], [39, 'TRANSPOSE', ([x, perm]) => onnx('Transpose', [x], { perm: need(perm, 1).numbers() })], [40, 'MEAN', reduced('ReduceMean')], [74, 'SUM', reduced('ReduceSum')], [82, 'REDUCE_MAX', reduced('ReduceMax')], [89, 'REDUCE_MIN', reduced('ReduceMin')],
  [41, 'SUB', two('Sub')], [42, 'DIV', two('Div')], [43, 'SQUEEZE', ([x], o) => onnx('Squeeze', [x, o.ints(0).length ? list(o.ints(0)) : undefined])], [45, 'STRIDED_SLICE', stridedSlice], [47, 'EXP', same('Exp')], [50, 'LOG_SOFTMAX', ([x]) => t(ops.logSoftmax(need(x, 0).tensor, -1))],
  [49, 'SPLIT', ([axis, x], o) => { const v = need(x, 1), at = axisOf(need(axis, 0).numbers()[0], v.rank), n = o.int(0, 1); return onnxAll('Split', [v, list(Array.from({ length: n }, () => v.shape[at] / n))], { axis: at }, n); }], [102, 'SPLIT_V', ([x, sizes, axis], _, n) => onnxAll('Split', [x, list(need(sizes, 1).numbers())], { axis: axisOf(need(axis, 2).numbers()[0], need(x, 0).rank) }, n)],
  [54, 'PRELU', ([x, s]) => { const y = need(x, 0).tensor; return t(ops.where(ops.less(y, 0), ops.mul(y, need(s, 1).tensor), y)); }], [55, 'MAXIMUM', same('Max')], [57, 'MINIMUM', same('Min')], [58, 'LESS', same('Less')], [59, 'NEG', same('Neg')], [61, 'GREATER', same('Greater')], [62, 'GREATER_EQUAL', same('GreaterOrEqual')], [63, 'LESS_EQUAL', same('LessOrEqual')], [71, 'EQUAL', same('Equal')],
  [65, 'SLICE', ([x, b, s]) => { const from = need(b, 1).numbers(), size = need(s, 2).numbers(); return onnx('Slice', [x, list(from), list(from.map((f, i) => (size[i] < 0 ? 2 ** 31 : f + size[i]))), list(from.map((_, i) => i))]); }], [70, 'EXPAND_DIMS', ([x, axis]) => onnx('Unsqueeze', [x, list([axisOf(need(axis, 1).numbers()[0], need(x, 0).rank + 1)])])],
  [73, 'LOG', same('Log')], [75, 'SQRT', same('Sqrt')], [76, 'RSQRT', ([x]) => onnx('Reciprocal', [onnx('Sqrt', [x])])], [77, 'SHAPE', same('Shape')], [78, 'POW', same('Pow')], [83, 'PACK', (xs, o) => { const axis = axisOf(o.int(1), need(xs[0], 0).rank + 1); return onnx('Concat', xs.map((x) => onnx('Unsqueeze', [x, list([axis])])), { axis }); }],
  [88, 'UNPACK', ([x], o, n) => { const axis = axisOf(o.int(1), need(x, 0).rank); return Array.from({ length: n }, (_, i) => onnx('Gather', [x, ofNumbers([i], [], 'i64')], { axis })); }], [92, 'SQUARE', ([x]) => onnx('Mul', [x, x])], [97, 'RESIZE_NEAREST_NEIGHBOR', resized('nearest', 0)], [98, 'LEAKY_RELU', ([x], o) => t(ops.leakyRelu(need(x, 0).tensor, o.float(0)))],
  [99, 'SQUARED_DIFFERENCE', (xs) => { const d = onnx('Sub', xs); return onnx('Mul', [d, d]); }], [101, 'ABS', same('Abs')], [117, 'HARD_SWISH', ([x]) => { const y = need(x, 0).tensor; return t(ops.mul(y, ops.div(ops.clip(ops.add(y, 3), 0, 6), 6))); }], [126, 'BATCH_MATMUL', matmul], [130, 'BROADCAST_TO', ([x, shape]) => onnx('Expand', [x, list(need(shape, 1).numbers())])], [53, 'CAST', ([x]) => need(x, 0)],
] as [number, string, Operator][]).map(([code, name, run]) => [code, { name, run }]));
/** `IF` has graphs of its own: see index.ts. */
export const ifCode = 118;
