import { accountByHandle, collectionBySlug, papersIn } from '@galley/people';
import { api, json, wrong } from '#server/documents/api.ts';
import { collectionDocument } from '#server/documents/collection-document.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = api(async ({ locals, params }) => {
  const { db } = locals.store, account = await accountByHandle(db, params.handle), found = account && !account.banned ? await collectionBySlug(db, account.id, params.slug) : undefined;
  return found?.public ? json(collectionDocument(found, await papersIn(db, found.id))) : wrong('There is no public collection of that name.', 404);
});
