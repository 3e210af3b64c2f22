/** How weights begin. Each is a function (key, shape) -> tensor; fans are those of [in, out] matrices and of kernels in the layout given. */
import { fail } from '../input-error.ts';
import { diagonal, reshape, transpose } from '../ops/movement.ts';
import { full } from '../ops/create.ts';
import { qr } from '../ops/linalg.ts';
import type { Layout } from '../ops/convolution.ts';
import * as random from '../random.ts';
import type { Shape } from '../graph/node.ts';
import type { Tensor } from '../tensor.ts';

export type Initializer = (key: Tensor, shape: Shape) => Tensor;
export interface FanOptions { /** NHWC: [kernel.., in / groups, out], and matrices [in, out]; NCHW: [out, in / groups, kernel..]. */ layout?: Layout; gain?: number; mode?: 'in' | 'out' }

/** Connections into and out of one unit. */
export function fans(shape: Shape, layout: Layout = 'NHWC'): { in: number; out: number } {
  if (shape.length < 2) return { in: shape[0] ?? 1, out: shape[0] ?? 1 };
  const [spatial, from, to] = layout === 'NHWC' ? [shape.slice(0, -2), shape.at(-2)!, shape.at(-1)!] : [shape.slice(2), shape[1], shape[0]];
  const places = spatial.reduce((a, b) => a * b, 1);
  return { in: from * places, out: to * places };
}

export const constant = (value: number): Initializer => (_, shape) => full(shape, value);
export const zeros: Initializer = constant(0);
export const ones: Initializer = constant(1);
export const uniform = (bound = 1): Initializer => (key, shape) => random.uniform(key, shape, { low: -bound, high: bound });
export const normal = (std = 1): Initializer => (key, shape) => random.normal(key, shape, { std });
/** Normal, none beyond two deviations. */
export const truncatedNormal = (std = 1): Initializer => (key, shape) => random.truncatedNormal(key, shape).mul(std);

/** Variance gain² · 2 / (in + out), uniform (Glorot and Bengio 2010). */
export const xavierUniform = ({ layout, gain = 1 }: FanOptions = {}): Initializer => (key, shape) => { const f = fans(shape, layout); return uniform(gain * Math.sqrt(6 / (f.in + f.out)))(key, shape); };
export const xavierNormal = ({ layout, gain = 1 }: FanOptions = {}): Initializer => (key, shape) => { const f = fans(shape, layout); return normal(gain * Math.sqrt(2 / (f.in + f.out)))(key, shape); };
/** Variance gain² / in: what keeps it through ReLU with gain √2, the default (arXiv 1502.01852). */
export const kaimingUniform = ({ layout, gain = Math.SQRT2, mode = 'in' }: FanOptions = {}): Initializer => (key, shape) => uniform(gain * Math.sqrt(3 / fans(shape, layout)[mode]))(key, shape);
export const kaimingNormal = ({ layout, gain = Math.SQRT2, mode = 'in' }: FanOptions = {}): Initializer => (key, shape) => normal(gain / Math.sqrt(fans(shape, layout)[mode]))(key, shape);
/** ± 1 / √in: PyTorch's beginning of linear layers and convolutions. */
export const fanIn = ({ layout }: FanOptions = {}): Initializer => (key, shape) => uniform(1 / Math.sqrt(fans(shape, layout).in))(key, shape);

/** Orthonormal rows or columns, whichever are fewer, of the matrix [product of the first axes, last] (arXiv 1312.6120). */
export const orthogonal = (gain = 1): Initializer => (key, shape) => {
  if (shape.length < 2) return fail(`orthogonal: expected at least 2 axes, got [${shape.join(', ')}]`);
  const columns = shape.at(-1)!, rows = shape.slice(0, -1).reduce((a, b) => a * b, 1), isWide = rows < columns;
  const { q, r } = qr(random.normal(key, isWide ? [columns, rows] : [rows, columns]));
  // Signs that make the distribution even over all orthogonal matrices.
  const even = q.mul(diagonal(r).sign());
  return reshape((isWide ? transpose(even) : even).mul(gain), shape);
};

// Keys of layers made without one: a stream of their own, begun anew by `seed`.
let stream = 0, drawn = 0;
/** Begins the keys of layers that are made without a key again: the same layers in the same order get the same weights. */
export function seed(value: number): void { stream = value; drawn = 0; }
/** The next key of the stream. */
export const nextInitialKey = (): Tensor => random.foldIn(random.key(stream), drawn++);
