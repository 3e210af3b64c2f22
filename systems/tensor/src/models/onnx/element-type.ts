/** Element types of ONNX, and what the library makes of them. */
import type { DType } from '../../graph/dtype.ts';

export type ElementType = 'f32' | 'u8' | 'i8' | 'u16' | 'i16' | 'i32' | 'i64' | 'string' | 'bool' | 'f16' | 'f64' | 'u32' | 'u64' | 'c64' | 'c128' | 'bf16' | 'sequence' | 'none';

/** By the number that files use. */
const codes: readonly (ElementType | undefined)[] = [undefined, 'f32', 'u8', 'i8', 'u16', 'i16', 'i32', 'i64', 'string', 'bool', 'f16', 'f64', 'u32', 'u64', 'c64', 'c128', 'bf16'];
export const elementType = (code: number): ElementType | undefined => codes[code];
const later: Record<number, string> = { 17: 'float8e4m3fn', 18: 'float8e4m3fnuz', 19: 'float8e5m2', 20: 'float8e5m2fnuz', 21: 'uint4', 22: 'int4', 23: 'float4e2m1' };
export const nameOfCode = (code: number): string => codes[code] ?? later[code] ?? `number ${code}`;

/** How it is stored here: wide integers as i32 (values are checked), float64 as f32. */
const storage: Partial<Record<ElementType, DType>> = { f32: 'f32', f64: 'f32', f16: 'f16', bf16: 'bf16', u8: 'u8', i8: 'i8', bool: 'bool', i32: 'i32', i64: 'i32', i16: 'i32', u16: 'i32', u32: 'i32', u64: 'i32' };
export const storedAs = (type: ElementType): DType | undefined => storage[type];

export const bytesOfType: Partial<Record<ElementType, number>> = { f32: 4, u8: 1, i8: 1, u16: 2, i16: 2, i32: 4, i64: 8, bool: 1, f16: 2, f64: 8, u32: 4, u64: 8, bf16: 2 };
export const isFloatType = (type: ElementType): boolean => type === 'f32' || type === 'f64' || type === 'f16' || type === 'bf16';
export const isUnsigned = (type: ElementType): boolean => type === 'u8' || type === 'u16' || type === 'u32' || type === 'u64';
