/** What became of a paper: its versions, and the stars of its code over time. */
import { sql } from 'drizzle-orm';
import { rows, type Database } from './open.ts';

export interface PaperHistory {
  versions: { version: number; /** ISO time */ submitted: string | null }[];
  /** As they were counted, oldest first: one for each change, at most a year of them. */
  stars: { /** Milliseconds since 1970 */ at: number; stars: number }[];
}

export async function paperHistory(db: Database, arxiv: string): Promise<PaperHistory> {
  const [versions, stars] = await Promise.all([
    rows<PaperHistory['versions'][number]>(db, sql`select version, to_char(submitted at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as submitted from versions where arxiv = ${arxiv} order by version`),
    rows<PaperHistory['stars'][number]>(db, sql`select (extract(epoch from at) * 1000)::float8 as at, value as stars from counts where arxiv = ${arxiv} and kind = 'stars' and at > now() - interval '1 year' order by at limit 1000`),
  ]);
  return { versions, stars };
}
