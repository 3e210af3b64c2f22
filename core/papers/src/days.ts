/** Days: which papers were listed when. */
import { and, asc, desc, eq, gt, gte, lt, lte, sql } from 'drizzle-orm';
import { rows, type Database } from './open.ts';
import { papers, listings } from './schema.ts';
import { summaryColumns, type Paper, type PaperSummary, type Written } from './papers.ts';

export interface ListingInput { day: string; arxiv: string; position: number; listed?: string; comments?: number; record?: Record<string, unknown> }
/** Places from here on are papers that were announced in a category, after those a daily list has chosen. */
export const announcedFrom = 10_000;
export type Listing = typeof listings.$inferSelect;

/**
 * Puts papers on a day's list, by (day, paper). An answer with fewer papers of a day than are stored is an incomplete one:
 * it moves nothing, and what is new in it comes after the rest.
 */
export async function upsertListings(db: Database, inputs: ListingInput[]): Promise<Map<string, Written>> {
  const key = (l: { day: string; arxiv: string }) => `${l.day} ${l.arxiv}`;
  const unique = new Map(inputs.map((l) => [key(l), l]));
  const result = await rows<{ day: string; arxiv: string; inserted: boolean }>(db, sql`
    with given as (
      select *, position >= ${announcedFrom} as announced from jsonb_to_recordset(${JSON.stringify([...unique.values()])}::jsonb) as g (day date, arxiv text, position int, listed timestamptz, comments int, record jsonb)
    ), stored as (
      select day, position >= ${announcedFrom} as announced, count(*) as papers, max(position) as last from listings where day in (select day from given) group by 1, 2
    ), placed as (
      select g.*, stored.papers > count(*) over (partition by g.day, g.announced) as fewer, stored.last, l.position as place,
        row_number() over (partition by g.day, g.announced, l.arxiv is null order by g.position, g.arxiv) as nth
      from given g left join stored on stored.day = g.day and stored.announced = g.announced left join listings l on l.day = g.day and l.arxiv = g.arxiv
    )
    insert into listings as l (day, arxiv, position, listed, comments, record)
    select day, arxiv, case when announced and place < ${announcedFrom} then place when fewer then coalesce(place, last + nth) else position end, listed, coalesce(comments, 0), record from placed order by day, arxiv
    on conflict (day, arxiv) do update set position = excluded.position, listed = coalesce(excluded.listed, l.listed), comments = greatest(excluded.comments, l.comments), record = coalesce(excluded.record, l.record)
    where (excluded.position, coalesce(excluded.listed, l.listed), greatest(excluded.comments, l.comments), coalesce(excluded.record, l.record)) is distinct from (l.position, l.listed, l.comments, l.record)
    returning day::text as day, arxiv, (xmax = 0) as inserted`);
  const happened = new Map(result.map((r) => [key(r), r.inserted ? 'new' : 'changed'] as [string, Written]));
  return new Map([...unique.keys()].map((k) => [k, happened.get(k) ?? 'unchanged']));
}

export interface DayPaper extends PaperSummary { position: number; comments: number }

/** A day's papers in the order of its list. Empty when nothing was listed. */
export function papersOfDay(db: Database, day: string): Promise<DayPaper[]> {
  return db.select({ ...summaryColumns, position: listings.position, comments: listings.comments })
    .from(listings).innerJoin(papers, eq(papers.arxiv, listings.arxiv)).where(eq(listings.day, day)).orderBy(asc(listings.position), asc(papers.arxiv));
}

/** The nearest days with papers before and after. */
export async function neighbourDays(db: Database, day: string): Promise<{ previous?: string; next?: string }> {
  const [previous] = await db.select({ day: listings.day }).from(listings).where(lt(listings.day, day)).orderBy(desc(listings.day)).limit(1);
  const [next] = await db.select({ day: listings.day }).from(listings).where(gt(listings.day, day)).orderBy(asc(listings.day)).limit(1);
  return { previous: previous?.day, next: next?.day };
}

export async function newestDay(db: Database): Promise<string | undefined> {
  const [row] = await db.select({ day: listings.day }).from(listings).orderBy(desc(listings.day)).limit(1);
  return row?.day;
}

export interface DayCount { day: string; papers: number }

/** Every day with papers, newest first. */
export async function days(db: Database): Promise<DayCount[]> {
  return db.select({ day: listings.day, papers: sql<number>`count(*)::int` }).from(listings).groupBy(listings.day).orderBy(desc(listings.day));
}

export async function daysOfPaper(db: Database, arxiv: string): Promise<string[]> {
  return (await db.select({ day: listings.day }).from(listings).where(eq(listings.arxiv, arxiv)).orderBy(asc(listings.day))).map((r) => r.day);
}

/** Whole records between two days, both included, for the API; newest day first, then the day's order. */
export async function listedBetween(db: Database, from: string, to: string, { limit, offset }: { limit: number; offset: number }): Promise<{ listing: Listing; paper: Paper }[]> {
  return db.select({ listing: listings, paper: papers }).from(listings).innerJoin(papers, eq(papers.arxiv, listings.arxiv))
    .where(and(gte(listings.day, from), lte(listings.day, to))).orderBy(desc(listings.day), asc(listings.position), asc(papers.arxiv)).limit(limit).offset(offset);
}

/** The listing that introduced a paper. */
export async function firstListing(db: Database, arxiv: string): Promise<Listing | undefined> {
  return (await db.select().from(listings).where(eq(listings.arxiv, arxiv)).orderBy(asc(listings.day)).limit(1))[0];
}
