import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble } from '../../src/runtime/index.ts';
import { shareOut } from '../../src/runtime/share-out.ts';
import { arena, axpy, input, kernel, output, plan, step } from './kernels.ts';

const large = axpy(2, 1, 64), host = { kind: 'host' as const, fn: 'argSort' as const, attributes: { axis: 0, descending: false }, operands: [], results: [] };

test('a plan is one valid module, its kernels in it once, its drivers by segment; names only on request', () => {
  const steps = [step(large, input(0), input(0), arena(0)), step(large, arena(0), input(0), arena(0)), host, step(large, arena(0), input(0), output(0))], made = plan([256], [256], steps, 256);
  for (const threads of [1, 2]) {
    const { bytes, segments } = assemble(made, { threads }), named = assemble(made, { threads, names: true });
    assert.deepEqual(segments.map(({ kind }) => kind), ['kernels', 'host', 'kernels']);
    const exported = WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
    assert.deepEqual(exported, threads === 1 ? ['first0', 'first2'] : ['first0', 'help0', 'first2', 'help2']);
    const text = (module: Uint8Array) => Buffer.from(module).toString('latin1');
    assert.equal(text(named.bytes).split('axpy').length - 1, 1);
    assert.ok(!text(bytes).includes('axpy') && text(named.bytes).startsWith(text(bytes)));
    assert.deepEqual(assemble(made, { threads }).bytes, bytes, 'the same plan gives the same bytes');
  }
});

test('one thread: no atomic instruction, and no shared memory', () => {
  const { bytes } = assemble(plan([256], [256], [step(large, input(0), input(0), output(0))]), { threads: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: new WebAssembly.Memory({ initial: 1, maximum: 65535 }) } });
  assert.equal(typeof exports.first0, 'function');
});

test('steps without tasks are left out', () => {
  const empty = kernel({ buffers: 1, tasks: 0, body: () => assert.fail('emitted') });
  assert.deepEqual(assemble(plan([], [0], [step(empty, output(0))])).segments, []);
});

test('small steps are not shared; sleeping threads are woken for what is worth it, wherever that begins', () => {
  const of = (flop: number, tasks = 64) => step({ ...large, flop, tasks }), us = 32_000;
  const shared = (...steps: ReturnType<typeof of>[]) => {
    const made = shareOut(steps as Extract<(typeof steps)[number], { kind: 'kernel' }>[], 2);
    return steps.map((s) => { const how = made.get(s as never); return how ? `${how.number}${how.wakes ? '!' : ''}` : '-'; }).join(' ');
  };
  assert.equal(shared(of(us), of(100 * us), of(100 * us, 1)), '- 1! -');
  assert.equal(shared(of(10 * us), of(us), of(10 * us)), '1 - 2', 'together too little to wake anybody');
  assert.equal(shared(...Array.from({ length: 8 }, () => of(10 * us))), '1! 2! 3! 4 5 6 7 8', 'enough is still to come at the first');
  assert.equal(shared(of(40 * us), of(100 * us, 1), of(40 * us)), '1 - 2', 'in between they would fall asleep again');
  assert.equal(shared(), '');
});
