import { error } from '@sveltejs/kit';
import { listActs } from '#server/views/paper-people.ts';
import { subjectPage } from '#server/views/topic.ts';
import type { PageServerLoad } from './$types';

const longestName = 200;

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const author = params.author.trim();
  if (!author || author.length > longestName || author.includes('\0')) error(404, 'There is no such author. Authors are named as their papers write them.');
  const page = await subjectPage(locals.store.db, { author }, { asked: url.searchParams.get('page'), reader: locals.reader });
  return { author, path: `/authors/${encodeURIComponent(author)}`, page, acts: await listActs(locals, url, page.papers) };
};
