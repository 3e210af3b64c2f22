/** The daily e-mail: who wants it, what was meant to be sent, what was sent, what came back. */
import { sql } from 'drizzle-orm';
import { boolean, date, index, integer, jsonb, pgTable, primaryKey, smallint, text, timestamp, unique, uuid, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { papers } from './papers.ts';
import { accounts } from './people.ts';

const moment = () => timestamp({ withTimezone: true, mode: 'string' });

export const subscribers = pgTable('subscribers', {
  id: uuid().primaryKey().defaultRandom(),
  /** Lower case. */
  email: text().notNull().unique(),
  account: uuid().references((): AnyPgColumn => accounts.id, { onDelete: 'set null' }),
  /** Mail goes to `active` ones only. */
  state: text().$type<'asked' | 'active' | 'stopped' | 'bounced' | 'complained'>().notNull().default('asked'),
  asked: moment().notNull().defaultNow(),
  askedNetwork: text().notNull().default(''),
  confirmed: moment(),
  confirmedNetwork: text(),
  /** The words agreed to. */
  agreed: text(),
  stopped: moment(),
  frequency: text().$type<'daily' | 'weekly'>().notNull().default('daily'),
  /** 1 Monday to 7 Sunday; of a weekly mail. */
  weekday: smallint().notNull().default(1),
  /** Hour of the reader's day, 0 to 23. */
  hour: smallint().notNull().default(7),
  /** IANA name: `Europe/Berlin`. */
  zone: text().notNull().default('UTC'),
  topics: text().array().notNull().default(sql`'{}'`),
  authors: text().array().notNull().default(sql`'{}'`),
  searches: text().array().notNull().default(sql`'{}'`),
  trending: boolean().notNull().default(true),
  /** At most so many papers in one mail. */
  most: smallint().notNull().default(20),
  /** When the next digest is due, and the period it is for; null when none is. */
  due: moment(),
  duePeriod: text(),
}, (t) => [index('subscribers_due').on(t.due).where(sql`state = 'active'`)]);

/** What somebody who subscribes chooses. */
export interface Choices {
  frequency: 'daily' | 'weekly'; weekday: number; hour: number; zone: string;
  topics: string[]; authors: string[]; searches: string[]; trending: boolean; most: number;
}

/** The link that confirms a subscription: once, and soon. What was chosen waits here: until it is confirmed anybody may have asked. */
export const confirmations = pgTable('confirmations', {
  tokenHash: text().primaryKey(),
  subscriber: uuid().notNull().references((): AnyPgColumn => subscribers.id, { onDelete: 'cascade' }),
  asked: moment().notNull().defaultNow(),
  expires: moment().notNull(),
  used: moment(),
  choices: jsonb().$type<Choices>().notNull(),
}, (t) => [index('confirmations_subscriber').on(t.subscriber)]);

/** When a listed paper was first there for a digest. What came since a subscriber's last digest is new to them. */
export const arrivals = pgTable('arrivals', {
  arxiv: text().notNull().references((): AnyPgColumn => papers.arxiv, { onDelete: 'cascade' }),
  day: date({ mode: 'string' }).notNull(),
  at: moment().notNull(),
}, (t) => [primaryKey({ columns: [t.arxiv, t.day] }), index('arrivals_at').on(t.at)]);

/** One per subscriber and period. Written before anything is sent, and again when the relay took it. */
export const digests = pgTable('digests', {
  id: uuid().primaryKey().defaultRandom(),
  subscriber: uuid().notNull().references((): AnyPgColumn => subscribers.id, { onDelete: 'cascade' }),
  /** `2025-10-08`, or `2025-W41`. */
  period: text().notNull(),
  state: text().$type<'intended' | 'sent' | 'nothing new' | 'given up'>().notNull(),
  intended: moment().notNull().defaultNow(),
  /** The same at every try. */
  messageId: text().notNull(),
  tries: integer().notNull().default(0),
  /** Not before. */
  next: moment().notNull().defaultNow(),
  /** Held by a worker until. */
  held: moment(),
  sent: moment(),
  /** Papers that matched and had no room. */
  rest: integer().notNull().default(0),
  error: text(),
}, (t) => [unique('digests_period').on(t.subscriber, t.period), index('digests_open').on(t.next).where(sql`state = 'intended'`), index('digests_message').on(t.messageId)]);

/** What is in a digest, and why. A paper reaches a subscriber once. */
export const digestPapers = pgTable('digest_papers', {
  subscriber: uuid().notNull().references((): AnyPgColumn => subscribers.id, { onDelete: 'cascade' }),
  arxiv: text().notNull().references((): AnyPgColumn => papers.arxiv, { onDelete: 'cascade' }),
  digest: uuid().notNull().references((): AnyPgColumn => digests.id, { onDelete: 'cascade' }),
  position: smallint().notNull(),
  why: text().notNull(),
}, (t) => [primaryKey({ columns: [t.subscriber, t.arxiv] }), index('digest_papers_digest').on(t.digest)]);

/** Mail of a Galley without a relay, for its admin to read; also the only copy of a sign-in link there. */
export const outbox = pgTable('outbox', {
  id: uuid().primaryKey().defaultRandom(),
  at: moment().notNull().defaultNow(),
  kind: text().notNull(),
  recipient: text().notNull(),
  subject: text().notNull(),
  messageId: text().notNull(),
  /** The whole message, RFC 5322. */
  raw: text().notNull(),
}, (t) => [index('outbox_at').on(t.at)]);

export const bounces = pgTable('bounces', {
  id: uuid().primaryKey().defaultRandom(),
  subscriber: uuid().references((): AnyPgColumn => subscribers.id, { onDelete: 'cascade' }),
  at: moment().notNull().defaultNow(),
  kind: text().$type<'hard' | 'soft' | 'complaint'>().notNull(),
  recipient: text().notNull(),
  /** RFC 3463: `5.1.1`. */
  status: text(),
  diagnostic: text(),
}, (t) => [index('bounces_subscriber').on(t.subscriber, t.at)]);
