/** Pooling over windows, over everything, and over regions. Channels come first. */
import * as make from '../../../graph/make.ts';
import type { Node } from '../../../graph/node.ts';
import * as ops from '../../../ops/index.ts';
import { wrap } from '../../../ops/like.ts';
import { tensor } from '../../../ops/create.ts';
import type { Tensor } from '../../../tensor.ts';
import type { Call, Table } from '../call.ts';
import { ofNumbers, ofTensor, type Value } from '../value.ts';
import { paddingOf, perAxis, type Pairs } from './convolution.ts';

interface Windows { size: readonly number[]; window: number[]; stride: number[]; dilation: number[]; /** As given. */ padding: Pairs; /** With what rounding up adds at the end. */ padded: Pairs; out: number[] }
/** With `ceil_mode` a last window may begin within the image and end behind it. */
function windowsOf(c: Call, x: Tensor): Windows {
  const size = x.shape.slice(2), rank = size.length, window = c.ints('kernel_shape') ?? c.fail('it has no kernel_shape'), stride = perAxis(c, 'strides', rank), dilation = perAxis(c, 'dilations', rank), padding = paddingOf(c, size, window, stride, dilation), up = c.int('ceil_mode', 0) === 1;
  const out = size.map((n, i) => {
    const room = n + padding[i][0] + padding[i][1] - (window[i] - 1) * dilation[i] - 1, count = (up ? Math.ceil : Math.floor)(room / stride[i]) + 1;
    return up && (count - 1) * stride[i] >= n + padding[i][0] ? count - 1 : count;
  });
  const padded: Pairs = size.map((n, i) => [padding[i][0], Math.max(padding[i][1], (out[i] - 1) * stride[i] + (window[i] - 1) * dilation[i] + 1 - n - padding[i][0])]);
  return { size, window, stride, dilation, padding, padded, out };
}

function maxPool(c: Call): Value[] {
  const x = c.value(0), w = windowsOf(c, x.tensor), y = ofTensor(ops.maxPool(x.tensor, w.window, { stride: w.stride, dilation: w.dilation, padding: w.padded, layout: 'NCHW' }), x.type);
  return c.wants(1) ? [y, ofTensor(places(c, x.tensor, w), 'i64')] : [y];
}
/** Where each largest is in the flattened operand. */
function places(c: Call, x: Tensor, { size, window, stride, dilation, padded }: Windows): Tensor {
  const lead = x.shape.slice(0, 2), inOrder = c.int('storage_order', 0) === 0, step = size.map((_, i) => (inOrder ? size.slice(i + 1) : size.slice(0, i)).reduce((a, b) => a * b, 1));
  let image = ops.arange(1).cast('i32');
  for (const [i, n] of [...lead, ...size].entries()) {
    const weight = i === 0 ? lead[1] * size.reduce((a, b) => a * b, 1) : i === 1 ? size.reduce((a, b) => a * b, 1) : step[i - 2], shape = [...lead, ...size].map((_, k) => (k === i ? n : 1));
    image = ops.add(image, ops.mul(ops.arange(n).reshape(shape), weight));
  }
  const windowed = (node: Node, value: number): Node => {
    let all = make.pad(node, [0, 0, ...padded.map((p) => p[0])], [0, 0, ...padded.map((p) => p[1])], { value });
    window.forEach((k, i) => { all = make.window(all, 2 + 2 * i, k, stride[i], dilation[i]); });
    const behind = window.map((_, i) => 3 + 2 * i), first = [...all.shape.keys()].filter((i) => !behind.includes(i)), turned = make.permute(all, [...first, ...behind]);
    return make.reshape(turned, [...first.map((i) => all.shape[i]), window.reduce((a, b) => a * b, 1)]);
  };
  const values = windowed(x.cast('f32').node, -Infinity), chosen = make.argReduce('max', values, values.shape.length - 1);
  return ops.squeeze(ops.takeAlongAxis(wrap(windowed(image.node, 0)), ops.expandDims(wrap(chosen), -1), -1), -1);
}

/** How many elements each window along an axis has, padding counted or not. */
function elementsPerWindow({ size, window, stride, dilation, padding, out }: Windows, axis: number, countsPadding: boolean): number[] {
  const [low, high] = countsPadding ? padding[axis] : [0, 0], from = padding[axis][0];
  return Array.from({ length: out[axis] }, (_, o) => Array.from({ length: window[axis] }, (_, k) => o * stride[axis] + k * dilation[axis] - from).filter((at) => at >= -low && at < size[axis] + high).length);
}
function averagePool(c: Call): Value {
  const x = c.value(0), w = windowsOf(c, x.tensor), mean = ops.avgPool(x.tensor, w.window, { stride: w.stride, dilation: w.dilation, padding: w.padded, layout: 'NCHW', countPadding: true });
  const y = w.size.reduce((image, _, axis) => {
    const counts = elementsPerWindow(w, axis, c.int('count_include_pad', 0) === 1);
    if (counts.every((n) => n === w.window[axis])) return image;
    return ops.mul(image, tensor(Float32Array.from(counts, (n) => w.window[axis] / Math.max(1, n))).reshape([-1, ...w.size.slice(axis + 1).map(() => 1)]));
  }, mean);
  return ofTensor(y.cast(x.tensor.dtype), x.type);
}
function lpPool(c: Call): Value {
  const x = c.value(0), w = windowsOf(c, x.tensor), p = c.int('p', 2), count = w.window.reduce((a, b) => a * b, 1);
  const total = ops.mul(ops.avgPool(ops.pow(ops.abs(x.tensor), p), w.window, { stride: w.stride, dilation: w.dilation, padding: w.padded, layout: 'NCHW', countPadding: true }), count);
  return ofTensor(ops.pow(total, 1 / p), x.type);
}
const spatial = (x: Tensor): number[] => x.shape.slice(2).map((_, i) => i + 2);
const globally = (f: (x: Tensor, axes: number[], c: Call) => Tensor) => (c: Call): Value => ofTensor(f(c.tensor(0), spatial(c.tensor(0)), c), c.value(0).type);

/** The values at the places that `MaxPool` gave, 0 elsewhere. */
function maxUnpool(c: Call): Value {
  const x = c.tensor(0), [n, channels] = x.shape, size = x.shape.slice(2), rank = size.length, window = c.ints('kernel_shape')!, stride = perAxis(c, 'strides', rank), pads = c.ints('pads');
  const natural = size.map((d, i) => (d - 1) * stride[i] + window[i] - (pads?.[i] ?? 0) - (pads?.[rank + i] ?? 0)), shape = [n, channels, ...natural], asked = c.has(2) ? c.numbers(2) : shape;
  const flat = ops.scatterSet(ops.zeros([shape.reduce((a, b) => a * b, 1)], x.dtype), ops.reshape(c.tensor(1), [-1]), ops.reshape(x, [-1]));
  return ofTensor(ops.pad(ops.reshape(flat, shape), shape.map((d, i) => [0, asked[i] - d] as const)), c.value(0).type);
}

/** Which elements along an axis the means over samples in a bin are made of: a row of weights per bin. */
function binWeights(from: number, extent: number, bins: number, ratio: number, n: number): number[] {
  const samples = ratio > 0 ? ratio : Math.ceil(extent / bins), weights = Array.from({ length: bins * n }, () => 0);
  for (let b = 0; b < bins; b++) for (let s = 0; s < samples; s++) {
    const y = from + (extent / bins) * (b + (s + 0.5) / samples);
    if (y < -1 || y > n) continue;
    const at = Math.max(y, 0), low = Math.min(Math.floor(at), n - 1), high = Math.min(low + 1, n - 1), t = low >= n - 1 ? 0 : at - low;
    weights[b * n + low] += (1 - t) / samples;
    weights[b * n + high] += t / samples;
  }
  return weights;
}
/** Means of bilinear samples are products of means along the axes. */
function roiAlign(c: Call): Value {
  if (c.string('mode', 'avg') !== 'avg') c.fail('mode max is not supported');
  const x = c.tensor(0), rois = c.numbers(1), batch = c.numbers(2), [, , h, w] = x.shape, rows = c.int('output_height', 1), columns = c.int('output_width', 1), ratio = c.int('sampling_ratio', 0), scale = c.float('spatial_scale', 1);
  const isHalf = c.string('coordinate_transformation_mode', c.opset < 16 ? 'output_half_pixel' : 'half_pixel') === 'half_pixel', off = isHalf ? 0.5 : 0, wy: number[] = [], wx: number[] = [];
  batch.forEach((_, r) => {
    const [x1, y1, x2, y2] = rois.slice(4 * r, 4 * r + 4).map((v) => v * scale - off), least = isHalf ? 0 : 1;
    wy.push(...binWeights(y1, Math.max(y2 - y1, least), rows, ratio, h)); wx.push(...binWeights(x1, Math.max(x2 - x1, least), columns, ratio, w));
  });
  const images = ops.take(x, batch, 0), matrix = (v: number[], bins: number, n: number): Tensor => tensor(Float32Array.from(v), { shape: [batch.length, bins, n] });
  return ofTensor(ops.einsum('rchw,rih,rjw->rcij', images, matrix(wy, rows, h), matrix(wx, columns, w)), c.value(0).type);
}

/** Boxes in order of score, without those that overlap a chosen one too much. Chosen on the host. */
function nonMaxSuppression(c: Call): Value {
  const boxes = c.numbers(0), scores = c.numbers(1), [batches, classes, n] = c.value(1).shape, most = c.numberOr(2, 0), overlap = c.numberOr(3, 0), least = c.has(4) ? c.numbers(4)[0] : -Infinity, isCentre = c.int('center_point_box', 0) === 1;
  const box = (b: number, i: number): number[] => {
    const [p, q, r, s] = boxes.slice((b * n + i) * 4, (b * n + i) * 4 + 4);
    return isCentre ? [p - r / 2, q - s / 2, p + r / 2, q + s / 2] : [Math.min(p, r), Math.min(q, s), Math.max(p, r), Math.max(q, s)];
  };
  const area = (v: number[]): number => Math.max(0, v[2] - v[0]) * Math.max(0, v[3] - v[1]);
  const shared = (v: number[], w: number[]): number => { const both = area([Math.max(v[0], w[0]), Math.max(v[1], w[1]), Math.min(v[2], w[2]), Math.min(v[3], w[3])]); return both / (area(v) + area(w) - both); };
  const chosen: number[] = [];
  for (let b = 0; b < batches; b++) for (let k = 0; k < classes; k++) {
    const score = (i: number): number => scores[(b * classes + k) * n + i], kept: number[] = [];
    for (const i of Array.from({ length: n }, (_, i) => i).filter((i) => score(i) > least).sort((i, j) => score(j) - score(i))) {
      if (kept.length >= most) break;
      if (kept.every((j) => !(shared(box(b, i), box(b, j)) > overlap))) kept.push(i);
    }
    for (const i of kept) chosen.push(b, k, i);
  }
  return ofNumbers(chosen, [chosen.length / 3, 3], 'i64');
}

export const pooling: Table = {
  MaxPool: maxPool, AveragePool: averagePool, LpPool: lpPool, GlobalAveragePool: globally((x, axes) => ops.mean(x, axes, { keepdims: true })), GlobalMaxPool: globally((x, axes) => ops.max(x, axes, { keepdims: true })),
  GlobalLpPool: globally((x, axes, c) => { const p = c.int('p', 2); return ops.pow(ops.sum(ops.pow(ops.abs(x), p), axes, { keepdims: true }), 1 / p); }),
  MaxUnpool: { run: maxUnpool, constants: [2] }, RoiAlign: { run: roiAlign, constants: [1, 2] }, NonMaxSuppression: { run: nonMaxSuppression, constants: [2, 3, 4] },
};
