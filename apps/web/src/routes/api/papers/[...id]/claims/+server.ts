import { paperByArxiv } from '@galley/catalog';
import { isIdentifier, readIdentifier } from '@galley/ingest';
import { api, json, wrong } from '#server/documents/api.ts';
import { claimsDocument } from '#server/documents/claims-document.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = api(async ({ locals, params, url }) => {
  const read = readIdentifier(params.id);
  if (!isIdentifier(read)) return wrong(read.wrong);
  const paper = paperByArxiv(read.id), origin = url.searchParams.get('origin') ?? 'here';
  if (origin !== 'here' && origin !== 'reported') return wrong('origin expects here or reported.');
  return paper ? json((await claimsDocument(locals.store.db, [paper], origin))[0]) : wrong(`No claims of paper ${read.id} are in the catalogue.`, 404);
});
