import { redirect } from '@sveltejs/kit';
import { identifierOf, paperPage } from '#server/paper.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const id = identifierOf(params.arxiv);
  if (id !== params.arxiv) redirect(308, `/papers/${id}`);
  return { page: await paperPage(locals.store.db, id) };
};
