/** Movement: elements at other places. What is known stays known. */
import { sizeOf } from '../../../graph/node.ts';
import * as ops from '../../../ops/index.ts';
import { picked } from '../../../ops/join.ts';
import { wrap } from '../../../ops/like.ts';
import type { Call, Table } from '../call.ts';
import { moved } from '../on-host.ts';
import { mostKnown, ofNumbers, ofTensor, type Value } from '../value.ts';

function transpose(c: Call): Value {
  const x = c.value(0), perm = c.ints('perm') ?? x.shape.map((_, i) => x.rank - 1 - i);
  if (x.known) return moved(x, perm.map((p) => x.shape[p]), (index) => x.shape.map((_, axis) => index[perm.indexOf(axis)]));
  return ofTensor(ops.transpose(x.tensor, perm), x.type);
}
function concat(c: Call): Value {
  const parts = c.inputs.map((_, i) => c.value(i)), [first] = parts, axis = c.axis(c.int('axis', 1), first.rank);
  if (!parts.every((p) => p.known) || parts.reduce((n, p) => n + p.size, 0) > mostKnown) return ofTensor(ops.concat(parts.map((p) => p.tensor), axis), first.type);
  const lead = sizeOf(first.shape.slice(0, axis)), out: number[] = [];
  for (let i = 0; i < lead; i++) for (const p of parts) out.push(...p.known!.slice((p.size / lead) * i, (p.size / lead) * (i + 1)));
  return ofNumbers(out, first.shape.with(axis, parts.reduce((n, p) => n + p.shape[axis], 0)), first.type);
}
/** Sizes of the parts: given, or as equal as can be. */
function split(c: Call): Value[] {
  const x = c.value(0), axis = c.axis(c.int('axis', 0), x.rank), n = x.shape[axis], count = c.int('num_outputs', c.outputs), each = Math.ceil(n / count);
  const sizes = c.ints('split') ?? (c.has(1) ? c.numbers(1) : Array.from({ length: count }, (_, i) => Math.max(0, Math.min(each, n - i * each))));
  let from = 0;
  return sizes.map((size) => { const part = ranged(x, axis, from, size); from += size; return part; });
}
function ranged(x: Value, axis: number, from: number, size: number): Value {
  if (x.known) return moved(x, x.shape.with(axis, size), (index) => index.with(axis, index[axis] + from));
  return ofTensor(ops.slice(x.tensor, x.shape.map((_, i) => (i === axis ? [from, from + size] : null))), x.type);
}
/** Starts, ends and steps are attributes before version 10, operands since. */
function slice(c: Call): Value {
  const x = c.value(0), starts = c.ints('starts') ?? c.numbers(1), ends = c.ints('ends') ?? c.numbers(2), axes = c.ints('axes') ?? (c.has(3) ? c.numbers(3) : starts.map((_, i) => i)), steps = c.has(4) ? c.numbers(4) : starts.map(() => 1);
  const begin = x.shape.map(() => 0), step = x.shape.map(() => 1), size = [...x.shape];
  axes.forEach((a, k) => {
    const axis = c.axis(a, x.rank), n = x.shape[axis], by = steps[k];
    if (by === 0) c.fail(`step 0 on axis ${axis}`);
    const clamped = (v: number): number => { const i = v < 0 ? v + n : v; return by > 0 ? Math.min(Math.max(i, 0), n) : Math.min(Math.max(i, -1), n - 1); };
    const from = clamped(starts[k]), to = clamped(ends[k]);
    size[axis] = Math.max(0, Math.ceil((to - from) / by)); begin[axis] = size[axis] ? from : 0; step[axis] = by;
  });
  if (x.known) return moved(x, size, (index) => index.map((i, axis) => begin[axis] + i * step[axis]));
  const index = x.shape.map((_, axis) => { const stop = begin[axis] + size[axis] * step[axis]; return size[axis] === 0 ? [0, 0] : [begin[axis], stop < 0 ? null : stop, step[axis]]; });
  return ofTensor(ops.slice(x.tensor, index), x.type);
}
function tile(c: Call): Value {
  const x = c.value(0), repeats = c.opset < 6 ? x.shape.map((_, i) => (i === c.numbers(2)[0] ? c.numbers(1)[0] : 1)) : c.numbers(1), size = x.shape.map((d, i) => d * repeats[i]);
  if (x.known && sizeOf(size) <= mostKnown) return moved(x, size, (index) => index.map((i, axis) => i % x.shape[axis]));
  return ofTensor(ops.tile(x.tensor, repeats), x.type);
}

const padModes: Record<string, ops.PadMode> = { constant: 'constant', reflect: 'reflect', edge: 'edge', wrap: 'wrap' };
/** Negative amounts cut. */
function pad(c: Call): Value {
  const x = c.value(0), amounts = c.ints('pads') ?? c.ints('paddings') ?? c.numbers(1), axes = c.has(3) ? c.numbers(3).map((a) => c.axis(a, x.rank)) : x.shape.map((_, i) => i), mode = padModes[c.string('mode', 'constant')] ?? c.fail(`mode ${c.string('mode', '')} is not supported`);
  const low = x.shape.map(() => 0), high = x.shape.map(() => 0);
  axes.forEach((axis, k) => { low[axis] = amounts[k]; high[axis] = amounts[axes.length + k]; });
  const cut = x.shape.map((d, i) => [Math.max(0, -low[i]), d - Math.max(0, -high[i])]), isCut = [...low, ...high].some((n) => n < 0);
  const value = c.opset < 11 ? c.float('value', 0) : c.numberOr(2, 0), kept = isCut ? ops.slice(x.tensor, cut) : x.tensor;
  return ofTensor(ops.pad(kept, low.map((n, i) => [Math.max(0, n), Math.max(0, high[i])] as const), mode, value), x.type);
}

function depthToSpace(c: Call): Value {
  const x = c.value(0), r = c.int('blocksize', 1), [n, channels, h, w] = x.shape, depth = channels / (r * r), isCrd = c.string('mode', 'DCR') === 'CRD';
  const parts = ops.reshape(x.tensor, isCrd ? [n, depth, r, r, h, w] : [n, r, r, depth, h, w]).transpose(isCrd ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]);
  return ofTensor(parts.reshape([n, depth, h * r, w * r]), x.type);
}
function spaceToDepth(c: Call): Value {
  const x = c.value(0), r = c.int('blocksize', 1), [n, channels, h, w] = x.shape;
  return ofTensor(ops.reshape(x.tensor, [n, channels, h / r, r, w / r, r]).transpose([0, 3, 5, 1, 2, 4]).reshape([n, channels * r * r, h / r, w / r]), x.type);
}
function triangle(c: Call): Value {
  const x = c.value(0), k = c.numberOr(1, 0);
  if (x.size === 0) return x;
  return ofTensor((c.int('upper', 1) ? ops.triu : ops.tril)(x.tensor, k), x.type);
}
/** The first elements of each sequence backwards, as many as its length says. */
function reverseSequence(c: Call): Value {
  const x = c.value(0), lengths = c.numbers(1), batch = c.int('batch_axis', 1), time = c.int('time_axis', 0);
  const rows = lengths.map((length, b) => picked(ops.slice(x.tensor, x.shape.map((_, i) => (i === batch ? [b, b + 1] : null))).node, time, Array.from({ length: x.shape[time] }, (_, t) => (t < length ? length - 1 - t : t))));
  return ofTensor(ops.concat(rows.map(wrap), batch), x.type);
}

export const movement: Table = {
  Transpose: transpose, Concat: concat, Split: { run: split, constants: [1] }, Slice: { run: slice, constants: [1, 2, 3, 4] }, Tile: { run: tile, constants: [1, 2] }, Pad: { run: pad, constants: [1, 2, 3] },
  DepthToSpace: depthToSpace, SpaceToDepth: spaceToDepth, Trilu: { run: triangle, constants: [1] }, ReverseSequence: { run: reverseSequence, constants: [1] },
};
