/** Linear algebra on the last two axes, batched over the others. Plain loops in float64 under the hood: for small matrices. */
import { isFloat } from '../graph/dtype.ts';
import * as make from '../graph/make.ts';
import type { CustomRule, Node } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import type { Tensor } from '../tensor.ts';
import { broadcastNode, broadcastShapes, floating, wrap } from './like.ts';
import { diagonal } from './movement.ts';
import { matmul } from './product.ts';

/** Lower l with a = l lᵀ, of symmetric positive definite a; NaN when it is not. Reads the lower triangle. */
export const cholesky = (a: Tensor): Tensor => wrap(make.host('cholesky', [floating(a.node)])[0]);
/** q [.., m, k] and upper r [.., k, n] with a = q r, k = min(m, n). */
export function qr(a: Tensor): { q: Tensor; r: Tensor } { const [q, r] = make.host('qr', [floating(a.node)]); return { q: wrap(q), r: wrap(r) }; }
/** u [.., m, k], s [.., k] descending, vt [.., k, n] with a = u diag(s) vt. */
export function svd(a: Tensor): { u: Tensor; s: Tensor; vt: Tensor } { const [u, s, vt] = make.host('svd', [floating(a.node)]); return { u: wrap(u), s: wrap(s), vt: wrap(vt) }; }
/** Eigenvalues w [.., n] ascending and eigenvectors v (columns) of symmetric a. Reads the lower triangle. */
export function eigh(a: Tensor): { w: Tensor; v: Tensor } { const [w, v] = make.host('eigh', [floating(a.node)]); return { w: wrap(w), v: wrap(v) }; }

export interface TriangularSolveOptions { lower?: boolean; /** Solves aᵀ x = b. */ transpose?: boolean; unitDiagonal?: boolean }
/** x with a x = b, for triangular a; b is [.., n] or [.., n, k], and batches broadcast. */
export function triangularSolve(a: Tensor, b: Tensor, { lower = false, transpose = false, unitDiagonal = false }: TriangularSolveOptions = {}): Tensor {
  return withMatrices('triangularSolve', a, b, (x, y) => make.host('triangularSolve', [x, y], { lower, transpose, unitDiagonal })[0]);
}
/** x with a x = b; b is [.., n] (one axis less than a) or [.., n, k]. Infinite or NaN when a is singular. */
export const solve = (a: Tensor, b: Tensor): Tensor => withMatrices('solve', a, b, solveNode);
/** Inverse. Infinite or NaN when a is singular. */
export function inv(a: Tensor): Tensor {
  const node = floating(a.node), rank = node.shape.length;
  square('inv', a);
  const diagonalOnes = make.cast(make.binary('eq', make.iota(rank - 2, node.shape), make.iota(rank - 1, node.shape)), node.dtype);
  return wrap(solveNode(node, diagonalOnes));
}
/** Determinant. [..] */
export function det(a: Tensor): Tensor {
  square('det', a);
  const node = floating(a.node), [lu, , sign] = make.host('lu', [make.stopGradient(node)]), rank = node.shape.length;
  const value = make.binary('mul', make.reduce('prod', diagonal(wrap(lu)).node, [rank - 2]), sign);
  return wrap(make.custom(detRule, value, [node]));
}
/** Sign and natural logarithm of the absolute determinant. [..] each */
export function slogdet(a: Tensor): { sign: Tensor; logabsdet: Tensor } {
  square('slogdet', a);
  const node = floating(a.node), [lu, , sign] = make.host('lu', [make.stopGradient(node)]), rank = node.shape.length, d = diagonal(wrap(lu)).node;
  const log = make.reduce('sum', make.unary('log', make.unary('abs', d)), [rank - 2]);
  return { sign: wrap(make.stopGradient(make.binary('mul', make.reduce('prod', make.unary('sign', d), [rank - 2]), sign))), logabsdet: wrap(make.custom(slogdetRule, log, [node])) };
}
/** Sum of the diagonal. [..] */
export const trace = (a: Tensor): Tensor => wrap(make.reduce('sum', diagonal(a).node, [a.rank - 2]));

function square(op: string, a: Tensor): void {
  if (a.rank < 2 || a.shape[a.rank - 1] !== a.shape[a.rank - 2]) fail(`${op}: expected square matrices [.., n, n], got ${a.toString()}`);
}
function withMatrices(op: string, a: Tensor, b: Tensor, f: (a: Node, b: Node) => Node): Tensor {
  square(op, a);
  const isVector = b.rank === a.rank - 1 || b.rank === 1, x = floating(a.node), column = isVector ? make.reshape(floating(b.node), [...b.shape, 1]) : floating(b.node);
  if (x.dtype !== column.dtype) fail(`${op}: operands ${a.toString()} and ${b.toString()} differ in dtype`);
  if (column.shape[column.shape.length - 2] !== x.shape[x.shape.length - 1]) fail(`${op}: right side ${b.toString()} does not fit the matrix ${a.toString()}`);
  const batch = broadcastShapes(op, x.shape.slice(0, -2), column.shape.slice(0, -2));
  const result = f(broadcastNode(x, [...batch, ...x.shape.slice(-2)]), broadcastNode(column, [...batch, ...column.shape.slice(-2)]));
  return wrap(isVector ? make.reshape(result, result.shape.slice(0, -1)) : result);
}

const swapLast = (x: Node): Node => make.permute(x, x.shape.map((_, i) => (i < x.shape.length - 2 ? i : 2 * x.shape.length - 3 - i)));
const times = (a: Node, b: Node): Node => matmul(wrap(a), wrap(b)).node;

/** a x = b by elimination. Its gradient is a solution with aᵀ, so that of the gradient is known too. */
function solveNode(a: Node, b: Node): Node {
  const [lu, order] = make.host('lu', [make.stopGradient(a)]), rows = make.broadcast(order, b.shape, b.shape.slice(0, -1).map((_, i) => i));
  const turned = make.takeAlong(make.stopGradient(b), rows, b.shape.length - 2);
  const [y] = make.host('triangularSolve', [lu, turned], { lower: true, unitDiagonal: true }), [x] = make.host('triangularSolve', [lu, y], { lower: false });
  return make.custom(solveRule, x, [a, b]);
}
const solveRule: CustomRule = {
  name: 'solve',
  vjp(cotangent, _, inputs) {
    const [, a, b] = inputs, toB = solveNode(swapLast(a), cotangent);
    return [make.unary('neg', times(toB, swapLast(solveNode(a, b)))), toB];
  },
};
const spread = (x: Node, like: Node): Node => make.broadcast(x, like.shape, x.shape.map((_, i) => i));
const detRule: CustomRule = {
  name: 'det',
  vjp(cotangent, _, inputs) {
    const [, a] = inputs, inverse = inv(wrap(a)).node;
    return [make.binary('mul', spread(make.binary('mul', cotangent, det(wrap(a)).node), a), swapLast(inverse))];
  },
};
const slogdetRule: CustomRule = {
  name: 'slogdet',
  vjp(cotangent, _, inputs) {
    const [, a] = inputs;
    return [make.binary('mul', spread(cotangent, a), swapLast(inv(wrap(a)).node))];
  },
};

/** Least-squares solution of a x = b for a of full column rank, by QR. */
export function lstsq(a: Tensor, b: Tensor): Tensor {
  const { q, r } = qr(a);
  if (!isFloat(a.dtype)) fail(`lstsq: expected floats, got ${a.toString()}`);
  return triangularSolve(r, matmul(q.swapaxes(-1, -2), b));
}
