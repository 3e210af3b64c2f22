/** Elementwise primitives as functions of lanes: which one each is for its dtype, and how results come back into the dtype's range. */
import { laneOf, type DType } from '../graph/dtype.ts';
import type { Binary, Node, Unary } from '../graph/node.ts';
import { laneKind, type LaneFn, type LaneKind, type Value } from '../loops/value.ts';

const map = (fn: LaneFn, lane: LaneKind, ...args: Value[]): Value => ({ kind: 'map', lane, fn, args });

/** What arithmetic gave, as an element of the dtype. */
export function wrapped(value: Value, dtype: DType): Value {
  switch (dtype) {
    case 'u8': return map('wrapU8', 'i32', value);
    case 'i8': return map('wrapI8', 'i32', value);
    case 'f16': return map('roundF16', 'f32', value);
    case 'bf16': return map('roundBf16', 'f32', value);
    default: return value;
  }
}

export function elementwise(node: Node, args: readonly Value[]): Value {
  const { op, dtype } = node, from = node.inputs[0].dtype;
  switch (op.kind) {
    case 'unary': return unary(op.fn, args[0], dtype, from);
    case 'binary': return binary(op.fn, args[0], args[1], dtype, from);
    case 'ternary': return map(op.fn, laneKind(dtype), ...args);
    case 'cast': return cast(args[0], from, dtype);
    default: throw new Error(`${op.kind} is not elementwise`);
  }
}

function unary(fn: Unary, x: Value, dtype: DType, from: DType): Value {
  if (fn === 'not' || fn === 'isNaN' || fn === 'isFinite') return map(fn, 'mask', x);
  if (laneOf(from) === 'i32') return wrapped(map(`${fn as 'neg' | 'abs' | 'sign' | 'bitNot'}I`, 'i32', x), dtype);
  const exact = fn === 'neg' || fn === 'abs' || fn === 'sign';
  return exact ? map(fn, 'f32', x) : wrapped(map(fn as LaneFn, 'f32', x), dtype);
}

const comparisons = new Set<Binary>(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);
function binary(fn: Binary, a: Value, b: Value, dtype: DType, from: DType): Value {
  if (from === 'bool') {
    const not = (x: Value) => map('not', 'mask', x);
    switch (fn) {
      case 'eq': return not(map('xor', 'mask', a, b));
      case 'ne': return map('xor', 'mask', a, b);
      case 'lt': return map('and', 'mask', not(a), b);
      case 'le': return map('or', 'mask', not(a), b);
      case 'gt': return map('and', 'mask', a, not(b));
      case 'ge': return map('or', 'mask', a, not(b));
      case 'min': return map('and', 'mask', a, b);
      case 'max': return map('or', 'mask', a, b);
      default: return map(fn as 'and', 'mask', a, b);
    }
  }
  if (laneOf(from) === 'i32') {
    const value = map(`${fn as 'add'}I`, comparisons.has(fn) ? 'mask' : 'i32', a, b);
    return comparisons.has(fn) ? value : wrapped(value, dtype);
  }
  if (comparisons.has(fn)) return map(fn as 'eq', 'mask', a, b);
  return fn === 'min' || fn === 'max' ? map(fn, 'f32', a, b) : wrapped(map(fn as 'add', 'f32', a, b), dtype);
}

export function cast(x: Value, from: DType, to: DType): Value {
  if (from === to) return x;
  if (from === 'bool') return laneOf(to) === 'f32' ? map('maskToF32', 'f32', x) : map('maskToI32', 'i32', x);
  if (to === 'bool') return map(laneOf(from) === 'f32' ? 'f32ToMask' : 'i32ToMask', 'mask', x);
  if (laneOf(from) === 'f32') {
    if (laneOf(to) === 'f32') return to === 'f32' ? x : wrapped(x, to);
    return map(to === 'u8' ? 'f32ToU8' : to === 'i8' ? 'f32ToI8' : 'f32ToI32', 'i32', x);
  }
  return laneOf(to) === 'f32' ? wrapped(map('i32ToF32', 'f32', x), to) : to === 'i32' ? x : wrapped(x, to);
}
