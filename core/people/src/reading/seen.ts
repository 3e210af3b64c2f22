/** What a reader has opened, or put away ("not for me"), and whether lists hide it. */
import { sql } from 'drizzle-orm';
import { rows, type Database } from '@galley/papers';
import type { Reader } from '../reader.ts';
import { knownPaper } from './paper.ts';

/** Called when a reader opens a paper. */
export async function markSeen(db: Database, reader: Pick<Reader, 'id'>, arxiv: string, now = new Date()): Promise<void> {
  await db.execute(sql`insert into seen (account, arxiv, at) values (${reader.id}::uuid, ${arxiv}, ${now.toISOString()}::timestamptz)
    on conflict (account, arxiv) do update set at = excluded.at`);
}

/** Puts a paper away, or takes it out again. */
export async function putAway(db: Database, reader: Pick<Reader, 'id'>, arxiv: string, away: boolean, now = new Date()): Promise<void> {
  await knownPaper(db, arxiv);
  await db.execute(sql`insert into seen (account, arxiv, at, put_away) values (${reader.id}::uuid, ${arxiv}, ${now.toISOString()}::timestamptz, ${away})
    on conflict (account, arxiv) do update set put_away = excluded.put_away`);
}

/** Which of these papers the reader's lists leave out: put away, or seen within the days the reader chose. */
export async function hiddenOf(db: Database, reader: Pick<Reader, 'id' | 'hidesSeenDays'>, arxivs: string[], now = new Date()): Promise<Set<string>> {
  if (arxivs.length === 0) return new Set();
  const since = reader.hidesSeenDays === 0 ? null : reader.hidesSeenDays < 0 ? new Date(0).toISOString() : new Date(now.getTime() - reader.hidesSeenDays * 86_400_000).toISOString();
  const found = await rows<{ arxiv: string }>(db, sql`select arxiv from seen where account = ${reader.id}::uuid and (put_away or at > ${since}::timestamptz) and arxiv in (select jsonb_array_elements_text(${JSON.stringify(arxivs)}::jsonb))`);
  return new Set(found.map((r) => r.arxiv));
}
