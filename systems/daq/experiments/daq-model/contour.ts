/** Q7: productivity over the level-1 reduction and pile-up, the paper's contour. */
import type { Experiment, Measurement } from '@galley/claims';
import { linspace, sweepOver } from '../../src/index.ts';
import { paper, systemInputs, systemOf } from './inputs.ts';
import type { Events, SystemInputs } from './inputs.ts';

type ContourInputs = Omit<SystemInputs, 'pileUp' | 'l1Reduction'> & { grid: number; gpu: boolean; tracking: boolean; smartPixels: boolean };

const { pileUp: _pileUp, l1Reduction: _l1Reduction, ...others } = systemInputs;

export const contour: Experiment<ContourInputs> = {
  id: 'contour',
  paper,
  title: 'Productivity over level-1 reduction and pile-up',
  claims: ['Q7'],
  runsIn: ['node', 'browser'],
  inputs: {
    ...others,
    grid: { kind: 'number', label: 'Points a side', default: 101, min: 11, max: 401, step: 10, integer: true },
    gpu: { kind: 'boolean', label: 'GPU high-level trigger', default: false },
    tracking: { kind: 'boolean', label: 'Tracking in the level-1 trigger', default: false },
    smartPixels: { kind: 'boolean', label: 'Smart pixels', default: false },
  },
  cost: { seconds: 1, memoryMB: 60 },
  plots: {
    cuts: {
      title: 'Cuts through the contour', caption: 'Productivity falls with pile-up at every level-1 reduction; dots are Run 3 (60, 1 in 400) and Run 5 (200, 1 in 53.3).', mark: 'line',
      x: { label: 'level-1 trigger keeps one in', scale: 'log' }, y: { label: 'productivity', unit: '1/kJ', scale: 'log' },
    },
  },
  async *run(given): Events {
    const n = given.grid, pileUp = linspace(60, 200, n), l1Reduction = linspace(450, 40, n);
    const build = (point: Record<string, number>) => systemOf({ ...given, pileUp: point.pileUp, l1Reduction: point.l1Reduction }, given);
    yield { type: 'progress', done: 0, of: n, doing: 'first row' };
    const rows: Float64Array[] = [];
    for (const [i, p] of pileUp.entries()) {
      rows.push(sweepOver(build, { pileUp: [p], l1Reduction }));
      if (i % 10 === 9) yield { type: 'progress', done: i + 1, of: n, doing: `pile-up ${p.toFixed(0)}` };
    }
    let peak = { value: -Infinity, i: 0, j: 0 }, lowest = Infinity, rising = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const value = rows[i][j];
        if (value > peak.value) peak = { value, i, j };
        lowest = Math.min(lowest, value);
        if (i > 0 && value > rows[i - 1][j]) rising++;
      }
    }
    for (let i = 0; i < n; i += Math.max(1, Math.round((n - 1) / 5))) {
      for (let j = 0; j < n; j += 2) yield { type: 'point', plot: 'cuts', series: `pile-up ${pileUp[i].toFixed(0)}`, x: l1Reduction[j], y: rows[i][j] };
    }
    for (const [series, p, l1] of [['Run 3', 60, 400], ['Run 5', 200, 53.3]] as const) {
      const y = build({ pileUp: p, l1Reduction: l1 }).evaluate().productivityPerKJ;
      if (y !== null) yield { type: 'point', plot: 'cuts', series, x: l1, y, reference: true };
    }
    yield { type: 'note', text: `The surface falls from ${peak.value.toPrecision(4)} to ${lowest.toPrecision(3)} per kJ. The repository’s own grid of May 2024, drawn anew at every point, has the same corner highest at 1.678 and its lowest at 0.0362.` };
    yield { type: 'progress', done: n, of: n, doing: 'done' };
    const measurements: Measurement[] = [
      { metric: 'contour/peak-productivity', value: peak.value, unit: '1/kJ', remark: `Highest at pile-up ${pileUp[peak.i].toFixed(0)} and a level-1 reduction of ${l1Reduction[peak.j].toFixed(0)}.` },
      { metric: 'contour/peak-pile-up', value: pileUp[peak.i], unit: '', remark: 'Pile-up of the highest productivity on the grid.' },
      { metric: 'contour/peak-l1-reduction', value: l1Reduction[peak.j], unit: '', remark: 'Level-1 reduction of the highest productivity on the grid.' },
      { metric: 'contour/rising-with-pile-up', value: rising, unit: '', remark: `Of ${n * (n - 1)} steps to more pile-up, so many raise productivity.` },
      { metric: 'contour/lowest-productivity', value: lowest, unit: '1/kJ' },
    ];
    return measurements;
  },
};
