/** Which of the new papers are for one reader, in which order, and why. Pure but for the searches, which PostgreSQL answers. */
import type { Database } from '@galley/papers';
import { nameWords, sameName } from './author-names.ts';
import type { Pool, PoolPaper } from './pool.ts';

export interface Wishes { topics: string[]; authors: string[]; searches: string[]; trending: boolean; most: number }
/** What is new to this reader: arrived after `after`, listed not before `day`. */
export interface Since { after: number; day: string }
export interface Match { arxiv: string; why: string }

/** A person one follows weighs more than words one searches for, those more than a field, a field more than what all read. */
const weight = { author: 0, search: 1, topic: 2, trending: 3 } as const;
type Kind = keyof typeof weight;
const reasonsShown = 3, trendingPlaces = 30;

export async function matches(db: Database, pool: Pool, wishes: Wishes, since: Since): Promise<Match[]> {
  const isNew = (p: PoolPaper) => p.arrived > since.after && p.day >= since.day;
  const found = new Map<string, { paper: PoolPaper; reasons: { kind: Kind; words: string }[]; best: number; place: number }>();
  const add = (paper: PoolPaper, kind: Kind, words: string, place = Number.MAX_SAFE_INTEGER) => {
    if (!isNew(paper)) return;
    const there = found.get(paper.arxiv) ?? { paper, reasons: [], best: weight[kind], place };
    found.set(paper.arxiv, there);
    if (!there.reasons.some((r) => r.words === words)) there.reasons.push({ kind, words });
    there.best = Math.min(there.best, weight[kind]);
    there.place = Math.min(there.place, place);
  };
  for (const author of wishes.authors) {
    const asked = nameWords(author);
    for (const { paper, name, words } of pool.byFamilyName.get(asked.at(-1) ?? '') ?? []) if (sameName(asked, words)) add(paper, 'author', `author ${name}`);
  }
  if (wishes.searches.length) {
    const byId = new Map(pool.papers.map((p) => [p.arxiv, p]));
    for (const text of wishes.searches) for (const [i, arxiv] of (await pool.search(db, text)).entries()) add(byId.get(arxiv)!, 'search', `matches “${text}”`, i);
  }
  for (const topic of wishes.topics) for (const paper of pool.byTopic.get(topic.toLowerCase()) ?? []) add(paper, 'topic', `${isCategory(topic) ? topic : `“${topic}”`}, which you follow`);
  const byPlace = [...pool.trending].map(([arxiv, place]) => ({ arxiv, place }));
  const trending = new Map(byPlace.map((t) => [t.arxiv, t.place]));
  if (wishes.trending) for (const paper of pool.papers) { const place = trending.get(paper.arxiv); if (place !== undefined && place <= trendingPlaces) add(paper, 'trending', `${ordinal(place)} in trending`, place); }
  // A young Galley has nothing that trends: whoever asked for what others read gets what its lists hold, those with the most votes first.
  if (wishes.trending && pool.trending.size === 0) for (const paper of pool.papers.filter((p) => isNew(p)).toSorted((a, b) => b.votes - a.votes || (a.arxiv < b.arxiv ? 1 : -1)).slice(0, trendingPlaces)) add(paper, 'trending', 'on the day’s list');
  const rank = (m: { paper: PoolPaper }) => trending.get(m.paper.arxiv) ?? Number.MAX_SAFE_INTEGER;
  return [...found.values()]
    .sort((a, b) => a.best - b.best || (a.best === weight.search ? a.place - b.place : 0) || rank(a) - rank(b) || b.paper.votes - a.paper.votes || (a.paper.arxiv < b.paper.arxiv ? 1 : -1))
    .map(({ paper, reasons }) => ({ arxiv: paper.arxiv, why: reasons.toSorted((a, b) => weight[a.kind] - weight[b.kind]).slice(0, reasonsShown).map((r) => r.words).join('; ') }));
}

const isCategory = (topic: string) => /^[a-z-]+\.[A-Za-z-]+$|^(?:hep-(?:ex|lat|ph|th)|gr-qc|quant-ph|math-ph|nucl-(?:ex|th))$/.test(topic);

export function ordinal(n: number): string {
  const tens = n % 100, suffix = tens >= 11 && tens <= 13 ? 'th' : ({ 1: 'st', 2: 'nd', 3: 'rd' } as Record<number, string>)[n % 10] ?? 'th';
  return `${n}${suffix}`;
}
