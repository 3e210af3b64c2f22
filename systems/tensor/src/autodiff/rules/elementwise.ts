/** Gradients of the elementwise primitives: the local derivative, which does not know the cotangent, times the cotangent. */
import { isFloat } from '../../graph/dtype.ts';
import * as make from '../../graph/make.ts';
import type { Binary, Node, Unary } from '../../graph/node.ts';
import { add, div, like, mul, neg, scale, sub, type Rule } from './build.ts';

const derivatives: Partial<Record<Unary, (x: Node, y: Node) => Node>> = {
  abs: (x) => make.unary('sign', x),
  sqrt: (_, y) => div(like(0.5, y), y),
  reciprocal: (_, y) => neg(mul(y, y)),
  exp: (_, y) => y,
  expm1: (_, y) => add(y, like(1, y)),
  log: (x) => make.unary('reciprocal', x),
  log1p: (x) => make.unary('reciprocal', add(x, like(1, x))),
  sin: (x) => make.unary('cos', x),
  cos: (x) => neg(make.unary('sin', x)),
  tanh: (_, y) => sub(like(1, y), mul(y, y)),
  sigmoid: (_, y) => mul(y, sub(like(1, y), y)),
  erf: (x) => scale(make.unary('exp', neg(mul(x, x))), 2 / Math.sqrt(Math.PI)),
};

export const unary: Rule = (ct, node, [x]) => {
  const { fn } = node.op as { fn: Unary };
  if (fn === 'neg') return [neg(ct)];
  const derivative = derivatives[fn];
  return [derivative ? mul(ct, derivative(x, node)) : null];
};

const binaries: Partial<Record<Binary, (ct: Node, a: Node, b: Node, y: Node, needs: readonly boolean[]) => (Node | null)[]>> = {
  add: (ct) => [ct, ct],
  sub: (ct) => [ct, neg(ct)],
  mul: (ct, a, b) => [mul(ct, b), mul(ct, a)],
  div: (ct, _, b, y) => { const over = div(ct, b); return [over, neg(mul(over, y))]; },
  mod: (ct, a, b) => [ct, neg(mul(ct, make.unary('trunc', div(a, b))))],
  pow: (ct, a, b, y, needs) => [
    needs[0] ? mul(ct, make.where(make.binary('eq', b, like(0, b)), like(0, a), mul(b, make.binary('pow', a, sub(b, like(1, b)))))) : null,
    needs[1] ? mul(ct, make.where(make.binary('gt', a, like(0, a)), mul(y, make.unary('log', make.where(make.binary('gt', a, like(0, a)), a, like(1, a)))), like(0, a))) : null,
  ],
  atan2: (ct, a, b) => { const over = div(ct, add(mul(a, a), mul(b, b))); return [mul(over, b), neg(mul(over, a))]; },
  max: (ct, a, b) => chosen(ct, a, b, 'gt'),
  min: (ct, a, b) => chosen(ct, a, b, 'lt'),
};
/** To the one that was chosen; half to each of two equals. */
function chosen(ct: Node, a: Node, b: Node, fn: 'gt' | 'lt'): Node[] {
  const zero = like(0, ct), equal = make.where(make.binary('eq', a, b), scale(ct, 0.5), zero);
  return [make.where(make.binary(fn, a, b), ct, equal), make.where(make.binary(fn, b, a), ct, equal)];
}

export const binary: Rule = (ct, node, [a, b], needs) => binaries[(node.op as { fn: Binary }).fn]?.(ct, a, b, node, needs) ?? [null, null];

export const ternary: Rule = (ct, node, [condition]) => {
  if ((node.op as { fn: string }).fn !== 'where') return [null, null, null];
  const zero = like(0, ct);
  return [null, make.where(condition, ct, zero), make.where(condition, zero, ct)];
};

export const cast: Rule = (ct, _, [x]) => [isFloat(x.dtype) ? make.cast(ct, x.dtype) : null];
