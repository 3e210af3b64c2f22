/** What an element is: how it is stored, and in which type arithmetic on it is done. */

/** f16 and bf16 are storage only: arithmetic on them is done in f32 and rounded when stored. bool is stored as one byte, 0 or 1. */
export type DType = 'f32' | 'i32' | 'u8' | 'i8' | 'bool' | 'f16' | 'bf16';
export type TypedArray = Float32Array | Int32Array | Uint8Array | Int8Array | Uint16Array;

export const bytesOf: Readonly<Record<DType, 1 | 2 | 4>> = { f32: 4, i32: 4, u8: 1, i8: 1, bool: 1, f16: 2, bf16: 2 };
export const dtypes = Object.keys(bytesOf) as DType[];

/** Type of a lane while it is computed on: f32, or i32 for every integer and bool. */
export type LaneType = 'f32' | 'i32';
export const laneOf = (dtype: DType): LaneType => (dtype === 'f32' || dtype === 'f16' || dtype === 'bf16' ? 'f32' : 'i32');
export const isFloat = (dtype: DType): boolean => laneOf(dtype) === 'f32';

const storage = { f32: Float32Array, i32: Int32Array, u8: Uint8Array, i8: Int8Array, bool: Uint8Array, f16: Uint16Array, bf16: Uint16Array } as const;
export const arrayOf = (dtype: DType, length: number): TypedArray => new storage[dtype](length);
/** A typed array of `dtype`'s storage over bytes that exist already. */
export const viewOf = (dtype: DType, buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray => new storage[dtype](buffer as ArrayBuffer, byteOffset, length);

const rank: Record<DType, number> = { bool: 0, u8: 1, i8: 1, i32: 2, bf16: 3, f16: 3, f32: 4 };
/** The dtype of an operation on two: the larger kind; u8 with i8 is i32, f16 with bf16 is f32. (NumPy's table, with f32 as the widest float and i32 as the widest integer.) */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a;
  if (rank[a] === rank[b]) return rank[a] === 1 ? 'i32' : 'f32';
  return rank[a] > rank[b] ? a : b;
}
