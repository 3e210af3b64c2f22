import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { arrayOf, type DType } from '../../src/graph/dtype.ts';
import { fromBf16Bits, fromF16Bits } from '../../src/graph/half.ts';
import { argSort } from '../../src/interpreter/reduction.ts';
import { argSortInto } from '../../src/runtime/arg-sort.ts';

const floats = fc.oneof(fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e-40, -1e-40, 1.5, -1.5), fc.float());
const valuesOf: Record<DType, fc.Arbitrary<number>> = {
  f32: floats, i32: fc.oneof(fc.integer(), fc.constantFrom(-2147483648, 2147483647, 0)), u8: fc.nat(255), i8: fc.integer({ min: -128, max: 127 }), bool: fc.nat(1),
  f16: fc.oneof(fc.nat(0xffff), fc.constantFrom(0, 0x8000, 0x7e00, 0x7c00, 0xfc00)), bf16: fc.oneof(fc.nat(0xffff), fc.constantFrom(0, 0x8000, 0x7fc0)),
};

for (const dtype of Object.keys(valuesOf) as DType[]) {
  test(`${dtype}: the order of the interpreter, equal values and NaN included, along any axis`, () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 3 });
    fc.assert(fc.property(shapes.chain((shape) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return fc.tuple(fc.constant(shape), fc.array(valuesOf[dtype], { minLength: size, maxLength: size }), fc.nat(shape.length - 1), fc.boolean());
    }), ([shape, values, axis, descending]) => {
      const stored = arrayOf(dtype, values.length), out = new Int32Array(values.length);
      stored.set(values);
      argSortInto(out, stored, dtype, shape, axis, descending);
      const numbers = Float64Array.from(stored, dtype === 'f16' ? fromF16Bits : dtype === 'bf16' ? fromBf16Bits : (x) => x);
      assert.deepEqual([...out], [...argSort({ data: numbers, shape }, axis, descending)]);
    }), { numRuns: 60 });
  });
}

test('rows longer than what a place has bits for are sorted too', () => {
  const n = 2 ** 21 + 3, values = Int32Array.from({ length: n }, (_, i) => n - i), out = new Int32Array(n);
  argSortInto(out, values, 'i32', [n], 0, false);
  assert.ok(out.every((from, to) => from === n - 1 - to));
});
