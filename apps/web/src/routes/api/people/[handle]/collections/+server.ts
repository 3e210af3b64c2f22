import { accountByHandle, collectionsOf } from '@galley/people';
import { api, json, wrong } from '#server/documents/api.ts';
import { collectionLine } from '#server/documents/collection-document.ts';
import type { RequestHandler } from './$types';

/** The public collections of somebody. */
export const GET: RequestHandler = api(async ({ locals, params }) => {
  const { db } = locals.store, account = await accountByHandle(db, params.handle);
  if (!account || account.banned) return wrong('There is nobody of that handle here.', 404);
  return json((await collectionsOf(db, account.id, { publicOnly: true })).map(collectionLine));
});
