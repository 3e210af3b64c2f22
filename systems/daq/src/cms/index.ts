/** CMS: the systems of the paper and their upgrades. */
export { gpuHlt, l1Tracking, microLedLinks, pileUp140, run3, run5, smartPixels, system, trackingBoost } from './system.ts';
export type { CmsSettings } from './system.ts';
export { configurations } from './table.ts';
export { drawnRun } from './drawn.ts';
export { slips } from './compat.ts';
export type { Compat, Slip } from './compat.ts';
export { l1Menu, l1Paths, l1Trigger } from './l1t.ts';
export type { L1Options } from './l1t.ts';
export { hltMenu, hltPaths, sampledHlt } from './hlt.ts';
export type { HltOptions } from './hlt.ts';
export { cpuWallTime, gpuWallTime, hltWallTimeCubic } from './wall-time.ts';
