/**
 * arXiv's Atom feed, read as a stream by element name and namespace.
 * A DTD is refused before anything in it is read, so no entity can expand; depth, entries and lengths are bounded.
 */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { sourceRank } from '@galley/papers';
import { isIdentifier, readIdentifier } from './identifier.ts';
import { mostAuthors, paperInput, remarks, type Item } from './record.ts';

const atom = 'http://www.w3.org/2005/Atom', arxivNames = 'http://arxiv.org/schemas/atom', openSearch = 'http://a9.com/-/spec/opensearch/1.1/';
const deepest = 12, longestText = 100_000;
export const mostEntries = 30_000;

/** Says where a feed went wrong; what the feed itself says is cut short in it. */
export class FeedError extends Error {
  override name = 'FeedError';
  constructor(message: string) { super(message.length > 400 ? `${message.slice(0, 400)} …` : message); }
}

interface Entry { id: string; title: string; summary: string; published: string; updated: string; authors: string[]; categories: string[]; code?: string; comment: string; journal: string; doi: string }
const emptyEntry = (): Entry => ({ id: '', title: '', summary: '', published: '', updated: '', authors: [], categories: [], comment: '', journal: '', doi: '' });

export interface AtomReader {
  write(text: string): Item[];
  end(): Item[];
  /** Entries read so far, and how many results the feed says its query has (`opensearch:totalResults`). */
  found(): { entries: number; total?: number };
}

/** Feed it text, take items out. @throws FeedError with line and column when the feed cannot be read further. */
export function atomReader(): AtomReader {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: string[] = [];
  let items: Item[] = [], entry: Entry | undefined, text = '', entries = 0, total: number | undefined, root: string | undefined;
  const where = () => `line ${parser.line}`;
  const fail = (why: string): never => { throw new FeedError(`${where()}: ${why}`); };

  parser.on('doctype', () => fail('The feed has a document type declaration, which no feed needs; it was refused unread.'));
  parser.on('error', (error) => fail(error.message.replace(/^\d+:\d+: /, '')));
  parser.on('opentag', (tag: SaxesTagNS) => {
    const name = nameOf(tag);
    root ??= name;
    if (root !== 'feed') fail(`Expected an Atom feed, found <${tag.name}>.`);
    if (open.push(name) > deepest) fail(`Elements are nested deeper than ${deepest}.`);
    text = '';
    if (name === 'entry') { if (++entries > mostEntries) fail(`More than ${mostEntries} entries.`); entry = emptyEntry(); }
    if (name === 'category' && entry && entry.categories.length < 50) {
      const term = tag.attributes.term?.value, scheme = tag.attributes.scheme?.value;
      if (term && (!scheme || scheme === arxivNames) && /^[a-z-]+(\.[A-Za-z-]+)?$/.test(term)) entry.categories.push(term);
    }
  });
  const addText = (piece: string) => { if ((text += piece).length > longestText) fail(`A text is longer than ${longestText} characters.`); };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const name = open.pop(), parent = open.at(-1);
    if (entry) {
      if (parent === 'entry' && (name === 'id' || name === 'title' || name === 'summary' || name === 'published' || name === 'updated')) entry[name] = text.trim();
      else if (parent === 'entry' && name === 'arxiv:comment') entry.comment = text.trim();
      else if (parent === 'entry' && name === 'arxiv:journal_ref') entry.journal = text.trim();
      else if (parent === 'entry' && name === 'arxiv:doi') entry.doi = text.trim();
      else if (parent === 'author' && name === 'name') { if (entry.authors.push(text.trim()) > mostAuthors) fail(`More than ${mostAuthors} authors.`); }
      else if (name === 'entry') { items.push(itemOf(entry, `entry ${entries}, ${where()}`)); entry = undefined; }
    } else if (parent === 'feed' && name === 'search:totalResults' && /^\s*\d{1,12}\s*$/.test(text)) total = Number(text);
    text = '';
  });
  const taken = () => { const out = items; items = []; return out; };
  return {
    write(piece) { parser.write(piece); return taken(); },
    end() { parser.close(); if (root === undefined) fail('The file is empty.'); return taken(); },
    found: () => ({ entries, ...(total !== undefined && { total }) }),
  };
}

function nameOf(tag: SaxesTagNS): string {
  return tag.uri === atom ? tag.local : tag.uri === arxivNames ? `arxiv:${tag.local}` : tag.uri === openSearch ? `search:${tag.local}` : `other:${tag.local}`;
}

function itemOf(entry: Entry, position: string): Item {
  if (/arxiv\.org\/api\/errors/.test(entry.id)) return { kind: 'refused', position, why: `arXiv answered with an error: ${entry.summary.slice(0, 200)}` };
  const identifier = readIdentifier(entry.id);
  if (!isIdentifier(identifier)) return { kind: 'refused', position, why: identifier.wrong };
  if (!entry.title) return { kind: 'refused', position, why: 'The entry has no title.' };
  const published = Date.parse(entry.published);
  if (entry.published && !Number.isFinite(published)) return { kind: 'refused', position, why: `published is not a time: "${entry.published.slice(0, 40)}".` };
  return {
    kind: 'paper',
    paper: paperInput({
      arxiv: identifier.id, title: entry.title, abstract: entry.summary, authors: entry.authors, rank: sourceRank.arxiv,
      ...(entry.published && { published: new Date(published).toISOString() }), categories: [...new Set(entry.categories)], ...(entry.journal && { venue: entry.journal.slice(0, 500) }),
      ...remarks(entry), ...(identifier.version && { version: identifier.version, ...(Number.isFinite(Date.parse(entry.updated)) && { versions: versionsOf(identifier.version, published, Date.parse(entry.updated)) }) }),
      ...(/\bwithdrawn\b/i.test(entry.comment) && entry.updated && Number.isFinite(Date.parse(entry.updated)) && { withdrawn: new Date(entry.updated).toISOString() }),
    }),
  };
}

/** A feed tells the first version's time and this one's. */
function versionsOf(version: number, first: number, current: number): { version: number; at: string }[] {
  const known = version === 1 ? [{ version, at: current }] : [{ version: 1, at: first }, { version, at: current }];
  return known.filter((v) => Number.isFinite(v.at)).map((v) => ({ version: v.version, at: new Date(v.at).toISOString() }));
}
