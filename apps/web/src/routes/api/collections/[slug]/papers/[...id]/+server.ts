import { collect, takeOut } from '@galley/people';
import { api, bodyOf, json, paperId } from '#server/documents/api.ts';
import { requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

/** Puts a paper into a collection, or changes its note. */
export const PUT: RequestHandler = api(async (event) => {
  const reader = requireReader(event), arxiv = paperId(event.params.id), { note } = event.request.headers.get('content-type') ? await bodyOf(event.request, { note: 'text or absent' }) : { note: undefined };
  await collect(event.locals.store.db, reader, event.params.slug, arxiv, { note });
  return json({ slug: event.params.slug, arxiv });
});

export const DELETE: RequestHandler = api(async (event) => {
  const arxiv = paperId(event.params.id);
  await takeOut(event.locals.store.db, requireReader(event), event.params.slug, arxiv);
  return json({ slug: event.params.slug, arxiv });
});
