/** Reductions, scans and sorting: on rows, which are the elements along the axes. */
import { isFloat, type DType } from '../graph/dtype.ts';
import type { ReduceFn } from '../graph/node.ts';
import { binaryScalar } from '../graph/scalar.ts';
import { rowsAlong, type Values } from './values.ts';

const neutral = (fn: ReduceFn, dtype: DType): number => {
  if (fn === 'sum') return 0;
  if (fn === 'prod') return 1;
  const ends = isFloat(dtype) ? [-Infinity, Infinity] : dtype === 'bool' ? [0, 1] : dtype === 'u8' ? [0, 255] : dtype === 'i8' ? [-128, 127] : [-2147483648, 2147483647];
  return fn === 'max' ? ends[0] : ends[1];
};
const combine = (fn: ReduceFn, dtype: DType) => binaryScalar(fn === 'sum' ? 'add' : fn === 'prod' ? 'mul' : fn, dtype);

export function reduce(x: Values, fn: ReduceFn, axes: readonly number[], from: DType, to: DType, size: number): Float64Array {
  const { rows, length } = rowsAlong(x, axes), f = combine(fn, to), out = new Float64Array(size).fill(neutral(fn, from));
  for (let r = 0, i = 0; r < size; r++) for (let k = 0; k < length; k++) out[r] = f(out[r], rows[i++]);
  return out;
}

export function argReduce(x: Values, fn: 'max' | 'min', axis: number, size: number): Float64Array {
  const { rows, length } = rowsAlong(x, [axis]), out = new Float64Array(size);
  for (let r = 0; r < size; r++) {
    let best = 0;
    for (let k = 1; k < length; k++) {
      const a = rows[r * length + best], b = rows[r * length + k];
      if (Number.isNaN(a)) break;
      if (Number.isNaN(b) || (fn === 'max' ? b > a : b < a)) best = k;
    }
    out[r] = best;
  }
  return out;
}

export function scan(x: Values, fn: ReduceFn, axis: number, { reverse, exclusive }: { reverse: boolean; exclusive: boolean }, dtype: DType): Float64Array {
  const { rows, length, at } = rowsAlong(x, [axis]), f = combine(fn, dtype), out = new Float64Array(rows.length);
  for (let start = 0; start < rows.length; start += length) {
    let total = neutral(fn, dtype);
    for (let k = 0; k < length; k++) {
      const i = start + (reverse ? length - 1 - k : k), next = f(total, rows[i]);
      out[at[i]] = exclusive ? total : next;
      total = next;
    }
  }
  return out;
}

/** Stable; NaN last in both directions. */
export function argSort(x: Values, axis: number, descending: boolean): Float64Array {
  const { rows, length, at } = rowsAlong(x, [axis]), out = new Float64Array(rows.length);
  for (let start = 0; start < rows.length; start += length) {
    const row = rows.subarray(start, start + length);
    const order = Array.from({ length }, (_, i) => i).sort((i, j) => {
      const a = row[i], b = row[j];
      if (Number.isNaN(a) || Number.isNaN(b)) return +Number.isNaN(a) - +Number.isNaN(b) || i - j;
      return (descending ? b - a : a - b) || (a < b ? (descending ? 1 : -1) : a > b ? (descending ? -1 : 1) : i - j);
    });
    order.forEach((from, to) => { out[at[start + to]] = from; });
  }
  return out;
}
