/** Normalisations as functions: to mean 0 and variance 1 over some axes, then scaled and shifted. */
import { isFloat } from '../graph/dtype.ts';
import { fail } from '../input-error.ts';
import type { Layout } from '../ops/convolution.ts';
import type { Tensor } from '../tensor.ts';

export interface NormOptions { weight?: Tensor | null; bias?: Tensor | null; eps?: number }
export interface ChannelNormOptions extends NormOptions { layout?: Layout }

const affine = (y: Tensor, weight?: Tensor | null, bias?: Tensor | null): Tensor => {
  const scaled = weight ? y.mul(weight) : y;
  return bias ? scaled.add(bias) : scaled;
};
/** Mean and variance in two passes over the values: the one-pass formula cancels. */
function standardised(x: Tensor, axes: readonly number[], eps: number): Tensor {
  const centred = x.sub(x.mean(axes, { keepdims: true }));
  return centred.mul(centred.square().mean(axes, { keepdims: true }).add(eps).rsqrt());
}
const lastAxes = (count: number): number[] => Array.from({ length: count }, (_, i) => i - count);
const channelsAxis = (x: Tensor, layout: Layout): number => (layout === 'NHWC' || x.rank < 3 ? x.rank - 1 : 1);
const spatialAxes = (x: Tensor, layout: Layout): number[] => x.shape.map((_, i) => i).filter((i) => i > 0 && i !== channelsAxis(x, layout));
/** A vector per channel, shaped to broadcast with x. */
export const perChannel = (vector: Tensor | null | undefined, x: Tensor, layout: Layout): Tensor | null | undefined =>
  (vector && channelsAxis(x, layout) !== x.rank - 1 ? vector.reshape([-1, ...x.shape.slice(2).fill(1)]) : vector);

/** Over the last axes, 1 of them by default; weight and bias have their shape (arXiv 1607.06450). */
export function layerNorm(x: Tensor, { axes = 1, weight, bias, eps = 1e-5 }: NormOptions & { axes?: number } = {}): Tensor {
  if (!isFloat(x.dtype) || x.rank < axes) fail(`layerNorm: expected floats with at least ${axes} axes, got ${x.toString()}`);
  return affine(standardised(x, lastAxes(axes), eps), weight, bias);
}

/** x over its root mean square along the last axis, scaled (arXiv 1910.07467). */
export function rmsNorm(x: Tensor, { weight, eps = 1e-6 }: Pick<NormOptions, 'weight' | 'eps'> = {}): Tensor {
  return affine(x.mul(x.square().mean(-1, { keepdims: true }).add(eps).rsqrt()), weight);
}

/** Over the places and the channels of each of `groups` groups (arXiv 1803.08494). */
export function groupNorm(x: Tensor, groups: number, { weight, bias, eps = 1e-5, layout = 'NHWC' }: ChannelNormOptions = {}): Tensor {
  const axis = channelsAxis(x, layout), channels = x.shape[axis];
  if (x.rank < 2 || channels % groups) fail(`groupNorm: ${groups} groups do not divide the ${channels} channels of ${x.toString()}`);
  const split = x.reshape(x.shape.toSpliced(axis, 1, groups, channels / groups)), over = split.shape.map((_, i) => i).filter((i) => i > 0 && i !== axis);
  return affine(standardised(split, over, eps).reshape(x.shape), perChannel(weight, x, layout), perChannel(bias, x, layout));
}

/** Over the places of each channel of each image (arXiv 1607.08022). */
export function instanceNorm(x: Tensor, { weight, bias, eps = 1e-5, layout = 'NHWC' }: ChannelNormOptions = {}): Tensor {
  if (x.rank < 3) fail(`instanceNorm: expected an image with at least 3 axes, got ${x.toString()}`);
  return affine(standardised(x, spatialAxes(x, layout), eps), perChannel(weight, x, layout), perChannel(bias, x, layout));
}

export interface Statistics { mean: Tensor; variance: Tensor }
/** Over the batch and its places, per channel, with the batch's statistics (arXiv 1502.03167); returns them, the variance without Bessel's correction, and how many values each is of. */
export function batchNorm(x: Tensor, { weight, bias, eps = 1e-5, layout = 'NHWC' }: ChannelNormOptions = {}): { y: Tensor; statistics: Statistics; count: number } {
  const over = [0, ...spatialAxes(x, layout)], mean = x.mean(over, { keepdims: true }), centred = x.sub(mean), variance = centred.square().mean(over, { keepdims: true });
  const y = affine(centred.mul(variance.add(eps).rsqrt()), perChannel(weight, x, layout), perChannel(bias, x, layout));
  return { y, statistics: { mean: mean.reshape([-1]), variance: variance.reshape([-1]) }, count: over.reduce((n, axis) => n * x.shape[axis], 1) };
}
/** The same with given statistics: one scale and one shift per channel. */
export function batchNormFrozen(x: Tensor, { mean, variance }: Statistics, { weight, bias, eps = 1e-5, layout = 'NHWC' }: ChannelNormOptions = {}): Tensor {
  const inverse = variance.add(eps).rsqrt(), scale = weight ? inverse.mul(weight) : inverse, shift = bias ? bias.sub(mean.mul(scale)) : mean.mul(scale).neg();
  return x.mul(perChannel(scale, x, layout)!).add(perChannel(shift, x, layout)!);
}

/** x over its norm along the axis, where that is above eps. */
export const normalize = (x: Tensor, { axis = -1, order = 2, eps = 1e-12 } = {}): Tensor => x.div(x.norm(order, axis, { keepdims: true }).maximum(eps));
