import { listRuns } from '@galley/papers';
import { paperBySlug } from '@galley/catalog';
import { plainText } from '@galley/typeset';
import { runLine } from '#server/views/paper.ts';
import type { PageServerLoad } from './$types';

const perPage = 50;

export const load: PageServerLoad = async ({ locals, url }) => {
  const before = /^[0-9a-f-]{36}$/.exec(url.searchParams.get('before') ?? '')?.[0];
  const runs = await listRuns(locals.store.db, { before, limit: perPage + 1 });
  return { runs: runs.slice(0, perPage).map((r) => ({ ...runLine(r), paper: plainText(paperBySlug(r.paper)?.title ?? r.paper).slice(0, 60) })), older: runs.length > perPage ? runs[perPage - 1].id : undefined };
};
