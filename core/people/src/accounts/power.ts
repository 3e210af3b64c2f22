/** What admins do to accounts: roles, bans. Everything is written down. */
import { eq, sql } from 'drizzle-orm';
import { rows, tables, type Database } from '@galley/papers';
import { record } from '../audit.ts';
import type { Role } from '../reader.ts';
import { Refusal } from '../refusal.ts';
import { findAccount, type Account } from './account.ts';

/** Who acts: an account's id, or null for the command line of the machine itself. */
export type Actor = string | null;

export const roles: Role[] = ['reader', 'curator', 'admin'];

/** @throws Refusal when it would leave the site without an admin. */
export async function setRole(db: Database, actor: Actor, named: string, role: string, now = new Date()): Promise<Account> {
  if (!roles.includes(role as Role)) throw new Refusal(`A role is ${roles.join(', ')}; got ${JSON.stringify(role.slice(0, 30))}.`);
  return db.transaction(async (tx) => {
    const account = await locked(tx, named);
    if (account.role === 'admin' && role !== 'admin') await leavesAnAdmin(tx, account);
    if (account.role === role) return account;
    await tx.update(tables.accounts).set({ role: role as Role }).where(eq(tables.accounts.id, account.id));
    await record(tx, { actor, action: 'role', subject: account.id, details: { from: account.role, to: role }, now });
    return { ...account, role: role as Role };
  });
}

/** Ends all sessions and keys of an account and lets nobody in with its address. */
export async function ban(db: Database, actor: Actor, named: string, reason: string, now = new Date()): Promise<Account> {
  const why = reason.trim().slice(0, 500);
  if (why === '') throw new Refusal('Say why: the reason is shown to the reader who is banned.');
  return db.transaction(async (tx) => {
    const account = await locked(tx, named);
    if (account.id === actor) throw new Refusal('Nobody can ban themselves.');
    if (account.handle === 'you' && account.email === null) throw new Refusal('The reader of a personal Galley cannot be banned.');
    if (account.role === 'admin') await leavesAnAdmin(tx, account);
    const banned = now.toISOString();
    await tx.update(tables.accounts).set({ banned, banReason: why }).where(eq(tables.accounts.id, account.id));
    await tx.delete(tables.sessions).where(eq(tables.sessions.account, account.id));
    await tx.delete(tables.apiKeys).where(eq(tables.apiKeys.account, account.id));
    await record(tx, { actor, action: 'ban', subject: account.id, details: { reason: why }, now });
    return { ...account, banned, banReason: why };
  });
}

export async function unban(db: Database, actor: Actor, named: string, now = new Date()): Promise<Account> {
  return db.transaction(async (tx) => {
    const account = await locked(tx, named);
    if (!account.banned) throw new Refusal(`${account.handle} is not banned.`, 409);
    await tx.update(tables.accounts).set({ banned: null, banReason: null }).where(eq(tables.accounts.id, account.id));
    await record(tx, { actor, action: 'unban', subject: account.id, now });
    return { ...account, banned: null, banReason: null };
  });
}

/** One change of power at a time: two admins who demote each other would leave none. */
async function locked(tx: Database, named: string): Promise<Account> {
  await tx.execute(sql`select id from accounts where role = 'admin' order by id for update`);
  return (await findAccount(tx, named)) ?? fail(named);
}
const fail = (named: string): never => { throw new Refusal(`There is no account ${JSON.stringify(named.slice(0, 60))} here; name a handle or an e-mail address.`, 404); };

async function leavesAnAdmin(tx: Database, account: Account): Promise<void> {
  const [{ others }] = await rows<{ others: number }>(tx, sql`select count(*)::int as others from accounts where role = 'admin' and banned is null and email is not null and id <> ${account.id}::uuid`);
  if (others === 0) throw new Refusal(`${account.handle} is the only admin; make another one first.`, 409);
}
