/** Experiments for the runner's tests: one behaves, the others misbehave each in one way. */
import type { Experiment, ExperimentEvent, Host, Measurement } from '../src/index.ts';
import { random } from '@galley/numerics/random';

type Body = (host: Host, inputs: Record<string, number | string | boolean>) => AsyncGenerator<ExperimentEvent, Measurement[]>;
const trial = (id: string, run: Body): Experiment => ({
  id, paper: 'trials', title: id, claims: ['T1'], runsIn: ['node', 'browser'], cost: { seconds: 1, memoryMB: 100 },
  inputs: { offset: { kind: 'number', label: 'Offset', default: 0, min: -10, max: 10 } },
  run: (inputs, host) => run(host, inputs),
});

export const experiments: Experiment[] = [
  trial('steady', async function* (host, { offset }) {
    const rng = random(host.seed).split(host.repeat);
    for (let i = 1; i <= 4; i++) {
      yield { type: 'progress', done: i, of: 4, doing: 'counting' };
      yield { type: 'point', plot: 'count', series: 'ours', x: i, y: i * i };
    }
    yield { type: 'note', text: 'Counted to four.' };
    return [{ metric: 'level', value: Number(offset) + rng.uniform(), unit: 'm' }];
  }),
  trial('crash', async function* () { yield { type: 'note', text: 'about to go' }; process.exit(7); }),
  trial('throw', async function* () { yield { type: 'note', text: 'x' }; throw new Error('the detector is off'); }),
  trial('nan', async function* () { yield { type: 'note', text: 'x' }; return [{ metric: 'level', value: NaN, unit: 'm' }]; }),
  trial('empty', async function* () { yield { type: 'note', text: 'x' }; return []; }),
  trial('heap', async function* () {
    const kept: string[][] = [];
    for (let i = 0; ; i++) { kept.push(Array.from({ length: 100_000 }, (_, k) => `${i}.${k}`)); if (i % 10 === 0) yield { type: 'log', level: 'info', text: `${kept.length}` }; }
  }),
  trial('buffers', async function* () {
    const kept: Uint8Array[] = [];
    for (;;) { kept.push(new Uint8Array(50e6).fill(1)); yield { type: 'log', level: 'info', text: `${kept.length}` }; await new Promise((r) => setTimeout(r, 20)); }
  }),
  trial('stuck', async function* () { yield { type: 'note', text: 'in' }; for (;;); }),
  trial('endless', async function* () { for (let i = 0; ; i++) { yield { type: 'progress', done: i % 100, of: 100, doing: 'on and on' }; await new Promise((r) => setTimeout(r, 5)); } }),
];
