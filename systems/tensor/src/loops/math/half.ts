/** f16 and bf16 as bits and as f32 lanes; to nearest, ties to even. */
import type { FunctionBuilder } from '../../wasm/index.ts';
import { withLocals } from './expression.ts';

/** i32 lanes with the 16 bits -> f32 lanes, exact. */
export function emitF16BitsToF32(f: FunctionBuilder): void {
  withLocals(f, 1, 2, (bits, size, out) => {
    f.get(bits).i32x4(0x7fff).op('v128.and').set(size);
    // Exponent and fraction in place, the bias by multiplication: subnormals come out right.
    f.get(size).i32(13).op('i32x4.shl').f32x4(2 ** 112).op('f32x4.mul').set(out);
    // Infinity and NaN keep the largest exponent.
    f.get(out).i32x4(0x7f800000).op('v128.or').get(out).get(size).i32x4(0x7bff).op('i32x4.gt_s').op('v128.bitselect');
    f.get(bits).i32x4(0x8000).op('v128.and').i32(16).op('i32x4.shl').op('v128.or');
  });
}

/** f32 lanes -> i32 lanes with the 16 bits. */
export function emitF32ToF16Bits(f: FunctionBuilder): void {
  withLocals(f, 1, 3, (x, size, normal, small) => {
    f.get(x).i32x4(0x7fffffff).op('v128.and').set(size);
    // Normal: rebias, and round by adding half a unit and the lowest bit kept.
    f.get(size).i32x4(-(112 << 23)).op('i32x4.add').i32x4(0xfff).op('i32x4.add').get(size).i32(13).op('i32x4.shr_u').i32x4(1).op('v128.and').op('i32x4.add').i32(13).op('i32x4.shr_u').set(normal);
    // Subnormal: a sum in which the unit in the last place is 2^-24 rounds.
    f.get(size).f32x4(0.5).op('f32x4.add').i32x4(0x3f000000).op('i32x4.sub').set(small);
    f.get(small).get(normal).get(size).i32x4(113 << 23).op('i32x4.lt_s').op('v128.bitselect').set(normal);
    f.i32x4(0x7c00).get(normal).get(size).i32x4(0x477fefff).op('i32x4.gt_s').op('v128.bitselect').set(normal);
    f.i32x4(0x7e00).get(normal).get(size).i32x4(0x7f800000).op('i32x4.gt_s').op('v128.bitselect');
    f.get(x).i32(16).op('i32x4.shr_u').i32x4(0x8000).op('v128.and').op('v128.or');
  });
}

/** f32 lanes -> i32 lanes with the upper 16 bits, rounded. */
export function emitF32ToBf16Bits(f: FunctionBuilder): void {
  withLocals(f, 1, 1, (x, rounded) => {
    f.get(x).i32x4(0x7fff).op('i32x4.add').get(x).i32(16).op('i32x4.shr_u').i32x4(1).op('v128.and').op('i32x4.add').i32(16).op('i32x4.shr_u').set(rounded);
    f.get(x).i32(16).op('i32x4.shr_u').i32x4(0x40).op('v128.or').get(rounded).get(x).get(x).op('f32x4.ne').op('v128.bitselect');
  });
}
