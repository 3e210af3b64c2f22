/** The paper's two systems with drawn scores: what the released code computes on each start, from a seed. */
import type { Report } from '../report.ts';
import { gpuHlt, l1Tracking, run5, smartPixels } from './system.ts';
import type { CmsSettings } from './system.ts';

/** Run 5 baseline and all three upgrades over the same draws. A run of about 0.1 s; 50 000 events of each kind by default. */
export function drawnRun(montecarlo: NonNullable<CmsSettings['montecarlo']>, settings: CmsSettings = {}): { baseline: Report; allThree: Report } {
  const base = run5({ ...settings, montecarlo });
  return { baseline: base.evaluate(), allThree: l1Tracking(gpuHlt(smartPixels(base))).evaluate() };
}
