/** What came back: an address that is gone stops at once, one that is full or away after the third time in two weeks, a complaint stops at once. */
import { and, eq, gt, inArray } from 'drizzle-orm';
import { tables, type Database } from '@galley/papers';
import { stop } from './subscriptions.ts';

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

/** Whom mails with these Message-IDs were sent to. */
export async function subscribersOfMessage(db: Database, messageIds: string[]): Promise<{ id: string; email: string }[]> {
  if (messageIds.length === 0) return [];
  return db.select({ id: subscribers.id, email: subscribers.email }).from(tables.digests).innerJoin(subscribers, eq(subscribers.id, tables.digests.subscriber)).where(inArray(tables.digests.messageId, messageIds.slice(0, 20)));
}
