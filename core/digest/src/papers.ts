/** The papers of mails as lines, read once for all the mails of a run that hold them. */
import { sql } from 'drizzle-orm';
import { paperBySlug } from '@galley/catalog';
import { judge } from '@galley/claims';
import { judgeableRuns, rows, type Database } from '@galley/papers';
import { plainText } from '@galley/typeset';
import type { PaperLine } from './render/mail.ts';
import { authorsLine, cut, opening } from './words.ts';

const kept = 3_000, longestTitle = 240;

/** Keeps the lines of the papers asked for last. */
export function paperLines() {
  const known = new Map<string, PaperLine>();
  return async (db: Database, arxiv: Iterable<string>): Promise<Map<string, PaperLine>> => {
    const asked = new Set(arxiv), missing = [...asked].filter((id) => !known.has(id));
    if (missing.length) for (const line of await load(db, missing)) known.set(line.arxiv, line);
    const found = new Map([...asked].flatMap((id) => { const line = known.get(id); return line ? [[id, line] as const] : []; }));
    for (const id of known.keys()) { if (known.size <= kept) break; known.delete(id); }
    return found;
  };
}

interface Row { arxiv: string; slug: string | null; title: string; authors: string[]; more: number; summary: string | null; opening: string | null; votes: number }

async function load(db: Database, ids: string[]): Promise<PaperLine[]> {
  const found = await rows<Row>(db, sql`
    select arxiv, slug, title, jsonb_path_query_array(authors, '$[0 to 9]') as authors, greatest(0, jsonb_array_length(authors) - 10)::int as more, summary, left(abstract_plain, 1200) as opening,
      (upvotes + (select count(*) from votes v where v.arxiv = p.arxiv and v.taken_back is null))::int as votes
    from papers p where arxiv in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`);
  const claims = await claimsLines(db, found.flatMap((r) => r.slug ?? []));
  return found.map((r) => ({
    arxiv: r.arxiv, title: cut(plainText(r.title), longestTitle), authors: authorsLine(r.more ? [...r.authors, ...Array<string>(r.more).fill('')] : r.authors),
    text: opening(r.summary ? plainText(r.summary) : r.opening ?? ''), votes: r.votes, claims: r.slug ? claims.get(r.slug) : undefined,
  }));
}

/** `6 of 10 hold here`, from the runs that are kept; nothing for papers that have not been run. */
async function claimsLines(db: Database, slugs: string[]): Promise<Map<string, string>> {
  const known = slugs.flatMap((slug) => paperBySlug(slug) ?? []);
  if (known.length === 0) return new Map();
  const runs = await judgeableRuns(db, known.map((p) => p.slug));
  return new Map(known.flatMap((paper) => {
    const verdicts = judge(paper, runs), holds = verdicts.filter((v) => v.state === 'holds').length, short = verdicts.filter((v) => v.state === 'falls short').length;
    return holds + short === 0 ? [] : [[paper.slug, `${holds} of ${verdicts.length} hold here${short ? `, ${short} ${short === 1 ? 'falls' : 'fall'} short` : ''}`] as const];
  }));
}
