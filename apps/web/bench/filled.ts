/** A database with very many papers, made by the database itself: titles and abstracts of common words, thirty a day on the lists. */
import { sql } from 'drizzle-orm';
import { random } from '@galley/numerics/random';
import { rows, type Database } from '@galley/papers';
import { startSession } from '@galley/people';

const words = 'model data training inference attention sparse latent token graph vision language retrieval kernel memory scaling policy reward robust sample gradient quantum lattice galaxy protein market proof bound network cache schedule compiler tensor photon circuit survey agent planning speech video texture'.split(' ');
const syllables = 'ba co di fu ga he ji ko lu ma ne po qua ri so ta ul ve xi zo ther pla ston merg krin del'.split(' ');
export const perDay = 30;
/** Ninety thousand identifiers a month, from 1501 on: enough for a million papers in one year. */
export const arxivOf = (n: number): string => `${1501 + Math.floor(n / 90_000)}.${10_000 + (n % 90_000)}`;
const arxivInSql = sql`(1501 + n / 90000)::text || '.' || (10000 + n % 90000)::text`;
/** The day of the n-th paper's list, counted back from the newest. */
export const dayOfPaper = (n: number): string => new Date(Date.UTC(2026, 5, 30) - Math.floor(n / perDay) * 864e5).toISOString().slice(0, 10);
const listedDays = 2000;

export async function fill(db: Database, papers: number, told: (done: number) => void): Promise<void> {
  // Five thousand texts, used again and again with a number in them: what counts here is how many rows there are.
  const rng = random(1), vocabulary = [...words, ...Array.from({ length: 20_000 }, () => Array.from({ length: 2 + rng.below(3) }, () => syllables[rng.below(syllables.length)]).join(''))];
  // Zipf's law, roughly: the n-th word is n times as rare as the first.
  const text = (n: number) => Array.from({ length: n }, () => vocabulary[Math.floor(vocabulary.length ** rng.uniform()) - 1]).join(' ');
  await db.execute(sql`create table pieces as select * from jsonb_to_recordset(${JSON.stringify(Array.from({ length: 5000 }, (_, i) => ({ i: i + 1, title: text(9), abstract: text(60) })))}::jsonb) as p (i int, title text, abstract text)`);
  await db.execute(sql`drop index papers_search`);
  const step = 50_000;
  for (let from = 0; from < papers; from += step) {
    await db.execute(sql`
      insert into papers (arxiv, title, title_plain, title_rank, abstract, abstract_plain, abstract_rank, authors, authors_plain, published, categories, upvotes)
      select ${arxivInSql}, title || ' ' || n, title || ' ' || n, 1, abstract, abstract, 1, '["Ada Lovelace", "Emmy Noether"]', 'Ada Lovelace, Emmy Noether', '2026-06-30'::timestamptz - n * interval '40 minutes', '{cs.LG}', n % 97
      from generate_series(${from}::int, ${Math.min(papers, from + step) - 1}::int) n join pieces on i = 1 + n % 5000`);
    told(Math.min(papers, from + step));
  }
  await db.execute(sql`create index papers_search on papers using gin (search)`);
  await db.execute(sql`insert into listings (day, arxiv, position) select '2026-06-30'::date - n / ${perDay}::int, ${arxivInSql}, 1 + n % ${perDay}::int from generate_series(0, ${Math.min(papers, listedDays * perDay) - 1}::int) n`);
  await db.execute(sql`drop table pieces`);
  await db.execute(sql`analyze`);
}

/** Readers with sessions of their own, as the cookies they send. */
export async function signedIn(db: Database, many: number): Promise<string[]> {
  const accounts = await rows<{ id: string }>(db, sql`insert into accounts (handle, name, email, created) select 'bench' || n, 'Bench ' || n, 'bench' || n || '@example.org', now() - interval '1 year' from generate_series(1, ${many}::int) n returning id`);
  return Promise.all(accounts.map(async ({ id }) => `__Host-galley=${await startSession(db, id, { method: 'link', userAgent: 'bench', network: 'n' })}`));
}
