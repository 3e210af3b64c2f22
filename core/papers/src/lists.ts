/** Lists of papers that are no day: by identifier, of a topic, of an author. Newest first. */
import { and, arrayContains, desc, eq, inArray, isNull, or, sql, type SQL } from 'drizzle-orm';
import { rows, type Database } from './open.ts';
import { accounts, collected, collections, curations, papers } from './schema.ts';
import { summaryColumns, type Paper, type PaperSummary } from './papers.ts';

/** In the order asked for; those that are not here are left out. */
export async function summariesOf(db: Database, arxiv: string[]): Promise<PaperSummary[]> {
  const found = arxiv.length ? await db.select(summaryColumns).from(papers).where(inArray(papers.arxiv, arxiv)) : [], byId = new Map(found.map((p) => [p.arxiv, p]));
  return arxiv.flatMap((id) => byId.get(id) ?? []);
}

/** What a list is of. A topic is a category of arXiv (`cs.LG`) or a keyword; an author is a name as papers write it. */
export type Subject = { topic: string } | { author: string };

const of = (subject: Subject): SQL => 'topic' in subject
  ? or(arrayContains(papers.categories, [subject.topic]), arrayContains(papers.keywords, [subject.topic.toLowerCase()]))!
  // The index of words narrows, the name itself decides.
  : and(sql`${papers.search} @@ phraseto_tsquery('simple', ${subject.author})`, sql`${papers.authors} @> ${JSON.stringify([subject.author])}::jsonb`)!;

export interface Piece { limit: number; offset?: number }
const newest = [sql`${papers.published} desc nulls last`, desc(papers.arxiv)];

export async function papersOn(db: Database, subject: Subject, { limit, offset = 0 }: Piece): Promise<{ total: number; papers: PaperSummary[] }> {
  const [total, found] = await Promise.all([db.$count(papers, of(subject)), db.select(summaryColumns).from(papers).where(of(subject)).orderBy(...newest).limit(limit).offset(offset)]);
  return { total, papers: found };
}

/** Whole records, for feeds and the API. */
export const recordsOn = (db: Database, subject: Subject, { limit, offset = 0 }: Piece): Promise<Paper[]> => db.select().from(papers).where(of(subject)).orderBy(...newest).limit(limit).offset(offset);

export interface TopicCount { topic: string; papers: number }
/** Categories and keywords of the newest papers, the commonest first. */
export async function topics(db: Database, { newest: most = 5000, limit = 60 } = {}): Promise<{ categories: TopicCount[]; keywords: TopicCount[] }> {
  const counted = (column: SQL) => rows<TopicCount>(db, sql`
    select topic, count(*)::int as papers from (select ${column} as list from papers order by published desc nulls last limit ${most}) as newest, unnest(list) as topic
    group by topic order by count(*) desc, topic collate "C" limit ${limit}`);
  const [categories, keywords] = await Promise.all([counted(sql`categories`), counted(sql`keywords`)]);
  return { categories, keywords };
}

/** Identifiers with the moment of their last change, in order, for a sitemap. */
export const identifiers = (db: Database, { limit, offset = 0 }: Piece): Promise<{ arxiv: string; changed: string }[]> => db.select({ arxiv: papers.arxiv, changed: papers.changed }).from(papers).orderBy(papers.arxiv).limit(limit).offset(offset);

/** Papers that match words, newest first: for a feed, where the best match of last year is no news. */
export const recordsMatching = (db: Database, text: string, { limit, offset = 0 }: Piece): Promise<Paper[]> =>
  db.select().from(papers).where(sql`${papers.search} @@ (websearch_to_tsquery('english', ${text}) || websearch_to_tsquery('simple', ${text}))`).orderBy(...newest).limit(limit).offset(offset);

/** A paper that somebody put somewhere: when, and with which note. */
export interface Placed { paper: Paper; at: string; note: string }
export interface Shelved { name: string; description: string; owner: string; papers: Placed[] }

/** A public collection, the last added first; undefined when there is none, or it is not public. */
export async function publicCollection(db: Database, handle: string, slug: string, { limit }: { limit: number }): Promise<Shelved | undefined> {
  const [found] = await db.select({ id: collections.id, name: collections.name, description: collections.description, owner: accounts.name }).from(collections).innerJoin(accounts, eq(accounts.id, collections.account))
    .where(and(eq(accounts.handle, handle), eq(collections.slug, slug), eq(collections.public, true), isNull(accounts.banned)));
  if (!found) return undefined;
  const placed = await db.select({ paper: papers, at: collected.added, note: collected.note }).from(collected).innerJoin(papers, eq(papers.arxiv, collected.arxiv)).where(eq(collected.collection, found.id)).orderBy(desc(collected.added), desc(collected.arxiv)).limit(limit);
  return { ...found, papers: placed };
}

/** What a curator picked, the newest day first; undefined when nobody of that handle has. */
export async function curatedPapers(db: Database, handle: string, { limit }: { limit: number }): Promise<Shelved | undefined> {
  const placed = await db.select({ paper: papers, at: sql<string>`${curations.day}::text`, note: curations.note, owner: accounts.name }).from(curations).innerJoin(accounts, eq(accounts.id, curations.account)).innerJoin(papers, eq(papers.arxiv, curations.arxiv))
    .where(and(eq(accounts.handle, handle), isNull(accounts.banned))).orderBy(desc(curations.day), curations.position, papers.arxiv).limit(limit);
  return placed.length ? { name: `Picked by ${placed[0].owner}`, description: `Papers that ${placed[0].owner} picked, day by day.`, owner: placed[0].owner, papers: placed } : undefined;
}
