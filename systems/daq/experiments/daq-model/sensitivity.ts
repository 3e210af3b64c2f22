/** Which of the paper's seven parameters matters most, before and after the upgrades. */
import type { Experiment, Measurement } from '@galley/claims';
import { publishedParameters, sensitivities } from '../../src/index.ts';
import { paper, systemInputs, systemOf } from './inputs.ts';
import type { Events, SystemInputs } from './inputs.ts';

type SensitivityInputs = SystemInputs & { swing: number; upgraded: boolean };

export const sensitivity: Experiment<SensitivityInputs> = {
  id: 'sensitivity',
  paper,
  title: 'Which parameter matters most',
  claims: ['Q3'],
  runsIn: ['node', 'browser'],
  inputs: {
    ...systemInputs,
    swing: { kind: 'number', label: 'Swing', unit: '%', default: 10, min: 0.1, max: 50, help: 'Each parameter is lowered and raised by this share; boosts by this much of the score.' },
    upgraded: { kind: 'boolean', label: 'With all three upgrades', default: false },
  },
  cost: { seconds: 0.3, memoryMB: 60 },
  plots: {
    tornado: {
      title: 'Productivity when one parameter swings', caption: 'From the productivity with the parameter lowered to that with it raised; long bars matter.', mark: 'bar',
      x: { label: 'parameter' }, y: { label: 'productivity', unit: '1/kJ' },
    },
  },
  async *run(inputs): Events {
    const p = systemOf(inputs, inputs.upgraded ? { gpu: true, tracking: true, smartPixels: true } : {}), swing = inputs.swing / 100;
    yield { type: 'progress', done: 0, of: 1, doing: 'differentiating' };
    const found = sensitivities(p, publishedParameters, { swing, swings: { 'L1T.boost': swing, 'HLT.boost': swing } });
    const now = p.evaluate().productivityPerKJ ?? NaN;
    const order = Object.entries(found).sort(([, a], [, b]) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low));
    const measurements: Measurement[] = [];
    for (const [name, { gradient, elasticity, low, high }] of order) {
      yield { type: 'point', plot: 'tornado', series: 'swing', x: name, y: now, low: Math.min(low, high), high: Math.max(low, high) };
      measurements.push({ metric: `sensitivity/${name}`, value: gradient, unit: '1/kJ', remark: `Change of productivity per unit of ${name}; elasticity ${elasticity.toPrecision(3)}.` });
    }
    yield { type: 'note', text: `Most depends on ${order[0][0]}, least on ${order[order.length - 1][0]}.` };
    yield { type: 'progress', done: 1, of: 1, doing: 'done' };
    return measurements;
  },
};
