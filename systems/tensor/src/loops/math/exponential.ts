/**
 * exp and what is made of it. e^x = 2^n e^r with n the nearest integer to x / ln 2 and |r| <= ln 2 / 2, r by subtracting
 * n ln 2 in two parts (Cody and Waite 1980); polynomials fitted to the least largest relative error.
 */
import type { Local } from '../../wasm/index.ts';
import { madd, polynomial, withLocals, type Arithmetic } from './expression.ts';

const log2e = Math.LOG2E, ln2High = 0.693359375, ln2Low = -2.12194440e-4;
/** (e^r - 1 - r) / r². */
const remainder = [0.49999993412469607, 0.1666652010762625, 0.041668394217414806, 0.008368780429098752, 0.0013814466740119814];

/** x within [low, high] -> n (float) and r. NaN stays in r. */
function reduce(a: Arithmetic, x: Local, n: Local, r: Local, low: number, high: number): void {
  const { f } = a;
  f.get(x).f32x4(low).op('f32x4.max').f32x4(high).op('f32x4.min').tee(r);
  f.f32x4(log2e).op('f32x4.mul').op('f32x4.nearest').set(n);
  f.get(n).f32x4(-ln2High).get(r);
  madd(a);
  f.set(r).get(n).f32x4(-ln2Low).get(r);
  madd(a);
  f.set(r);
}
/** Leaves e^r - 1, r being small. */
function expm1Small(a: Arithmetic, r: Local): void {
  const { f } = a;
  polynomial(a, r, remainder);
  f.get(r).op('f32x4.mul').get(r).get(r);
  madd(a);
}
/** Leaves 2^n of an i32 that is on the stack, for normal results. */
function powerOfTwo({ f }: Arithmetic): void { f.i32x4(127).op('i32x4.add').i32(23).op('i32x4.shl'); }

/** Subnormal results and infinity come out of scaling in two halves. */
export function exp(a: Arithmetic): void {
  const { f } = a;
  withLocals(f, 1, 3, (x, n, r, half) => {
    reduce(a, x, n, r, -104, 89);
    expm1Small(a, r);
    f.f32x4(1).op('f32x4.add');
    f.get(n).op('i32x4.trunc_sat_f32x4_s').tee(n).i32(1).op('i32x4.shr_s').tee(half);
    powerOfTwo(a);
    f.op('f32x4.mul').get(n).get(half).op('i32x4.sub');
    powerOfTwo(a);
    f.op('f32x4.mul');
  });
}

/** 2 (2^(n-1) (e^r - 1) + (2^(n-1) - 1/2)): exact where the result is small, and 2^n may be 2^128. */
function expm1Of(a: Arithmetic, x: Local, n: Local, r: Local, scale: Local): void {
  const { f } = a;
  reduce(a, x, n, r, -30, 89);
  f.get(n).op('i32x4.trunc_sat_f32x4_s').i32x4(-1).op('i32x4.add');
  powerOfTwo(a);
  f.set(scale);
  expm1Small(a, r);
  f.get(scale).get(scale).f32x4(-0.5).op('f32x4.add');
  madd(a);
  f.f32x4(2).op('f32x4.mul');
}
export function expm1(a: Arithmetic): void {
  const { f } = a;
  withLocals(f, 1, 3, (x, n, r, scale) => {
    expm1Of(a, x, n, r, scale);
    // The sign of zero.
    f.set(r).get(x).get(r).get(x).f32x4(0).op('f32x4.eq').op('v128.bitselect');
  });
}

/** t / (t + 2), t = e^2|x| - 1; with x's sign. */
export function tanh(a: Arithmetic): void {
  const { f } = a;
  withLocals(f, 1, 4, (x, n, r, scale, t) => {
    f.get(x).op('f32x4.abs').f32x4(9.1).op('f32x4.min').tee(t).get(t).op('f32x4.add').set(t);
    expm1Of(a, t, n, r, scale);
    f.tee(t).get(t).f32x4(2).op('f32x4.add').op('f32x4.div');
    f.get(x).f32x4(-0).op('v128.and').op('v128.or');
  });
}

/** 1 / (1 + e^-x). */
export function sigmoid(a: Arithmetic): void {
  const { f } = a;
  const t = f.local('v128');
  f.op('f32x4.neg');
  exp(a);
  f.f32x4(1).op('f32x4.add').set(t).f32x4(1).get(t).op('f32x4.div');
  f.release(t);
}

/** erf(x) / x in x², for |x| < 1. */
const erfSmall = [1.1283791657267077, -0.37612625824216606, 0.11283585148427874, -0.026853811927466026, 0.005188327670754639, -0.0008010193492645618, 0.00007853860912337973];
/** ln erfc(t), for 1 <= t <= 4. */
const logErfc = [-0.00025644570507615474, -1.1274260860194334, -0.637600039026976, -0.10356689181951573, 0.02205199734245078, -0.0029995406803805524, 0.00019150413502644348];
export function erf(a: Arithmetic): void {
  const { f } = a;
  withLocals(f, 1, 3, (x, t, z, large) => {
    f.get(x).op('f32x4.abs').f32x4(4).op('f32x4.min').set(t);
    polynomial(a, t, logErfc);
    exp(a);
    f.set(large).f32x4(1).get(large).op('f32x4.sub').get(x).f32x4(-0).op('v128.and').op('v128.or').set(large);
    f.get(x).get(x).op('f32x4.mul').set(z);
    polynomial(a, z, erfSmall);
    f.get(x).op('f32x4.mul').get(large).get(t).f32x4(1).op('f32x4.lt').op('v128.bitselect');
  });
}
