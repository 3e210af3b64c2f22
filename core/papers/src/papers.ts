/** Papers: written by imports, read by pages and the API. */
import { eq, inArray, sql } from 'drizzle-orm';
import { rows, type Database } from './open.ts';
import { papers } from './schema.ts';

export type Paper = typeof papers.$inferSelect;
/** What lists show: no abstract of thousands of characters, no record. */
export type PaperSummary = Pick<Paper, 'arxiv' | 'slug' | 'title' | 'summary' | 'authors' | 'published' | 'venue' | 'upvotes' | 'stars' | 'runsHere' | 'withdrawn'> & { excerpt: string | null };

/** Which source to believe for a title or an abstract: higher wins. */
export const sourceRank = { page: 0, 'daily-papers': 1, arxiv: 2, edition: 3 } as const;

export interface PaperInput {
  arxiv: string;
  title: string;
  titlePlain: string;
  titleRank: number;
  abstract?: string;
  abstractPlain?: string;
  abstractRank?: number;
  authors: string[];
  published?: string;
  slug?: string;
  summary?: string;
  venue?: string;
  code?: string;
  projectPage?: string;
  categories?: string[];
  /** Lower case, a few words each. */
  keywords?: string[];
  /** The newest version the source knows, from 1. */
  version?: number;
  /** When versions came, where the source tells. */
  versions?: { version: number; /** ISO time */ at: string }[];
  comment?: string;
  doi?: string;
  journal?: string;
  upvotes?: number;
  stars?: number;
  withdrawn?: string;
  runsHere?: boolean;
  record?: Record<string, unknown>;
}
export type Written = 'new' | 'changed' | 'unchanged';

const authorsIndexed = 300;

/**
 * Inserts or updates papers by identifier; says for each what happened. A worse source never replaces the title,
 * abstract or authors of a better one, an absent field never erases a present one.
 */
export async function upsertPapers(db: Database, inputs: PaperInput[]): Promise<Map<string, Written>> {
  const unique = new Map(inputs.map((p) => [p.arxiv, p]));
  const given = JSON.stringify([...unique.values()].map((p) => ({
    ...p, authors_plain: p.authors.slice(0, authorsIndexed).join(', '),
    title_plain: p.titlePlain, title_rank: p.titleRank, abstract_plain: p.abstractPlain, abstract_rank: p.abstractRank, project_page: p.projectPage, runs_here: p.runsHere,
  })));
  const result = await rows<{ arxiv: string; inserted: boolean }>(db, sql`
    insert into papers as p (arxiv, slug, title, title_plain, title_rank, abstract, abstract_plain, abstract_rank, summary, authors, authors_plain, published, venue, code, project_page, categories, keywords, version, comment, doi, journal, upvotes, stars, withdrawn, runs_here, record)
    select arxiv, slug, title, title_plain, title_rank, abstract, abstract_plain, abstract_rank, summary, authors, authors_plain, published, venue, code, project_page, coalesce(categories, '{}'), coalesce(keywords, '{}'), version, comment, doi, journal, coalesce(upvotes, 0), stars, withdrawn, coalesce(runs_here, false), record
    from jsonb_to_recordset(${given}::jsonb) as g (arxiv text, slug text, title text, title_plain text, title_rank smallint, abstract text, abstract_plain text, abstract_rank smallint, summary text, authors jsonb, authors_plain text, published timestamptz, venue text, code text, project_page text, categories text[], keywords text[], version int, comment text, doi text, journal text, upvotes int, stars int, withdrawn timestamptz, runs_here boolean, record jsonb)
    order by arxiv
    on conflict (arxiv) do update set
      slug = coalesce(excluded.slug, p.slug),
      title = case when excluded.title_rank >= p.title_rank then excluded.title else p.title end,
      title_plain = case when excluded.title_rank >= p.title_rank then excluded.title_plain else p.title_plain end,
      title_rank = greatest(excluded.title_rank, p.title_rank),
      abstract = case when excluded.abstract_rank >= coalesce(p.abstract_rank, -1) then excluded.abstract else p.abstract end,
      abstract_plain = case when excluded.abstract_rank >= coalesce(p.abstract_rank, -1) then excluded.abstract_plain else p.abstract_plain end,
      abstract_rank = greatest(excluded.abstract_rank, p.abstract_rank),
      summary = coalesce(excluded.summary, p.summary),
      authors = case when excluded.title_rank >= p.title_rank and excluded.authors <> '[]' then excluded.authors else p.authors end,
      authors_plain = case when excluded.title_rank >= p.title_rank and excluded.authors <> '[]' then excluded.authors_plain else p.authors_plain end,
      published = case when excluded.title_rank >= p.title_rank then coalesce(excluded.published, p.published) else coalesce(p.published, excluded.published) end,
      venue = coalesce(excluded.venue, p.venue),
      code = coalesce(excluded.code, p.code),
      project_page = coalesce(excluded.project_page, p.project_page),
      categories = case when excluded.categories <> '{}' then excluded.categories else p.categories end,
      keywords = case when excluded.keywords <> '{}' then excluded.keywords else p.keywords end,
      version = greatest(excluded.version, p.version),
      comment = coalesce(excluded.comment, p.comment),
      doi = coalesce(excluded.doi, p.doi),
      journal = coalesce(excluded.journal, p.journal),
      upvotes = greatest(excluded.upvotes, p.upvotes),
      stars = coalesce(excluded.stars, p.stars),
      withdrawn = coalesce(excluded.withdrawn, p.withdrawn),
      runs_here = case when excluded.slug is not null then excluded.runs_here else p.runs_here end,
      record = coalesce(excluded.record, p.record),
      changed = now()
    where (excluded.slug is not null and (excluded.slug, excluded.runs_here) is distinct from (p.slug, p.runs_here))
      or (excluded.title_rank >= p.title_rank and ((excluded.title, excluded.title_rank) is distinct from (p.title, p.title_rank) or (excluded.authors <> '[]' and excluded.authors is distinct from p.authors) or (excluded.published is not null and excluded.published is distinct from p.published)))
      or (excluded.title_rank < p.title_rank and p.published is null and excluded.published is not null)
      or (excluded.abstract_rank >= coalesce(p.abstract_rank, -1) and (excluded.abstract, excluded.abstract_rank) is distinct from (p.abstract, p.abstract_rank))
      or coalesce(excluded.summary, p.summary) is distinct from p.summary
      or coalesce(excluded.venue, p.venue) is distinct from p.venue
      or coalesce(excluded.code, p.code) is distinct from p.code
      or coalesce(excluded.project_page, p.project_page) is distinct from p.project_page
      or (excluded.categories <> '{}' and excluded.categories is distinct from p.categories)
      or (excluded.keywords <> '{}' and excluded.keywords is distinct from p.keywords)
      or (greatest(excluded.version, p.version), coalesce(excluded.comment, p.comment), coalesce(excluded.doi, p.doi), coalesce(excluded.journal, p.journal)) is distinct from (p.version, p.comment, p.doi, p.journal)
      or greatest(excluded.upvotes, p.upvotes) is distinct from p.upvotes
      or coalesce(excluded.stars, p.stars) is distinct from p.stars
      or coalesce(excluded.withdrawn, p.withdrawn) is distinct from p.withdrawn
      or coalesce(excluded.record, p.record) is distinct from p.record
    returning p.arxiv, (xmax = 0) as inserted`);
  await rememberVersions(db, [...unique.values()]);
  await rememberCounts(db, [...unique.values()]);
  const happened = new Map(result.map((r) => [r.arxiv, r.inserted ? 'new' : 'changed'] as [string, Written]));
  return new Map([...unique.keys()].map((arxiv) => [arxiv, happened.get(arxiv) ?? 'unchanged']));
}

async function rememberVersions(db: Database, inputs: PaperInput[]): Promise<void> {
  const given = inputs.flatMap((p) => (p.versions ?? []).map((v) => ({ arxiv: p.arxiv, version: v.version, submitted: v.at })));
  if (given.length) await db.execute(sql`
    insert into versions (arxiv, version, submitted)
    select distinct on (arxiv, version) arxiv, version, submitted from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (arxiv text, version int, submitted timestamptz)
    order by arxiv, version, submitted on conflict (arxiv, version) do update set submitted = excluded.submitted where versions.submitted is null`);
}

/** A row whenever a count of the outside world is another one than last time. */
async function rememberCounts(db: Database, inputs: PaperInput[]): Promise<void> {
  const given = inputs.flatMap((p) => (['upvotes', 'stars'] as const).flatMap((kind) => p[kind] === undefined ? [] : [{ arxiv: p.arxiv, kind, value: p[kind] }]));
  if (given.length) await db.execute(sql`
    insert into counts (arxiv, kind, at, value)
    select g.arxiv, g.kind, now(), g.value from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g (arxiv text, kind text, value int)
    where g.value is distinct from (select c.value from counts c where c.arxiv = g.arxiv and c.kind = g.kind order by c.at desc limit 1)
    order by g.arxiv, g.kind on conflict (arxiv, kind, at) do update set value = excluded.value`);
}

export async function paperByArxiv(db: Database, arxiv: string): Promise<Paper | undefined> {
  return (await db.select().from(papers).where(eq(papers.arxiv, arxiv)))[0];
}

export async function papersByArxiv(db: Database, arxiv: string[]): Promise<Paper[]> {
  return arxiv.length ? db.select().from(papers).where(inArray(papers.arxiv, arxiv)) : [];
}

export async function countPapers(db: Database): Promise<number> {
  return db.$count(papers);
}

/** The columns of a `PaperSummary`; the excerpt stands in where there is no summary of ours. */
export const summaryColumns = {
  arxiv: papers.arxiv, slug: papers.slug, title: papers.title, summary: papers.summary, authors: sql<string[]>`case when jsonb_array_length(${papers.authors}) > 30 then jsonb_path_query_array(${papers.authors}, '$[0 to 29]') else ${papers.authors} end`,
  published: papers.published, venue: papers.venue, upvotes: papers.upvotes, stars: papers.stars, runsHere: papers.runsHere, withdrawn: papers.withdrawn,
  excerpt: sql<string | null>`case when ${papers.summary} is null then left(${papers.abstractPlain}, 400) end`,
};
