/** Steps that are plain loops on the host: their operands are read from memory, their results written there, in the dtype's storage. */
import { viewOf, type DType, type TypedArray } from '../graph/dtype.ts';
import { fromBf16Bits, fromF16Bits, toBf16Bits, toF16Bits } from '../graph/half.ts';
import { sizeOf } from '../graph/node.ts';
import { runHost } from '../interpreter/host.ts';
import type { Values } from '../interpreter/values.ts';
import { argSortInto } from './arg-sort.ts';
import type { HostStep, HostValue } from './assemble.ts';

export function runHostStep({ fn, attributes, operands, results }: HostStep, view: (value: HostValue) => TypedArray): void {
  if (fn === 'argSort') {
    const [{ dtype, shape }] = operands, [result] = results;
    if (result) argSortInto(view(result) as Int32Array, view(operands[0]), dtype, shape, Number(attributes.axis), Boolean(attributes.descending));
    return;
  }
  const inputs = operands.map((operand): Values => ({ data: numbers(operand.dtype, view(operand)), shape: operand.shape })), outputs = runHost(fn, attributes, inputs);
  results.forEach((result, i) => { if (result) store(result.dtype, view(result), outputs[i].data); });
}

export const viewAt = ({ dtype, shape }: HostValue, memory: ArrayBufferLike, address: number): TypedArray => viewOf(dtype, memory, address, sizeOf(shape));

function numbers(dtype: DType, values: TypedArray): Float64Array {
  const from = dtype === 'f16' ? fromF16Bits : dtype === 'bf16' ? fromBf16Bits : undefined;
  return from ? Float64Array.from(values, from) : Float64Array.from(values);
}
function store(dtype: DType, into: TypedArray, values: Float64Array): void {
  const to = dtype === 'f16' ? toF16Bits : dtype === 'bf16' ? toBf16Bits : undefined;
  if (to) for (let i = 0; i < values.length; i++) into[i] = to(values[i]);
  else into.set(values);
}
