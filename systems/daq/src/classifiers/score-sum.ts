/**
 * Trigger menu: an event's score is the sum of the efficiencies of its paths, Σⱼ εⱼ(Eⱼ).
 *
 * Irrelevant and relevant events differ in which paths had an energy above threshold (section on the level-1 trigger);
 * `boost` adds to the score of relevant events, which is how the paper models tracking in the trigger.
 * `exact` (the default) computes both score distributions by convolution: no randomness, seven digits at the default bins.
 * `montecarlo` draws samples as the released code does, but seeded.
 */
import { random } from '@galley/numerics/random';
import type { Random } from '@galley/numerics/random';
import { changed } from './classifier.ts';
import type { Classifier } from './classifier.ts';
import { compilePath, efficiencyAt, quantiles } from './efficiency-path.ts';
import type { CompiledPath, EfficiencyPath, Region } from './efficiency-path.ts';
import { empirical } from './empirical.ts';
import { histogram } from './histogram.ts';
import { discretise, mixture, shifted, spectrumCache, transformSize } from './score-lattice.ts';
import type { Term } from './score-lattice.ts';
import { solveThreshold } from './threshold.ts';
import type { ScoreDistribution, ThresholdOptions } from './threshold.ts';

/** A kind of event: which paths it has energy in, and where in their spectra. Paths not named add nothing to the score. */
export interface MenuRow { proportion: number; energies: Readonly<Record<string, Region>> }
export interface Menu { irrelevant: readonly MenuRow[]; relevant: readonly MenuRow[] }

export interface ScoreSumOptions extends ThresholdOptions {
  boost?: number;
  /** Lattice bins per unit of efficiency; 8000 by default, so that the sum of four paths fits a transform of 2¹⁵. */
  bins?: number;
  mode?: 'exact' | 'montecarlo';
  /** Events drawn of each kind in Monte Carlo mode, 50 000 by default. */
  samples?: number;
  seed?: number | string;
}

export interface ScoreSum extends Classifier { readonly paths: readonly CompiledPath[] }

/** @throws when a row names an unknown path, proportions do not sum to 1, or a path cannot be used. */
export function scoreSum(paths: readonly EfficiencyPath[], menu: Menu, options: ScoreSumOptions = {}): ScoreSum {
  const { bins = 8000, mode = 'exact', samples = 50_000, seed = 1, boost = 0 } = options;
  if (!(Number.isInteger(bins) && bins >= 16 && bins <= 1_000_000)) throw new RangeError(`bins must be a whole number from 16 to 1000000, got ${bins}`);
  if (!(Number.isInteger(samples) && samples >= 1)) throw new RangeError(`samples must be a positive whole number, got ${samples}`);
  if (!Number.isFinite(boost)) throw new RangeError(`the boost must be a finite number, got ${boost}`);
  const compiled = paths.map(compilePath);
  const irrelevant = checkedRows('irrelevant', menu.irrelevant, compiled), relevant = checkedRows('relevant', menu.relevant, compiled);
  const drawIrrelevant = sampler(irrelevant), drawRelevant = sampler(relevant);
  if (mode === 'montecarlo') {
    const rng = random(seed), forIrrelevant = rng.split('irrelevant'), forRelevant = rng.split('relevant');
    const base = empirical(
      Float64Array.from({ length: samples }, () => drawIrrelevant(forIrrelevant)),
      Float64Array.from({ length: samples }, () => drawRelevant(forRelevant)),
      { ...options, boost },
    );
    const wrap = (inner: Classifier): ScoreSum => ({ ...inner, kind: 'score-sum (Monte Carlo)', paths: compiled, with: (changes) => wrap(inner.with(changes)) });
    return wrap(base);
  }
  const terms = new Map<string, Term>();
  const asTerms = (rows: CheckedRow[]) => rows.map(({ proportion, parts }) => ({
    weight: proportion,
    terms: parts.map(({ path, range }) => {
      const key = `${path.name} ${range[0]} ${range[1]}`;
      let term = terms.get(key);
      if (!term) terms.set(key, term = discretise(path, range, bins));
      return term;
    }),
  }));
  const rows = { irrelevant: asTerms(irrelevant), relevant: asTerms(relevant) };
  const spectrum = spectrumCache(transformSize([...rows.irrelevant, ...rows.relevant]));
  const base = { irrelevant: mixture(rows.irrelevant, bins, spectrum), relevant: mixture(rows.relevant, bins, spectrum) };
  const make = (settings: { boost: number }): ScoreSum => {
    const scores: { irrelevant: ScoreDistribution; relevant: ScoreDistribution } = { irrelevant: base.irrelevant, relevant: shifted(base.relevant, settings.boost) };
    return {
      kind: 'score-sum',
      settings,
      paths: compiled,
      with: (changes) => make(changed('score-sum', settings, changes)),
      solve: (neg, pos, reduction) => solveThreshold(neg, pos, reduction, scores, options),
      draw: (isRelevant, rng) => (isRelevant ? drawRelevant(rng) + settings.boost : drawIrrelevant(rng)),
      densities: (points = 200) => histogram(scores, points),
    };
  };
  return make({ boost });
}

interface CheckedRow { proportion: number; parts: { path: CompiledPath; range: readonly [number, number] }[] }

/** Resolves names, checks proportions, and merges rows that ask for the same energies. */
function checkedRows(which: string, rows: readonly MenuRow[], paths: readonly CompiledPath[]): CheckedRow[] {
  const sum = rows.reduce((s, row) => s + row.proportion, 0);
  if (!(Math.abs(sum - 1) <= 1e-6)) throw new RangeError(`the proportions of the ${which} menu rows must sum to 1, got ${sum}`);
  const merged = new Map<string, CheckedRow>();
  for (const [i, row] of rows.entries()) {
    if (!(row.proportion >= 0)) throw new RangeError(`${which} menu row ${i} has proportion ${row.proportion}: expected a share from 0 to 1`);
    const parts = Object.entries(row.energies).map(([name, region]) => {
      const path = paths.find((p) => p.name === name);
      if (!path) throw new RangeError(`${which} menu row ${i} names path "${name}"; the paths are ${paths.map((p) => p.name).join(', ')}`);
      return { path, range: quantiles(path, region) };
    });
    if (parts.length === 0) throw new RangeError(`${which} menu row ${i} names no path: its events would have no score`);
    const key = parts.map(({ path, range }) => `${path.name} ${range[0]} ${range[1]}`).sort().join('; ');
    const known = merged.get(key);
    if (known) known.proportion += row.proportion; else merged.set(key, { proportion: row.proportion, parts });
  }
  return [...merged.values()];
}

/** Draws one event's score from the process itself: a row by its proportion, then an energy per path, then the sum of efficiencies. */
function sampler(rows: readonly CheckedRow[]): (random: Random) => number {
  let sum = 0;
  const cumulative = rows.map((row) => (sum += row.proportion));
  // 1 − p for a quantile p of the region is from `start` down by `width`; an energy is −ln(1 − p) / λ.
  // A draw above `fires` is an energy below turn-on, where the efficiency is 0 and need not be looked up
  const draws = rows.map(({ parts }) => parts.map(({ path, range }) => ({
    path, start: 1 - range[0], width: range[1] - range[0], mean: 1 / path.decay, fires: Math.exp(-path.decay * path.turnOn),
  })));
  return (rng) => {
    let r = 0;
    if (rows.length > 1) {
      const u = rng.uniform() * sum;
      while (r < rows.length - 1 && u >= cumulative[r]) r++;
    }
    let score = 0;
    const parts = draws[r];
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i], tail = part.start - part.width * (rng.uint32() * TO_UNIT);
      if (tail < part.fires) score += efficiencyAt(part.path, -Math.log(tail) * part.mean);
    }
    return score;
  };
}

/** 32 random bits to [0, 1): a simulation asks forty million times a second. */
const TO_UNIT = 2 ** -32;
