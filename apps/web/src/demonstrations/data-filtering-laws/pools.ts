/** The pools on the page: the released ones until others are fitted, moved by hand or not; what they and their cuts are called. */
import { releasedEffectiveData, releasedUtility, type Family, type Form, type LawName, type Pool } from '@galley/data-laws';
import type { Quantity } from '@galley/data-laws';

/** What a reader has moved of a pool. */
export type Moved = Readonly<Record<string, { b?: number; tau?: number }>>;

/** The released parameters read by a law. Only two laws have their own; the others read those of the utility law. */
export function releasedFamily(law: LawName, form: Form): Family {
  return { law, form, pools: (law === 'effective-data' ? releasedEffectiveData : releasedUtility).pools };
}

export function withMoved(family: Family, moved: Moved): Family {
  return { ...family, pools: family.pools.map((pool) => (moved[pool.name] && pool.params ? { ...pool, params: { ...pool.params, ...moved[pool.name] } } : pool)) };
}

/** Three decades of budgets from just under the smallest pool, more where evaluations or pools reach further. */
export function budgetRange(pools: Pool[]): [number, number] {
  const sizes = pools.map((p) => p.size), seen = pools.flatMap((p) => p.points?.map((q) => q.samples) ?? []), decade = (v: number) => 10 ** Math.floor(Math.log10(v) + 1e-9);
  const low = decade(Math.min(...sizes, ...seen)), high = 10 * decade(Math.max(...sizes, ...seen) * .999);
  return [low, Math.max(1e3 * low, high)];
}

/** Names without the words that all of them begin with: `0–10 %` for `T-MARS top 0–10 %`. */
export function shortNames(names: string[]): Record<string, string> {
  const words = names.map((name) => name.split(' '));
  let shared = 0;
  if (names.length > 1) while (words.every((w) => w.length > shared + 1 && w[shared] === words[0][shared])) shared++;
  // what is left must still say something: not `3` for `pool 3`
  if (words.some((w) => /^[%+*]/.test(w[shared]) || w.slice(shared).join(' ').length < 3)) shared = 0;
  return Object.fromEntries(names.map((name, i) => [name, words[i].slice(shared).join(' ')]));
}

const slice = /(\d+)\s*[–-]\s*(\d+)\s*%\s*$/;
/** What keeping the first `kept` of `order` is called: `top 20 %` where the pools are slices of a ranking, else by name or number. */
export function cutName(order: string[], kept: number): string {
  const slices = order.slice(0, kept).map((name) => slice.exec(name)?.slice(1).map(Number));
  let end = 0;
  const ranked = slices.length > 0 && slices.every((s) => { const next = s !== undefined && s[0] === end; end = s?.[1] ?? -1; return next; });
  if (ranked) return `top ${end} %`;
  if (kept === 1) return `${shortNames(order)[order[0]]} alone`;
  return kept < order.length ? `best ${kept} pools` : kept === 2 ? 'both pools' : `all ${kept} pools`;
}

/** A cut's name inside a sentence. */
export const the = (cut: string) => (/^(top|best)/.test(cut) ? `the ${cut}` : cut);

/** The figure a reader wants of an error: accuracy in %, or the loss as it is. */
export const figureOf = (error: number, quantity: Quantity) => (quantity === 'loss' ? error : 100 * (1 - error));
