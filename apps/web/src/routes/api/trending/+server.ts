import { papersByArxiv } from '@galley/papers';
import { isWindow, readMoment } from '@galley/ranking';
import { api, json, wholeNumber, wrong } from '#server/documents/api.ts';
import { thisMinute, trendingAt } from '#server/views/trending.ts';
import type { RequestHandler } from './$types';

/** The list of a moment, each item with its parts: the same that `galley trending --json` prints. */
export const GET: RequestHandler = api(async ({ locals, url }) => {
  const get = (name: string) => url.searchParams.get(name), window = get('window') ?? 'week', given = get('at'), asked = given === null ? undefined : readMoment(given), limit = wholeNumber(get('limit'), { least: 1, most: 100, otherwise: 30 }), category = get('category') || undefined;
  if (!isWindow(window)) return wrong('window expects today, week or month.');
  if (given !== null && asked === undefined) return wrong('at expects a moment like 2025-10-08T09:30Z, or a day like 2025-10-08.');
  if (limit === undefined) return wrong('limit expects a number from 1 to 100.');
  if (category !== undefined && (category.length > 100 || category.includes('\0'))) return wrong('category expects a category of arXiv, as cs.LG.');
  const { db } = locals.store, list = await trendingAt(db, { at: Math.min(asked ?? Infinity, thisMinute()), window, category, limit }), titles = new Map((await papersByArxiv(db, list.items.map((i) => i.arxiv))).map((p) => [p.arxiv, p.title]));
  return json({ ...list, at: new Date(list.at).toISOString(), items: list.items.map(({ arxiv, ...rest }) => ({ arxiv, title: titles.get(arxiv) ?? '', ...rest })) });
});
