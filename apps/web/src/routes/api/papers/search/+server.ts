import { searchRecords } from '@galley/papers';
import { api, json, wholeNumber, wrong } from '#server/documents/api.ts';
import { hubListing } from '#server/documents/hub-shape.ts';
import type { RequestHandler } from './$types';

const longestQuery = 250;

export const GET: RequestHandler = api(async ({ locals, url }) => {
  const q = (url.searchParams.get('q') ?? '').replaceAll('\0', '').trim(), limit = wholeNumber(url.searchParams.get('limit'), { least: 1, most: 120, otherwise: 120 });
  if (!q) return wrong('q expects words to search for.');
  if (q.length > longestQuery) return wrong(`q expects at most ${longestQuery} characters, got ${q.length}.`);
  if (limit === undefined) return wrong('limit expects a number from 1 to 120.');
  return json((await searchRecords(locals.store.db, q, limit)).map((paper) => hubListing(paper)));
});
