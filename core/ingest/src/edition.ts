/** The bundled edition: the catalogue's papers, on the day they were listed together. */
import type { Paper } from '@galley/claims';
import { sourceRank, type Database } from '@galley/papers';
import { paperInput, nothingWritten, writeBatch, type Item, type Written } from './record.ts';

export async function loadEdition(db: Database, papers: Paper[], edition: { date: string; papers: string[] }): Promise<Written> {
  const written = nothingWritten();
  const items = papers.map((p): Item => ({
    kind: 'paper',
    paper: {
      ...paperInput({ arxiv: p.arxiv, title: p.title, authors: p.authors, rank: sourceRank.edition, slug: p.slug, summary: p.summary, runsHere: p.library !== undefined, ...(p.published.length === 10 && { published: `${p.published}T00:00:00.000Z` }), ...(p.venue && { venue: p.venue }), ...(p.code && { code: p.code }) }),
    },
    ...(edition.papers.includes(p.slug) && { listing: { day: edition.date, arxiv: p.arxiv, position: edition.papers.indexOf(p.slug) + 1 } }),
  }));
  await writeBatch(db, items, written);
  return written;
}
