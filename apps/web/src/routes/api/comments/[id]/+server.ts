import { editComment, removeComment } from '@galley/people';
import { api, bodyOf, json } from '#server/documents/api.ts';
import { requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

export const PATCH: RequestHandler = api(async (event) => {
  const reader = requireReader(event), { body } = await bodyOf(event.request, { body: 'text' });
  await editComment(event.locals.store.db, reader, event.params.id, body);
  return json({ id: event.params.id });
});

export const DELETE: RequestHandler = api(async (event) => {
  await removeComment(event.locals.store.db, requireReader(event), event.params.id);
  return json({ id: event.params.id });
});
