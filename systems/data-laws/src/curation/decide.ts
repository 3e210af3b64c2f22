/**
 * The decision the laws are for: which pools to keep for a given budget (section on estimating the best pool).
 * Few samples: the best slice alone. Many: the best slice has been repeated until fresh, lesser data teach more.
 */
import { prefixErrors } from '../mixture/prefixes.ts';
import { InputError, requireFamily, requireParams, requireSamples, type Family } from '../pool.ts';
import { bestSubset } from './subsets.ts';

export interface CurationOptions {
  /** `utility` (default): pools by rising exponent b, best first. `given`: as the family lists them. */
  order?: 'utility' | 'given';
  /** `prefix` (default): the best p pools, as a filter's threshold would keep. `subsets`: any of them. */
  search?: 'prefix' | 'subsets';
}

export interface CurationDecision {
  samples: number;
  /** The pools to keep, best first. */
  keep: string[];
  error: number;
  /** Times the kept pools are seen: samples over their sizes together. */
  epochs: number;
  /** Share of all pools' samples that is kept. */
  share: number;
  /** How much worse the next best thing compared is, in error; Infinity when there was nothing else. */
  margin: number;
  /** Names in the order a threshold admits them, and the error of keeping the first, the first two, ... all. */
  order: string[];
  errors: Float64Array;
  /** No other choice of the searched kind is better: proved, not only not found. */
  exact: boolean;
}

/** The pools' names in the order a threshold would admit them. @throws InputError as `requireFamily`. */
export function curationOrder(family: Family, order: 'utility' | 'given' = 'utility'): string[] {
  requireFamily(family);
  const pools = [...family.pools];
  if (order === 'utility') pools.sort((p, q) => requireParams(p.params, p.name).b - requireParams(q.params, q.name).b);
  return pools.map(({ name }) => name);
}

/**
 * The best choice of pools for a budget of `samples`.
 * @throws InputError for a family that cannot be mixed (see `mixtureLaw`) or a budget ≤ 0.
 */
export function bestCuration(family: Family, { samples, order = 'utility', search = 'prefix' }: { samples: number } & CurationOptions): CurationDecision {
  requireSamples(samples);
  if (search !== 'prefix' && search !== 'subsets') throw new InputError(`unknown search "${String(search)}": expected prefix or subsets`);
  const names = curationOrder(family, order), errors = prefixErrors(family, names)(samples), cut = leastOf(errors) + 1;
  let keep = names.slice(0, cut), error = errors[cut - 1], exact = true;
  let margin = errors.reduce((least, other, i) => (i === cut - 1 ? least : Math.min(least, other - error)), Infinity);
  if (search === 'subsets') {
    const found = bestSubset(family, samples, { keep, error });
    exact = found.exact;
    // Rounding alone is no better choice.
    if (found.error < error * (1 - 1e-12)) {
      const chosen = new Set(found.keep);
      margin = error - found.error;
      keep = names.filter((name) => chosen.has(name)); error = found.error;
    }
  }
  const kept = new Set(keep);
  let keptSize = 0, total = 0;
  for (const { name, size } of family.pools) { total += size; if (kept.has(name)) keptSize += size; }
  return { samples, keep, error, epochs: samples / keptSize, share: keptSize / total, margin, order: names, errors, exact };
}

/** Index of the least value, the first of equals. */
export function leastOf(values: ArrayLike<number>): number {
  let least = 0;
  for (let i = 1; i < values.length; i++) if (values[i] < values[least]) least = i;
  return least;
}
