/** Words the rules are written in: arithmetic on nodes of one shape. */
import * as make from '../../graph/make.ts';
import type { Node, Shape } from '../../graph/node.ts';

/** Cotangents of a node's inputs, from its own; null where there is none. Linear in the cotangent, and made of primitives, so that it can be differentiated again. */
export type Rule = (cotangent: Node, node: Node, inputs: readonly Node[], needs: readonly boolean[]) => (Node | null)[];

export const like = (value: number, x: Node): Node => make.fill(value, x.shape, x.dtype);
export const add = (a: Node, b: Node): Node => make.binary('add', a, b);
export const sub = (a: Node, b: Node): Node => make.binary('sub', a, b);
export const mul = (a: Node, b: Node): Node => make.binary('mul', a, b);
export const div = (a: Node, b: Node): Node => make.binary('div', a, b);
export const neg = (a: Node): Node => make.unary('neg', a);
export const scale = (a: Node, by: number): Node => mul(a, like(by, a));
/** x back along the axes that a reduction dropped. */
export const spread = (x: Node, shape: Shape, dropped: readonly number[]): Node => make.broadcast(x, shape, [...shape.keys()].filter((i) => !dropped.includes(i)));

// Matrices on the last two axes
export const swapLast = (x: Node): Node => make.permute(x, x.shape.map((_, i) => (i < x.shape.length - 2 ? i : 2 * x.shape.length - 3 - i)));
/** Batched product of matrices with equal batches. */
export function matmul(a: Node, b: Node): Node {
  const batch = a.shape.slice(0, -2).map((_, i) => i + 3);
  return make.contract(a, b, [...batch, 0, 1], [...batch, 1, 2], [...batch, 0, 2]);
}
/** Keeps elements whose row and column compare so; others are 0. */
export function keep(x: Node, fn: 'lt' | 'le' | 'gt' | 'ge' | 'eq' | 'ne'): Node {
  return make.where(make.binary(fn, make.iota(x.shape.length - 2, x.shape), make.iota(x.shape.length - 1, x.shape)), x, like(0, x));
}
/** Rows [.., n] as the columns' factors of a matrix: [.., n] -> [.., rows, n]. */
export const perColumn = (v: Node, matrix: Node): Node => make.broadcast(v, matrix.shape, [...v.shape.keys()].map((i) => (i < v.shape.length - 1 ? i : i + 1)));
/** [.., n] -> [.., n, columns]. */
export const perRow = (v: Node, matrix: Node): Node => make.broadcast(v, matrix.shape, [...v.shape.keys()]);
