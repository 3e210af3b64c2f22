/** The analytic contingency against events drawn one by one. */
import type { Experiment, Measurement } from '@galley/claims';
import { simulate } from '../../src/index.ts';
import { paper, systemInputs, systemOf } from './inputs.ts';
import type { Events, SystemInputs } from './inputs.ts';

type EventInputs = SystemInputs & { millions: number; tracking: boolean };

export const events: Experiment<EventInputs> = {
  id: 'events',
  paper,
  title: 'The model against events drawn one by one',
  claims: ['Q1', 'Q4'],
  runsIn: ['node', 'browser'],
  inputs: {
    ...systemInputs,
    millions: { kind: 'number', label: 'Events', unit: 'million', default: 10, min: 1, max: 1000, step: 1, integer: true, scale: 'log' },
    tracking: { kind: 'boolean', label: 'Tracking in the level-1 trigger', default: false },
  },
  cost: { seconds: 4, memoryMB: 60 },
  plots: {
    deviation: {
      title: 'Simulated minus computed', caption: 'Each entry of the contingency table, in standard errors of the simulation; three is the bound.', mark: 'dot',
      x: { label: 'events', unit: 'million' }, y: { label: 'deviation', unit: 'standard errors' },
    },
  },
  async *run(inputs, host): Events {
    const p = systemOf(inputs, { tracking: inputs.tracking }), exact = p.evaluate().contingency;
    const labels = { tn: 'irrelevant, discarded', fn: 'relevant, discarded', fp: 'irrelevant, kept', tp: 'relevant, kept' } as const;
    const totals = { tn: 0, fn: 0, fp: 0, tp: 0 }, keys = Object.keys(labels) as (keyof typeof labels)[];
    const rate = exact.tn + exact.fn + exact.fp + exact.tp;
    const started = host.now();
    let drawn = 0, largest = 0;
    const deviation = (key: keyof typeof labels) => {
      const share = exact[key] / rate, error = Math.sqrt(drawn * share * (1 - share));
      return error > 0 ? (totals[key] - drawn * share) / error : 0;
    };
    // a million at a time, so that the run can be watched and stopped
    for (let m = 0; m < inputs.millions && !host.signal.aborted; m++) {
      yield { type: 'progress', done: m, of: inputs.millions, doing: 'drawing events' };
      const { counts, events: done } = simulate(p, { events: 1_000_000, seed: host.seed * 1_000_003 + host.repeat * 10_007 + m });
      drawn += done;
      for (const key of keys) totals[key] += counts[key];
      if ((m + 1) % Math.max(1, Math.round(inputs.millions / 20)) === 0) for (const key of keys) yield { type: 'point', plot: 'deviation', series: labels[key], x: m + 1, y: deviation(key) };
    }
    const seconds = (host.now() - started) / 1000;
    for (const key of keys) largest = Math.max(largest, Math.abs(deviation(key)));
    yield { type: 'progress', done: inputs.millions, of: inputs.millions, doing: 'done' };
    const measurements: Measurement[] = [
      { metric: 'events/largest-deviation', value: largest, unit: 'standard errors', remark: `Over ${drawn.toExponential(0)} events, the entry of the contingency table furthest from the computed one.` },
      { metric: 'events/relevant-kept', value: (totals.tp * rate) / Math.max(1, drawn), unit: '1/s', remark: `Computed: ${exact.tp.toFixed(1)} per second.` },
    ];
    if (seconds > 0) measurements.push({ metric: 'events/speed', value: drawn / seconds / 1e6, unit: 'M/s', remark: 'Events drawn and classified per second, one thread.' });
    return measurements;
  },
};
