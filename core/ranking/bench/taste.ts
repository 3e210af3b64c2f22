/**
 * How well a taste is found among papers it has not seen. A category of arXiv stands for a taste: its reader likes ten or thirty papers of it from
 * the older part, picks are made among the newest two thousand, and a pick is right when it is of the category. The categories
 * themselves and the authors are hidden from the classifier. Beside it: chance, and BM25 (k1 0.9, b 0.4) over the same words with all likes as one query.
 */
import { random } from '@galley/numerics/random';
import { Shelf, type Text } from '../src/index.ts';
import { count } from '../src/reading/shelf.ts';
import { picks, tasteConstants } from '../src/reading/taste.ts';
import type { Record } from '../test/corpus.ts';

export interface Measured { taste: string; share: number; taste10: number; bm25: number; chance: number }
export const tastes = ['cs.RO', 'cs.IR', 'cs.CR', 'cs.SD', 'cs.HC', 'cs.GR', 'cs.SE', 'eess.IV', 'cs.CL', 'cs.DC', 'cs.AR', 'cs.NE'];

/** Precision of the first twenty for every taste, averaged over readers. */
export function measureTastes(records: Record[], { likes, readers, seed = 1, precisionAt = 20 }: { likes: number; readers: number; seed?: number; precisionAt?: number }): Measured[] {
  const shelf = new Shelf(records), ranker = bm25(records), rng = random(seed), half = records.length - tasteConstants.candidates, recent = records.slice(half), is = new Map(records.map((r) => [r.arxiv, r.categories]));
  return tastes.map((taste) => {
    const older = records.slice(0, half).filter((r) => r.categories.includes(taste)), share = recent.filter((r) => r.categories.includes(taste)).length / recent.length;
    const right = (ids: string[]) => ids.slice(0, precisionAt).filter((id) => is.get(id)!.includes(taste)).length / precisionAt;
    let taste10 = 0, other = 0;
    for (let reader = 0; reader < readers; reader++) {
      const pool = [...older], liked = Array.from({ length: Math.min(likes, pool.length) }, () => pool.splice(rng.below(pool.length), 1)[0]);
      taste10 += right(picks(shelf, { liked: liked.map((l) => l.arxiv), putAway: [], leaveOut: new Set() }, precisionAt, { categories: false, authors: false })!.map((p) => p.arxiv)) / readers;
      other += right(ranker(liked, recent).slice(0, precisionAt)) / readers;
    }
    return { taste, share, taste10, bm25: other, chance: share };
  });
}

/** Okapi BM25 with all the texts of a query as one bag of words. */
function bm25(records: Text[], k1 = 0.9, b = 0.4): (query: Text[], among: Text[]) => string[] {
  const counted = new Map(records.map((r) => [r.arxiv, count(r)])), papers = new Map<string, number>();
  for (const one of counted.values()) for (const term of one.keys()) papers.set(term, (papers.get(term) ?? 0) + 1);
  const lengthOf = (id: string) => { let sum = 0; for (const { times } of counted.get(id)!.values()) sum += times; return sum; };
  const lengths = new Map(records.map((r) => [r.arxiv, lengthOf(r.arxiv)])), mean = [...lengths.values()].reduce((a, c) => a + c, 0) / records.length;
  return (query, among) => {
    const asked = new Map<string, number>();
    for (const text of query) for (const [term, { times }] of counted.get(text.arxiv)!) asked.set(term, (asked.get(term) ?? 0) + times);
    return among.map(({ arxiv }) => {
      let score = 0;
      for (const [term, { times }] of counted.get(arxiv)!) { const q = asked.get(term); if (q) score += q * Math.log(1 + (records.length - papers.get(term)! + 0.5) / (papers.get(term)! + 0.5)) * times * (k1 + 1) / (times + k1 * (1 - b + b * lengths.get(arxiv)! / mean)); }
      return { arxiv, score };
    }).sort((x, y) => y.score - x.score || (x.arxiv < y.arxiv ? -1 : 1)).map((x) => x.arxiv);
  };
}
