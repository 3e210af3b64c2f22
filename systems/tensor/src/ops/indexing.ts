/** Reading and writing by index. Indices are integers; negative ones count from the end; beyond the ends nothing is written and 0 is read. */
import { isFloat, type DType } from '../graph/dtype.ts';
import * as make from '../graph/make.ts';
import { sizeOf, type Node, type Shape } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import type { Tensor } from '../tensor.ts';
import { tensor } from './create.ts';
import { axisOf, broadcastNode, broadcastShapes, nodeOf, wrap, type TensorLike } from './like.ts';
import { range } from './movement.ts';

function indexNode(op: string, indices: TensorLike | readonly number[], n: number): Node {
  if (Array.isArray(indices) || typeof indices === 'number') {
    const list = Array.isArray(indices) ? (indices as number[]) : [indices];
    for (const i of list) if (!Number.isInteger(i) || i < -n || i >= n) fail(`${op}: index ${i} is out of range for an axis of ${n}`);
    const found = list.map((i) => (i < 0 ? i + n : i));
    return Array.isArray(indices) ? tensor(Int32Array.from(found)).node : make.fill(found[0], [], 'i32');
  }
  const node = nodeOf(indices as TensorLike);
  if (isFloat(node.dtype) || node.dtype === 'bool') fail(`${op}: expected indices of integers, got ${make.show(node)}`);
  if (node.dtype === 'u8') return make.cast(node, 'i32');
  const i = make.cast(node, 'i32'), constant = (v: number) => make.fill(v, i.shape, 'i32');
  return make.where(make.binary('lt', i, constant(0)), make.binary('add', i, constant(n)), i);
}

/** Elements at the indices along an axis: x.shape with the axis replaced by the indices' shape. Without an axis, of the flattened tensor. */
export function take(x: Tensor, indices: TensorLike | readonly number[], axis?: number): Tensor {
  const node = axis === undefined ? make.reshape(x.node, [x.size]) : x.node, i = axis === undefined ? 0 : axisOf('take', axis, x.rank), at = indexNode('take', indices, node.shape[i]);
  if (at.op.kind === 'fill' && at.shape.length === 0) return wrap(make.reshape(range(node, i, at.op.value, 1), node.shape.toSpliced(i, 1)));
  return wrap(make.take(node, at, i));
}
/** out[.., j, ..] = x[.., indices[.., j, ..], ..]; the other axes broadcast. */
export function takeAlongAxis(x: Tensor, indices: Tensor, axis: number): Tensor {
  if (x.rank !== indices.rank) fail(`takeAlongAxis: ${x.toString()} and the indices ${indices.toString()} differ in rank`);
  const i = axisOf('takeAlongAxis', axis, x.rank), common = broadcastShapes('takeAlongAxis', x.shape.with(i, 1), indices.shape.with(i, 1));
  const at = indexNode('takeAlongAxis', indices, x.shape[i]);
  return wrap(make.takeAlong(broadcastNode(x.node, common.with(i, x.shape[i])), broadcastNode(at, common.with(i, indices.shape[i])), i));
}

/** Flat index over the leading k axes, from indices [.., k]; -1 where one is out of range. */
function flatIndex(op: string, indices: Tensor, shape: Shape): Node {
  const k = indices.shape[indices.rank - 1] ?? fail(`${op}: expected indices [.., k], got ${indices.toString()}`);
  if (k > shape.length) fail(`${op}: indices ${indices.toString()} name ${k} axes, but there are ${shape.length}`);
  const lead = indices.shape.slice(0, -1), raw = make.cast(indices.node, 'i32');
  let flat = make.fill(0, lead, 'i32'), valid = make.fill(1, lead, 'bool');
  for (let i = 0; i < k; i++) {
    const one = make.reshape(range(raw, indices.rank - 1, i, 1), lead), n = make.fill(shape[i], lead, 'i32'), zero = make.fill(0, lead, 'i32');
    const at = make.where(make.binary('lt', one, zero), make.binary('add', one, n), one);
    flat = make.binary('add', make.binary('mul', flat, n), at);
    valid = make.binary('and', valid, make.binary('and', make.binary('ge', at, zero), make.binary('lt', at, n)));
  }
  return make.where(valid, flat, make.fill(-1, lead, 'i32'));
}
/** x[i, j, ..] for each tuple in indices [.., k]: shape [.., ..x.shape after its first k axes]. */
export function gatherNd(x: Tensor, indices: Tensor): Tensor {
  const at = flatIndex('gatherNd', indices, x.shape), k = indices.shape[indices.rank - 1];
  return wrap(make.take(make.reshape(x.node, [sizeOf(x.shape.slice(0, k)), ...x.shape.slice(k)]), at, 0));
}
/** Zeros of `shape`, plus each update at its tuple of indices [.., k]; repeated ones add up. */
export function scatterNd(indices: Tensor, updates: Tensor, shape: Shape): Tensor {
  const at = flatIndex('scatterNd', indices, shape), k = indices.shape[indices.rank - 1];
  return wrap(make.reshape(make.scatterAdd(at, updates.node, 0, sizeOf(shape.slice(0, k))), shape));
}
/** x plus the updates at the indices of an axis; repeated ones add up. Updates have the shape of `take(x, indices, axis)`. */
export function scatterAdd(x: Tensor, indices: TensorLike | readonly number[], updates: Tensor, axis = 0): Tensor {
  const i = axisOf('scatterAdd', axis, x.rank), at = indexNode('scatterAdd', indices, x.shape[i]);
  return wrap(make.binary('add', x.node, make.scatterAdd(at, make.cast(updates.node, x.dtype), i, x.shape[i])));
}
/** x with the updates in place of the elements at the indices of an axis; of repeated ones the last counts. */
export function scatterSet(x: Tensor, indices: TensorLike | readonly number[], updates: Tensor, axis = 0): Tensor {
  const i = axisOf('scatterSet', axis, x.rank), at = indexNode('scatterSet', indices, x.shape[i]), count = at.size;
  const lead = x.shape.slice(0, i), flat = make.reshape(at, [count]), rows = make.reshape(make.cast(updates.node, x.dtype), [...lead, count, ...x.shape.slice(i + 1)]);
  return wrap(setRows(x.node, flat, rows, i));
}
/** x with each update at its tuple of indices [.., k]; of repeated ones the last counts. */
export function scatterSetNd(x: Tensor, indices: Tensor, updates: Tensor): Tensor {
  const at = flatIndex('scatterSetNd', indices, x.shape), k = indices.shape[indices.rank - 1], rest = x.shape.slice(k);
  const flat = make.reshape(x.node, [sizeOf(x.shape.slice(0, k)), ...rest]);
  return wrap(make.reshape(setRows(flat, make.reshape(at, [at.size]), make.reshape(make.cast(updates.node, x.dtype), [at.size, ...rest]), 0), x.shape));
}
function setRows(x: Node, at: Node, rows: Node, axis: number): Node {
  const n = at.size, size = x.shape[axis];
  if (n === 0) return x;
  // In order of index, the last of equals is before a change.
  const order = make.argSort(at, 0), sorted = make.take(at, order, 0);
  const last = n === 1 ? make.fill(1, [1], 'bool') : make.concat([make.binary('ne', range(sorted, 0, 1, n - 1), range(sorted, 0, 0, n - 1)), make.fill(1, [1], 'bool')], 0);
  const target = make.where(last, sorted, make.fill(-1, [n], 'i32'));
  const lane: DType = x.dtype === 'bool' ? 'i32' : x.dtype, written = make.scatterAdd(target, make.fill(1, [n], 'i32'), 0, size);
  const placed = make.cast(make.scatterAdd(target, make.take(make.cast(rows, lane), order, axis), axis, size), x.dtype);
  const covered = make.broadcast(make.binary('gt', written, make.fill(0, [size], 'i32')), x.shape, [axis]);
  return make.where(covered, placed, x);
}
/** How often each of 0 to length - 1 is there, i32; with weights, their sums. */
export function bincount(x: Tensor, length: number, weights?: Tensor): Tensor {
  const at = make.reshape(make.cast(x.node, 'i32'), [x.size]);
  return wrap(make.scatterAdd(at, weights ? make.reshape(weights.node, [x.size]) : make.fill(1, [x.size], 'i32'), 0, length));
}
/** 1 at each index along a new last axis of `depth`, 0 elsewhere. [.., depth] */
export function oneHot(indices: Tensor, depth: number, dtype: DType = 'f32'): Tensor {
  const shape = [...indices.shape, depth], i = make.broadcast(make.cast(indices.node, 'i32'), shape, indices.shape.map((_, k) => k));
  return wrap(make.cast(make.binary('eq', i, make.iota(indices.rank, shape)), dtype));
}
