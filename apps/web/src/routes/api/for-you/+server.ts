import { papersByArxiv } from '@galley/papers';
import { forYou } from '@galley/ranking';
import { api, json, wholeNumber, wrong } from '#server/documents/api.ts';
import { requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = api(async (event) => {
  const reader = requireReader(event), { db } = event.locals.store, limit = wholeNumber(event.url.searchParams.get('limit'), { least: 1, most: 100, otherwise: 30 });
  if (limit === undefined) return wrong('limit expects a number from 1 to 100.');
  const picked = await forYou(db, reader.id, { limit }), titles = new Map((await papersByArxiv(db, picked.items.map((i) => i.arxiv))).map((p) => [p.arxiv, p.title]));
  return json({ ...picked, items: picked.items.map((item) => ({ title: titles.get(item.arxiv) ?? '', ...item })) });
});
