/**
 * Takes in what a reader took along elsewhere. Doing it twice changes nothing; what is there already wins. Papers that
 * are not here are submitted, and what was said about them waits for a second import. Votes count from now on, because
 * a vote of the past would change what was trending then.
 */
import * as v from 'valibot';
import { sql } from 'drizzle-orm';
import { isIdentifier, readIdentifier } from '@galley/ingest';
import { rows, type Database } from '@galley/papers';
import { bookmarksOf, collectionBySlug, makeCollection } from '../library/collections.ts';
import { follow } from '../library/follows.ts';
import { submit } from '../library/submissions.ts';
import { castVote } from '../reading/votes.ts';
import type { Reader } from '../reader.ts';
import { Refusal } from '../refusal.ts';
import { longestComment } from '../talk/markdown.ts';

export interface ImportReport { votes: number; collected: number; follows: number; seen: number; comments: number; curations: number; /** Not here yet, and submitted. */ unknown: string[] }
const mostUnknown = 200, most = 20_000;

const time = v.pipe(v.string(), v.maxLength(40), v.check((s) => Number.isFinite(Date.parse(s)), 'expected a time')), paper = v.pipe(v.string(), v.maxLength(40), v.check((s) => { const read = readIdentifier(s); return isIdentifier(read) && read.id === s; }, 'expected an arXiv identifier'));
const note = v.optional(v.pipe(v.string(), v.maxLength(4000)), ''), uuid = v.pipe(v.string(), v.uuid()), list = <T extends v.GenericSchema>(of: T) => v.optional(v.pipe(v.array(of), v.maxLength(most)), []), short = (n: number) => v.pipe(v.string(), v.maxLength(n));
const document = v.object({
  galley: v.literal('reader'), version: v.literal(1),
  votes: list(v.object({ arxiv: paper, takenBack: v.optional(v.nullable(time), null) })),
  collections: list(v.object({ slug: short(80), name: short(100), description: v.optional(short(2000), ''), kind: v.picklist(['bookmarks', 'collection', 'reading-list']), public: v.optional(v.boolean(), false), papers: list(v.object({ arxiv: paper, position: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e6)), added: time, note, read: v.optional(v.nullable(time), null) })) })),
  follows: list(v.object({ kind: v.picklist(['topic', 'author', 'search']), value: short(200) })),
  seen: list(v.object({ arxiv: paper, at: time, putAway: v.boolean() })),
  comments: list(v.object({ id: uuid, arxiv: paper, parent: v.nullable(uuid), body: v.pipe(v.string(), v.minLength(1), v.maxLength(longestComment)), written: time, edited: v.optional(v.nullable(time), null) })),
  curations: list(v.object({ day: v.pipe(v.string(), v.isoDate()), arxiv: paper, position: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e6)), note })),
});
export type ImportDocument = v.InferOutput<typeof document>;

/** @throws Refusal saying where the document is wrong */
export function readReaderExport(text: string): ImportDocument {
  let json: unknown;
  try { json = JSON.parse(text); } catch { throw new Refusal('This is not JSON. Expected the file that "as JSON" at /account gives.'); }
  const read = v.safeParse(document, json);
  if (read.success) return read.output;
  const [issue] = read.issues;
  throw new Refusal(`This is not what a Galley exports: ${v.getDotPath(issue) ?? 'the document'}: ${issue.message.slice(0, 200)}.`);
}

export async function readerImport(db: Database, reader: Reader, given: ImportDocument, now = new Date()): Promise<ImportReport> {
  const report: ImportReport = { votes: 0, collected: 0, follows: 0, seen: 0, comments: 0, curations: 0, unknown: [] };
  const named = [...new Set([...given.votes, ...given.seen, ...given.comments, ...given.curations, ...given.collections.flatMap((c) => c.papers)].map((x) => x.arxiv))];
  const known = new Set((await rows<{ arxiv: string }>(db, sql`select arxiv from papers where arxiv in (select jsonb_array_elements_text(${JSON.stringify(named)}::jsonb))`)).map((r) => r.arxiv)), here = <T extends { arxiv: string }>(all: T[]) => all.filter((x) => known.has(x.arxiv));
  const wanted = new Set([...given.votes, ...given.comments, ...given.curations, ...given.collections.flatMap((c) => c.papers)].map((x) => x.arxiv));
  report.unknown = named.filter((arxiv) => !known.has(arxiv) && wanted.has(arxiv)).slice(0, mostUnknown);
  for (const arxiv of report.unknown) await submit(db, reader, arxiv, now);
  const id = sql`${reader.id}::uuid`, counted = async (query: ReturnType<typeof sql>) => (await rows<{ n: number }>(db, sql`with done as (${query} returning 1) select count(*)::int as n from done`))[0].n;

  const voted = new Set((await rows<{ arxiv: string }>(db, sql`select arxiv from votes where account = ${id}`)).map((r) => r.arxiv));
  for (const { arxiv, takenBack } of here(given.votes)) if (takenBack === null && !voted.has(arxiv)) { await castVote(db, reader, arxiv, { on: true, now }); report.votes++; }
  for (const { papers, ...one } of given.collections) {
    const { id: collection } = one.kind === 'bookmarks' ? await bookmarksOf(db, reader, now) : (await collectionBySlug(db, reader.id, one.slug)) ?? await makeCollection(db, reader, one, now);
    report.collected += await counted(sql`insert into collected (collection, arxiv, position, added, note, read) select ${collection}::uuid, arxiv, position, added, note, read
      from jsonb_to_recordset(${JSON.stringify(here(papers))}::jsonb) as g (arxiv text, position int, added timestamptz, note text, read timestamptz) on conflict do nothing`);
  }
  const followed = new Set((await rows<{ key: string }>(db, sql`select kind || ' ' || value as key from follows where account = ${id}`)).map((r) => r.key));
  for (const { kind, value } of given.follows) if (!followed.has(`${kind} ${value}`)) { await follow(db, reader, kind, value, now); report.follows++; }
  report.seen = await counted(sql`insert into seen (account, arxiv, at, put_away) select distinct on (arxiv) ${id}, arxiv, least(at, ${now.toISOString()}::timestamptz), "putAway"
    from jsonb_to_recordset(${JSON.stringify(here(given.seen))}::jsonb) as g (arxiv text, at timestamptz, "putAway" boolean) order by arxiv, at desc on conflict do nothing`);
  // Oldest first, so that replies find what they reply to; those to comments of others that are not here stand alone.
  for (const c of here(given.comments).toSorted((a, b) => Date.parse(a.written) - Date.parse(b.written))) {
    report.comments += await counted(sql`insert into comments (id, arxiv, account, parent, body, written, edited)
      select ${c.id}::uuid, ${c.arxiv}, ${id}, (select p.id from comments p where p.id = ${c.parent}::uuid and p.arxiv = ${c.arxiv}), ${c.body.replaceAll('\0', '')}, least(${c.written}::timestamptz, ${now.toISOString()}::timestamptz), ${c.edited}::timestamptz on conflict do nothing`);
  }
  if (reader.role !== 'reader') report.curations = await counted(sql`insert into curations (account, day, arxiv, position, note) select distinct on (day, arxiv) ${id}, day, arxiv, position, note
    from jsonb_to_recordset(${JSON.stringify(here(given.curations))}::jsonb) as g (day date, arxiv text, position int, note text) order by day, arxiv on conflict do nothing`);
  return report;
}
