/** Putting tensors together, taking them apart, repeating and padding them. */
import { promote } from '../graph/dtype.ts';
import * as make from '../graph/make.ts';
import { sizeOf, type Node } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import type { Tensor } from '../tensor.ts';
import { axisOf, wrap } from './like.ts';
import { broadcastTo, expandDims, range, reshape } from './movement.ts';

function promoted(xs: readonly Tensor[]): Node[] {
  if (xs.length === 0) fail('concat, stack: expected at least one tensor, got none');
  const dtype = xs.map((x) => x.dtype).reduce(promote);
  return xs.map((x) => make.cast(x.node, dtype));
}
/** One after the other along an axis. @throws InputError when they differ elsewhere */
export const concat = (xs: readonly Tensor[], axis = 0): Tensor => { const nodes = promoted(xs); return wrap(make.concat(nodes, axisOf('concat', axis, nodes[0].shape.length))); };
/** Side by side along a new axis. @throws InputError when their shapes differ */
export function stack(xs: readonly Tensor[], axis = 0): Tensor {
  for (const x of xs) if (!make.sameShape(x.shape, xs[0].shape)) fail(`stack: operands ${xs[0].toString()} and ${x.toString()} differ in shape`);
  return concat(xs.map((x) => expandDims(x, axis)), axis < 0 ? axis + xs[0].rank + 1 : axis);
}
/** That many equal parts, or parts that begin at 0 and at each of the places. */
export function split(x: Tensor, parts: number | readonly number[], axis = 0): Tensor[] {
  const i = axisOf('split', axis, x.rank), n = x.shape[i];
  if (typeof parts === 'number' && (parts < 1 || n % parts)) fail(`split: axis ${i} of ${x.toString()} does not divide into ${parts} equal parts`);
  const cuts = typeof parts === 'number' ? Array.from({ length: parts - 1 }, (_, k) => ((k + 1) * n) / parts) : parts.map((c) => Math.min(n, c < 0 ? c + n : c));
  const edges = [0, ...cuts, n];
  return edges.slice(0, -1).map((from, k) => wrap(range(x.node, i, Math.min(from, n), Math.max(0, edges[k + 1] - from))));
}
/** x, `repeats` times along each axis; a number counts for the last. */
export function tile(x: Tensor, repeats: number | readonly number[]): Tensor {
  const times = typeof repeats === 'number' ? [repeats] : repeats, rank = Math.max(x.rank, times.length);
  const shape = [...Array.from({ length: rank - x.rank }, () => 1), ...x.shape], all = [...Array.from({ length: rank - times.length }, () => 1), ...times];
  return reshape(broadcastTo(reshape(x, shape.flatMap((d) => [1, d])), shape.flatMap((d, i) => [all[i], d])), shape.map((d, i) => d * all[i]));
}
/** Each element `repeats` times in a row; without an axis, of the flattened tensor. */
export function repeat(x: Tensor, repeats: number, axis?: number): Tensor {
  if (axis === undefined) return repeat(reshape(x, [-1]), repeats, 0);
  const i = axisOf('repeat', axis, x.rank), { shape } = x;
  return reshape(broadcastTo(expandDims(x, i + 1), shape.toSpliced(i + 1, 0, repeats)), shape.with(i, shape[i] * repeats));
}

export type PadMode = 'constant' | 'reflect' | 'symmetric' | 'edge' | 'wrap';
/**
 * Elements added before and after each axis: a number for all, or [before, after] per axis.
 * reflect leaves the edge out, symmetric repeats it, edge repeats only it, wrap goes round.
 * @throws InputError when a mode needs elements and there are none
 */
export function pad(x: Tensor, widths: number | readonly (readonly [number, number])[], mode: PadMode = 'constant', value = 0): Tensor {
  const each = typeof widths === 'number' ? x.shape.map(() => [widths, widths] as const) : widths;
  if (each.length !== x.rank) fail(`pad: ${x.toString()} has ${x.rank} axes, got widths for ${each.length}`);
  if (mode === 'constant') return wrap(make.pad(x.node, each.map((w) => w[0]), each.map((w) => w[1]), { value }));
  return wrap(each.reduce((node, [low, high], axis) => {
    if (low === 0 && high === 0) return node;
    const n = node.shape[axis];
    if (n === 0) fail(`pad: axis ${axis} of ${x.toString()} is empty, so ${mode} has nothing to repeat`);
    return picked(node, axis, Array.from({ length: low + n + high }, (_, i) => source(mode, i - low, n)));
  }, x.node));
}
/** Which element stands at place i of the padded axis. */
function source(mode: PadMode, i: number, n: number): number {
  const modulo = (a: number, b: number) => ((a % b) + b) % b;
  if (mode === 'edge') return Math.min(Math.max(i, 0), n - 1);
  if (mode === 'wrap') return modulo(i, n);
  if (mode === 'symmetric') { const at = modulo(i, 2 * n); return at < n ? at : 2 * n - 1 - at; }
  if (n === 1) return 0;
  const at = modulo(i, 2 * n - 2);
  return at < n ? at : 2 * n - 2 - at;
}
/** The elements of an axis at places known now, as slices: runs with one step each. */
export function picked(x: Node, axis: number, places: readonly number[]): Node {
  const parts: Node[] = [];
  for (let i = 0; i < places.length;) {
    const step = i + 1 < places.length ? places[i + 1] - places[i] : 1;
    let end = i + 1;
    while (end < places.length && places[end] - places[end - 1] === step) end++;
    const count = end - i;
    if (step === 0) parts.push(make.broadcast(range(x, axis, places[i], 1), x.shape.with(axis, count), x.shape.map((_, k) => k)));
    else parts.push(range(x, axis, places[i], count, step));
    i = end;
  }
  return make.concat(parts, axis);
}

/** Coordinate tensors of a grid over one-axis tensors. 'xy' (default) swaps the first two axes, as NumPy does. */
export function meshgrid(xs: readonly Tensor[], { indexing = 'xy' as 'xy' | 'ij' } = {}): Tensor[] {
  const rank = xs.length, place = (i: number) => (indexing === 'xy' && rank > 1 && i < 2 ? 1 - i : i), shape: number[] = [];
  xs.forEach((x, i) => { shape[place(i)] = sizeOf(x.shape); });
  return xs.map((x, i) => broadcastTo(reshape(x, shape.map((_, k) => (k === place(i) ? x.size : 1))), shape));
}
