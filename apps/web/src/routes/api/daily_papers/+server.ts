import { dayOf, readDay, readMonth, readWeek } from '@galley/ingest';
import { listedBetween, newestDay, type Database, type Paper } from '@galley/papers';
import { api, json, wholeNumber, wrong } from '#server/documents/api.ts';
import { hubListing } from '#server/documents/hub-shape.ts';
import { thisMinute, trendingAt } from '#server/views/trending.ts';
import { originOf } from '#server/request/origin.ts';
import type { RequestHandler } from './$types';

/** `?date=2025-10-08`, `?week=2025-W41` or `?month=2025-10`; `sort`, `p` (from 0) and `limit` (at most 100) as at the Hub. */
export const GET: RequestHandler = api(async ({ locals, url }) => {
  const { db } = locals.store, get = (name: string) => url.searchParams.get(name);
  const asked = ['date', 'week', 'month'].filter((name) => get(name) !== null);
  if (asked.length > 1) return wrong(`Ask for one of date, week and month, not for ${asked.join(' and ')}.`);
  const limit = wholeNumber(get('limit'), { least: 1, most: 100, otherwise: 50 }), page = wholeNumber(get('p'), { least: 0, most: 100_000, otherwise: 0 }), sort = get('sort') ?? 'publishedAt';
  if (limit === undefined) return wrong('limit expects a number from 1 to 100.');
  if (page === undefined) return wrong('p expects a page number from 0.');
  if (sort !== 'publishedAt' && sort !== 'trending') return wrong('sort expects publishedAt or trending.');
  const date = get('date'), week = get('week'), month = get('month'), newest = (await newestDay(db)) ?? dayOf(new Date());
  const span = date !== null ? (readDay(date) ? { from: date, to: date } : undefined) : week !== null ? readWeek(week) : month !== null ? readMonth(month) : { from: '1991-01-01', to: newest };
  if (!span) return wrong(date !== null ? 'date expects a day like 2025-10-08.' : week !== null ? 'week expects a week like 2025-W41.' : 'month expects a month like 2025-10.');
  const found = sort === 'trending' ? (await byTrend(db, span)).slice(page * limit, (page + 1) * limit + 1) : await listedBetween(db, span.from, span.to, { limit: limit + 1, offset: page * limit });
  const headers: Record<string, string> = {};
  if (found.length > limit) { const next = new URL(url.pathname + url.search, originOf(url)); next.searchParams.set('p', String(page + 1)); headers.link = `<${next.href}>; rel="next"`; }
  return json(found.slice(0, limit).map(({ paper, listing }) => hubListing(paper, listing)), { headers });
});

const mostSorted = 1000;

/** The newest thousand of a span, those that readers turn to first; the others as they were listed. */
async function byTrend(db: Database, { from, to }: { from: string; to: string }) {
  const [listed, list] = await Promise.all([listedBetween(db, from, to, { limit: mostSorted, offset: 0 }), trendingAt(db, { at: thisMinute(), window: 'month', limit: mostSorted })]);
  const scores = new Map(list.items.map((i) => [i.arxiv, i.score])), of = (l: { paper: Paper }) => scores.get(l.paper.arxiv) ?? -Infinity;
  return listed.map((l, place) => ({ l, place })).sort((a, b) => (of(b.l) === of(a.l) ? 0 : of(b.l) - of(a.l)) || a.place - b.place).map(({ l }) => l);
}
