/** Values of the interpreter: float64 whatever the dtype, row-major. Views are lists of offsets. */
import { sizeOf, type Shape } from '../graph/node.ts';

export interface Values { readonly data: Float64Array; readonly shape: Shape }

export function stridesOf(shape: Shape): number[] {
  const strides: number[] = Array.from({ length: shape.length });
  for (let i = shape.length - 1, n = 1; i >= 0; n *= shape[i--]) strides[i] = n;
  return strides;
}

/** start + the sum of index times stride, of every index of `shape` in row-major order. */
export function offsets(shape: Shape, strides: readonly number[], start = 0): Int32Array {
  const list = new Int32Array(sizeOf(shape));
  if (list.length === 0) return list;
  list[0] = start;
  let filled = 1;
  // From the last axis outwards: what is there already, once more for each further index.
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    for (let i = 1, n = filled; i < shape[axis]; i++) for (let j = 0; j < n; j++) list[filled++] = list[j] + i * strides[axis];
  }
  return list;
}

/** The elements at the offsets. */
export function readAt(data: Float64Array, at: Int32Array): Float64Array {
  const out = new Float64Array(at.length);
  for (let i = 0; i < at.length; i++) out[i] = data[at[i]];
  return out;
}

/** The elements with the given axes last, in their order: rows to reduce, scan or sort. */
export function rowsAlong({ data, shape }: Values, axes: readonly number[]): { rows: Float64Array; length: number; at: Int32Array } {
  const order = [...shape.keys()].filter((i) => !axes.includes(i)).concat(axes), strides = stridesOf(shape);
  const at = offsets(order.map((i) => shape[i]), order.map((i) => strides[i]));
  return { rows: readAt(data, at), length: axes.reduce((n, i) => n * shape[i], 1), at };
}
