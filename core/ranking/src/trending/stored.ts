/** Trending from the database: the same formula over the same events, read with bounds. */
import { sql } from 'drizzle-orm';
import { rows, type Database } from '@galley/papers';
import { constants, dayMs, type Window } from './constants.ts';
import type { AccountEvent, AuthorEvent, CountEvent, PaperEvent, ReportEvent, VoteEvent } from './events.ts';
import { opensAt, weigh, type Field, type Trending } from './formula.ts';
import { records, type Record } from './standing.ts';

export interface TrendingQuery {
  /** The moment, milliseconds since 1970. Nothing later is read. */
  at: number;
  limit: number;
  window?: Window;
  /** Only papers of this category of arXiv; what is usual is then what is usual there. */
  category?: string;
}

/** The papers that readers turn to at a moment. Same database rows up to `at`, same list. */
export async function trending(db: Database, { at, limit, window = 'week', category }: TrendingQuery): Promise<Trending> {
  const opens = opensAt(at, window), papers = await moved(db, { at, opens, category });
  return weigh(papers.length === 0 ? nothing : await read(db, papers, { at, opens }), { at, window, limit });
}

const nothing: Field = { papers: [], votes: [], shown: new Map(), accounts: [], records: new Map(), counts: [], reports: [], authors: [] };

const time = (ms: number) => sql`${new Date(ms).toISOString()}::timestamptz`;
const ms = (column: string) => sql`(extract(epoch from ${sql.raw(column)}) * 1000)::float8`;
// One parameter whatever the length; as an array, because a set made by a function has the planner guess wrong.
const ids = (list: string[]) => sql`any(string_to_array(${list.join(',')}, ','))`;

/** The papers with any event in the window, those that moved most first. No more than a thousand are looked at closer. */
async function moved(db: Database, { at, opens, category }: { at: number; opens: number; category?: string }): Promise<PaperEvent[]> {
  const from = time(opens), to = time(at);
  return rows<PaperEvent>(db, sql`
    with cast_votes as (select arxiv, count(*) as n from votes where "cast" > ${from} and "cast" <= ${to} and (taken_back is null or taken_back > ${to}) group by arxiv),
      reported as (select p.arxiv, count(distinct r.account) as n from ${reports(from, to)} group by p.arxiv),
      grown as (select distinct arxiv, kind from counts where at > ${from} and at <= ${to}),
      touched as (select arxiv from cast_votes union select arxiv from reported union select arxiv from grown),
      known as (
        select p.arxiv, least(p.seen, (select min(coalesce(l.listed, l.day::timestamp at time zone 'UTC')) from listings l where l.arxiv = p.arxiv)) as known
        from touched join papers p using (arxiv) ${category === undefined ? sql`` : sql`where p.categories @> array[${category}]::text[]`}),
      gained as (
        select g.arxiv, sum(greatest(0, (select c.value from counts c where c.arxiv = g.arxiv and c.kind = g.kind and c.at <= ${to} order by c.at desc limit 1) - coalesce(
          (select c.value from counts c where c.arxiv = g.arxiv and c.kind = g.kind and c.at <= ${from} order by c.at desc limit 1),
          case when g.kind = 'upvotes' and k.known > ${from} then 0 else (select c.value from counts c where c.arxiv = g.arxiv and c.kind = g.kind order by c.at limit 1) end))) as n
        from grown g join known k using (arxiv) group by g.arxiv),
      stirs as (
        select k.arxiv, k.known, 10 * coalesce(v.n, 0) + 10 * coalesce(r.n, 0) + coalesce(g.n, 0) as stir
        from known k left join cast_votes v using (arxiv) left join reported r using (arxiv) left join gained g using (arxiv))
    select arxiv, ${ms('known')} as known from stirs where stir > 0 and known <= ${to} order by stir desc, arxiv collate "C" limit ${constants.field}`);
}

/** Finished runs that measured something with a paper's own inputs, by an account. */
const reports = (from: ReturnType<typeof sql>, to: ReturnType<typeof sql>) => sql`runs r join papers p on p.slug = r.paper and r.account is not null and r.origin = 'reported' and r.state = 'done' and r.saved > ${from} and r.saved <= ${to} and jsonb_array_length(r.record->'measurements') > 0 and jsonb_array_length(r.record->'changed') = 0`;

async function read(db: Database, papers: PaperEvent[], { at, opens }: { at: number; opens: number }): Promise<Field> {
  const list = ids(papers.map((p) => p.arxiv)), from = time(opens), to = time(at);
  const votes = await rows<VoteEvent>(db, sql`select account::text as account, arxiv, ${ms('"cast"')} as "cast", ${ms('taken_back')} as "takenBack", network, referrer from votes where arxiv = ${list} and "cast" > ${from} and "cast" <= ${to} and (taken_back is null or taken_back > ${to})`);
  const shown = await rows<{ arxiv: string; n: number }>(db, sql`select arxiv, count(*)::int as n from votes where arxiv = ${list} and "cast" <= ${to} and (taken_back is null or taken_back > ${to}) group by arxiv`);
  const counts = await rows<CountEvent>(db, sql`select arxiv, kind, ${ms('at')} as at, value from counts where arxiv = ${list} and at <= ${to}`);
  const reported = await rows<ReportEvent>(db, sql`select p.arxiv, r.account::text as account, ${ms('r.saved')} as saved from ${reports(from, to)} where p.arxiv = ${list}`);
  const who = [...new Set([...votes, ...reported].map((e) => e.account))];
  const accounts = await rows<AccountEvent>(db, sql`select id::text as id, ${ms('created')} as created, ${ms('banned')} as banned from accounts where id::text = ${ids(who)}`);
  const authors = await rows<AuthorEvent>(db, sql`select arxiv, account::text as account, ${ms('checked')} as confirmed from authorships where arxiv = ${list} and state = 'confirmed' and checked <= ${to}`);
  return { papers, votes, shown: new Map(shown.map((s) => [s.arxiv, s.n])), accounts, records: await storedRecords(db, who, opens), counts, reports: reported, authors };
}

/** The records of accounts (see standing.ts): their settled votes, and all votes for the same papers. */
async function storedRecords(db: Database, who: string[], opens: number): Promise<Map<string, Record>> {
  if (who.length === 0) return new Map();
  const open = time(opens), day = (n: number) => time(opens - n * dayMs);
  const voted = await rows<{ arxiv: string }>(db, sql`select distinct arxiv from votes where account::text = ${ids(who)} and "cast" <= ${day(constants.settledDays)} and "cast" > ${day(constants.rememberedDays)} and (taken_back is null or taken_back > ${open})`);
  const votes = await rows<VoteEvent>(db, sql`select account::text as account, arxiv, ${ms('"cast"')} as "cast", null as "takenBack", network, '' as referrer from votes where arxiv = ${ids(voted.map((v) => v.arxiv))} and "cast" <= ${open} and (taken_back is null or taken_back > ${open})`);
  const accounts = await rows<AccountEvent>(db, sql`select id::text as id, ${ms('created')} as created, ${ms('banned')} as banned from accounts where id::text = ${ids([...new Set(votes.map((v) => v.account))])}`);
  return records({ votes, accounts }, opens, new Set(who));
}
