import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Pipeline, cms, empirical, gaussian, simulate } from '../src/index.ts';
import type { Contingency, EventStats, PipelineSpec } from '../src/index.ts';
import { chain } from './arbitrary.ts';

/** Largest deviation of a simulated table from the computed one, in standard errors of the computed share. */
function worst(stats: EventStats, exact: Contingency): number {
  const rate = exact.tn + exact.fn + exact.fp + exact.tp;
  return Math.max(...(['tn', 'fn', 'fp', 'tp'] as const).map((key) => {
    const share = exact[key] / rate, error = Math.sqrt(Math.max(stats.events * share * (1 - share), 1));
    return Math.abs(stats.counts[key] - stats.events * share) / error;
  }));
}

test('CMS event by event agrees with the computed contingency within 3 standard errors', () => {
  for (const settings of [{}, { tracking: true }, { l1Reduction: 400 }, { hlt: 'sampled' as const }]) {
    const p = cms.run5(settings), stats = simulate(p, { events: 2_000_000, seed: 11 });
    assert.ok(worst(stats, p.evaluate().contingency) < 3, JSON.stringify(settings));
  }
});

test('where relevant events are common, every stage of CMS agrees within 3 standard errors', () => {
  const p = cms.system({ l1Reduction: 4, hltReduction: 3, tracking: true }), report = p.evaluate();
  const stats = simulate(p, { events: 1_000_000, seed: 2 });
  assert.ok(worst(stats, report.contingency) < 3);
  for (const stage of stats.stages) {
    const { tp, fn, fp, tn } = stage.counts, { decision } = report.nodes.find((n) => n.name === stage.name) ?? {};
    assert.ok(decision);
    assert.ok(Math.abs(tp / (tp + fn) - decision.tp) < 3 * Math.sqrt((decision.tp * decision.fn) / (tp + fn)));
    assert.ok(Math.abs(fp / (fp + tn) - decision.fp) < 3 * Math.sqrt((decision.fp * decision.tn) / (fp + tn)));
  }
});

test('any chain of Gaussian stages agrees with its simulation', () => {
  fc.assert(fc.property(chain, fc.integer({ min: 1, max: 1e6 }), (p, seed) => {
    // four entries in each of 25 runs: 4.5 standard errors are passed by chance once in 1500 suites
    assert.ok(worst(simulate(p, { events: 40_000, seed }), p.evaluate().contingency) < 4.5);
  }), { numRuns: 25, seed: 20_240_627 });
});

const branches: PipelineSpec = {
  sources: [
    { name: 'a', into: 'left', bytes: 1, rate: 1000, linkJPerBit: 0 }, { name: 'b', into: 'right', bytes: 1, rate: 3000, linkJPerBit: 0 }, { name: 'c', into: 'end', bytes: 1, rate: 500, linkJPerBit: 0 },
  ],
  stages: [
    { name: 'left', into: 'end', reduction: 5, classifier: gaussian(2) }, { name: 'right', into: 'end', reduction: 2, classifier: gaussian(1) }, { name: 'end', reduction: 3, classifier: gaussian(3) },
  ],
};

test('branches with sources of different rates agree with their simulation', () => {
  const p = new Pipeline(branches), exact = p.evaluate().contingency, stats = simulate(p, { events: 500_000, seed: 4 });
  assert.ok(worst(stats, exact) < 3);
  const rate = (c: Contingency) => c.tn + c.fn + c.fp + c.tp;
  assert.ok(Math.abs(rate(stats.contingency) - rate(exact)) < 1e-6 * rate(exact));
});

test('tied scores split at random keep what was asked', () => {
  const classifier = empirical([0, 0, 0, 0, 1], [0, 1, 1, 1], { ties: 'split' });
  const p = new Pipeline({ sources: [{ name: 's', into: 'f', bytes: 1, rate: 100, linkJPerBit: 0 }], stages: [{ name: 'f', into: 'end', reduction: 7, classifier }, { name: 'end', reduction: 1 }] });
  const stats = simulate(p, { events: 300_000, seed: 8 });
  assert.ok(worst(stats, p.evaluate().contingency) < 3);
  assert.ok(Math.abs(stats.contingency.fp + stats.contingency.tp - 100 / 7) < 0.2);
});

test('the same seed draws the same events, and a run can be stopped', () => {
  const p = cms.run5();
  assert.deepEqual(simulate(p, { events: 50_000, seed: 3 }), simulate(p, { events: 50_000, seed: 3 }));
  assert.notDeepEqual(simulate(p, { events: 50_000, seed: 3 }).counts, simulate(p, { events: 50_000, seed: 4 }).counts);
  assert.equal(simulate(p, { events: 3_000_000, seed: 1, onProgress: (done) => done < 1_000_000 }).events, 1_000_000);
});

test('what cannot be simulated is refused', () => {
  assert.throws(() => simulate(cms.run5(), { events: 0, seed: 1 }), /events must be a positive whole number, got 0/);
  const silent = { ...gaussian(3), draw: undefined };
  const p = new Pipeline({ sources: [{ name: 's', into: 'f', bytes: 1, rate: 1, linkJPerBit: 0 }], stages: [{ name: 'f', reduction: 2, classifier: silent }] });
  assert.throws(() => simulate(p, { events: 10, seed: 1 }), /stage "f": a gaussian classifier cannot draw scores of single events/);
});
