/** Pooling over windows of the spatial axes. Layouts as in convolution.ts. */
import { isFloat } from '../graph/dtype.ts';
import * as make from '../graph/make.ts';
import type { CustomRule, Node } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import type { Tensor } from '../tensor.ts';
import { paddings, perAxis, spatialOf, type Layout, type Padding, type PerAxis } from './convolution.ts';
import { floating, wrap } from './like.ts';
import { range } from './movement.ts';
import { max, mean } from './reduction.ts';

export interface PoolOptions {
  /** The window's size by default. */
  stride?: PerAxis;
  padding?: Padding; dilation?: PerAxis; layout?: Layout;
}
export interface AvgPoolOptions extends PoolOptions {
  /** Whether padding counts as elements of the mean. false by default. */
  countPadding?: boolean;
}

interface Windows { sizes: number[]; strides: number[]; dilations: number[]; first: number; low: number[]; high: number[] }
function plan(op: string, x: Tensor, window: PerAxis, { stride = window, padding = 'valid', dilation = 1, layout = 'NHWC' }: PoolOptions): Windows {
  const rank = x.rank - 2;
  if (rank < 1) fail(`${op}: expected an image with at least 3 axes, got ${x.toString()}`);
  const sizes = perAxis(op, window, rank), strides = perAxis(op, stride, rank), dilations = perAxis(op, dilation, rank), first = layout === 'NHWC' ? 1 : 2;
  const around = paddings(op, padding, spatialOf(x, layout), sizes, strides, dilations), along = (values: number[]) => x.shape.map((_, i) => values[i - first] ?? 0);
  return { sizes, strides, dilations, first, low: along(around.low), high: along(around.high) };
}
/** The padded image with its windows as last axes. [n, out.., c, window..] or [n, c, out.., window..] */
function windowed(x: Node, { sizes, strides, dilations, first }: Windows): Node {
  // Each window axis comes right behind its spatial axis; then they move to the end.
  let node = x;
  sizes.forEach((size, i) => { node = make.window(node, first + 2 * i, size, strides[i], dilations[i]); });
  const behind = sizes.map((_, i) => first + 2 * i + 1), axes = [...node.shape.keys()];
  return make.permute(node, [...axes.filter((i) => !behind.includes(i)), ...behind]);
}

/** Largest of each window; its gradient goes to the first of equals. */
export function maxPool(x: Tensor, window: PerAxis, options: PoolOptions = {}): Tensor {
  const windows = plan('maxPool', x, window, options), { low, high, sizes } = windows, { node } = x;
  const lowest = isFloat(x.dtype) ? -Infinity : x.dtype === 'u8' || x.dtype === 'bool' ? 0 : x.dtype === 'i8' ? -128 : -2147483648;
  const padded = make.pad(node, low, high, { value: lowest }), all = windowed(padded, windows), rank = all.shape.length;
  const pooled = make.reduce('max', make.stopGradient(all), sizes.map((_, i) => rank - sizes.length + i));
  return wrap(make.custom(firstLargest, pooled, [all]));
}
/** The cotangent, at the first of the largest elements of each window. */
const firstLargest: CustomRule = {
  name: 'maxPool',
  vjp(cotangent, _, inputs) {
    const [pooled, all] = inputs, lead = pooled.shape, flat = [...lead, all.size / Math.max(1, pooled.size)];
    if (all.size === 0) return [make.fill(0, all.shape, all.dtype)];
    const chosen = make.argReduce('max', make.reshape(all, flat), lead.length), axes = lead.map((_, i) => i);
    const here = make.binary('eq', make.broadcast(chosen, flat, axes), make.iota(lead.length, flat));
    return [make.reshape(make.where(here, make.broadcast(cotangent, flat, axes), make.fill(0, flat, cotangent.dtype)), all.shape)];
  },
};

/** Mean of each window. */
export function avgPool(x: Tensor, window: PerAxis, { countPadding = false, ...options }: AvgPoolOptions = {}): Tensor {
  const windows = plan('avgPool', x, window, options), { low, high, sizes } = windows, node = floating(x.node);
  const total = (image: Node): Node => { const all = windowed(make.pad(image, low, high), windows), rank = all.shape.length; return make.reduce('sum', all, sizes.map((_, i) => rank - sizes.length + i)); };
  const sum = total(node), elements = sizes.reduce((a, b) => a * b, 1);
  const isPadded = [...low, ...high].some((n) => n > 0);
  if (countPadding || !isPadded) return wrap(make.binary('mul', sum, make.fill(1 / elements, sum.shape, sum.dtype)));
  // How many elements each window has, once for all of the batch and channels.
  const spatial = spatialOf(x, options.layout ?? 'NHWC'), one = (options.layout ?? 'NHWC') === 'NHWC' ? [1, ...spatial, 1] : [1, 1, ...spatial];
  return wrap(make.binary('div', sum, make.broadcast(total(make.fill(1, one, node.dtype)), sum.shape, sum.shape.map((_, i) => i))));
}
const spatialAxes = (x: Tensor, layout: Layout): number[] => spatialOf(x, layout).map((_, i) => i + (layout === 'NHWC' ? 1 : 2));
/** Largest over all places. [n, c] */
export const globalMaxPool = (x: Tensor, { layout = 'NHWC' as Layout, keepdims = false } = {}): Tensor => max(x, spatialAxes(x, layout), { keepdims });
/** Mean over all places. [n, c] */
export const globalAvgPool = (x: Tensor, { layout = 'NHWC' as Layout, keepdims = false } = {}): Tensor => mean(x, spatialAxes(x, layout), { keepdims });

/** Means over as many windows per axis as asked for, each from floor(i n / out) to ceil((i + 1) n / out). */
export const adaptiveAvgPool = (x: Tensor, size: PerAxis, layout: Layout = 'NHWC'): Tensor => adaptive('adaptiveAvgPool', x, size, layout, mean);
/** Maxima over as many windows per axis as asked for, each from floor(i n / out) to ceil((i + 1) n / out). */
export const adaptiveMaxPool = (x: Tensor, size: PerAxis, layout: Layout = 'NHWC'): Tensor => adaptive('adaptiveMaxPool', x, size, layout, max);
function adaptive(op: string, x: Tensor, size: PerAxis, layout: Layout, pool: typeof mean): Tensor {
  const sizes = perAxis(op, size, x.rank - 2);
  return spatialAxes(x, layout).reduce((part, axis, k) => {
    const n = part.shape[axis], out = sizes[k];
    if (n % out === 0) return pool(wrap(make.reshape(part.node, part.shape.toSpliced(axis, 1, out, n / out))), axis + 1);
    const pieces = Array.from({ length: out }, (_, i) => {
      const from = Math.floor((i * n) / out), to = Math.ceil(((i + 1) * n) / out);
      return pool(wrap(range(part.node, axis, from, to - from)), axis, { keepdims: true }).node;
    });
    return wrap(make.concat(pieces, axis));
  }, x);
}
