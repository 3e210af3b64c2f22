/** Linear maps and tables. */
import { fail } from '../input-error.ts';
import { take } from '../ops/indexing.ts';
import type { Tensor } from '../tensor.ts';
import * as init from './init.ts';
import { Module } from './module.ts';

export interface LayerOptions { /** Of the initial weights; the next of nn.seed's stream by default. */ key?: Tensor; weight?: init.Initializer }

/** x [.., in] -> x W + b [.., out]; weight [in, out]. */
export class Linear extends Module {
  weight: Tensor;
  bias: Tensor | null;
  constructor(inFeatures: number, outFeatures: number, { bias = true, key = init.nextInitialKey(), weight = init.fanIn() }: LayerOptions & { bias?: boolean } = {}) {
    super();
    this.weight = weight(key, [inFeatures, outFeatures]);
    this.bias = bias ? init.zeros(key, [outFeatures]) : null;
  }
  forward(x: Tensor): Tensor {
    if (x.rank < 1 || x.shape[x.rank - 1] !== this.weight.shape[0]) fail(`Linear: expected [.., ${this.weight.shape[0]}], got ${x.toString()}`);
    const y = x.matmul(this.weight);
    return this.bias ? y.add(this.bias) : y;
  }
}

/** indices, i32 of any shape -> rows of the table [count, features]. Its gradient adds up where a row is used twice. */
export class Embedding extends Module {
  weight: Tensor;
  constructor(count: number, features: number, { key = init.nextInitialKey(), weight = init.normal() }: LayerOptions = {}) {
    super();
    this.weight = weight(key, [count, features]);
  }
  forward(indices: Tensor): Tensor { return take(this.weight, indices, 0); }
  /** x [.., features] -> scores of all rows [.., count]: a head tied to the table. */
  attend(x: Tensor): Tensor { return x.matmul(this.weight.T); }
}
