/** Convolutions as layers. Layouts as in ops/convolution. */
import { fail } from '../input-error.ts';
import { conv, convTranspose, perAxis, type ConvOptions, type ConvTransposeOptions, type PerAxis } from '../ops/convolution.ts';
import type { Tensor } from '../tensor.ts';
import * as init from './init.ts';
import type { LayerOptions } from './linear.ts';
import { Module } from './module.ts';

export interface ConvLayerOptions extends ConvOptions, LayerOptions { bias?: boolean }

/** The bias beside the channels of an image. */
const withBias = (y: Tensor, bias: Tensor | null, layout: ConvOptions['layout']): Tensor => (bias ? y.add(layout === 'NCHW' ? bias.reshape([-1, ...y.shape.slice(2).fill(1)]) : bias) : y);
/** What the operation wants to know; a key left among these would pass for a parameter. */
const ofOperation = ({ stride, padding, dilation, groups, layout, outputPadding }: ConvTransposeOptions): ConvTransposeOptions => ({ stride, padding, dilation, groups, layout, outputPadding });

class Conv extends Module {
  weight: Tensor;
  bias: Tensor | null;
  readonly options: ConvOptions;
  constructor(rank: number, inChannels: number, outChannels: number, kernel: PerAxis, all: ConvLayerOptions) {
    super();
    const { groups = 1, layout = 'NHWC', bias = true, key = init.nextInitialKey(), weight = init.fanIn({ layout }) } = all, size = perAxis(`Conv${rank}d`, kernel, rank);
    if (inChannels % groups || outChannels % groups) fail(`Conv${rank}d: ${groups} groups do not divide ${inChannels} channels into ${outChannels}`);
    this.options = ofOperation(all);
    this.weight = weight(key, layout === 'NHWC' ? [...size, inChannels / groups, outChannels] : [outChannels, inChannels / groups, ...size]);
    this.bias = bias ? init.zeros(key, [outChannels]) : null;
  }
  forward(x: Tensor): Tensor { return withBias(conv(x, this.weight, this.options), this.bias, this.options.layout); }
}
/** [n, length, in] -> [n, out, outChannels]. */
export class Conv1d extends Conv { constructor(inChannels: number, outChannels: number, kernel: PerAxis, options: ConvLayerOptions = {}) { super(1, inChannels, outChannels, kernel, options); } }
/** [n, h, w, in] -> [n, h', w', out]. */
export class Conv2d extends Conv { constructor(inChannels: number, outChannels: number, kernel: PerAxis, options: ConvLayerOptions = {}) { super(2, inChannels, outChannels, kernel, options); } }
/** [n, d, h, w, in] -> [n, d', h', w', out]. */
export class Conv3d extends Conv { constructor(inChannels: number, outChannels: number, kernel: PerAxis, options: ConvLayerOptions = {}) { super(3, inChannels, outChannels, kernel, options); } }

class ConvTranspose extends Module {
  weight: Tensor;
  bias: Tensor | null;
  readonly options: ConvTransposeOptions;
  constructor(rank: number, inChannels: number, outChannels: number, kernel: PerAxis, all: ConvLayerOptions & ConvTransposeOptions) {
    super();
    const { groups = 1, layout = 'NHWC', bias = true, key = init.nextInitialKey(), weight = init.fanIn({ layout }) } = all, size = perAxis(`ConvTranspose${rank}d`, kernel, rank);
    if (inChannels % groups || outChannels % groups) fail(`ConvTranspose${rank}d: ${groups} groups do not divide ${inChannels} channels into ${outChannels}`);
    this.options = ofOperation(all);
    this.weight = weight(key, layout === 'NHWC' ? [...size, outChannels / groups, inChannels] : [inChannels, outChannels / groups, ...size]);
    this.bias = bias ? init.zeros(key, [outChannels]) : null;
  }
  forward(x: Tensor): Tensor { return withBias(convTranspose(x, this.weight, this.options), this.bias, this.options.layout); }
}
export class ConvTranspose1d extends ConvTranspose { constructor(inChannels: number, outChannels: number, kernel: PerAxis, options: ConvLayerOptions & ConvTransposeOptions = {}) { super(1, inChannels, outChannels, kernel, options); } }
export class ConvTranspose2d extends ConvTranspose { constructor(inChannels: number, outChannels: number, kernel: PerAxis, options: ConvLayerOptions & ConvTransposeOptions = {}) { super(2, inChannels, outChannels, kernel, options); } }
export class ConvTranspose3d extends ConvTranspose { constructor(inChannels: number, outChannels: number, kernel: PerAxis, options: ConvLayerOptions & ConvTransposeOptions = {}) { super(3, inChannels, outChannels, kernel, options); } }
