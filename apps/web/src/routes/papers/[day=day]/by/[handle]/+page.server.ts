import { error } from '@sveltejs/kit';
import { accountByHandle, curatedBy } from '@galley/people';
import { html } from '@galley/typeset';
import { authorsShort, longDay } from '#server/views/words.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { db } = locals.store, account = await accountByHandle(db, params.handle), curated = account && !account.banned && account.role !== 'reader' ? await curatedBy(db, account.id, params.day) : [];
  if (!account || curated.length === 0) error(404, `${params.handle.slice(0, 40)} has made no list of this day.`);
  const papers = curated.map((p) => ({ arxiv: p.arxiv, ...html(p.title), authors: authorsShort(p.authors, 4), note: p.note }));
  locals.shows?.(papers.map((p) => p.arxiv));
  return { day: params.day, heading: longDay(params.day), curator: { handle: account.handle, name: account.name }, papers, mathematics: papers.some((p) => p.mathematics), mine: locals.reader?.id === account.id };
};
