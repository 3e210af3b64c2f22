import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { planGraph } from '../../src/compile/index.ts';
import * as t from '../../src/index.ts';
import { graphOf } from '../../src/jit.ts';
import { createWasmBackend } from '../../src/runtime/index.ts';
import { checkSchedule, contractSchedule, descent, exhaustiveSpace, KernelDb, liteSpace, problemKey, registersOf, scheduleKey, timed, timedAsInPaper, tune, type Problem } from '../../src/tune/index.ts';
import { planOf, prepare, wrongAgainst, wrongAgainstDefinition } from '../../src/tune/trial.ts';

const backend = createWasmBackend({ threads: 1 }), device = { ...backend.device, registers: 15 };
after(() => backend.dispose());

function problems(f: (...xs: t.Tensor[]) => t.Tensor, shapes: number[][], constants: number[] = []): Problem[] {
  return planGraph(graphOf(f, shapes.map((shape) => ({ shape }))), { device: backend.device, constants }).steps.flatMap((step) => (step.kind === 'kernel' && step.kernel.task ? [step.kernel.task.problem] : []));
}
const product = (...shapes: number[][]) => problems((a, b) => a.matmul(b), shapes)[0];
const kinds: Record<string, Problem[]> = {
  ragged: problems((a, b) => a.matmul(b), [[37, 53], [53, 41]]),
  'weights with bias and GELU': problems((a, b, c) => t.gelu(a.matmul(b).add(c)), [[19, 64], [64, 72], [72]], [1, 2]),
  batched: problems((a, b) => a.matmul(b), [[3, 17, 20], [3, 20, 23]]),
  convolution: problems((x, w) => t.conv2d(x, w, { padding: 1, stride: 2 }), [[2, 13, 13, 5], [3, 3, 5, 11]], [1]),
  transposed: problems((a, b) => a.T.matmul(b.T), [[31, 22], [27, 31]]),
};

test('the lite space is dozens, valid, and begins with the choice of the rule', () => {
  for (const [kind, list] of Object.entries(kinds)) for (const problem of list) {
    const space = liteSpace(problem, device);
    assert.ok(space.length >= 3 && space.length <= 100, `${kind}: ${space.length}`);
    assert.deepEqual(space[0], contractSchedule(problem, device));
    assert.equal(new Set(space.map(scheduleKey)).size, space.length);
    for (const s of space) { checkSchedule(problem, s, device); assert.ok(registersOf(s, device.relaxedSimd) <= 15); assert.equal(s.kc, space[0].kc, 'the order of sums stays'); }
  }
  assert.equal(exhaustiveSpace(product([128, 96], [96, 128]), device).length, 2000);
});

test('the descent offers a part of the lite space, one choice at a time', () => {
  const problem = product([384, 256], [256, 320]), all = new Set(liteSpace(problem, device).map(scheduleKey)), next = descent(problem, device);
  let offered = 0, best = contractSchedule(problem, device);
  for (let step = next(best); step.length > 0; step = next(best)) { offered += step.length; best = step[0]; for (const s of step.filter((x) => x.unroll === 4)) assert.ok(all.has(scheduleKey(s)), scheduleKey(s)); }
  assert.ok(offered >= 12 && offered < all.size / 2, `${offered} of ${all.size}`);
});

for (const [kind, list] of Object.entries(kinds)) test(`every candidate of ${kind} agrees with the definition`, () => {
  for (const problem of list) {
    const prepared = prepare(backend, problem), inputs = prepared.inputs.filter((b) => b !== undefined);
    let reference: ArrayLike<number>[] | undefined;
    for (const schedule of [...liteSpace(problem, backend.device), ...exhaustiveSpace(problem, backend.device, 25)]) {
      const executable = backend.load(planOf(prepared, schedule, backend.device), { outputs: prepared.given.filter((b) => b.written).map(({ dtype }) => ({ dtype })) }), made = executable.run(inputs), results = made.map((b) => backend.readSync(b));
      for (const buffer of made) buffer.dispose();
      executable.dispose();
      assert.equal(wrongAgainstDefinition(prepared, results), undefined, scheduleKey(schedule));
      reference ??= results;
      assert.equal(wrongAgainst(results, reference, problem.k), undefined, scheduleKey(schedule));
    }
    prepared.dispose();
    // The check can fail.
    const broken = [Float32Array.from(reference![0])];
    broken[0][0] += 0.5;
    assert.match(wrongAgainstDefinition(prepared, broken)!, /by definition/);
    assert.match(wrongAgainst(broken, reference!, problem.k)!, /the reference has/);
  }
});

test('tuning keeps a winner that is no slower than the rule, tells each trial, and stops when asked', async () => {
  const problem = product([160, 192], [192, 144]), trials: string[] = [], db = await KernelDb.open('memory', 'here');
  const result = await tune(problem, { backend, db, sampleMs: 2, onTrial: (trial) => trials.push(scheduleKey(trial.schedule)) });
  assert.equal(result.task, problemKey(problem));
  assert.ok(result.ms <= result.ruleMs && result.trials.every((trial) => !trial.failed) && trials.length === result.trials.length);
  assert.equal(new Set(trials).size, trials.length);
  assert.deepEqual((await db.get(result.task))!.schedule, result.best);
  assert.equal((await tune(problem, { backend, budgetMs: 0 })).stopped, 'budget');
  const abort = new AbortController(), stopped = await tune(problem, { backend, signal: abort.signal, onTrial: () => abort.abort() });
  assert.equal(stopped.stopped, 'abort');
  assert.deepEqual(stopped.best, contractSchedule(problem, backend.device));
});

test('a poisoned entry of somebody else is timed and verified, and does not win by what it claims', async () => {
  const problem = product([96, 128], [128, 96]), device = 'here', rule = contractSchedule(problem, backend.device), db = await KernelDb.open('memory', device);
  const told = { version: 1, device, task: problemKey(problem), count: 1, best: 1e-9, median: 1e-9, spread: 0, from: 'here' };
  const slow = { ...rule, mr: 1, nr: 4, nb: 4, mb: 1 }, wrong = { ...rule, nr: 64, nb: 64 };
  const report = await db.merge([JSON.stringify({ ...told, schedule: slow }), JSON.stringify({ ...told, schedule: wrong }), '{"version":1', JSON.stringify({ ...told, schedule: { ...slow, mr: -1 } }), JSON.stringify({ ...told, version: 99, schedule: slow }), JSON.stringify({ ...told, device: 'another', schedule: slow }), 'x'.repeat(30_000)].join('\n'));
  assert.deepEqual(report, { merged: 2, skipped: 5 });
  assert.equal(await db.get(told.task), undefined, 'nothing is used before it is measured here');
  const result = await tune(problem, { backend, db, sampleMs: 2 });
  assert.deepEqual(result.trials.slice(1, 3).map((trial) => trial.from), ['database', 'database']);
  assert.match(result.trials.find((trial) => trial.schedule.nr === 64)!.failed!, /takes \d+ registers|nb|mb/);
  assert.notDeepEqual(result.best, slow);
});

test('what would add in another order is not taken from a database: no schedule changes a bit', async () => {
  const problem = product([40, 600], [600, 48]), rule = contractSchedule(problem, backend.device), db = await KernelDb.open('memory', 'here'), other = { ...rule, kc: 100 };
  await db.merge(JSON.stringify({ version: 1, device: 'here', task: problemKey(problem), schedule: other, count: 1, best: 1e-9, median: 1e-9, spread: 0, from: 'merged' }));
  checkSchedule(problem, other, backend.device);
  const { trials } = await tune(problem, { backend, db, sampleMs: 1 });
  assert.ok(trials.length > 3 && trials.every((trial) => trial.schedule.kc === rule.kc && trial.from !== 'database'));
});

test('the paper’s protocol is there to be compared: fifty cold calls, the least and the most left out', async () => {
  const { trials } = await tune(product([40, 64], [64, 48]), { backend, protocol: 'paper' });
  assert.ok(trials.length > 3 && trials.every((trial) => trial.failed === undefined && trial.ms > 0));
  let clock = 0, calls = 0;
  const { ms, samples } = timedAsInPaper(() => { clock += calls++ === 0 ? 100 : 1; }, () => clock);
  assert.deepEqual([ms, samples, calls], [1, 50, 50]);
});

test('a database in a file survives, skips what is broken, and is compacted', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kernels-')), file = path.join(folder, 'kernels.jsonl'), schedule = contractSchedule(product([8, 8], [8, 8]), backend.device);
  const db = await KernelDb.open(file, 'here');
  await db.put({ task: 'a', schedule, ms: 2, spread: 0.1 });
  await db.put({ task: 'a', schedule, ms: 3, spread: 0.1 });
  await db.put({ task: 'b', schedule, ms: 1, spread: 0.1 });
  writeFileSync(file, `${readFileSync(file, 'utf8')}{"torn`);
  const again = await KernelDb.open(file, 'here'), entry = (await again.get('a'))!;
  assert.deepEqual([again.size, again.skipped, entry.count, entry.best, entry.median], [2, 1, 2, 2, 3]);
  await again.compact();
  assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 2);
  assert.equal((await KernelDb.open(file, 'another')).size, 0);
  const other = await KernelDb.open('memory', 'here');
  assert.deepEqual(await other.merge(await again.export()), { merged: 2, skipped: 0 });
  rmSync(folder, { recursive: true });
});

test('samples of a machine that stutters are thrown away, and say so when they never settle', async () => {
  let clock = 0, calls = 0;
  const wild = await timed(() => { calls++; clock += calls % 2 ? 0.1 : 9; }, { now: () => clock, sampleMs: 30 });
  assert.equal(wild, undefined);
  const steady = await timed(() => { clock += 0.5; }, { now: () => clock });
  assert.ok(Math.abs(steady!.ms - 0.5) < 1e-9);
  // A clock of whole milliseconds: more calls to a sample.
  const coarse = await timed(() => { clock += 0.003; }, { now: () => Math.floor(clock * 10) / 10 });
  assert.ok(Math.abs(coarse!.ms - 0.003) < 0.002, `${coarse!.ms}`);
});

test('five hundred kernels tuned one after the other leave no memory behind', async () => {
  const own = createWasmBackend({ threads: 1 }), first = product([12, 16], [16, 20]);
  let kernels = 0, after40 = 0;
  const live = () => own.memory().liveBytes;
  for (let round = 0; kernels < 500; round++) {
    const result = await tune(product([12 + (round % 5), 16], [16, 20]), { backend: own, sampleMs: 0.2, strategy: 'grid' });
    kernels += result.trials.length;
    if (!after40 && kernels >= 40) after40 = own.report().memory.totalBytes;
  }
  assert.equal(live(), 0);
  assert.equal(own.report().memory.totalBytes, after40, 'the memory stopped growing');
  assert.ok(problemKey(first).length > 0);
  own.dispose();
});
