/** Elementwise operations: arithmetic, comparison, logic, bits. All broadcast; shapes are those of the operands broadcast together. */
import { isFloat, type DType } from '../graph/dtype.ts';
import * as make from '../graph/make.ts';
import type { Binary, Node, Unary } from '../graph/node.ts';
import type { Tensor } from '../tensor.ts';
import { arithmetic, broadcastNode, broadcastShapes, floating, nodeOf, operands, wrap, type TensorLike } from './like.ts';

const binary = (name: string, fn: Binary, prepare?: (x: Node) => Node) => (a: TensorLike, b: TensorLike): Tensor => wrap(make.binary(fn, ...operands(name, a, b, prepare)));
/** On floats; integers and bool become f32. */
const float = (fn: Unary) => (x: TensorLike): Tensor => wrap(make.unary(fn, floating(nodeOf(x))));
/** On numbers; bool becomes i32. */
const number = (fn: Unary) => (x: TensorLike): Tensor => wrap(make.unary(fn, arithmetic(nodeOf(x))));
/** On floats; integers are left as they are. */
const rounding = (fn: Unary) => (x: TensorLike): Tensor => { const node = nodeOf(x); return wrap(isFloat(node.dtype) ? make.unary(fn, node) : node); };

/** On numbers; what it means for two of bool is another primitive. */
const numeric = (name: string, fn: Binary, ofBool: Binary) => (a: TensorLike, b: TensorLike): Tensor => {
  const [x, y] = operands(name, a, b);
  return wrap(make.binary(x.dtype === 'bool' ? ofBool : fn, x, y));
};
/** On floats: promoted first, then f32 if that is not one. */
const real = (fn: 'div' | 'atan2') => (a: TensorLike, b: TensorLike): Tensor => { const [x, y] = operands(fn, a, b); return wrap(make.binary(fn, floating(x), floating(y))); };
/** a + b; of bool, or. */
export const add = numeric('add', 'add', 'or');
/** a - b. @throws InputError for bool, as NumPy: logicalXor or casts say what is meant */
export const sub = numeric('sub', 'sub', 'sub');
/** a · b, element by element; of bool, and. */
export const mul = numeric('mul', 'mul', 'and');
/** a / b; integers become f32 first. */
export const div = real('div');
/** Larger of each pair; NaN where either is NaN. */
export const maximum = binary('maximum', 'max');
/** Smaller of each pair; NaN where either is NaN. */
export const minimum = binary('minimum', 'min');
/** Larger of each pair, or the one that is not NaN. */
export const fmax = (a: TensorLike, b: TensorLike): Tensor => where(isNaN(a), b, where(isNaN(b), a, maximum(a, b)));
/** Smaller of each pair, or the one that is not NaN. */
export const fmin = (a: TensorLike, b: TensorLike): Tensor => where(isNaN(a), b, where(isNaN(b), a, minimum(a, b)));
/** Angle of the point (b, a), in radians, -π to π. */
export const atan2 = real('atan2');
/** Remainder with the sign of a, as C's. */
export const fmod = binary('fmod', 'mod', arithmetic);
/** a = b -> bool. */
export const equal = binary('equal', 'eq');
/** a ≠ b -> bool. */
export const notEqual = binary('notEqual', 'ne');
/** a < b -> bool. */
export const less = binary('less', 'lt');
/** a ≤ b -> bool. */
export const lessEqual = binary('lessEqual', 'le');
/** a > b -> bool. */
export const greater = binary('greater', 'gt');
/** a ≥ b -> bool. */
export const greaterEqual = binary('greaterEqual', 'ge');
/** Bits in both, of integers or bool. @throws InputError for floats */
export const bitwiseAnd = binary('bitwiseAnd', 'and');
/** Bits in either. @throws InputError for floats */
export const bitwiseOr = binary('bitwiseOr', 'or');
/** Bits in one only. @throws InputError for floats */
export const bitwiseXor = binary('bitwiseXor', 'xor');
/** a · 2ᵇ of integers. @throws InputError for floats */
export const leftShift = binary('leftShift', 'shl');
/** a shifted right with its sign. @throws InputError for floats */
export const rightShift = binary('rightShift', 'shr');
/** a shifted right with zeros. @throws InputError for floats */
export const rightShiftLogical = binary('rightShiftLogical', 'ushr');

/** Remainder with the sign of b, as NumPy's. */
export function mod(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands('mod', a, b, arithmetic), r = make.binary('mod', x, y);
  return wrap(make.where(needsCorrection(r, y), make.binary('add', r, y), r));
}
/** a / b rounded down, in the operands' dtype. */
export function floorDivide(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands('floorDivide', a, b, arithmetic), q = make.binary('div', x, y);
  if (isFloat(x.dtype)) return wrap(make.unary('floor', q));
  return wrap(make.where(needsCorrection(make.binary('mod', x, y), y), make.binary('sub', q, make.fill(1, q.shape, q.dtype)), q));
}
/** Whether the remainder is not 0 and has another sign than the divisor. */
function needsCorrection(r: Node, divisor: Node): Node {
  const zero = make.fill(0, r.shape, r.dtype);
  return make.binary('and', make.binary('ne', r, zero), make.binary('ne', make.binary('lt', r, zero), make.binary('lt', divisor, zero)));
}

/** aᵇ. Small constant exponents become products. */
export function pow(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands('pow', a, b, arithmetic);
  if (b === 2) return wrap(make.binary('mul', x, x));
  if (b === 3) return wrap(make.binary('mul', make.binary('mul', x, x), x));
  if (isFloat(x.dtype) && b === 0.5) return wrap(make.unary('sqrt', x));
  if (isFloat(x.dtype) && b === -1) return wrap(make.unary('reciprocal', x));
  return wrap(make.binary('pow', x, y));
}

/** -x. */
export const neg = number('neg');
/** |x|. */
export const abs = number('abs');
/** -1, 0 or 1. */
export const sign = number('sign');
/** Largest whole number not above x. */
export const floor = rounding('floor');
/** Smallest whole number not below x. */
export const ceil = rounding('ceil');
/** Nearest whole number, halves to even. */
export const round = rounding('round');
/** x without its fraction. */
export const trunc = rounding('trunc');
/** √x. */
export const sqrt = float('sqrt');
/** 1 / x. */
export const reciprocal = float('reciprocal');
/** eˣ. */
export const exp = float('exp');
/** eˣ - 1, exact near 0. */
export const expm1 = float('expm1');
/** Natural logarithm. */
export const log = float('log');
/** ln(1 + x), exact near 0. */
export const log1p = float('log1p');
/** Sine of radians. */
export const sin = float('sin');
/** Cosine of radians. */
export const cos = float('cos');
/** Hyperbolic tangent. */
export const tanh = float('tanh');
/** 1 / (1 + e⁻ˣ). */
export const sigmoid = float('sigmoid');
/** Error function. */
export const erf = float('erf');
/** Inverse of erf, for x in (-1, 1): Giles's polynomials (2012) and one Newton step. */
export function erfinv(x: TensorLike): Tensor {
  const v = float1(x), w = neg(log(mul(sub(1, v), add(v, 1))));
  const polynomial = (t: Tensor, coefficients: readonly number[]): Tensor => coefficients.slice(1).reduce((p, c) => add(mul(p, t), c), mul(onesLikeFloat(t), coefficients[0]));
  const centre = polynomial(sub(w, 2.5), [2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164, 0.246640727, 1.50140941]);
  const tail = polynomial(sub(sqrt(maximum(w, 5)), 3), [-0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047, 1.00167406, 2.83297682]);
  const first = mul(where(less(w, 5), centre, tail), v);
  return sub(first, mul(sub(erf(first), v), mul(exp(mul(first, first)), Math.sqrt(Math.PI) / 2)));
}
/** Whether x is NaN -> bool. */
export const isNaN = float('isNaN');
/** Whether x is neither infinite nor NaN -> bool. */
export const isFinite = float('isFinite');
/** Whether x is ±∞ -> bool. */
export const isInf = (x: TensorLike): Tensor => equal(abs(float1(x)), Infinity);
/** 1 / √x. */
export const rsqrt = (x: TensorLike): Tensor => reciprocal(sqrt(x));
/** x · x. */
export const square = (x: TensorLike): Tensor => mul(x, x);
/** log₂ x. */
export const log2 = (x: TensorLike): Tensor => mul(log(x), Math.LOG2E);
/** log₁₀ x. */
export const log10 = (x: TensorLike): Tensor => mul(log(x), Math.LOG10E);
/** 2ˣ. */
export const exp2 = (x: TensorLike): Tensor => exp(mul(float1(x), Math.LN2));
/** Tangent of radians. */
export const tan = (x: TensorLike): Tensor => div(sin(x), cos(x));
/** Hyperbolic sine. */
export const sinh = (x: TensorLike): Tensor => { const e = expm1(x); return mul(add(e, div(e, add(e, 1))), 0.5); };
/** Hyperbolic cosine. */
export const cosh = (x: TensorLike): Tensor => { const e = exp(x); return mul(add(e, reciprocal(e)), 0.5); };
/** Arc tangent, in radians. */
export const atan = (x: TensorLike): Tensor => atan2(x, onesLikeFloat(x));
/** Arc sine, in radians. */
export const asin = (x: TensorLike): Tensor => atan2(x, sqrt(sub(1, square(float1(x)))));
/** Arc cosine, in radians. */
export const acos = (x: TensorLike): Tensor => atan2(sqrt(sub(1, square(float1(x)))), x);
/** Inverse hyperbolic sine. */
export const asinh = (x: TensorLike): Tensor => { const v = abs(float1(x)), s = square(v); return mul(sign(float1(x)), log1p(add(v, div(s, add(sqrt(add(s, 1)), 1))))); };
/** Inverse hyperbolic cosine, for x ≥ 1. */
export const acosh = (x: TensorLike): Tensor => { const v = float1(x); return log(add(v, sqrt(sub(square(v), 1)))); };
/** Inverse hyperbolic tangent, for x in (-1, 1). */
export const atanh = (x: TensorLike): Tensor => { const v = float1(x); return mul(sub(log1p(v), log1p(neg(v))), 0.5); };
/** 1 - erf x. Above 3 it loses digits, since it is that difference. */
export const erfc = (x: TensorLike): Tensor => sub(1, erf(x));
/** Not x, of bool; of numbers, whether they are 0. */
export const logicalNot = (x: TensorLike): Tensor => wrap(make.unary('not', make.cast(nodeOf(x), 'bool')));
/** Whether both are not 0 -> bool. */
export const logicalAnd = (a: TensorLike, b: TensorLike): Tensor => bitwiseAnd(truth(a), truth(b));
/** Whether either is not 0 -> bool. */
export const logicalOr = (a: TensorLike, b: TensorLike): Tensor => bitwiseOr(truth(a), truth(b));
/** Whether just one is not 0 -> bool. */
export const logicalXor = (a: TensorLike, b: TensorLike): Tensor => bitwiseXor(truth(a), truth(b));
/** All bits flipped, of integers; not, of bool. @throws InputError for floats */
export const bitwiseNot = (x: Tensor): Tensor => wrap(make.unary(x.dtype === 'bool' ? 'not' : 'bitNot', x.node));

const truth = (x: TensorLike): Tensor => wrap(make.cast(nodeOf(x), 'bool'));
const float1 = (x: TensorLike): Tensor => wrap(floating(nodeOf(x)));
const onesLikeFloat = (x: TensorLike): Tensor => { const node = floating(nodeOf(x)); return wrap(make.fill(1, node.shape, node.dtype)); };

/** To another dtype: floats to integers truncate and saturate, NaN gives 0; integers to narrower ones keep the low bits; to bool: is not 0. */
export const cast = (x: TensorLike, dtype: DType): Tensor => wrap(make.cast(nodeOf(x), dtype));

/** a where the condition holds, b elsewhere; all three broadcast. */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands('where', a, b), test = make.cast(nodeOf(condition, 'bool'), 'bool'), shape = broadcastShapes('where', test.shape, x.shape);
  return wrap(make.where(broadcastNode(test, shape), broadcastNode(x, shape), broadcastNode(y, shape)));
}
/** x kept within low and high, either of which may be left out. */
export function clip(x: TensorLike, low?: TensorLike, high?: TensorLike): Tensor {
  const raised = low === undefined ? x : maximum(x, low);
  return high === undefined ? cast(raised, nodeOf(raised).dtype) : minimum(raised, high);
}
