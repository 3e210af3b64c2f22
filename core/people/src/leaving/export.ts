/** Everything a reader made, to take along: a JSON document that another Galley takes in, BibTeX, Markdown. */
import { sql } from 'drizzle-orm';
import { rows, type Database } from '@galley/papers';
import { plainText } from '@galley/typeset';

type Time = string | null;
export interface ReaderExport {
  galley: 'reader'; version: 1; exported: string;
  account: { handle: string; name: string; email: string | null; role: string; created: string; hidesSeenDays: number };
  votes: { arxiv: string; cast: string; takenBack: Time }[];
  collections: { slug: string; name: string; description: string; kind: 'bookmarks' | 'collection' | 'reading-list'; public: boolean; created: string; papers: { arxiv: string; position: number; added: string; note: string; read: Time }[] }[];
  follows: { kind: 'topic' | 'author' | 'search'; value: string; since: string }[];
  seen: { arxiv: string; at: string; putAway: boolean }[];
  comments: { id: string; arxiv: string; parent: string | null; body: string; written: string; edited: Time }[];
  curations: { day: string; arxiv: string; position: number; note: string }[];
  submissions: { arxiv: string; at: string; state: string; why: string | null }[];
  authorships: { arxiv: string; author: string; proof: string; evidence: string; state: string; asked: string; checked: Time }[];
  runs: unknown[];
}

const iso = <T extends object>(row: T): T => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:/.test(value) ? new Date(value).toISOString() : value])) as T;

/** The document; nothing in it is secret to anybody but the reader (no tokens, no networks). */
export async function readerExport(db: Database, account: string, now = new Date()): Promise<ReaderExport> {
  const of = async <T extends object>(query: ReturnType<typeof sql>) => (await rows<T>(db, query)).map(iso), id = sql`${account}::uuid`;
  const [who] = await of<ReaderExport['account']>(sql`select handle, name, email, role, created, hides_seen_days as "hidesSeenDays" from accounts where id = ${id}`);
  if (!who) throw new Error(`There is no account ${account}.`);
  const collections = await of<Omit<ReaderExport['collections'][number], 'papers'> & { id: string }>(sql`select id, slug, name, description, kind, public, created from collections where account = ${id} order by kind <> 'bookmarks', created, slug`);
  const papers = await of<ReaderExport['collections'][number]['papers'][number] & { collection: string }>(sql`select d.collection, d.arxiv, d.position, d.added, d.note, d.read from collected d join collections c on c.id = d.collection where c.account = ${id} order by d.collection, d.position, d.arxiv`);
  const inside = Map.groupBy(papers, (p) => p.collection);
  return {
    galley: 'reader', version: 1, exported: now.toISOString(), account: who,
    votes: await of(sql`select arxiv, "cast", taken_back as "takenBack" from votes where account = ${id} order by "cast", arxiv`),
    collections: collections.map(({ id: collection, ...rest }) => ({ ...rest, papers: (inside.get(collection) ?? []).map(({ collection: _in, ...paper }) => paper) })),
    follows: await of(sql`select kind, value, since from follows where account = ${id} order by kind, value`),
    seen: await of(sql`select arxiv, at, put_away as "putAway" from seen where account = ${id} order by at, arxiv`),
    comments: await of(sql`select id, arxiv, parent, body, written, edited from comments where account = ${id} and removed is null order by written, id`),
    curations: await of(sql`select day::text as day, arxiv, position, note from curations where account = ${id} order by day, position, arxiv`),
    submissions: await of(sql`select arxiv, at, state, why from submissions where account = ${id} order by at, arxiv`),
    authorships: await of(sql`select arxiv, author, proof, evidence, state, asked, checked from authorships where account = ${id} order by asked, arxiv`),
    runs: (await rows<{ record: unknown }>(db, sql`select record from runs where account = ${id} order by started, id`)).map((r) => r.record),
  };
}

interface Cited { arxiv: string; title: string; authors: string[]; published: string | null; collections: string[]; note: string; read: string | null; voted: boolean }

/** Papers the reader voted for or collected, each once. */
function cited(db: Database, account: string): Promise<Cited[]> {
  return rows<Cited>(db, sql`
    select p.arxiv, p.title, p.authors, p.published, exists (select 1 from votes v where v.arxiv = p.arxiv and v.account = ${account}::uuid and v.taken_back is null) as voted,
      coalesce(array_agg(c.name order by c.name) filter (where c.id is not null), '{}') as collections, coalesce(string_agg(nullif(d.note, ''), E'\n' order by c.name), '') as note, max(d.read) as read
    from papers p left join (collected d join collections c on c.id = d.collection and c.account = ${account}::uuid) on d.arxiv = p.arxiv
    where c.id is not null or exists (select 1 from votes v where v.arxiv = p.arxiv and v.account = ${account}::uuid and v.taken_back is null)
    group by p.arxiv order by p.published desc nulls last, p.arxiv`);
}

const field = (text: string) => text.replace(/[{}\\]/g, '').replace(/\s+/g, ' ').trim();

/** One entry for each paper voted for or collected; collections are its keywords. */
export async function readerBibtex(db: Database, account: string): Promise<string> {
  return (await cited(db, account)).map((p) => [
    `@misc{arxiv:${p.arxiv},`,
    `  title         = {{${p.title.replace(/[{}]/g, '').replace(/\s+/g, ' ').trim()}}},`,
    `  author        = {${p.authors.slice(0, 100).map((a) => field(plainText(a))).join(' and ')}${p.authors.length > 100 ? ' and others' : ''}},`,
    ...(p.published ? [`  year          = {${p.published.slice(0, 4)}},`] : []),
    `  eprint        = {${p.arxiv}},`, '  archivePrefix = {arXiv},', `  url           = {https://arxiv.org/abs/${p.arxiv}},`,
    ...(p.collections.length ? [`  keywords      = {${p.collections.map((c) => field(c).replaceAll(',', ' ')).join(', ')}},`] : []), ...(p.note ? [`  note          = {${field(p.note)}},`] : []),
    '}', '',
  ].join('\n')).join('\n');
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim(), escaped = (text: string) => oneLine(text).replace(/[[\]*_`<>\\]/g, '\\$&');

/** The same for people to read: collections with notes, votes, comments. */
export async function readerMarkdown(db: Database, account: string, now = new Date()): Promise<string> {
  const all = await readerExport(db, account, now), titles = new Map((await rows<{ arxiv: string; title: string }>(db, sql`
    select arxiv, title from papers where arxiv in (select jsonb_array_elements_text(${JSON.stringify([...new Set([...all.votes, ...all.comments, ...all.curations, ...all.collections.flatMap((c) => c.papers)].map((x) => x.arxiv))])}::jsonb))`)).map((p) => [p.arxiv, plainText(p.title)]));
  const link = (arxiv: string) => `[${escaped(titles.get(arxiv) ?? arxiv)}](https://arxiv.org/abs/${arxiv})`;
  const quoted = (text: string) => text.split('\n').map((line) => `> ${line}`.trimEnd());
  const section = (title: string, lines: string[]) => lines.length ? [`## ${title}`, '', ...lines, ''] : [];
  return [
    `# ${escaped(all.account.name)}`, '', `Exported ${now.toISOString().slice(0, 10)}.`, '',
    ...all.collections.flatMap((c) => section(escaped(c.name), [...(c.description ? [c.description, ''] : []), ...c.papers.flatMap((p) => [`- ${link(p.arxiv)}${p.read ? ` (read ${p.read.slice(0, 10)})` : ''}`, ...p.note.split('\n').filter(Boolean).map((line) => `  ${line}`)])])),
    ...section('Votes', all.votes.filter((v) => v.takenBack === null).map((v) => `- ${link(v.arxiv)}, ${v.cast.slice(0, 10)}`)),
    ...section('Comments', all.comments.flatMap((c) => [`${link(c.arxiv)}, ${c.written.slice(0, 10)}`, '', ...quoted(c.body), ''])),
    ...section('Curated days', all.curations.map((c) => `- ${c.day}: ${link(c.arxiv)}${c.note ? `: ${oneLine(c.note)}` : ''}`)),
    ...section('Follows', all.follows.map((f) => `- ${f.kind}: ${escaped(f.value)}`)),
  ].join('\n');
}
