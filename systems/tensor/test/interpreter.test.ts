import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as t from '../src/index.ts';
import { Tensor } from '../src/index.ts';
import { fromBf16Bits, fromF16Bits, roundBf16, roundF16, toBf16Bits, toF16Bits } from '../src/graph/half.ts';
import * as make from '../src/graph/make.ts';
import type { ConvSpec, Node } from '../src/graph/node.ts';
import { runHost } from '../src/interpreter/host.ts';
import { distance, drawn, exact } from './exact.ts';

const dot = (a: Tensor, b: Tensor): number => exact(a.mul(b).sum())[0];
const near = (a: number, b: number, scale = 1): void => assert.ok(Math.abs(a - b) <= 1e-9 * Math.max(scale, Math.abs(a)), `${a} and ${b}`);
const wrap = (node: Node): Tensor => new Tensor(node);

test('half floats round trip, every one of them', () => {
  for (let b = 0; b < 65536; b++) {
    const f16 = fromF16Bits(b), bf16 = fromBf16Bits(b);
    if (Number.isNaN(f16)) assert.ok(Number.isNaN(roundF16(f16))); else assert.equal(toF16Bits(f16), b);
    if (Number.isNaN(bf16)) assert.ok(Number.isNaN(roundBf16(bf16))); else assert.equal(toBf16Bits(bf16), b);
  }
});

test('half floats round to the nearest, ties to even', () => {
  const between = (from: (b: number) => number, to: (x: number) => number, largest: number) => {
    for (let b = 0; b < largest; b += 7) {
      const low = from(b), high = from(b + 1), middle = (low + high) / 2;
      assert.equal(to(low + (high - low) * 0.49), b);
      assert.equal(to(low + (high - low) * 0.51), b + 1);
      assert.equal(to(middle), b % 2 ? b + 1 : b);
      assert.equal(to(-middle) & 0x7fff, b % 2 ? b + 1 : b);
    }
  };
  between(fromF16Bits, toF16Bits, 0x7bff);
  between(fromBf16Bits, toBf16Bits, 0x7f7f);
  assert.equal(roundF16(65520), Infinity);
  assert.equal(roundF16(65519), 65504);
  assert.ok(Object.is(roundF16(-1e-9), -0));
});

const axis = fc.record({ size: fc.integer({ min: 1, max: 6 }), kernel: fc.integer({ min: 1, max: 3 }), stride: fc.integer({ min: 1, max: 3 }), dilation: fc.integer({ min: 1, max: 2 }), low: fc.integer({ min: 0, max: 2 }), high: fc.integer({ min: 0, max: 2 }) })
  .filter((a) => a.size + a.low + a.high >= a.dilation * (a.kernel - 1) + 1);

test('the three convolutions are transposes of one another, and the plain sum says what they are', () => {
  fc.assert(fc.property(fc.array(axis, { minLength: 1, maxLength: 2 }), fc.boolean(), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 1e6 }), (axes, channelsLast, groups, inPer, outPer, seed) => {
    const of = (k: keyof (typeof axes)[number]) => axes.map((a) => a[k]), spec: ConvSpec = { channelsLast, groups, strides: of('stride'), dilations: of('dilation'), low: of('low'), high: of('high'), inputSize: of('size'), kernelSize: of('kernel') };
    const out = make.convOutputSize(spec), image = (size: number[], c: number) => (channelsLast ? [2, ...size, c] : [2, c, ...size]);
    const x = drawn(`${seed}x`, image(spec.inputSize as number[], inPer * groups)), y = drawn(`${seed}y`, image(out, outPer * groups));
    const w = drawn(`${seed}w`, channelsLast ? [...spec.kernelSize, inPer, outPer * groups] : [outPer * groups, inPer, ...spec.kernelSize]);
    const forward = wrap(make.conv('forward', x.node, w.node, spec)), value = dot(forward, y);
    near(dot(x, wrap(make.conv('inputGrad', y.node, w.node, spec))), value);
    near(dot(w, wrap(make.conv('filterGrad', x.node, y.node, spec))), value);
    // Windows, then a contraction per group: another way to say it.
    let windows = make.pad(x.node, image(spec.low as number[], 0).with(0, 0), image(spec.high as number[], 0).with(0, 0));
    const first = channelsLast ? 1 : 2;
    axes.forEach((a, i) => { windows = make.window(windows, first + 2 * i, a.kernel, a.stride, a.dilation); });
    const letters = 'xyzw', spatial = axes.map((_, i) => letters[i]), taps = axes.map((_, i) => 'klm'[i]), pairs = axes.map((_, i) => letters[i] + 'klm'[i]).join('');
    const parts = Array.from({ length: groups }, (_, g) => {
      const channels = (z: Tensor, n: number, at: number) => wrap(make.slice(z.node, z.shape.map((_, i) => (i === at ? g * n : 0)), z.shape.map(() => 1), z.shape.with(at, n)));
      const image_ = channels(wrap(windows), inPer, channelsLast ? windows.shape.length - 1 : 1), kernel = channels(w, outPer, channelsLast ? w.rank - 1 : 0);
      return channelsLast ? t.einsum(`n${pairs}c,${taps.join('')}co->n${spatial.join('')}o`, image_, kernel) : t.einsum(`nc${pairs},oc${taps.join('')}->no${spatial.join('')}`, image_, kernel);
    });
    assert.ok(distance(exact(forward), exact(t.concat(parts, channelsLast ? -1 : 1))) < 1e-12);
  }), { numRuns: 150 });
});

test('window and fold, take and scatterAdd are transposes of each other', () => {
  fc.assert(fc.property(axis, fc.integer({ min: 1, max: 4 }), fc.array(fc.integer({ min: -2, max: 7 }), { maxLength: 8 }), fc.integer({ min: 0, max: 1e6 }), (a, rows, at, seed) => {
    const x = drawn(`${seed}x`, [rows, a.size + 2, 2]);
    if (a.size + 2 >= a.dilation * (a.kernel - 1) + 1) {
      const windows = make.window(x.node, 1, a.kernel, a.stride, a.dilation), y = drawn(`${seed}y`, windows.shape);
      near(dot(wrap(windows), y), dot(x, wrap(make.fold(y.node, 1, a.size + 2, a.stride, a.dilation))));
    }
    const indices = t.tensor(Int32Array.from(at)).node, taken = make.take(x.node, indices, 1), u = drawn(`${seed}u`, taken.shape);
    near(dot(wrap(taken), u), dot(x, wrap(make.scatterAdd(indices, u.node, 1, a.size + 2))));
    const along = t.tensor(Int32Array.from({ length: rows * 6 }, (_, i) => (i * 7 + seed) % (a.size + 4) - 1), { shape: [rows, 3, 2] }).node, picked = make.takeAlong(x.node, along, 1), v = drawn(`${seed}v`, picked.shape);
    near(dot(wrap(picked), v), dot(x, wrap(make.scatterAddAlong(along, v.node, 1, a.size + 2))));
  }), { numRuns: 150 });
});

test('matrix factors give the matrix back', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 1e6 }), (m, n, seed) => {
    const a = drawn(`${seed}`, [2, m, n]), k = Math.min(m, n), same = (x: Tensor, y: Tensor) => assert.ok(distance(exact(x), exact(y), 1) < 1e-12, `${distance(exact(x), exact(y))}`);
    const { q, r } = t.qr(a), { u, s, vt } = t.svd(a), unit = t.eye(k).broadcastTo([2, k, k]);
    same(q.matmul(r), a);
    same(q.swapaxes(-1, -2).matmul(q), unit);
    same(r, t.triu(r));
    same(u.mul(s.expandDims(-2)).matmul(vt), a);
    same(u.swapaxes(-1, -2).matmul(u), unit);
    same(vt.matmul(vt.swapaxes(-1, -2)), unit);
    const square = a.matmul(a.swapaxes(-1, -2)), { w, v } = t.eigh(square), spd = square.add(t.eye(m)), l = t.cholesky(spd), b = drawn(`${seed}b`, [2, m, 3]);
    same(v.mul(w.expandDims(-2)).matmul(v.swapaxes(-1, -2)), square);
    same(l.matmul(l.swapaxes(-1, -2)), spd);
    same(spd.matmul(t.solve(spd, b)), b);
    assert.ok(distance(exact(t.slogdet(spd).logabsdet), exact(t.diagonal(l).log().sum(-1).mul(2))) < 1e-11);
  }), { numRuns: 60 });
});

test('a matrix of lower rank still has orthogonal factors', () => {
  const a = t.tensor([[1, 2, 3], [2, 4, 6], [0, 0, 0], [1, 2, 3]]), { u, s, vt } = t.svd(a);
  assert.ok(distance(exact(u.T.matmul(u)), exact(t.eye(3))) < 1e-12);
  assert.ok(distance(exact(u.mul(s).matmul(vt)), exact(a)) < 1e-12);
  assert.ok(t.det(t.tensor([[1, 2], [2, 4]])).item() === 0);
  assert.ok(Number.isNaN(t.cholesky(t.tensor([[-1]])).item()));
});

test('transforms of any length are the sum that defines them', () => {
  for (const n of [1, 2, 3, 5, 8, 12, 17, 30]) {
    const re = exact(drawn(`re${n}`, [n])), im = exact(drawn(`im${n}`, [n]));
    const [a, b] = runHost('fft', {}, [{ data: re, shape: [n] }, { data: im, shape: [n] }]);
    for (let k = 0; k < n; k++) {
      let x = 0, y = 0;
      for (let j = 0; j < n; j++) { const angle = (-2 * Math.PI * j * k) / n, c = Math.cos(angle), s = Math.sin(angle); x += re[j] * c - im[j] * s; y += re[j] * s + im[j] * c; }
      near(a.data[k], x);
      near(b.data[k], y);
    }
    const [back, rest] = runHost('fft', { inverse: true }, [a, b]);
    assert.ok(distance(back.data, re) < 1e-12 && distance(rest.data, im) < 1e-12);
  }
});

test('integers wrap, casts saturate, and dtypes are kept', () => {
  const big = t.tensor(Int32Array.of(2147483647));
  assert.equal(big.add(1).item(), -2147483648);
  assert.equal(big.mul(big).item(), 1);
  assert.deepEqual(t.tensor([3e9, -3e9, NaN, -0.9]).cast('i32').arraySync(), [2147483647, -2147483648, 0, 0]);
  assert.equal(t.tensor(Int32Array.of(300)).cast('u8').item(), 44, 'as NumPy');
  assert.equal(t.tensor([200], { dtype: 'u8' }).add(100).item(), 44);
  const i = t.tensor(Int32Array.of(7)), b = t.tensor([true]);
  assert.deepEqual([i.add(2).dtype, i.add(2.5).dtype, i.div(2).dtype, i.sqrt().dtype, i.mean().dtype, b.sum().dtype, b.add(1).dtype, b.add(true).dtype, t.tensor([1], { dtype: 'f16' }).add(2.5).dtype], ['i32', 'f32', 'f32', 'f32', 'f32', 'i32', 'i32', 'bool', 'f16']);
  assert.equal(t.tensor([2048], { dtype: 'f16' }).add(1).item(), 2048, 'rounded where it is stored');
});

test('under round: f32 every f32 node is rounded', () => {
  const x = t.tensor([1 / 3]);
  assert.equal(t.withBackend(t.createInterpreterBackend({ round: 'f32' }), () => exactly(x.mul(3).sub(1))), Math.fround(Math.fround(1 / 3) * 3) - 1);
  function exactly(y: Tensor): number { return exact(y)[0]; }
});
