/** Papers that readers want listed. One that is here already is listed at once; others wait until a job has fetched their record. */
import { sql } from 'drizzle-orm';
import { dayOf, isIdentifier, readIdentifier } from '@galley/ingest';
import { rows, tables, upsertListings, type Database } from '@galley/papers';
import type { Reader } from '../reader.ts';
import { Refusal } from '../refusal.ts';

export interface Submission { id: string; arxiv: string; at: string; state: 'waiting' | 'listed' | 'not found' | 'refused'; why: string | null }

/** Submits by any identifier or address that means a paper of arXiv. @throws Refusal */
export async function submit(db: Database, reader: Pick<Reader, 'id'> | null, given: string, now = new Date()): Promise<Submission> {
  const read = readIdentifier(given);
  if (!isIdentifier(read)) throw new Refusal(read.wrong);
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(7236052, hashtext(${read.id}))`);
    const [before] = await rows<Submission>(tx, sql`select id, arxiv, at, state, why from submissions where arxiv = ${read.id} and state = 'waiting' limit 1`);
    const [paper] = await rows<{ listed: boolean }>(tx, sql`select exists (select 1 from listings l where l.arxiv = p.arxiv) as listed from papers p where p.arxiv = ${read.id}`);
    if (before && !paper) return before;
    if (paper && !paper.listed) await listToday(tx, read.id, now);
    const [made] = await tx.insert(tables.submissions).values({ arxiv: read.id, account: reader?.id ?? null, at: now.toISOString(), state: paper ? 'listed' : 'waiting', why: paper?.listed ? 'It was on a list already.' : null }).returning();
    return made;
  });
}

/** At the end of today's list. */
async function listToday(db: Database, arxiv: string, now: Date): Promise<void> {
  const day = dayOf(now), [{ last }] = await rows<{ last: number }>(db, sql`select coalesce(max(position), 0)::int as last from listings where day = ${day}::date`);
  await upsertListings(db, [{ day, arxiv, position: last + 1, listed: now.toISOString() }]);
}

/** The oldest submissions whose record is still to be fetched. */
export const waitingSubmissions = (db: Database, limit = 100): Promise<Submission[]> => rows<Submission>(db, sql`select id, arxiv, at, state, why from submissions where state = 'waiting' order by at, id limit ${limit}`);

/** Settles a submission; `listed` puts the paper, which must be stored by now, on today's list unless it is on one. */
export async function settleSubmission(db: Database, id: string, state: 'listed' | 'not found' | 'refused', why: string | null = null, now = new Date()): Promise<void> {
  await db.transaction(async (tx) => {
    const [settled] = await rows<{ arxiv: string }>(tx, sql`update submissions set state = ${state}, why = ${why} where id = ${id}::uuid and state = 'waiting' returning arxiv`);
    if (!settled || state !== 'listed') return;
    const [paper] = await rows<{ listed: boolean }>(tx, sql`select exists (select 1 from listings l where l.arxiv = p.arxiv) as listed from papers p where p.arxiv = ${settled.arxiv}`);
    if (!paper) throw new Refusal(`Paper ${settled.arxiv} is not stored, so it cannot be listed.`, 409);
    if (!paper.listed) await listToday(tx, settled.arxiv, now);
  });
}

export const submissionsOf = (db: Database, account: string, limit = 50): Promise<Submission[]> => rows<Submission>(db, sql`select id, arxiv, at, state, why from submissions where account = ${account}::uuid order by at desc, id limit ${limit}`);
