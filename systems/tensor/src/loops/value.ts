/**
 * What a loop nest computes at one point, as plain data: loads at addresses that are affine in the nest's axes, and
 * operations on them. A value that is used twice is one object, and is computed once.
 *
 * Lanes are f32, i32 (every integer dtype while it is computed on) or mask (bool: all bits set or none).
 */
import type { DType } from '../graph/dtype.ts';

export type LaneKind = 'f32' | 'i32' | 'mask';
export const laneKind = (dtype: DType): LaneKind => (dtype === 'bool' ? 'mask' : dtype === 'f32' || dtype === 'f16' || dtype === 'bf16' ? 'f32' : 'i32');

/** Element offset + sum(strides[axis] * axis) of a buffer. */
export interface Access {
  /** Which of the nest's buffers. */
  buffer: number;
  dtype: DType;
  /** In elements, like the strides; one stride per axis of the nest, 0 where it does not depend on it. May be negative. */
  offset: number;
  strides: readonly number[];
  /** Indices that are data: each adds index * stride. An index outside 0 <= index < size reads 0, and writes nothing. */
  gathers?: readonly { index: Value; stride: number; size: number }[];
}

/** Functions of lanes. `i32` ones end in `I`; shifts take their count modulo 32. Those that compare give a mask. */
export type LaneFn =
  // f32
  | 'neg' | 'abs' | 'sign' | 'floor' | 'ceil' | 'round' | 'trunc' | 'sqrt' | 'reciprocal' | 'exp' | 'expm1' | 'log' | 'log1p' | 'sin' | 'cos' | 'tanh' | 'sigmoid' | 'erf'
  | 'add' | 'sub' | 'mul' | 'div' | 'mod' | 'pow' | 'atan2' | 'min' | 'max' | 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'isNaN' | 'isFinite'
  | 'fma' /* a * b + c: relaxed madd where it may be used, else a multiplication and an addition */
  // i32
  | 'negI' | 'absI' | 'signI' | 'bitNotI' | 'addI' | 'subI' | 'mulI' | 'divI' | 'modI' | 'powI' | 'minI' | 'maxI' | 'eqI' | 'neI' | 'ltI' | 'leI' | 'gtI' | 'geI' | 'andI' | 'orI' | 'xorI' | 'shlI' | 'shrI' | 'ushrI' | 'threefry'
  // mask
  | 'not' | 'and' | 'or' | 'xor'
  // any
  | 'where' /* (mask, a, b) */
  // conversions
  | 'i32ToF32' | 'f32ToI32' /* truncates, saturates */ | 'f32ToU8' | 'f32ToI8' | 'wrapU8' | 'wrapI8' | 'maskToF32' | 'maskToI32' | 'f32ToMask' | 'i32ToMask' | 'roundF16' | 'roundBf16';

export type Value =
  | { kind: 'load'; lane: LaneKind; access: Access }
  | { kind: 'constant'; lane: LaneKind; value: number }
  /** offset + sum(strides[axis] * axis), as i32. */
  | { kind: 'index'; lane: 'i32'; offset: number; strides: readonly number[] }
  | { kind: 'map'; lane: LaneKind; fn: LaneFn; args: readonly Value[] }
  /** What the kernel around provides: the accumulator of a contraction (0), or the result of one of a nest's reductions. */
  | { kind: 'hole'; lane: LaneKind; hole: number };

/** One value written to memory, in the access's dtype; with `add`, added to what is there. */
export interface Store { access: Access; value: Value; add?: boolean }

/** Calls `visit` for every value under `roots` once, operands first. */
export function visitValues(roots: readonly Value[], visit: (value: Value) => void, seen = new Set<Value>()): void {
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    if (root.kind === 'map') visitValues(root.args, visit, seen);
    if (root.kind === 'load') for (const { index } of root.access.gathers ?? []) visitValues([index], visit, seen);
    visit(root);
  }
}
