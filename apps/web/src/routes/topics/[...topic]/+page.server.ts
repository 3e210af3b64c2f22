import { error } from '@sveltejs/kit';
import { listActs } from '#server/views/paper-people.ts';
import { subjectPage } from '#server/views/topic.ts';
import type { PageServerLoad } from './$types';

const longestTopic = 200;

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const topic = params.topic.trim();
  if (!topic || topic.length > longestTopic || topic.includes('\0')) error(404, 'There is no such topic. Topics are categories of arXiv, as cs.LG, or keywords.');
  const page = await subjectPage(locals.store.db, { topic }, { asked: url.searchParams.get('page'), reader: locals.reader });
  return { topic, path: `/topics/${encodeURIComponent(topic)}`, page, acts: await listActs(locals, url, page.papers) };
};
