import { collectionsOf, makeCollection } from '@galley/people';
import { api, bodyOf, json } from '#server/documents/api.ts';
import { collectionDocument, collectionLine } from '#server/documents/collection-document.ts';
import { requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = api(async (event) => json((await collectionsOf(event.locals.store.db, requireReader(event).id)).map(collectionLine)));

export const POST: RequestHandler = api(async (event) => {
  const reader = requireReader(event), given = await bodyOf(event.request, { name: 'text', description: 'text or absent', public: 'yes or no, or absent' });
  return json(collectionDocument(await makeCollection(event.locals.store.db, reader, given), []), { status: 201 });
});
