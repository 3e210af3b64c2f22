/** Convolutions of 1, 2, 3 or more spatial axes, and their transposes. */
import { promote } from '../graph/dtype.ts';
import * as make from '../graph/make.ts';
import type { ConvSpec } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import type { Tensor } from '../tensor.ts';
import { wrap } from './like.ts';

/** A number for all spatial axes, or one each. */
export type PerAxis = number | readonly number[];
/** Enough for out = ceil(in / stride), none, the same on all sides, or [before, after] per spatial axis. */
export type Padding = 'same' | 'valid' | PerAxis | readonly (readonly [number, number])[];
/** Channels last: images [n, spatial.., c], kernels [spatial.., in / groups, out]. Channels first: images [n, c, spatial..], kernels [out, in / groups, spatial..]. */
export type Layout = 'NHWC' | 'NCHW';
export interface ConvOptions { stride?: PerAxis; padding?: Padding; dilation?: PerAxis; groups?: number; layout?: Layout }

export const perAxis = (op: string, value: PerAxis, rank: number): number[] => {
  const all = typeof value === 'number' ? Array.from({ length: rank }, () => value) : [...value];
  if (all.length !== rank) fail(`${op}: expected ${rank} values, one per spatial axis, got ${all.length}`);
  return all;
};
/** Padding before and after each spatial axis. */
export function paddings(op: string, padding: Padding, size: readonly number[], kernel: readonly number[], strides: readonly number[], dilations: readonly number[]): { low: number[]; high: number[] } {
  if (padding === 'same') {
    const total = size.map((n, i) => Math.max(0, (Math.ceil(n / strides[i]) - 1) * strides[i] + dilations[i] * (kernel[i] - 1) + 1 - n));
    return { low: total.map((t) => Math.floor(t / 2)), high: total.map((t) => Math.ceil(t / 2)) };
  }
  if (padding === 'valid') return { low: size.map(() => 0), high: size.map(() => 0) };
  if (typeof padding !== 'number' && padding.some((p) => typeof p !== 'number')) {
    const pairs = padding as readonly (readonly [number, number])[];
    if (pairs.length !== size.length) fail(`${op}: expected padding for ${size.length} spatial axes, got ${pairs.length}`);
    return { low: pairs.map((p) => p[0]), high: pairs.map((p) => p[1]) };
  }
  const each = perAxis(`${op} padding`, padding as PerAxis, size.length);
  return { low: each, high: [...each] };
}
export const spatialOf = (x: Tensor, layout: Layout): number[] => (layout === 'NHWC' ? x.shape.slice(1, -1) : x.shape.slice(2));

/** x [n, spatial.., c] * w [spatial.., c / groups, out] -> [n, spatial.., out] (NHWC, the default; see Layout). @throws InputError when they do not fit */
export function conv(x: Tensor, w: Tensor, { stride = 1, padding = 'valid', dilation = 1, groups = 1, layout = 'NHWC' }: ConvOptions = {}): Tensor {
  const rank = x.rank - 2;
  if (rank < 1 || w.rank !== x.rank) fail(`conv: expected an image and a kernel with the same number of axes, at least 3, got ${x.toString()} and ${w.toString()}`);
  const strides = perAxis('conv stride', stride, rank), dilations = perAxis('conv dilation', dilation, rank), inputSize = spatialOf(x, layout), kernelSize = layout === 'NHWC' ? w.shape.slice(0, -2) : w.shape.slice(2);
  const spec: ConvSpec = { channelsLast: layout === 'NHWC', strides, dilations, ...paddings('conv', padding, inputSize, kernelSize, strides, dilations), groups, inputSize, kernelSize };
  const dtype = promote(x.dtype, w.dtype);
  return wrap(make.conv('forward', make.cast(x.node, dtype), make.cast(w.node, dtype), spec));
}
const ofRank = (name: string, rank: number) => (x: Tensor, w: Tensor, options?: ConvOptions): Tensor =>
  (x.rank === rank + 2 ? conv(x, w, options) : fail(`${name}: expected an image of ${rank + 2} axes, got ${x.toString()}`));
/** conv with one spatial axis. */
export const conv1d = ofRank('conv1d', 1);
/** conv with two spatial axes. */
export const conv2d = ofRank('conv2d', 2);
/** conv with three spatial axes. */
export const conv3d = ofRank('conv3d', 3);
/** Each channel with its own kernels: w [kh, kw, 1, c · multiplier] (NHWC) or [c · multiplier, 1, kh, kw] (NCHW). */
export const depthwiseConv2d = (x: Tensor, w: Tensor, options: Omit<ConvOptions, 'groups'> = {}): Tensor =>
  conv2d(x, w, { ...options, groups: options.layout === 'NCHW' ? x.shape[1] : x.shape[x.rank - 1] });

export interface ConvTransposeOptions extends ConvOptions {
  /** Added to the output's size, where the stride leaves several open. */
  outputPadding?: PerAxis;
}
/**
 * Transpose of conv (what its input gradient is): x [n, spatial.., c], w [spatial.., out / groups, c] -> [n, spatial.., out] (NHWC);
 * NCHW: w [c, out / groups, spatial..], as PyTorch's. Size (in - 1) stride - padding + dilation (kernel - 1) + 1 + outputPadding; under 'same', in · stride.
 */
export function convTranspose(x: Tensor, w: Tensor, { stride = 1, padding = 'valid', dilation = 1, groups = 1, layout = 'NHWC', outputPadding = 0 }: ConvTransposeOptions = {}): Tensor {
  const rank = x.rank - 2;
  if (rank < 1 || w.rank !== x.rank) fail(`convTranspose: expected an image and a kernel with the same number of axes, at least 3, got ${x.toString()} and ${w.toString()}`);
  const strides = perAxis('convTranspose stride', stride, rank), dilations = perAxis('convTranspose dilation', dilation, rank), extra = perAxis('convTranspose outputPadding', outputPadding, rank);
  const size = spatialOf(x, layout), kernelSize = layout === 'NHWC' ? w.shape.slice(0, -2) : w.shape.slice(2);
  const doubled = size.map((n, i) => n * strides[i]), { low, high } = paddings('convTranspose', padding, doubled, kernelSize, strides, dilations);
  const inputSize = padding === 'same' ? doubled : size.map((n, i) => (n - 1) * strides[i] - low[i] - high[i] + dilations[i] * (kernelSize[i] - 1) + 1 + extra[i]);
  const spec: ConvSpec = { channelsLast: layout === 'NHWC', strides, dilations, low, high, groups, inputSize, kernelSize }, dtype = promote(x.dtype, w.dtype);
  return wrap(make.conv('inputGrad', make.cast(x.node, dtype), make.cast(w.node, dtype), spec));
}
/** convTranspose with one spatial axis. */
export const convTranspose1d = (x: Tensor, w: Tensor, options?: ConvTransposeOptions): Tensor => convTranspose(x, w, options);
/** convTranspose with two spatial axes. */
export const convTranspose2d = (x: Tensor, w: Tensor, options?: ConvTransposeOptions): Tensor => convTranspose(x, w, options);
/** convTranspose with three spatial axes. */
export const convTranspose3d = (x: Tensor, w: Tensor, options?: ConvTransposeOptions): Tensor => convTranspose(x, w, options);
