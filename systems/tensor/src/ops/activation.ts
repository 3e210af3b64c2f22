/** Activations of neural networks. Shapes are kept; integers become f32. */
import { isFloat } from '../graph/dtype.ts';
import type { Tensor } from '../tensor.ts';
import { abs, add, cast, clip, div, erf, exp, expm1, greater, log, log1p, maximum, minimum, mul, neg, sigmoid, sub, tanh, where } from './elementwise.ts';
import { max, sum } from './reduction.ts';
import { stopGradientOf } from './transform.ts';

const float = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : cast(x, 'f32'));

/** max(x, 0). Its gradient at 0 is 0. */
export const relu = (x: Tensor): Tensor => where(greater(x, 0), x, 0);
/** min(max(x, 0), 6). */
export const relu6 = (x: Tensor): Tensor => clip(x, 0, 6);
/** x for x ≥ 0, slope · x below. */
export const leakyRelu = (x: Tensor, slope = 0.01): Tensor => where(greater(x, 0), x, mul(x, slope));
/** x Φ(x), by the error function, or its tanh approximation. */
export function gelu(x: Tensor, approximate: 'none' | 'tanh' = 'none'): Tensor {
  const inner = approximate === 'tanh' ? tanh(mul(mul(x, add(mul(mul(x, x), 0.044715), 1)), Math.sqrt(2 / Math.PI))) : erf(mul(float(x), Math.SQRT1_2));
  return mul(mul(x, 0.5), add(inner, 1));
}
/** x · sigmoid(x), also called swish. */
export const silu = (x: Tensor): Tensor => mul(x, sigmoid(x));
/** ln(1 + eˣ), without overflow. */
export const softplus = (x: Tensor): Tensor => add(maximum(x, 0), log1p(exp(neg(abs(float(x))))));
/** x for x ≥ 0, alpha (eˣ - 1) below. */
export const elu = (x: Tensor, alpha = 1): Tensor => where(greater(x, 0), x, mul(expm1(minimum(x, 0)), alpha));
/** elu with the constants that keep mean 0 and variance 1. */
export const selu = (x: Tensor): Tensor => mul(elu(x, 1.6732632423543772), 1.0507009873554805);
/** clip(x / 6 + 1/2, 0, 1). */
export const hardSigmoid = (x: Tensor): Tensor => clip(add(mul(float(x), 1 / 6), 0.5), 0, 1);
/** x · hardSigmoid(x). */
export const hardSwish = (x: Tensor): Tensor => mul(x, hardSigmoid(x));
/** x / (1 + |x|). */
export const softsign = (x: Tensor): Tensor => div(x, add(abs(x), 1));
/** x · tanh(softplus(x)). */
export const mish = (x: Tensor): Tensor => mul(x, tanh(softplus(x)));
/** ln sigmoid(x), without overflow. */
export const logSigmoid = (x: Tensor): Tensor => neg(softplus(neg(float(x))));

const shifted = (x: Tensor, axis: number): Tensor => sub(float(x), stopGradientOf(max(float(x), axis, { keepdims: true })));

/** eˣ over its sum along the axis, without overflow. */
export function softmax(x: Tensor, axis = -1): Tensor {
  const e = exp(shifted(x, axis));
  return div(e, sum(e, axis, { keepdims: true }));
}
/** ln softmax(x), without overflow. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  const s = shifted(x, axis);
  return sub(s, log(sum(exp(s), axis, { keepdims: true })));
}
