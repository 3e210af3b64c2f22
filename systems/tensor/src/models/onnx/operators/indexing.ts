/** Reading and writing at indices, and what depends on values: which are there, which pass. */
import { sizeOf } from '../../../graph/node.ts';
import * as ops from '../../../ops/index.ts';
import type { Tensor } from '../../../tensor.ts';
import type { Call, Table } from '../call.ts';
import { eachIndex, moved } from '../on-host.ts';
import { mostKnown, ofNumbers, ofTensor, type Value } from '../value.ts';

function gather(c: Call): Value {
  const x = c.value(0), indices = c.value(1), axis = c.axis(c.int('axis', 0), x.rank), n = x.shape[axis], shape = x.shape.toSpliced(axis, 1, ...indices.shape);
  if (indices.known) for (const i of indices.known) if (i < -n || i >= n) c.fail(`index ${i} is out of range for axis ${axis} of ${x.toString()}`);
  if (x.known && indices.known && sizeOf(shape) <= mostKnown) {
    const strides = indices.shape.map((_, k) => sizeOf(indices.shape.slice(k + 1)));
    return moved(x, shape, (index) => {
      const i = indices.known![strides.reduce((sum, stride, k) => sum + stride * index[axis + k], 0)];
      return index.toSpliced(axis, indices.rank, i < 0 ? i + n : i);
    });
  }
  if (indices.known && indices.rank === 0) return ofTensor(ops.take(x.tensor, indices.known[0], axis), x.type);
  return ofTensor(ops.take(x.tensor, indices.tensor, axis), x.type);
}
/** Only as far as the indices reach along the other axes. */
function gatherElements(c: Call): Value {
  const x = c.value(0), indices = c.tensor(1), axis = c.axis(c.int('axis', 0), x.rank);
  return ofTensor(ops.takeAlongAxis(ops.slice(x.tensor, x.shape.map((_, i) => (i === axis ? null : [0, indices.shape[i]]))), indices, axis), x.type);
}
function gatherNd(c: Call): Value {
  const x = c.value(0), indices = c.tensor(1), batch = c.int('batch_dims', 0);
  if (batch === 0) return ofTensor(ops.gatherNd(x.tensor, indices), x.type);
  const lead = x.shape.slice(0, batch), rows = sizeOf(lead), data = ops.reshape(x.tensor, [rows, ...x.shape.slice(batch)]), at = ops.reshape(indices, [rows, ...indices.shape.slice(batch)]);
  const row = ops.reshape(ops.arange(rows), [rows, ...at.shape.slice(1).map(() => 1)]), full = ops.concat([ops.broadcastTo(row, [...at.shape.slice(0, -1), 1]), at], -1), found = ops.gatherNd(data, full);
  return ofTensor(ops.reshape(found, [...lead, ...found.shape.slice(1)]), x.type);
}

type Combine = 'none' | 'add' | 'mul' | 'max' | 'min';
/** x with updates at tuples of indices: added in one go, the others update by update in as many rounds as one place has updates. */
function scattered(c: Call, x: Tensor, indices: Tensor, updates: Tensor, how: Combine): Tensor {
  if (how === 'none') return ops.scatterSetNd(x, indices, updates);
  if (how === 'add') return ops.add(x, ops.scatterNd(indices, updates, x.shape));
  const f = how === 'mul' ? ops.mul : how === 'max' ? ops.maximum : how === 'min' ? ops.minimum : c.fail(`the reduction ${String(how)} is not supported`);
  const k = indices.shape[indices.rank - 1], count = sizeOf(indices.shape.slice(0, -1)), rows = ops.reshape(indices, [count, k]), parts = ops.reshape(updates, [count, ...x.shape.slice(k)]);
  let result = x;
  for (let i = 0; i < count; i++) {
    const at = ops.slice(rows, [[i, i + 1]]);
    result = ops.scatterSetNd(result, at, f(ops.gatherNd(result, at), ops.slice(parts, [[i, i + 1]])));
  }
  return result;
}
const reductionOf = (c: Call): Combine => c.string('reduction', 'none') as Combine;
const scatterNd = (c: Call): Value => ofTensor(scattered(c, c.tensor(0), c.tensor(1), c.tensor(2), reductionOf(c)), c.value(0).type);
/** Every update has its own index along the axis; the other indices are its place. */
function scatterElements(c: Call): Value {
  const x = c.tensor(0), indices = c.tensor(1), updates = c.tensor(2), axis = c.axis(c.int('axis', 0), x.rank), { shape } = indices;
  const coordinates = shape.map((d, i) => (i === axis ? indices : ops.broadcastTo(ops.reshape(ops.arange(d), shape.map((_, k) => (k === i ? d : 1))), shape)));
  const at = ops.reshape(ops.stack(coordinates, -1), [sizeOf(shape), x.rank]);
  return ofTensor(scattered(c, x, at, ops.reshape(updates, [sizeOf(shape)]), reductionOf(c)), c.value(0).type);
}
/** Depth and the two values are known; indices count from the end when negative. */
function oneHot(c: Call): Value {
  const depth = c.numbers(1)[0], values = c.value(2), raw = ops.trunc(c.tensor(0)).cast('i32'), at = ops.where(ops.less(raw, 0), ops.add(raw, depth), raw), hot = ops.oneHot(at, depth, 'bool');
  const axis = c.axis(c.int('axis', -1), hot.rank), [off, on] = values.known ?? [ops.slice(values.tensor, [0]), ops.slice(values.tensor, [1])];
  const dtype = values.tensor.dtype;
  return ofTensor(ops.where(ops.moveaxis(hot, -1, axis), typeof on === 'number' ? ops.full([], on, dtype) : on, typeof off === 'number' ? ops.full([], off, dtype) : off), values.type);
}

// What depends on values

function nonzero(c: Call): Value {
  const x = c.value(0), values = x.numbers(), found: number[][] = x.shape.map(() => []);
  eachIndex(x.shape, (index, flat) => { if (values[flat] !== 0) index.forEach((i, axis) => found[axis].push(i)); });
  const count = x.rank ? found[0].length : Number(values[0] !== 0);
  return ofNumbers(found.flat(), [x.rank, count], 'i64');
}
function compress(c: Call): Value {
  const axis = c.int('axis'), x = axis === undefined ? ops.reshape(c.tensor(0), [-1]) : c.tensor(0), along = c.axis(axis ?? 0, x.rank);
  const kept = c.numbers(1).flatMap((keep, i) => (keep && i < x.shape[along] ? [i] : []));
  return ofTensor(ops.take(x, kept, along), c.value(0).type);
}
/** Distinct elements, or slices along an axis, by value or in order of appearance. */
function unique(c: Call): Value[] {
  const x = c.value(0), axis = c.int('axis'), moved = axis === undefined ? ops.reshape(x.tensor, [-1, 1]) : ops.moveaxis(x.tensor, axis, 0).reshape([x.shape[c.axis(axis, x.rank)], -1]);
  const values = axis === undefined ? x.numbers() : Array.from(ofTensor(moved).numbers()), [n, width] = moved.shape, row = (i: number) => values.slice(i * width, (i + 1) * width);
  const before = (a: readonly number[], b: readonly number[]): number => { const k = a.findIndex((v, i) => v !== b[i]); return k < 0 ? 0 : a[k] - b[k]; };
  const groups = new Map<string, { first: number; all: number[] }>();
  for (let i = 0; i < n; i++) { const key = row(i).join(), group = groups.get(key); if (group) group.all.push(i); else groups.set(key, { first: i, all: [i] }); }
  const order = [...groups.values()];
  if (c.int('sorted', 1)) order.sort((a, b) => before(row(a.first), row(b.first)));
  const inverse: number[] = [];
  order.forEach((group, k) => { for (const i of group.all) inverse[i] = k; });
  const list = (v: number[]): Value => ofNumbers(v, [v.length], 'i64'), firsts = order.map((g) => g.first);
  const picked = axis === undefined ? ops.take(ops.reshape(x.tensor, [-1]), firsts, 0) : ops.take(x.tensor, firsts, axis);
  return [ofTensor(picked, x.type), list(firsts), list(inverse), list(order.map((g) => g.all.length))];
}

export const indexing: Table = {
  Gather: gather, GatherElements: gatherElements, GatherND: gatherNd, ScatterND: scatterNd, ScatterElements: scatterElements, Scatter: scatterElements, OneHot: { run: oneHot, constants: [1, 2] },
  NonZero: nonzero, Compress: { run: compress, constants: [1] }, Unique: unique,
};
