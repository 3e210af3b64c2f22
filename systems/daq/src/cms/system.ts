/**
 * The data acquisition of CMS: 19 sub-detectors → 4 categories → level-1 trigger (L1T) → high-level trigger (HLT) → disk.
 * Run 3 has pile-up 60 and keeps 1 in 400 at level 1; Run 5 (the high-luminosity upgrade) has pile-up 200 and keeps 1 in 53.3.
 */
import { gaussian } from '../classifiers/gaussian.ts';
import type { Classifier } from '../classifiers/classifier.ts';
import { Pipeline } from '../pipeline.ts';
import type { StageSpec } from '../specification.ts';
import { corrects } from './compat.ts';
import type { Compat } from './compat.ts';
import { backEndJPerBit, crossingsPerSecond, frontEndJPerBit, hlt as hltFigures, l1, l1At140, microLedJPerBit, runs, smartPixelFraction, subdetectors } from './figures/systems.ts';
import { sampledHlt } from './hlt.ts';
import { l1Trigger } from './l1t.ts';
import type { L1Options } from './l1t.ts';
import { cpuWallTime, gpuWallTime } from './wall-time.ts';

export interface CmsSettings {
  /** Collisions per crossing, 60 to 200; bytes are interpolated linearly between the published tables of Run 3 and Run 5. */
  pileUp?: number;
  /** One event in so many is kept by the level-1 trigger. */
  l1Reduction?: number;
  hltReduction?: number;
  /** Added to the level-1 score of relevant events; tracking is 0.4. */
  l1Boost?: number;
  /** `gaussian` as in the preprint, or the six `sampled` menu paths of the journal version. */
  hlt?: 'gaussian' | 'sampled';
  /** Distance of the two normal distributions of the Gaussian high-level trigger. */
  hltSkill?: number;
  l1JPerOp?: number;
  hltJPerOp?: number;
  /** Upgrades: the high-level trigger on GPUs, tracking in the level-1 trigger (boost 0.4), smart pixels in the inner tracker. */
  gpu?: boolean;
  tracking?: boolean;
  smartPixels?: boolean;
  /** Sub-detectors to categories; micro-LEDs would be 2e-12. */
  frontEndJPerBit?: number;
  /** From the categories on. */
  backEndJPerBit?: number;
  /** Year of the electronics. */
  year?: number;
  /** Which slips of the released model to repeat: all of them (`published`, the default), none, or all but a list. */
  compat?: Compat;
  /** Which of the two level-1 spectra that meet the objects' own rates; only when that slip is corrected. */
  spectrum?: L1Options['spectrum'];
  /**
   * Draw the trigger scores instead of computing their distribution, as the released code does. `search: 'brent'` also takes
   * its threshold search, which may stop away from the asked reduction.
   */
  montecarlo?: { seed: number | string; samples?: number; search?: 'exact' | 'brent' };
}

export const trackingBoost = 0.4;
const CATEGORIES = ['Tracking', 'Timing', 'Calorimetry', 'Muon'];

/** Any system between Run 3 and Run 5, with any of the upgrades. The defaults are the Run 5 baseline as published. @throws on a pile-up outside 60…200. */
export function system(settings: CmsSettings = {}): Pipeline {
  const {
    pileUp = 200, l1Reduction = runs[200].l1Reduction, hltReduction = runs[200].hltReduction,
    l1Boost = 0, hlt = 'gaussian', hltSkill = hltFigures.skill, l1JPerOp = l1.opJ, hltJPerOp = hltFigures.opJ,
    gpu = false, tracking = false, smartPixels = false,
    frontEndJPerBit: frontEnd = frontEndJPerBit, backEndJPerBit: backEnd = backEndJPerBit,
    year = runs[200].year, compat = 'published', spectrum = 'soft', montecarlo,
  } = settings;
  if (!(pileUp >= 60 && pileUp <= 200)) throw new RangeError(`the published tables cover pile-up 60 to 200, got ${pileUp}`);
  const f = (pileUp - 60) / 140;
  const rates = corrects(compat, 'objectRates') ? 'own' as const : 'egamma' as const;
  const drawn = montecarlo ? { ...montecarlo, mode: 'montecarlo' as const, ties: 'nearest' as const } : { ties: 'split' as const };
  const hltClassifier: Classifier = hlt === 'gaussian' ? gaussian(hltSkill, hltFigures.scale)
    : sampledHlt({ ...drawn, relevant: corrects(compat, 'hltRegion') ? 'above' : 'top' });
  return new Pipeline({
    sources: subdetectors.map(([name, into, at60, , at200]) => {
      const bytes = (1 - f) * at60 + f * at200;
      return { name, into, rate: crossingsPerSecond, linkJPerBit: frontEnd, bytes: smartPixels && name === 'Inner Tracker' ? smartPixelFraction * bytes : bytes };
    }),
    stages: [
      ...CATEGORIES.map((name): StageSpec => ({ name, into: 'L1T', reduction: 1, linkJPerBit: backEnd })),
      {
        name: 'L1T', into: 'HLT', bytes: l1.bytes, reduction: l1Reduction, opJ: l1JPerOp, linkJPerBit: backEnd, complexity: l1Complexity,
        classifier: l1Trigger({ ...(montecarlo ? drawn : {}), rates, spectrum, boost: l1Boost + (tracking ? trackingBoost : 0) }),
      },
      { name: 'HLT', into: 'Disk', reduction: hltReduction, opJ: hltJPerOp, linkJPerBit: backEnd, complexity: gpu ? gpuWallTime : cpuWallTime, classifier: hltClassifier },
      { name: 'Disk', reduction: 1 },
    ],
    technology: { year, scaleLinks: !corrects(compat, 'linkScaling') },
    linksBeforeCompression: !corrects(compat, 'linkBytes'),
  });
}

/** Operations of the level-1 trigger: half of one per megabyte. */
function l1Complexity(bytes: number): number { return bytes / 2e6; }

/** Run 3: pile-up 60, level 1 keeps 1 in 400. The paper gives it the electronics of 2032 like the others; corrected, its own year's. */
export function run3(settings: CmsSettings = {}): Pipeline {
  const year = corrects(settings.compat ?? 'published', 'runYear') ? runs[60].year : runs[200].year;
  return system({ pileUp: 60, l1Reduction: runs[60].l1Reduction, hltReduction: runs[60].hltReduction, year, ...settings });
}

/** Run 5, the high-luminosity baseline: pile-up 200, level 1 keeps 1 in 53.3. */
export function run5(settings: CmsSettings = {}): Pipeline { return system(settings); }

/** The published table for pile-up 140: its own bytes, level 1 Gaussian with skill 3 and 1 in 80, electronics of 2028. */
export function pileUp140(settings: Pick<CmsSettings, 'compat' | 'gpu' | 'hlt' | 'hltSkill'> = {}): Pipeline {
  const base = system({ ...settings, pileUp: 140, l1Reduction: runs[140].l1Reduction, hltReduction: runs[140].hltReduction, year: runs[140].year });
  return base.with({
    sources: Object.fromEntries(subdetectors.map(([name, , , at140]) => [name, { bytes: at140 }])),
    stages: { L1T: { classifier: gaussian(l1At140.skill, l1At140.scale) } },
  });
}

/** Smart pixels: the inner tracker sends 46 % of its bytes. */
export function smartPixels(p: Pipeline): Pipeline {
  return p.with({ sources: { 'Inner Tracker': { bytes: smartPixelFraction * p.source('Inner Tracker').bytes } } });
}
/** High-level trigger on GPUs: half the wall time, by the published table. */
export function gpuHlt(p: Pipeline): Pipeline { return p.with({ stages: { HLT: { complexity: gpuWallTime } } }); }
/** Tracking in the level-1 trigger: relevant events score 0.4 more. */
export function l1Tracking(p: Pipeline, boost = trackingBoost): Pipeline {
  const { classifier } = p.stage('L1T');
  if (!classifier) throw new RangeError('stage "L1T" has no classifier to improve');
  return p.with({ stages: { L1T: { classifier: classifier.with({ boost }) } } });
}
/** Micro-LED links, 2 pJ/bit, from the sub-detectors and from the categories. */
export function microLedLinks(p: Pipeline): Pipeline {
  return p.with({
    sources: Object.fromEntries(p.spec.sources.map((s) => [s.name, { linkJPerBit: microLedJPerBit }])),
    stages: Object.fromEntries(CATEGORIES.map((name) => [name, { linkJPerBit: microLedJPerBit }])),
  });
}
