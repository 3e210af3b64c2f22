/** Q4: how far the figures of a model that draws its scores move from run to run, and whether they centre on the exact one. */
import type { Experiment } from '@galley/claims';
import { cms } from '../../src/index.ts';
import { paper } from './inputs.ts';
import type { Events } from './inputs.ts';

type DrawnInputs = { runs: number; samples: number; search: string; compat: string };

export const drawn: Experiment<DrawnInputs> = {
  id: 'drawn-scores',
  paper,
  title: 'Drawn scores against exact ones',
  claims: ['Q4'],
  runsIn: ['node', 'browser'],
  inputs: {
    runs: { kind: 'number', label: 'Runs', default: 40, min: 3, max: 500, step: 1, integer: true },
    samples: { kind: 'number', label: 'Events drawn of each kind', default: 50000, min: 1000, max: 1000000, integer: true, scale: 'log' },
    search: { kind: 'choice', label: 'Threshold search', options: ['exact', 'brent'], default: 'exact', help: 'brent: the unbounded minimisation of the released code, which may stop elsewhere.' },
    compat: { kind: 'choice', label: 'Slips of the released model', options: ['published', 'corrected'], default: 'published' },
  },
  cost: { seconds: 4, memoryMB: 80 },
  plots: {
    cloud: {
      title: 'Productivity from drawn scores, run by run', caption: 'Each dot is one seeded run of the whole model; the exact value needs no draws and does not move.', mark: 'dot',
      x: { label: 'run' }, y: { label: 'productivity', unit: '1/kJ', scale: 'log' },
    },
  },
  async *run({ runs, samples, search, compat }, host): Events {
    const settings = { compat: compat === 'corrected' ? 'corrected' as const : 'published' as const };
    const exact = {
      baseline: cms.run5(settings).evaluate().productivityPerKJ ?? NaN,
      allThree: cms.run5({ ...settings, gpu: true, tracking: true, smartPixels: true }).evaluate().productivityPerKJ ?? NaN,
    };
    const drawnValues = { baseline: [] as number[], allThree: [] as number[] };
    for (let run = 0; run < runs && !host.signal.aborted; run++) {
      yield { type: 'progress', done: run, of: runs, doing: `drawing ${samples} events of each kind` };
      const reports = cms.drawnRun({ seed: `${host.seed}/${host.repeat}/${run}`, samples, search: search === 'brent' ? 'brent' : 'exact' }, settings);
      for (const [key, series] of [['baseline', 'baseline'], ['allThree', 'all three upgrades']] as const) {
        const value = reports[key].productivityPerKJ;
        if (value === null) continue;
        drawnValues[key].push(value);
        yield { type: 'point', plot: 'cloud', series, x: run + 1, y: value };
        yield { type: 'point', plot: 'cloud', series: `${series}, exact`, x: run + 1, y: exact[key], reference: true };
      }
    }
    yield { type: 'progress', done: runs, of: runs, doing: 'done' };
    return ([['baseline', 'baseline'], ['all-three', 'allThree']] as const).flatMap(([name, key]) => {
      const values = drawnValues[key], n = values.length;
      if (n === 0) return [];
      const mean = values.reduce((a, b) => a + b, 0) / n;
      const spread = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / Math.max(1, n - 1));
      const low = Math.min(...values), high = Math.max(...values);
      return [
        { metric: `drawn/${name}/off-centre`, value: 100 * Math.abs(mean / exact[key] - 1), unit: '%', modelled: true, remark: `Mean of ${n} drawn runs ${mean.toPrecision(4)} /kJ, exact ${exact[key].toPrecision(4)} /kJ; runs scatter by ${(100 * spread / mean).toPrecision(2)} % (${low.toPrecision(4)} to ${high.toPrecision(4)}).` },
        { metric: `drawn/${name}/spread`, value: 100 * spread / mean, unit: '%', modelled: true, remark: 'Standard deviation of one drawn run, relative to the mean.' },
        { metric: `drawn/${name}/lowest`, value: low, unit: '1/kJ', modelled: true },
        { metric: `drawn/${name}/highest`, value: high, unit: '1/kJ', modelled: true },
      ];
    });
  },
};
