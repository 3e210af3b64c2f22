/** The devices of the paper's repository, by their stated capabilities: how many schedules its filters leave each of them. */
import type { Experiment, ExperimentEvent, Measurement } from '@galley/claims';
import { paperCpuFilter, paperCpus, paperGpuFilter, paperGpus, paperGpuSpace, paperSpace } from '../src/tune/paper-space.ts';

export const devices: Experiment = {
  id: 'devices',
  paper: 'nn-jit-web',
  title: 'Candidates for each device of the paper',
  claims: ['C2', 'C5'],
  runsIn: ['node', 'browser'],
  inputs: {},
  cost: { seconds: 1, memoryMB: 30 },
  plots: { candidates: { title: 'Candidates left by the paper’s filters', caption: 'Of 3,388 schedules for a processor and 6,776 for a GPU, those that the released filters leave for the capabilities the authors wrote down.', mark: 'bar', x: { label: 'device' }, y: { label: 'candidates', scale: 'log' } } },
  async *run(): AsyncGenerator<ExperimentEvent, Measurement[]> {
    const cpus = Object.entries(paperCpus).map(([name, cpu]) => ({ name: `processor: ${name}`, count: paperSpace().filter((s) => paperCpuFilter(s, cpu)).length }));
    const gpus = Object.entries(paperGpus).map(([name, gpu]) => ({ name: `GPU: ${name}`, count: paperGpuSpace().filter((s) => paperGpuFilter(s, gpu)).length })), all = [...cpus, ...gpus];
    for (const { name, count } of all) yield { type: 'point', plot: 'candidates', series: 'left', x: name, y: count };
    const least = all.reduce((a, b) => (b.count < a.count ? b : a));
    return [
      { metric: 'candidates/least', value: least.count, unit: '', modelled: true, remark: `${least.name}; ${all.map(({ name, count }) => `${name} ${count}`).join(', ')}.` },
      { metric: 'candidates/raw', value: paperSpace().length, unit: '', modelled: true, remark: `For a product on a processor; ${paperSpace('dense').length} for a dense layer, ${paperGpuSpace().length} on a GPU.` },
    ];
  },
};
