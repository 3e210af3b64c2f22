/** What a reader can move, and the system it makes. */
import { cms, type Pipeline } from '@galley/daq';

export interface Settings {
  gpu: boolean; tracking: boolean; smartPixels: boolean;
  pileUp: number;
  /** The level-1 trigger keeps one event in so many. */
  l1Reduction: number;
  /** What tracking adds to the level-1 score of a relevant event. */
  boost: number;
  /** Links from the sub-detectors, pJ/bit; those behind the categories follow in proportion. */
  linkPJPerBit: number;
  year: number;
}

/** The paper's Run 5, without upgrades. */
export const start: Settings = { gpu: false, tracking: false, smartPixels: false, pileUp: 200, l1Reduction: 53.3, boost: cms.trackingBoost, linkPJPerBit: 22.2, year: 2032 };

/** Where the sliders of these two stop: round figures and the paper's own. */
export const reductions = [40, 42, 44, 46, 48, 50, 53.3, 56, 60, 65, 70, 75, 80, 85, 90, 95, 100, 110, 120, 130, 140, 150, 160, 180, 200, 220, 240, 260, 280, 300, 320, 340, 360, 380, 400, 425, 450];
export const linkEnergies = [0.5, 1, 2, 3, 5, 7, 10, 15, 22.2, 30, 40, 60, 80, 100, 150, 200, 300, 500, 1000];

/** Index of the stop nearest to a value, in proportion. */
export function nearest(stops: number[], value: number): number {
  let best = 0;
  for (let i = 1; i < stops.length; i++) if (Math.abs(Math.log(stops[i] / value)) < Math.abs(Math.log(stops[best] / value))) best = i;
  return best;
}

let behindCategories: number | undefined;
function technology({ linkPJPerBit, year }: Settings) {
  behindCategories ??= (cms.run5().stage('L1T').linkJPerBit ?? 0) / cms.run5().source('HGCAL').linkJPerBit;
  return { year, frontEndJPerBit: linkPJPerBit * 1e-12, backEndJPerBit: linkPJPerBit * 1e-12 * behindCategories };
}

export function systemOf(s: Settings, montecarlo?: { seed: number; samples: number }): Pipeline {
  return cms.system({ ...technology(s), pileUp: s.pileUp, l1Reduction: s.l1Reduction, l1Boost: s.tracking ? s.boost : 0, gpu: s.gpu, smartPixels: s.smartPixels, ...(montecarlo ? { montecarlo } : {}) });
}

/** The paper's ten configurations, each with its own pile-up, ratio and upgrades, in the electronics and with the tracking that are set. */
export function configurationsOf(s: Settings): { name: string; pipeline: Pipeline }[] {
  return cms.configurations.map(({ name, build }) => {
    const built = build(technology(s)), tracks = (built.stage('L1T').classifier?.settings.boost ?? 0) > 0;
    return { name, pipeline: tracks ? cms.l1Tracking(built, s.boost) : built };
  });
}

/** What the ten configurations are called on the page. */
export const configurationNames: Record<string, string> = { 'pile-up 200, L1T 400': '200, 1 in 400', 'GPU HLT': 'GPU', 'L1T tracking': 'tracking', 'GPU + tracking': 'GPU, tracking', 'pixels + tracking': 'pixels, tracking', 'GPU + pixels': 'GPU, pixels' };

/** What each upgrade changes: inputs of the paper, not results. */
export function upgradeNotes(): { gpu: number; smartPixels: number } {
  const inner = (smartPixels: boolean) => systemOf({ ...start, smartPixels }).source('Inner Tracker').bytes;
  return { gpu: cms.gpuWallTime(1e6) / cms.cpuWallTime(1e6), smartPixels: inner(true) / inner(false) };
}
