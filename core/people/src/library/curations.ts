/** A curator's list of a day: papers in an order, each with a note. */
import { and, eq, sql } from 'drizzle-orm';
import { rows, tables, type Database } from '@galley/papers';
import { knownPaper } from '../reading/paper.ts';
import type { Reader } from '../reader.ts';
import { Refusal } from '../refusal.ts';
import { moved } from './collections.ts';

const { curations } = tables, mostOfDay = 100, longestNote = 2000;
export interface CuratedPaper { arxiv: string; title: string; authors: string[]; position: number; note: string }

function requireCurator(reader: Reader): void {
  if (reader.role === 'reader') throw new Refusal('Lists of a day are made by curators; an admin gives that role.', 403);
}

/** Puts a paper at the end of the curator's list of a day, or changes its note. */
export async function curate(db: Database, reader: Reader, day: string, arxiv: string, note = ''): Promise<void> {
  requireCurator(reader);
  await knownPaper(db, arxiv);
  if (await db.$count(curations, and(eq(curations.account, reader.id), eq(curations.day, day))) >= mostOfDay) throw new Refusal(`A list of a day has at most ${mostOfDay} papers.`, 409);
  const kept = note.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '').trim().slice(0, longestNote);
  await db.execute(sql`insert into curations (account, day, arxiv, position, note)
    select ${reader.id}::uuid, ${day}::date, ${arxiv}, coalesce(max(position), 0) + 1, ${kept} from curations where account = ${reader.id}::uuid and day = ${day}::date
    on conflict (account, day, arxiv) do update set note = excluded.note`);
}

export async function uncurate(db: Database, reader: Reader, day: string, arxiv: string): Promise<void> {
  requireCurator(reader);
  await db.delete(curations).where(and(eq(curations.account, reader.id), eq(curations.day, day), eq(curations.arxiv, arxiv)));
}

export async function moveCurated(db: Database, reader: Reader, day: string, arxiv: string, by: number): Promise<void> {
  requireCurator(reader);
  await db.transaction(async (tx) => {
    const order = (await rows<{ arxiv: string }>(tx, sql`select arxiv from curations where account = ${reader.id}::uuid and day = ${day}::date order by position, arxiv for update`)).map((r) => r.arxiv);
    await tx.execute(sql`update curations c set position = g.position from jsonb_to_recordset(${JSON.stringify(moved(order, arxiv, by).map((a, i) => ({ arxiv: a, position: i + 1 })))}::jsonb) as g (arxiv text, position int) where c.account = ${reader.id}::uuid and c.day = ${day}::date and c.arxiv = g.arxiv`);
  });
}

export function curatedBy(db: Database, account: string, day: string): Promise<CuratedPaper[]> {
  return rows<CuratedPaper>(db, sql`select c.arxiv, p.title, p.authors, c.position, c.note from curations c join papers p on p.arxiv = c.arxiv where c.account = ${account}::uuid and c.day = ${day}::date order by c.position, c.arxiv`);
}

/** Who has made a list of a day. */
export function curatorsOf(db: Database, day: string): Promise<{ handle: string; name: string; papers: number }[]> {
  return rows(db, sql`select a.handle, a.name, count(*)::int as papers from curations c join accounts a on a.id = c.account where c.day = ${day}::date and a.banned is null and a.role <> 'reader' group by a.id order by a.handle`);
}

export function daysCuratedBy(db: Database, account: string): Promise<{ day: string; papers: number }[]> {
  return rows(db, sql`select day::text as day, count(*)::int as papers from curations where account = ${account}::uuid group by day order by day desc limit 200`);
}
