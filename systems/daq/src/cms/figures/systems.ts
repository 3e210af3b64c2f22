/**
 * Sub-detectors and stages of the CMS data acquisition, from cms_system_{60,140,200,200_smartpx,200_smartpx_uled}.xlsx.
 * Figures from "SystemFlow" (github.com/wilkieolin/system_flow, tag `paper`), Copyright © 2025, UChicago Argonne, LLC,
 * used under its BSD-style licence (LICENSE-systemflow.md). Written by conversion/convert.ts: change that, not this.
 */

/** Name, category node it feeds, bytes per crossing at pile-up 60, 140 and 200. */
export const subdetectors: readonly (readonly [name: string, category: string, at60: number, at140: number, at200: number])[] = [
  ['Inner Tracker', 'Tracking', 436666.6666666666, 1010000, 1440000],
  ['Outer Tracker PS', 'Tracking', 206666.6666666667, 500000, 720000],
  ['Outer Tracker 2S', 'Tracking', 126666.66666666669, 300000, 430000],
  ['Track Finder TPG', 'Tracking', 10000, 10000, 10000],
  ['MIP Timing BTL', 'Timing', 76666.66666666666, 170000, 240000],
  ['MIP Timing ETL', 'Timing', 136666.6666666667, 310000, 440000],
  ['ECAL Barrel', 'Calorimetry', 180000, 420000, 600000],
  ['HCAL Barrel', 'Calorimetry', 240000, 240000, 240000],
  ['HCAL HO', 'Calorimetry', 30000, 30000, 30000],
  ['HCAL HF', 'Calorimetry', 60000, 60000, 60000],
  ['HGCAL', 'Calorimetry', 0, 2100000, 3000000],
  ['HGCAL TPG Stage1', 'Calorimetry', 0, 110000, 150000],
  ['HGCAL TPG Stage2', 'Calorimetry', 0, 40000, 50000],
  ['Muon DT', 'Muon', 56666.66666666667, 110000, 150000],
  ['Muon CSC', 'Muon', 143333.3333333333, 330000, 470000],
  ['Muon GEM GE1', 'Muon', 666.6666666666665, 2000, 3000],
  ['Muon GEM GE2', 'Muon', 0, 1000, 2000],
  ['Muon GEM ME0', 'Muon', 26666.66666666667, 80000, 120000],
  ['Muon RPC', 'Muon', 10000, 10000, 10000],
];
export const crossingsPerSecond = 40000000;
/** J/bit from the sub-detectors to their categories. */
export const frontEndJPerBit = 2.22e-11;
/** J/bit from the categories on. */
export const backEndJPerBit = 2.5e-11;
/** J/bit of micro-LED links, in place of the electrical ones up to and including the categories' outputs. */
export const microLedJPerBit = 2e-12;
export const l1 = { bytes: 260000, opJ: 0.003 };
export const hlt = { opJ: 16, skill: 4, scale: 1 };
/** Calendar year of the electronics and reduction ratios, by pile-up. */
export const runs = { 60: { year: 2024, l1Reduction: 400, hltReduction: 100 }, 140: { year: 2028, l1Reduction: 80, hltReduction: 100 }, 200: { year: 2032, l1Reduction: 53.3, hltReduction: 100 } };
/** The pile-up 140 table has no measured L1 curves: its L1 is Gaussian with this skill and scale. */
export const l1At140 = { skill: 3, scale: 1 };
/** What smart pixels leave of the inner tracker's bytes. */
export const smartPixelFraction = 0.46;
