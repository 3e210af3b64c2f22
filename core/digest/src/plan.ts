/**
 * Planning: for every subscriber whose time has come, what the mail will hold is written down, in one transaction with
 * the time of the next one, before anything is sent. Several workers may plan at once; each row is planned by one.
 */
import { sql } from 'drizzle-orm';
import { mailSettings, newMessageId, type MailSettings } from '@galley/mail';
import { rows, type Database } from '@galley/papers';
import type { Choices } from './choices.ts';
import { matches, type Since, type Wishes } from './choose.ts';
import { daysNew, loadPool, noteArrivals, type Pool } from './pool.ts';
import { newestPassed, nextDue } from './schedule.ts';

export interface Planned { planned: number; nothingNew: number }
export interface PlanOptions { settings?: MailSettings; /** Subscribers in one transaction. */ batch?: number; signal?: AbortSignal }

type Subscriber = Pick<Choices, 'frequency' | 'weekday' | 'hour' | 'zone'> & Wishes & { id: string; account: string | null; confirmed: number; duePeriod: string; lastAt: number | null };

/** Yields after each batch. Stops between batches when told to; what is planned stays planned. */
export async function* planDue(db: Database, now: Date, { settings = mailSettings(), batch = 200, signal }: PlanOptions = {}): AsyncGenerator<Planned> {
  if (!await anyDue(db, now)) return;
  await noteArrivals(db, now);
  const pool = await loadPool(db, now);
  for (;;) {
    if (signal?.aborted) return;
    const done = await planBatch(db, pool, { batch, settings });
    if (done.planned + done.nothingNew + done.again === 0) return;
    yield done;
  }
}

const anyDue = async (db: Database, now: Date) => (await rows(db, sql`select 1 from subscribers where state = 'active' and due <= ${now.toISOString()}::timestamptz limit 1`)).length > 0;

async function planBatch(db: Database, pool: Pool, { batch, settings }: { batch: number; settings: MailSettings }): Promise<Planned & { again: number }> {
  const { now } = pool, at = now.toISOString();
  return db.transaction(async (tx) => {
    const due = await rows<Subscriber>(tx, sql`
      select s.id, coalesce(s.account, (select a.id from accounts a where a.email = s.email))::text as account, s.frequency, s.weekday, s.hour, s.zone, s.topics, s.authors, s.searches, s.trending, s.most, s.due_period as "duePeriod",
        (extract(epoch from s.confirmed) * 1000)::float8 as confirmed, (select (extract(epoch from max(d.intended)) * 1000)::float8 from digests d where d.subscriber = s.id and d.state <> 'given up') as "lastAt"
      from subscribers s where s.state = 'active' and s.due <= ${at}::timestamptz order by s.due, s.id limit ${batch} for update of s skip locked`);
    if (due.length === 0) return { planned: 0, nothingNew: 0, again: 0 };
    const followed = await followsOf(tx, due.flatMap((s) => s.account ?? []));
    const wanted = [];
    for (const s of due) wanted.push({ s, period: newestPassed(s, s.duePeriod, now), found: await matches(tx, pool, withFollows(s, followed), sinceOf(s)) });
    const had = await alreadySent(tx, wanted.map(({ s, found }) => ({ subscriber: s.id, arxiv: found.map((m) => m.arxiv) })));
    const made = wanted.map(({ s, period, found }) => {
      const fresh = found.filter((m) => !had.has(`${s.id} ${m.arxiv}`)), papers = fresh.slice(0, s.most);
      return { subscriber: s.id, period, state: papers.length ? 'intended' : 'nothing new', message_id: newMessageId(settings), rest: fresh.length - papers.length, papers };
    });
    const written = await rows<{ id: string; subscriber: string }>(tx, sql`
      insert into digests (subscriber, period, state, message_id, rest, intended, next)
      select subscriber, period, state, message_id, rest, ${at}::timestamptz, ${at}::timestamptz from jsonb_to_recordset(${JSON.stringify(made, ['subscriber', 'period', 'state', 'message_id', 'rest'])}::jsonb) as g (subscriber uuid, period text, state text, message_id text, rest int)
      on conflict (subscriber, period) do nothing returning id, subscriber`);
    const ids = new Map(written.map((w) => [w.subscriber, w.id])), fresh = made.filter((m) => ids.has(m.subscriber));
    const papers = fresh.flatMap((m) => m.papers.map((p, i) => ({ subscriber: m.subscriber, arxiv: p.arxiv, digest: ids.get(m.subscriber)!, position: i + 1, why: p.why })));
    if (papers.length) await tx.execute(sql`insert into digest_papers (subscriber, arxiv, digest, position, why) select * from jsonb_to_recordset(${JSON.stringify(papers)}::jsonb) as g (subscriber uuid, arxiv text, digest uuid, position smallint, why text)`);
    const next = wanted.map(({ s, period }) => { const { due: when, period: name } = nextDue(s, { last: period, now }); return { id: s.id, due: when.toISOString(), due_period: name }; });
    await tx.execute(sql`update subscribers s set due = g.due, due_period = g.due_period from jsonb_to_recordset(${JSON.stringify(next)}::jsonb) as g (id uuid, due timestamptz, due_period text) where s.id = g.id`);
    const planned = fresh.filter((m) => m.papers.length).length;
    return { planned, nothingNew: fresh.length - planned, again: made.length - fresh.length };
  });
}

const dayMs = 86_400_000;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** What arrived since the digest before; for a first one, what was listed about when it was confirmed and since. */
export function sinceOf({ lastAt, confirmed }: { lastAt: number | null; confirmed: number }): Since {
  return lastAt === null ? { after: 0, day: dayOf(confirmed - 2 * dayMs) } : { after: lastAt, day: dayOf(lastAt - daysNew * dayMs) };
}

type Follows = Map<string, { topics: string[]; authors: string[]; searches: string[] }>;

/** What signed-in readers follow, beside what they chose for the mail. */
export async function followsOf(db: Database, accounts: string[]): Promise<Follows> {
  const found: Follows = new Map();
  if (accounts.length === 0) return found;
  for (const { account, kind, value } of await rows<{ account: string; kind: 'topic' | 'author' | 'search'; value: string }>(db, sql`select account::text as account, kind, value from follows where account in (select jsonb_array_elements_text(${JSON.stringify(accounts)}::jsonb)::uuid) order by since, value`)) {
    const mine = found.get(account) ?? { topics: [], authors: [], searches: [] };
    found.set(account, mine);
    mine[kind === 'topic' ? 'topics' : kind === 'author' ? 'authors' : 'searches'].push(value);
  }
  return found;
}

export function withFollows<S extends Wishes & { account: string | null }>(s: S, followed: Follows): Wishes {
  const mine = s.account ? followed.get(s.account) : undefined;
  return mine ? { most: s.most, trending: s.trending, topics: [...new Set([...s.topics, ...mine.topics])], authors: [...new Set([...s.authors, ...mine.authors])], searches: [...new Set([...s.searches, ...mine.searches])] } : s;
}

/** Which of these papers these subscribers have had already: `subscriber arxiv`. */
export async function alreadySent(db: Database, asked: { subscriber: string; arxiv: string[] }[]): Promise<Set<string>> {
  if (asked.every((a) => a.arxiv.length === 0)) return new Set();
  const found = await rows<{ subscriber: string; arxiv: string }>(db, sql`
    select d.subscriber::text as subscriber, d.arxiv from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as g (subscriber uuid, arxiv jsonb), lateral jsonb_array_elements_text(g.arxiv) as w (id)
    join digest_papers d on d.arxiv = w.id where d.subscriber = g.subscriber`);
  return new Set(found.map((r) => `${r.subscriber} ${r.arxiv}`));
}
