/** The trending page: the list of a moment, each item with what it is made of in words. */
import { paperBySlug } from '@galley/catalog';
import { summariesOf, topics, type Database, type PaperSummary } from '@galley/papers';
import { trending, windows, type Parts, type Trending, type Window } from '@galley/ranking';
import { listItem, type ListItem } from '#server/views/list-item.ts';
import { verdictsOf } from '#server/views/verdicts.ts';

const minuteMs = 60_000, kept = 40;
/** Lists of this minute. A list is a function of its moment, so a minute's list can be given again within it. */
const lists = new Map<string, Promise<Trending>>();

export function trendingAt(db: Database, { at, window, category, limit }: { at: number; window: Window; category?: string; limit: number }): Promise<Trending> {
  const key = `${at} ${window} ${limit} ${category ?? ''}`;
  let list = lists.get(key);
  if (!list) {
    list = trending(db, { at, window, category, limit });
    list.catch(() => lists.delete(key));
    lists.set(key, list);
    if (lists.size > kept) lists.delete(lists.keys().next().value!);
  }
  return list;
}
export const thisMinute = (now = Date.now()): number => Math.floor(now / minuteMs) * minuteMs;

/** The commonest topics, counted once a minute. */
let counted: { at: number; topics: ReturnType<typeof topics> } | undefined;
export function commonTopics(db: Database, now = thisMinute()): ReturnType<typeof topics> {
  if (counted?.at === now) return counted.topics;
  const made = topics(db);
  counted = { at: now, topics: made };
  made.catch(() => { counted = undefined; });
  return made;
}

export interface TrendingItem extends ListItem { times: string; parts: { what: string; term: string }[] }

export async function trendingItems(db: Database, list: Trending): Promise<{ papers: TrendingItem[]; mathematics: boolean }> {
  const summaries = await summariesOf(db, list.items.map((i) => i.arxiv)), verdicts = await verdictsOf(db, summaries.flatMap((p) => (p.slug && paperBySlug(p.slug)) || []));
  const byId = new Map(summaries.map((p): [string, PaperSummary] => [p.arxiv, p]));
  let mathematics = false;
  const papers = list.items.flatMap((item): TrendingItem[] => {
    const paper = byId.get(item.arxiv);
    if (!paper) return [];
    const shown = listItem(paper, verdicts);
    mathematics ||= shown.mathematics;
    return [{ ...shown, upvotes: paper.upvotes + item.parts.votes.shown, times: `${times(Math.exp(item.score))} ×`, parts: partsInWords(item.parts, windows[list.window].reachHours / 24) }];
  });
  return { papers, mathematics };
}

const times = (ratio: number) => ratio.toFixed(ratio < 10 ? 1 : 0);
export const signed = (term: number): string => `${term < -0.004 ? '−' : '+'}${Math.abs(term).toFixed(2)}`;
export const tenth = (value: number): string => value.toFixed(1).replace(/\.0$/, '');
const plural = (n: number, one: string, many = `${one}s`) => `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;

/** One line for each part that is there. */
export function partsInWords({ votes, stars, outside, reports }: Parts, days: number): { what: string; term: string }[] {
  return [
    ...(votes.cast === 0 && votes.due === 0 ? [] : [{ what: `${votes.cast === 0 ? `no votes here in ${days} days` : `${plural(votes.cast, 'vote')} here in ${days} days, ${votes.cast === 1 ? 'which counts' : 'which count'} as ${tenth(votes.counted)}${votes.pressedBy ? ` (many came ${crowdWords[votes.pressedBy] ?? 'together'})` : ''}`}; ${tenth(votes.due)} would be usual`, term: signed(votes.term) }]),
    ...(stars ? [{ what: `stars of its code from ${stars.from.toLocaleString('en-GB')} to ${stars.to.toLocaleString('en-GB')}`, term: signed(stars.term) }] : []),
    ...(outside ? [{ what: `${plural(outside.gained, 'vote')} elsewhere, counted as ${tenth(outside.counted)}; ${tenth(outside.due)} would be usual`, term: signed(outside.term) }] : []),
    ...(reports.accounts ? [{ what: `${plural(reports.accounts, 'reader')} reported a run of it`, term: signed(reports.term) }] : []),
  ];
}
const crowdWords: Record<string, string> = { network: 'from one network', referrer: 'through one site', minute: 'in one minute', 'ten minutes': 'in ten minutes', hour: 'in one hour' };
