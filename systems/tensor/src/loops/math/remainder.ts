/**
 * C's fmod, exact, in float64 lanes. A quotient below 2^28 of two floats has an exact whole part there: that is cut off
 * and the multiple of the divisor subtracted, without rounding. Larger quotients come down 2^27 at a time, by the
 * divisor times a power of two.
 */
import type { FunctionBuilder, Local } from '../../wasm/index.ts';
import { withLocals, type Arithmetic } from './expression.ts';

/** |x| mod |y| of the two lower lanes, as f32 in the lower lanes. NaN for infinite x, for y = 0 and for NaN. */
function ofTwoLanes(f: FunctionBuilder, x: Local, y: Local): void {
  const a = f.local('v128'), b = f.local('v128'), t = f.local('v128'), constant = (value: number) => f.f64(value).op('f64x2.splat');
  f.get(x).op('f32x4.abs').op('f64x2.promote_low_f32x4').set(a);
  // An infinite divisor is one that is larger than every float.
  f.get(y).op('f32x4.abs').op('f64x2.promote_low_f32x4'); constant(1e60); f.op('f64x2.pmin').set(b);
  f.loop();
  // The power of two below the quotient, over 2^27, but at least 1.
  f.get(a).get(b).op('f64x2.div').i64(0x7ff0000000000000n).op('i64x2.splat').op('v128.and'); constant(2 ** -27); f.op('f64x2.mul'); constant(1); f.op('f64x2.max').get(b).op('f64x2.mul').set(t);
  f.get(a).get(a).get(t).op('f64x2.div').op('f64x2.trunc').get(t).op('f64x2.mul').op('f64x2.sub').tee(a);
  f.get(b).op('f64x2.ge').op('v128.any_true').brIf(0).end();
  f.get(a).op('f32x4.demote_f64x2_zero');
  f.release(a, b, t);
}

/** With the sign of the dividend. */
export function mod({ f }: Arithmetic): void {
  withLocals(f, 2, 3, (x, y, high, highY, low) => {
    ofTwoLanes(f, x, y);
    f.set(low).get(x).get(x).shuffle32(2, 3, 2, 3).set(high).get(y).get(y).shuffle32(2, 3, 2, 3).set(highY);
    ofTwoLanes(f, high, highY);
    f.set(high).get(low).get(high).shuffle32(0, 1, 4, 5).get(x).f32x4(-0).op('v128.and').op('v128.or');
  });
}
