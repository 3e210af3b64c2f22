/** Search by PostgreSQL's full text: words, "phrases", -without; filters before ranking. */
import { and, desc, eq, exists, gte, lte, sql, type SQL } from 'drizzle-orm';
import type { Database } from './open.ts';
import { papers, listings } from './schema.ts';
import { summaryColumns, type PaperSummary } from './papers.ts';

export interface SearchQuery {
  /** As a person types it. Empty: everything that passes the filters, newest first. */
  text: string;
  /** Listed on or after, on or before: `YYYY-MM-DD`. */
  from?: string;
  to?: string;
  runsHere?: boolean;
  limit?: number;
  offset?: number;
}
export interface Found extends PaperSummary { /** Matching piece of the text; hits between U+0002 and U+0003. */ snippet: string | null }

export async function search(db: Database, { text, from, to, runsHere, limit = 20, offset = 0 }: SearchQuery): Promise<{ total: number; papers: Found[] }> {
  const words = text.trim(), query = sql`websearch_to_tsquery('english', ${words}) || websearch_to_tsquery('simple', ${words})`;
  const conditions: (SQL | undefined)[] = [
    words ? sql`${papers.search} @@ (${query})` : undefined,
    runsHere ? eq(papers.runsHere, true) : undefined,
    from || to ? exists(db.select({ one: sql`1` }).from(listings).where(and(eq(listings.arxiv, papers.arxiv), from ? gte(listings.day, from) : undefined, to ? lte(listings.day, to) : undefined))) : undefined,
  ];
  const where = and(...conditions.filter((c) => c !== undefined));
  const byRank = words ? [desc(sql`ts_rank_cd(${papers.search}, (${query}), 1)`)] : [];
  const [total, found] = await Promise.all([
    db.$count(papers, where),
    db.select({
      ...summaryColumns,
      snippet: words
        ? sql<string | null>`ts_headline('english', coalesce(${papers.summary} || ' ', '') || coalesce(${papers.abstractPlain}, ''), (${query}), 'MaxWords=32, MinWords=18, ShortWord=2, MaxFragments=1, StartSel="\u0002", StopSel="\u0003"')`
        : sql<string | null>`null`,
    }).from(papers).where(where).orderBy(...byRank, sql`${papers.published} desc nulls last`, desc(papers.arxiv)).limit(limit).offset(offset),
  ]);
  return { total, papers: found };
}

/** Whole records, for the API. */
export async function searchRecords(db: Database, text: string, limit: number): Promise<(typeof papers.$inferSelect)[]> {
  const query = sql`websearch_to_tsquery('english', ${text}) || websearch_to_tsquery('simple', ${text})`;
  return db.select().from(papers).where(sql`${papers.search} @@ (${query})`).orderBy(desc(sql`ts_rank_cd(${papers.search}, (${query}), 1)`), desc(papers.arxiv)).limit(limit);
}
