/** Keys for programs: `galley_` and 256 bits, kept as a hash, shown once, for reading or for writing too. */
import { and, eq, sql } from 'drizzle-orm';
import { rows, tables, type Database } from '@galley/papers';
import { record } from '../audit.ts';
import type { Reader, Scope } from '../reader.ts';
import { Refusal } from '../refusal.ts';
import { hashOf, newToken } from '../tokens.ts';
import { requireRecent } from './session.ts';

const mostKeys = 20, touchMs = 5 * 60_000;

/** @returns the key, which exists nowhere else. */
export async function makeApiKey(db: Database, reader: Reader, { name, scopes, days = null, now = new Date() }: { name: string; scopes: Scope[]; /** Until it ends; null: never. */ days?: number | null; now?: Date }): Promise<string> {
  requireRecent(reader, now);
  const wanted: Scope[] = scopes.includes('write') ? ['read', 'write'] : ['read'], called = name.replace(/[\u0000-\u001f\u007f]/g, '').trim().slice(0, 60) || 'a key';
  if ((await apiKeysOf(db, reader.id)).length >= mostKeys) throw new Refusal(`An account has at most ${mostKeys} keys; revoke one first.`, 409);
  const key = `galley_${newToken()}`;
  await db.transaction(async (tx) => {
    await tx.insert(tables.apiKeys).values({ account: reader.id, name: called, tokenHash: hashOf(key), prefix: key.slice(0, 12), scopes: wanted, created: now.toISOString(), expires: days === null ? null : new Date(now.getTime() + days * 86_400_000).toISOString() });
    await record(tx, { actor: reader.id, action: 'API key made', subject: reader.id, details: { name: called, scopes: wanted }, now });
  });
  return key;
}

/** Who a key belongs to; null when it is none, any more. */
export async function readerByApiKey(db: Database, key: string, now = new Date()): Promise<Reader | null> {
  if (!/^galley_[\w-]{43}$/.test(key)) return null;
  const at = now.toISOString();
  const [found] = await rows<Omit<Reader, 'session'> & { key: string; stale: boolean }>(db, sql`
    select a.id, a.handle, a.name, a.email, a.role, a.hides_seen_days as "hidesSeenDays", k.scopes, k.id as key, coalesce(k.used < ${new Date(now.getTime() - touchMs).toISOString()}::timestamptz, true) as stale
    from api_keys k join accounts a on a.id = k.account where k.token_hash = ${hashOf(key)} and (k.expires is null or k.expires > ${at}::timestamptz) and a.banned is null`);
  if (!found) return null;
  const { key: id, stale, ...reader } = found;
  if (stale) await db.execute(sql`update api_keys set used = ${at}::timestamptz where id = ${id}::uuid`);
  return { ...reader, session: null };
}

export interface ApiKeyLine { id: string; name: string; prefix: string; scopes: Scope[]; created: string; expires: string | null; used: string | null }
export const apiKeysOf = (db: Database, account: string): Promise<ApiKeyLine[]> => rows<ApiKeyLine>(db, sql`select id, name, prefix, scopes, created, expires, used from api_keys where account = ${account}::uuid order by created, id`);

export async function revokeApiKey(db: Database, reader: Reader, id: string, now = new Date()): Promise<void> {
  await db.transaction(async (tx) => {
    const gone = await tx.delete(tables.apiKeys).where(and(eq(tables.apiKeys.id, id), eq(tables.apiKeys.account, reader.id))).returning({ name: tables.apiKeys.name });
    for (const { name } of gone) await record(tx, { actor: reader.id, action: 'API key revoked', subject: reader.id, details: { name }, now });
  });
}
