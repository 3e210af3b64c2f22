import { bibtex, identifierOf, storedPaper } from '#server/views/paper.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  const paper = await storedPaper(locals.store.db, identifierOf(params.bibtex.replace(/\.bib$/, '')));
  return new Response(`${bibtex(paper)}\n`, { headers: { 'content-type': 'application/x-bibtex; charset=utf-8', 'content-disposition': `inline; filename="${paper.arxiv.replace('/', '-')}.bib"` } });
};
