import { castVote, ownStates, voteCounts } from '@galley/people';
import { paperByArxiv } from '@galley/papers';
import { api, json, paperId, wrong } from '#server/documents/api.ts';
import { requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

/** The votes of this site's readers for a paper, and whether the asking reader's is among them. */
export const GET: RequestHandler = api(async ({ locals, params }) => {
  const { db } = locals.store, arxiv = paperId(params.id);
  if (!await paperByArxiv(db, arxiv)) return wrong(`Paper ${arxiv} is not in this Galley.`, 404);
  const own = locals.reader && (await ownStates(db, locals.reader, [arxiv])).get(arxiv);
  return json({ arxiv, votes: (await voteCounts(db, [arxiv])).get(arxiv) ?? 0, ...(locals.reader && { voted: own?.voted ?? false }) });
});

/** Votes, and takes the vote back. Doing it twice changes nothing. */
const set = (on: boolean): RequestHandler => api(async (event) => {
  const { locals, params, request } = event, reader = requireReader(event), arxiv = paperId(params.id);
  const { voted, count } = await castVote(locals.store.db, reader, arxiv, { network: locals.network, referrer: request.headers.get('referer'), on });
  return json({ arxiv, votes: count, voted });
});
export const PUT: RequestHandler = set(true);
export const DELETE: RequestHandler = set(false);
