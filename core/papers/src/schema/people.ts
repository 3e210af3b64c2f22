/** Readers: who they are, how they sign in, what they do, and what is done about it. Tokens are kept as SHA-256 hashes only. */
import { sql } from 'drizzle-orm';
import { bigint, bigserial, boolean, date, index, integer, jsonb, pgTable, primaryKey, text, timestamp, unique, uuid, type AnyPgColumn } from 'drizzle-orm/pg-core';
import { papers } from './papers.ts';

const moment = () => timestamp({ withTimezone: true, mode: 'string' });
const ofAccount = () => uuid().notNull().references((): AnyPgColumn => accounts.id, { onDelete: 'cascade' });
const ofPaper = () => text().notNull().references((): AnyPgColumn => papers.arxiv);

export const accounts = pgTable('accounts', {
  id: uuid().primaryKey().defaultRandom(),
  /** In addresses: `/people/<handle>`. Lower case, digits, hyphens. */
  handle: text().notNull().unique(),
  name: text().notNull(),
  /** Lower case. Null only for the reader of a personal Galley, who never signs in. */
  email: text().unique(),
  role: text().$type<'reader' | 'curator' | 'admin'>().notNull().default('reader'),
  created: moment().notNull().defaultNow(),
  banned: moment(),
  banReason: text(),
  /** Hides papers seen in lists: for so many days, 0 = never hides, -1 = for ever. */
  hidesSeenDays: integer().notNull().default(0),
});

/** A link sent by mail. It signs in once, in the browser that asked for it. */
export const signInLinks = pgTable('sign_in_links', {
  tokenHash: text().primaryKey(),
  browserHash: text().notNull(),
  email: text().notNull(),
  /** Set when it does not sign in but moves this account to the address. */
  account: uuid().references((): AnyPgColumn => accounts.id, { onDelete: 'cascade' }),
  /** Keyed hash of the network that asked. */
  network: text().notNull(),
  asked: moment().notNull().defaultNow(),
  expires: moment().notNull(),
  used: moment(),
}, (t) => [index('sign_in_links_email').on(t.email, t.asked)]);

export const sessions = pgTable('sessions', {
  id: uuid().primaryKey().defaultRandom(),
  tokenHash: text().notNull().unique(),
  account: ofAccount(),
  method: text().$type<'link' | 'passkey'>().notNull(),
  created: moment().notNull().defaultNow(),
  seen: moment().notNull().defaultNow(),
  expires: moment().notNull(),
  userAgent: text().notNull().default(''),
  network: text().notNull().default(''),
}, (t) => [index('sessions_account').on(t.account)]);

export const passkeys = pgTable('passkeys', {
  /** Credential id, base64url. */
  id: text().primaryKey(),
  account: ofAccount(),
  publicKey: text().notNull(),
  counter: bigint({ mode: 'number' }).notNull(),
  transports: text().array().notNull().default(sql`'{}'`),
  name: text().notNull(),
  created: moment().notNull().defaultNow(),
  used: moment(),
}, (t) => [index('passkeys_account').on(t.account)]);

/** A challenge given to a browser, taken back once. */
export const challenges = pgTable('challenges', {
  browserHash: text().primaryKey(),
  challenge: text().notNull(),
  account: uuid().references((): AnyPgColumn => accounts.id, { onDelete: 'cascade' }),
  expires: moment().notNull(),
});

export const apiKeys = pgTable('api_keys', {
  id: uuid().primaryKey().defaultRandom(),
  account: ofAccount(),
  name: text().notNull(),
  tokenHash: text().notNull().unique(),
  /** First characters, so that its owner knows it again. */
  prefix: text().notNull(),
  scopes: text().array().notNull(),
  created: moment().notNull().defaultNow(),
  expires: moment(),
  used: moment(),
}, (t) => [index('api_keys_account').on(t.account)]);

/** One per reader and paper. Never deleted when taken back: ranking replays what was known at a time. */
export const votes = pgTable('votes', {
  account: ofAccount(),
  arxiv: ofPaper(),
  cast: moment().notNull().defaultNow(),
  takenBack: moment(),
  /** Keyed hash of the voter's network, to see crowds from one place; not the address itself. */
  network: text().notNull().default(''),
  /** Host of the page that led here. */
  referrer: text().notNull().default(''),
}, (t) => [primaryKey({ columns: [t.account, t.arxiv] }), index('votes_arxiv').on(t.arxiv), index('votes_cast').on(t.cast)]);

export const comments = pgTable('comments', {
  id: uuid().primaryKey().defaultRandom(),
  arxiv: ofPaper(),
  /** Null once its writer's account was deleted; the text is gone then too. */
  account: uuid().references((): AnyPgColumn => accounts.id, { onDelete: 'set null' }),
  parent: uuid().references((): AnyPgColumn => comments.id),
  /** Markdown as written; empty once removed. */
  body: text().notNull(),
  written: moment().notNull().defaultNow(),
  edited: moment(),
  removed: moment(),
  /** Hidden by a moderator. */
  hidden: moment(),
}, (t) => [index('comments_arxiv').on(t.arxiv, t.written), index('comments_account').on(t.account)]);

export const collections = pgTable('collections', {
  id: uuid().primaryKey().defaultRandom(),
  account: ofAccount(),
  slug: text().notNull(),
  name: text().notNull(),
  description: text().notNull().default(''),
  kind: text().$type<'bookmarks' | 'collection' | 'reading-list'>().notNull().default('collection'),
  public: boolean().notNull().default(false),
  created: moment().notNull().defaultNow(),
  changed: moment().notNull().defaultNow(),
}, (t) => [unique('collections_slug').on(t.account, t.slug)]);

export const collected = pgTable('collected', {
  collection: uuid().notNull().references((): AnyPgColumn => collections.id, { onDelete: 'cascade' }),
  arxiv: ofPaper(),
  position: integer().notNull(),
  added: moment().notNull().defaultNow(),
  note: text().notNull().default(''),
  read: moment(),
}, (t) => [primaryKey({ columns: [t.collection, t.arxiv] }), index('collected_arxiv').on(t.arxiv)]);

export const follows = pgTable('follows', {
  account: ofAccount(),
  /** A topic is a category of arXiv (`cs.LG`) or a keyword. */
  kind: text().$type<'topic' | 'author' | 'search'>().notNull(),
  value: text().notNull(),
  since: moment().notNull().defaultNow(),
}, (t) => [primaryKey({ columns: [t.account, t.kind, t.value] })]);

/** Papers a reader has opened, or put away ("not for me"). */
export const seen = pgTable('seen', {
  account: ofAccount(),
  arxiv: ofPaper(),
  at: moment().notNull().defaultNow(),
  putAway: boolean().notNull().default(false),
}, (t) => [primaryKey({ columns: [t.account, t.arxiv] })]);

/** A paper somebody wants listed, by any identifier or address. */
export const submissions = pgTable('submissions', {
  id: uuid().primaryKey().defaultRandom(),
  arxiv: text().notNull(),
  account: uuid().references((): AnyPgColumn => accounts.id, { onDelete: 'set null' }),
  at: moment().notNull().defaultNow(),
  /** `waiting` until its record was fetched. */
  state: text().$type<'waiting' | 'listed' | 'not found' | 'refused'>().notNull().default('waiting'),
  why: text(),
}, (t) => [index('submissions_arxiv').on(t.arxiv)]);

/** A curator's list of a day. */
export const curations = pgTable('curations', {
  account: ofAccount(),
  day: date({ mode: 'string' }).notNull(),
  arxiv: ofPaper(),
  position: integer().notNull(),
  note: text().notNull().default(''),
}, (t) => [primaryKey({ columns: [t.account, t.day, t.arxiv] }), index('curations_day').on(t.day)]);

/** "I wrote this": with a proof, and reversible. */
export const authorships = pgTable('authorships', {
  id: uuid().primaryKey().defaultRandom(),
  account: ofAccount(),
  arxiv: ofPaper(),
  /** As the paper writes it. */
  author: text().notNull(),
  proof: text().$type<'orcid' | 'email' | 'commit'>().notNull(),
  /** The ORCID iD, the address, or the repository. */
  evidence: text().notNull(),
  /** What the proof must contain, where it is one that somebody puts somewhere. */
  code: text().notNull(),
  state: text().$type<'waiting' | 'confirmed' | 'not found' | 'withdrawn'>().notNull().default('waiting'),
  asked: moment().notNull().defaultNow(),
  checked: moment(),
  why: text(),
}, (t) => [index('authorships_arxiv').on(t.arxiv), index('authorships_account').on(t.account)]);

export const reports = pgTable('reports', {
  id: uuid().primaryKey().defaultRandom(),
  subjectKind: text().$type<'comment' | 'paper' | 'account' | 'authorship'>().notNull(),
  subject: text().notNull(),
  account: uuid().references((): AnyPgColumn => accounts.id, { onDelete: 'set null' }),
  reason: text().notNull(),
  at: moment().notNull().defaultNow(),
  decided: moment(),
  decision: text(),
}, (t) => [index('reports_open').on(t.at).where(sql`decided is null`)]);

/** What was done with a role's power, or to an account; rows are only added. */
export const audit = pgTable('audit', {
  id: bigserial({ mode: 'number' }).primaryKey(),
  at: moment().notNull().defaultNow(),
  /** Null: the site itself, or an account that is gone. */
  actor: uuid(),
  action: text().notNull(),
  subject: text().notNull(),
  details: jsonb().$type<Record<string, unknown>>().notNull().default({}),
}, (t) => [index('audit_at').on(t.at)]);

/** Points spent by somebody on something within a window. */
export const rateLimits = pgTable('rate_limits', {
  key: text().primaryKey(),
  points: integer().notNull(),
  /** Milliseconds since 1970. */
  expire: bigint({ mode: 'number' }),
});

/** Keys the site makes for itself once, shared by its processes. */
export const secrets = pgTable('secrets', {
  name: text().primaryKey(),
  value: text().notNull(),
  made: moment().notNull().defaultNow(),
});
