/**
 * One trigger path: a measured efficiency curve ε(E) over an exponential energy spectrum λ·exp(−λE).
 *
 * λ is either given or fitted so that the share of events the path fires on, ∫ λ·exp(−λE)·ε(E) dE, meets a recorded rate.
 */
import { brentBounded } from '@galley/numerics/brent';
import { linear, pchip } from '@galley/numerics/interpolate';
import type { PiecewiseCubic } from '@galley/numerics/interpolate';
import { integrate } from '@galley/numerics/quadrature';
import { bisect } from '@galley/numerics/roots';

export interface EfficiencyPath {
  name: string;
  /** (energy in GeV, efficiency), energies increasing. */
  points: readonly (readonly [energyGeV: number, efficiency: number])[];
  thresholdGeV: number;
  /** λ in 1/GeV: given, or fitted to the share of events that fire the path. */
  decay: number | DecayFit;
  /** `pchip` (default): monotone cubic. `linear`: straight lines. */
  interpolation?: 'pchip' | 'linear';
  /**
   * Beyond the points: go on with the end cubics and clip to [0, 1] (default), or `saturate` at 0 below and 1 above.
   * A saturated curve keeps the percent by which a digitised plateau may overshoot 1, as the released code does.
   */
  outside?: 'extrapolate' | 'saturate';
}

export interface DecayFit {
  /** Share of events that fire the path. */
  rate: number;
  /** The search for λ, 1/GeV. */
  between: readonly [number, number];
  /** Energies the rate is integrated over; those of the points by default. */
  over?: readonly [number, number];
  /** Absolute tolerance on λ of the bounded search, 1e-5 by default as published. */
  tolerance?: number;
}

/** Part of a path's energy spectrum: below or above its threshold, or from one quantile to another. */
export type Region = 'below' | 'above' | readonly [fromQuantile: number, toQuantile: number];

export interface CompiledPath {
  name: string;
  /** λ, 1/GeV. */
  decay: number;
  thresholdGeV: number;
  /** Share of the spectrum below the threshold. */
  thresholdQuantile: number;
  /** Share of events that fire the path at this λ, over the energies it was fitted on (of the points, when λ was given). */
  firingRate: number;
  /** Efficiency at an energy, from 0 to `highest`. */
  efficiency(energyGeV: number): number;
  highest: number;
  /** Energy up to which the efficiency is 0. */
  turnOn: number;
  /** Energies between which the efficiency is monotone (or constant); the first is 0, the last beyond any event. */
  breaks: Float64Array;
  /** How `efficiency` is computed; see `efficiencyAt`. */
  lookup: Lookup;
  saturates: boolean;
}

/** How far a digitised efficiency may leave [0, 1] before it is taken for a mistake. */
const DIGITISING_TOLERANCE = 0.01;
/** exp(−45) = 3e-20: no event has more energy than this many times 1/λ. */
const BEYOND = 45;

/** Fits λ and cuts the spectrum at the bends of the curve. @throws a sentence naming the path when its curve, threshold or decay cannot be used. */
export function compilePath(path: EfficiencyPath): CompiledPath {
  const { name, points, thresholdGeV, interpolation = 'pchip', outside = 'extrapolate' } = path;
  const xs = points.map((p) => p[0]), ys = points.map((p) => p[1]);
  const wrong = ys.findIndex((y) => !(y >= -DIGITISING_TOLERANCE && y <= 1 + DIGITISING_TOLERANCE));
  if (wrong >= 0) throw new RangeError(`path "${name}": efficiency ${ys[wrong]} at ${xs[wrong]} GeV is not within [0, 1]; give fractions, not percent`);
  if (!(thresholdGeV > 0 && Number.isFinite(thresholdGeV))) throw new RangeError(`path "${name}": the threshold must be a positive energy in GeV, got ${thresholdGeV}`);
  let curve: PiecewiseCubic;
  try { curve = (interpolation === 'linear' ? linear : pchip)(xs, ys); } catch (error) {
    throw new RangeError(`path "${name}": ${error instanceof Error ? error.message : error}`);
  }
  const first = xs[0], last = xs[xs.length - 1];
  const lookup = lookupOf(curve), saturates = outside === 'saturate';
  const unclipped = (e: number) => (saturates && e < first ? 0 : saturates && e > last ? 1 : valueAt(lookup, e));
  const over = typeof path.decay === 'number' ? [first, last] as const : path.decay.over ?? [first, last] as const;
  const rateAt = (decay: number) => integrate((e) => (e > 0 ? decay * Math.exp(-decay * e) * unclipped(e) : 0), over[0], over[1], { breaks: [0, ...xs], absolute: 1e-9, relative: 1e-8 }).value;
  const decay = typeof path.decay === 'number' ? path.decay : fitDecay(name, path.decay, rateAt);
  if (!(decay > 0 && Number.isFinite(decay))) throw new RangeError(`path "${name}": the decay constant must be positive, in 1/GeV, got ${decay}`);
  const efficiency = saturates ? (e: number) => Math.max(0, unclipped(e)) : (e: number) => Math.min(1, Math.max(0, unclipped(e)));
  const breaks = monotoneBreaks(curve, unclipped, saturates, Math.max(2 * last, BEYOND / decay));
  // the efficiency is monotone between breaks: zero at both ends and in the middle is zero throughout
  let dark = 0;
  while (dark < breaks.length - 1 && efficiency(breaks[dark] * (1 - 1e-9) + breaks[dark + 1] * 1e-9) === 0 && efficiency(breaks[dark + 1] * (1 - 1e-9)) === 0) dark++;
  return {
    name, decay, thresholdGeV,
    thresholdQuantile: -Math.expm1(-decay * thresholdGeV),
    firingRate: rateAt(decay),
    efficiency, breaks, lookup, saturates,
    highest: saturates ? Math.max(1, ...ys) : 1,
    turnOn: breaks[dark],
  };
}

function fitDecay(name: string, { rate, between, tolerance = 1e-5 }: DecayFit, rateAt: (decay: number) => number): number {
  if (!(rate > 0 && rate <= 1)) throw new RangeError(`path "${name}": the rate is the share of events that fire it, from 0 to 1, got ${rate}`);
  if (!(between[0] >= 0 && between[1] > between[0])) throw new RangeError(`path "${name}": the decay constant is searched between two increasing positive bounds, got ${between[0]} and ${between[1]}`);
  return brentBounded((decay) => Math.abs(rate - rateAt(decay)), between[0], between[1], { tolerance }).x;
}

/** Quantile range of a region. @throws when it is empty or leaves [0, 1]. */
export function quantiles(path: CompiledPath, region: Region): readonly [number, number] {
  if (region === 'below') return [0, path.thresholdQuantile];
  if (region === 'above') return [path.thresholdQuantile, 1];
  if (!(region[0] >= 0 && region[1] <= 1 && region[0] < region[1])) throw new RangeError(`path "${path.name}": a region is two increasing quantiles within [0, 1], got ${region[0]} and ${region[1]}`);
  return region;
}

/** Energies where the clipped curve may turn, start or stop: knots, extrema of the cubics, and crossings of 0 and 1. */
function monotoneBreaks(curve: PiecewiseCubic, value: (e: number) => number, saturate: boolean, beyond: number): Float64Array {
  const { xs, coefficients: c } = curve, n = xs.length;
  const cuts = [0, beyond, ...Array.from(xs).filter((x) => x > 0 && x < beyond)];
  if (!saturate) {
    for (const [i, from, to] of [[0, 0, xs[0]], [n - 2, xs[n - 1], beyond]]) {
      const a = 3 * c[4 * i + 3], b = 2 * c[4 * i + 2], d = b * b - 4 * a * c[4 * i + 1];
      const turns = a === 0 ? [-c[4 * i + 1] / b] : d >= 0 ? [(-b + Math.sqrt(d)) / (2 * a), (-b - Math.sqrt(d)) / (2 * a)] : [];
      for (const s of turns) if (xs[i] + s > from && xs[i] + s < to) cuts.push(xs[i] + s);
    }
  }
  cuts.sort((a, b) => a - b);
  const breaks: number[] = [];
  for (let i = 0; i < cuts.length; i++) {
    breaks.push(cuts[i]);
    if (i === cuts.length - 1) break;
    // a saturated curve jumps at its ends: look just inside the interval
    const low = cuts[i] + 1e-12 * (cuts[i + 1] - cuts[i]), high = cuts[i + 1] - 1e-12 * (cuts[i + 1] - cuts[i]);
    const crossings = [0, 1].flatMap((level) => ((value(low) - level) * (value(high) - level) < 0 ? [bisect((e) => value(e) - level, low, high)] : []));
    breaks.push(...crossings.sort((a, b) => a - b));
  }
  return Float64Array.from(breaks).filter((e, i, all) => i === 0 || e > all[i - 1]);
}

/** A curve laid out for speed: a simulation asks forty million times a second. */
interface Lookup {
  xs: Float64Array;
  coefficients: Float64Array;
  /** Interval in which each of 512 equal buckets of x starts, so that no search is needed. */
  startsAt: Uint16Array;
  perX: number;
  last: number;
}
const BUCKETS = 512;

function lookupOf({ xs, coefficients }: PiecewiseCubic): Lookup {
  const last = xs.length - 2, perX = BUCKETS / (xs[last + 1] - xs[0]), startsAt = new Uint16Array(BUCKETS + 1);
  for (let b = 0, i = 0; b <= BUCKETS; b++) {
    while (i < last && xs[i + 1] <= xs[0] + b / perX) i++;
    startsAt[b] = i;
  }
  return { xs, coefficients, startsAt, perX, last };
}

function valueAt({ xs, coefficients: c, startsAt, perX, last }: Lookup, x: number): number {
  let i = x <= xs[0] ? 0 : startsAt[Math.min(BUCKETS, ((x - xs[0]) * perX) | 0)];
  while (i < last && x >= xs[i + 1]) i++;
  while (i > 0 && x < xs[i]) i--;
  const s = x - xs[i], k = 4 * i;
  return c[k] + s * (c[k + 1] + s * (c[k + 2] + s * c[k + 3]));
}

/** `path.efficiency(energyGeV)` without a closure in the way. */
export function efficiencyAt({ lookup, saturates }: CompiledPath, energyGeV: number): number {
  if (!saturates) return Math.min(1, Math.max(0, valueAt(lookup, energyGeV)));
  return energyGeV < lookup.xs[0] ? 0 : energyGeV > lookup.xs[lookup.last + 1] ? 1 : Math.max(0, valueAt(lookup, energyGeV));
}
