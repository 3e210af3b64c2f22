import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWasmBackend, type WasmBackend, type WasmOptions } from '../../src/runtime/index.ts';
import { everyThreadHelps } from './helpers.ts';
import { arena, axpy, counting, input, kernel, output, plan, step, sumAll, trapping } from './kernels.ts';

async function withBackend(options: WasmOptions, f: (backend: WasmBackend) => void | Promise<void>): Promise<void> {
  const backend = createWasmBackend(options);
  try { await f(backend); } finally { backend.dispose(); }
}
/** Runs while threads join, then with all of them. */
async function often(backend: WasmBackend, threads: number, times: number, run: () => void): Promise<void> {
  for (let i = 0; i < 20; i++) run();
  await everyThreadHelps(backend, threads);
  for (let i = 0; i < times; i++) run();
}
const floats = (n: number, f: (i: number) => number) => Float32Array.from({ length: n }, (_, i) => f(i));

for (const threads of [1, 2, 4]) {
  test(`${threads} threads: every task is done exactly once, in each of 2000 runs`, () => withBackend({ threads }, async (backend) => {
    const tasks = 61, counts = new Int32Array(tasks), program = backend.load(plan([4 * tasks], [{ bytes: 4 * tasks, reuses: 0 }], [step(counting(tasks, threads > 1), output(0))]), { outputs: [{ dtype: 'i32' }], donate: [0] });
    let buffer = backend.upload(counts, 'i32'), runs = 0;
    const run = () => { [buffer] = program.run([buffer]); runs++; };
    await often(backend, threads, 2000, run);
    assert.deepEqual([...backend.readSync(buffer)], Array.from({ length: tasks }, () => runs));
  }));

  test(`${threads} threads: a chain of 50 steps, each standing on all of the one before`, () => withBackend({ threads }, async (backend) => {
    const tasks = 40, steps = Array.from({ length: 50 }, (_, i) => step(sumAll(tasks), i === 0 ? input(0) : arena(256 * ((i - 1) % 2)), i === 49 ? output(0) : arena(256 * (i % 2))));
    const program = backend.load(plan([4 * tasks], [4 * tasks], steps, 512), { outputs: [{ dtype: 'i32' }] });
    let values = Int32Array.from({ length: tasks }, (_, i) => i);
    for (let s = 0; s < 50; s++) { const sum = values.reduce((a, b) => (a + b) | 0, 0); values = values.map((_, i) => (sum + i) | 0); }
    const x = backend.upload(Int32Array.from({ length: tasks }, (_, i) => i), 'i32');
    const run = () => {
      const [y] = program.run([x]);
      assert.deepEqual(backend.readSync(y), values);
      y.dispose();
    };
    await often(backend, threads, 200, run);
    assert.equal(backend.memory().liveBytes, 4 * tasks);
  }));

  test(`${threads} threads: small steps between large ones, and the same kernel at several places`, () => withBackend({ threads }, async (backend) => {
    const width = 4, tasks = 64, n = width * tasks, large = axpy(0.5, width, tasks), small = { ...axpy(-0.25, width, tasks), flop: 10, bytes: 10 };
    const steps = [step(large, input(0), input(1), arena(0)), step(small, arena(0), input(0), arena(1024)), step(small, arena(1024), arena(0), arena(2048)), step(large, arena(2048), arena(1024), output(0)), step(small, output(0), input(1), output(1))];
    const program = backend.load(plan([4 * n, 4 * n], [4 * n, 4 * n], steps, 3072), { outputs: [{ dtype: 'f32' }, { dtype: 'f32' }] });
    const x = floats(n, (i) => Math.sin(i)), y = floats(n, (i) => i / 7), f = Math.fround;
    const apply = (a: number, u: Float32Array, v: Float32Array) => floats(n, (i) => f(f(a * u[i]) + v[i]));
    const a0 = apply(0.5, x, y), a1 = apply(-0.25, a0, x), a2 = apply(-0.25, a1, a0), out0 = apply(0.5, a2, a1), out1 = apply(-0.25, out0, y);
    const [bx, by] = [backend.upload(x, 'f32'), backend.upload(y, 'f32')];
    await often(backend, threads, 300, () => {
      const made = program.run([bx, by]);
      assert.deepEqual(made.map((b) => backend.readSync(b)), [out0, out1]);
      made.forEach((b) => b.dispose());
    });
  }));

  test(`${threads} threads: each has scratch memory of its own`, () => withBackend({ threads }, async (backend) => {
    // Every task fills its scratch with its number, and adds up what is there afterwards.
    const tasks = 50, words = 512;
    const filling = kernel({ name: 'filling', buffers: 1, tasks, scratchBytes: 4 * words, body(f, task) {
      const i = f.local('i32'), sum = f.local('i32');
      f.i32(0).set(i).loop().get(1).get(i).op('i32.add').get(task).mem('i32.store').get(i).i32(4).op('i32.add').tee(i).i32(4 * words).op('i32.lt_s').brIf(0).end();
      f.i32(0).set(i).i32(0).set(sum).loop().get(sum).get(1).get(i).op('i32.add').mem('i32.load').op('i32.add').set(sum).get(i).i32(4).op('i32.add').tee(i).i32(4 * words).op('i32.lt_s').brIf(0).end();
      f.get(0).get(task).i32(4).op('i32.mul').op('i32.add').get(sum).mem('i32.store');
    } });
    const program = backend.load(plan([], [4 * tasks], [step(filling, output(0))]), { outputs: [{ dtype: 'i32' }] });
    await often(backend, threads, 300, () => {
      const [y] = program.run([]);
      assert.deepEqual([...backend.readSync(y)], Array.from({ length: tasks }, (_, i) => i * words));
      y.dispose();
    });
  }));

  test(`${threads} threads: a program that stops says so, and the next one runs`, () => withBackend({ threads }, async (backend) => {
    const x = backend.upload(floats(64, (i) => i), 'f32', 'kept'), live = backend.memory().liveBytes;
    const outputs = [{ dtype: 'f32' as const }], good = backend.load(plan([256], [256], [step(axpy(2, 1, 64), input(0), input(0), output(0))]), { outputs });
    await everyThreadHelps(backend, threads);
    for (const at of [0, 63, 31]) {
      const bad = backend.load(plan([256], [256], [step(axpy(1, 1, 64), input(0), input(0), output(0)), step(trapping(64, at), output(0)), step(axpy(1, 1, 64), input(0), input(0), output(0))]), { outputs });
      await often(backend, threads, 300, () => {
        assert.throws(() => bad.run([x]), /a program stopped within the kernels axpy, trapping.*(unreachable|another thread)/);
        assert.equal(backend.memory().liveBytes, live, 'its outputs are freed');
        const [y] = good.run([x]);
        assert.deepEqual(backend.readSync(y), floats(64, (i) => 3 * i));
        y.dispose();
      });
      bad.dispose();
    }
  }));
}

test('a donated buffer becomes the result; one that fits nothing is freed', () => withBackend({ threads: 1 }, (backend) => {
  const program = backend.load(plan([256, 128], [{ bytes: 256, reuses: 0 }], [step(axpy(2, 1, 64), input(0), input(0), output(0))]), { outputs: [{ dtype: 'f32', tag: 'new' }], donate: [0, 1] });
  const x = backend.upload(floats(64, (i) => i), 'f32', 'state'), y = backend.upload(floats(32, () => 1), 'f32');
  const [z] = program.run([x, y]);
  assert.deepEqual(backend.readSync(z), floats(64, (i) => 3 * i));
  assert.deepEqual(backend.memory().byTag, { state: 256, 'running programs': backend.memory().byTag['running programs'] });
  assert.throws(() => backend.readSync(x), /was disposed/);
  assert.throws(() => program.run([x, y]), /input 0 of a run was disposed or donated before/);
  x.dispose();
  assert.equal(backend.memory().liveBytes, 256, 'letting go what was donated frees nothing');
  z.dispose();
  z.dispose();
  assert.equal(backend.memory().liveBytes, 0);
}));

test('a buffer that is donated and an operand besides is not written over', () => withBackend({ threads: 1 }, (backend) => {
  const program = backend.load(plan([256, 256], [{ bytes: 256, reuses: 0 }], [step(axpy(2, 1, 64), input(0), input(0), output(0)), step(axpy(1, 1, 64), input(1), output(0), output(0))]), { outputs: [{ dtype: 'f32' }], donate: [0] });
  const x = backend.upload(floats(64, (i) => i), 'f32'), [y] = program.run([x, x]);
  assert.deepEqual(backend.readSync(y), floats(64, (i) => 4 * i));
  assert.equal(backend.memory().liveBytes, 256);
}));

test('steps on the host come between kernels, on the values of the moment', () => withBackend({ threads: 2 }, (backend) => {
  const n = 64, f32 = (place: ReturnType<typeof input>, ...shape: number[]) => ({ place, dtype: 'f32' as const, shape });
  const program = backend.load(plan([4 * n, 16], [4 * n, 16], [
    step(axpy(-2, 1, n), input(0), input(0), arena(0)),
    { kind: 'host', fn: 'argSort', attributes: { axis: 0, descending: true }, operands: [f32(arena(0), n)], results: [{ place: output(0), dtype: 'i32', shape: [n] }] },
    { kind: 'host', fn: 'cholesky', attributes: {}, operands: [f32(input(1), 2, 2)], results: [f32(arena(256), 2, 2)] },
    step(axpy(1, 1, 4), arena(256), arena(256), output(1)),
  ], 512), { outputs: [{ dtype: 'i32' }, { dtype: 'f32' }] });
  const [order, l] = program.run([backend.upload(floats(n, (i) => (i * 29) % n), 'f32'), backend.upload(Float32Array.of(4, 2, 2, 5), 'f32')]);
  const at = Array.from({ length: n }, (_, i) => [-((i * 29) % n), i]).sort((a, b) => b[0] - a[0]).map(([, i]) => i);
  assert.deepEqual([...backend.readSync(order)], at);
  assert.deepEqual([...backend.readSync(l)], [4, 0, 2, 4]);
}));

test('f16 and bf16 are numbers to steps on the host, and bits to everybody else', () => withBackend({ threads: 1 }, (backend) => {
  for (const [dtype, bits] of [['f16', [0x4000, 0x3c00, 0x7e00, 0xc000]], ['bf16', [0x4000, 0x3f80, 0x7fc0, 0xc000]]] as const) {
    const program = backend.load(plan([8], [16], [{ kind: 'host', fn: 'argSort', attributes: { axis: 0, descending: false }, operands: [{ place: input(0), dtype, shape: [4] }], results: [{ place: output(0), dtype: 'i32', shape: [4] }] }]), { outputs: [{ dtype: 'i32' }] });
    const x = backend.upload(Uint16Array.from(bits), dtype);
    assert.deepEqual([...backend.readSync(program.run([x])[0])], [3, 1, 0, 2]);
    assert.deepEqual([...backend.readSync(x)], [...bits]);
  }
}));

test('results have the same bits for any number of threads', async () => {
  const bits: Uint8Array[] = [];
  for (const threads of [1, 2, 3]) await withBackend({ threads }, async (backend) => {
    const n = 1000, program = backend.load(plan([4 * n, 4 * n], [4 * n], [step(axpy(0.1, 4, n / 4), input(0), input(1), arena(0)), step(axpy(0.7, 4, n / 4), arena(0), input(0), output(0))], 4032), { outputs: [{ dtype: 'f32' }] });
    const x = backend.upload(floats(n, (i) => Math.sin(i)), 'f32'), y = backend.upload(floats(n, (i) => Math.cos(i)), 'f32');
    await often(backend, threads, 300, () => { const [z] = program.run([x, y]); bits.push(new Uint8Array(backend.readSync(z).buffer)); z.dispose(); });
  });
  for (const other of bits) assert.deepEqual(other, bits[0]);
});

test('equal kernels are in a module once; what is profiled has names, calls and work', () => withBackend({ threads: 1, profile: true }, (backend) => {
  const n = 64, program = backend.load(plan([256], [256], [step(axpy(2, 1, n), input(0), input(0), arena(0)), step(axpy(2, 1, n), arena(0), input(0), output(0)), step(sumAll(8), input(0), arena(0))], 256), { outputs: [{ dtype: 'f32' }] });
  const x = backend.upload(floats(64, (i) => i), 'f32');
  program.run([x]);
  program.run([x]);
  assert.deepEqual(backend.profile().map(({ name, calls, flop }) => [name, calls, flop]).sort(), [['axpy', 4, 4e6], ['sumAll', 2, 2e6]]);
}));

test('what is not right about a call is said', () => withBackend({ threads: 1 }, (backend) => {
  const other = createWasmBackend({ threads: 1 }), program = backend.load(plan([256], [256], [step(axpy(2, 1, 64), input(0), input(0), output(0))]), { outputs: [{ dtype: 'f32' }] });
  assert.throws(() => program.run([]), /a run was given 0 buffers: expected 1/);
  assert.throws(() => program.run([other.upload(floats(64, () => 1), 'f32')]), /input 0 of a run belongs to another back end/);
  assert.throws(() => program.run([backend.upload(floats(8, () => 1), 'f32')]), /input 0 of a run has 32 bytes: expected 256/);
  assert.throws(() => backend.readSync(other.upload(floats(8, () => 1), 'f32')), /another back end/);
  assert.throws(() => createWasmBackend({ threads: 0 }), /threads is 0: expected an integer of at least 1/);
  program.dispose();
  assert.throws(() => program.run([backend.upload(floats(64, () => 1), 'f32')]), /the executable was disposed/);
  other.dispose();
}));

test('after it is disposed, everything says so', () => {
  const backend = createWasmBackend({ threads: 2 }), x = backend.upload(floats(64, () => 1), 'f32'), program = backend.load(plan([256], [256], []), { outputs: [{ dtype: 'f32' }] });
  backend.dispose();
  backend.dispose();
  for (const f of [() => backend.upload(floats(1, () => 1), 'f32'), () => program.run([x]), () => backend.readSync(x), () => backend.compile({ inputs: [], outputs: [] })]) assert.throws(f, /the back end was disposed/);
  x.dispose();
  program.dispose();
});
