/**
 * sin, cos, atan2. The angle is reduced to |r| <= π/4 in float64 lanes, with π/2 in two parts; then polynomials in r²,
 * chosen by the quadrant.
 */
import type { FunctionBuilder, Local } from '../../wasm/index.ts';
import { madd, polynomial, withLocals, type Arithmetic } from './expression.ts';

const sine = [-0.16666666639558134, 0.008333329143935517, -0.0001983925663857438, 2.7175644893660117e-6], cosine = [0.04166666661920514, -0.0013888883438486056, 2.4799436421034556e-5, -2.7203304595919834e-7];
const halfPiHigh = 1.5707963267341256, halfPiLow = 6.077100506506192e-11, magic = 6755399441055744;

/** Quadrant (its low bits, as i32 in the lower lanes) and remainder (f32) of the two lower lanes. */
function quadrant(f: FunctionBuilder, x: Local, q: Local, r: Local): void {
  const k = f.local('v128'), constant = (value: number) => f.f64(value).op('f64x2.splat');
  f.get(x).op('f64x2.promote_low_f32x4').set(r);
  f.get(r); constant(2 / Math.PI); f.op('f64x2.mul'); constant(magic); f.op('f64x2.add').tee(q); constant(magic); f.op('f64x2.sub').set(k);
  f.get(r).get(k); constant(halfPiHigh); f.op('f64x2.mul').op('f64x2.sub').get(k); constant(halfPiLow); f.op('f64x2.mul').op('f64x2.sub').op('f32x4.demote_f64x2_zero').set(r);
  f.get(q).get(q).shuffle32(0, 2, 0, 2).set(q);
  f.release(k);
}

function sineOrCosine(a: Arithmetic, shift: 0 | 1): void {
  const { f } = a;
  withLocals(f, 1, 6, (x, q, r, q2, r2, high, z) => {
    quadrant(f, x, q, r);
    f.get(x).get(x).shuffle32(2, 3, 2, 3).set(high);
    quadrant(f, high, q2, r2);
    f.get(q).get(q2).shuffle32(0, 1, 4, 5);
    if (shift) f.i32x4(1).op('i32x4.add');
    // Beyond 2^40 or so no digit of the remainder is right; the result still is a sine.
    f.set(q).get(r).get(r2).shuffle32(0, 1, 4, 5).f32x4(0.786).op('f32x4.pmin').f32x4(-0.786).op('f32x4.pmax').tee(r).get(r).op('f32x4.mul').set(z);
    // sin r = r + r z s(z); cos r = 1 - z/2 + z² c(z).
    polynomial(a, z, sine);
    f.get(z).op('f32x4.mul').get(r).get(r);
    madd(a);
    f.set(r2);
    polynomial(a, z, cosine);
    f.get(z).op('f32x4.mul').f32x4(-0.5).op('f32x4.add').get(z).f32x4(1);
    madd(a);
    f.get(r2).get(q).i32x4(1).op('v128.and').i32x4(1).op('i32x4.eq').op('v128.bitselect');
    f.get(q).i32x4(2).op('v128.and').i32(30).op('i32x4.shl').op('v128.xor').set(r);
    // Infinity has no sine; and -0 keeps its sign.
    f.f32x4(NaN).get(r).get(x).op('f32x4.abs').f32x4(Infinity).op('f32x4.lt').op('v128.not').op('v128.bitselect');
    if (!shift) f.set(r).get(x).get(r).get(x).f32x4(0).op('f32x4.eq').op('v128.bitselect');
  });
}
export const sin = (a: Arithmetic): void => sineOrCosine(a, 0);
export const cos = (a: Arithmetic): void => sineOrCosine(a, 1);

/** atan t = t + t³ p(t²), 0 <= t <= 1. */
const arcTangent = [-0.33333299089327295, 0.1999854829043437, -0.14264241743746695, 0.10952186093255985, -0.08403451214343333, 0.05795760803628729, -0.031177859631152896, 0.010914612839918918, -0.0017936232321742926];

/** (y, x) -> the angle of (x, y): the smaller coordinate over the larger, then the octant. */
export function atan2(a: Arithmetic): void {
  const { f } = a;
  withLocals(f, 2, 5, (y, x, ay, ax, t, z, angle) => {
    f.get(y).op('f32x4.abs').set(ay).get(x).op('f32x4.abs').set(ax);
    f.get(ay).get(ax).op('f32x4.min').get(ay).get(ax).op('f32x4.max').op('f32x4.div').set(t);
    // 0 / 0 is the angle 0, ∞ / ∞ 45°.
    f.f32x4(0).get(t).get(ay).get(ax).op('f32x4.max').f32x4(0).op('f32x4.eq').op('v128.bitselect').set(t);
    f.f32x4(1).get(t).get(ay).get(ax).op('f32x4.min').f32x4(Infinity).op('f32x4.eq').op('v128.bitselect').tee(t).get(t).op('f32x4.mul').set(z);
    polynomial(a, z, arcTangent);
    f.get(z).op('f32x4.mul').get(t).get(t);
    madd(a);
    f.set(angle);
    f.f32x4(Math.PI / 2).get(angle).op('f32x4.sub').get(angle).get(ay).get(ax).op('f32x4.gt').op('v128.bitselect').set(angle);
    // The left half: the sign bit counts, so that -0 is left.
    f.f32x4(Math.PI).get(angle).op('f32x4.sub').get(angle).get(x).i32(31).op('i32x4.shr_s').op('v128.bitselect');
    f.get(y).f32x4(-0).op('v128.and').op('v128.or').set(angle);
    f.f32x4(NaN).get(angle).get(x).get(x).op('f32x4.ne').get(y).get(y).op('f32x4.ne').op('v128.or').op('v128.bitselect');
  });
}
