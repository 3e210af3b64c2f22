/** What every source is turned into, and the writing of it: one transaction a batch, counted record by record. */
import { papersByArxiv, upsertListings, upsertPapers, saveRuns, type Database, type ListingInput, type PaperInput } from '@galley/papers';
import type { Run } from '@galley/claims';
import { plainText } from '@galley/typeset';

/** One thing a source yields: something to keep, or a refusal that says where and why. */
export type Item =
  | { kind: 'paper'; paper: PaperInput; listing?: ListingInput; /** When each version came, where the source tells. */ versions?: Version[] }
  | { kind: 'deleted'; arxiv: string; /** ISO time */ at: string }
  | { kind: 'run'; run: Run }
  | { kind: 'refused'; position: string; why: string };

export interface Version { version: number; /** ISO time */ at: string }
export interface Counts { new: number; changed: number; unchanged: number }
export interface Refusal { position: string; why: string }
export interface Written { papers: Counts; listings: Counts; runs: Counts; refused: Refusal[]; refusedCount: number }

const none = (): Counts => ({ new: 0, changed: 0, unchanged: 0 });
export const nothingWritten = (): Written => ({ papers: none(), listings: none(), runs: none(), refused: [], refusedCount: 0 });

/** How many refusals are told one by one; the rest is counted. */
const refusalsTold = 200;

/** Writes one batch whole or not at all. */
export async function writeBatch(db: Database, items: Item[], written: Written): Promise<void> {
  const papers = items.flatMap((i) => i.kind === 'paper' ? [i.versions?.length ? { ...i.paper, versions: i.versions, version: Math.max(...i.versions.map((v) => v.version)) } : i.paper] : []), listings = items.flatMap((i) => i.kind === 'paper' && i.listing ? [i.listing] : []), runs = items.flatMap((i) => i.kind === 'run' ? [i.run] : []);
  const deleted = new Map(items.flatMap((i) => i.kind === 'deleted' ? [[i.arxiv, i.at] as const] : []));
  await db.transaction(async (tx) => {
    if (papers.length) for (const what of (await upsertPapers(tx as Database, merged(papers))).values()) written.papers[what]++;
    if (deleted.size) {
      // A source forgets a paper; what is known of it stays, marked. Unknown ones stay unknown.
      const known = await papersByArxiv(tx as Database, [...deleted.keys()]);
      const marked = known.filter((p) => !p.withdrawn).map(({ arxiv, title, titlePlain, titleRank, authors }) => ({ arxiv, title, titlePlain, titleRank, authors, withdrawn: deleted.get(arxiv)! }));
      if (marked.length) for (const what of (await upsertPapers(tx as Database, marked)).values()) written.papers[what]++;
    }
    if (listings.length) for (const what of (await upsertListings(tx as Database, listings)).values()) written.listings[what]++;
    if (runs.length) { const fresh = await saveRuns(tx as Database, runs); written.runs.new += fresh.length; written.runs.unchanged += runs.length - fresh.length; }
  });
  for (const item of items) if (item.kind === 'refused') { written.refusedCount++; if (written.refused.length < refusalsTold) written.refused.push({ position: item.position, why: item.why }); }
}

/** The same paper twice in one batch: the later record wins. */
const merged = (papers: PaperInput[]): PaperInput[] => [...new Map(papers.map((p) => [p.arxiv, p])).values()];

export const longestTitle = 1000, longestAbstract = 20_000, mostAuthors = 10_000, longestName = 300;

/** Cleans what every source has: blanks folded, control characters out, lone surrogates replaced, lengths bounded. */
export function paperInput(given: { arxiv: string; title: string; abstract?: string; authors: string[]; rank: number } & Omit<PaperInput, 'arxiv' | 'title' | 'titlePlain' | 'titleRank' | 'abstract' | 'abstractPlain' | 'abstractRank' | 'authors'>): PaperInput {
  const { title, abstract, authors, rank, ...rest } = given, cleanTitle = clean(title).slice(0, longestTitle), cleanAbstract = abstract === undefined ? undefined : clean(abstract).slice(0, longestAbstract);
  return {
    ...rest, title: cleanTitle, titlePlain: plainText(cleanTitle), titleRank: rank,
    ...(cleanAbstract && { abstract: cleanAbstract, abstractPlain: plainText(cleanAbstract), abstractRank: rank }),
    authors: authors.slice(0, mostAuthors).map((a) => clean(a).slice(0, longestName)).filter(Boolean),
  };
}

const longestRemark = 2000, longestDoi = 300;

/** What arXiv's sources tell beside title and abstract, bounded; absent where they say nothing. */
export function remarks({ comment, journal, doi, summary }: { comment?: string; journal?: string; doi?: string; summary?: string }): Pick<PaperInput, 'comment' | 'journal' | 'doi' | 'code'> {
  // The metadata behind one field may hold several DOIs, separated by blanks.
  const [firstDoi] = doi?.trim().split(/\s+/) ?? [], code = linkedCode(comment ?? '') ?? linkedCode(summary ?? '');
  return {
    ...(comment?.trim() && { comment: clean(comment).slice(0, longestRemark) }), ...(journal?.trim() && { journal: clean(journal).slice(0, longestRemark) }),
    ...(firstDoi && /^10\.\d{4,9}\/\S+$/.test(firstDoi) && { doi: firstDoi.slice(0, longestDoi) }), ...(code && { code }),
  };
}

/** The repository that a text names first, at the hosts where code is kept. */
export function linkedCode(text: string): string | undefined {
  const found = /\bhttps?:\/\/(?:www\.)?((?:github|gitlab)\.com|codeberg\.org)\/([A-Za-z0-9][\w.-]{0,99})\/([\w.-]{1,100})/i.exec(text);
  return found ? `https://${found[1].toLowerCase()}/${found[2]}/${found[3].replace(/(\.git)?[.]*$/, '')}` : undefined;
}

export const clean = (text: string): string => text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim();
