import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import * as t from '../../src/index.ts';
import { OutOfMemoryError } from '../../src/runtime/index.ts';
import type { WebgpuBackend } from '../../src/webgpu/index.ts';
import { dtypes, type DType } from '../../src/graph/dtype.ts';
import { lowerContract } from '../../src/webgpu/wgsl/contract.ts';
import { traitsByRule } from '../../src/webgpu/device.ts';
import { cases } from '../cases.ts';
import { distance, drawn, exact } from '../exact.ts';
import { backendOrWhy } from './gpu.ts';

let backend: WebgpuBackend, why: string | undefined;
before(async () => { const made = await backendOrWhy(); if (typeof made === 'string') why = made; else backend = made; });
after(async () => { await t.configure({ backend: 'interpreter' }); if (!why) backend.dispose(); });
/** Tests on a GPU are left out, with the reason, where there is none. */
const onGpu = (name: string, f: () => Promise<void>): void => { void test(name, async (context: TestContext) => { if (why) { context.skip(why); return; } try { await f(); } finally { await t.configure({ backend: 'interpreter' }); } }); };

/** What `f` makes, by the definitions and on the GPU. */
async function both(f: () => t.Tensor[]): Promise<{ expected: Float64Array[]; got: Float32Array[] }> {
  await t.configure({ backend: 'interpreter' });
  const expected = f().map((r) => Float64Array.from(exact(r)));
  await t.configure({ backend });
  const got: Float32Array[] = [];
  for (const r of f()) got.push(Float32Array.from(await r.cast('f32').data()));
  return { expected, got };
}

for (const { name, f, args } of cases) onGpu(`${name}: values and gradients of shaders are the interpreter's`, async () => {
  const { expected, got } = await both(() => {
    const xs = args.map(({ shape, low, high }, i) => drawn(`${name} ${i}`, shape, low, high)), y = f(...xs), weights = drawn(`${name} weights`, y.shape);
    return [y, ...t.grad((list: t.Tensor[]) => f(...list).mul(weights).sum())(xs)];
  });
  got.forEach((values, i) => assert.ok(distance(values, expected[i]) < 2e-4, `${i === 0 ? 'value' : `gradient ${i - 1}`} differs by ${distance(values, expected[i])}`));
});

const integers: Record<DType, [number, number]> = { f32: [-300, 300], f16: [-300, 300], bf16: [-300, 300], i32: [-70_000, 70_000], u8: [0, 256], i8: [-128, 128], bool: [0, 2] };
onGpu('every dtype: casts to every other, sums, comparisons and views, stored as the definition has it', async () => {
  const given = (dtype: DType) => drawn(`gpu ${dtype}`, [5, 7], ...integers[dtype]).floor().cast(dtype);
  for (const a of dtypes) {
    const { expected, got } = await both(() => { const x = given(a), n = a === 'bool' ? x.cast('i32') : x; return [...dtypes.map((b) => x.cast(b)), n.sum(-1), n.max(0), t.sort(n, -1), n.less(n.slice([null, { step: -1 }])), t.where(n.greater(0), n, n.neg().cast(n.dtype)), t.cumsum(n, 0), n.argmax(-1)]; });
    got.forEach((values, i) => assert.ok(distance(values, expected[i]) < (a === 'bf16' ? 1e-2 : a === 'f16' ? 2e-3 : 1e-6), `${a}, result ${i}: ${distance(values, expected[i])}`));
  }
});

onGpu('ragged products, batches, prologues and epilogues', async () => {
  for (const [m, k, n] of [[1, 1, 1], [3, 5, 2], [17, 13, 11], [33, 40, 31], [65, 16, 9], [7, 0, 5]]) {
    const { expected, got } = await both(() => { const a = drawn('a', [2, m, k]), b = drawn('b', [2, k, n]), c = drawn('c', [n]); return [a.matmul(b), t.gelu(a.tanh().matmul(b.mul(2)).add(c)), a.swapaxes(1, 2).matmul(drawn('d', [2, m, n]))]; });
    got.forEach((values, i) => assert.ok(distance(values, expected[i]) < 1e-5, `${m}x${k}x${n}, ${i}: ${distance(values, expected[i])}`));
  }
});

onGpu('twenty operands in one expression: more buffers than a shader may have are taken in parts', async () => {
  const { expected, got } = await both(() => { const xs = Array.from({ length: 20 }, (_, i) => drawn(`x${i}`, [3, 40])), sum = xs.reduce((a, b, i) => (i % 2 ? a.mul(b).add(0.5) : a.add(b))); return [sum, t.softmax(sum, -1), sum.sum(-1)]; });
  got.forEach((values, i) => assert.ok(distance(values, expected[i]) < 1e-5, `${i}`));
});

onGpu('functions of the host run between shaders', async () => {
  const { expected, got } = await both(() => { const a = drawn('spd', [4, 4]), spd = a.matmul(a.T).add(t.eye(4).mul(3)); return [t.inv(spd).matmul(spd).mul(2), t.argsort(a.exp(), -1)]; });
  got.forEach((values, i) => assert.ok(distance(values, expected[i]) < 1e-4, `${i}: ${distance(values, expected[i])}`));
});

onGpu('five steps of training a convolutional net are those of WebAssembly', async () => {
  const losses: number[][] = [];
  for (const on of [backend, 'wasm'] as const) {
    await t.configure({ backend: on, threads: 1 });
    const x = drawn('images', [6, 10, 10, 1]), y = t.tensor(Int32Array.from([0, 1, 2, 0, 1, 2])), opt = t.optim.sgd({ lr: 0.1, momentum: 0.9 });
    let p: Record<string, t.Tensor> = { w1: drawn('w1', [3, 3, 1, 4], -0.5, 0.5), w2: drawn('w2', [3, 3, 4, 6], -0.3, 0.3), w3: drawn('w3', [24, 3], -0.3, 0.3) }, s = opt.init(p);
    const step = t.jit((q: typeof p, state: typeof s) => {
      const [loss, grads] = t.valueAndGrad((w: typeof p) => t.nn.crossEntropy(t.maxPool(t.conv2d(t.maxPool(t.conv2d(x, w.w1, { padding: 'same' }).relu(), 2), w.w2, { padding: 'same' }).relu(), 2).reshape(6, -1).matmul(w.w3), y))(q);
      return [loss, ...opt.update(grads, state, q)] as const;
    });
    const own: number[] = [];
    for (let i = 0; i < 5; i++) { const [loss, next, state] = step(p, s); [p, s] = [next, state]; own.push((await loss.data())[0]); }
    losses.push(own);
  }
  losses[0].forEach((loss, i) => assert.ok(Math.abs(loss - losses[1][i]) < 1e-4, `step ${i}: ${loss} ${losses[1][i]}`));
  assert.ok(losses[0][4] < losses[0][0]);
});

onGpu('a budget is kept; buffers are given back; misuse is said', async () => {
  const made = await backendOrWhy({ memoryLimitBytes: 4096 }) as WebgpuBackend;
  const x = made.upload(new Float32Array(512), 'f32', 'weights');
  assert.throws(() => made.upload(new Float32Array(600), 'f32', 'activations'), (error) => error instanceof OutOfMemoryError && /cannot allocate 0\.0 MB for activations: .*weights 0\.0 MB/.test(error.message));
  assert.deepEqual(made.memory().byTag, { weights: 2048 });
  x.dispose();
  assert.equal(made.memory().liveBytes, 0);
  await assert.rejects(made.read(x), /was disposed/);
  assert.throws(() => made.handle(2 ** 40), /this GPU allows .* \(max/);
  made.dispose();
  await assert.rejects(async () => made.read(x), /the back end was disposed/);
});

onGpu('a GPU that is lost says so to whoever waits, and to every later call', async () => {
  const made = await backendOrWhy() as WebgpuBackend, x = made.upload(Float32Array.of(1, 2, 3), 'f32');
  assert.deepEqual([...await made.read(x)], [1, 2, 3]);
  const waiting = made.read(x);
  made.device.destroy();
  await assert.rejects(waiting);
  await made.device.lost;
  await new Promise((settle) => { setTimeout(settle, 5); });
  assert.throws(() => made.upload(new Float32Array(3), 'f32'), /the GPU was lost .*make a new back end/);
  await t.configure({ backend: await backendOrWhy() as WebgpuBackend });
  assert.deepEqual([...await t.tensor([1, 2]).add(1).data()], [2, 3], 'a new one goes on');
});

test('every schedule writes a shader; equal nests write equal text', () => {
  const nest = { kind: 'contract', sizes: [19, 23, 29], batch: 0, m: 1, n: 1, k: 1, lane: 'f32', a: { kind: 'load', lane: 'f32', access: { buffer: 0, dtype: 'f32', offset: 0, strides: [29, 0, 1] } }, b: { kind: 'load', lane: 'f32', access: { buffer: 1, dtype: 'f32', offset: 0, strides: [0, 1, 23] } }, stores: [{ access: { buffer: 2, dtype: 'f32', offset: 0, strides: [23, 1] }, value: { kind: 'hole', lane: 'f32', hole: 0 } }] } as const;
  for (const mr of [1, 2, 4]) for (const nr of [1, 4]) for (const kb of [4, 16]) {
    const [a, b] = [0, 1].map(() => lowerContract(nest, 3, traitsByRule, { mr, nr, kb }).launches[0].kernel);
    assert.equal(a.key, b.key);
    assert.equal(a.tasks, Math.ceil(19 / (8 * mr)) * Math.ceil(23 / (8 * nr)));
    assert.match(a.key, new RegExp(`left: array<f32, ${8 * mr * kb}>`));
  }
});
