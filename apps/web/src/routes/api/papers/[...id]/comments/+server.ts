import { comment, threads } from '@galley/people';
import { paperByArxiv } from '@galley/papers';
import { api, bodyOf, json, paperId, wrong } from '#server/documents/api.ts';
import { commentDocument } from '#server/documents/comment-document.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = api(async ({ locals, params }) => {
  const { db } = locals.store, arxiv = paperId(params.id);
  if (!await paperByArxiv(db, arxiv)) return wrong(`Paper ${arxiv} is not in this Galley.`, 404);
  return json((await threads(db, arxiv, locals.reader)).threads.map(commentDocument));
});

export const POST: RequestHandler = api(async (event) => {
  const reader = requireReader(event), { body, parent } = await bodyOf(event.request, { body: 'text', parent: 'text or absent' });
  await allow(event, 'comment');
  await allow(event, 'comments of a day');
  return json({ id: await comment(event.locals.store.db, reader, paperId(event.params.id), body, parent ?? null) }, { status: 201 });
});
