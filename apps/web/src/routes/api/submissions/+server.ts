import { submissionsOf, submit, type Submission } from '@galley/people';
import { api, bodyOf, json, moment } from '#server/documents/api.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

const line = (s: Submission) => ({ id: s.id, arxiv: s.arxiv, at: moment(s.at), state: s.state, why: s.why });

export const GET: RequestHandler = api(async (event) => json((await submissionsOf(event.locals.store.db, requireReader(event).id)).map(line)));

/** A paper that should be listed, by any identifier or address that means a paper of arXiv. */
export const POST: RequestHandler = api(async (event) => {
  const reader = requireReader(event), { paper } = await bodyOf(event.request, { paper: 'text' });
  await allow(event, 'submit');
  return json(line(await submit(event.locals.store.db, reader, paper)), { status: 201 });
});
