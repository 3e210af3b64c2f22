/** Attention and rotary position embedding. */
import * as make from '../graph/make.ts';
import { fail } from '../input-error.ts';
import type { Tensor } from '../tensor.ts';
import { softmax } from './activation.ts';
import { add, cos, div, exp, mul, neg, sin, sub, where } from './elementwise.ts';
import { wrap } from './like.ts';
import { concat, stack } from './join.ts';
import { reshape, slice } from './movement.ts';

export interface AttentionOptions {
  /** Broadcasts to [batch, heads, queries, keys]: bool keeps where true; numbers are added to the scores. */
  mask?: Tensor;
  /** Each query sees keys up to its own place; with fewer queries than keys (a cache), the queries are the last. */
  causal?: boolean;
  /** Of the scores; 1 / √dim by default. */
  scale?: number;
}
/**
 * softmax(q kᵀ · scale + mask) v. q [batch, heads, queries, dim], k [batch, kvHeads, keys, dim], v [batch, kvHeads, keys, dimV] -> [batch, heads, queries, dimV].
 * Each key head serves heads / kvHeads query heads in a row (grouped queries). @throws InputError when they do not fit
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, { mask, causal = false, scale }: AttentionOptions = {}): Tensor {
  if (q.rank !== 4 || k.rank !== 4 || v.rank !== 4) fail(`attention: expected 4 axes each, got ${q.toString()}, ${k.toString()} and ${v.toString()}`);
  const [batch, heads, queries, dim] = q.shape, [, kvHeads, keys, kDim] = k.shape, groups = heads / kvHeads;
  if (kDim !== dim || !Number.isInteger(groups) || v.shape[1] !== kvHeads || v.shape[2] !== keys || k.shape[0] !== batch || v.shape[0] !== batch) fail(`attention: queries ${q.toString()}, keys ${k.toString()} and values ${v.toString()} do not fit: expected [batch, heads, queries, dim], [batch, kvHeads, keys, dim] and [batch, kvHeads, keys, dimV] with kvHeads dividing heads`);
  const grouped = make.reshape(mul(q, scale ?? 1 / Math.sqrt(dim)).node, [batch, kvHeads, groups, queries, dim]);
  // Labels: batch 0, kv head 1, group 2, query 3, dim 4, key 5, value dim 6.
  let scores = wrap(make.reshape(make.contract(grouped, k.node, [0, 1, 2, 3, 4], [0, 1, 5, 4], [0, 1, 2, 3, 5]), [batch, heads, queries, keys]));
  if (mask) scores = mask.dtype === 'bool' ? where(mask, scores, -Infinity) : add(scores, mask);
  if (causal) {
    const shape = [queries, keys], place = make.binary('add', make.iota(0, shape), make.fill(keys - queries, shape, 'i32'));
    scores = where(wrap(make.binary('ge', place, make.iota(1, shape))), scores, -Infinity);
  }
  const weights = make.reshape(softmax(scores).node, [batch, kvHeads, groups, queries, keys]);
  return wrap(make.reshape(make.contract(weights, v.node, [0, 1, 2, 3, 5], [0, 1, 5, 6], [0, 1, 2, 3, 6]), [batch, heads, queries, v.shape[3]]));
}

export interface RotaryOptions {
  /** Places of the sequence, i32 [seq] or shaped to broadcast with x without its last axis; 0, 1, .. by default. */
  positions?: Tensor;
  base?: number;
  /** Pairs are neighbours (x₀, x₁) instead of halves (x₀, x_{d/2}). */
  interleaved?: boolean;
}
/** Rotary position embedding of x [.., seq, dim]: pair i of a place p turned by p · base^(-2i / dim) radians. */
export function rotary(x: Tensor, { positions, base = 10000, interleaved = false }: RotaryOptions = {}): Tensor {
  const seq = x.shape[x.rank - 2], dim = x.shape[x.rank - 1], half = dim / 2;
  if (x.rank < 2 || dim % 2) fail(`rotary: expected [.., seq, dim] with an even dim, got ${x.toString()}`);
  const place = (positions ?? wrap(make.iota(0, [seq]))).cast('f32').expandDims(-1);
  const frequency = exp(mul(wrap(make.cast(make.iota(0, [half]), 'f32')), (-2 * Math.log(base)) / dim));
  const angle = mul(place, frequency), c = cos(angle).cast(x.dtype), s = sin(angle).cast(x.dtype);
  const pairs = interleaved ? reshape(x, [...x.shape.slice(0, -1), half, 2]) : undefined;
  const a = pairs ? slice(pairs, ['...', 0]) : slice(x, ['...', [0, half]]), b = pairs ? slice(pairs, ['...', 1]) : slice(x, ['...', [half, dim]]);
  const turned = [sub(mul(a, c), mul(b, s)), add(mul(b, c), mul(a, s))];
  return interleaved ? reshape(stack(turned, -1), x.shape) : concat(turned, -1);
}

/** Slopes of linear position biases (ALiBi) for each head, added to scores as slope · (key - query). [heads, 1, 1] */
export function alibiSlopes(heads: number): Tensor {
  return reshape(exp(mul(neg(div(add(wrap(make.iota(0, [heads])), 1), heads)), 8 * Math.LN2)), [heads, 1, 1]);
}
