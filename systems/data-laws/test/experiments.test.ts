import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExperimentEvent, Measurement } from '@galley/claims';
import experiments from '../experiments/data-filtering-laws.ts';

async function run(id: string, changed: Record<string, number | string> = {}, { seed = 1, signal = new AbortController().signal } = {}): Promise<{ events: ExperimentEvent[]; measured: Map<string, Measurement> }> {
  const experiment = experiments.find((candidate) => candidate.id === id)!;
  const inputs = { ...Object.fromEntries(Object.entries(experiment.inputs).map(([name, spec]) => [name, spec.default])), ...changed };
  const stream = experiment.run(inputs, { place: 'node', seed, repeat: 0, signal, now: () => 0 }), events: ExperimentEvent[] = [];
  for (;;) {
    const step = await stream.next();
    if (step.done) return { events, measured: new Map(step.value.map((measurement) => [measurement.metric, measurement])) };
    events.push(step.value);
  }
}
const value = (measured: Map<string, Measurement>, metric: string) => { const found = measured.get(metric); assert.ok(found, `no metric ${metric}`); return found.value; };

test('every experiment names its claims and measures finite numbers with a remark, only into plots it declared', async () => {
  const quick: Record<string, Record<string, number>> = { recovery: { families: 5 }, repetition: { resamples: 50 }, mixtures: { poolSize: 300, seeds: 2 } };
  for (const { id, claims, plots, paper } of experiments) {
    assert.equal(paper, 'data-filtering-laws');
    assert.ok(claims.length > 0);
    const { events, measured } = await run(id, quick[id]);
    for (const { value: number, remark, metric } of measured.values()) { assert.ok(Number.isFinite(number), metric); assert.ok(remark, metric); }
    for (const event of events) if (event.type === 'point') assert.ok(plots![event.plot] && Number.isFinite(event.y), JSON.stringify(event));
    assert.deepEqual(new Set(events.flatMap((event) => (event.type === 'point' ? [event.plot] : []))), new Set(Object.keys(plots!)));
    assert.ok(events.some(({ type }) => type === 'note') && events.some(({ type }) => type === 'progress'));
  }
});

test('filtering by compute: within 0.01 points of the printed table, and the cut changes between 64 and 128 M samples', async () => {
  const { measured } = await run('filtering-by-compute');
  assert.ok(value(measured, 'accuracy/max-deviation') < 0.01);
  assert.ok(value(measured, 'crossover/top10-top20') > 64 && value(measured, 'crossover/top10-top20') < 128);
  assert.deepEqual([value(measured, 'best-cut@64M'), value(measured, 'best-cut@128M')], [10, 20]);
  // The printed form of the law, with the same parameters, misses the table: the criterion can fail.
  assert.ok(value((await run('filtering-by-compute', { form: 'paper' })).measured, 'accuracy/max-deviation') > 1);
});

test('pool utility: within 0.0001 of the printed errors, in the reference form only', async () => {
  assert.ok(value((await run('pool-utility')).measured, 'error/max-deviation') < 1e-4);
  assert.ok(value((await run('pool-utility', { form: 'paper' })).measured, 'error/max-deviation') > 0.01);
});

test('recovery depends on nothing but its seed', async () => {
  const [first, again, other] = await Promise.all([run('recovery', { families: 5 }), run('recovery', { families: 5 }), run('recovery', { families: 5 }, { seed: 2 })]);
  assert.deepEqual(first, again);
  assert.notEqual(value(first.measured, 'recovery/noise'), value(other.measured, 'recovery/noise'));
});

test('recovery stops when told to', async () => {
  await assert.rejects(run('recovery', {}, { signal: AbortSignal.abort(new Error('stopped')) }), /stopped/);
});
