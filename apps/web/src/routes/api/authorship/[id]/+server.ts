import { withdrawAuthorship } from '@galley/people';
import { api, json, wrong } from '#server/documents/api.ts';
import { requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** "This is not me". It can be claimed again. */
export const DELETE: RequestHandler = api(async (event) => {
  const reader = requireReader(event), { id } = event.params;
  if (!uuid.test(id)) return wrong('There is no such claim any more.', 404);
  await withdrawAuthorship(event.locals.store.db, reader.id, id, { by: reader.id });
  return json({ id });
});
