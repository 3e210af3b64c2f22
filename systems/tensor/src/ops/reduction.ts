/** Reductions. `axis` is one axis, several, or null for all (the default); the axes go, or stay with size 1 under `keepdims`. */
import { isFloat } from '../graph/dtype.ts';
import * as make from '../graph/make.ts';
import type { Node, ReduceFn } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import type { Tensor } from '../tensor.ts';
import { abs, add, div, exp, log, mul, pow, sqrt, sub, where } from './elementwise.ts';
import { arithmetic, axesOf, axisOf, floating, wrap, type Axis } from './like.ts';
import { range } from './movement.ts';
import { stopGradientOf } from './transform.ts';

export interface AxesOptions { keepdims?: boolean }
/** `ddof` is subtracted from the number of elements in the divisor: 0 by default, 1 for a sample's estimate. */
export interface VarianceOptions extends AxesOptions { ddof?: number }

function reduced(x: Node, result: Node, axes: readonly number[], { keepdims = false }: AxesOptions): Tensor {
  return wrap(keepdims ? make.reshape(result, x.shape.map((d, i) => (axes.includes(i) ? 1 : d))) : result);
}
function reduce(name: string, fn: ReduceFn, x: Node, axis: Axis | undefined, options: AxesOptions = {}): Tensor {
  const axes = axesOf(name, axis, x.shape.length);
  if ((fn === 'max' || fn === 'min') && axes.some((i) => x.shape[i] === 0)) fail(`${name}: ${make.show(x)} has no elements along axes [${axes.join(', ')}], so there is no ${name}`);
  return reduced(x, make.reduce(fn, x, axes), axes, options);
}
const count = (x: Tensor, axis: Axis | undefined): number => axesOf('mean', axis, x.rank).reduce((n, i) => n * x.shape[i], 1);

/** Sum. Of bool, u8, i8: i32. */
export const sum = (x: Tensor, axis?: Axis, options?: AxesOptions): Tensor => reduce('sum', 'sum', x.node, axis, options);
/** Product. Of bool, u8, i8: i32. */
export const prod = (x: Tensor, axis?: Axis, options?: AxesOptions): Tensor => reduce('prod', 'prod', x.node, axis, options);
/** Largest; NaN if there is one. @throws InputError on an empty axis */
export const max = (x: Tensor, axis?: Axis, options?: AxesOptions): Tensor => reduce('max', 'max', x.node, axis, options);
/** Smallest; NaN if there is one. @throws InputError on an empty axis */
export const min = (x: Tensor, axis?: Axis, options?: AxesOptions): Tensor => reduce('min', 'min', x.node, axis, options);
/** Arithmetic mean; integers become f32. */
export const mean = (x: Tensor, axis?: Axis, options?: AxesOptions): Tensor => div(sum(wrap(floating(x.node)), axis, options), count(x, axis));
/** Mean squared distance from the mean. */
export function variance(x: Tensor, axis?: Axis, { keepdims = false, ddof = 0 }: VarianceOptions = {}): Tensor {
  const off = sub(x, mean(x, axis, { keepdims: true }));
  return div(sum(mul(off, off), axis, { keepdims }), count(x, axis) - ddof);
}
/** Square root of the variance. */
export const std = (x: Tensor, axis?: Axis, options?: VarianceOptions): Tensor => sqrt(variance(x, axis, options));
/** Whether all are not 0 -> bool. */
export const all = (x: Tensor, axis?: Axis, options: AxesOptions = {}): Tensor => truths('all', 'min', x, axis, options);
/** Whether any is not 0 -> bool. */
export const any = (x: Tensor, axis?: Axis, options: AxesOptions = {}): Tensor => truths('any', 'max', x, axis, options);
function truths(name: string, fn: ReduceFn, x: Tensor, axis: Axis | undefined, options: AxesOptions): Tensor {
  const node = make.cast(x.node, 'bool'), axes = axesOf(name, axis, x.rank);
  return reduced(node, make.reduce(fn, node, axes), axes, options);
}

/** Index (i32) of the first largest; without an axis, into the flattened tensor. NaN counts as largest. */
export const argmax = (x: Tensor, axis?: number, options?: AxesOptions): Tensor => arg('max', x, axis, options);
/** Index (i32) of the first smallest; without an axis, into the flattened tensor. NaN counts as smallest. */
export const argmin = (x: Tensor, axis?: number, options?: AxesOptions): Tensor => arg('min', x, axis, options);
function arg(fn: 'max' | 'min', x: Tensor, axis: number | undefined, { keepdims = false }: AxesOptions = {}): Tensor {
  if (axis === undefined) return wrap(make.argReduce(fn, make.reshape(x.node, [x.size]), 0));
  const i = axisOf(`arg${fn}`, axis, x.rank);
  return reduced(x.node, make.argReduce(fn, x.node, i), [i], { keepdims });
}

/** ln Σ eˣ, without overflow. */
export function logsumexp(x: Tensor, axis?: Axis, { keepdims = false }: AxesOptions = {}): Tensor {
  const node = floating(x.node), largest = stopGradientOf(max(wrap(node), axis, { keepdims: true }));
  // A row of -∞ only would be -∞ - -∞.
  const finite = where(wrap(make.unary('isFinite', largest.node)), largest, 0);
  const total = add(log(sum(exp(sub(wrap(node), finite)), axis, { keepdims: true })), finite);
  if (keepdims) return total;
  const axes = axesOf('logsumexp', axis, x.rank);
  return wrap(make.reshape(total.node, x.shape.filter((_, i) => !axes.includes(i))));
}

/** (Σ |x|ᵖ)^(1/p) over the axes together: 1, 2 (default), Infinity, or another p > 0. */
export function norm(x: Tensor, order = 2, axis?: Axis, options?: AxesOptions): Tensor {
  const f = wrap(floating(x.node));
  if (order === 2) return sqrt(sum(mul(f, f), axis, options));
  if (order === 1) return sum(abs(f), axis, options);
  if (order === Infinity) return max(abs(f), axis, options);
  if (!(order > 0)) fail(`norm: order ${order} is not above 0`);
  return pow(sum(pow(abs(f), order), axis, options), 1 / order);
}

const scan = (name: string, fn: ReduceFn) => (x: Tensor, axis?: number, { reverse = false, exclusive = false }: { reverse?: boolean; exclusive?: boolean } = {}): Tensor => {
  const node = fn === 'sum' || fn === 'prod' ? widen(x.node) : x.node;
  if (axis === undefined) return wrap(make.scan(fn, make.reshape(node, [x.size]), 0, { reverse, exclusive }));
  return wrap(make.scan(fn, node, axisOf(name, axis, x.rank), { reverse, exclusive }));
};
const widen = (x: Node): Node => { const n = arithmetic(x); return isFloat(n.dtype) ? n : make.cast(n, 'i32'); };
/** Running sums along the axis; without one, of the flattened tensor. */
export const cumsum = scan('cumsum', 'sum');
/** Running products along the axis; without one, of the flattened tensor. */
export const cumprod = scan('cumprod', 'prod');
/** Running maxima along the axis. */
export const cummax = scan('cummax', 'max');
/** Running minima along the axis. */
export const cummin = scan('cummin', 'min');

/** Largest minus smallest. */
export const ptp = (x: Tensor, axis?: Axis, options?: AxesOptions): Tensor => sub(max(x, axis, options), min(x, axis, options));
/** How many are not 0, i32. */
export const countNonzero = (x: Tensor, axis?: Axis, options?: AxesOptions): Tensor => sum(wrap(make.cast(x.node, 'bool')), axis, options);
/** Differences of neighbours along the axis. */
export function diff(x: Tensor, axis = -1): Tensor {
  const i = axisOf('diff', axis, x.rank), { node } = x, n = Math.max(0, x.shape[i] - 1);
  return sub(wrap(range(node, i, Math.min(1, x.shape[i]), n)), wrap(range(node, i, 0, n)));
}
