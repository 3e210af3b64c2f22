/** Values on a GPU: an element to each word of 32 bits, integers as i32, floats as f32 whatever they are stored as elsewhere. */
import { arrayOf, laneOf, type DType, type TypedArray } from '../graph/dtype.ts';
import { fromBf16Bits, fromF16Bits, toBf16Bits, toF16Bits } from '../graph/half.ts';
import type { Buffer } from '../graph/node.ts';
import type { GpuBufferHandle } from './gpu.ts';

/** As words, from the dtype's storage. */
export function toWords(values: TypedArray, dtype: DType): Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> {
  if (dtype === 'f16') return Float32Array.from(values, fromF16Bits);
  if (dtype === 'bf16') return Float32Array.from(values, fromBf16Bits);
  return laneOf(dtype) === 'f32' ? Float32Array.from(values) : Int32Array.from(values);
}
export function fromWords(words: ArrayBuffer, dtype: DType, length: number): TypedArray {
  const from = laneOf(dtype) === 'f32' ? new Float32Array(words, 0, length) : new Int32Array(words, 0, length), to = arrayOf(dtype, length);
  if (dtype === 'f16') from.forEach((v, i) => { to[i] = toF16Bits(v); }); else if (dtype === 'bf16') from.forEach((v, i) => { to[i] = toBf16Bits(v); }); else to.set(from);
  return to;
}

export class GpuBuffer implements Buffer {
  readonly backend: unknown;
  readonly bytes: number;
  readonly dtype: DType;
  readonly length: number;
  readonly handle: GpuBufferHandle;
  readonly tag: string;
  alive = true;
  readonly #free: (buffer: GpuBuffer) => void;
  constructor(backend: unknown, handle: GpuBufferHandle, length: number, dtype: DType, tag: string, free: (buffer: GpuBuffer) => void) {
    this.backend = backend; this.handle = handle; this.length = length; this.bytes = 4 * length; this.dtype = dtype; this.tag = tag; this.#free = free;
  }
  dispose(): void {
    if (!this.alive) return;
    this.alive = false;
    this.#free(this);
  }
}
