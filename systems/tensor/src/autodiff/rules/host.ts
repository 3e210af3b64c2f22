/**
 * Gradients of the host functions. Each output is a node of its own, so a rule takes the cotangent of one output.
 * Sources: Giles 2008 (Cholesky, solves), Townsend 2016 (SVD), Seeger et al. 2017 (QR), Magnus 1985 (symmetric eigenvectors).
 */
import { fail } from '../../input-error.ts';
import * as make from '../../graph/make.ts';
import type { HostFn, Node, Op } from '../../graph/node.ts';
import { add, div, keep, like, matmul, mul, neg, perColumn, perRow, scale, sub, swapLast, type Rule } from './build.ts';

type HostOp = Extract<Op, { kind: 'host' }>;
type HostRule = (ct: Node, op: HostOp, outputs: Node[], inputs: readonly Node[]) => (Node | null)[];

export const host: Rule = (ct, node, inputs) => {
  const op = node.op as HostOp, outputs = make.host(op.fn, inputs, op.attributes);
  return rules[op.fn](ct, op, outputs, inputs);
};

const symmetric = (x: Node): Node => scale(add(x, swapLast(x)), 0.5);
const solve = (a: Node, b: Node, attributes: make.HostAttributes): Node => make.host('triangularSolve', [a, b], attributes)[0];
const diagonalOf = (v: Node, matrix: Node): Node => keep(perRow(v, matrix), 'eq');

const rules: Record<HostFn, HostRule> = {
  cholesky(ct, _, [l]) {
    // a̅ = sym(l⁻ᵀ Φ(lᵀ l̅) l⁻¹), Φ: lower triangle with half of the diagonal
    const product = matmul(swapLast(l), ct), phi = sub(keep(product, 'ge'), scale(keep(product, 'eq'), 0.5));
    const left = solve(l, phi, { lower: true, transpose: true });
    return [symmetric(swapLast(solve(l, swapLast(left), { lower: true, transpose: true })))];
  },
  triangularSolve(ct, { attributes = {} }, [x], [a]) {
    const { lower = false, transpose = false, unitDiagonal = false } = attributes as { lower?: boolean; transpose?: boolean; unitDiagonal?: boolean };
    const toB = solve(a, ct, { lower, transpose: !transpose, unitDiagonal }), full = neg(transpose ? matmul(x, swapLast(toB)) : matmul(toB, swapLast(x)));
    return [keep(full, lower ? (unitDiagonal ? 'gt' : 'ge') : (unitDiagonal ? 'lt' : 'le')), toB];
  },
  qr(ct, { output }, [q, r], [a]) {
    const rank = a.shape.length, [m, n] = [a.shape[rank - 2], a.shape[rank - 1]];
    const toQ = output === 0 ? ct : like(0, q), toR = output === 1 ? ct : like(0, r);
    if (m >= n) return [squareQr(q, r, toQ, toR)];
    // Wide: a = [x y], r = [u v], x = q u, y = q v.
    const columns = (x: Node, from: number, size: number) => make.slice(x, x.shape.map((_, i) => (i === rank - 1 ? from : 0)), x.shape.map(() => 1), x.shape.with(rank - 1, size));
    const y = columns(a, m, n - m), toV = columns(toR, m, n - m);
    const toX = squareQr(q, columns(r, 0, m), add(toQ, matmul(y, swapLast(toV))), columns(toR, 0, m));
    return [make.concat([toX, matmul(q, toV)], rank - 1)];
  },
  eigh(ct, { output }, [w, v]) {
    const vt = swapLast(v);
    if (output === 0) return [matmul(mul(v, perColumn(ct, v)), vt)];
    const inner = mul(inverseGaps(w, v), matmul(vt, ct));
    return [symmetric(matmul(matmul(v, inner), vt))];
  },
  svd(ct, { output }, [u, s, vt]) {
    const square = mul(s, s);
    if (output === 1) return [matmul(mul(u, perColumn(ct, u)), vt)];
    if (output === 0) {
      const product = matmul(swapLast(u), ct), gaps = inverseGaps(square, product);
      const inner = mul(mul(gaps, sub(product, swapLast(product))), perColumn(s, product));
      const outside = div(sub(ct, matmul(u, product)), perColumn(s, ct));
      return [matmul(add(matmul(u, inner), outside), vt)];
    }
    const toV = swapLast(ct), product = matmul(vt, toV), gaps = inverseGaps(square, product);
    const inner = mul(mul(gaps, sub(product, swapLast(product))), perRow(s, product));
    const outside = div(sub(ct, matmul(swapLast(product), vt)), perRow(s, ct));
    return [matmul(u, add(matmul(inner, vt), outside))];
  },
  fft(ct, { output, attributes = {} }) {
    const [re, im] = make.host('fft', [ct, like(0, ct)], attributes);
    return output === 0 ? [re, neg(im)] : [im, re];
  },
  lu: () => fail('the gradient of lu itself is not known: solve, inv, det and slogdet have gradients'),
  unique: () => [null],
};

/** a̅ = (q̅ + q copyltu(r r̅ᵀ - q̅ᵀ q)) r⁻ᵀ for r square. */
function squareQr(q: Node, r: Node, toQ: Node, toR: Node): Node {
  const m = sub(matmul(r, swapLast(toR)), matmul(swapLast(toQ), q)), below = keep(m, 'gt');
  const whole = add(add(below, swapLast(below)), keep(m, 'eq'));
  return swapLast(solve(r, swapLast(add(toQ, matmul(q, whole))), { lower: false }));
}

/** 1 / (wⱼ - wᵢ), 0 on the diagonal. */
function inverseGaps(w: Node, matrix: Node): Node {
  const gaps = sub(perColumn(w, matrix), perRow(w, matrix)), ones = diagonalOf(like(1, w), matrix);
  return keep(make.unary('reciprocal', add(gaps, ones)), 'ne');
}
