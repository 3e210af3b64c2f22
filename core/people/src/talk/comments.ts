/** Comments under a paper: threads, changed or removed by their writers, hidden by moderators. */
import { eq, sql } from 'drizzle-orm';
import { rows, tables, type Database } from '@galley/papers';
import { knownPaper } from '../reading/paper.ts';
import type { Reader } from '../reader.ts';
import { Refusal } from '../refusal.ts';
import { longestComment } from './markdown.ts';

const { comments } = tables;

export interface CommentView {
  id: string; arxiv: string; parent: string | null;
  /** Null when its account is gone. */
  by: { handle: string; name: string } | null;
  /** Markdown; empty when removed or hidden from this reader. */
  body: string;
  state: 'shown' | 'removed' | 'hidden';
  written: string; edited: string | null;
  mine: boolean;
  /** Confirmed as an author of the paper. */
  author: boolean;
  replies: CommentView[];
}

function readBody(body: string): string {
  const text = body.toWellFormed().replaceAll('\0', '').replace(/\r\n?/g, '\n').trim();
  if (text === '') throw new Refusal('A comment needs words.');
  if (text.length > longestComment) throw new Refusal(`A comment has at most ${longestComment} characters; this one has ${text.length}.`);
  return text;
}

/** Writes a comment, or a reply to `parent`. @throws Refusal @returns its id */
export async function comment(db: Database, reader: Pick<Reader, 'id'>, arxiv: string, body: string, parent: string | null = null, now = new Date()): Promise<string> {
  const text = readBody(body);
  await knownPaper(db, arxiv);
  if (parent !== null) {
    const above = await commentById(db, parent);
    if (!above || above.arxiv !== arxiv || above.removed || above.hidden) throw new Refusal('What this would reply to is not there any more.', 404);
  }
  const [{ id }] = await db.insert(comments).values({ arxiv, account: reader.id, parent, body: text, written: now.toISOString() }).returning({ id: comments.id });
  return id;
}

export async function commentById(db: Database, id: string): Promise<typeof comments.$inferSelect | undefined> {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? (await db.select().from(comments).where(eq(comments.id, id)))[0] : undefined;
}

async function own(db: Database, reader: Pick<Reader, 'id'>, id: string): Promise<typeof comments.$inferSelect> {
  const found = await commentById(db, id);
  if (!found || found.removed) throw new Refusal('This comment is not there any more.', 404);
  if (found.account !== reader.id) throw new Refusal('A comment is changed by who wrote it.', 403);
  return found;
}

export async function editComment(db: Database, reader: Pick<Reader, 'id'>, id: string, body: string, now = new Date()): Promise<void> {
  const text = readBody(body), before = await own(db, reader, id);
  if (before.hidden) throw new Refusal('A moderator has hidden this comment; it cannot be changed.', 403);
  if (text !== before.body) await db.update(comments).set({ body: text, edited: now.toISOString() }).where(eq(comments.id, id));
}

/** Takes the words away; the place stays while there are replies to it. */
export async function removeComment(db: Database, reader: Pick<Reader, 'id'>, id: string, now = new Date()): Promise<void> {
  await own(db, reader, id);
  await db.update(comments).set({ body: '', removed: now.toISOString() }).where(eq(comments.id, id));
}

interface Row { id: string; arxiv: string; parent: string | null; account: string | null; body: string; written: string; edited: string | null; removed: string | null; hidden: string | null; handle: string | null; name: string | null; author: boolean }

const most = 1000;

/** The threads of a paper, oldest first. Removed ones without replies are left out; `more` says that the newest of very many are not among them. */
export async function threads(db: Database, arxiv: string, reader: Pick<Reader, 'id' | 'role'> | null = null): Promise<{ threads: CommentView[]; count: number; more: boolean }> {
  const all = await rows<Row>(db, sql`
    select c.id, c.arxiv, c.parent, c.account, c.body, c.written, c.edited, c.removed, c.hidden, a.handle, a.name,
      exists (select 1 from authorships h where h.account = c.account and h.arxiv = c.arxiv and h.state = 'confirmed') as author
    from comments c left join accounts a on a.id = c.account where c.arxiv = ${arxiv} order by c.written, c.id limit ${most + 1}`), found = all.slice(0, most);
  const mayLook = reader?.role === 'admin', views = new Map<string, CommentView>(), roots: CommentView[] = [];
  for (const row of found) {
    const state = row.removed ? 'removed' as const : row.hidden ? 'hidden' as const : 'shown' as const, mine = reader !== null && row.account === reader.id;
    views.set(row.id, { id: row.id, arxiv: row.arxiv, parent: row.parent, by: row.handle && state === 'shown' || mayLook && row.handle ? { handle: row.handle!, name: row.name! } : null, body: state === 'shown' || (state === 'hidden' && (mayLook || mine)) ? row.body : '', state, written: row.written, edited: row.edited, mine, author: row.author && state === 'shown', replies: [] });
  }
  for (const view of views.values()) (view.parent !== null ? views.get(view.parent)?.replies ?? roots : roots).push(view);
  const trimmed = trim(roots);
  return { threads: trimmed, count: [...views.values()].filter((v) => v.state === 'shown').length, more: all.length > most };
}

const trim = (views: CommentView[]): CommentView[] => views.flatMap((v) => { const replies = trim(v.replies); return v.state === 'removed' && replies.length === 0 ? [] : [{ ...v, replies }]; });

/** Comments shown, by paper. */
export async function commentCounts(db: Database, arxivs: string[]): Promise<Map<string, number>> {
  if (arxivs.length === 0) return new Map();
  const found = await rows<{ arxiv: string; count: number }>(db, sql`select arxiv, count(*)::int as count from comments where removed is null and hidden is null and arxiv in (select jsonb_array_elements_text(${JSON.stringify(arxivs)}::jsonb)) group by arxiv`);
  return new Map(found.map((r) => [r.arxiv, r.count]));
}

export interface OwnComment { id: string; arxiv: string; title: string; body: string; written: string }
/** Somebody's comments that everybody may see, newest first. */
export function commentsBy(db: Database, account: string, limit = 50): Promise<OwnComment[]> {
  return rows<OwnComment>(db, sql`select c.id, c.arxiv, p.title, c.body, c.written from comments c join papers p on p.arxiv = c.arxiv where c.account = ${account}::uuid and c.removed is null and c.hidden is null order by c.written desc, c.id limit ${limit}`);
}
