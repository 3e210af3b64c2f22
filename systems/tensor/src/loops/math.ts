/**
 * Functions of lanes as instructions. The short ones are written where they are used; the long ones are functions of the
 * module, made at their first use. Accuracy against float64, in units in the last place, is in `ulpBounds`, and tested.
 */
import type { Callable, FunctionBuilder, ModuleBuilder, Plain, ValueType } from '../wasm/index.ts';
import * as byLane from './math/by-lane.ts';
import * as exponential from './math/exponential.ts';
import { madd, withLocals, type Arithmetic } from './math/expression.ts';
import { emitF16BitsToF32, emitF32ToBf16Bits, emitF32ToF16Bits } from './math/half.ts';
import * as logarithm from './math/logarithm.ts';
import { mod } from './math/remainder.ts';
import * as trigonometry from './math/trigonometry.ts';
import type { LaneFn } from './value.ts';

export { emitF16BitsToF32, emitF32ToBf16Bits, emitF32ToF16Bits } from './math/half.ts';

export interface MathLibrary {
  /** Operands as v128 on the stack, result left there. */
  emit(f: FunctionBuilder, fn: LaneFn): void;
}

/** Largest error of the functions that are not exact or correctly rounded. */
export const ulpBounds = { exp: 1.25, expm1: 1.75, log: 1, log1p: 1.5, sin: 1.75, cos: 1.75, tanh: 2, sigmoid: 2.5, erf: 1.75, pow: 0.75, atan2: 2.25 } as const;

/** One instruction each. */
const instructions: Partial<Record<LaneFn, Plain>> = {
  neg: 'f32x4.neg', abs: 'f32x4.abs', floor: 'f32x4.floor', ceil: 'f32x4.ceil', round: 'f32x4.nearest', trunc: 'f32x4.trunc', sqrt: 'f32x4.sqrt',
  add: 'f32x4.add', sub: 'f32x4.sub', mul: 'f32x4.mul', div: 'f32x4.div', min: 'f32x4.min', max: 'f32x4.max',
  eq: 'f32x4.eq', ne: 'f32x4.ne', lt: 'f32x4.lt', le: 'f32x4.le', gt: 'f32x4.gt', ge: 'f32x4.ge',
  negI: 'i32x4.neg', absI: 'i32x4.abs', addI: 'i32x4.add', subI: 'i32x4.sub', mulI: 'i32x4.mul', minI: 'i32x4.min_s', maxI: 'i32x4.max_s',
  eqI: 'i32x4.eq', neI: 'i32x4.ne', ltI: 'i32x4.lt_s', leI: 'i32x4.le_s', gtI: 'i32x4.gt_s', geI: 'i32x4.ge_s', andI: 'v128.and', orI: 'v128.or', xorI: 'v128.xor', bitNotI: 'v128.not',
  not: 'v128.not', and: 'v128.and', or: 'v128.or', xor: 'v128.xor',
  i32ToF32: 'f32x4.convert_i32x4_s', f32ToI32: 'i32x4.trunc_sat_f32x4_s', maskToI32: 'i32x4.neg',
};

/** A few instructions each. */
const inline: Partial<Record<LaneFn, (a: Arithmetic) => void>> = {
  fma: madd,
  sign: ({ f }) => withLocals(f, 1, 1, (x, s) => {
    // ±1 with x's sign; zeros and NaN as they are.
    f.get(x).f32x4(-0).op('v128.and').f32x4(1).op('v128.or').set(s);
    f.get(s).get(x).get(x).f32x4(0).op('f32x4.lt').get(x).f32x4(0).op('f32x4.gt').op('v128.or').op('v128.bitselect');
  }),
  reciprocal: ({ f }) => withLocals(f, 1, 0, (x) => { f.f32x4(1).get(x).op('f32x4.div'); }),
  isNaN: ({ f }) => withLocals(f, 1, 0, (x) => { f.get(x).get(x).op('f32x4.ne'); }),
  isFinite: ({ f }) => { f.op('f32x4.abs').f32x4(Infinity).op('f32x4.lt'); },
  exp: exponential.exp, tanh: exponential.tanh, sigmoid: exponential.sigmoid, erf: exponential.erf,
  signI: ({ f }) => { f.i32x4(-1).op('i32x4.max_s').i32x4(1).op('i32x4.min_s'); },
  where: ({ f }) => withLocals(f, 3, 0, (mask, a, b) => { f.get(a).get(b).get(mask).op('v128.bitselect'); }),
  f32ToU8: ({ f }) => { f.op('i32x4.trunc_sat_f32x4_s').i32x4(0).op('i32x4.max_s').i32x4(255).op('i32x4.min_s'); },
  f32ToI8: ({ f }) => { f.op('i32x4.trunc_sat_f32x4_s').i32x4(-128).op('i32x4.max_s').i32x4(127).op('i32x4.min_s'); },
  wrapU8: ({ f }) => { f.i32x4(255).op('v128.and'); },
  wrapI8: ({ f }) => { f.i32(24).op('i32x4.shl').i32(24).op('i32x4.shr_s'); },
  maskToF32: ({ f }) => { f.f32x4(1).op('v128.and'); },
  f32ToMask: ({ f }) => { f.f32x4(0).op('f32x4.ne'); },
  i32ToMask: ({ f }) => { f.i32x4(0).op('i32x4.ne'); },
  roundF16: ({ f }) => { emitF32ToF16Bits(f); emitF16BitsToF32(f); },
  roundBf16: ({ f }) => { emitF32ToBf16Bits(f); f.i32(16).op('i32x4.shl'); },
};

/** Functions of the module: operands, and how the body is written. */
const functions: Partial<Record<LaneFn, { operands: number; body: (a: Arithmetic) => void }>> = {
  expm1: { operands: 1, body: exponential.expm1 }, log: { operands: 1, body: logarithm.log }, log1p: { operands: 1, body: logarithm.log1p }, pow: { operands: 2, body: logarithm.pow },
  sin: { operands: 1, body: trigonometry.sin }, cos: { operands: 1, body: trigonometry.cos }, atan2: { operands: 2, body: trigonometry.atan2 },
  mod: { operands: 2, body: mod }, divI: { operands: 2, body: byLane.divI }, modI: { operands: 2, body: byLane.modI }, powI: { operands: 2, body: byLane.powI }, threefry: { operands: 3, body: byLane.threefry },
  shlI: { operands: 2, body: (a) => byLane.shift(a, 'i32.shl') }, shrI: { operands: 2, body: (a) => byLane.shift(a, 'i32.shr_s') }, ushrI: { operands: 2, body: (a) => byLane.shift(a, 'i32.shr_u') },
};

export function createMathLibrary(module: ModuleBuilder, { fma }: { fma: boolean }): MathLibrary {
  const made = new Map<LaneFn, Callable>();
  const called = (fn: LaneFn, { operands, body }: { operands: number; body: (a: Arithmetic) => void }): Callable => {
    const known = made.get(fn);
    if (known) return known;
    const f = module.function(fn, Array.from({ length: operands }, (): ValueType => 'v128'), ['v128']);
    made.set(fn, f);
    for (let i = 0; i < operands; i++) f.get(i);
    body({ f, fma });
    return f;
  };
  return {
    emit(f, fn) {
      const instruction = instructions[fn], written = inline[fn], long = functions[fn];
      if (instruction) f.op(instruction);
      else if (written) written({ f, fma });
      else if (long) f.call(called(fn, long));
      else throw new Error(`no function of lanes is called ${fn}`);
    },
  };
}
