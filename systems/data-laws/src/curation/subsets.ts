/**
 * Any subset instead of a threshold's prefix. A pool with a good exponent and a short half-life can be worth skipping
 * at large budgets, which no threshold does.
 */
import { floorDecays } from '../laws/law.ts';
import { repetitionOf } from '../laws/predict.ts';
import { mixtureLaw } from '../mixture/mixture.ts';
import { requireParams, type Family } from '../pool.ts';

export interface Choice { keep: string[]; error: number }

/** Up to this many pools every subset is tried when nothing better is known. */
export const mostPoolsForAll = 14;

/**
 * Least error over all non-empty subsets. Exact whenever possible, see the two ways below; otherwise an exchange search
 * from the choice given (the best prefix), with `exact: false`.
 */
export function bestSubset(family: Family, samples: number, from: Choice): Choice & { exact: boolean } {
  const equal = family.pools.every(({ size }) => size === family.pools[0].size);
  const known = family.law === 'power' || family.pools.every(({ params }) => params?.tau !== 'unidentified');
  if (equal && known && (family.law === 'utility' || family.law === 'power')) {
    const found = byTangents(family, samples);
    if (found.exact) return found;
  }
  return family.pools.length <= mostPoolsForAll ? { ...tryAll(family, samples), exact: true } : { ...exchange(family, samples, from), exact: false };
}

/**
 * Equal pools under the utility law. For m pools kept, log error = Y + log(e^X + d) with X and Y means over the kept
 * pools of terms each pool has for itself (or X + Y alone, where d stands outside). That is convex, so its tangent lies
 * below it: a subset whose own tangent it minimises (the m smallest terms: a sort) is the best of its size, for certain.
 */
function byTangents(family: Family, samples: number): Choice & { exact: boolean } {
  const { law, pools } = family, inside = floorDecays(law, family.form), repetition = repetitionOf(law), out = new Float64Array(3);
  const { a, d } = requireParams(pools[0].params, pools[0].name);
  mixtureLaw(family);
  let best: Choice = { keep: [], error: Infinity }, exact = true;
  for (let m = 1; m <= pools.length; m++) {
    const period = m * pools[0].size;
    const terms = pools.map(({ params, name }) => {
      const { b, tau } = requireParams(params, name);
      repetition(samples, period, law === 'power' || tau === 'unidentified' ? Infinity : m * tau, out);
      return { name, x: b * (Math.log(a) + out[0]), y: b * out[1] };
    });
    let slope = 1, kept = terms, error = Infinity, settled = false;
    for (let round = 0; round < 50 && !settled; round++) {
      const next = [...terms].sort((p, q) => slope * p.x + p.y - (slope * q.x + q.y)).slice(0, m);
      const meanX = next.reduce((sum, { x }) => sum + x, 0) / m, meanY = next.reduce((sum, { y }) => sum + y, 0) / m;
      error = inside ? (Math.exp(meanX) + d) * Math.exp(meanY) : Math.exp(meanX + meanY) + d;
      const tangent = inside ? Math.exp(meanX) / (Math.exp(meanX) + d) : 1;
      settled = tangent === slope || sameSet(next, kept);
      kept = next; slope = tangent;
      if (error < best.error) best = { keep: kept.map(({ name }) => name), error };
    }
    exact &&= settled;
  }
  return { ...best, error: mixtureLaw(family, { keep: best.keep })(samples), exact };
}

function sameSet(p: { name: string }[], q: { name: string }[]): boolean {
  if (p.length !== q.length) return false;
  const names = new Set(q.map(({ name }) => name));
  return p.every(({ name }) => names.has(name));
}

function tryAll(family: Family, samples: number): Choice {
  const names = family.pools.map(({ name }) => name);
  let best: Choice = { keep: [], error: Infinity };
  for (let mask = 1; mask < 2 ** names.length; mask++) {
    const keep = names.filter((_, i) => (mask >> i) & 1), error = mixtureLaw(family, { keep })(samples);
    if (error < best.error) best = { keep, error };
  }
  return best;
}

/** Adds, drops or swaps one pool as long as that helps. */
function exchange(family: Family, samples: number, from: Choice): Choice {
  const names = family.pools.map(({ name }) => name);
  let best = from;
  for (let improved = true; improved;) {
    improved = false;
    const kept = new Set(best.keep), spare = names.filter((name) => !kept.has(name));
    const moves = [
      ...spare.map((name) => [...best.keep, name]),
      ...(best.keep.length > 1 ? best.keep.map((name) => best.keep.filter((other) => other !== name)) : []),
      ...spare.slice(0, 50).flatMap((name) => best.keep.slice(0, 50).map((gone) => [...best.keep.filter((other) => other !== gone), name])),
    ];
    for (const keep of moves) {
      const error = mixtureLaw(family, { keep })(samples);
      if (error < best.error) { best = { keep, error }; improved = true; }
    }
  }
  return best;
}
