/** Moving elements without computing: shapes, axes, slices. Most become index arithmetic inside other kernels. */
import * as make from '../graph/make.ts';
import { sizeOf, type Node, type Shape } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import type { Tensor } from '../tensor.ts';
import { axesOf, axisOf, broadcastNode, broadcastShapes, wrap, type Axis } from './like.ts';

/** The same elements, row-major, in another shape; one size may be -1. @throws InputError when the sizes do not fit */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const open = shape.indexOf(-1);
  if (open < 0) return wrap(make.reshape(x.node, shape));
  const rest = sizeOf(shape.toSpliced(open, 1));
  if (shape.includes(-1, open + 1)) fail(`reshape: only one size of [${shape.join(', ')}] may be -1`);
  if (rest === 0 || x.size % rest) fail(`reshape: ${x.toString()} has ${x.size} elements, which do not fit [${shape.join(', ')}]`);
  return wrap(make.reshape(x.node, shape.with(open, x.size / rest)));
}
/** Axes start to end (both included) as one. */
export function flatten(x: Tensor, start = 0, end = -1): Tensor {
  if (x.rank === 0) return reshape(x, [1]);
  const from = axisOf('flatten', start, x.rank), to = axisOf('flatten', end, x.rank);
  return reshape(x, x.shape.toSpliced(from, to - from + 1, sizeOf(x.shape.slice(from, to + 1))));
}
/** Axes in the order given, or reversed. */
export const transpose = (x: Tensor, axes?: readonly number[]): Tensor =>
  wrap(make.permute(x.node, axes ? axes.map((a) => axisOf('transpose', a, x.rank)) : x.shape.map((_, i) => x.rank - 1 - i)));
export function swapaxes(x: Tensor, a: number, b: number): Tensor {
  const i = axisOf('swapaxes', a, x.rank), j = axisOf('swapaxes', b, x.rank), perm = [...x.shape.keys()];
  [perm[i], perm[j]] = [j, i];
  return wrap(make.permute(x.node, perm));
}
/** The axis at another place, the others in their order. */
export function moveaxis(x: Tensor, source: number, destination: number): Tensor {
  const from = axisOf('moveaxis', source, x.rank), to = axisOf('moveaxis', destination, x.rank);
  return wrap(make.permute(x.node, [...x.shape.keys()].toSpliced(from, 1).toSpliced(to, 0, from)));
}
/** New axes of size 1, at these places of the result. */
export function expandDims(x: Tensor, axis: Axis): Tensor {
  const rank = x.rank + (typeof axis === 'number' ? 1 : (axis?.length ?? 0)), axes = axis === null ? [] : axesOf('expandDims', axis, rank);
  let next = 0;
  return reshape(x, Array.from({ length: rank }, (_, i) => (axes.includes(i) ? 1 : x.shape[next++])));
}
/** Without axes of size 1: the ones given, or all. @throws InputError when one is larger */
export function squeeze(x: Tensor, axis?: Axis): Tensor {
  const axes = axis == null ? [...x.shape.keys()].filter((i) => x.shape[i] === 1) : axesOf('squeeze', axis, x.rank);
  for (const i of axes) if (x.shape[i] !== 1) fail(`squeeze: axis ${i} of ${x.toString()} has size ${x.shape[i]}, expected 1`);
  return reshape(x, x.shape.filter((_, i) => !axes.includes(i)));
}
/** Repeated along axes of size 1 and new leading ones. @throws InputError when it does not fit */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  const common = broadcastShapes('broadcastTo', x.shape, shape);
  if (!make.sameShape(common, shape)) fail(`broadcastTo: ${x.toString()} does not broadcast to [${shape.join(', ')}]`);
  return wrap(broadcastNode(x.node, shape));
}

/** An element (the axis goes), a range as [start, stop, step] or with names (Python's rules), null for the whole axis, '...' for as many whole axes as are missing, 'new' for a new axis of size 1. */
export type IndexItem = number | null | '...' | 'new' | readonly (number | null | undefined)[] | { start?: number | null; stop?: number | null; step?: number | null };

/**
 * Part of x: `x.slice([[0, 2], null, -1, { step: -1 }])` is NumPy's `x[0:2, :, -1, ::-1]`.
 * @throws InputError for an element out of range, a step of 0, more items than axes
 */
export function slice(x: Tensor, index: readonly IndexItem[]): Tensor {
  if (index.includes('new')) return withNewAxes(x, index);
  const dots = index.indexOf('...'), missing = x.rank - index.filter((i) => i !== '...').length;
  if (missing < 0) fail(`slice: ${x.toString()} has ${x.rank} axes, got ${index.length} indices`);
  const items = dots < 0 ? [...index, ...Array.from({ length: missing }, () => null)] : index.toSpliced(dots, 1, ...Array.from({ length: missing }, () => null));
  const starts: number[] = [], steps: number[] = [], sizes: number[] = [], gone: number[] = [];
  items.forEach((item, axis) => {
    const n = x.shape[axis];
    if (typeof item === 'number') {
      if (!Number.isInteger(item) || item < -n || item >= n) fail(`slice: element ${item} is out of range for axis ${axis} of ${x.toString()}`);
      starts.push(item < 0 ? item + n : item); steps.push(1); sizes.push(1); gone.push(axis);
      return;
    }
    const [a, b, s] = item === null || typeof item === 'string' ? [] : 'length' in item ? item : [item.start, item.stop, item.step], step = s ?? 1;
    if (step === 0 || !Number.isInteger(step)) fail(`slice: step ${step} on axis ${axis}: expected a whole number other than 0`);
    const clamp = (v: number) => { const i = v < 0 ? v + n : v; return step > 0 ? Math.min(Math.max(i, 0), n) : Math.min(Math.max(i, -1), n - 1); };
    const start = a == null ? (step > 0 ? 0 : n - 1) : clamp(a), stop = b == null ? (step > 0 ? n : -1) : clamp(b), size = Math.max(0, Math.ceil((stop - start) / step));
    starts.push(size ? start : 0); steps.push(step); sizes.push(size);
  });
  const part = make.slice(x.node, starts, steps, sizes);
  return wrap(gone.length ? make.reshape(part, sizes.filter((_, i) => !gone.includes(i))) : part);
}

function withNewAxes(x: Tensor, index: readonly IndexItem[]): Tensor {
  const whole = index.includes('...') ? index : [...index, '...' as const], rest = whole.filter((i) => i !== 'new'), part = slice(x, rest), shape: number[] = [];
  let next = 0;
  for (const item of whole) {
    if (item === 'new') shape.push(1);
    else if (item === '...') for (let k = x.rank - (rest.length - 1); k > 0; k--) shape.push(part.shape[next++]);
    else if (typeof item !== 'number') shape.push(part.shape[next++]);
  }
  return reshape(part, shape);
}

/** Reversed along the axes; all by default. */
export function flip(x: Tensor, axis?: Axis): Tensor {
  const axes = axesOf('flip', axis, x.rank);
  return wrap(make.slice(x.node, x.shape.map((d, i) => (axes.includes(i) ? Math.max(0, d - 1) : 0)), x.shape.map((_, i) => (axes.includes(i) ? -1 : 1)), x.shape));
}
/** Elements moved on by `shift` places, those at the end to the beginning; without an axis, of the flattened tensor. */
export function roll(x: Tensor, shift: number, axis?: number): Tensor {
  if (axis === undefined) return reshape(roll(reshape(x, [-1]), shift, 0), x.shape);
  const i = axisOf('roll', axis, x.rank), n = x.shape[i], by = n ? ((shift % n) + n) % n : 0;
  return wrap(by === 0 ? x.node : make.concat([range(x.node, i, n - by, by), range(x.node, i, 0, n - by)], i));
}
/** `size` elements of one axis, from `start`. */
export function range(x: Node, axis: number, start: number, size: number, step = 1): Node {
  return make.slice(x, x.shape.map((_, i) => (i === axis ? start : 0)), x.shape.map((_, i) => (i === axis ? step : 1)), x.shape.with(axis, size));
}

/** On and below the k-th diagonal of the last two axes; 0 elsewhere. */
export const tril = (x: Tensor, k = 0): Tensor => triangle(x, k, 'ge');
/** On and above the k-th diagonal of the last two axes; 0 elsewhere. */
export const triu = (x: Tensor, k = 0): Tensor => triangle(x, k, 'le');
function triangle(x: Tensor, k: number, side: 'ge' | 'le'): Tensor {
  if (x.rank < 2) fail(`tril, triu: expected at least two axes, got ${x.toString()}`);
  const { node } = x, rows = make.iota(x.rank - 2, x.shape), columns = make.iota(x.rank - 1, x.shape);
  const shifted = make.binary('add', rows, make.fill(k, x.shape, 'i32'));
  return wrap(make.where(make.binary(side, shifted, columns), node, make.fill(0, x.shape, x.dtype)));
}
/** The k-th diagonal of the last two axes. [.., n] */
export function diagonal(x: Tensor, k = 0): Tensor {
  const rank = x.rank, m = x.shape[rank - 2], n = x.shape[rank - 1], size = Math.max(0, k >= 0 ? Math.min(m, n - k) : Math.min(m + k, n));
  if (rank < 2) fail(`diagonal: expected at least two axes, got ${x.toString()}`);
  const first = k >= 0 ? k : -k * n, flat = make.reshape(x.node, [...x.shape.slice(0, -2), m * n]);
  return wrap(range(flat, rank - 2, size ? first : 0, size, n + 1));
}
