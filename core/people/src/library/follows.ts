/** Topics, authors and searches that a reader follows. */
import { and, eq, sql } from 'drizzle-orm';
import { rows, tables, type Database } from '@galley/papers';
import type { Reader } from '../reader.ts';
import { Refusal } from '../refusal.ts';

export type FollowKind = 'topic' | 'author' | 'search';
export interface Follow { kind: FollowKind; value: string; since: string }
const { follows } = tables, mostFollows = 500;

/** As it is kept: blanks joined; a keyword in lower case, a category as arXiv writes it (`cs.LG`). */
export function readFollow(kind: string, value: string): { kind: FollowKind; value: string } {
  if (kind !== 'topic' && kind !== 'author' && kind !== 'search') throw new Refusal('What can be followed is a topic, an author or a search.');
  const plain = value.toWellFormed().normalize('NFC').replace(/[\u0000-\u001f\u007f]/g, ' ').replace(/\s+/g, ' ').trim();
  if (plain.length < 2 || plain.length > 200) throw new Refusal(`${kind === 'author' ? 'An author' : kind === 'topic' ? 'A topic' : 'A search'} to follow has 2 to 200 characters.`);
  return { kind, value: kind === 'topic' && !/^[a-z-]+\.[A-Za-z-]+$/.test(plain) ? plain.toLowerCase() : plain };
}

export async function follow(db: Database, reader: Pick<Reader, 'id'>, kind: string, value: string, now = new Date()): Promise<Follow> {
  const wanted = readFollow(kind, value);
  if (await db.$count(follows, eq(follows.account, reader.id)) >= mostFollows) throw new Refusal(`A reader follows at most ${mostFollows} things.`, 409);
  await db.insert(follows).values({ account: reader.id, ...wanted, since: now.toISOString() }).onConflictDoNothing();
  return { ...wanted, since: now.toISOString() };
}

export async function unfollow(db: Database, reader: Pick<Reader, 'id'>, kind: string, value: string): Promise<void> {
  const wanted = readFollow(kind, value);
  await db.delete(follows).where(and(eq(follows.account, reader.id), eq(follows.kind, wanted.kind), eq(follows.value, wanted.value)));
}

export const followsOf = (db: Database, account: string): Promise<Follow[]> => rows<Follow>(db, sql`select kind, value, since from follows where account = ${account}::uuid order by kind, lower(value), value`);
