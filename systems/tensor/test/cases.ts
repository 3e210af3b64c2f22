/** Functions with gradients: every primitive's rule, and what is composed of them. Shared by the tests of each transformation. */
import * as t from '../src/index.ts';
import { fold, pad, scan, scatterAddAlong, window } from '../src/graph/make.ts';
import { Tensor, type Shape } from '../src/index.ts';

export interface Case {
  name: string;
  f(...xs: Tensor[]): Tensor;
  /** Shape of each argument, and the range its values are drawn from. */
  args: { shape: Shape; low?: number; high?: number }[];
  /** Why the second derivative is not asked for. */
  once?: string;
}

const of = (name: string, f: Case['f'], ...args: (Shape | Case['args'][number])[]): Case => ({ name, f, args: args.map((a) => ('shape' in a ? a : { shape: a })) });
const positive = (shape: Shape) => ({ shape, low: 0.3, high: 2 });
const spd = (a: Tensor) => a.matmul(a.swapaxes(-1, -2)).add(t.eye(a.shape[a.rank - 1]));
const symmetric = (a: Tensor) => a.add(a.swapaxes(-1, -2));
const ids = () => t.tensor(Int32Array.of(2, 0, 2, 7, 1));
const wrap = (node: ConstructorParameters<typeof Tensor>[0]) => new Tensor(node);

export const cases: Case[] = [
  // Elementwise
  ...(['neg', 'abs', 'exp', 'expm1', 'sin', 'cos', 'tan', 'tanh', 'sigmoid', 'erf', 'silu', 'softplus', 'square'] as const).map((fn) => of(fn, (x) => x[fn](), [3, 4])),
  ...(['sqrt', 'log', 'log1p', 'reciprocal', 'rsqrt', 'log2'] as const).map((fn) => of(fn, (x) => x[fn](), positive([3, 4]))),
  of('add, broadcast', (a, b) => a.add(b), [3, 4], [4]),
  of('sub, broadcast', (a, b) => a.sub(b), [3, 1], [1, 4]),
  of('mul, broadcast', (a, b) => a.mul(b), [2, 3, 4], [3, 1]),
  of('div, broadcast', (a, b) => a.div(b), [3, 4], positive([1, 4])),
  of('mod', (a, b) => t.fmod(a, b), { shape: [6], low: 3, high: 3.9 }, { shape: [6], low: 1.6, high: 1.9 }),
  of('pow', (a, b) => a.pow(b), positive([3, 4]), [3, 4]),
  of('pow by constants', (a) => t.concat([a.pow(2), a.pow(3), a.pow(0.5), a.pow(-1), a.pow(2.7)]), positive([4])),
  of('atan2', (a, b) => a.atan2(b), positive([5]), positive([5])),
  of('maximum and minimum', (a, b) => a.maximum(b).add(a.mul(2).minimum(b)), [9], [9]),
  of('where', (a, b) => t.where(a.greater(b), a.mul(b), b.sin()), [9], [9]),
  of('clip', (a) => a.clip(-0.5, 0.5).mul(a), [9]),
  of('casts between floats', (a) => a.cast('f32').mul(3), [5]),
  of('activations', (x) => t.stack([t.relu(x), t.relu6(x), t.gelu(x), t.gelu(x, 'tanh'), t.elu(x), t.leakyRelu(x), t.hardSwish(x), t.hardSigmoid(x), t.mish(x), t.selu(x), t.logSigmoid(x)]), [7]),
  of('erfinv', (x) => t.erfinv(x.mul(0.9)), [7]),
  of('hyperbolic and inverse functions', (x) => t.stack([t.sinh(x), t.cosh(x), t.atan(x), t.asin(x.mul(0.9)), t.acos(x.mul(0.9)), t.exp2(x)]), [5]),
  // Reductions and scans
  of('sum', (x) => x.sum([0, 2]), [2, 3, 4]),
  of('mean and variance', (x) => t.concat([x.mean(1), x.var(1), x.std(0, { ddof: 1 })]), [3, 4]),
  of('prod', (x) => x.prod(1), [3, 4]),
  of('prod with zeros', (x) => x.mul(t.tensor([[0, 1, 1], [0, 1, 0]])).prod(1), [2, 3]),
  of('max', (x) => x.max(1), [3, 5]),
  of('min over two axes', (x) => x.min([0, 2]), [2, 3, 4]),
  of('logsumexp and softmax', (x) => t.concat([t.logsumexp(x, 1), t.softmax(x).reshape(-1), t.logSoftmax(x, 0).reshape(-1)]), [3, 4]),
  of('norms', (x) => t.stack([t.norm(x), t.norm(x, 1), t.norm(x, Infinity), t.norm(x, 3)]), [6]),
  of('cumsum, all ways', (x) => t.stack([t.cumsum(x, 0), t.cumsum(x, 1, { reverse: true }), t.cumsum(x, 1, { exclusive: true }), t.cumsum(x, 0, { reverse: true, exclusive: true })]), [3, 4]),
  of('cumprod, all ways', (x) => t.stack([t.cumprod(x, 0), t.cumprod(x, 1, { reverse: true }), t.cumprod(x, 1, { exclusive: true }), t.cumprod(x, 0, { reverse: true, exclusive: true })]), [3, 4]),
  { ...of('cumprod with zeros', (x) => t.cumprod(x.mul(t.tensor([[1, 0, 1, 1, 1], [1, 0, 1, 0, 1]])), 1), [2, 5]), once: 'its second derivative is not defined by the rule where factors are 0' },
  of('running maxima and minima', (x) => t.stack([t.cummax(x, 1), t.cummin(x, 0), t.cummax(x, 1, { reverse: true }), wrap(scan('min', x.node, 1, { reverse: true }))]), [3, 5]),
  of('an exclusive running maximum', (x) => t.slice(wrap(scan('max', x.node, 1, { exclusive: true })), [null, [1]]), [3, 5]),
  // Movement
  of('reshape, transpose, moveaxis', (x) => x.reshape(6, 4).T.reshape(2, 3, 4).moveaxis(0, 2).mul(2), [2, 3, 4]),
  of('broadcastTo, tile, repeat', (x) => t.concat([x.broadcastTo([2, 3, 4]).reshape(-1), x.tile([2, 3]).reshape(-1), x.repeat(3, 0).reshape(-1)]), [3, 4]),
  of('slices', (x) => t.concat([x.slice([[1, null, 2], -1]), x.slice([{ step: -1 }, [0, 3]]).reshape(-1), x.slice([[4, 0, -3]]).reshape(-1)]), [5, 4]),
  of('flip, roll, split, tril, diagonal', (x) => t.concat([x.flip().reshape(-1), x.roll(2, 1).reshape(-1), x.split(2, 1)[1].reshape(-1), x.tril(-1).reshape(-1), x.triu(1).reshape(-1), t.diagonal(x, 1)]), [4, 4]),
  of('pads of every mode', (x) => t.concat((['constant', 'reflect', 'symmetric', 'edge', 'wrap'] as const).map((mode) => x.pad([[1, 2], [2, 0]], mode, 3).reshape(-1))), [3, 4]),
  of('pad between elements', (x) => wrap(pad(x.node, [1, 0], [0, 2], { interior: [2, 1] })), [3, 2]),
  of('window and fold', (x) => t.concat([wrap(window(x.node, 0, 3, 2, 2)).reshape(-1), wrap(fold(window(x.node, 0, 3, 1, 1), 0, 9, 1, 1)).reshape(-1)]), [9, 2]),
  of('concat and stack', (a, b) => t.stack([t.concat([a, b], 1), t.concat([b, a], 1)], 1), [2, 3], [2, 2]),
  // Products
  of('matmul', (a, b) => a.matmul(b), [3, 4], [4, 2]),
  of('matmul, broadcast batches', (a, b) => a.matmul(b), [2, 1, 3, 4], [3, 4, 2]),
  of('matmul of vectors', (a, b, c) => a.matmul(b).matmul(c), [3], [3, 4], [4]),
  of('einsum', (a, b, c) => t.einsum('aij,bj,ci->abc', a, b, c), [2, 3, 4], [2, 4], [5, 3]),
  of('einsum with a diagonal and an ellipsis', (a, b) => t.einsum('...ii,...i->...', a, b), [2, 3, 3], [2, 3]),
  of('outer, tensordot', (a, b) => t.outer(a, b).sum().add(t.tensordot(a, b, [[1], [0]])), [2, 3], [3, 2]),
  // Convolutions
  of('conv2d, NHWC', (x, w) => t.conv2d(x, w, { stride: [2, 1], dilation: [1, 2], padding: [[1, 2], [0, 1]] }), [2, 5, 6, 4], [3, 2, 4, 2]),
  of('conv2d, NCHW with groups', (x, w) => t.conv2d(x, w, { padding: 1, groups: 2, layout: 'NCHW' }), [1, 4, 4, 3], [6, 2, 3, 2]),
  of('conv1d, same', (x, w) => t.conv1d(x, w, { padding: 'same', stride: 2 }), [2, 7, 2], [4, 2, 3]),
  of('conv3d', (x, w) => t.conv3d(x, w), [1, 3, 3, 3, 2], [2, 2, 2, 2, 1]),
  of('depthwise', (x, w) => t.depthwiseConv2d(x, w, { padding: 'same' }), [1, 4, 4, 3], [3, 3, 1, 6]),
  of('convTranspose2d', (x, w) => t.convTranspose2d(x, w, { stride: 2, padding: 1, outputPadding: 1 }), [2, 3, 3, 4], [3, 3, 2, 4]),
  of('convTranspose2d, NCHW with groups', (x, w) => t.convTranspose2d(x, w, { stride: [1, 2], groups: 2, layout: 'NCHW' }), [1, 4, 3, 2], [4, 3, 2, 2]),
  // Pooling and images
  of('pools', (x) => t.concat([t.maxPool(x, 2, { padding: [[0, 1], [1, 0]] }), t.maxPool(x, 3, { stride: 1 }), t.avgPool(x, 2, { stride: 1, padding: 'same' }), t.avgPool(x, 3, { padding: 1, countPadding: true })].map((y) => y.reshape(-1))), [1, 5, 5, 2]),
  of('adaptive and global pools', (x) => t.concat([t.adaptiveAvgPool(x, [2, 3]), t.adaptiveMaxPool(x, 3), t.globalAvgPool(x), t.globalMaxPool(x)].map((y) => y.reshape(-1))), [1, 5, 6, 2]),
  of('resizes', (x) => t.concat([t.resize(x, [7, 3]), t.resize(x, [6, 8], { mode: 'bicubic' }), t.resize(x, [3, 5], { mode: 'nearest' }), t.resize(x, 6, { coordinates: 'alignCorners' })].map((y) => y.reshape(-1))), [1, 4, 4, 2]),
  of('pixelShuffle', (x) => t.concat([t.pixelShuffle(x, 2).reshape(-1), t.pixelUnshuffle(x, 2).reshape(-1), t.pixelShuffle(x.reshape(1, 4, 2, 2), 2, 'NCHW').reshape(-1)]), [1, 2, 2, 4]),
  of('gridSample', (x, g) => t.gridSample(x, g), [2, 4, 5, 3], { shape: [2, 3, 2, 2], low: -1.2, high: 1.2 }),
  // Indexing and order
  of('take', (x) => t.take(x, ids(), 0), [3, 2]),
  of('takeAlongAxis', (x) => t.takeAlongAxis(x, t.tensor(Int32Array.of(1, 1, 0, 2, 2, 0), { shape: [3, 2] }), 1), [3, 3]),
  of('scatterAdd and scatterSet', (x, u) => t.scatterAdd(x, ids(), u).add(t.scatterSet(x, t.tensor(Int32Array.of(1, 2, 1, 0, 2)), u).mul(x)), [3, 2], [5, 2]),
  of('scatterAddAlong', (u) => wrap(scatterAddAlong(t.tensor(Int32Array.of(0, 3, 3, 9, 1, 1), { shape: [2, 3] }).node, u.node, 1, 4)), [2, 3]),
  of('gatherNd and scatterNd', (x, u) => t.gatherNd(x, t.tensor(Int32Array.of(0, 1, 2, 0), { shape: [2, 2] })).add(t.scatterNd(t.tensor(Int32Array.of(1, 1, 0), { shape: [3, 1] }), u, [2, 2])), [3, 2, 2], [3, 2]),
  of('sort and topK', (x) => t.concat([t.sort(x, 1), t.topK(x, 2, 1).values, t.sort(x, 0, { descending: true })], 1), [3, 5]),
  of('argmax as a mask', (x) => t.oneHot(x.argmax(1), 5).mul(x), [3, 5]),
  // Linear algebra
  of('cholesky', (a) => t.cholesky(spd(a)), [2, 3, 3]),
  of('triangularSolve, all ways', (a, b) => t.stack([{}, { lower: true }, { transpose: true }, { lower: true, transpose: true, unitDiagonal: true }].map((o) => t.triangularSolve(a.add(t.eye(3).mul(2)), b, o))), [3, 3], [3, 2]),
  of('solve', (a, b) => t.solve(a.add(t.eye(3).mul(2)), b), [2, 3, 3], [2, 3, 2]),
  of('inv, det, slogdet, trace', (a) => { const m = a.add(t.eye(3).mul(2)); return t.concat([t.inv(m).reshape(-1), t.det(m).reshape(1), t.slogdet(m).logabsdet.reshape(1), t.trace(m).reshape(1)]); }, [3, 3]),
  of('qr, tall', (a) => { const { q, r } = t.qr(a); return t.concat([q.reshape(-1), r.reshape(-1)]); }, [5, 3]),
  of('qr, wide', (a) => { const { q, r } = t.qr(a); return t.concat([q.reshape(-1), r.reshape(-1)]); }, [2, 4]),
  of('eigh', (a) => { const { w, v } = t.eigh(symmetric(a)); return t.concat([w, v.mul(v).reshape(-1)]); }, [3, 3]),
  of('svd', (a) => { const { u, s, vt } = t.svd(a); return t.concat([s, u.mul(u).reshape(-1), vt.mul(vt).reshape(-1)]); }, [4, 3]),
  of('svd, wide', (a) => { const { u, s, vt } = t.svd(a); return t.concat([s, u.mul(s).matmul(vt).reshape(-1), vt.mul(vt).reshape(-1)]); }, [2, 3]),
  of('fft and its inverse', (a, b) => { const y = t.fft({ re: a, im: b }), z = t.ifft({ re: y.re.sin(), im: y.im.mul(y.re) }); return t.concat([y.re, z.re, z.im]); }, [5], [5]),
  of('rfft, irfft', (x) => { const y = t.rfft(x, 0); return t.irfft({ re: y.re.mul(y.re), im: y.im }, 6, 0); }, [6, 2]),
  // Networks
  of('attention', (q, k, v) => t.attention(q, k, v, { causal: true }), [1, 4, 3, 2], [1, 2, 3, 2], [1, 2, 3, 3]),
  of('rotary', (x) => t.concat([t.rotary(x), t.rotary(x, { interleaved: true })]), [2, 3, 4]),
  of('layer norm', (x, g) => { const off = x.sub(x.mean(-1, { keepdims: true })); return off.div(off.mul(off).mean(-1, { keepdims: true }).add(1e-5).sqrt()).mul(g); }, [3, 4], [4]),
  of('a node used many times', (x) => { let y = x; for (let i = 0; i < 6; i++) y = y.mul(y).add(y).mul(0.5); return y; }, [4]),
];
