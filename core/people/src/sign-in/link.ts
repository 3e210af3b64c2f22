/**
 * Sign-in by a link in a mail. The link works once, for ten minutes, in the browser that asked for it; looking at it
 * changes nothing. Whether an address has an account cannot be seen from outside: every address is treated alike.
 */
import { sql } from 'drizzle-orm';
import { rows, tables, type Database } from '@galley/papers';
import { accountByEmail, accountFor } from '../accounts/account.ts';
import { record } from '../audit.ts';
import type { Reader } from '../reader.ts';
import { Refusal } from '../refusal.ts';
import { hashOf, networkHash, newToken } from '../tokens.ts';
import { requireRecent, startSession, type SessionStart } from './session.ts';

/** What is needed of a mailer. */
export interface Post { send(mail: { kind: 'sign-in' | 'notice'; to: string; subject: string; text: string }): Promise<unknown> }

export const linkMs = 10 * 60_000;

export interface AskLink {
  /** Read by `readEmail`. */
  email: string;
  /** The token of the browser's cookie: only this browser can use the link. */
  browser: string;
  network: string;
  /** The link of a token. */
  linkOf(token: string): string;
  /** Host shown in the mail. */
  site: string;
  now?: Date;
}

/** Writes a mail with a link to any address that asks; one that is banned is told so in the mail. */
export async function askForLink(db: Database, post: Post, { email, browser, network, linkOf, site, now = new Date() }: AskLink): Promise<void> {
  const token = newToken(), link = linkOf(token), from = await networkHash(db, network), account = await accountByEmail(db, email);
  await db.insert(tables.signInLinks).values({ tokenHash: hashOf(token), browserHash: hashOf(browser), email, network: from, asked: now.toISOString(), expires: new Date(now.getTime() + linkMs).toISOString() });
  await post.send({ kind: 'sign-in', to: email, subject: `Your link to sign in to ${site}`, text: account?.banned ? closedText(site, account.banReason) : linkText(site, link) });
}

const linkText = (site: string, link: string) => `Somebody, probably you, wants to sign in to ${site} with this address.

${link}

The link works once, for ten minutes, in the browser in which it was asked for.
If it was not you, do nothing: without this mail nobody gets in.
`;
const closedText = (site: string, reason: string | null) => `Somebody, probably you, wants to sign in to ${site} with this address.

The account of this address is closed: ${reason ?? 'no reason was given'}
`;

export type LinkState = { state: 'good'; email: string; moves: boolean } | { state: 'other browser' } | { state: 'gone' };

/** What a link would do in this browser. Looking does not use it. */
export async function lookAtLink(db: Database, token: string, browser: string | undefined, now = new Date()): Promise<LinkState> {
  const [link] = await rows<{ email: string; browser: string; moves: boolean }>(db, sql`
    select email, browser_hash as browser, account is not null as moves from sign_in_links where token_hash = ${hashOf(token)} and used is null and expires > ${now.toISOString()}::timestamptz`);
  if (!link) return { state: 'gone' };
  return browser !== undefined && hashOf(browser) === link.browser ? { state: 'good', email: link.email, moves: link.moves } : { state: 'other browser' };
}

/** Uses a link. Of many who try at once exactly one succeeds. */
async function useLink(db: Database, token: string, browser: string, now: Date, moves: boolean): Promise<{ email: string; account: string | null }> {
  const [used] = await rows<{ email: string; account: string | null }>(db, sql`
    update sign_in_links set used = ${now.toISOString()}::timestamptz
    where token_hash = ${hashOf(token)} and browser_hash = ${hashOf(browser)} and used is null and expires > ${now.toISOString()}::timestamptz and (account is not null) = ${moves}
    returning email, account`);
  return used ?? gone();
}
const gone = (): never => { throw new Refusal('This link was used already, is older than ten minutes, or was asked for in another browser. Ask for a new one.', 403); };

export interface Redeem extends Omit<SessionStart, 'method'> { token: string; browser: string; adminEmail?: string }

/** Signs in: the link is used up, the account made at its first time, a session begun. @returns the session's token. @throws Refusal */
export async function redeemLink(db: Database, { token, browser, adminEmail, now = new Date(), ...start }: Redeem): Promise<{ token: string; account: string }> {
  return db.transaction(async (tx) => {
    const { email } = await useLink(tx, token, browser, now, false), account = await accountFor(tx, email, { adminEmail, now });
    if (account.banned) throw new Refusal(`This account is closed: ${account.banReason ?? 'no reason was given'}`, 403);
    return { token: await startSession(tx, account.id, { ...start, method: 'link', now }), account: account.id };
  });
}

/** Asks to move an account to another address: a link goes there. What is said does not tell whether the address is taken. */
export async function askToMove(db: Database, post: Post, reader: Reader, { email, browser, network, linkOf, site, now = new Date() }: AskLink): Promise<void> {
  requireRecent(reader, now);
  const token = newToken(), from = await networkHash(db, network), taken = await accountByEmail(db, email);
  await db.insert(tables.signInLinks).values({ tokenHash: hashOf(token), browserHash: hashOf(browser), email, account: reader.id, network: from, asked: now.toISOString(), expires: new Date(now.getTime() + linkMs).toISOString() });
  await post.send({ kind: 'sign-in', to: email, subject: `Is this your address at ${site}?`, text: taken
    ? `Somebody wants to use this address for an account at ${site}, but it has one already.\nTo use it, sign in with it at ${site}. If it was not you, do nothing.\n`
    : `Somebody, probably you, wants to use this address for an account at ${site}.\n\n${linkOf(token)}\n\nThe link works once, for ten minutes, in the browser in which it was asked for.\nIf it was not you, do nothing.\n` });
}

/** Moves an account to the address that was confirmed, ends all its sessions and begins a new one; the old address is told. */
export async function redeemMove(db: Database, post: Post, account: string, { token, browser, site, now = new Date(), ...start }: Omit<Redeem, 'adminEmail'> & { site: string }): Promise<{ token: string }> {
  const moved = await db.transaction(async (tx) => {
    const link = await useLink(tx, token, browser, now, true);
    if (link.account !== account) return gone();
    if (await accountByEmail(tx, link.email)) throw new Refusal('This address has an account already.', 409);
    const [{ old }] = await rows<{ old: string | null }>(tx, sql`select email as old from accounts where id = ${account}::uuid for update`);
    await tx.execute(sql`update accounts set email = ${link.email} where id = ${account}::uuid`);
    await tx.execute(sql`delete from sessions where account = ${account}::uuid`);
    await record(tx, { actor: account, action: 'e-mail changed', subject: account, now });
    return { old, email: link.email, token: await startSession(tx, account, { ...start, method: 'link', now }) };
  }).catch((error: unknown) => { throw error instanceof Refusal || !isTaken(error) ? error : new Refusal('This address has an account already.', 409); });
  if (moved.old) await post.send({ kind: 'notice', to: moved.old, subject: `Your account at ${site} has another address now`, text: `Your account at ${site} now belongs to another e-mail address, as was confirmed there.\nIf this was not you, write to the admin of ${site} at once.\n` });
  return { token: moved.token };
}

/** Two who take one address at the same moment: the database lets one have it. */
const isTaken = (error: unknown): boolean => [error, (error as { cause?: unknown }).cause].some((e) => (e as { code?: string } | undefined)?.code === '23505');

/** Forgets links, challenges, sessions and counts whose time is over. @returns how many of each, by their names in words */
export async function tidySignIn(db: Database, now = new Date()): Promise<Record<string, number>> {
  const at = now.toISOString(), hourAgo = new Date(now.getTime() - 3_600_000).toISOString();
  const count = async (gone: Promise<{ gone: unknown }[]>) => (await gone).length;
  return {
    'sign-in links': await count(rows(db, sql`delete from sign_in_links where expires < ${hourAgo}::timestamptz returning 1 as gone`)),
    challenges: await count(rows(db, sql`delete from challenges where expires < ${at}::timestamptz returning 1 as gone`)),
    sessions: await count(rows(db, sql`delete from sessions where expires < ${at}::timestamptz returning 1 as gone`)),
    limits: await count(rows(db, sql`delete from rate_limits where expire < ${now.getTime()}::bigint returning 1 as gone`)),
  };
}
