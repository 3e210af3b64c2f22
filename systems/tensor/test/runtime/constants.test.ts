import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planGraph } from '../../src/compile/index.ts';
import * as t from '../../src/index.ts';
import { graphOf } from '../../src/jit.ts';
import { deviceByRule } from '../../src/loops/device.ts';
import { createWasmBackend } from '../../src/runtime/index.ts';
import '../exact.ts';

const values = (n: number, seed: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i * 1.3 + seed));
const shapes = [[33, 70], [70, 90], [90, 20]].map((shape) => ({ shape }));
/** Two products with weights, the second transposed twice: what depends on weights alone is packing, and a kernel on them. */
const graph = graphOf((x, w, v) => t.gelu(x.matmul(w)).matmul(v.mul(2).sub(v.exp())), shapes);

test('operands packed for tiles, and kernels on constants, are taken out of the plan', () => {
  const device = deviceByRule({ threads: 1 }), plain = planGraph(graph, { device }), prepared = planGraph(graph, { device, constants: [1, 2] });
  assert.equal(plain.once, undefined);
  assert.ok(prepared.once!.steps.length >= 2, `${prepared.once?.steps.length} steps`);
  assert.ok(prepared.steps.length < plain.steps.length);
  const alsoX = planGraph(graph, { device, constants: [] });
  assert.equal(alsoX.once, undefined);
});

for (const threads of [1, 2]) test(`${threads} threads: what is prepared once gives the same bits, is made again for other weights, and is freed`, () => {
  const backend = createWasmBackend({ threads });
  const upload = (i: number, seed: number) => backend.upload(values(shapes[i].shape[0] * shapes[i].shape[1], seed), 'f32', 'given');
  const x = upload(0, 1), w = upload(1, 2), v = upload(2, 3), other = upload(1, 9);
  const plain = backend.compile(graph), prepared = backend.compile(graph, { constants: [1, 2] });
  const once = (executable: typeof plain, ...inputs: typeof x[]) => { const [out] = executable.run(inputs), read = backend.readSync(out); out.dispose(); return read; };
  const expected = once(plain, x, w, v), before = backend.memory().liveBytes;
  assert.deepEqual(once(prepared, x, w, v), expected);
  assert.deepEqual(once(prepared, x, w, v), expected);
  const kept = backend.memory().byTag['prepared constants'];
  assert.ok(kept > 0);
  assert.deepEqual(once(prepared, x, other, v), once(plain, x, other, v));
  assert.equal(backend.memory().byTag['prepared constants'], kept, 'what was prepared before is gone');
  assert.deepEqual(once(prepared, x, w, v), expected);
  prepared.dispose();
  assert.equal(backend.memory().liveBytes, before);
  backend.dispose();
});

test('where there is no memory to keep it, nothing is prepared and the result is the same', () => {
  const n = 384, [a, b] = [values(4 * n, 1), values(n * n, 2)], product = graphOf((x, w) => x.matmul(w), [{ shape: [4, n] }, { shape: [n, n] }]);
  const run = (memoryLimitBytes?: number) => {
    const backend = createWasmBackend({ threads: 1, ...(memoryLimitBytes && { memoryLimitBytes }) }), inputs = [backend.upload(a, 'f32'), backend.upload(b, 'f32')], executable = backend.compile(product, { constants: [1] });
    const [out] = executable.run(inputs), result = { values: backend.readSync(out), kept: backend.memory().byTag['prepared constants'] ?? 0 };
    backend.dispose();
    return result;
  };
  const free = run(), tight = run(4 * n * n + 4 * n * 8 + 300_000);
  assert.deepEqual(tight.values, free.values);
  assert.equal(tight.kept, 0);
});

test('jit: tensors a function closes over are constants of its program; those it is given are not', () => {
  const backend = createWasmBackend({ threads: 1 });
  t.withBackend(backend, () => t.tidy(() => {
    const w = t.tensor(values(64 * 64, 1), { shape: [64, 64] }), x = t.tensor(values(16 * 64, 2), { shape: [16, 64] });
    const closed = t.jit((y: t.Tensor) => y.matmul(w)), given = t.jit((y: t.Tensor, z: t.Tensor) => y.matmul(z));
    assert.deepEqual(closed(x).dataSync(), given(x, w).dataSync());
    assert.ok(backend.memory().byTag['prepared constants'] > 0);
    closed.clear();
    assert.equal(backend.memory().byTag['prepared constants'] ?? 0, 0);
    given.clear();
    return [];
  }));
  backend.dispose();
});
