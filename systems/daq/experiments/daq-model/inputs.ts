/** The settings every experiment of this paper shares: the paper's Run 5 by default. */
import type { ExperimentEvent, InputSpec, Measurement } from '@galley/claims';
import { cms } from '../../src/index.ts';
import type { Pipeline } from '../../src/index.ts';

export type Events = AsyncGenerator<ExperimentEvent, Measurement[]>;
export const paper = 'daq-model';

export type SystemInputs = {
  pileUp: number;
  l1Reduction: number;
  hltReduction: number;
  trackingBoost: number;
  hltSkill: number;
  hltJPerOp: number;
  frontEndPJPerBit: number;
  backEndPJPerBit: number;
  year: number;
  compat: string;
};

export const systemInputs = {
  pileUp: { kind: 'number', label: 'Pile-up', unit: 'collisions per crossing', default: 200, min: 60, max: 200, step: 1 },
  l1Reduction: { kind: 'number', label: 'Level-1 trigger keeps one in', default: 53.3, min: 10, max: 1000, step: 0.1, scale: 'log' },
  hltReduction: { kind: 'number', label: 'High-level trigger keeps one in', default: 100, min: 2, max: 1000, step: 1, scale: 'log' },
  trackingBoost: { kind: 'number', label: 'Score that tracking adds', default: 0.4, min: 0, max: 1.5, step: 0.01, help: 'Added to the level-1 score of relevant events.' },
  hltSkill: { kind: 'number', label: 'Skill of the high-level trigger', unit: 'σ', default: 4, min: 0.5, max: 8, step: 0.1 },
  hltJPerOp: { kind: 'number', label: 'Energy of the high-level trigger', unit: 'J per unit of wall time', default: 16, min: 0.01, max: 100, scale: 'log' },
  frontEndPJPerBit: { kind: 'number', label: 'Links from the sub-detectors', unit: 'pJ/bit', default: 22.2, min: 0.1, max: 1000, scale: 'log', help: 'Micro-LEDs: 2.' },
  backEndPJPerBit: { kind: 'number', label: 'Links behind the categories', unit: 'pJ/bit', default: 25, min: 0.1, max: 1000, scale: 'log' },
  year: { kind: 'number', label: 'Electronics of', default: 2032, min: 2022, max: 2060, step: 1, integer: true },
  compat: { kind: 'choice', label: 'Slips of the released model', options: ['published', 'corrected'], default: 'published', help: 'published: repeated, as in the paper. corrected: own rate per object, links not scaled, own year.' },
} satisfies Record<string, InputSpec>;

export interface Upgrades { gpu?: boolean; tracking?: boolean; smartPixels?: boolean }

/** The system these inputs describe, with upgrades. */
export function systemOf(i: SystemInputs, { gpu, tracking, smartPixels }: Upgrades = {}, more: Parameters<typeof cms.system>[0] = {}): Pipeline {
  return cms.system({
    pileUp: i.pileUp, l1Reduction: i.l1Reduction, hltReduction: i.hltReduction, hltSkill: i.hltSkill, hltJPerOp: i.hltJPerOp,
    frontEndJPerBit: i.frontEndPJPerBit * 1e-12, backEndJPerBit: i.backEndPJPerBit * 1e-12, year: i.year, compat: i.compat === 'corrected' ? 'corrected' : 'published',
    gpu, smartPixels, l1Boost: tracking ? i.trackingBoost : 0, ...more,
  });
}
