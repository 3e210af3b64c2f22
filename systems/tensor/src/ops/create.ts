/** Tensors from values, and the usual constants. f32 unless said otherwise. */
import { backend } from '../engine.ts';
import { arrayOf, bytesOf, isFloat, type DType, type TypedArray } from '../graph/dtype.ts';
import { toBf16Bits, toF16Bits } from '../graph/half.ts';
import * as make from '../graph/make.ts';
import { sizeOf, type Shape } from '../graph/node.ts';
import { castScalar } from '../graph/scalar.ts';
import { fail } from '../input-error.ts';
import type { Nested, Tensor } from '../tensor.ts';
import { add, mul } from './elementwise.ts';
import { wrap } from './like.ts';

export interface TensorOptions {
  dtype?: DType;
  /** Of a flat typed array; otherwise the nesting says it. */
  shape?: Shape;
  /** What it is for, in memory reports. */
  tag?: string;
}

/**
 * A tensor of the values: a number, nested arrays, or a typed array (copied; with `shape`, or one axis).
 * The dtype is that of a typed array, bool for booleans, f32 for numbers, unless given. Uint16Array as f16 or bf16 is taken as bits.
 * @throws InputError for ragged arrays and shapes that do not fit
 */
export function tensor(values: Nested<number> | Nested<boolean> | TypedArray | Float64Array, { dtype, shape, tag }: TensorOptions = {}): Tensor {
  if (ArrayBuffer.isView(values)) {
    const own = dtype ?? dtypeOfArray(values), dims = shape ?? [values.length];
    make.checkShape('tensor', dims);
    if (sizeOf(dims) !== values.length) fail(`tensor: ${values.length} values do not fit the shape [${dims.join(', ')}], which takes ${sizeOf(dims)}`);
    return upload(stored(values, own), own, dims, tag);
  }
  const found: number[] = [], flat: (number | boolean)[] = [];
  const walk = (v: Nested<number | boolean>, depth: number): void => {
    if (!Array.isArray(v)) { if (depth !== found.length) fail(`tensor: the arrays are ragged: expected the same depth everywhere, got ${String(v)} at depth ${depth} and others at ${found.length}`); flat.push(v); return; }
    if (flat.length === 0 && depth === found.length) found.push(v.length);
    else if (found[depth] !== v.length) fail(`tensor: the arrays are ragged: expected ${found[depth]} elements along axis ${depth}, got ${v.length}`);
    for (const part of v) walk(part, depth + 1);
  };
  walk(values, 0);
  const own = dtype ?? (flat.length > 0 && flat.every((v) => typeof v === 'boolean') ? 'bool' : 'f32'), dims = shape ?? found;
  if (sizeOf(dims) !== flat.length) fail(`tensor: ${flat.length} values do not fit the shape [${dims.join(', ')}], which takes ${sizeOf(dims)}`);
  return upload(stored(flat.map(Number), own), own, dims, tag);
}

function upload(values: TypedArray, dtype: DType, shape: Shape, tag?: string): Tensor {
  return wrap(make.data(backend().upload(values, dtype, tag), [...shape], dtype));
}
function dtypeOfArray(values: TypedArray | Float64Array): DType {
  if (values instanceof Int32Array) return 'i32';
  if (values instanceof Uint8Array) return 'u8';
  if (values instanceof Int8Array) return 'i8';
  return values instanceof Uint16Array ? fail('tensor: 16-bit values need a dtype: expected f16 or bf16 as their bits') : 'f32';
}
/** The values as the dtype stores them. */
function stored(values: ArrayLike<number> & Iterable<number>, dtype: DType): TypedArray {
  const direct = arrayOf(dtype, 0);
  if (dtype !== 'bool' && values.constructor === direct.constructor) return (values as TypedArray).slice();
  const out = arrayOf(dtype, values.length), to = dtype === 'f16' ? toF16Bits : dtype === 'bf16' ? toBf16Bits : isFloat(dtype) ? (x: number) => x : castScalar('f32', dtype);
  for (let i = 0; i < out.length; i++) out[i] = to(values[i]);
  return out;
}

/** A tensor over bytes in the dtype's storage (little-endian), as files hold them. */
export function fromBytes(bytes: Uint8Array, shape: Shape, dtype: DType, tag?: string): Tensor {
  const n = sizeOf(shape);
  if (bytes.length !== n * bytesOf[dtype]) fail(`fromBytes: ${dtype}[${shape.join(', ')}] takes ${n * bytesOf[dtype]} bytes, got ${bytes.length}`);
  const values = arrayOf(dtype, n);
  new Uint8Array(values.buffer).set(bytes);
  return upload(values, dtype, shape, tag);
}

/** Every element `value`. */
export const full = (shape: Shape, value: number | boolean, dtype: DType = typeof value === 'boolean' ? 'bool' : 'f32'): Tensor => wrap(make.fill(Number(value), shape, dtype));
export const zeros = (shape: Shape, dtype: DType = 'f32'): Tensor => full(shape, 0, dtype);
export const ones = (shape: Shape, dtype: DType = 'f32'): Tensor => full(shape, 1, dtype);
export const fullLike = (x: Tensor, value: number, dtype: DType = x.dtype): Tensor => full(x.shape, value, dtype);
export const zerosLike = (x: Tensor, dtype: DType = x.dtype): Tensor => full(x.shape, 0, dtype);
export const onesLike = (x: Tensor, dtype: DType = x.dtype): Tensor => full(x.shape, 1, dtype);

/** start, start + step, ... below stop (above it for a negative step). `arange(n)` counts from 0. i32 if all are whole, else f32. */
export function arange(start: number, stop?: number, step = 1, dtype?: DType): Tensor {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  if (step === 0) fail('arange: step 0 never reaches the end');
  const own = dtype ?? ([from, to, step].every(Number.isInteger) ? 'i32' : 'f32'), n = Math.max(0, Math.ceil((to - from) / step)), index = make.iota(0, [n]);
  if (from === 0 && step === 1) return wrap(make.cast(index, own));
  const lane: DType = Number.isInteger(from) && Number.isInteger(step) ? 'i32' : 'f32';
  return wrap(make.cast(add(mul(wrap(make.cast(index, lane)), step), from).node, own));
}
/** `count` values from start to stop, both included. */
export function linspace(start: number, stop: number, count = 50): Tensor {
  if (count === 1) return full([1], start);
  return add(mul(wrap(make.cast(make.iota(0, [count]), 'f32')), (stop - start) / (count - 1)), start);
}
/** Ones on the k-th diagonal. [rows, columns] */
export function eye(rows: number, columns = rows, { k = 0, dtype = 'f32' as DType } = {}): Tensor {
  const shape = [rows, columns], i = add(wrap(make.iota(0, shape)), k);
  return wrap(make.cast(make.binary('eq', i.node, make.iota(1, shape)), dtype));
}
