/**
 * Random numbers from keys: a key is a tensor of 2 i32, and what is drawn is a function of it (Threefry-2x32-20 on
 * counters; Salmon et al. 2011). The same on every back end, any number of threads, under jit and vmap.
 * Use a key once; `split` it when more is to be drawn.
 */
import type { DType } from './graph/dtype.ts';
import * as make from './graph/make.ts';
import { sizeOf, type Node, type Shape } from './graph/node.ts';
import { fail } from './input-error.ts';
import { broadcastNode } from './ops/like.ts';
import { add, cast, clip, cos, div, erf, erfinv, less, log, mul, neg, sqrt, sub } from './ops/elementwise.ts';
import { tensor } from './ops/create.ts';
import { range, reshape } from './ops/movement.ts';
import { argmax } from './ops/reduction.ts';
import { argsort } from './ops/sorting.ts';
import { Tensor } from './tensor.ts';



/** A key from a seed: a whole number of at most 2⁵³. */
export function key(seed: number): Tensor {
  if (!Number.isSafeInteger(seed)) fail(`key: expected a whole number as seed, got ${seed}`);
  return tensor(Int32Array.of(Math.floor(seed / 2 ** 32) | 0, seed | 0));
}
/** `count` keys that have nothing to do with each other, instead of this one. */
export function split(key: Tensor, count = 2): Tensor[] {
  const words = bits(key, [count, 2]).node;
  return Array.from({ length: count }, (_, i) => new Tensor(make.reshape(range(words, 0, i, 1), [2])));
}
/** Another key for each number (an i32 tensor of one element, or a number), such as the step of a training. */
export function foldIn(key: Tensor, data: Tensor | number): Tensor {
  const at = data instanceof Tensor ? make.reshape(make.cast(data.node, 'i32'), [1]) : make.fill(data, [1], 'i32'), counter = make.broadcast(at, [2], [0]);
  // Two rounds: the words of the number as a counter, then those of the key it makes.
  const [a, b] = words(key, [2]), mixed = make.threefry(a, b, counter);
  return new Tensor(make.threefry(mixed, make.binary('xor', b, make.fill(0x5bd1e995 | 0, [2], 'i32')), make.iota(0, [2])));
}

/** 32 random bits each, i32. */
export function bits(key: Tensor, shape: Shape, from = 0): Tensor {
  const n = sizeOf(shape), flat = make.iota(0, [n]), counter = make.reshape(from ? make.binary('add', flat, make.fill(from, [n], 'i32')) : flat, shape), [a, b] = words(key, shape);
  return new Tensor(make.threefry(a, b, counter));
}
/** Both words of the key, spread over a shape. */
function words(key: Tensor, shape: Shape): [Node, Node] {
  if (key.dtype !== 'i32' || key.size !== 2) fail(`expected a random key, i32[2], got ${key.toString()}: make one with key(seed)`);
  const word = (i: number): Node => broadcastNode(make.reshape(range(make.reshape(key.node, [2]), 0, i, 1), []), shape);
  return [word(0), word(1)];
}
/** 24 bits as a fraction of 1. */
const fraction = (key: Tensor, shape: Shape, from = 0): Tensor => {
  const { node } = bits(key, shape, from);
  return mul(cast(new Tensor(make.binary('ushr', node, make.fill(8, shape, 'i32'))), 'f32'), 2 ** -24);
};

/** Even over [low, high). */
export function uniform(key: Tensor, shape: Shape = [], { low = 0, high = 1, dtype = 'f32' as DType } = {}): Tensor {
  return cast(add(mul(fraction(key, shape), high - low), low), dtype);
}
/** Normal with mean 0 and deviation 1 unless given (Box and Muller 1958). */
export function normal(key: Tensor, shape: Shape = [], { mean = 0, std = 1, dtype = 'f32' as DType } = {}): Tensor {
  const radius = sqrt(mul(log(sub(1, fraction(key, shape))), -2)), angle = mul(fraction(key, shape, sizeOf(shape)), 2 * Math.PI);
  const standard = mul(radius, cos(angle));
  return cast(std === 1 && mean === 0 ? standard : add(mul(standard, std), mean), dtype);
}
/** Normal of mean 0 and deviation 1 given that it is in [low, high]. */
export function truncatedNormal(key: Tensor, shape: Shape = [], { low = -2, high = 2, dtype = 'f32' as DType } = {}): Tensor {
  if (!(low < high)) fail(`truncatedNormal: low ${low} is not below high ${high}`);
  const [from, to] = [low, high].map((x) => erf(x * Math.SQRT1_2)), u = add(mul(fraction(key, shape), sub(to, from)), from);
  return cast(clip(mul(erfinv(clip(u, -0.9999999, 0.9999999)), Math.SQRT2), low, high), dtype);
}
/** true with probability p (a number, or a tensor that broadcasts to the shape). */
export const bernoulli = (key: Tensor, p: Tensor | number = 0.5, shape: Shape = p instanceof Tensor ? p.shape : []): Tensor => less(fraction(key, shape), p);
/** Whole numbers of [low, high), i32. Even but for one part in 2³¹ / (high - low). */
export function randint(key: Tensor, shape: Shape, low: number, high: number): Tensor {
  const n = high - low;
  if (!Number.isInteger(low) || !Number.isInteger(high) || n < 1 || n > 2 ** 31 - 1) fail(`randint: expected whole numbers low < high, less than 2³¹ apart, got ${low} and ${high}`);
  const { node } = bits(key, shape), positive = make.binary('ushr', node, make.fill(1, shape, 'i32'));
  return new Tensor(make.binary('add', make.binary('mod', positive, make.fill(n, shape, 'i32')), make.fill(low, shape, 'i32')));
}
/** 0 to n - 1 in random order (i32), or a tensor with its first axis in random order. */
export function permutation(key: Tensor, of: number | Tensor): Tensor {
  const order = argsort(bits(key, [of instanceof Tensor ? of.shape[0] : of]), 0);
  return of instanceof Tensor ? new Tensor(make.take(of.node, order.node, 0)) : order;
}
/** Exponential with rate 1. */
export const exponential = (key: Tensor, shape: Shape = []): Tensor => neg(log(sub(1, fraction(key, shape))));
/** Gumbel: the largest of logits plus these is a draw from their softmax. */
export const gumbel = (key: Tensor, shape: Shape = []): Tensor => neg(log(neg(log(add(fraction(key, shape), 2 ** -25)))));
/** Indices (i32) drawn with the probabilities softmax(logits) along the axis, which goes; `draws` of each as a new first axis. */
export function categorical(key: Tensor, logits: Tensor, { axis = -1, draws }: { axis?: number; draws?: number } = {}): Tensor {
  const shape = draws === undefined ? logits.shape : [draws, ...logits.shape];
  return argmax(add(logits, gumbel(key, shape)), axis < 0 || draws === undefined ? axis : axis + 1);
}
/** Inverted dropout: elements are 0 with probability `rate`, the others divided by 1 - rate. */
export function dropout(key: Tensor, x: Tensor, rate = 0.5): Tensor {
  if (!(rate >= 0 && rate < 1)) fail(`dropout: rate ${rate} is not in [0, 1)`);
  return rate === 0 ? reshape(x, x.shape) : div(mul(x, cast(bernoulli(key, 1 - rate, x.shape), x.dtype)), 1 - rate);
}
