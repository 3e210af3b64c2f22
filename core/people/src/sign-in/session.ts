/** Sessions: reference tokens of 256 bits, kept as hashes; ended when idle for 14 days or 90 days old. */
import { and, eq, ne, sql } from 'drizzle-orm';
import { rows, tables, type Database } from '@galley/papers';
import type { Reader } from '../reader.ts';
import { Refusal } from '../refusal.ts';
import { hashOf, newToken } from '../tokens.ts';

const dayMs = 86_400_000;
export const idleMs = 14 * dayMs, absoluteMs = 90 * dayMs, recentMs = 15 * 60_000;
/** `seen` is written at most so often, so that reading pages is reading only. */
const touchMs = 5 * 60_000;

export interface SessionStart { method: 'link' | 'passkey'; userAgent: string; network: string; /** The session this browser had: it ends. */ replaces?: string; now?: Date }

/** Begins a session. @returns its token, which exists nowhere else. */
export async function startSession(db: Database, account: string, { method, userAgent, network, replaces, now = new Date() }: SessionStart): Promise<string> {
  const token = newToken();
  if (replaces) await db.delete(tables.sessions).where(eq(tables.sessions.tokenHash, hashOf(replaces)));
  await db.insert(tables.sessions).values({ tokenHash: hashOf(token), account, method, created: now.toISOString(), seen: now.toISOString(), expires: new Date(now.getTime() + absoluteMs).toISOString(), userAgent: userAgent.replace(/[^\x20-\x7e]/g, '').slice(0, 200), network });
  return token;
}

interface SessionRow extends Omit<Reader, 'session' | 'signedIn'> { session: string; created: string; stale: boolean }

/** Who carries this token; null when nobody does, any more. */
export async function readerBySession(db: Database, token: string, now = new Date()): Promise<Reader | null> {
  const at = now.toISOString(), idleSince = new Date(now.getTime() - idleMs).toISOString(), staleSince = new Date(now.getTime() - touchMs).toISOString();
  const [found] = await rows<SessionRow>(db, sql`
    select a.id, a.handle, a.name, a.email, a.role, a.hides_seen_days as "hidesSeenDays", s.id as session, s.created, s.seen < ${staleSince}::timestamptz as stale
    from sessions s join accounts a on a.id = s.account
    where s.token_hash = ${hashOf(token)} and s.expires > ${at}::timestamptz and s.seen > ${idleSince}::timestamptz and a.banned is null`);
  if (!found) return null;
  const { created, stale, ...reader } = found;
  if (stale) await db.execute(sql`update sessions set seen = ${at}::timestamptz where id = ${reader.session}::uuid and seen < ${at}::timestamptz`);
  return { ...reader, signedIn: new Date(created).toISOString() };
}

/** Whether the reader signed in so lately that keys may be made and the account deleted. A personal Galley's reader always has. */
export function isRecent(reader: Reader, now = new Date()): boolean {
  return reader.scopes === undefined && (reader.signedIn === undefined || now.getTime() - Date.parse(reader.signedIn) < recentMs);
}
export function requireRecent(reader: Reader, now = new Date()): void {
  if (!isRecent(reader, now)) throw new Refusal('This needs a sign-in of the last 15 minutes. Sign in again, then repeat it.', 401);
}

export interface SessionLine { id: string; method: 'link' | 'passkey'; created: string; seen: string; userAgent: string; network: string }

export function sessionsOf(db: Database, account: string, now = new Date()): Promise<SessionLine[]> {
  return rows<SessionLine>(db, sql`select id, method, created, seen, user_agent as "userAgent", network from sessions
    where account = ${account}::uuid and expires > ${now.toISOString()}::timestamptz and seen > ${new Date(now.getTime() - idleMs).toISOString()}::timestamptz order by seen desc, id`);
}

/** Ends one session of an account. */
export async function endSession(db: Database, account: string, session: string): Promise<void> {
  await db.delete(tables.sessions).where(and(eq(tables.sessions.account, account), eq(tables.sessions.id, session)));
}
/** Ends all sessions of an account, but for one if it is named. */
export async function endSessions(db: Database, account: string, except?: string): Promise<void> {
  await db.delete(tables.sessions).where(and(eq(tables.sessions.account, account), except ? ne(tables.sessions.id, except) : undefined));
}
