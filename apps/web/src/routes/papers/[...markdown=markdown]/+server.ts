import { paperByArxiv as recordByArxiv } from '@galley/catalog';
import { figure } from '@galley/claims';
import { identifierOf, storedPaper } from '#server/views/paper.ts';
import { verdictsOf } from '#server/views/verdicts.ts';
import type { RequestHandler } from './$types';

/** The same paper for readers that are programs: title, text as its authors typed it, claims with their verdicts. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const arxiv = identifierOf(params.markdown.replace(/\.md$/, '')), { db } = locals.store;
  const paper = await storedPaper(db, arxiv), record = recordByArxiv(arxiv);
  const verdicts = record ? (await verdictsOf(db, [record])).get(record.slug)! : [];
  const lines = [
    `# ${oneLine(paper.title)}`, '',
    paper.authors.map(oneLine).join(', '), '',
    `- arXiv: [${arxiv}](https://arxiv.org/abs/${arxiv})`,
    ...(paper.published ? [`- Published: ${record?.published ?? paper.published.slice(0, 10)}`] : []), ...(paper.venue ? [`- Venue: ${oneLine(paper.venue)}`] : []), ...(paper.code ? [`- Code: ${paper.code}`] : []), '',
    ...(record ? [`> ${oneLine(record.summary)}`, ''] : []),
    ...(paper.abstract ? ['## Abstract', '', paper.abstract, ''] : []),
    ...(record ? ['## Claims', '', '| claim | claimed | here | verdict | why |', '|---|---|---|---|---|', ...record.claims.map((c, i) => {
      const v = verdicts[i], m = v.measured;
      return `| ${[`${c.id}: ${c.text}`, c.says.text, m ? `${figure(m.value)} ${m.unit}` : '', `${v.state}${v.modelled ? ' (modelled)' : ''}`, v.why].map(cell).join(' | ')} |`;
    }), ''] : []),
  ];
  return new Response(lines.join('\n'), { headers: { 'content-type': 'text/markdown; charset=utf-8' } });
};

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
const cell = (text: string) => oneLine(text).replaceAll('|', '\\|');
