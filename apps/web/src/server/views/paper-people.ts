/** What readers have to do with a paper, for its page. */
import { collectionsOf, followsOf, readFollow, confirmedAuthors, markSeen, ownStates, renderComment, threads, trapStamp, voteCounts, type CommentView, type FollowKind, type Reader } from '@galley/people';
import { instantOf } from '#server/views/words.ts';

type Db = App.Locals['store']['db'];

export interface CommentShown extends Omit<CommentView, 'replies'> { html: string; when: string; changed: string | null; iso: string; replies: CommentShown[] }
export interface ActsState { arxiv: string; /** Here and at the service it was imported from. */ votes: number; here: number; voted: boolean; kept: boolean; putAway: boolean }

export async function paperPeople(db: Db, reader: Reader | null, arxiv: string, upvotes: number, fetchedAhead = false) {
  const [counts, own, talk, authors, mine, stamp] = await Promise.all([
    voteCounts(db, [arxiv]), reader ? ownStates(db, reader, [arxiv]) : undefined, threads(db, arxiv, reader), confirmedAuthors(db, arxiv), reader ? collectionsOf(db, reader.id) : [], reader ? trapStamp(db) : '',
  ]);
  if (reader && !fetchedAhead) await markSeen(db, reader, arxiv);
  let mathematics = false;
  const shown = (c: CommentView): CommentShown => {
    const { html, mathematics: has } = renderComment(c.body);
    mathematics ||= has;
    return { ...c, html, when: instantOf(c.written), iso: new Date(c.written).toISOString(), changed: c.edited && instantOf(c.edited), replies: c.replies.map(shown) };
  };
  const comments = talk.threads.map(shown), here = counts.get(arxiv) ?? 0, state = own?.get(arxiv);
  return {
    acts: { arxiv, votes: upvotes + here, here, voted: state?.voted ?? false, kept: state?.kept ?? false, putAway: state?.putAway ?? false } satisfies ActsState,
    comments, commentCount: talk.count, moreComments: talk.more, mathematics, authors, stamp,
    collections: mine.filter((c) => c.kind !== 'bookmarks').map(({ slug, name }) => ({ slug, name })),
  };
}

/** The states of a list's rows for a reader. */
export async function actsOf(db: Db, reader: Reader | null, papers: { arxiv: string; upvotes: number }[]): Promise<Map<string, ActsState>> {
  const ids = papers.map((p) => p.arxiv), [counts, own] = await Promise.all([voteCounts(db, ids), reader ? ownStates(db, reader, ids) : undefined]);
  return new Map(papers.map(({ arxiv, upvotes }) => { const state = own?.get(arxiv); const here = counts.get(arxiv) ?? 0; return [arxiv, { arxiv, votes: upvotes + here, here, voted: state?.voted ?? false, kept: state?.kept ?? false, putAway: state?.putAway ?? false }]; }));
}


/** A list's acts, and where its forms lead back to. */
export interface ListActs { of: Map<string, ActsState>; back: string }

/** What a reader may do with the papers of a list; nothing when nobody is signed in. */
export async function listActs({ store, reader }: App.Locals, url: URL, papers: { arxiv: string; upvotes: number }[]): Promise<ListActs | undefined> {
  return reader ? { of: await actsOf(store.db, reader, papers), back: url.pathname + url.search } : undefined;
}

/** Whether the reader follows it. */
export async function follows({ store, reader }: App.Locals, kind: FollowKind, value: string): Promise<boolean | undefined> {
  if (!reader || value.trim().length < 2) return undefined;
  const wanted = readFollow(kind, value);
  return (await followsOf(store.db, reader.id)).some((f) => f.kind === kind && f.value === wanted.value);
}
