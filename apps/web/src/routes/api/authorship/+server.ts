import { authorshipsOf, claimAuthorship } from '@galley/people';
import { api, bodyOf, json, paperId } from '#server/documents/api.ts';
import { authorshipDocument } from '#server/documents/authorship-document.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = api(async (event) => json((await authorshipsOf(event.locals.store.db, requireReader(event).id)).map(authorshipDocument)));

/** "I wrote this". What comes back says what the proof must contain; the page of claims checks it. */
export const POST: RequestHandler = api(async (event) => {
  const reader = requireReader(event), given = await bodyOf(event.request, { arxiv: 'text', author: 'text', proof: 'text', orcid: 'text or absent' }), { db } = event.locals.store;
  await allow(event, 'claim');
  const id = await claimAuthorship(db, reader, { ...given, arxiv: paperId(given.arxiv) });
  return json(authorshipDocument((await authorshipsOf(db, reader.id)).find((a) => a.id === id)!), { status: 201 });
});
