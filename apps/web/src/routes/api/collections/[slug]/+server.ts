import { changeCollection, collectionBySlug, papersIn, Refusal, removeCollection } from '@galley/people';
import { api, bodyOf, json } from '#server/documents/api.ts';
import { collectionDocument } from '#server/documents/collection-document.ts';
import { requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

type Event = Parameters<RequestHandler>[0];
async function own(event: Event) {
  const reader = requireReader(event), { db } = event.locals.store, found = await collectionBySlug(db, reader.id, event.params.slug);
  if (!found) throw new Refusal('You have no collection of that name.', 404);
  return { reader, db, found };
}

export const GET: RequestHandler = api(async (event) => {
  const { db, found } = await own(event);
  return json(collectionDocument(found, await papersIn(db, found.id)));
});

export const PATCH: RequestHandler = api(async (event) => {
  const { reader, db, found } = await own(event), given = await bodyOf(event.request, { name: 'text or absent', description: 'text or absent', public: 'yes or no, or absent' });
  await changeCollection(db, reader, found.slug, { name: given.name ?? found.name, description: given.description ?? found.description, kind: found.kind, public: given.public ?? found.public });
  return json(collectionDocument((await collectionBySlug(db, reader.id, found.slug))!, await papersIn(db, found.id)));
});

export const DELETE: RequestHandler = api(async (event) => {
  const { reader, db, found } = await own(event);
  await removeCollection(db, reader, found.slug);
  return json({ slug: found.slug });
});
