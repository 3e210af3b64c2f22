/** TensorFlow's operators as graphs of TensorFlow.js use them; what they share with ONNX is done by its operators. */
import { fail } from '../../input-error.ts';
import * as ops from '../../ops/index.ts';
import type { Tensor } from '../../tensor.ts';
import { list, onnx, onnxAll } from '../onnx/made.ts';
import { ofNumbers, ofTensor, type Value } from '../onnx/value.ts';
import type { Attributes } from './format.ts';

export type Operator = (inputs: readonly Value[], a: Attributes) => Value | Value[];
const t = (x: Tensor): Value => ofTensor(x);
const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
const same = (op: string): Operator => (inputs) => onnx(op, inputs);
const reduced = (op: string): Operator => ([x, axes], a) => onnx(op, [x, list(axes.numbers())], { keepdims: a.bool('keep_dims') ? 1 : 0 });

function stridedSlice([x, begin, end, strides]: readonly Value[], a: Attributes): Value {
  const bit = (mask: string, i: number) => ((a.int(mask) >> i) & 1) === 1, count = begin.size, [from, to, by] = [begin, end, strides].map((v) => v.numbers());
  const ellipsis = Array.from({ length: count }, (_, i) => i).find((i) => bit('ellipsis_mask', i)), added = Array.from({ length: count }, (_, i) => i).filter((i) => bit('new_axis_mask', i)).length;
  const starts: number[] = [], ends: number[] = [], axes: number[] = [], steps: number[] = [], dropped: number[] = [], news: number[] = [];
  let axis = 0, out = 0;
  for (let i = 0; i < count; i++) {
    if (i === ellipsis) { const skip = x.rank - (count - 1 - added); axis += skip; out += skip; continue; }
    if (bit('new_axis_mask', i)) { news.push(out++); continue; }
    const step = bit('shrink_axis_mask', i) ? 1 : by[i], start = bit('begin_mask', i) && !bit('shrink_axis_mask', i) ? (step > 0 ? 0 : 2 ** 31) : from[i], stop = bit('shrink_axis_mask', i) ? (start === -1 ? 2 ** 31 : start + 1) : bit('end_mask', i) ? (step > 0 ? 2 ** 31 : -(2 ** 31)) : to[i];
    starts.push(start); ends.push(stop); axes.push(axis); steps.push(step);
    if (bit('shrink_axis_mask', i)) dropped.push(axis); else out++;
    axis++;
  }
  const sliced = axes.length ? onnx('Slice', [x, list(starts), list(ends), list(axes), list(steps)]) : x, squeezed = dropped.length ? onnx('Squeeze', [sliced, list(dropped)]) : sliced;
  return news.length ? onnx('Unsqueeze', [squeezed, list(news)]) : squeezed;
}

/** NHWC, or NCHW where the node says so. */
const layoutOf = (a: Attributes) => (a.string('data_format', 'NHWC') === 'NCHW' ? 'NCHW' : 'NHWC') as 'NHWC' | 'NCHW';
const spatial = (list4: readonly number[], layout: string): [number, number] => (list4.length ? (layout === 'NHWC' ? [list4[1], list4[2]] : [list4[2], list4[3]]) : [1, 1]);
function paddingOf(a: Attributes, layout: string): 'same' | 'valid' | [number, number][] {
  const kind = a.string('padding', 'VALID');
  if (kind !== 'EXPLICIT') return kind === 'SAME' ? 'same' : 'valid';
  const p = a.ints('explicit_paddings'), at = layout === 'NHWC' ? 2 : 4;
  return [[p[at], p[at + 1]], [p[at + 2], p[at + 3]]];
}
/** Filters lie [height, width, in, out] in these files, which is what the library takes with channels last. */
function conv2d([x, w]: readonly Value[], a: Attributes): Tensor {
  const layout = layoutOf(a), options = { stride: spatial(a.ints('strides'), layout), dilation: spatial(a.ints('dilations'), layout), padding: paddingOf(a, layout) };
  if (layout === 'NHWC') return ops.conv2d(x.tensor, w.tensor, { ...options, layout, groups: x.shape[3] / w.shape[2] });
  return ops.conv2d(x.tensor, ops.transpose(w.tensor, [3, 2, 0, 1]), { ...options, layout, groups: x.shape[1] / w.shape[2] });
}
function depthwise([x, w]: readonly Value[], a: Attributes): Tensor {
  const layout = layoutOf(a);
  if (layout !== 'NHWC') fail('depthwise convolutions are read with channels last only');
  const [h, k, channels, times] = w.shape;
  return ops.conv2d(x.tensor, ops.reshape(w.tensor, [h, k, 1, channels * times]), { stride: spatial(a.ints('strides'), layout), dilation: spatial(a.ints('dilations'), layout), padding: paddingOf(a, layout), layout, groups: channels });
}
const biased = (x: Tensor, bias: Value, layout: string): Tensor => ops.add(x, layout === 'NCHW' && x.rank === 4 ? ops.reshape(bias.tensor, [-1, 1, 1]) : bias.tensor);
const activations: Record<string, (x: Tensor, a: Attributes, rest: readonly Value[]) => Tensor> = {
  Relu: (x) => ops.relu(x), Relu6: (x) => ops.clip(x, 0, 6), Elu: (x) => ops.elu(x), Sigmoid: (x) => ops.sigmoid(x), Tanh: (x) => ops.tanh(x), LeakyRelu: (x, a) => ops.leakyRelu(x, a.float('leakyrelu_alpha', 0.2)), Prelu: (x, _, rest) => ops.where(ops.less(x, 0), ops.mul(x, rest[0].tensor), x),
};
/** What is fused into a convolution or a product: bias or normalisation, then an activation. */
function fused(make: (inputs: readonly Value[], a: Attributes) => Tensor): Operator {
  return (inputs, a) => {
    const steps = a.strings('fused_ops');
    let y = make(inputs, a), rest = inputs.slice(2);
    for (const step of steps) {
      if (step === 'BiasAdd') { y = biased(y, rest[0], layoutOf(a)); rest = rest.slice(1); } else if (step === 'FusedBatchNorm') { y = normalised(y, rest, a); rest = rest.slice(4); } else y = (activations[step] ?? fail(`${step}, which is fused into it, is not supported`))(y, a, rest);
    }
    return t(y);
  };
}
function normalised(x: Tensor, [scale, shift, mean, variance]: readonly Value[], a: Attributes): Tensor {
  const factor = ops.div(scale.tensor, ops.sqrt(ops.add(variance.tensor, a.float('epsilon', 1e-4)))), move = ops.sub(shift.tensor, ops.mul(mean.tensor, factor)), along = (v: Tensor) => (layoutOf(a) === 'NCHW' ? ops.reshape(v, [-1, 1, 1]) : v);
  return ops.add(ops.mul(x, along(factor)), along(move));
}
const pool = (kind: 'max' | 'avg'): Operator => ([x], a) => {
  const layout = layoutOf(a), size = spatial(a.ints('ksize'), layout), options = { stride: spatial(a.ints('strides'), layout), padding: paddingOf(a, layout) as 'same' | 'valid', layout };
  return t(kind === 'max' ? ops.maxPool(x.tensor, size, options) : ops.avgPool(x.tensor, size, options));
};
const matmul = (x: Value, y: Value, flipX: boolean, flipY: boolean): Tensor => ops.matmul(flipX ? ops.swapaxes(x.tensor, -1, -2) : x.tensor, flipY ? ops.swapaxes(y.tensor, -1, -2) : y.tensor);
const paddings = (pads: Value): number[] => { const p = pads.numbers(), rank = p.length / 2; return [...Array.from({ length: rank }, (_, i) => p[2 * i]), ...Array.from({ length: rank }, (_, i) => p[2 * i + 1])]; };
const resized = (mode: 'linear' | 'nearest'): Operator => ([x, size], a) => {
  const [h, w] = size.numbers(), how = a.bool('align_corners') ? 'align_corners' : a.bool('half_pixel_centers') ? 'half_pixel' : 'asymmetric';
  return onnx('Resize', [x, undefined, undefined, list([x.shape[0], h, w, x.shape[3]])], { mode, coordinate_transformation_mode: how, nearest_mode: how === 'align_corners' ? 'round_prefer_ceil' : 'floor' });
};
const scattered = (indices: Value, updates: Value, shape: readonly number[], start: number): Value => onnx('ScatterND', [start === 0 && updates.known ? ofNumbers(Array.from({ length: shape.reduce((n, d) => n * d, 1) }, () => 0), shape, updates.type) : onnx('Expand', [updates.known ? ofNumbers([start], [1], updates.type) : t(ops.full([1], start, updates.tensor.dtype)), list(shape)]), indices, updates]);

export const operators: Readonly<Record<string, Operator>> = {
  Identity: ([x]) => x, StopGradient: ([x]) => x, IdentityN: (inputs) => [...inputs], NoOp: ([x]) => x,
  Add: same('Add'), AddV2: same('Add'), Sub: same('Sub'), Mul: same('Mul'), RealDiv: same('Div'), Div: same('Div'), Maximum: same('Max'), Minimum: same('Min'), Pow: same('Pow'), SquaredDifference: ([x, y]) => { const d = onnx('Sub', [x, y]); return onnx('Mul', [d, d]); },
  FloorDiv: (xs) => onnx('Floor', [onnx('Div', xs.map((x) => (x.known ? ofNumbers(x.known, x.shape, 'f32') : x)))]), AddN: same('Sum'), BiasAdd: ([x, b], a) => t(biased(x.tensor, b, layoutOf(a))),
  Abs: same('Abs'), Neg: same('Neg'), Exp: same('Exp'), Log: same('Log'), Sqrt: same('Sqrt'), Rsqrt: ([x]) => onnx('Reciprocal', [onnx('Sqrt', [x])]), Square: ([x]) => onnx('Mul', [x, x]), Reciprocal: same('Reciprocal'), Floor: same('Floor'), Ceil: same('Ceil'), Round: same('Round'), Sin: same('Sin'), Cos: same('Cos'), Erf: same('Erf'),
  Relu: same('Relu'), Relu6: ([x]) => t(ops.clip(x.tensor, 0, 6)), Sigmoid: same('Sigmoid'), Tanh: same('Tanh'), Elu: same('Elu'), Selu: same('Selu'), Softplus: same('Softplus'), LeakyRelu: ([x], a) => t(ops.leakyRelu(x.tensor, a.float('alpha', 0.2))), Prelu: ([x, s]) => t(ops.where(ops.less(x.tensor, 0), ops.mul(x.tensor, s.tensor), x.tensor)), Softmax: ([x]) => t(ops.softmax(x.tensor, -1)), LogSoftmax: ([x]) => t(ops.logSoftmax(x.tensor, -1)), ClipByValue: same('Clip'),
  Less: same('Less'), LessEqual: same('LessOrEqual'), Greater: same('Greater'), GreaterEqual: same('GreaterOrEqual'), Equal: same('Equal'), NotEqual: (xs) => onnx('Not', [onnx('Equal', xs)]), LogicalAnd: same('And'), LogicalOr: same('Or'), LogicalNot: same('Not'), Select: same('Where'), SelectV2: same('Where'),
  Where: ([x]) => onnx('Transpose', [onnx('NonZero', [x])], { perm: [1, 0] }), Cast: ([x], a) => onnx('Cast', [x], { to: { f32: 1, u8: 2, i32: 6, i64: 7, bool: 9, f16: 10 }[a.type('DstT')] }),
  Sum: reduced('ReduceSum'), Mean: reduced('ReduceMean'), Max: reduced('ReduceMax'), Min: reduced('ReduceMin'), Prod: reduced('ReduceProd'), All: reduced('ReduceMin'), Any: reduced('ReduceMax'), ArgMax: ([x, axis]) => onnx('ArgMax', [x], { axis: axis.numbers()[0], keepdims: 0 }), ArgMin: ([x, axis]) => onnx('ArgMin', [x], { axis: axis.numbers()[0], keepdims: 0 }),
  Shape: same('Shape'), Rank: ([x]) => ofNumbers([x.rank], [], 'i32'), Size: same('Size'), Reshape: ([x, shape]) => onnx('Reshape', [x, shape], { allowzero: 1 }), ExpandDims: ([x, axis]) => onnx('Unsqueeze', [x, list([axisOf(axis.numbers()[0], x.rank + 1)])]), Squeeze: ([x], a) => { const axes = a.ints('squeeze_dims').length ? a.ints('squeeze_dims') : a.ints('axis'); return onnx('Squeeze', [x, axes.length ? list(axes) : undefined]); },
  Transpose: ([x, perm]) => onnx('Transpose', [x], { perm: perm.numbers() }), Pack: (xs, a) => onnx('Concat', xs.map((x) => onnx('Unsqueeze', [x, list([axisOf(a.int('axis'), x.rank + 1)])])), { axis: axisOf(a.int('axis'), xs[0].rank + 1) }), Unpack: ([x], a) => { const axis = axisOf(a.int('axis'), x.rank); return Array.from({ length: x.shape[axis] }, (_, i) => onnx('Gather', [x, ofNumbers([i], [], 'i64')], { axis })); },
  ConcatV2: (xs) => onnx('Concat', xs.slice(0, -1), { axis: axisOf(xs.at(-1)!.numbers()[0], xs[0].rank) }), Concat: ([axis, ...xs]) => onnx('Concat', xs, { axis: axisOf(axis.numbers()[0], xs[0].rank) }),
  SplitV: ([x, sizes, axis]) => onnxAll('Split', [x, list(sizes.numbers())], { axis: axisOf(axis.numbers()[0], x.rank) }, sizes.size), Split: ([axis, x], a) => { const at = axisOf(axis.numbers()[0], x.rank), n = a.int('num_split', 1); return onnxAll('Split', [x, list(Array.from({ length: n }, () => x.shape[at] / n))], { axis: at }, n); },
  StridedSlice: stridedSlice, Slice: ([x, begin, size]) => { const from = begin.numbers(), sizes = size.numbers(); return onnx('Slice', [x, list(from), list(from.map((b, i) => (sizes[i] < 0 ? 2 ** 31 : b + sizes[i]))), list(from.map((_, i) => i))]); },
  GatherV2: ([x, indices, axis]) => onnx('Gather', [x, indices], { axis: axis?.numbers()[0] ?? 0 }), Gather: ([x, indices]) => onnx('Gather', [x, indices], { axis: 0 }), GatherNd: same('GatherND'), ScatterNd: ([indices, updates, shape]) => scattered(indices, updates, shape.numbers(), 0), TensorScatterUpdate: same('ScatterND'),
  SparseToDense: ([indices, shape, values, otherwise]) => scattered(indices, values, shape.numbers(), otherwise?.numbers()[0] ?? 0),
  Range: same('Range'), Fill: ([shape, value]) => onnx('Expand', [value, list(shape.numbers())]), ZerosLike: ([x]) => t(ops.zeros(x.shape)), OnesLike: ([x]) => t(ops.full(x.shape, 1)), Tile: ([x, times]) => onnx('Tile', [x, list(times.numbers())]), Pad: ([x, pads]) => onnx('Pad', [x, list(paddings(pads))]), PadV2: ([x, pads, value]) => onnx('Pad', [x, list(paddings(pads)), value]), MirrorPad: ([x, pads], a) => onnx('Pad', [x, list(paddings(pads))], { mode: a.string('mode', 'REFLECT') === 'REFLECT' ? 'reflect' : fail('mirrored with its edge is not supported') }),
  MatMul: ([x, y], a) => t(matmul(x, y, a.bool('transpose_a'), a.bool('transpose_b'))), BatchMatMul: ([x, y], a) => t(matmul(x, y, a.bool('adj_x'), a.bool('adj_y'))), BatchMatMulV2: ([x, y], a) => t(matmul(x, y, a.bool('adj_x'), a.bool('adj_y'))), _FusedMatMul: fused(([x, y], a) => matmul(x, y, a.bool('transpose_a'), a.bool('transpose_b'))),
  Conv2D: (xs, a) => t(conv2d(xs, a)), _FusedConv2D: fused(conv2d), DepthwiseConv2dNative: (xs, a) => t(depthwise(xs, a)), DepthwiseConv2d: (xs, a) => t(depthwise(xs, a)), FusedDepthwiseConv2dNative: fused(depthwise),
  FusedBatchNorm: ([x, ...rest], a) => t(normalised(x.tensor, rest, a)), FusedBatchNormV2: ([x, ...rest], a) => t(normalised(x.tensor, rest, a)), FusedBatchNormV3: ([x, ...rest], a) => t(normalised(x.tensor, rest, a)), MaxPool: pool('max'), AvgPool: pool('avg'), ResizeBilinear: resized('linear'), ResizeNearestNeighbor: resized('nearest'),
  DepthToSpace: ([x], a) => { const b = a.int('block_size', 2), [n, h, w, c] = x.shape; return t(ops.reshape(ops.transpose(ops.reshape(x.tensor, [n, h, w, b, b, c / (b * b)]), [0, 1, 3, 2, 4, 5]), [n, h * b, w * b, c / (b * b)])); },
};
