/**
 * Functions that stay plain loops in float64, batched over the leading axes. Every back end calls these.
 *
 *   cholesky(a [.., n, n])                      -> l, lower: a = l lᵀ; NaN where a is not positive definite. Reads the lower triangle
 *   triangularSolve(a [.., n, n], b [.., n, k]) -> x: a x = b. Attributes lower (else upper), transpose (of a), unitDiagonal
 *   lu(a [.., n, n])                            -> l (unit diagonal) below and u above in one matrix, i32 [.., n] which row of a
 *                                                  each row comes from, and the sign of that order [..]
 *   qr(a [.., m, n])                            -> q [.., m, k], r [.., k, n], k = min(m, n); the diagonal of r is not negative
 *   svd(a [.., m, n])                           -> u [.., m, k], s [.., k] descending, vᵀ [.., k, n]
 *   eigh(a [.., n, n])                          -> w [.., n] ascending, v [.., n, n] in columns. Reads the lower triangle
 *   fft(re, im [.., n])                         -> re, im. Attribute inverse: with its factor 1 / n
 *   unique(x [n])                               -> values ascending, repeated at the end to length n; index of each element's
 *                                                  value; how often each value is there (0 past the end); how many there are []
 */
import type { HostFn, Shape } from '../graph/node.ts';
import { eigh } from './host/eigen.ts';
import { fourier } from './host/fourier.ts';
import { cholesky, lu, triangularSolve } from './host/triangular.ts';
import { qr, svd } from './host/orthogonal.ts';
import { unique } from './host/unique.ts';
import type { Values } from './values.ts';

export type HostAttributes = Readonly<Record<string, number | boolean | string>>;

export function runHost(fn: HostFn, attributes: HostAttributes, inputs: readonly { data: ArrayLike<number>; shape: Shape }[]): Values[] {
  const [a, b] = inputs.map(({ data, shape }) => ({ data: data instanceof Float64Array ? data : Float64Array.from(data), shape }));
  const rank = a.shape.length, [m, n] = [a.shape[rank - 2], a.shape[rank - 1]], batch = a.shape.slice(0, -2), k = Math.min(m, n);
  switch (fn) {
    case 'cholesky': return each(batch, [a], [[n, n]], ([x]) => [cholesky(x, n)]);
    case 'triangularSolve': {
      const columns = b.shape[rank - 1];
      return each(batch, [a, b], [[n, columns]], ([x, y]) => [triangularSolve(x, y, n, columns, { lower: !!attributes.lower, transpose: !!attributes.transpose, unitDiagonal: !!attributes.unitDiagonal })]);
    }
    case 'lu': return each(batch, [a], [[n, n], [n], []], ([x]) => lu(x, n));
    case 'qr': return each(batch, [a], [[m, k], [k, n]], ([x]) => qr(x, m, n));
    case 'svd': return each(batch, [a], [[m, k], [k], [k, n]], ([x]) => svd(x, m, n));
    case 'eigh': return each(batch, [a], [[n], [n, n]], ([x]) => eigh(x, n));
    case 'fft': return each(a.shape.slice(0, -1), [a, b], [[n], [n]], ([re, im]) => fourier(re, im, !!attributes.inverse));
    case 'unique': return unique(a.data);
  }
}

/** f on each matrix (or row) of the batch. */
function each(batch: Shape, inputs: readonly Values[], shapes: readonly Shape[], f: (parts: Float64Array[]) => Float64Array[]): Values[] {
  const count = batch.reduce((x, y) => x * y, 1), size = (shape: Shape) => shape.reduce((x, y) => x * y, 1);
  const outputs = shapes.map((shape) => ({ data: new Float64Array(count * size(shape)), shape: [...batch, ...shape] }));
  for (let i = 0; i < count; i++) {
    const parts = inputs.map(({ data }) => data.slice((data.length / count) * i, (data.length / count) * (i + 1)));
    f(parts).forEach((part, j) => outputs[j].data.set(part, part.length * i));
  }
  return outputs;
}
