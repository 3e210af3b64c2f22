import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as make from '../../src/graph/make.ts';
import { createDefaultBackend, createRemoteBackend, OutOfMemoryError, type RemoteBackend } from '../../src/runtime/index.ts';
import type { WasmOptions } from '../../src/runtime/index.ts';

async function withRemote(options: WasmOptions, f: (backend: RemoteBackend) => Promise<void>): Promise<void> {
  const backend = createRemoteBackend(options);
  try { await f(backend); } finally { backend.dispose(); }
}
/** x -> tanh(x) + y, and the sum of all of it. */
function graph(n: number) {
  const x = make.input(0, [n], 'f32'), y = make.input(1, [n], 'f32'), z = make.binary('add', make.unary('tanh', x), y);
  return { inputs: [x, y], outputs: [z, make.reduce('sum', z, [0])] };
}
const floats = (n: number, f: (i: number) => number) => Float32Array.from({ length: n }, (_, i) => f(i));

test('uploads, compiles, runs and reads through a worker; nothing waits but reads', () => withRemote({ threads: 1 }, async (backend) => {
  const n = 100, given = floats(n, (i) => i / 50 - 1), x = backend.upload(given, 'f32', 'points'), y = backend.upload(floats(n, () => 1), 'f32');
  given.fill(0);
  const program = backend.compile(graph(n), { tags: ['results', undefined] }), [z, sum] = program.run([x, y]), [again] = program.run([z, y]);
  assert.equal(z.bytes, 4 * n);
  const [zs, total, agains] = await Promise.all([z, sum, again].map((b) => backend.read(b)));
  for (let i = 0; i < n; i++) {
    const expected = Math.tanh(i / 50 - 1) + 1;
    assert.ok(Math.abs(zs[i] - expected) < 1e-5);
    assert.ok(Math.abs(agains[i] - Math.tanh(expected) - 1) < 1e-5);
  }
  assert.ok(Math.abs(total[0] - Float64Array.from(zs).reduce((a, b) => a + b, 0)) < 1e-3);
  assert.deepEqual([backend.memory().byTag.points, backend.memory().byTag.results], [400, 800]);
  assert.equal(backend.report()?.threads, 1);
  z.dispose();
  x.dispose();
  x.dispose();
  await assert.rejects(backend.read(z), /was disposed or donated before/);
  assert.throws(() => program.run([x, y]), /input 0 of a run was disposed or donated before/);
  await backend.read(y);
  assert.equal(backend.memory().byTag.points, undefined);
}));

test('donated buffers are used up on both sides', () => withRemote({ threads: 1 }, async (backend) => {
  const n = 64, program = backend.compile(graph(n), { donate: [0, 1] }), x = backend.upload(floats(n, () => 0), 'f32'), y = backend.upload(floats(n, () => 2), 'f32'), [z, sum] = program.run([x, y]);
  assert.throws(() => program.run([x, y]), /disposed or donated/);
  assert.deepEqual([...await backend.read(sum)], [128]);
  assert.deepEqual(await backend.read(z), floats(n, () => 2));
  assert.equal(backend.memory().liveBytes, 4 * n + 4);
}));

test('the error of a run reaches whoever reads what it was to make, and all that stands on it', () => withRemote({ threads: 1, memoryLimitBytes: 4e6 }, async (backend) => {
  const n = 200_000, program = backend.compile(graph(n)), x = backend.upload(floats(n, () => 0), 'f32', 'x'), y = backend.upload(floats(n, () => 0), 'f32', 'y');
  const made = [0, 1, 2, 3, 4].map(() => program.run([x, y])), [last] = program.run([made[4][0], y]);
  assert.equal((await backend.read(made[0][0])).length, n);
  for (const buffer of [made[4][0], made[4][1], last]) await assert.rejects(backend.read(buffer), (error) => error instanceof OutOfMemoryError && /^cannot allocate 0\.8 MB for untagged: .*x 0\.8 MB/.test(error.message));
  for (const buffer of made.flat()) buffer.dispose();
  assert.deepEqual([...await backend.read(program.run([x, y])[1])], [0]);
}));

test('an engine that cannot begin says why, at every read', () => withRemote({ threads: 1, memoryLimitBytes: 10 }, async (backend) => {
  await assert.rejects(backend.read(backend.upload(floats(1, () => 1), 'f32')), /memoryLimitBytes is 10: expected at least one page/);
}));

test('after it is disposed, calls throw and what was waited for is refused', async () => {
  const backend = createRemoteBackend({ threads: 1 }), x = backend.upload(floats(4, () => 1), 'f32'), reading = assert.rejects(backend.read(x), /the back end was disposed/);
  backend.dispose();
  await reading;
  assert.throws(() => backend.upload(floats(4, () => 1), 'f32'), /the back end was disposed/);
  await assert.rejects(backend.read(x), /the back end was disposed/);
  x.dispose();
});

test('where blocking is possible, the default is the engine itself', () => {
  const backend = createDefaultBackend({ threads: 1 });
  assert.ok(backend.readSync);
  backend.dispose();
});
