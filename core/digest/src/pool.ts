/** The papers a run chooses from: loaded once, shared by all its subscribers, found by topic, by author and by search. */
import { sql } from 'drizzle-orm';
import { rows, type Database } from '@galley/papers';
import { nameWords } from './author-names.ts';
import { trendingNow } from './trending-now.ts';

export interface PoolPaper {
  arxiv: string; categories: string[]; keywords: string[]; votes: number;
  /** When it was first there for a digest, milliseconds since 1970. */
  arrived: number;
  /** The newest day it is listed on. */
  day: string;
}
export interface AuthorEntry { paper: PoolPaper; name: string; words: string[] }

const dayMs = 86_400_000, authorsIndexed = 300, poolSize = 20_000, searchesKept = 2_000;
/** Listings older than this when they are first seen are no news. Weekly readers look back as far, and a little further. */
export const daysNew = 8, daysBack = 16;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** Notes which listings are there now. What is noted once keeps its time: a later digest takes what came after the one before. */
export async function noteArrivals(db: Database, now: Date): Promise<void> {
  const today = dayOf(now.getTime() + dayMs), from = dayOf(now.getTime() - daysNew * dayMs), old = dayOf(now.getTime() - 3 * daysBack * dayMs);
  await db.execute(sql`insert into arrivals (arxiv, day, at) select arxiv, day, ${now.toISOString()}::timestamptz from listings where day between ${from} and ${today} on conflict do nothing`);
  await db.execute(sql`delete from arrivals where day < ${old}`);
}

export interface Pool {
  now: Date;
  papers: PoolPaper[];
  byTopic: Map<string, PoolPaper[]>;
  byFamilyName: Map<string, AuthorEntry[]>;
  /** Place in trending, from 1. */
  trending: Map<string, number>;
  /** Papers of the pool that a search finds, best first. */
  search(db: Database, text: string): Promise<string[]>;
}

/** @param unnoted take listings that no run has noted yet as arriving now; for a preview, which writes nothing. */
export async function loadPool(db: Database, now: Date, { unnoted = false } = {}): Promise<Pool> {
  const from = new Date(now.getTime() - daysBack * dayMs).toISOString(), at = now.toISOString();
  const noted = unnoted
    ? sql`(select l.arxiv, l.day, coalesce(a.at, ${at}::timestamptz) as at from listings l left join arrivals a using (arxiv, day) where l.day between ${dayOf(now.getTime() - daysNew * dayMs)} and ${dayOf(now.getTime() + dayMs)})`
    : sql`arrivals`;
  const found = await rows<PoolPaper & { authors: string[] }>(db, sql`
    select p.arxiv, p.categories, p.keywords, (p.upvotes + (select count(*) from votes v where v.arxiv = p.arxiv and v.taken_back is null))::int as votes,
      (extract(epoch from a.arrived) * 1000)::float8 as arrived, a.day::text as day,
      case when jsonb_array_length(p.authors) > ${authorsIndexed} then jsonb_path_query_array(p.authors, ${`$[0 to ${authorsIndexed - 1}]`}::jsonpath) else p.authors end as authors
    from (select arxiv, max(at) as arrived, max(day) as day from ${noted} n where at > ${from}::timestamptz and at <= ${at}::timestamptz group by arxiv) a join papers p using (arxiv)
    where p.withdrawn is null order by a.arrived desc, p.arxiv collate "C" limit ${poolSize}`);
  const papers: PoolPaper[] = [], byTopic = new Map<string, PoolPaper[]>(), byFamilyName = new Map<string, AuthorEntry[]>();
  const put = <V>(map: Map<string, V[]>, key: string, value: V) => { const list = map.get(key); if (list) list.push(value); else map.set(key, [value]); };
  for (const { authors, ...paper } of found) {
    papers.push(paper);
    for (const topic of new Set([...paper.categories, ...paper.keywords].map((t) => t.toLowerCase()))) put(byTopic, topic, paper);
    for (const name of authors) { const words = nameWords(name); if (words.length) put(byFamilyName, words.at(-1)!, { paper, name, words }); }
  }
  const trending = new Map((await trendingNow(db, now)).map((arxiv, i) => [arxiv, i + 1]));
  const ids = JSON.stringify(papers.map((p) => p.arxiv)), searches = new Map<string, string[]>();
  return {
    now, papers, byTopic, byFamilyName, trending,
    async search(at, text) {
      const kept = searches.get(text);
      if (kept) return kept;
      const hits = (await rows<{ arxiv: string }>(at, sql`
        with q as (select websearch_to_tsquery('english', ${text}) || websearch_to_tsquery('simple', ${text}) as query)
        select p.arxiv from papers p, q where p.search @@ q.query and p.arxiv in (select jsonb_array_elements_text(${ids}::jsonb)) order by ts_rank_cd(p.search, q.query, 1) desc, p.arxiv desc limit 500`)).map((r) => r.arxiv);
      if (searches.size >= searchesKept) searches.delete(searches.keys().next().value!);
      searches.set(text, hits);
      return hits;
    },
  };
}
