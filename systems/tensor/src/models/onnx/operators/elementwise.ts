/** Elementwise arithmetic, comparison and logic. What is known is computed on the host. */
import { isFloat } from '../../../graph/dtype.ts';
import * as make from '../../../graph/make.ts';
import { roundHalfToEven } from '../../../graph/scalar.ts';
import * as ops from '../../../ops/index.ts';
import { operands, wrap } from '../../../ops/like.ts';
import type { Tensor } from '../../../tensor.ts';
import type { Call, Operator, Table } from '../call.ts';
import { isFloatType, type ElementType } from '../element-type.ts';
import { combined, mapped, reshaped } from '../on-host.ts';
import { ofTensor, type Value } from '../value.ts';

/** One operand; the result has its type, or bool. */
export const unary = (onTensor: (x: Tensor) => Tensor, onHost?: (x: number) => number, toBool = false): Operator => (c) => {
  const x = c.value(0), type = toBool ? 'bool' : x.type;
  return onHost && x.known ? mapped(x, onHost, type) : ofTensor(onTensor(x.tensor), type);
};
type Pair = (a: Tensor, b: Tensor, type: ElementType) => Tensor;
const pair = (onTensor: Pair, onHost: (a: number, b: number, type: ElementType) => number, toBool = false): Operator => (c) => {
  const [a, b] = aligned(c), type = toBool ? 'bool' : a.type;
  return a.known && b.known ? combined([a, b], (x, y) => onHost(x, y, a.type), type) : ofTensor(onTensor(a.tensor, b.tensor, a.type), type);
};
/** Before version 7, `axis` said where the axes of the second operand lie among those of the first. */
function aligned(c: Call): [Value, Value] {
  const a = c.value(0), b = c.value(1), axis = c.opset < 7 && c.int('broadcast', 0) ? c.int('axis') : undefined;
  if (axis === undefined) return [a, b];
  const shape = [...b.shape, ...Array.from({ length: a.rank - c.axis(axis, a.rank) - b.rank }, () => 1)];
  return [a, b.known ? reshaped(b, shape) : ofTensor(b.tensor.reshape(shape), b.type)];
}
/** Any number of operands, one after the other. */
const several = (onTensor: (a: Tensor, b: Tensor) => Tensor, onHost: (a: number, b: number) => number): Operator => (c) => {
  const { type } = c.value(0), all = c.inputs.map((_, i) => c.value(i));
  if (all.every((v) => v.known)) return combined(all, (...v) => v.reduce((a, b) => onHost(a, b)), type);
  return ofTensor(all.map((v) => v.tensor).reduce(onTensor), type);
};

/** Whole numbers are divided towards 0. */
const quotient: Pair = (a, b) => (isFloat(a.dtype) ? ops.div(a, b) : wrap(make.binary('div', ...operands('Div', a, b))));
const sum: Pair = (a, b) => ops.add(a, b);

function modulo(c: Call): Value {
  const a = c.value(0), b = c.value(1), asC = c.int('fmod', 0) === 1;
  if (a.known && b.known) return combined([a, b], (x, y) => (asC ? x % y : x - y * Math.floor(x / y)), a.type);
  return ofTensor(asC ? ops.fmod(a.tensor, b.tensor) : ops.mod(a.tensor, b.tensor), a.type);
}
/** The result has the base's type, whatever the exponent's. */
function power(c: Call): Value {
  const a = c.value(0), b = c.value(1);
  if (a.known && b.known) return combined([a, b], (x, y) => (isFloatType(a.type) ? x ** y : Math.trunc(x ** y)), a.type);
  const exponent = b.known?.length === 1 && b.size <= a.size ? b.known[0] : b.tensor.cast(isFloatType(b.type) || isFloatType(a.type) ? 'f32' : 'i32');
  const base = isFloatType(b.type) && !isFloatType(a.type) ? a.tensor.cast('f32') : a.tensor, raised = ops.pow(base, exponent);
  return ofTensor(b.rank > a.rank && b.known?.length === 1 ? raised.reshape(b.shape).cast(a.tensor.dtype) : raised.cast(a.tensor.dtype), a.type);
}
function shift(c: Call): Value {
  const a = c.value(0), isLeft = c.string('direction', 'LEFT') === 'LEFT', b = c.tensor(1);
  const x = isLeft ? ops.leftShift(a.tensor, b) : ops.rightShiftLogical(a.tensor, b);
  return ofTensor(a.type === 'u16' ? ops.bitwiseAnd(x, 0xffff) : x, a.type);
}
const comparison = (onTensor: Pair, onHost: (a: number, b: number) => boolean): Operator => pair((a, b, type) => (type === 'u32' ? onTensor(flipped(a), flipped(b), type) : onTensor(a, b, type)), (a, b) => +onHost(a, b), true);
/** Unsigned numbers of 32 bits in an order that signed comparison knows. */
const flipped = (x: Tensor): Tensor => ops.bitwiseXor(x, -2147483648);
const largest = (a: Tensor, b: Tensor): Tensor => ops.maximum(a, b);
const smallest = (a: Tensor, b: Tensor): Tensor => ops.minimum(a, b);

function isInfinite(c: Call): Value {
  const x = c.tensor(0), up = c.int('detect_positive', 1), down = c.int('detect_negative', 1);
  return ofTensor(up && down ? ops.isInf(x) : ops.equal(x, up ? Infinity : down ? -Infinity : NaN), 'bool');
}
function choice(c: Call): Value {
  const [test, a, b] = [0, 1, 2].map((i) => c.value(i));
  return c.allKnown ? combined([test, a, b], (t, x, y) => (t ? x : y), a.type) : ofTensor(ops.where(test.tensor, a.tensor, b.tensor), a.type);
}
/** Bounds were attributes before version 11; a lower one above the upper gives the upper. */
function clip(c: Call): Value {
  const x = c.value(0), asAttribute = (name: string) => c.attribute(name)?.f, low = c.inputs[1]?.known?.[0] ?? asAttribute('min'), high = c.inputs[2]?.known?.[0] ?? asAttribute('max');
  if (x.known && (!c.has(1) || low !== undefined) && (!c.has(2) || high !== undefined)) return mapped(x, (v) => Math.min(Math.max(v, low ?? -Infinity), high ?? Infinity));
  return ofTensor(ops.clip(x.tensor, low ?? c.tensorOr(1, undefined), high ?? c.tensorOr(2, undefined)), x.type);
}

export const elementwise: Table = {
  Add: pair(sum, (a, b) => a + b), Sub: pair((a, b) => ops.sub(a, b), (a, b) => a - b), Mul: pair((a, b) => ops.mul(a, b), (a, b) => a * b),
  Div: pair(quotient, (a, b, type) => (isFloatType(type) ? a / b : Math.trunc(a / b))), Mod: modulo, Pow: { run: power, constants: [1] }, BitShift: shift,
  Max: several(largest, Math.max), Min: several(smallest, Math.min), Sum: several(sum as (a: Tensor, b: Tensor) => Tensor, (a, b) => a + b),
  Mean: (c) => ofTensor(c.inputs.map((_, i) => c.tensor(i)).reduce((a, b) => ops.add(a, b)).div(c.inputs.length), c.value(0).type),
  Abs: unary(ops.abs, Math.abs), Neg: unary(ops.neg, (x) => -x), Sign: unary(ops.sign, Math.sign), Ceil: unary(ops.ceil, Math.ceil), Floor: unary(ops.floor, Math.floor), Round: unary(ops.round, roundHalfToEven),
  Sqrt: unary(ops.sqrt, Math.sqrt), Reciprocal: unary(ops.reciprocal, (x) => 1 / x), Exp: unary(ops.exp, Math.exp), Log: unary(ops.log, Math.log), Erf: unary(ops.erf),
  Sin: unary(ops.sin), Cos: unary(ops.cos), Tan: unary(ops.tan), Asin: unary(ops.asin), Acos: unary(ops.acos), Atan: unary(ops.atan),
  Sinh: unary(ops.sinh), Cosh: unary(ops.cosh), Tanh: unary(ops.tanh), Asinh: unary(ops.asinh), Acosh: unary(ops.acosh), Atanh: unary(ops.atanh),
  Equal: pair((a, b) => ops.equal(a, b), (a, b) => +(a === b), true), Less: comparison((a, b) => ops.less(a, b), (a, b) => a < b), LessOrEqual: comparison((a, b) => ops.lessEqual(a, b), (a, b) => a <= b),
  Greater: comparison((a, b) => ops.greater(a, b), (a, b) => a > b), GreaterOrEqual: comparison((a, b) => ops.greaterEqual(a, b), (a, b) => a >= b),
  And: pair((a, b) => ops.logicalAnd(a, b), (a, b) => a & b), Or: pair((a, b) => ops.logicalOr(a, b), (a, b) => a | b), Xor: pair((a, b) => ops.logicalXor(a, b), (a, b) => a ^ b), Not: unary(ops.logicalNot, (x) => (x ? 0 : 1)),
  BitwiseAnd: pair((a, b) => ops.bitwiseAnd(a, b), (a, b) => a & b), BitwiseOr: pair((a, b) => ops.bitwiseOr(a, b), (a, b) => a | b), BitwiseXor: pair((a, b) => ops.bitwiseXor(a, b), (a, b) => a ^ b),
  BitwiseNot: (c) => { const x = c.value(0), y = ops.bitwiseNot(x.tensor); return ofTensor(x.type === 'u16' ? ops.bitwiseAnd(y, 0xffff) : y, x.type); },
  IsNaN: unary(ops.isNaN, (x) => +Number.isNaN(x), true), IsInf: isInfinite, Where: choice, Clip: { run: clip, constants: [1, 2] },
};
