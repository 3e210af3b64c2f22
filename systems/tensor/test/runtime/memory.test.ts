import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createWasmBackend, OutOfMemoryError } from '../../src/runtime/index.ts';
import { OrderedNumbers } from '../../src/runtime/ordered-numbers.ts';
import { Ranges } from '../../src/runtime/ranges.ts';
import { arena, axpy, input, output, plan, step } from './kernels.ts';

test('ordered numbers answer what a sorted array answers', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('add', 'delete', 'atLeast'), fc.integer({ min: 0, max: 60 }).map((n) => n * 1.5e14)), { maxLength: 200 }), (calls) => {
    const set = new OrderedNumbers(), model = new Set<number>();
    for (const [call, key] of calls) {
      if (call === 'add' && !model.has(key)) { set.add(key); model.add(key); }
      if (call === 'delete') { set.delete(key); model.delete(key); }
      const sorted = [...model].sort((a, b) => a - b);
      assert.equal(set.atLeast(key), sorted.find((n) => n >= key));
      assert.equal(set.largest(), sorted.at(-1));
    }
  }), { numRuns: 100 });
});

test('ranges never overlap, are aligned, fit best, and are one piece again at the end', () => {
  const size = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 20_000 }));
  fc.assert(fc.property(fc.array(fc.tuple(size, fc.nat()), { maxLength: 150 }), (calls) => {
    const begin = 4096, end = begin + 131_072, ranges = new Ranges(begin), held: [number, number][] = [];
    ranges.extend(begin + 65_536);
    calls.forEach(([bytes, pick], i) => {
      if (i === 40) ranges.extend(end);
      if (pick % 3 === 0 && held.length) { const [[address, n]] = held.splice(pick % held.length, 1); ranges.give(address, n); return; }
      const free = gaps(held, begin, i >= 40 ? end : begin + 65_536), lines = Math.ceil(bytes / 64) * 64, fitting = free.filter(([, n]) => n >= lines).sort((a, b) => a[1] - b[1] || a[0] - b[0]);
      const address = ranges.take(bytes);
      assert.equal(address, fitting[0]?.[0], 'the smallest gap that is large enough, the lowest of equals');
      if (address === undefined) return;
      assert.equal(address % 64, 0);
      held.push([address, bytes]);
      const sorted = [...held].sort((a, b) => a[0] - b[0]);
      sorted.forEach(([a, n], k) => { if (k > 0) assert.ok(sorted[k - 1][0] + sorted[k - 1][1] <= a); assert.ok(a >= begin && a + n <= end); });
    });
    for (const [address, bytes] of held) ranges.give(address, bytes);
    assert.equal(ranges.pieces, 1);
    assert.equal(ranges.freeAtEnd, ranges.largestFree);
  }), { numRuns: 200 });
});
function gaps(held: readonly [number, number][], begin: number, end: number): [number, number][] {
  const free: [number, number][] = [];
  let at = begin;
  for (const [address, bytes] of [...held].sort((a, b) => a[0] - b[0])) { if (address > at) free.push([at, address - at]); at = address + Math.ceil(bytes / 64) * 64; }
  if (end > at) free.push([at, end - at]);
  return free;
}

for (const threads of [1, 2]) test(`${threads} threads: a budget is kept, who is over it learns who holds what, and all goes on`, () => {
  const backend = createWasmBackend({ threads, memoryLimitBytes: 10e6 }), { limitBytes } = backend.memory();
  assert.ok(limitBytes <= 10e6 && limitBytes > 9.9e6);
  const parameters = backend.upload(new Float32Array(1e6).fill(3), 'f32', 'parameters'), activations = backend.upload(new Uint8Array(2.5e6), 'u8', 'activations');
  backend.upload(new Float32Array(0), 'f32', 'nothing').dispose();
  const before = backend.report().memory.totalBytes;
  assert.throws(() => backend.upload(new Float32Array(1.5e6), 'f32', 'optimiser state'), (error) => error instanceof OutOfMemoryError
    && /^cannot allocate 6\.0 MB for optimiser state: 6\.5 MB of 10\.0 MB are in use: parameters 4\.0 MB, activations 2\.5 MB; raise memoryLimitBytes or free tensors$/.test(error.message));
  assert.equal(backend.report().memory.totalBytes, before, 'a refusal does not make the memory grow');
  activations.dispose();
  const state = backend.upload(new Float32Array(1.4e6).fill(2), 'f32', 'optimiser state');
  assert.equal(backend.readSync(state)[1.4e6 - 1], 2);
  assert.equal(backend.readSync(parameters)[1e6 - 1], 3);
  assert.deepEqual(backend.memory(), { liveBytes: 9.6e6, byTag: { parameters: 4e6, 'optimiser state': 5.6e6 }, highWaterBytes: 9.6e6, limitBytes });
  assert.ok(backend.report().memory.totalBytes <= 10e6);
  backend.dispose();
});

test('free memory in pieces too small is told from memory that is full', () => {
  const backend = createWasmBackend({ threads: 1, memoryLimitBytes: 10e6 }), buffers = Array.from({ length: 9 }, () => backend.upload(new Uint8Array(1e6), 'u8', 'rows'));
  buffers.forEach((b, i) => { if (i % 2) b.dispose(); });
  assert.throws(() => backend.upload(new Uint8Array(2e6), 'u8'), /cannot allocate 2\.0 MB for untagged: 5\.0 MB of 10\.0 MB are in use: rows 5\.0 MB; the largest free piece has 1\.0 MB; raise/);
  backend.dispose();
});

test('a run that finds no memory leaves everything as it was, donated buffers included', () => {
  const backend = createWasmBackend({ threads: 1, memoryLimitBytes: 1e6 }), x = backend.upload(new Float32Array(64).fill(1), 'f32', 'x');
  const outputs = [{ dtype: 'f32' as const, tag: 'results' }, { dtype: 'f32' as const, tag: 'results' }];
  const result = backend.load(plan([256], [{ bytes: 256, reuses: 0 }, 2e6], []), { outputs, donate: [0] });
  assert.throws(() => result.run([x]), /cannot allocate 2\.0 MB for results/);
  const large = backend.load(plan([256], [{ bytes: 256, reuses: 0 }, 256], [], 2e6), { outputs, donate: [0] });
  assert.throws(() => large.run([x]), /cannot allocate 2\.0 MB for running programs/);
  assert.deepEqual([...backend.readSync(x)], Array.from({ length: 64 }, () => 1));
  assert.equal(backend.memory().liveBytes, 256);
  backend.dispose();
});

test('the high-water mark counts what runs need besides; that is given back when memory is short', () => {
  const backend = createWasmBackend({ threads: 1, memoryLimitBytes: 4e6 }), x = backend.upload(new Float32Array(64).fill(1), 'f32', 'x');
  const program = backend.load(plan([256], [256], [step(axpy(1, 1, 64), input(0), input(0), arena(3e6 - 256)), step(axpy(1, 1, 64), input(0), arena(3e6 - 256), output(0))], 3e6), { outputs: [{ dtype: 'f32' }] });
  program.run([x])[0].dispose();
  const { liveBytes, highWaterBytes, byTag } = backend.memory();
  assert.equal(liveBytes, 256);
  assert.ok(highWaterBytes >= 3e6 + 512 && highWaterBytes < 3.01e6);
  assert.ok(byTag['running programs'] >= 3e6);
  const y = backend.upload(new Float32Array(0.75e6), 'f32', 'y');
  assert.equal(backend.memory().byTag['running programs'], undefined);
  assert.throws(() => program.run([x]), OutOfMemoryError);
  y.dispose();
  assert.deepEqual([...backend.readSync(program.run([x])[0])].slice(0, 2), [3, 3]);
  backend.dispose();
});

test('memory grows without losing what is in it, and views of it stay right', () => {
  for (const threads of [1, 2]) {
    const backend = createWasmBackend({ threads }), buffers = Array.from({ length: 12 }, (_, i) => backend.upload(new Int32Array(2 ** i * 256).fill(i), 'i32'));
    buffers.forEach((b, i) => assert.ok(backend.readSync(b).every((v) => v === i)));
    backend.dispose();
  }
});

test('values of any typed array are stored as their dtype', () => {
  const backend = createWasmBackend({ threads: 1 });
  assert.deepEqual([...backend.readSync(backend.upload(Float32Array.of(1, 0, 2), 'i32'))], [1, 0, 2]);
  assert.deepEqual(backend.readSync(backend.upload(Uint8Array.of(1, 0, 1), 'bool')), Uint8Array.of(1, 0, 1));
  backend.dispose();
});
