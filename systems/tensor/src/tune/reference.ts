/** A contraction computed by its definition, in float64, at some of its points: what a candidate has to agree with. */
import type { Problem } from '../loops/contract/index.ts';
import type { Axis } from '../loops/contract/problem.ts';
import type { Access, Value } from '../loops/value.ts';

export type Values = ArrayLike<number>;

const erf = (x: number): number => {
  // The integral's series within 3, the continued fraction beyond.
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 3) { let term = a, sum = a; for (let n = 1; n < 120; n++) { term *= -(a * a) / n; sum += term / (2 * n + 1); } return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI); }
  let fraction = 0;
  for (let n = 60; n >= 1; n--) fraction = (n / 2) / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / ((a + fraction) * Math.sqrt(Math.PI)));
};
const even = (x: number): number => { const r = Math.round(x); return Math.abs(x % 1) === 0.5 && r % 2 !== 0 ? r - 1 : r; };
const bool = (x: boolean): number => (x ? 1 : 0);

const functions: Record<string, (...args: number[]) => number> = {
  neg: (x) => -x, abs: Math.abs, sign: Math.sign, floor: Math.floor, ceil: Math.ceil, round: even, trunc: Math.trunc, sqrt: Math.sqrt, reciprocal: (x) => 1 / x, exp: Math.exp, expm1: Math.expm1, log: Math.log, log1p: Math.log1p,
  sin: Math.sin, cos: Math.cos, tanh: Math.tanh, sigmoid: (x) => 1 / (1 + Math.exp(-x)), erf, add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b, div: (a, b) => a / b, mod: (a, b) => a % b, pow: Math.pow, atan2: Math.atan2, min: Math.min, max: Math.max,
  fma: (a, b, c) => a * b + c, eq: (a, b) => bool(a === b), ne: (a, b) => bool(a !== b), lt: (a, b) => bool(a < b), le: (a, b) => bool(a <= b), gt: (a, b) => bool(a > b), ge: (a, b) => bool(a >= b), isNaN: (x) => bool(Number.isNaN(x)), isFinite: (x) => bool(Number.isFinite(x)),
  addI: (a, b) => (a + b) | 0, subI: (a, b) => (a - b) | 0, mulI: Math.imul, minI: Math.min, maxI: Math.max, not: (x) => 1 - x, and: (a, b) => a & b, or: (a, b) => a | b, where: (c, a, b) => (c ? a : b), i32ToF32: (x) => x, maskToF32: (x) => x, f32ToMask: (x) => bool(x !== 0),
};
/** Whether every function of the value is known here. */
export const isKnown = (value: Value): boolean => (value.kind === 'map' ? Object.hasOwn(functions, value.fn) && value.args.every(isKnown) : value.kind !== 'load' || !value.access.gathers?.length);

const unravel = (index: number, sizes: readonly number[]): number[] => { const at: number[] = []; for (let i = sizes.length - 1; i >= 0; i--) { at[i] = index % sizes[i]; index = Math.floor(index / sizes[i]); } return at; };
const offsetOf = (axes: readonly Axis[], index: number): number => unravel(index, axes.map((a) => a.size)).reduce((sum, i, axis) => sum + i * axes[axis].stride, 0);
const place = ({ offset, strides }: Access, at: readonly number[]): number => strides.reduce((sum, s, axis) => sum + s * at[axis], offset);

/**
 * One point of the stores: batch, m and n as numbers over all their axes.
 * @returns per store, where it is written and what
 */
export function referenceAt(problem: Problem, buffers: readonly Values[], batch: number, m: number, n: number): { store: number; buffer: number; index: number; value: number; /** The sum of absolute products: what rounding is measured by. */ scale: number }[] {
  const { a, b, k } = problem, batches = unravel(batch, problem.batch), from = (o: Problem['a'], x: number) => o.offset + batches.reduce((sum, i, axis) => sum + i * o.batch[axis], 0) + offsetOf(o.x, x);
  const atA = from(a, m), atB = from(b, n), point = [...batches, ...unravel(m, problem.m), ...unravel(n, problem.n)];
  let sum = 0, scale = 0;
  for (let i = 0; i < k; i++) { const p = buffers[a.buffer][atA + offsetOf(a.k, i)] * buffers[b.buffer][atB + offsetOf(b.k, i)]; sum += p; scale += Math.abs(p); }
  const evaluate = (value: Value): number => {
    switch (value.kind) {
      case 'hole': return sum;
      case 'constant': return value.value;
      case 'index': return value.strides.reduce((total, s, axis) => total + s * point[axis], value.offset);
      case 'load': return buffers[value.access.buffer][place(value.access, point)];
      case 'map': return functions[value.fn](...value.args.map(evaluate));
    }
  };
  return problem.stores.map((store, i) => ({ store: i, buffer: store.access.buffer, index: place(store.access, point), value: evaluate(store.value), scale }));
}
