/** Accounts: found, made, described. */
import { randomInt } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { rows, tables, type Database } from '@galley/papers';
import { record } from '../audit.ts';
import type { Reader } from '../reader.ts';
import { Refusal } from '../refusal.ts';

export type Account = typeof tables.accounts.$inferSelect;
const { accounts } = tables;

export const accountById = async (db: Database, id: string): Promise<Account | undefined> => (await db.select().from(accounts).where(eq(accounts.id, id)))[0];
export const accountByEmail = async (db: Database, email: string): Promise<Account | undefined> => (await db.select().from(accounts).where(eq(accounts.email, email)))[0];
export const accountByHandle = async (db: Database, handle: string): Promise<Account | undefined> => (await db.select().from(accounts).where(eq(accounts.handle, handle)))[0];
/** By handle, or by address where there is an @. */
export const findAccount = (db: Database, named: string): Promise<Account | undefined> => named.includes('@') ? accountByEmail(db, named.trim().toLowerCase()) : accountByHandle(db, named.trim().toLowerCase());

/** The account of an address, made if there is none. Nothing of the address is in its handle. */
export async function accountFor(db: Database, email: string, { adminEmail, now = new Date() }: { adminEmail?: string; now?: Date } = {}): Promise<Account> {
  const isAdmin = adminEmail !== undefined && adminEmail.trim().toLowerCase() === email, handle = newHandle();
  await db.insert(accounts).values({ handle, name: handle, email, created: now.toISOString() }).onConflictDoNothing({ target: accounts.email });
  const account = (await accountByEmail(db, email))!;
  if (!isAdmin || account.role === 'admin') return account;
  await appointAdmin(db, email, now);
  return { ...account, role: 'admin' };
}

/** Gives the site's own admin the role, if the account exists. */
export async function appointAdmin(db: Database, email: string, now = new Date()): Promise<void> {
  const changed = await db.update(accounts).set({ role: 'admin' }).where(sql`email = ${email.trim().toLowerCase()} and role <> 'admin' and banned is null`).returning({ id: accounts.id });
  for (const { id } of changed) await record(db, { actor: null, action: 'role', subject: id, details: { role: 'admin', why: 'ADMIN_EMAIL' }, now });
}

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const newHandle = (): string => `reader-${Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('')}`;

/** The one reader of a personal Galley: `you`, who needs no address and may do everything. */
export async function personalReader(db: Database): Promise<Reader> {
  const found = (await accountByHandle(db, 'you')) ?? (await makePersonal(db));
  return { id: found.id, handle: found.handle, name: found.name, email: found.email, role: 'admin', hidesSeenDays: found.hidesSeenDays, session: null };
}

async function makePersonal(db: Database): Promise<Account> {
  await db.insert(accounts).values({ handle: 'you', name: 'You', role: 'admin' }).onConflictDoNothing({ target: accounts.handle });
  return (await accountByHandle(db, 'you'))!;
}

const reserved = new Set(['you', 'admin', 'galley', 'moderator', 'curator', 'system', 'new', 'by']);

export interface Profile { handle: string; name: string; hidesSeenDays: number }

/** Changes what others see of an account. @throws Refusal */
export async function saveProfile(db: Database, reader: Reader, given: Profile): Promise<void> {
  const handle = given.handle.trim().toLowerCase(), name = given.name.toWellFormed().normalize('NFC').replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202f\u2066-\u2069\ufeff]/g, '').replace(/\s+/g, ' ').trim();
  if (!/^[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]$/.test(handle)) throw new Refusal('A handle has 3 to 30 letters a to z, digits or hyphens, and begins and ends with a letter or digit.');
  if (handle !== reader.handle && reserved.has(handle)) throw new Refusal(`The handle ${handle} is kept back; choose another.`, 409);
  if (name.length < 1 || name.length > 60) throw new Refusal('A name has 1 to 60 characters.');
  if (![-1, 0, 7, 30].includes(given.hidesSeenDays)) throw new Refusal('What you have seen can be hidden for 7 or 30 days, for ever, or not at all.');
  const taken = await accountByHandle(db, handle);
  if (taken && taken.id !== reader.id) throw new Refusal(`The handle ${handle} is taken.`, 409);
  try {
    await db.update(accounts).set({ handle, name, hidesSeenDays: given.hidesSeenDays }).where(eq(accounts.id, reader.id));
  } catch (error) {
    if (await accountByHandle(db, handle)) throw new Refusal(`The handle ${handle} is taken.`, 409);
    throw error;
  }
}

export interface AccountLine { id: string; handle: string; name: string; email: string | null; role: Reader['role']; created: string; banned: string | null; banReason: string | null; votes: number; comments: number }

/** Accounts for admins, newest first; `text` is part of a handle, name or address. */
export function listAccounts(db: Database, { text = '', limit = 50, offset = 0 }: { text?: string; limit?: number; offset?: number } = {}): Promise<AccountLine[]> {
  const like = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return rows<AccountLine>(db, sql`
    select a.id, a.handle, a.name, a.email, a.role, a.created, a.banned, a.ban_reason as "banReason",
      (select count(*)::int from votes v where v.account = a.id and v.taken_back is null) as votes, (select count(*)::int from comments c where c.account = a.id and c.removed is null) as comments
    from accounts a where lower(a.handle || ' ' || a.name || ' ' || coalesce(a.email, '')) like ${like} order by a.created desc, a.id limit ${limit} offset ${offset}`);
}
