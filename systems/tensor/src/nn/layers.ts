/** Layers without weights, and layers in a row. */
import { fail } from '../input-error.ts';
import { adaptiveAvgPool, adaptiveMaxPool, avgPool, globalAvgPool, globalMaxPool, maxPool, type AvgPoolOptions, type PoolOptions } from '../ops/pooling.ts';
import type { Layout, PerAxis } from '../ops/convolution.ts';
import { dropout } from '../random.ts';
import type { Tensor } from '../tensor.ts';
import { nextKey, trainingMode } from './context.ts';
import { Module } from './module.ts';

export type Layer = (Module & { forward(x: Tensor): Tensor }) | ((x: Tensor) => Tensor);

/** One after the other: modules, or functions such as `relu`. */
export class Sequential extends Module {
  readonly layers: readonly Layer[];
  constructor(...layers: readonly Layer[]) { super(); this.layers = layers; }
  forward(x: Tensor): Tensor { return this.layers.reduce((y, layer) => (layer instanceof Module ? layer.forward(y) : layer(y)), x); }
}

/** In training, elements are 0 with probability `rate` and the others divided by 1 - rate. The key comes with `apply`. */
export class Dropout extends Module {
  readonly rate: number;
  constructor(rate = 0.5) {
    super();
    if (!(rate >= 0 && rate < 1)) fail(`Dropout: expected a rate in [0, 1), got ${rate}`);
    this.rate = rate;
  }
  forward(x: Tensor): Tensor { return this.rate > 0 && trainingMode(this.training) ? dropout(nextKey('Dropout'), x, this.rate) : x; }
}

/** All axes from `start` on become one. */
export class Flatten extends Module {
  readonly start: number;
  constructor(start = 1) { super(); this.start = start; }
  forward(x: Tensor): Tensor { return x.flatten(this.start); }
}

export class MaxPool extends Module {
  readonly window: PerAxis;
  readonly options: PoolOptions;
  constructor(window: PerAxis, options: PoolOptions = {}) { super(); this.window = window; this.options = options; }
  forward(x: Tensor): Tensor { return maxPool(x, this.window, this.options); }
}
export class AvgPool extends Module {
  readonly window: PerAxis;
  readonly options: AvgPoolOptions;
  constructor(window: PerAxis, options: AvgPoolOptions = {}) { super(); this.window = window; this.options = options; }
  forward(x: Tensor): Tensor { return avgPool(x, this.window, this.options); }
}
/** Any size of image -> this size. */
export class AdaptiveAvgPool extends Module {
  readonly size: PerAxis;
  readonly layout: Layout;
  constructor(size: PerAxis, layout: Layout = 'NHWC') { super(); this.size = size; this.layout = layout; }
  forward(x: Tensor): Tensor { return adaptiveAvgPool(x, this.size, this.layout); }
}
export class AdaptiveMaxPool extends Module {
  readonly size: PerAxis;
  readonly layout: Layout;
  constructor(size: PerAxis, layout: Layout = 'NHWC') { super(); this.size = size; this.layout = layout; }
  forward(x: Tensor): Tensor { return adaptiveMaxPool(x, this.size, this.layout); }
}
/** [n, places.., c] -> [n, c]. */
export class GlobalAvgPool extends Module {
  readonly layout: Layout;
  constructor(layout: Layout = 'NHWC') { super(); this.layout = layout; }
  forward(x: Tensor): Tensor { return globalAvgPool(x, { layout: this.layout }); }
}
export class GlobalMaxPool extends Module {
  readonly layout: Layout;
  constructor(layout: Layout = 'NHWC') { super(); this.layout = layout; }
  forward(x: Tensor): Tensor { return globalMaxPool(x, { layout: this.layout }); }
}
