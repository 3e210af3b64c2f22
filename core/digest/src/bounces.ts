/** What came back: an address that is gone stops at once, one that is full or away after the third time in two weeks, a complaint stops at once. */
import { and, eq, gt, inArray } from 'drizzle-orm';
import { readReport, readReturnPath, type Report } from '@galley/mail';
import { secretOf, tables, type Database } from '@galley/papers';
import { stop, subscriberById } from './subscriptions.ts';

const { bounces, subscribers } = tables;
const softBounces = 3, softDays = 14;

export interface Booked { recipient: string; kind: 'hard' | 'soft' | 'complaint'; subscriber: string | undefined; stopped: boolean }

/** Writes down what came back for a subscriber, and stops where that follows. */
export async function book(db: Database, { subscriber, kind, recipient, status, diagnostic }: { subscriber: string | undefined; kind: 'hard' | 'soft' | 'complaint'; recipient: string; status?: string; diagnostic?: string }, now = new Date()): Promise<Booked> {
  await db.insert(bounces).values({ subscriber: subscriber ?? null, kind, recipient: recipient.slice(0, 254), status, diagnostic: diagnostic?.slice(0, 500), at: now.toISOString() });
  if (!subscriber) return { recipient, kind, subscriber, stopped: false };
  const soft = kind === 'soft' ? await db.$count(bounces, and(eq(bounces.subscriber, subscriber), eq(bounces.kind, 'soft'), gt(bounces.at, new Date(now.getTime() - softDays * 86_400_000).toISOString()))) : 0;
  const stopped = kind === 'complaint' ? await stop(db, subscriber, 'complained', now) : kind === 'hard' || soft >= softBounces ? await stop(db, subscriber, 'bounced', now) : false;
  return { recipient, kind, subscriber, stopped };
}

/** The relay itself said that this address takes no mail: a hard bounce told at once. */
export const bookRefusal = (db: Database, refused: { subscriber: string; recipient: string; status: string | undefined; diagnostic: string }, now = new Date()): Promise<Booked> => book(db, { ...refused, kind: 'hard' }, now);

export interface Taken { what: Report['what']; booked: Booked[] }

/**
 * A mail that came back, as it came. It counts only with a proof that a mail of ours went to that subscriber: the signed
 * return path, or the name of a digest, which nobody else knows. A forged one is written down and stops nobody.
 */
export async function takeReport(db: Database, raw: Uint8Array | string, now = new Date()): Promise<Taken> {
  const { what, returned, messageIds } = await readReport(raw), proved = await provedSubscribers(db, raw, messageIds);
  const failed = returned.filter((r) => r.kind !== 'delivered'), booked: Booked[] = [];
  for (const r of failed.slice(0, 100)) {
    // A mail goes to one address; it may come back from another one that it was forwarded to.
    const subscriber = proved.find((s) => s.email === r.recipient) ?? (failed.length === 1 && proved.length === 1 ? proved[0] : undefined);
    booked.push(await book(db, { subscriber: subscriber?.id, kind: r.kind as Booked['kind'], recipient: r.recipient, status: r.status, diagnostic: r.diagnostic }, now));
  }
  // A provider may black out who complained; the proof says whose mail it was.
  if (what === 'complaint' && booked.length === 0 && proved.length === 1) booked.push(await book(db, { subscriber: proved[0].id, kind: 'complaint', recipient: proved[0].email }, now));
  return { what, booked };
}

async function provedSubscribers(db: Database, raw: Uint8Array | string, messageIds: string[]): Promise<{ id: string; email: string }[]> {
  const source = (typeof raw === 'string' ? raw : Buffer.from(raw).toString('latin1')).slice(0, 200_000), signed = readReturnPath(await secretOf(db, 'mail links'), source);
  const bySeal = signed ? await subscriberById(db, signed) : undefined;
  if (bySeal) return [{ id: bySeal.id, email: bySeal.email }];
  return messageIds.length === 0 ? [] : db.selectDistinct({ id: subscribers.id, email: subscribers.email }).from(tables.digests).innerJoin(subscribers, eq(subscribers.id, tables.digests.subscriber)).where(inArray(tables.digests.messageId, messageIds.slice(0, 20)));
}
