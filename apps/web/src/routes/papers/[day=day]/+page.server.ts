import { dayPage } from '#server/views/day.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const page = await dayPage(locals.store.db, params.day, locals.reader, { all: url.searchParams.has('all'), back: url.pathname + url.search });
  locals.shows?.(page.papers.map((p) => p.arxiv));
  return { page };
};
