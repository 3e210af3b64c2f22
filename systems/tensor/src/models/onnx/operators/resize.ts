/** Resizing along each axis on its own: which elements a place is made of is known on the host. */
import * as ops from '../../../ops/index.ts';
import { tensor } from '../../../ops/create.ts';
import { picked } from '../../../ops/join.ts';
import { wrap } from '../../../ops/like.ts';
import type { Tensor } from '../../../tensor.ts';
import type { Call, Table } from '../call.ts';
import type { NodeProto } from '../format.ts';
import { ofTensor, type Value } from '../value.ts';

/** One axis: n elements become `out`, and element i of the result lies at `at(i)`. */
interface Along { axis: number; n: number; out: number; scale: number; at: (i: number) => number }

/** Where element i of the result lies in the operand, by the name that files use. */
function placeOf(c: Call, { n, out, scale }: Omit<Along, 'axis' | 'at'>, roi: readonly [number, number] | undefined): (i: number) => number {
  const mode = c.string('coordinate_transformation_mode', c.opset < 11 ? 'asymmetric' : 'half_pixel'), length = n * scale;
  switch (mode) {
    case 'half_pixel': return (i) => (i + 0.5) / scale - 0.5;
    case 'half_pixel_symmetric': { const shift = (n / 2) * (1 - out / length); return (i) => shift + (i + 0.5) / scale - 0.5; }
    case 'pytorch_half_pixel': return (i) => (out > 1 ? (i + 0.5) / scale - 0.5 : 0);
    // By the length before it is rounded, as the standard's reference has it.
    case 'align_corners': return (i) => (out === 1 && length <= 1 ? 0 : (i * (n - 1)) / (length - 1));
    case 'asymmetric': return (i) => i / scale;
    case 'tf_half_pixel_for_nn': return (i) => (i + 0.5) / scale;
    case 'tf_crop_and_resize': { const [from, to] = roi!; return (i) => (out > 1 ? from * (n - 1) + (i * (to - from) * (n - 1)) / (out - 1) : 0.5 * (from + to) * (n - 1)); }
    default: return c.fail(`coordinate_transformation_mode ${mode} is not supported`);
  }
}
const roundings: Record<string, (x: number) => number> = { round_prefer_floor: (x) => Math.ceil(x - 0.5), round_prefer_ceil: (x) => Math.floor(x + 0.5), floor: Math.floor, ceil: Math.ceil };

const triangleWeight = (d: number): number => Math.max(0, 1 - Math.abs(d));
const cubicWeight = (a: number) => (distance: number): number => {
  const d = Math.abs(distance);
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
};
/** Elements and weights that place `at` is a sum of. */
function tapsOf(at: number, n: number, reach: number, weight: (d: number) => number, stretch: number, leavesOut: boolean): Map<number, number> {
  const taps = new Map<number, number>(), first = Math.floor(at - reach * stretch) + 1, last = Math.ceil(at + reach * stretch) - 1;
  let total = 0;
  for (let k = Math.min(first, Math.floor(at)); k <= Math.max(last, Math.floor(at) + 1); k++) {
    const w = weight((k - at) / stretch);
    if (w === 0 || (leavesOut && (k < 0 || k >= n))) continue;
    const inside = Math.min(Math.max(k, 0), n - 1);
    taps.set(inside, (taps.get(inside) ?? 0) + w);
    total += w;
  }
  if (total !== 1) for (const [k, w] of taps) taps.set(k, w / total);
  return taps;
}

function nearest(c: Call, x: Tensor, { axis, n, out, at }: Along): Tensor {
  const round = roundings[c.string('nearest_mode', c.opset < 11 ? 'floor' : 'round_prefer_floor')] ?? c.fail(`nearest_mode ${c.string('nearest_mode', '')} is not supported`);
  const places = Array.from({ length: out }, (_, i) => Math.min(Math.max(round(at(i)), 0), n - 1));
  // The same number of times each: a repeat is a view.
  if (out % n === 0 && places.every((p, i) => p === Math.floor((i * n) / out))) return ops.repeat(x, out / n, axis);
  return wrap(picked(x.node, axis, places));
}
/** A sum of one gathered operand per tap, or a product with the matrix of weights where there are many. */
function weighted(x: Tensor, { axis, n, out }: Along, taps: readonly Map<number, number>[]): Tensor {
  const most = Math.max(...taps.map((t) => t.size)), along = x.shape.map((_, i) => (i === axis ? out : 1));
  if (most > 4) {
    const matrix = new Float32Array(out * n);
    taps.forEach((t, i) => { for (const [k, w] of t) matrix[i * n + k] = w; });
    return ops.moveaxis(ops.matmul(ops.moveaxis(x, axis, -1), tensor(matrix, { shape: [out, n] }).T), -1, axis);
  }
  const lists = taps.map((t) => [...t]), parts = Array.from({ length: most }, (_, k) => {
    const at = lists.map((l) => l[k]?.[0] ?? l[0][0]), weights = tensor(Float32Array.from(lists, (l) => l[k]?.[1] ?? 0)).reshape(along);
    return ops.mul(ops.take(x, at, axis), weights);
  });
  return parts.reduce((a, b) => ops.add(a, b));
}
function interpolated(c: Call, x: Tensor, along: Along, mode: string): Tensor {
  const { n, out, scale, at } = along, isCubic = mode === 'cubic', weight = isCubic ? cubicWeight(c.float('cubic_coeff_a', -0.75)) : triangleWeight;
  const stretch = c.int('antialias', 0) && scale < 1 ? 1 / scale : 1, leavesOut = c.int('exclude_outside', 0) === 1 || stretch > 1, isCropped = c.string('coordinate_transformation_mode', '') === 'tf_crop_and_resize';
  const places = Array.from({ length: out }, (_, i) => at(i)), inside = (p: number): number => (isCubic || stretch > 1 ? p : Math.min(Math.max(p, 0), n - 1));
  const y = weighted(x, along, places.map((p) => tapsOf(inside(p), n, isCubic ? 2 : 1, weight, stretch, leavesOut)));
  if (!isCropped || places.every((p) => p >= 0 && p <= n - 1)) return y;
  const within = tensor(Int32Array.from(places, (p) => +(p >= 0 && p <= n - 1))).reshape(x.shape.map((_, i) => (i === along.axis ? out : 1)));
  return ops.where(within, y, c.float('extrapolation_value', 0));
}

function alongEach(c: Call, x: Tensor, scales: readonly number[] | undefined, sizes: readonly number[] | undefined, roi: readonly number[] | undefined): Along[] {
  const axes = c.ints('axes')?.map((a) => c.axis(a, x.rank)) ?? x.shape.map((_, i) => i), policy = c.string('keep_aspect_ratio_policy', 'stretch');
  const ratios = axes.map((axis, k) => (sizes ? sizes[k] / x.shape[axis] : scales![k])), common = policy === 'stretch' ? undefined : (policy === 'not_larger' ? Math.min : Math.max)(...ratios);
  return axes.map((axis, k) => {
    const n = x.shape[axis], scale = common ?? ratios[k], out = sizes && common === undefined ? sizes[k] : common === undefined ? Math.floor(n * scale + 1e-6) : Math.floor(n * scale + 0.5);
    return { axis, n, out, scale, at: placeOf(c, { n, out, scale }, roi && [roi[k], roi[axes.length + k]]) };
  });
}
const isCropping = (c: Call): boolean => c.string('coordinate_transformation_mode', '') === 'tf_crop_and_resize';
function resize(c: Call): Value {
  const x = c.value(0), isOld = c.opset < 11, given = (i: number): readonly number[] | undefined => { const v = c.has(i) && c.value(i).size > 0 ? c.numbers(i) : undefined; return v; };
  const sizes = isOld ? undefined : given(3), scales = c.floats('scales') ?? given(isOld ? 1 : 2), roi = isCropping(c) ? given(1) : undefined, mode = c.string('mode', 'nearest');
  if (!sizes && !scales) c.fail('it has neither scales nor sizes');
  if (isCropping(c) && !roi) c.fail('it has no roi');
  const y = alongEach(c, x.tensor, scales, sizes, roi).reduce((image, along) => {
    if (along.n === along.out && along.scale === 1 && !roi) return image;
    return mode === 'nearest' ? nearest(c, image, along) : interpolated(c, image, along, mode);
  }, x.tensor);
  return ofTensor(y.cast(x.tensor.dtype), x.type);
}
const refuse = (node: NodeProto): string | undefined => { const mode = new TextDecoder().decode(node.attributes.get('mode')?.s); return ['', 'nearest', 'linear', 'bilinear', 'cubic'].includes(mode) ? undefined : `mode ${mode} is not supported`; };

/** Keys' kernel by places of the grid, for the mode that the library's own sampling lacks. */
function gridSample(c: Call): Value {
  const mode = c.string('mode', 'bilinear'), outside = c.string('padding_mode', 'zeros') as 'zeros' | 'border' | 'reflection', alignCorners = c.int('align_corners', 0) === 1, x = c.tensor(0), grid = c.tensor(1);
  if (mode !== 'bicubic' && mode !== 'cubic') return ofTensor(ops.gridSample(x, grid, { mode: mode === 'nearest' ? 'nearest' : 'bilinear', outside, alignCorners, layout: 'NCHW' }), c.value(0).type);
  const size = [x.shape[3], x.shape[2]], cubic = (d: Tensor): Tensor => {
    const a = -0.75, t = ops.abs(d), near = ops.add(ops.mul(ops.mul(ops.sub(ops.mul(t, a + 2), a + 3), t), t), 1), far = ops.sub(ops.mul(ops.add(ops.mul(ops.sub(ops.mul(t, a), 5 * a), t), 8 * a), t), 4 * a);
    return ops.where(ops.lessEqual(t, 1), near, ops.where(ops.less(t, 2), far, 0));
  };
  const places = size.map((n, k) => { const g = ops.slice(grid, ['...', k]); return alignCorners ? ops.mul(ops.add(g, 1), (n - 1) / 2) : ops.sub(ops.mul(ops.add(g, 1), n / 2), 0.5); });
  const toGrid = (p: Tensor, n: number): Tensor => (alignCorners ? ops.sub(ops.mul(p, 2 / Math.max(1, n - 1)), 1) : ops.sub(ops.mul(ops.add(p, 0.5), 2 / n), 1));
  const taps = [-1, 0, 1, 2].map((tap) => places.map((p, k) => { const at = ops.add(ops.floor(p), tap); return { at: toGrid(at, size[k]), weight: cubic(ops.sub(at, p)) }; }));
  const parts = taps.flatMap((row) => taps.map((column) => {
    const sampled = ops.gridSample(x, ops.stack([column[0].at, row[1].at], -1), { mode: 'nearest', outside, alignCorners, layout: 'NCHW' });
    return ops.mul(sampled, ops.expandDims(ops.mul(column[0].weight, row[1].weight), 1));
  }));
  return ofTensor(parts.reduce((a, b) => ops.add(a, b)), c.value(0).type);
}

export const resizing: Table = { Resize: { run: resize, constants: [1, 2, 3], refuse }, Upsample: { run: resize, constants: [1], refuse }, GridSample: gridSample };
