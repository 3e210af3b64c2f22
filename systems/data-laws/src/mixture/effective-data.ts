/**
 * Mixtures under the rival law. Between two epoch boundaries the exponent is b_eff = Σ w·b·δ / Σ w·δ and every sample
 * drawn counts Σ w·δ effective ones; the error is the first epoch's power law times (m_k/m_{k−1})^b_eff for each
 * stretch k, plus d. The boundaries are those of all pools, merged, and do not depend on the budget: what has been
 * reached at each is kept, so that a curve costs one walk.
 */
import { normaliser } from '../laws/law.ts';
import { InputError, requireSamples } from '../pool.ts';
import { requireIdentified, type Part } from './part.ts';

/** After this many half-lives a repeat changes nothing a double can hold. */
const spentHalfLives = 60;
const mostBoundaries = 2e6;

/** Pools that come round together. */
interface Round {
  period: number;
  /** How often it is worth coming round: after that all its samples are spent. */
  rounds: number;
  weights: Float64Array; exponents: Float64Array;
  /** What is left of each pool's samples after one more round. */
  deltas: Float64Array;
}

/** What has been reached at each boundary: place, effective samples, log of the reducible error; and Σ w·δ, Σ w·b·δ from there on. */
interface Walk { horizon: number; length: number; at: Float64Array; effective: Float64Array; logError: Float64Array; weight: Float64Array; weighted: Float64Array }

/** The error as a function of samples seen. @throws InputError for budgets ≤ 0, unknown half-lives, or more boundaries than can be walked. */
export function mixedEffectiveData(parts: Part[], a: number, d: number): (samples: number) => number {
  const rounds = group(parts), unknown = parts.filter(({ unidentified }) => unidentified);
  let walk: Walk | null = null;
  return (samples) => {
    requireSamples(samples);
    for (const part of unknown) requireIdentified(part, samples);
    if (!walk || walk.horizon < samples) walk = walkTo(rounds, walk ? 2 * samples : samples, a);
    // The last boundary before the budget; 0 is the beginning.
    let low = 0, high = walk.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (walk.at[middle] < samples) low = middle; else high = middle - 1;
    }
    const weight = walk.weight[low], exponent = weight > 0 ? walk.weighted[low] / weight : 0;
    if (low === 0) return Math.exp(exponent * Math.log((a * samples) / normaliser)) + d;
    return Math.exp(walk.logError[low] + exponent * Math.log1p((weight * (samples - walk.at[low])) / walk.effective[low])) + d;
  };
}

function walkTo(rounds: Round[], horizon: number, a: number): Walk {
  const { places, owners } = boundaries(rounds, horizon), length = places.length + 1;
  const walk: Walk = {
    horizon, length, at: new Float64Array(length), effective: new Float64Array(length), logError: new Float64Array(length),
    weight: new Float64Array(length), weighted: new Float64Array(length),
  };
  const left = rounds.map(({ weights }) => Float64Array.from(weights));
  const total = (k: number) => {
    let weight = 0, weighted = 0;
    rounds.forEach(({ exponents }, r) => { for (let i = 0; i < exponents.length; i++) { weight += left[r][i]; weighted += left[r][i] * exponents[i]; } });
    walk.weight[k] = weight; walk.weighted[k] = weighted;
  };
  total(0);
  for (let k = 1; k < length; k++) {
    const at = places[k - 1], weight = walk.weight[k - 1], exponent = weight > 0 ? walk.weighted[k - 1] / weight : 0;
    const grown = weight * (at - walk.at[k - 1]);
    walk.at[k] = at;
    walk.effective[k] = walk.effective[k - 1] + grown;
    walk.logError[k] = k === 1 ? exponent * Math.log((a * at) / normaliser) : walk.logError[k - 1] + exponent * Math.log1p(grown / walk.effective[k - 1]);
    const r = owners[k - 1];
    for (let i = 0; i < left[r].length; i++) left[r][i] *= rounds[r].deltas[i];
    total(k);
  }
  return walk;
}

function group(parts: Part[]): Round[] {
  const byPeriod = new Map<number, Part[]>();
  for (const part of parts) {
    const members = byPeriod.get(part.period);
    if (members) members.push(part); else byPeriod.set(part.period, [part]);
  }
  return [...byPeriod].map(([period, members]) => {
    let slowest = 0;
    for (const { tau } of members) slowest = Math.max(slowest, tau);
    return {
      period,
      rounds: members.every(({ tau }) => tau === Infinity) ? 0 : spentHalfLives * slowest,
      weights: Float64Array.from(members, ({ weight }) => weight),
      exponents: Float64Array.from(members, ({ b }) => b),
      deltas: Float64Array.from(members, ({ tau }) => 0.5 ** (1 / tau)),
    };
  });
}

/** All boundaries before the horizon in rising order, and whose they are. */
function boundaries(rounds: Round[], horizon: number): { places: Float64Array; owners: Uint32Array } {
  const counts = rounds.map((round) => Math.max(0, Math.min(Math.ceil(round.rounds), Math.ceil(horizon / round.period) - 1)));
  const length = counts.reduce((sum, n) => sum + n, 0);
  if (length > mostBoundaries) {
    throw new InputError(`${horizon} samples cross ${length} epoch boundaries of pools that hardly decay: set their half-life to Infinity, use the law "utility", or a smaller budget`);
  }
  const places = new Float64Array(length), owners = new Uint32Array(length);
  let filled = 0;
  rounds.forEach(({ period }, r) => { for (let k = 1; k <= counts[r]; k++) { places[filled] = k * period; owners[filled++] = r; } });
  if (rounds.length === 1) return { places, owners };
  const order = Uint32Array.from({ length }, (_, i) => i).sort((i, j) => places[i] - places[j]);
  return { places: Float64Array.from(order, (i) => places[i]), owners: Uint32Array.from(order, (i) => owners[i]) };
}
