import { newestDay } from '@galley/papers';
import { dayPage } from '#server/views/day.ts';
import { dayOf } from '@galley/ingest';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const { db } = locals.store;
  const page = await dayPage(db, (await newestDay(db)) ?? dayOf(new Date()), locals.reader, { all: url.searchParams.has('all'), back: url.pathname + url.search });
  locals.shows?.(page.papers.map((p) => p.arxiv));
  return { page };
};
