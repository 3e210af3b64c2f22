/** What each slip of the released model is worth: published against corrected, one at a time and together. */
import type { Experiment, Measurement } from '@galley/claims';
import { cms } from '../../src/index.ts';
import type { cms as CmsNamespace } from '../../src/index.ts';
import { paper } from './inputs.ts';
import type { Events } from './inputs.ts';

type SlipInputs = { spectrum: string };

export const slips: Experiment<SlipInputs> = {
  id: 'slips',
  paper,
  title: 'The released model with its slips corrected',
  claims: ['Q1'],
  runsIn: ['node', 'browser'],
  inputs: {
    spectrum: { kind: 'choice', label: 'Level-1 spectra at their own rates', options: ['soft', 'hard'], default: 'soft', help: 'Two spectra of each object meet its rate; soft is where the released search ends once the rate is right.' },
  },
  cost: { seconds: 1, memoryMB: 80 },
  plots: {
    productivity: {
      title: 'Productivity with slips corrected', caption: 'Giving every object its own rate moves the baseline most; the other slips hardly show in the Run 5 figures.', mark: 'bar',
      x: { label: 'corrected' }, y: { label: 'productivity', unit: '1/kJ' },
    },
  },
  async *run({ spectrum: chosen }): Events {
    const names = Object.keys(cms.slips) as CmsNamespace.Slip[];
    const cases: { label: string; compat: CmsNamespace.Compat }[] = [
      { label: 'nothing', compat: 'published' }, ...names.map((name) => ({ label: name, compat: [name] })), { label: 'everything', compat: 'corrected' },
    ];
    const spectrum = chosen === 'hard' ? 'hard' as const : 'soft' as const;
    const measurements: Measurement[] = [];
    for (const [i, { label, compat }] of cases.entries()) {
      yield { type: 'progress', done: i, of: cases.length, doing: label };
      const systems = { baseline: cms.run5({ compat, spectrum }), 'all-three': cms.run5({ compat, spectrum, gpu: true, tracking: true, smartPixels: true }), 'run-3': cms.run3({ compat, spectrum }) };
      for (const [system, pipeline] of Object.entries(systems)) {
        const { productivityPerKJ: y } = pipeline.evaluate();
        if (y === null) continue;
        yield { type: 'point', plot: 'productivity', series: system, x: label, y };
        measurements.push({ metric: `corrected/${label}/${system}/productivity`, value: y, unit: '1/kJ', ...(Object.hasOwn(cms.slips, label) ? { remark: `Slip: ${cms.slips[label as CmsNamespace.Slip]}.` } : {}) });
      }
    }
    yield { type: 'progress', done: cases.length, of: cases.length, doing: 'done' };
    return measurements;
  },
};
