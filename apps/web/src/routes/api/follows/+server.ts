import { follow, followsOf, unfollow } from '@galley/people';
import { api, bodyOf, json, moment, wrong } from '#server/documents/api.ts';
import { requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = api(async (event) => json((await followsOf(event.locals.store.db, requireReader(event).id)).map((f) => ({ kind: f.kind, value: f.value, since: moment(f.since) }))));

export const PUT: RequestHandler = api(async (event) => {
  const reader = requireReader(event), { kind, value } = await bodyOf(event.request, { kind: 'text', value: 'text' }), made = await follow(event.locals.store.db, reader, kind, value);
  return json({ kind: made.kind, value: made.value, since: moment(made.since) });
});

export const DELETE: RequestHandler = api(async (event) => {
  const reader = requireReader(event), kind = event.url.searchParams.get('kind'), value = event.url.searchParams.get('value');
  if (kind === null || value === null) return wrong('Say which: ?kind=topic&value=cs.LG.');
  await unfollow(event.locals.store.db, reader, kind, value.replaceAll('\0', ''));
  return json({ kind, value });
});
