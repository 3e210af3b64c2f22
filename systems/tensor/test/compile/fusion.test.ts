import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planGraph, type Plan } from '../../src/compile/index.ts';
import * as t from '../../src/index.ts';
import { graphOf } from '../../src/jit.ts';
import { deviceByRule } from '../../src/loops/device.ts';
import { createWasmBackend } from '../../src/runtime/index.ts';
import { distance, drawn, exact } from '../exact.ts';

const device = { ...deviceByRule({ threads: 2 }), registers: 15, l2Bytes: 1 << 20 };
const planOf = (f: (...xs: t.Tensor[]) => t.Tensor[], ...shapes: number[][]): Plan => planGraph(graphOf(f, shapes.map((shape) => ({ shape }))), { device });
const kernels = (plan: Plan): string[] => plan.steps.map((s) => (s.kind === 'kernel' ? s.kernel.name.split(' ')[0] : s.fn));

test('a chain of elementwise functions is one kernel, with several results too', () => {
  assert.deepEqual(kernels(planOf((x, y) => [x.mul(y).add(1).tanh(), x.mul(y).exp()], [64, 65], [64, 65])), ['map']);
  const opt = t.optim.adam({ lr: 0.001 });
  const plan = planOf((p, g, m, v) => { const [next, state] = opt.update({ p: g }, { step: t.tensor(0, { dtype: 'i32' }), slots: { m: { p: m }, v: { p: v } } }, { p }); return [next.p, state.slots.m.p, state.slots.v.p]; }, [513], [513], [513], [513]);
  // What depends on the step alone is a few numbers; everything per parameter is one loop.
  assert.equal(plan.steps.filter((s) => s.kind === 'kernel' && s.kernel.name.includes('513')).length, 1);
});

test('softmax, layer norm and their gradients are one kernel each', () => {
  assert.deepEqual(kernels(planOf((x) => [t.softmax(x)], [32, 200])), ['rows']);
  assert.deepEqual(kernels(planOf((x, g, b) => [t.nn.layerNorm(x, { weight: g, bias: b })], [32, 200], [200], [200])), ['rows']);
  assert.deepEqual(kernels(planOf((x, w) => [t.grad((y: t.Tensor) => t.softmax(y).mul(w).sum())(x)], [32, 200], [32, 200])), ['rows']);
});

test('bias, activation and residual are epilogues of the product', () => {
  assert.deepEqual(kernels(planOf((x, w, b, r) => [t.gelu(x.matmul(w).add(b)).add(r)], [40, 60], [60, 50], [50], [40, 50])), ['contract']);
  assert.equal(kernels(planOf((x, w) => [t.conv2d(x, w, { padding: 1, layout: 'NCHW' }).relu()], [2, 16, 12, 12], [24, 16, 3, 3])).filter((k) => k === 'contract').length, 1);
});

test('attention is one kernel: scores, softmax and weighted values head by head, scores in scratch memory', () => {
  const plan = planOf((q, k, v) => [t.attention(q, k, v, { causal: true })], [2, 4, 48, 16], [2, 4, 48, 16], [2, 4, 48, 16]);
  assert.deepEqual(kernels(plan), ['pipeline']);
  assert.equal(plan.arenaBytes, 0);
});

test('attention and its gradient in chains compute what the interpreter does, on one thread and on two', () => {
  const shape = [2, 3, 37, 12], xs = ['q', 'k', 'v'].map((name) => drawn(name, shape)), weights = drawn('w', shape);
  const results = () => [t.attention(xs[0], xs[1], xs[2], { causal: true }), ...t.grad((list: t.Tensor[]) => t.attention(list[0], list[1], list[2], { causal: true }).mul(weights).sum())(xs)];
  const expected = results().map((r) => Float64Array.from(exact(r))), bits: Float32Array[][] = [];
  const backends = [1, 2].map((threads) => createWasmBackend({ threads }));
  for (const backend of backends) {
    t.withBackend(backend, () => {
      const got = t.jit(results)().map((r) => Float32Array.from(r.dataSync()));
      got.forEach((g, i) => assert.ok(distance(g, expected[i]) < 1e-5, `${i}: ${distance(g, expected[i])}`));
      bits.push(got);
    });
  }
  assert.deepEqual(bits[1], bits[0]);
  backends.forEach((backend) => backend.dispose());
});

test('values that do not live at one time lie over each other', () => {
  const plan = planOf((x, w) => { let y = x; for (let i = 0; i < 8; i++) y = y.matmul(w).relu(); return [y]; }, [64, 64], [64, 64]);
  assert.ok(plan.arenaBytes <= 2 * 64 * 64 * 4 && plan.unplannedBytes >= 7 * 64 * 64 * 4, `${plan.arenaBytes} of ${plan.unplannedBytes}`);
});

test('what two operations see of one image is padded once, without a copy where it is made here', () => {
  const plan = planOf((x, w, v) => { const y = x.relu(); return [t.conv2d(y, w, { padding: 1 }), t.conv2d(y, v, { padding: 1 })]; }, [1, 9, 9, 8], [3, 3, 8, 8], [3, 3, 8, 4]);
  const writes = plan.steps.filter((s) => s.kind === 'kernel' && s.kernel.name.startsWith('map'));
  assert.ok(writes.length <= 5, writes.map((s) => s.kind === 'kernel' && s.kernel.name).join('; '));
});

test('arithmetic is counted as it is done, so that no kernel seems faster than the machine', () => {
  const flopOf = (f: (...xs: t.Tensor[]) => t.Tensor[], ...shapes: number[][]) => planOf(f, ...shapes).steps.reduce((sum, s) => sum + (s.kind === 'kernel' ? s.kernel.flop : 0), 0);
  assert.equal(flopOf((x, y) => [x.mul(y).add(1)], [10, 7], [10, 7]), 2 * 70);
  assert.equal(flopOf((x) => [x.exp().sum(-1)], [8, 9]), 2 * 72, 'the function, and the sum');
  assert.equal(flopOf((x, w) => [t.conv2d(x, w, { padding: 1, groups: 12 })], [1, 8, 8, 12], [3, 3, 1, 12]), 2 * 9 * 8 * 8 * 12, 'a depthwise convolution is a product and a sum for each tap');
  assert.equal(flopOf((a, b) => [a.matmul(b)], [16, 20], [20, 24]), 2 * 16 * 20 * 24);
});
