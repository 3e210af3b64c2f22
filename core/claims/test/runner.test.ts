import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExperimentEvent, Run } from '../src/index.ts';
import { nodeDevice, runInNode } from '../src/runner/node.ts';
import { experiments } from './trials.ts';

const module = new URL('./trials.ts', import.meta.url).href;
const start = (id: string, more: Partial<Parameters<typeof runInNode>[0]> = {}): Promise<Run> =>
  runInNode({ module, experiment: experiments.find((e) => e.id === id)!, request: { inputs: { offset: 0 }, changed: [], seed: 5, repeats: 1 }, versions: { galley: '0.1.0' }, ...more });

test('a run carries its inputs, seed, device, versions, events and measurements', async () => {
  const events: ExperimentEvent[] = [];
  const run = await start('steady', { onEvent: (e) => events.push(e) });
  assert.equal(run.state, 'done');
  assert.deepEqual([run.seed, run.inputs, run.versions, run.place, run.origin], [5, { offset: 0 }, { galley: '0.1.0' }, 'node', 'here']);
  assert.deepEqual(run.device, nodeDevice());
  assert.equal(run.events.filter((e) => e.type === 'point').length, 4);
  assert.ok(run.events.every((e) => (e.type as string) !== 'progress'), 'progress is not kept');
  const progress = events.filter((e) => e.type === 'progress');
  assert.equal(progress.length, 4);
  assert.ok(progress.every((p) => p.secondsLeft !== undefined && p.secondsLeft >= 0));
});

test('the same seed gives the same measurements in another process', async () => {
  const [a, b] = await Promise.all([start('steady'), start('steady')]);
  assert.deepEqual(a.measurements, b.measurements);
  assert.notEqual(a.id, b.id);
});

test('repeats give every sample, their median and an interval', async () => {
  const run = await start('steady', { request: { inputs: { offset: 1 }, changed: ['offset'], seed: 5, repeats: 9 } });
  const [m] = run.measurements;
  assert.equal(m.samples.length, 9);
  assert.equal(m.value, [...m.samples].sort((a, b) => a - b)[4]);
  assert.ok(m.interval![0] <= m.value && m.value <= m.interval![1]);
});

const ends: [id: string, state: Run['state'], error: RegExp, more?: object][] = [
  ['crash', 'failed', /exit code 7/],
  ['throw', 'failed', /the detector is off/],
  ['nan', 'failed', /not a finite number/],
  ['empty', 'failed', /without a measurement/],
  ['heap', 'out of memory', /96 MB/, { memoryMB: 96 }],
  ['buffers', 'out of memory', /300 MB/, { memoryMB: 300 }],
  ['stuck', 'timed out', /longer than 1 s/, { timeoutSeconds: 1 }],
];
for (const [id, state, error, more] of ends) {
  test(`an experiment that ends by ${id} is isolated and reported as ${state}`, async () => {
    const run = await start(id, more);
    assert.equal(run.state, state);
    assert.match(run.error!, error);
    assert.deepEqual(run.measurements, []);
  });
}

test('an abort ends a run between two steps, and one that does not listen by force', async () => {
  for (const id of ['endless', 'stuck']) {
    const abort = new AbortController();
    const run = start(id, { signal: abort.signal, onEvent: () => abort.abort() });
    assert.equal((await run).state, 'aborted');
  }
});

test('a module that cannot be loaded is a failed run, not a crash of ours', async () => {
  const run = await start('steady', { module: 'file:///nowhere/at-all.ts' });
  assert.equal(run.state, 'failed');
  assert.match(run.error!, /Cannot find module|nowhere/);
});
