/**
 * exp and what is made of it. e^x = 2^n e^r with n the nearest integer to x / ln 2 and |r| <= ln 2 / 2, r by subtracting
 * n ln 2 in two parts (Cody and Waite 1980); polynomials fitted to the least largest relative error. n comes out of
 * an addition of 1.5 * 2^23, whose lowest bits then are n; 2^n is applied by adding n to the exponent's bits.
 * Coefficients: test/fit-polynomials.ts.
 */
import type { Local } from '../../wasm/index.ts';
import { madd, polynomial, withLocals, type Arithmetic } from './expression.ts';

const log2e = Math.LOG2E, ln2High = 0.693359375, ln2Low = -2.12194440e-4, magic = 12582912;
/** (e^r - 1 - r) / r². */
const remainder = [0.49999993412469607, 0.1666652010762625, 0.041668394217414806, 0.008368780429098752, 0.0013814466740119814];

/** x -> r in its place, and n << 23 (i32). Whatever for |x| beyond 2^21. */
function reduce(a: Arithmetic, x: Local, n: Local, t: Local): void {
  const { f } = a;
  f.get(x).f32x4(log2e).f32x4(magic);
  madd(a);
  f.tee(n).f32x4(magic).op('f32x4.sub').tee(t).f32x4(-ln2High).get(x);
  madd(a);
  f.set(x).get(t).f32x4(-ln2Low).get(x);
  madd(a);
  f.set(x).get(n).i32(23).op('i32x4.shl').set(n);
}
/** Leaves e^r - 1, r being small. */
function expm1Small(a: Arithmetic, r: Local): void {
  const { f } = a;
  polynomial(a, r, remainder);
  f.get(r).op('f32x4.mul').get(r).get(r);
  madd(a);
}

/** Leaves e^x of an x (used up) between -87.3 and 88.7. */
function normal(a: Arithmetic, x: Local, n: Local, t: Local): void {
  reduce(a, x, n, t);
  expm1Small(a, x);
  a.f.f32x4(1).op('f32x4.add').get(n).op('i32x4.add');
}

const largest = 88.72283, smallest = -87.33654;
/** Results below the normal numbers are 0. */
export function exp(a: Arithmetic): void {
  const { f } = a;
  withLocals(f, 1, 3, (x, n, t, given) => {
    f.get(x).set(given);
    normal(a, x, n, t);
    // Beyond the range 0 or ∞, and NaN for NaN: the larger of ∞ x and 0.
    f.get(given).f32x4(Infinity).op('f32x4.mul').f32x4(0).op('f32x4.pmax');
    f.get(given).f32x4(smallest).op('f32x4.ge').get(given).f32x4(largest).op('f32x4.le').op('v128.and').op('v128.bitselect');
  });
}

/** Leaves e^x - 1 of an x (used up) between -30 and 88.7: 2 (2^(n-1) (e^r - 1) + (2^(n-1) - 1/2)), exact where the result is small. */
function minusOne(a: Arithmetic, x: Local, n: Local, t: Local): void {
  const { f } = a;
  reduce(a, x, n, t);
  f.get(n).f32x4(0.5).op('i32x4.add').set(n);
  expm1Small(a, x);
  f.get(n).get(n).f32x4(-0.5).op('f32x4.add');
  madd(a);
  f.f32x4(2).op('f32x4.mul');
}
export function expm1(a: Arithmetic): void {
  const { f } = a;
  withLocals(f, 1, 4, (x, n, t, given, r) => {
    f.get(x).tee(given).f32x4(-30).op('f32x4.pmax').set(x);
    minusOne(a, x, n, t);
    f.set(r).f32x4(Infinity).get(r).get(given).f32x4(largest).op('f32x4.gt').op('v128.bitselect').set(r);
    // The sign of zero.
    f.get(given).get(r).get(given).f32x4(0).op('f32x4.eq').op('v128.bitselect');
  });
}

/** tanh x = x + x³ p(x²), for |x| < 0.55. */
const tanhSmall = [-0.3333294663639904, 0.1332072505127134, -0.05267181320650421, 0.016437580530228153];
/** Beyond, 1 - 2 / (e^2|x| + 1) with x's sign: there what is taken from 1 is less than half, and so is its error. */
export function tanh(a: Arithmetic): void {
  const { f } = a;
  withLocals(f, 1, 5, (x, n, t, size, r, z) => {
    f.get(x).op('f32x4.abs').f32x4(9.1).op('f32x4.pmin').tee(size).get(size).op('f32x4.add').set(r);
    normal(a, r, n, t);
    f.f32x4(1).op('f32x4.add').set(r).f32x4(1).f32x4(2).get(r).op('f32x4.div').op('f32x4.sub').set(r);
    f.get(x).get(x).op('f32x4.mul').set(z);
    polynomial(a, z, tanhSmall);
    f.get(z).op('f32x4.mul').get(x).get(x);
    madd(a);
    // NaN is not beyond: the small one keeps it.
    f.set(z).get(r).get(z).get(size).f32x4(0.55).op('f32x4.ge').op('v128.bitselect');
    f.get(x).f32x4(-0).op('v128.and').op('v128.or');
  });
}

/** 1 / (1 + e^-x). Results below the normal numbers are 0. */
export function sigmoid(a: Arithmetic): void {
  const { f } = a;
  withLocals(f, 1, 4, (x, n, t, r, given) => {
    f.get(x).op('f32x4.neg').f32x4(-smallest).op('f32x4.pmin').f32x4(-87.3).op('f32x4.pmax').tee(given).set(r);
    normal(a, r, n, t);
    // NaN has lost itself in the exponent's bits.
    f.get(given).f32x4(0).f32x4(1);
    madd(a);
    f.op('f32x4.add').set(t).f32x4(1).get(t).op('f32x4.div').get(x).f32x4(smallest).op('f32x4.lt').op('v128.andnot');
  });
}

/** erf x = x + x p(x²), for |x| < 1. */
const erfSmall = [0.12837916571466362, -0.3761262579152697, 0.11283584892772693, -0.026853803312562922, 0.005188313507452758, -0.0008010081433611477, 0.00007853519257408409];
/** ln erfc(t), for 1 <= t <= 4. */
const logErfc = [-0.0003415233924319289, -1.127089188607546, -0.6381448354735684, -0.10310675213418133, 0.02183806277014324, -0.0029476579719876377, 0.00018637915552550057];
export function erf(a: Arithmetic): void {
  const { f } = a;
  withLocals(f, 1, 5, (x, t, z, large, n, s) => {
    f.get(x).op('f32x4.abs').f32x4(4).op('f32x4.pmin').set(t);
    polynomial(a, t, logErfc);
    f.set(large);
    normal(a, large, n, s);
    f.set(large).f32x4(1).get(large).op('f32x4.sub').get(x).f32x4(-0).op('v128.and').op('v128.or').set(large);
    f.get(x).get(x).op('f32x4.mul').set(z);
    polynomial(a, z, erfSmall);
    f.get(x).get(x);
    madd(a);
    f.set(z).get(large).get(z).get(t).f32x4(1).op('f32x4.ge').op('v128.bitselect');
  });
}
