/** Claims with their verdicts, as the API gives them. */
import type { Paper, Run } from '@galley/claims';
import { verdictsOf } from '#server/views/verdicts.ts';

type Db = App.Locals['store']['db'];

export async function claimsDocument(db: Db, papers: Paper[], origin: Run['origin']) {
  const verdicts = await verdictsOf(db, papers, origin);
  return papers.map((p) => ({ slug: p.slug, arxiv: p.arxiv, title: p.title, library: p.library ?? null, claims: p.claims.map((claim, i) => ({ ...claim, verdict: verdicts.get(p.slug)![i] })) }));
}
