/** Arithmetic and movement of numbers that are known while the graph is built. */
import { fromBf16Bits, roundF16, toBf16Bits } from '../../graph/half.ts';
import { sizeOf, type Shape } from '../../graph/node.ts';
import { broadcastShapes } from '../../ops/like.ts';
import type { ElementType } from './element-type.ts';
import { ofNumbers, type Value } from './value.ts';

export const stridesOf = (shape: Shape): number[] => {
  const strides = shape.map(() => 1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1] * shape[i + 1];
  return strides;
};
/** Calls f with every index of the shape, row-major. The index is overwritten between calls. */
export function eachIndex(shape: Shape, f: (index: readonly number[], flat: number) => void): void {
  const index = shape.map(() => 0), size = sizeOf(shape);
  for (let flat = 0; flat < size; flat++) {
    f(index, flat);
    for (let axis = shape.length - 1; axis >= 0; axis--) { if (++index[axis] < shape[axis]) break; index[axis] = 0; }
  }
}

/** As an element of the type. Integers of 64 bits are kept as they are, the others wrap. */
export function fitted(x: number, type: ElementType): number {
  switch (type) {
    case 'f32': return Math.fround(x);
    case 'f16': return roundF16(x);
    case 'bf16': return fromBf16Bits(toBf16Bits(x));
    case 'bool': return x ? 1 : 0;
    case 'i32': return x | 0;
    case 'u32': return x >>> 0;
    case 'i16': return (x << 16) >> 16;
    case 'u16': return x & 0xffff;
    case 'i8': return (x << 24) >> 24;
    case 'u8': return x & 0xff;
    default: return x;
  }
}

export const mapped = (x: Value, f: (x: number) => number, type: ElementType = x.type): Value => ofNumbers(x.known!.map((v) => fitted(f(v), type)), x.shape, type);
/** Elementwise on operands broadcast together. */
export function combined(xs: readonly Value[], f: (...v: number[]) => number, type: ElementType): Value {
  const shape = broadcastShapes('operands', ...xs.map((x) => x.shape)), out: number[] = [];
  const steps = xs.map((x) => { const strides = stridesOf(x.shape); return shape.map((_, axis) => { const at = axis - shape.length + x.rank; return at < 0 || x.shape[at] === 1 ? 0 : strides[at]; }); });
  eachIndex(shape, (index) => {
    out.push(fitted(f(...xs.map((x, k) => x.known![index.reduce((sum, i, axis) => sum + i * steps[k][axis], 0)])), type));
  });
  return ofNumbers(out, shape, type);
}
/** A value of another shape whose elements are elements of x: `from` says which. */
export function moved(x: Value, shape: Shape, from: (index: readonly number[]) => readonly number[]): Value {
  const strides = stridesOf(x.shape), out: number[] = [];
  eachIndex(shape, (index) => { out.push(x.known![from(index).reduce((sum, i, axis) => sum + i * strides[axis], 0)]); });
  return ofNumbers(out, shape, x.type);
}
/** Over some axes, which stay with size 1. */
export function folded(x: Value, axes: readonly number[], start: number, f: (sum: number, v: number) => number): Value {
  const shape = x.shape.map((d, i) => (axes.includes(i) ? 1 : d)), strides = stridesOf(shape), out = Array.from({ length: sizeOf(shape) }, () => start);
  eachIndex(x.shape, (index, flat) => {
    const at = index.reduce((sum, i, axis) => sum + (axes.includes(axis) ? 0 : i * strides[axis]), 0);
    out[at] = f(out[at], x.known![flat]);
  });
  return ofNumbers(out.map((v) => fitted(v, x.type)), shape, x.type);
}
export const reshaped = (x: Value, shape: Shape): Value => ofNumbers(x.known!, shape, x.type);
