/** What the site's own work needs to remember: how far each source has come, when arXiv may be asked again, what repositories said. */
import { integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

const moment = () => timestamp({ withTimezone: true, mode: 'string' });

export const sources = pgTable('sources', {
  name: text().primaryKey(),
  cursor: jsonb().$type<Record<string, string | number>>(),
  started: moment(),
  finished: moment(),
  /** Papers written since it was first asked. */
  papers: integer().notNull().default(0),
  error: text(),
});

/** One row per politeness gate, shared by all processes: one at a time, and nobody before it opens. */
export const gates = pgTable('gates', {
  name: text().primaryKey(),
  opens: moment().notNull(),
  /** Who is inside, and how long at most: a process that died does not keep the gate shut. */
  holder: text(),
  heldUntil: moment(),
});

/** What a server said about an answer, so that it can be asked whether it changed. */
export const answers = pgTable('answers', {
  address: text().primaryKey(),
  etag: text(),
  lastModified: text(),
  asked: moment().notNull().defaultNow(),
});

/** Linked code at GitHub. Stars over time are in `counts`. */
export const repositories = pgTable('repositories', {
  /** `owner/name`, lower case. */
  name: text().primaryKey(),
  etag: text(),
  stars: integer(),
  asked: moment(),
  /** Answers 404: deleted or private. */
  gone: moment(),
  /** Renamed to. */
  movedTo: text(),
});
