import { isIdentifier, readIdentifier } from '@galley/ingest';
import { firstListing, paperByArxiv } from '@galley/papers';
import { api, json, wrong } from '#server/documents/api.ts';
import { hubPaper } from '#server/documents/hub-shape.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = api(async ({ locals, params }) => {
  const read = readIdentifier(params.id);
  if (!isIdentifier(read)) return wrong(read.wrong);
  const paper = await paperByArxiv(locals.store.db, read.id);
  return paper ? json(hubPaper(paper, await firstListing(locals.store.db, read.id))) : wrong(`Paper ${read.id} is not in this Galley.`, 404);
});
