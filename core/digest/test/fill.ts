/** Papers, days and subscribers for the tests, made by hand. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { sourceRank, tables, upsertListings, upsertPapers, type Database, type PaperInput } from '@galley/papers';
import { mailSettings } from '@galley/mail';
import { defaultChoices, nextDue, type Choices } from '../src/index.ts';

export const settings = mailSettings({ PUBLIC_URL: 'https://papers.lab.example', MAIL_ADDRESS: 'Lab of Papers, 1 Example Street, 12345 Town' });

export interface GivenPaper extends Partial<PaperInput> { keywords?: string[] }

/** Lists papers on a day, in order. Votes fall from 100, so that the first is also the first in trending. */
export async function listPapers(db: Database, day: string, given: Record<string, GivenPaper>): Promise<void> {
  const ids = Object.keys(given);
  await upsertPapers(db, ids.map((arxiv, i) => ({ arxiv, title: `Paper ${arxiv}`, titlePlain: `Paper ${arxiv}`, titleRank: sourceRank.arxiv, abstract: `What ${arxiv} does.`, abstractPlain: `What ${arxiv} does.`, abstractRank: sourceRank.arxiv, authors: ['Grace Hopper'], upvotes: 100 - i, ...given[arxiv] })));
  for (const [arxiv, { keywords }] of Object.entries(given)) if (keywords) await db.execute(sql`update papers set keywords = array(select jsonb_array_elements_text(${JSON.stringify(keywords)}::jsonb)) where arxiv = ${arxiv}`);
  await upsertListings(db, ids.map((arxiv, i) => ({ day, arxiv, position: i + 1 })));
}

/** A confirmed subscriber; their next digest is the first one after `now`. */
export async function addSubscriber(db: Database, email: string, choices: Partial<Choices>, now: Date, more: Partial<typeof tables.subscribers.$inferInsert> = {}): Promise<string> {
  const chosen = { ...defaultChoices, ...choices }, { period, due } = nextDue(chosen, { last: undefined, now }), id = randomUUID();
  await db.insert(tables.subscribers).values({ id, email, state: 'active', confirmed: now.toISOString(), ...chosen, due: due.toISOString(), duePeriod: period, ...more });
  return id;
}

export async function clear(db: Database): Promise<void> {
  await db.execute(sql`delete from subscribers`);
  await db.execute(sql`delete from arrivals`);
  await db.execute(sql`delete from outbox`);
  await db.execute(sql`delete from listings`);
  await db.execute(sql`delete from votes`);
  await db.execute(sql`delete from papers`);
}
