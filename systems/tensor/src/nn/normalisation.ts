/** Normalisations as layers. */
import { realizeNodes } from '../engine.ts';
import { isTracing } from '../scope.ts';
import type { Layout } from '../ops/convolution.ts';
import { ones, zeros } from '../ops/create.ts';
import type { Tensor } from '../tensor.ts';
import { checkBuffersAreKept, trainingMode } from './context.ts';
import { Module } from './module.ts';
import * as normalise from './normalise.ts';

export interface NormLayerOptions { eps?: number; /** Whether there is a scale and a shift to be learnt. */ affine?: boolean }
export interface ChannelNormLayerOptions extends NormLayerOptions { layout?: Layout }

/** Over the last axes, those of `shape` (or the last one, of that size). */
export class LayerNorm extends Module {
  weight: Tensor | null;
  bias: Tensor | null;
  readonly eps: number;
  readonly axes: number;
  constructor(shape: number | readonly number[], { eps = 1e-5, affine = true, bias = true }: NormLayerOptions & { bias?: boolean } = {}) {
    super();
    const dims = typeof shape === 'number' ? [shape] : [...shape];
    this.eps = eps;
    this.axes = dims.length;
    this.weight = affine ? ones(dims) : null;
    this.bias = affine && bias ? zeros(dims) : null;
  }
  forward(x: Tensor): Tensor { return normalise.layerNorm(x, this); }
}

export class RMSNorm extends Module {
  weight: Tensor | null;
  readonly eps: number;
  constructor(features: number, { eps = 1e-6, affine = true }: NormLayerOptions = {}) {
    super();
    this.eps = eps;
    this.weight = affine ? ones([features]) : null;
  }
  forward(x: Tensor): Tensor { return normalise.rmsNorm(x, this); }
}

class ChannelNorm extends Module {
  weight: Tensor | null;
  bias: Tensor | null;
  readonly eps: number;
  readonly layout: Layout;
  constructor(channels: number, { eps = 1e-5, affine = true, layout = 'NHWC' }: ChannelNormLayerOptions) {
    super();
    this.eps = eps;
    this.layout = layout;
    this.weight = affine ? ones([channels]) : null;
    this.bias = affine ? zeros([channels]) : null;
  }
  forward(x: Tensor): Tensor { return normalise.instanceNorm(x, this); }
}

export class InstanceNorm extends ChannelNorm {
  constructor(channels: number, { affine = false, ...options }: ChannelNormLayerOptions = {}) { super(channels, { affine, ...options }); }
}

export class GroupNorm extends ChannelNorm {
  readonly groups: number;
  constructor(groups: number, channels: number, options: ChannelNormLayerOptions = {}) { super(channels, options); this.groups = groups; }
  override forward(x: Tensor): Tensor { return normalise.groupNorm(x, this.groups, this); }
}

export interface BatchNormOptions extends ChannelNormLayerOptions { /** Weight of the newest batch in the running statistics. */ momentum?: number; /** Always with the running statistics, and never changes them. */ frozen?: boolean }
/** With the batch's statistics in training, which enter the running ones; with those otherwise. As PyTorch's, the running variance has Bessel's correction. */
export class BatchNorm extends ChannelNorm {
  protected override readonly bufferFields = ['mean', 'variance'];
  mean: Tensor;
  variance: Tensor;
  readonly momentum: number;
  readonly frozen: boolean;
  constructor(channels: number, { momentum = 0.1, frozen = false, ...options }: BatchNormOptions = {}) {
    super(channels, options);
    this.momentum = momentum;
    this.frozen = frozen;
    this.mean = zeros([channels]);
    this.variance = ones([channels]);
  }
  override forward(x: Tensor): Tensor {
    if (this.frozen || !trainingMode(this.training)) return normalise.batchNormFrozen(x, this, this);
    checkBuffersAreKept('BatchNorm');
    const { y, statistics, count } = normalise.batchNorm(x, this);
    const moved = (running: Tensor, now: Tensor): Tensor => running.mul(1 - this.momentum).add(now.mul(this.momentum));
    this.mean = moved(this.mean, statistics.mean);
    this.variance = moved(this.variance, statistics.variance.mul(count / Math.max(1, count - 1)));
    // Computed now, or their graph would grow from batch to batch.
    if (!isTracing()) realizeNodes([this.mean.node, this.variance.node]);
    return y;
  }
}
