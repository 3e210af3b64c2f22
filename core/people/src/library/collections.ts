/** Collections and reading lists; bookmarks are the collection every reader has, made at its first use. */
import { and, eq, sql } from 'drizzle-orm';
import { rows, tables, type Database } from '@galley/papers';
import { knownPaper } from '../reading/paper.ts';
import type { Reader } from '../reader.ts';
import { Refusal } from '../refusal.ts';

type Owner = Pick<Reader, 'id'>;
export type Collection = typeof tables.collections.$inferSelect;
export interface CollectionLine { id: string; slug: string; name: string; description: string; kind: Collection['kind']; public: boolean; changed: string; papers: number; read: number }
export interface CollectedPaper { arxiv: string; title: string; authors: string[]; published: string | null; position: number; added: string; note: string; read: string | null }

const { collections, collected } = tables;
const mostCollections = 500, mostPapers = 5000, longestNote = 4000;

const tidy = (text: string, most: number) => text.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '').trim().slice(0, most);
const slugOf = (name: string) => name.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60) || 'collection';

export function collectionsOf(db: Database, account: string, { publicOnly = false } = {}): Promise<CollectionLine[]> {
  return rows<CollectionLine>(db, sql`
    select c.id, c.slug, c.name, c.description, c.kind, c.public, c.changed, count(d.arxiv)::int as papers, count(d.read)::int as read
    from collections c left join collected d on d.collection = c.id where c.account = ${account}::uuid and (c.public or not ${publicOnly}::boolean)
    group by c.id order by c.kind <> 'bookmarks', c.changed desc, c.id`);
}

export interface CollectionGiven { name: string; description?: string; kind?: Collection['kind']; public?: boolean }

/** @returns its slug, free among the reader's own. */
export async function makeCollection(db: Database, owner: Owner, { name, description = '', kind = 'collection', public: isPublic = false }: CollectionGiven, now = new Date()): Promise<Collection> {
  const called = tidy(name, 100).replace(/\s+/g, ' ');
  if (called === '') throw new Refusal('A collection needs a name.');
  if (await db.$count(collections, eq(collections.account, owner.id)) >= mostCollections) throw new Refusal(`A reader has at most ${mostCollections} collections.`, 409);
  const at = now.toISOString(), slug = slugOf(called);
  for (let n = 1; ; n++) {
    const [made] = await db.insert(collections).values({ account: owner.id, slug: n === 1 ? slug : `${slug}-${n}`, name: called, description: tidy(description, 2000), kind, public: isPublic, created: at, changed: at }).onConflictDoNothing({ target: [collections.account, collections.slug] }).returning();
    if (made) return made;
  }
}

export async function collectionBySlug(db: Database, account: string, slug: string): Promise<Collection | undefined> {
  return (await db.select().from(collections).where(and(eq(collections.account, account), eq(collections.slug, slug))))[0];
}

/** One of the reader's own. @throws Refusal */
async function own(db: Database, owner: Owner, slug: string): Promise<Collection> {
  const found = await collectionBySlug(db, owner.id, slug);
  if (!found) throw new Refusal(`You have no collection ${JSON.stringify(slug.slice(0, 60))}.`, 404);
  return found;
}

export async function changeCollection(db: Database, owner: Owner, slug: string, given: CollectionGiven, now = new Date()): Promise<void> {
  const { id, kind } = await own(db, owner, slug), name = tidy(given.name, 100).replace(/\s+/g, ' ');
  if (name === '') throw new Refusal('A collection needs a name.');
  const next = kind === 'bookmarks' ? kind : given.kind === 'reading-list' ? 'reading-list' : 'collection';
  await db.update(collections).set({ name, description: tidy(given.description ?? '', 2000), kind: next, public: given.public ?? false, changed: now.toISOString() }).where(eq(collections.id, id));
}

export async function removeCollection(db: Database, owner: Owner, slug: string): Promise<void> {
  const { id } = await own(db, owner, slug);
  await db.delete(collections).where(eq(collections.id, id));
}

/** The reader's bookmarks, made if need be. Private until the reader says otherwise. */
export async function bookmarksOf(db: Database, owner: Owner, now = new Date()): Promise<Collection> {
  const at = now.toISOString();
  const [found] = await db.select().from(collections).where(and(eq(collections.account, owner.id), eq(collections.kind, 'bookmarks'))).orderBy(collections.created).limit(1);
  if (found) return found;
  await db.insert(collections).values({ account: owner.id, slug: 'bookmarks', name: 'Bookmarks', kind: 'bookmarks', created: at, changed: at }).onConflictDoNothing({ target: [collections.account, collections.slug] });
  return (await collectionBySlug(db, owner.id, 'bookmarks'))!;
}

/** Keeps a paper in the bookmarks or takes it out; without `on` it is toggled. */
export async function bookmark(db: Database, owner: Owner, arxiv: string, { on, now = new Date() }: { on?: boolean; now?: Date } = {}): Promise<{ kept: boolean }> {
  const { slug, id } = await bookmarksOf(db, owner, now);
  const there = (await db.$count(collected, and(eq(collected.collection, id), eq(collected.arxiv, arxiv)))) > 0, wanted = on ?? !there;
  if (wanted) await collect(db, owner, slug, arxiv, {}, now); else await takeOut(db, owner, slug, arxiv, now);
  return { kept: wanted };
}

/** Puts a paper at the end of a collection, or changes its note. */
export async function collect(db: Database, owner: Owner, slug: string, arxiv: string, { note }: { note?: string } = {}, now = new Date()): Promise<void> {
  await knownPaper(db, arxiv);
  const { id } = await own(db, owner, slug), at = now.toISOString();
  if (await db.$count(collected, eq(collected.collection, id)) >= mostPapers) throw new Refusal(`A collection holds at most ${mostPapers} papers.`, 409);
  await db.transaction(async (tx) => {
    await tx.execute(sql`select id from collections where id = ${id}::uuid for update`);
    await tx.execute(sql`insert into collected (collection, arxiv, position, added, note)
      select ${id}::uuid, ${arxiv}, coalesce(max(position), 0) + 1, ${at}::timestamptz, ${tidy(note ?? '', longestNote)} from collected where collection = ${id}::uuid
      on conflict (collection, arxiv) do update set note = case when ${note !== undefined} then excluded.note else collected.note end`);
    await tx.update(collections).set({ changed: at }).where(eq(collections.id, id));
  });
}

export async function takeOut(db: Database, owner: Owner, slug: string, arxiv: string, now = new Date()): Promise<void> {
  const { id } = await own(db, owner, slug);
  await db.delete(collected).where(and(eq(collected.collection, id), eq(collected.arxiv, arxiv)));
  await db.update(collections).set({ changed: now.toISOString() }).where(eq(collections.id, id));
}

export async function markRead(db: Database, owner: Owner, slug: string, arxiv: string, read: boolean, now = new Date()): Promise<void> {
  const { id } = await own(db, owner, slug);
  await db.update(collected).set({ read: read ? now.toISOString() : null }).where(and(eq(collected.collection, id), eq(collected.arxiv, arxiv)));
}

/** Moves a paper by so many places; the others close up. */
export async function move(db: Database, owner: Owner, slug: string, arxiv: string, by: number): Promise<void> {
  const { id } = await own(db, owner, slug);
  await db.transaction(async (tx) => {
    await tx.execute(sql`select id from collections where id = ${id}::uuid for update`);
    const order = (await tx.select({ arxiv: collected.arxiv }).from(collected).where(eq(collected.collection, id)).orderBy(collected.position, collected.arxiv)).map((r) => r.arxiv);
    await tx.execute(sql`update collected d set position = g.position from jsonb_to_recordset(${JSON.stringify(moved(order, arxiv, by).map((a, i) => ({ arxiv: a, position: i + 1 })))}::jsonb) as g (arxiv text, position int) where d.collection = ${id}::uuid and d.arxiv = g.arxiv`);
  });
}

/** A list with one of its elements so many places further, as far as there are places. */
export function moved<T>(list: T[], element: T, by: number): T[] {
  const from = list.indexOf(element);
  if (from < 0) return list;
  const rest = list.toSpliced(from, 1);
  return rest.toSpliced(Math.max(0, Math.min(rest.length, from + by)), 0, element);
}

export function papersIn(db: Database, collection: string, { limit = 200, offset = 0 } = {}): Promise<CollectedPaper[]> {
  return rows<CollectedPaper>(db, sql`
    select d.arxiv, p.title, p.authors, p.published, d.position, d.added, d.note, d.read from collected d join papers p on p.arxiv = d.arxiv
    where d.collection = ${collection}::uuid order by d.position, d.arxiv limit ${limit} offset ${offset}`);
}

/** A collection as somebody may see it: its owner always, others when it is public and its owner not banned. */
export async function visibleCollection(db: Database, handle: string, slug: string, reader: Owner | null): Promise<{ collection: Collection; owner: { handle: string; name: string }; mine: boolean } | undefined> {
  const [found] = await db.select({ collection: collections, owner: { handle: tables.accounts.handle, name: tables.accounts.name }, banned: tables.accounts.banned }).from(collections).innerJoin(tables.accounts, eq(tables.accounts.id, collections.account)).where(and(eq(tables.accounts.handle, handle), eq(collections.slug, slug)));
  if (!found) return undefined;
  const mine = found.collection.account === reader?.id;
  return mine || (found.collection.public && !found.banned) ? { collection: found.collection, owner: found.owner, mine } : undefined;
}
