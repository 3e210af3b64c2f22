import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Experiment, ExperimentEvent, Host, Inputs, Measurement } from '@galley/claims';
import { experiments } from '../experiments/daq-model.ts';

const defaults = (e: Experiment): Inputs => Object.fromEntries(Object.entries(e.inputs).map(([name, spec]) => [name, spec.default]));
const host = (seed = 1): Host => { let t = 0; return { place: 'node', seed, repeat: 0, signal: new AbortController().signal, now: () => (t += 1) }; };

async function run(e: Experiment, inputs: Inputs, seed = 1): Promise<{ events: ExperimentEvent[]; measured: Map<string, Measurement> }> {
  const generator = e.run(inputs, host(seed)), events: ExperimentEvent[] = [];
  for (;;) {
    const step = await generator.next();
    if (step.done) return { events, measured: new Map(step.value.map((m) => [m.metric, m])) };
    events.push(step.value);
  }
}
const named = (id: string): Experiment => experiments.find((e) => e.id === id) ?? assert.fail(`no experiment ${id}`);
const value = (measured: Map<string, Measurement>, metric: string): number => measured.get(metric)?.value ?? assert.fail(`no measurement ${metric}`);
/** Long ones are shortened here. */
const quick: Record<string, Inputs> = { 'drawn-scores': { runs: 4, samples: 5000 }, 'sampled-hlt': { runs: 4, samples: 5000 }, contour: { grid: 11 }, events: { millions: 1 } };

for (const e of experiments) {
  test(`${e.id} yields points of its own plots, ends its progress, and measures finite numbers`, async () => {
    const { events, measured } = await run(e, { ...defaults(e), ...quick[e.id] });
    assert.ok(measured.size > 0);
    for (const m of measured.values()) assert.ok(Number.isFinite(m.value), m.metric);
    for (const event of events) {
      if (event.type === 'point') assert.ok(e.plots && event.plot in e.plots && Number.isFinite(event.y), `${event.plot} ${event.series}`);
      if (event.type === 'note') assert.ok(!/NaN|undefined|null/.test(event.text), event.text);
    }
    const progress = events.filter((event) => event.type === 'progress'), last = progress[progress.length - 1];
    assert.equal(last.done, last.of);
    for (const name of Object.keys(e.plots ?? {})) assert.ok(events.some((event) => event.type === 'point' && event.plot === name), `nothing on plot ${name}`);
  });
}

test('the same inputs and seed measure the same', async () => {
  for (const id of ['upgrades', 'drawn-scores', 'sampled-hlt', 'budget']) {
    const e = named(id), inputs = { ...defaults(e), ...quick[id] };
    assert.deepEqual((await run(e, inputs)).measured, (await run(e, inputs)).measured);
  }
  const e = named('drawn-scores'), inputs = { ...defaults(e), ...quick['drawn-scores'] };
  assert.notDeepEqual((await run(e, inputs, 1)).measured, (await run(e, inputs, 2)).measured);
});

test('every input of the upgrades changes what is measured', async () => {
  const e = named('upgrades'), base = (await run(e, defaults(e))).measured;
  const other: Inputs = { pileUp: 140, l1Reduction: 100, hltReduction: 50, trackingBoost: 0.2, hltSkill: 3, hltJPerOp: 8, frontEndPJPerBit: 2, backEndPJPerBit: 2, year: 2028, compat: 'corrected' };
  assert.deepEqual(Object.keys(other), Object.keys(e.inputs));
  for (const [name, changed] of Object.entries(other)) {
    const { measured } = await run(e, { ...defaults(e), [name]: changed });
    assert.ok([...measured].some(([metric, m]) => m.value !== base.get(metric)?.value), `${name} changes nothing`);
  }
});

test('the upgrades measure the abstract’s figures and say plainly what is an input', async () => {
  const { events, measured } = await run(named('upgrades'), defaults(named('upgrades')));
  assert.equal(value(measured, 'baseline/productivity').toFixed(4), '0.0650');
  assert.equal(value(measured, 'all-three/productivity').toFixed(4), '0.3079');
  assert.equal(value(measured, 'all-three/power-saving').toFixed(2), '60.35');
  assert.equal(value(measured, 'gpu/power-change').toFixed(1), '-49.9');
  assert.equal(value(measured, 'tracking/power-change'), 0);
  const shares = ['gpu', 'smart-pixels', 'tracking'].map((name) => value(measured, `decomposition/${name}`));
  assert.ok(Math.abs(shares.reduce((a, b) => a + b) - value(measured, 'all-three/power-saving')) < 1e-9);
  assert.ok(events.some((event) => event.type === 'note' && /factor 2 .* column of the input table, not a result/.test(event.text)));
});

test('an aborted run ends early', async () => {
  const e = named('drawn-scores'), stop = new AbortController();
  const generator = e.run({ ...defaults(e), runs: 100, samples: 2000 }, { ...host(), signal: stop.signal });
  let events = 0;
  for (let step = await generator.next(); !step.done; step = await generator.next()) if (++events === 6) stop.abort();
  assert.ok(events < 30);
});
