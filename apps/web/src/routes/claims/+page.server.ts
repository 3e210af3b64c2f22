import { papers as catalogue } from '@galley/catalog';
import { figure } from '@galley/claims';
import { html } from '@galley/typeset';
import { verdictsOf } from '#server/views/verdicts.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const verdicts = await verdictsOf(locals.store.db, catalogue);
  const counts = { holds: 0, 'falls short': 0, 'not measured': 0, 'out of reach': 0 };
  let mathematics = false;
  const papers = catalogue.map((p) => {
    const title = html(p.title);
    mathematics ||= title.mathematics;
    return {
      arxiv: p.arxiv, slug: p.slug, title: title.html, library: p.library,
      claims: verdicts.get(p.slug)!.map((v, i) => {
        counts[v.state]++;
        const claim = p.claims[i];
        return { id: v.claim, state: v.state, modelled: v.modelled, words: `${v.claim}, ${v.state}${v.modelled ? ', modelled' : ''}: ${claim.text} Claimed ${claim.says.text}${v.measured ? `, here ${figure(v.measured.value)} ${v.measured.unit}` : ''}.` };
      }),
    };
  });
  return { papers, counts, mathematics, total: papers.reduce((n, p) => n + p.claims.length, 0) };
};
