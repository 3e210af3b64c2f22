/** Which feeds there are, by their address below /feeds/, and what is in each. */
import { paperBySlug } from '@galley/catalog';
import { curatedPapers, listedBetween, newestDay, papersByArxiv, publicCollection, recordsMatching, recordsOn, type Database, type Paper, type Placed } from '@galley/papers';
import { escapeHtml, plainText } from '@galley/typeset';
import { partsInWords, thisMinute, trendingAt } from '#server/views/trending.ts';
import { stripOf, verdictsOf } from '#server/views/verdicts.ts';
import type { FeedDocument, FeedEntry } from './document.ts';

export type Subject = { kind: 'day' } | { kind: 'trending' } | { kind: 'topic'; topic: string } | { kind: 'author'; author: string } | { kind: 'search'; q: string } | { kind: 'collection'; handle: string; slug: string } | { kind: 'curator'; handle: string };

const longestName = 200, mostEntries = 60, daysBack = 7, authorsNamed = 50;

/** `topic/cs.LG`, `author/Ada%20Lovelace`, `search` with its `q`, as they stand in an address; undefined for one that is no feed's. */
export function readSubject(path: string, query: URLSearchParams): Subject | undefined {
  let parts: string[];
  try { parts = path.split('/').map(decodeURIComponent); } catch { return undefined; }
  const [kind, first = '', second, ...rest] = parts, given = first.trim().replaceAll('\0', '');
  if (rest.length || given.length > longestName) return undefined;
  if (second !== undefined) return kind === 'collection' && given && second ? { kind, handle: given, slug: second.slice(0, longestName) } : undefined;
  if (kind === 'day' || kind === 'trending') return given === '' ? { kind } : undefined;
  if (kind === 'search') { const q = (query.get('q') ?? '').replaceAll('\0', '').trim(); return given === '' && q && q.length <= longestName ? { kind, q } : undefined; }
  if (given === '') return undefined;
  return kind === 'topic' ? { kind, topic: given } : kind === 'author' ? { kind, author: given } : kind === 'curator' ? { kind, handle: given } : undefined;
}

/** The address of a subject's feed, without origin and format. */
export function feedPath(subject: Subject): { path: string; query: string } {
  const part = encodeURIComponent;
  switch (subject.kind) {
    case 'topic': return { path: `topic/${part(subject.topic)}`, query: '' };
    case 'author': return { path: `author/${part(subject.author)}`, query: '' };
    case 'search': return { path: 'search', query: `?q=${part(subject.q)}` };
    case 'collection': return { path: `collection/${part(subject.handle)}/${part(subject.slug)}`, query: '' };
    case 'curator': return { path: `curator/${part(subject.handle)}`, query: '' };
    default: return { path: subject.kind, query: '' };
  }
}
export const feedAddress = (subject: Subject, format: string): string => { const { path, query } = feedPath(subject); return `/feeds/${path}.${format}${query}`; };

export interface Filled { document: FeedDocument; /** When anything in it last changed, milliseconds since 1970. */ changed: number }

/** The feed of a subject; undefined where there is nothing of that name to follow. */
export async function fill(db: Database, subject: Subject, { origin, self, now = thisMinute() }: { origin: string; self: string; now?: number }): Promise<Filled | undefined> {
  const found = await inside(db, subject, now);
  if (!found) return undefined;
  const records = found.placed.map(({ paper }) => paper), verdicts = await verdictsOf(db, records.flatMap((p) => (p.slug && paperBySlug(p.slug)) || []));
  const entries = found.placed.map(({ paper, at, note }): FeedEntry => {
    const mine = paper.slug ? verdicts.get(paper.slug) : undefined;
    return {
      id: `https://arxiv.org/abs/${paper.arxiv}`, link: `${origin}/papers/${paper.arxiv}`, title: plainText(paper.title).replace(/\s+/g, ' ').trim() || paper.arxiv, published: Date.parse(at),
      authors: paper.authors.slice(0, authorsNamed).map((name) => plainText(name).trim()).filter(Boolean), topics: paper.categories.length ? paper.categories : paper.keywords.slice(0, 8),
      summary: [...(note ? [`<p><em>${escapeHtml(note)}</em></p>`] : []), `<p>${escapeHtml(plainText(paper.abstract ?? paper.summary ?? ''))}</p>`, ...(mine ? [`<p>${mine.length} claims, ${escapeHtml(stripOf(mine).words)}.</p>`] : []), ...(paper.authors.length > authorsNamed ? [`<p>And ${paper.authors.length - authorsNamed} more authors.</p>`] : [])].join(''),
    };
  });
  const document: FeedDocument = { title: `Galley: ${found.title}`, description: found.description, page: origin + found.page, self, id: `${origin}/feeds/${feedPath(subject).path}${feedPath(subject).query}`, updated: entries.length ? Math.max(...entries.map((e) => e.published)) : null, entries };
  return { document, changed: found.changed ?? Math.max(0, ...records.map((p) => Date.parse(p.changed)), document.updated ?? 0) };
}

interface Inside { title: string; description: string; page: string; placed: Placed[]; changed?: number }
const placedAt = (paper: Paper, at = paper.published ?? paper.seen): Placed => ({ paper, at: new Date(at).toISOString(), note: '' });

async function inside(db: Database, subject: Subject, now: number): Promise<Inside | undefined> {
  const part = encodeURIComponent;
  switch (subject.kind) {
    case 'day': {
      const newest = await newestDay(db), first = newest && new Date(Date.parse(`${newest}T00:00:00Z`) - daysBack * 864e5).toISOString().slice(0, 10);
      const listed = newest && first ? await listedBetween(db, first, newest, { limit: mostEntries, offset: 0 }) : [], once = new Map(listed.toReversed().map((l) => [l.paper.arxiv, l]));
      return { title: 'the day', description: 'The papers of the newest days.', page: '/', placed: [...once.values()].reverse().map(({ paper, listing }) => placedAt(paper, listing.listed ?? `${listing.day}T00:00:00Z`)) };
    }
    case 'trending': {
      const list = await trendingAt(db, { at: now, window: 'week', limit: 30 }), papers = new Map((await papersByArxiv(db, list.items.map((i) => i.arxiv))).map((p) => [p.arxiv, p]));
      return { title: 'trending', description: 'What readers turned to in the last week, by a published formula.', page: '/trending', changed: now, placed: list.items.flatMap((item) => {
        const paper = papers.get(item.arxiv);
        return paper ? [{ ...placedAt(paper), note: partsInWords(item.parts, 7).map((p) => `${p.what} (${p.term})`).join('; ') }] : [];
      }) };
    }
    case 'topic': return { title: subject.topic, description: `The newest papers on ${subject.topic}.`, page: `/topics/${part(subject.topic)}`, placed: (await recordsOn(db, { topic: subject.topic }, { limit: mostEntries })).map((p) => placedAt(p)) };
    case 'author': return { title: subject.author, description: `The newest papers of ${subject.author}.`, page: `/authors/${part(subject.author)}`, placed: (await recordsOn(db, { author: subject.author }, { limit: mostEntries })).map((p) => placedAt(p)) };
    case 'search': return { title: `search for ${subject.q}`, description: `The newest papers that match ${subject.q}.`, page: `/search?q=${part(subject.q)}`, placed: (await recordsMatching(db, subject.q, { limit: mostEntries })).map((p) => placedAt(p)) };
    case 'collection': {
      const found = await publicCollection(db, subject.handle, subject.slug, { limit: mostEntries });
      return found && { title: found.name, description: found.description || `A collection of ${found.owner}.`, page: `/collections/${part(subject.handle)}/${part(subject.slug)}`, placed: found.papers.map((p) => ({ ...p, at: new Date(p.at).toISOString() })) };
    }
    case 'curator': {
      const found = await curatedPapers(db, subject.handle, { limit: mostEntries });
      return found && { title: found.name, description: found.description, page: `/people/${part(subject.handle)}`, placed: found.papers.map((p) => ({ ...p, at: `${p.at}T00:00:00.000Z` })) };
    }
  }
}
