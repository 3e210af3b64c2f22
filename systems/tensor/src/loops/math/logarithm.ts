/**
 * log and log1p. x = 2^e m with m in [√½, √2); ln m = f - f²/2 + f³ p(f), f = m - 1; e ln 2 is added in two parts.
 * pow in float64 lanes: 2^(y log2 x), so that the product's rounding stays far below a float's last bit.
 */
import type { FunctionBuilder, Local } from '../../wasm/index.ts';
import { madd, polynomial, withLocals, type Arithmetic } from './expression.ts';

const ln2High = 0.693359375, ln2Low = -2.12194440e-4;
const remainder = [0.33333331707804453, -0.2500082103550423, 0.2000122686540913, -0.16623357298001515, 0.1420175823367447, -0.13160183063363806, 0.12761575644638087, -0.07634493023246265];

/** Leaves ln x, of an x that is positive and finite, or whatever for others. */
function positive(a: Arithmetic, x: Local, e: Local, m: Local, z: Local): void {
  const { f } = a;
  // Subnormals are scaled up by 2^23.
  f.get(x).f32x4(1.17549435e-38).op('f32x4.lt').set(z);
  f.get(x).f32x4(8388608).op('f32x4.mul').get(x).get(z).op('v128.bitselect').set(m);
  f.get(m).i32x4(0x3f3504f3).op('i32x4.sub').i32(23).op('i32x4.shr_s').tee(e);
  f.i32(23).op('i32x4.shl').set(x);
  f.get(m).get(x).op('i32x4.sub').f32x4(1).op('f32x4.sub').set(m);
  f.get(e).op('f32x4.convert_i32x4_s').get(z).f32x4(23).op('v128.and').op('f32x4.sub').set(e);
  f.get(m).get(m).op('f32x4.mul').set(z);
  polynomial(a, m, remainder);
  f.get(m).op('f32x4.mul').get(z).op('f32x4.mul').set(x);
  // Smallest terms first.
  f.get(e).f32x4(ln2Low).get(x);
  madd(a);
  f.set(x).get(z).f32x4(-0.5).get(x);
  madd(a);
  f.get(m).op('f32x4.add').set(x);
  f.get(e).f32x4(ln2High).get(x);
  madd(a);
}

/** NaN for negative numbers, -∞ for 0, ∞ for ∞. */
function specials(f: FunctionBuilder, x: Local, result: Local): void {
  f.f32x4(-Infinity).get(result).get(x).f32x4(0).op('f32x4.eq').op('v128.bitselect').set(result);
  f.f32x4(Infinity).get(result).get(x).f32x4(Infinity).op('f32x4.eq').op('v128.bitselect').set(result);
  f.f32x4(NaN).get(result).get(x).f32x4(0).op('f32x4.ge').op('v128.not').op('v128.bitselect');
}

export function log(a: Arithmetic): void {
  const { f } = a;
  withLocals(f, 1, 4, (x, e, m, z, given) => {
    f.get(x).set(given);
    positive(a, x, e, m, z);
    f.set(m);
    specials(f, given, m);
  });
}

/** ln(1 + x) = ln u + (x - (u - 1)) / u, u being 1 + x rounded (Kahan). */
export function log1p(a: Arithmetic): void {
  const { f } = a;
  withLocals(f, 1, 5, (given, x, e, m, z, u) => {
    f.get(given).f32x4(1).op('f32x4.add').tee(u).set(x);
    positive(a, x, e, m, z);
    f.get(given).get(u).f32x4(1).op('f32x4.sub').op('f32x4.sub').get(u).op('f32x4.div').op('f32x4.add').set(m);
    f.get(given).get(m).get(given).op('f32x4.abs').f32x4(1e-5).op('f32x4.lt').op('v128.bitselect').set(m);
    // Below that, x - x²/2.
    f.get(given).get(given).f32x4(-0.5).op('f32x4.mul').get(given).op('f32x4.mul').op('f32x4.add').get(m).get(given).op('f32x4.abs').f32x4(1e-5).op('f32x4.lt').op('v128.bitselect').set(m);
    f.get(given).get(m).get(given).f32x4(0).op('f32x4.eq').op('v128.bitselect').set(m);
    specials(f, u, m);
  });
}

/** 2^t for |t| <= 1/2. */
const exp2 = [1.000000000000027, 0.6931471805459305, 0.2402265069546936, 0.05550410941213564, 0.009618129228133654, 0.0013333450562297996, 0.0001540341187428254, 0.00001531008062296044, 0.000001326401814167287];

function constant64(f: FunctionBuilder, x: number): void { f.f64(x).op('f64x2.splat'); }
function polynomial64(f: FunctionBuilder, x: Local, coefficients: readonly number[]): void {
  constant64(f, coefficients[coefficients.length - 1]);
  for (let i = coefficients.length - 2; i >= 0; i--) { f.get(x).op('f64x2.mul'); constant64(f, coefficients[i]); f.op('f64x2.add'); }
}

/** |x|^y of the two lower lanes, x and y in locals; leaves f32 in the lower lanes. */
function powerOfTwoLanes(f: FunctionBuilder, x: Local, y: Local): void {
  const wide = f.local('v128'), e = f.local('v128'), s = f.local('v128'), z = f.local('v128'), t = f.local('v128');
  f.get(x).op('f64x2.promote_low_f32x4').set(wide);
  // x = 2^e m; s = (m - 1) / (m + 1); log2 m = 2 / ln 2 (s + s³/3 + ...).
  f.get(wide).i64(0x3fe6a09e667f3bcdn).op('i64x2.splat').op('i64x2.sub').i32(20).op('i64x2.shr_s').i32(32).op('i64x2.shr_s').set(e);
  f.get(wide).get(e).i32(52).op('i64x2.shl').op('i64x2.sub').set(wide);
  f.get(wide); constant64(f, 1); f.op('f64x2.sub').get(wide); constant64(f, 1); f.op('f64x2.add').op('f64x2.div').tee(s).get(s).op('f64x2.mul').set(z);
  polynomial64(f, z, Array.from({ length: 8 }, (_, k) => 2 / Math.LN2 / (2 * k + 1)));
  f.get(s).op('f64x2.mul');
  f.get(e).get(e).shuffle32(0, 2, 0, 2).op('f64x2.convert_low_i32x4_s').op('f64x2.add');
  f.get(y).op('f64x2.promote_low_f32x4').op('f64x2.mul').set(t);
  constant64(f, -1022);
  f.get(t).op('f64x2.max').set(t);
  constant64(f, 1000);
  f.get(t).op('f64x2.min').set(t);
  // 2^t: the integer part by the exponent's bits.
  f.get(t); constant64(f, 6755399441055744); f.op('f64x2.add').tee(e); constant64(f, 6755399441055744); f.op('f64x2.sub').set(wide);
  f.get(t).get(wide).op('f64x2.sub').set(s);
  polynomial64(f, s, exp2);
  f.get(e).i32(52).op('i64x2.shl').op('i64x2.add').op('f32x4.demote_f64x2_zero');
  f.release(wide, e, s, z, t);
}

/** C's pow: 1 for pow(1, y) and pow(x, 0) whatever the other; negative bases with whole exponents. */
export function pow(a: Arithmetic): void {
  const { f } = a;
  withLocals(f, 2, 5, (x, y, size, result, high, whole, odd) => {
    f.get(x).op('f32x4.abs').set(size);
    powerOfTwoLanes(f, size, y);
    f.set(result);
    f.get(size).get(size).shuffle32(2, 3, 2, 3).set(high).get(y).get(y).shuffle32(2, 3, 2, 3).set(whole);
    powerOfTwoLanes(f, high, whole);
    f.set(high).get(result).get(high).shuffle32(0, 1, 4, 5).set(result);
    const choose = (value: () => void, when: () => void) => { value(); f.get(result); when(); f.op('v128.bitselect').set(result); };
    const negative = (v: Local) => () => { f.get(v).f32x4(0).op('f32x4.lt'); };
    // 0 and ∞ to a power.
    const zeroOrInfinite = (grows: () => void) => { f.f32x4(Infinity).f32x4(0); grows(); f.op('v128.bitselect'); };
    choose(() => zeroOrInfinite(negative(y)), () => { f.get(size).f32x4(0).op('f32x4.eq'); });
    choose(() => zeroOrInfinite(() => { f.get(y).f32x4(0).op('f32x4.gt'); }), () => { f.get(size).f32x4(Infinity).op('f32x4.eq'); });
    // |x|^±∞.
    choose(() => zeroOrInfinite(() => { f.get(size).f32x4(1).op('f32x4.gt'); f.get(y).f32x4(0).op('f32x4.gt').op('i32x4.eq'); }), () => { f.get(y).op('f32x4.abs').f32x4(Infinity).op('f32x4.eq'); });
    choose(() => { f.f32x4(1); }, () => { f.get(size).f32x4(1).op('f32x4.eq'); });
    // Negative bases: a sign for odd exponents, NaN for fractions.
    f.get(y).op('f32x4.trunc').get(y).op('f32x4.eq').set(whole);
    f.get(y).f32x4(0.5).op('f32x4.mul').tee(odd).op('f32x4.trunc').get(odd).op('f32x4.ne').get(whole).op('v128.and').set(odd);
    f.get(result).get(x).get(odd).op('v128.and').f32x4(-0).op('v128.and').op('v128.xor').set(result);
    choose(() => { f.f32x4(NaN); }, () => { negative(x)(); f.get(size).f32x4(Infinity).op('f32x4.lt').op('v128.and').get(whole).op('v128.andnot'); });
    choose(() => { f.get(x).get(y).op('f32x4.add'); }, () => { f.get(x).get(x).op('f32x4.ne').get(y).get(y).op('f32x4.ne').op('v128.or'); });
    choose(() => { f.f32x4(1); }, () => { f.get(x).f32x4(1).op('f32x4.eq').get(y).f32x4(0).op('f32x4.eq').op('v128.or'); });
    f.get(result);
  });
}
