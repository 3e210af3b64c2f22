/** The values of a tensor in the file, as numbers or as a tensor of the library. */
import { bytesOf } from '../../graph/dtype.ts';
import { fromBf16Bits, fromF16Bits } from '../../graph/half.ts';
import { sizeOf } from '../../graph/node.ts';
import { fail } from '../../input-error.ts';
import { fromBytes, tensor } from '../../ops/create.ts';
import type { Tensor } from '../../tensor.ts';
import { bytesOfType, isFloatType, storedAs, type ElementType } from './element-type.ts';
import type { TensorProto } from './format.ts';

const called = (t: TensorProto): string => `ONNX: tensor ${t.name || 'without a name'}`;

/** @throws InputError when there are more or fewer values than the shape says, or a type without numbers */
export function checkTensor(t: TensorProto): void {
  const bytes = bytesOfType[t.type], count = sizeOf(t.shape), shown = `${t.type}[${t.shape.join(', ')}]`;
  if (bytes === undefined) fail(`${called(t)} is ${shown}: expected numbers, since ${t.type} is not read`);
  if (t.raw && t.raw.length !== count * bytes!) fail(`${called(t)} is ${shown}, which takes ${count * bytes!} bytes, but has ${t.raw.length}`);
  if (!t.raw && t.numbers.length !== count) fail(`${called(t)} is ${shown}, which has ${count} values, but ${t.numbers.length} are given`);
}

const readers: Partial<Record<ElementType, (view: DataView, at: number) => number>> = {
  f32: (v, at) => v.getFloat32(at, true), f64: (v, at) => v.getFloat64(at, true), u8: (v, at) => v.getUint8(at), i8: (v, at) => v.getInt8(at), bool: (v, at) => +(v.getUint8(at) !== 0),
  u16: (v, at) => v.getUint16(at, true), i16: (v, at) => v.getInt16(at, true), i32: (v, at) => v.getInt32(at, true), u32: (v, at) => v.getUint32(at, true),
  i64: (v, at) => v.getInt32(at + 4, true) * 2 ** 32 + v.getUint32(at, true), u64: (v, at) => v.getUint32(at + 4, true) * 2 ** 32 + v.getUint32(at, true),
  f16: (v, at) => fromF16Bits(v.getUint16(at, true)), bf16: (v, at) => fromBf16Bits(v.getUint16(at, true)),
};
/** All values, row-major. */
export function numbersOf(t: TensorProto): number[] {
  checkTensor(t);
  if (!t.raw) return t.type === 'f16' ? t.numbers.map(fromF16Bits) : t.type === 'bf16' ? t.numbers.map(fromBf16Bits) : t.numbers;
  const view = new DataView(t.raw.buffer, t.raw.byteOffset, t.raw.byteLength), get = readers[t.type]!, bytes = bytesOfType[t.type]!;
  return Array.from({ length: sizeOf(t.shape) }, (_, i) => get(view, i * bytes));
}
export function tensorOf(t: TensorProto, tag: string): Tensor {
  checkTensor(t);
  const dtype = storedAs(t.type)!;
  if (t.raw && bytesOfType[t.type] === bytesOf[dtype] && t.type !== 'bool' && t.type !== 'u32') return fromBytes(t.raw, t.shape, dtype, tag);
  return fromNumbers(numbersOf(t), t.shape, t.type, called(t), tag);
}

/** Numbers as a tensor. @throws InputError for an integer that i32 cannot hold */
export function fromNumbers(values: readonly number[], shape: readonly number[], type: ElementType, what: string, tag?: string): Tensor {
  const dtype = storedAs(type) ?? fail(`${what} is ${type}, which no tensor of this library holds`);
  if (dtype === 'i32') for (const v of values) if (v > 2147483647 || v < -2147483648) fail(`${what} is ${type} and has the value ${v}: expected values that 32 bits hold, because tensors of integers are i32`);
  const array = isFloatType(type) ? Float32Array.from(values) : Int32Array.from(values);
  return tensor(array, { shape, dtype, ...(tag !== undefined && { tag }) });
}
