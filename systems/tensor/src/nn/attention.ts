/** Attention with its projections, grouped queries, rotary positions and a cache of keys and values. */
import { fail } from '../input-error.ts';
import { attention, rotary, type AttentionOptions, type RotaryOptions } from '../ops/attention.ts';
import { arange, zeros } from '../ops/create.ts';
import { where } from '../ops/elementwise.ts';
import { concat } from '../ops/join.ts';
import { take } from '../ops/indexing.ts';
import * as random from '../random.ts';
import type { Tensor } from '../tensor.ts';
import * as init from './init.ts';
import { Linear, type LayerOptions } from './linear.ts';
import { Module } from './module.ts';

export interface MultiHeadAttentionOptions extends LayerOptions {
  /** Each serves heads / kvHeads query heads (arXiv 2305.13245). */
  kvHeads?: number;
  /** Queries see keys up to their own place. */
  causal?: boolean;
  bias?: boolean;
  /** Turns queries and keys by their place (arXiv 2104.09864). */
  rotary?: boolean | Omit<RotaryOptions, 'positions'>;
}
/** Keys and values seen so far, [batch, kvHeads, capacity, dim], and how many: all tensors, so that one jit covers every step of decoding. */
export interface KvCache { keys: Tensor; values: Tensor; length: Tensor }

/** x [batch, seq, width] -> [batch, seq, width]. */
export class MultiHeadAttention extends Module {
  query: Linear;
  key: Linear;
  value: Linear;
  out: Linear;
  readonly heads: number;
  readonly kvHeads: number;
  readonly causal: boolean;
  readonly rotary: Omit<RotaryOptions, 'positions'> | null;
  constructor(width: number, heads: number, { kvHeads = heads, causal = false, bias = true, rotary: turns = false, key = init.nextInitialKey(), weight }: MultiHeadAttentionOptions = {}) {
    super();
    if (width % heads || heads % kvHeads) fail(`MultiHeadAttention: expected heads that divide the width and kvHeads that divide the heads, got width ${width}, ${heads} heads and ${kvHeads} kvHeads`);
    const keys = random.split(key, 4), narrow = (width / heads) * kvHeads, options = { bias, ...(weight && { weight }) };
    this.query = new Linear(width, width, { ...options, key: keys[0] });
    this.key = new Linear(width, narrow, { ...options, key: keys[1] });
    this.value = new Linear(width, narrow, { ...options, key: keys[2] });
    this.out = new Linear(width, width, { ...options, key: keys[3] });
    this.heads = heads;
    this.kvHeads = kvHeads;
    this.causal = causal;
    this.rotary = turns === true ? {} : turns || null;
  }

  #split(x: Tensor, heads: number): Tensor { return x.reshape([x.shape[0], x.shape[1], heads, -1]).transpose([0, 2, 1, 3]); }
  #joined(y: Tensor): Tensor { return this.out.forward(y.transpose([0, 2, 1, 3]).reshape([y.shape[0], y.shape[2], -1])); }
  #turned(x: Tensor, positions?: Tensor): Tensor { return this.rotary ? rotary(x, { ...this.rotary, ...(positions && { positions }) }) : x; }

  /** Keys and values from `context` [batch, keys, width] instead of x; `mask` as in ops/attention. */
  forward(x: Tensor, { context = x, mask }: { context?: Tensor } & Pick<AttentionOptions, 'mask'> = {}): Tensor {
    const q = this.#turned(this.#split(this.query.forward(x), this.heads)), k = this.#turned(this.#split(this.key.forward(context), this.kvHeads));
    return this.#joined(attention(q, k, this.#split(this.value.forward(context), this.kvHeads), { causal: this.causal, ...(mask && { mask }) }));
  }

  /** An empty cache for up to `capacity` places. */
  cache(batch: number, capacity: number): KvCache {
    const shape = [batch, this.kvHeads, capacity, this.query.weight.shape[1] / this.heads];
    return { keys: zeros(shape), values: zeros(shape), length: zeros([], 'i32') };
  }

  /**
   * The next places x [batch, seq, width] after those in the cache, causally; returns the cache with them. Equal to the
   * last rows of `forward` on the whole. Places beyond the capacity are lost: the caller counts.
   */
  decode(x: Tensor, { keys, values, length }: KvCache): { output: Tensor; cache: KvCache } {
    const seq = x.shape[1], capacity = keys.shape[2], places = arange(seq).add(length), all = arange(capacity);
    const q = this.#turned(this.#split(this.query.forward(x), this.heads), places), k = this.#turned(this.#split(this.key.forward(x), this.kvHeads), places), v = this.#split(this.value.forward(x), this.kvHeads);
    // Each place of the cache holds either what it held or one of the new rows.
    const source = where(all.greaterEqual(length).logicalAnd(all.less(length.add(seq))), all.sub(length).add(capacity), all);
    const put = (old: Tensor, rows: Tensor): Tensor => take(concat([old, rows], 2), source, 2), next = { keys: put(keys, k), values: put(values, v), length: length.add(seq) };
    const mask = places.expandDims(-1).greaterEqual(all);
    return { output: this.#joined(attention(q, next.keys, next.values, { mask })), cache: next };
  }
}
