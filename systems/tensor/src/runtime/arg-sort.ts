/** Order along an axis: each row as one list of numbers, value and place together, which the machine's own sort takes without a comparison of ours. */
import { isFloat, viewOf, type DType, type TypedArray } from '../graph/dtype.ts';
import { fromBf16Bits, fromF16Bits } from '../graph/half.ts';
import { argSort } from '../interpreter/reduction.ts';
import { offsets, stridesOf } from '../interpreter/values.ts';
import type { Shape } from '../graph/node.ts';

/** A value's 32 bits and a place's 21 make one exact double. */
const placeBits = 21, places = 2 ** placeBits, nanKey = 0xffffffff;

/** Stable; NaN last in both directions. */
export function argSortInto(out: Int32Array, values: TypedArray, dtype: DType, shape: Shape, axis: number, descending: boolean): void {
  const length = shape[axis], stride = stridesOf(shape)[axis];
  if (length > places) { out.set(argSort({ data: Float64Array.from(numbersOf(values, dtype)), shape }, axis, descending)); return; }
  const keys = keysOf(values, dtype, descending), rows = offsets(shape.filter((_, i) => i !== axis), stridesOf(shape).filter((_, i) => i !== axis)), row = new Float64Array(length);
  for (const start of rows) {
    for (let i = 0; i < length; i++) row[i] = keys[start + i * stride] * places + i;
    row.sort();
    for (let i = 0; i < length; i++) out[start + i * stride] = row[i] % places;
  }
}

/** Unsigned integers in the order wanted. */
function keysOf(values: TypedArray, dtype: DType, descending: boolean): Uint32Array {
  const keys = new Uint32Array(values.length), flip = descending ? -1 : 0;
  if (!isFloat(dtype)) { for (let i = 0; i < keys.length; i++) keys[i] = values[i] ^ 0x80000000 ^ flip; return keys; }
  const numbers = Float32Array.from(numbersOf(values, dtype)), bits = viewOf('i32', numbers.buffer, 0, numbers.length);
  for (let i = 0; i < keys.length; i++) {
    const x = numbers[i], b = x === 0 ? 0 : bits[i];
    keys[i] = x !== x ? nanKey : (b < 0 ? ~b : b ^ 0x80000000) ^ flip;
  }
  return keys;
}
const numbersOf = (values: TypedArray, dtype: DType): Iterable<number> => (dtype === 'f16' ? Float32Array.from(values, fromF16Bits) : dtype === 'bf16' ? Float32Array.from(values, fromBf16Bits) : values);
