/** Papers, their days, versions and counts; runs. */
import { sql } from 'drizzle-orm';
import { boolean, customType, date, index, integer, jsonb, pgTable, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Run } from '@galley/claims';
import { accounts } from './people.ts';

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/** A paper, keyed by its arXiv identifier without version: `2407.00123`, `math/0611800`. */
export const papers = pgTable('papers', {
  arxiv: text().primaryKey(),
  /** Set for the papers of the catalogue. */
  slug: text().unique(),
  /** As its source writes it, TeX intact. */
  title: text().notNull(),
  titlePlain: text('title_plain').notNull(),
  /** Which source the title and the abstract came from; a better one is never replaced by a worse (see `sourceRank`). */
  titleRank: smallint('title_rank').notNull(),
  abstract: text(),
  abstractPlain: text('abstract_plain'),
  abstractRank: smallint('abstract_rank'),
  /** Our own summary, for the papers of the catalogue. */
  summary: text(),
  authors: jsonb().$type<string[]>().notNull(),
  /** For the search index: the names, cut where a collaboration has thousands. */
  authorsPlain: text('authors_plain').notNull(),
  published: timestamp({ withTimezone: true, mode: 'string' }),
  venue: text(),
  code: text(),
  projectPage: text('project_page'),
  categories: text().array().notNull().default(sql`'{}'`),
  /** What it is about in a few words each, as a daily-papers service or its authors say; lower case. */
  keywords: text().array().notNull().default(sql`'{}'`),
  /** Newest version that was seen, from 1. */
  version: integer(),
  /** The authors' remark at arXiv: pages, venue, withdrawal. */
  comment: text(),
  doi: text(),
  journal: text(),
  upvotes: integer().notNull().default(0),
  stars: integer(),
  withdrawn: timestamp({ withTimezone: true, mode: 'string' }),
  /** An implementation here measures its claims. */
  runsHere: boolean('runs_here').notNull().default(false),
  /** The rest of the record as a daily-papers service gave it, without people's accounts; served again by the API. */
  record: jsonb().$type<Record<string, unknown>>(),
  seen: timestamp({ withTimezone: true, mode: 'string' }).notNull().defaultNow(),
  changed: timestamp({ withTimezone: true, mode: 'string' }).notNull().defaultNow(),
  search: tsvector().generatedAlwaysAs(sql`setweight(to_tsvector('english', title_plain), 'A') || setweight(to_tsvector('simple', authors_plain), 'C') || setweight(to_tsvector('english', coalesce(summary, '')), 'B') || setweight(to_tsvector('english', coalesce(abstract_plain, '')), 'B')`),
}, (t) => [index('papers_search').using('gin', t.search), index('papers_published').on(t.published), index('papers_changed').on(t.changed), index('papers_categories').using('gin', t.categories), index('papers_keywords').using('gin', t.keywords)]);

/** A paper on a day's list. The same paper may be listed on two days. */
export const listings = pgTable('listings', {
  day: date({ mode: 'string' }).notNull(),
  arxiv: text().notNull().references(() => papers.arxiv),
  /** Place on the day's page as its source ordered it, from 1. */
  position: integer().notNull(),
  listed: timestamp({ withTimezone: true, mode: 'string' }),
  comments: integer().notNull().default(0),
  record: jsonb().$type<Record<string, unknown>>(),
}, (t) => [primaryKey({ columns: [t.day, t.arxiv] }), index('listings_arxiv').on(t.arxiv)]);

/** When each version of a paper was handed in. */
export const versions = pgTable('versions', {
  arxiv: text().notNull().references(() => papers.arxiv, { onDelete: 'cascade' }),
  version: integer().notNull(),
  submitted: timestamp({ withTimezone: true, mode: 'string' }),
}, (t) => [primaryKey({ columns: [t.arxiv, t.version] })]);

/** A count of the outside world as it stood at a time: votes at a daily-papers service, stars of the linked code. A row per change. */
export const counts = pgTable('counts', {
  arxiv: text().notNull().references(() => papers.arxiv, { onDelete: 'cascade' }),
  kind: text().$type<'upvotes' | 'stars'>().notNull(),
  at: timestamp({ withTimezone: true, mode: 'string' }).notNull(),
  value: integer().notNull(),
}, (t) => [primaryKey({ columns: [t.arxiv, t.kind, t.at] }), index('counts_at').on(t.at)]);

/** Runs, whole. The columns beside the record are for finding it. */
export const runs = pgTable('runs', {
  id: uuid().primaryKey(),
  paper: text().notNull(),
  experiment: text().notNull(),
  state: text().$type<Run['state']>().notNull(),
  origin: text().$type<Run['origin']>().notNull(),
  started: timestamp({ withTimezone: true, mode: 'string' }).notNull(),
  saved: timestamp({ withTimezone: true, mode: 'string' }).notNull().defaultNow(),
  /** Who reported it, when a signed-in reader did. */
  account: uuid().references(() => accounts.id, { onDelete: 'set null' }),
  record: jsonb().$type<Run>().notNull(),
}, (t) => [index('runs_paper').on(t.paper, t.started)]);
