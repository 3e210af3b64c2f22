/** Power, F1 and productivity on their scales, with the paper's two values as ticks. */
import type { Report } from '@galley/daq';
import { dialSvg } from '#plots/dial.ts';
import { start, systemOf } from './settings.ts';
import { productivity, three } from './words.ts';

/** The two values of the paper's abstract, samples/kJ: the Run 5 baseline and all three upgrades. */
export const printed = [0.065, 0.31];

let baseline: Report | undefined;

export function dials(report: Report): { name: string; svg: string }[] {
  baseline ??= systemOf(start).evaluate();
  const reference = (value: number | null, text: string) => (value === null ? [] : [{ value, label: `Run 5 ${text}` }]);
  return [
    { name: 'power', svg: dialSvg({ label: 'power', unit: 'MW', value: report.powerW / 1e6, text: three(report.powerW / 1e6), scale: 'log', domain: [.1, 500], ticks: [.1, 1, 10, 100], references: reference(baseline.powerW / 1e6, three(baseline.powerW / 1e6)) }) },
    { name: 'f1', svg: dialSvg({ label: 'F1 of what is kept', unit: '', value: report.f1, text: report.f1 === null ? 'undefined' : report.f1.toFixed(3), scale: 'linear', domain: [0, 1], ticks: [0, .25, .5, .75, 1], references: reference(baseline.f1, baseline.f1?.toFixed(3) ?? '') }) },
    { name: 'productivity', svg: dialSvg({ label: 'productivity', unit: 'samples/kJ', value: report.productivityPerKJ, text: productivity(report.productivityPerKJ), scale: 'log', domain: [.01, 5], ticks: [.01, .03, .1, .3, 1, 3], references: printed.map((value) => ({ value, label: `paper ${value}`, paper: true })) }) },
  ];
}
