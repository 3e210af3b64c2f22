/** Movement and indexing: which element goes where. */
import type { Node } from '../graph/node.ts';
import { offsets, readAt, stridesOf, type Values } from './values.ts';

export function movement(node: Node, inputs: readonly Values[]): Float64Array {
  const { op, shape } = node, [x] = inputs, strides = stridesOf(x.shape);
  switch (op.kind) {
    case 'permute': return readAt(x.data, offsets(shape, op.perm.map((axis) => strides[axis])));
    case 'broadcast': {
      const along = shape.map(() => 0);
      op.axes.forEach((axis, i) => { if (x.shape[i] !== 1) along[axis] = strides[i]; });
      return readAt(x.data, offsets(shape, along));
    }
    case 'slice': return readAt(x.data, offsets(shape, op.steps.map((step, i) => step * strides[i]), op.starts.reduce((at, start, i) => at + start * strides[i], 0)));
    case 'window': return readAt(x.data, offsets(shape, strides.toSpliced(op.axis, 1, strides[op.axis] * op.stride, strides[op.axis] * op.dilation)));
    case 'fold': {
      const to = stridesOf(shape), out = new Float64Array(node.size);
      offsets(x.shape, to.toSpliced(op.axis, 1, to[op.axis] * op.stride, to[op.axis] * op.dilation)).forEach((at, i) => { out[at] += x.data[i]; });
      return out;
    }
    case 'pad': {
      const to = stridesOf(shape), out = new Float64Array(node.size).fill(op.value), start = op.low.reduce((at, low, i) => at + low * to[i], 0);
      offsets(x.shape, to.map((s, i) => s * (op.interior[i] + 1)), start).forEach((at, i) => { out[at] = x.data[i]; });
      return out;
    }
    case 'concat': {
      const to = stridesOf(shape), out = new Float64Array(node.size);
      let start = 0;
      for (const part of inputs) {
        offsets(part.shape, to, start * to[op.axis]).forEach((at, i) => { out[at] = part.data[i]; });
        start += part.shape[op.axis];
      }
      return out;
    }
    default: throw new Error(`not a movement: ${op.kind}`);
  }
}

/** x as [outer, n, inner] about an axis. */
function about(shape: readonly number[], axis: number): { outer: number; n: number; inner: number } {
  const product = (from: number, to: number) => shape.slice(from, to).reduce((a, b) => a * b, 1);
  return { outer: product(0, axis), n: shape[axis], inner: product(axis + 1, shape.length) };
}

export function take(x: Values, indices: Values, axis: number): Float64Array {
  const { outer, n, inner } = about(x.shape, axis), count = indices.data.length, out = new Float64Array(outer * count * inner);
  for (let o = 0; o < outer; o++) for (let i = 0; i < count; i++) {
    const k = indices.data[i], from = (o * n + k) * inner;
    if (k >= 0 && k < n) out.set(x.data.subarray(from, from + inner), (o * count + i) * inner);
  }
  return out;
}

export function scatterAdd(indices: Values, updates: Values, axis: number, size: number): Float64Array {
  const count = indices.data.length, rank = indices.shape.length, { outer } = about(updates.shape, axis), inner = updates.shape.slice(axis + rank).reduce((a, b) => a * b, 1);
  const out = new Float64Array(outer * size * inner);
  for (let o = 0; o < outer; o++) for (let i = 0; i < count; i++) {
    const k = indices.data[i];
    if (k >= 0 && k < size) for (let j = 0; j < inner; j++) out[(o * size + k) * inner + j] += updates.data[(o * count + i) * inner + j];
  }
  return out;
}

export function takeAlong(x: Values, indices: Values, axis: number): Float64Array {
  const { outer, n, inner } = about(x.shape, axis), m = indices.shape[axis], out = new Float64Array(indices.data.length);
  for (let o = 0, i = 0; o < outer; o++) for (let a = 0; a < m; a++) for (let j = 0; j < inner; j++, i++) {
    const k = indices.data[i];
    if (k >= 0 && k < n) out[i] = x.data[(o * n + k) * inner + j];
  }
  return out;
}

export function scatterAddAlong(indices: Values, updates: Values, axis: number, size: number): Float64Array {
  const { outer, n: m, inner } = about(indices.shape, axis), out = new Float64Array(outer * size * inner);
  for (let o = 0, i = 0; o < outer; o++) for (let a = 0; a < m; a++) for (let j = 0; j < inner; j++, i++) {
    const k = indices.data[i];
    if (k >= 0 && k < size) out[(o * size + k) * inner + j] += updates.data[i];
  }
  return out;
}
