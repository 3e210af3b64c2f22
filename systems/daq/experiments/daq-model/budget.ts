/** Q6: what else has to improve before the system fits a power budget. */
import type { Experiment, Measurement } from '@galley/claims';
import { linspace, meetBudget, parameter, quantity } from '../../src/index.ts';
import { paper, systemInputs, systemOf } from './inputs.ts';
import type { Events, SystemInputs } from './inputs.ts';

type BudgetInputs = SystemInputs & { budgetMW: number; leastF1: number };

const knobs = [
  { parameter: 'HLT.opJ', metric: 'hlt-energy', unit: 'J', label: 'energy of the high-level trigger', to: (at: number) => at / 1000 },
  { parameter: 'L1T.reduction', metric: 'l1-reduction', unit: '', label: 'level-1 reduction', to: (at: number) => Math.max(at, 1000) },
  { parameter: 'L1T.boost', metric: 'l1-boost', unit: '', label: 'level-1 score boost', to: (at: number) => at + 1 },
  { parameter: 'HLT.skill', metric: 'hlt-skill', unit: 'σ', label: 'high-level trigger skill', to: (at: number) => at + 4 },
  { parameter: 'HGCAL.bytes', metric: 'hgcal-bytes', unit: 'B', label: 'bytes of the high-granularity calorimeter', to: () => 0 },
  { parameter: 'technology.year', metric: 'year', unit: '', label: 'year of the electronics', to: (at: number) => at + 40 },
] as const;

export const budget: Experiment<BudgetInputs> = {
  id: 'budget',
  paper,
  title: 'What it takes to meet a power budget',
  claims: ['Q6'],
  runsIn: ['node', 'browser'],
  inputs: {
    ...systemInputs,
    budgetMW: { kind: 'number', label: 'Power budget', unit: 'MW', default: 10, min: 0.05, max: 100, scale: 'log', help: 'The paper’s own limit is not in the release: this one is yours. The default is about half of what all three upgrades leave.' },
    leastF1: { kind: 'number', label: 'F1 at least', default: 0.8, min: 0, max: 1, step: 0.01 },
  },
  cost: { seconds: 0.5, memoryMB: 60 },
  plots: {
    power: {
      title: 'Power against the energy of the high-level trigger', caption: 'All three upgrades made; where the line crosses the budget is the energy per operation that would do.', mark: 'line',
      x: { label: 'high-level trigger', unit: 'J per unit of wall time', scale: 'log' }, y: { label: 'power', unit: 'MW', scale: 'log' },
    },
  },
  async *run(inputs): Events {
    const all = systemOf(inputs, { gpu: true, tracking: true, smartPixels: true }), now = all.evaluate();
    const target = { powerW: inputs.budgetMW * 1e6, ...(inputs.leastF1 > 0 ? { f1: inputs.leastF1 } : {}) };
    yield { type: 'progress', done: 0, of: 2, doing: 'turning one knob at a time' };
    const solutions = meetBudget(all, target, knobs.map(({ parameter: name, to }) => ({ parameter: name, to: to(parameter(all, name).get(all)) })));
    yield { type: 'progress', done: 1, of: 2, doing: 'tracing power' };
    const energy = parameter(all, 'HLT.opJ');
    for (const share of linspace(0, 1, 61)) {
      const opJ = energy.get(all) * 10 ** (-3 * share);
      yield { type: 'point', plot: 'power', series: 'all three upgrades', x: opJ, y: energy.set(all, opJ).evaluate().powerW / 1e6 };
      yield { type: 'point', plot: 'power', series: 'budget', x: opJ, y: inputs.budgetMW, reference: true };
    }
    const over = now.powerW / target.powerW;
    const measurements: Measurement[] = [{
      metric: 'budget/all-three-over-budget', value: over, unit: '×', modelled: true,
      remark: `With all three upgrades the system takes ${quantity(now.powerW, 'W')}, ${over.toPrecision(3)} times the chosen budget of ${inputs.budgetMW} MW; the paper’s own limit is not in the release, so the budget is an assumption of this run.`,
    }];
    for (const { parameter: name, metric, unit, label } of knobs) {
      const solution = solutions.find((s) => s.knob === name);
      if (!solution) continue;
      const value = solution.values[name], f1 = solution.report.f1?.toFixed(3) ?? 'undefined';
      yield { type: 'note', text: solution.met
        ? `Alone, the ${label} would have to go from ${Number(solution.from[name].toPrecision(4))} to ${Number(value.toPrecision(4))}${unit ? ` ${unit}` : ''} (F1 ${f1}).`
        : `No ${label} on its way to ${Number(value.toPrecision(4))} meets the budget: ${quantity(solution.report.powerW, 'W')} and F1 ${f1} there.` };
      if (solution.met) measurements.push({ metric: `budget/${metric}`, value, unit, modelled: true, remark: `Where the ${label} would have to stand to meet ${inputs.budgetMW} MW at F1 ${inputs.leastF1} on its own.` });
    }
    const together = solutions[solutions.length - 1];
    if (together.met) yield { type: 'note', text: `Together, each would have to go only part of its way: ${knobs.map(({ parameter: name, label }) => `${label} ${Number(together.values[name].toPrecision(4))}`).join(', ')}.` };
    measurements.push({ metric: 'budget/single-knobs-that-meet-it', value: solutions.slice(0, -1).filter((s) => s.met).length, unit: '', modelled: true, remark: `Of ${knobs.length} single improvements, so many meet the budget.` });
    yield { type: 'progress', done: 2, of: 2, doing: 'done' };
    return measurements;
  },
};
