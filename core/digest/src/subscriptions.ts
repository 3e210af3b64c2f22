/**
 * Subscriptions, from the first address typed into a form to the day it is forgotten. Nobody gets list mail who has not
 * confirmed from the mailbox itself; a form answers the same whatever is known of an address.
 */
import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm';
import { readMailAddress, sealed, unsealed, type Mailer } from '@galley/mail';
import { spendPoint, tables, type Database } from '@galley/papers';
import { ChoiceError, scheduleWords, type Choices } from './choices.ts';
import { nextDue } from './schedule.ts';

const { subscribers, confirmations, digests } = tables;
export type Subscriber = typeof subscribers.$inferSelect;

/** What a subscriber agrees to; kept with the time and the network of the confirmation. */
export const agreement = 'Galley may send new papers to this address, as often as I chose, until I stop it. Every mail has a link that stops it at once.';
const hoursToConfirm = 48, daysUnconfirmed = 7;
/** Signups in an hour from one network, and in a day for one address. */
const mostFromNetwork = 10, mostForAddress = 3;

/** @throws ChoiceError for what is no address. */
export function readAddress(given: unknown): string {
  const read = readMailAddress(given);
  if ('wrong' in read) throw new ChoiceError(read.wrong);
  return read.address;
}

export interface Asked { /** Where a limit stopped it: when it may be tried again. */ wait?: string; /** Settles when the mail was taken or refused; an answer to the person does not wait for it. */ mailed: Promise<void> }

/** Somebody wants the digest at an address. Sends one mail to it: the link to confirm or, where it is confirmed already, the link to the settings. */
export async function subscribe(db: Database, mailer: Mailer, { email, choices, network, publicUrl, now = new Date() }: { email: string; choices: Choices; network: string; publicUrl: string; now?: Date }): Promise<Asked> {
  const address = readAddress(email);
  if ((await spendPoint(db, `subscribe from ${network}`, 3600, now)).points > mostFromNetwork) return { wait: 'an hour', mailed: Promise.resolve() };
  // Counted before anything is looked up, and silent: who asks learns nothing about the address.
  const allowed = (await spendPoint(db, `subscribe ${address}`, 86_400, now)).points <= mostForAddress;
  const token = randomBytes(32).toString('base64url');
  const known = await db.transaction(async (tx) => {
    await tx.insert(subscribers).values({ email: address, asked: now.toISOString(), askedNetwork: network, ...choices }).onConflictDoNothing();
    const [row] = await tx.select().from(subscribers).where(eq(subscribers.email, address));
    if (allowed && row.state !== 'active' && row.state !== 'complained') await tx.insert(confirmations).values({ tokenHash: hashOf(token), subscriber: row.id, asked: now.toISOString(), expires: new Date(now.getTime() + hoursToConfirm * 3_600_000).toISOString(), choices });
    return row;
  });
  if (!allowed || known.state === 'complained') return { mailed: Promise.resolve() };
  const mail = known.state === 'active' ? alreadyMail(`${publicUrl}/subscription/${await settingsToken(db, known.id)}`) : confirmMail(`${publicUrl}/subscribe/confirm/${token}`, choices);
  return { mailed: mailer.send({ kind: 'confirm', to: address, bounceId: known.id, ...mail }).then(() => {}) };
}

const confirmMail = (link: string, choices: Choices) => ({
  subject: 'Confirm: new papers by e-mail',
  text: `Somebody, probably you, asked Galley to send new papers to this address: ${scheduleWords(choices)}.\n\nTo confirm, open this page and press the button; the link works once, within ${hoursToConfirm} hours:\n\n${link}\n\nIf it was not you, do nothing: no further mail will come.`,
});
const alreadyMail = (link: string) => ({
  subject: 'You get new papers by e-mail already',
  text: `Somebody, probably you, asked Galley to send new papers to this address. It does so already. How often, what about, and how to stop it:\n\n${link}\n\nIf it was not you, do nothing: nothing was changed.`,
});

/** What a confirmation link stands for, without using it up. */
export async function lookAtConfirmation(db: Database, token: string, now = new Date()): Promise<{ email: string; choices: Choices } | undefined> {
  const [found] = await db.select({ email: subscribers.email, choices: confirmations.choices }).from(confirmations).innerJoin(subscribers, eq(subscribers.id, confirmations.subscriber))
    .where(and(eq(confirmations.tokenHash, hashOf(token)), isNull(confirmations.used), gt(confirmations.expires, now.toISOString())));
  return found;
}

/** Uses the link up: from now on the digest comes. Undefined when it was used, is too old, or never was. */
export async function confirm(db: Database, token: string, { network, now = new Date() }: { network: string; now?: Date }): Promise<Subscriber | undefined> {
  return db.transaction(async (tx) => {
    const [used] = await tx.update(confirmations).set({ used: now.toISOString() }).where(and(eq(confirmations.tokenHash, hashOf(token)), isNull(confirmations.used), gt(confirmations.expires, now.toISOString()))).returning();
    if (!used) return undefined;
    await tx.delete(confirmations).where(and(eq(confirmations.subscriber, used.subscriber), isNull(confirmations.used)));
    return activate(tx, used.subscriber, used.choices, { network, now });
  });
}

async function activate(db: Database, id: string, choices: Choices, { network, now }: { network: string; now: Date }): Promise<Subscriber> {
  const { period, due } = nextDue(choices, { last: await lastPeriod(db, id), now });
  const [row] = await db.update(subscribers).set({ ...choices, state: 'active', confirmed: now.toISOString(), confirmedNetwork: network, agreed: agreement, stopped: null, due: due.toISOString(), duePeriod: period }).where(eq(subscribers.id, id)).returning();
  return row;
}

async function lastPeriod(db: Database, id: string): Promise<string | undefined> {
  const [row] = await db.select({ period: digests.period }).from(digests).where(eq(digests.subscriber, id)).orderBy(sql`${digests.intended} desc`, sql`${digests.period} desc`).limit(1);
  return row?.period;
}

/** A signed-in reader, whose address was proved by signing in, subscribes or changes: no mail to confirm is needed. */
export async function subscribeAccount(db: Database, account: { id: string; email: string }, choices: Choices, { network, now = new Date() }: { network: string; now?: Date }): Promise<Subscriber> {
  return db.transaction(async (tx) => {
    await tx.insert(subscribers).values({ email: account.email.toLowerCase(), askedNetwork: network, asked: now.toISOString(), account: account.id }).onConflictDoNothing();
    const [row] = await tx.select().from(subscribers).where(eq(subscribers.email, account.email.toLowerCase())).for('update');
    await tx.update(subscribers).set({ account: account.id }).where(eq(subscribers.id, row.id));
    return row.state === 'active' ? change(tx, row.id, choices, now) : activate(tx, row.id, choices, { network, now });
  });
}

export async function subscriberById(db: Database, id: string): Promise<Subscriber | undefined> {
  return (await db.select().from(subscribers).where(eq(subscribers.id, id)))[0];
}
/** The subscription of an account: bound to it, or to its address. */
export async function subscriberOfAccount(db: Database, account: { id: string; email: string | null }): Promise<Subscriber | undefined> {
  const found = await db.select().from(subscribers).where(account.email ? sql`${subscribers.account} = ${account.id} or ${subscribers.email} = ${account.email.toLowerCase()}` : eq(subscribers.account, account.id));
  return found.find((s) => s.account === account.id) ?? found[0];
}

/** New choices. A period that had its digest gets no second one, the next one is not left out. */
export async function change(db: Database, id: string, choices: Choices, now = new Date()): Promise<Subscriber> {
  const { period, due } = nextDue(choices, { last: await lastPeriod(db, id), now });
  const [row] = await db.update(subscribers).set({ ...choices, due: sql`case when ${subscribers.state} = 'active' then ${due.toISOString()}::timestamptz end`, duePeriod: period }).where(eq(subscribers.id, id)).returning();
  return row;
}

/** No further mail, at once: what is waiting is given up too. Done twice it changes nothing. */
export async function stop(db: Database, id: string, state: 'stopped' | 'bounced' | 'complained' = 'stopped', now = new Date()): Promise<boolean> {
  return db.transaction(async (tx) => {
    const changed = await tx.update(subscribers).set({ state, stopped: now.toISOString(), due: null }).where(and(eq(subscribers.id, id), inArray(subscribers.state, state === 'complained' ? ['asked', 'active', 'stopped', 'bounced'] : ['asked', 'active']))).returning({ id: subscribers.id });
    if (changed.length) {
      const open = await tx.update(digests).set({ state: 'given up', error: `The subscription was ${state} before it was sent.` }).where(and(eq(digests.subscriber, id), eq(digests.state, 'intended'))).returning({ id: digests.id });
      if (open.length) await tx.delete(tables.digestPapers).where(inArray(tables.digestPapers.digest, open.map((d) => d.id)));
      await tx.delete(confirmations).where(and(eq(confirmations.subscriber, id), isNull(confirmations.used)));
    }
    return changed.length > 0;
  });
}

/** Goes on with a subscription that its reader had stopped. */
export async function resume(db: Database, id: string, { network, now = new Date() }: { network: string; now?: Date }): Promise<Subscriber | undefined> {
  return db.transaction(async (tx) => {
    const [row] = await tx.select().from(subscribers).where(and(eq(subscribers.id, id), inArray(subscribers.state, ['stopped', 'bounced']))).for('update');
    return row && row.confirmed ? activate(tx, id, row, { network, now }) : undefined;
  });
}

/** The address and everything kept with it are gone. */
export async function forget(db: Database, id: string): Promise<void> {
  await db.delete(subscribers).where(eq(subscribers.id, id));
}

/** Addresses that somebody typed and nobody confirmed are forgotten after a week. */
export async function forgetUnconfirmed(db: Database, now = new Date()): Promise<number> {
  return (await db.delete(subscribers).where(and(eq(subscribers.state, 'asked'), lt(subscribers.asked, new Date(now.getTime() - daysUnconfirmed * 86_400_000).toISOString()))).returning({ id: subscribers.id })).length;
}

/** The one link to change or stop; and the one that stops by a single request (RFC 8058). Good for this subscriber and this purpose only. */
export const settingsToken = (db: Database, id: string): Promise<string> => sealed(db, 'subscription settings', id);
export const unsubscribeToken = (db: Database, id: string): Promise<string> => sealed(db, 'unsubscribe', id);
export const readSettingsToken = (db: Database, token: string): Promise<string | undefined> => unsealed(db, 'subscription settings', token);
export const readUnsubscribeToken = (db: Database, token: string): Promise<string | undefined> => unsealed(db, 'unsubscribe', token);

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
