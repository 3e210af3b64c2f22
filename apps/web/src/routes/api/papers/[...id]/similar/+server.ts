import { paperByArxiv, papersByArxiv } from '@galley/papers';
import { similarPapers } from '@galley/ranking';
import { api, json, paperId, wholeNumber, wrong } from '#server/documents/api.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = api(async ({ locals, params, url }) => {
  const { db } = locals.store, arxiv = paperId(params.id), limit = wholeNumber(url.searchParams.get('limit'), { least: 1, most: 50, otherwise: 10 });
  if (limit === undefined) return wrong('limit expects a number from 1 to 50.');
  if (!await paperByArxiv(db, arxiv)) return wrong(`Paper ${arxiv} is not in this Galley.`, 404);
  const found = await similarPapers(db, arxiv, { limit }), titles = new Map((await papersByArxiv(db, found.map((f) => f.arxiv))).map((p) => [p.arxiv, p.title]));
  return json(found.map((f) => ({ arxiv: f.arxiv, title: titles.get(f.arxiv) ?? '', cosine: f.cosine, words: f.words })));
});
