import { papers } from '@galley/catalog';
import { api, json, wrong } from '#server/documents/api.ts';
import { claimsDocument } from '#server/documents/claims-document.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = api(async ({ locals, url }) => {
  const origin = url.searchParams.get('origin') ?? 'here';
  if (origin !== 'here' && origin !== 'reported') return wrong('origin expects here or reported.');
  return json(await claimsDocument(locals.store.db, papers, origin));
});
