/**
 * arXiv's RSS: what is announced today in some categories.
 *
 * Traps: an empty feed is a weekend or a holiday; names differ from the API's (`arxiv:announce_type`,
 * `arxiv:journal_reference`, `arxiv:DOI`); all authors stand in one `dc:creator`; replacements are listed too; `pubDate`
 * is the announcement, so it dates no paper.
 * Source: arXiv's help page on RSS.
 */
import { announcedFrom, sourceRank } from '@galley/papers';
import { FeedError } from '../atom.ts';
import { isIdentifier, readIdentifier } from '../identifier.ts';
import { paperInput, remarks, type Item } from '../record.ts';
import { splitNames } from './author-names.ts';
import { newYorkDay } from './hf-daily.ts';
import { arxivGate } from './politeness.ts';
import { fetchFor, readWhole, type Batch, type Source, type SourceSettings } from './source.ts';
import { readXml } from './xml.ts';

export type AnnounceType = 'new' | 'cross' | 'replace' | 'replace-cross';
export interface ArxivRssSettings extends SourceSettings {
  /** Which announcements count; only new papers unless said. */
  announce?: AnnounceType[];
  /** Put them on the list of the day they were announced, after the papers a daily list has chosen. */
  list?: boolean;
}

/** @throws RangeError when a category is none. */
export function arxivRss(categories: string[], { announce = ['new'], list = false, ...settings }: ArxivRssSettings = {}): Source {
  const wrong = categories.find((c) => !/^[a-z-]+(\.[A-Za-z-]+)?$/.test(c));
  if (categories.length === 0 || wrong !== undefined) throw new RangeError(`Expected categories of arXiv such as cs.LG, got ${wrong === undefined ? 'none' : JSON.stringify(wrong)}.`);
  const base = settings.base ?? 'https://rss.arxiv.org/rss', { host } = new URL(base);
  const fetch = fetchFor({ base, hosts: ['rss.arxiv.org', 'export.arxiv.org'], gate: arxivGate }, settings);
  return {
    name: 'arxiv-rss',
    async *papers(_since, signal): AsyncGenerator<Batch> {
      const { items, announced } = await fetch(`${base}/${categories.join('+')}`, { signal, accept: 'application/rss+xml', read: (answer) => readWhole(host, () => readRss(answer.text, new Set(announce))) });
      yield { items: list && announced ? items.map((item, i) => listed(item, newYorkDay(Date.parse(announced)), i)) : items, cursor: announced ? { announced } : {} };
    },
  };
}

const listed = (item: Item, day: string, place: number): Item => item.kind === 'paper' ? { ...item, listing: { day, arxiv: item.paper.arxiv, position: announcedFrom + place } } : item;

const namespaces = { 'http://purl.org/dc/elements/1.1/': 'dc', 'http://arxiv.org/schemas/atom': 'arxiv' };

/** Items of the wanted announcement types, and when the feed was announced (ISO time). @throws FeedError when it is no RSS, or cut. */
export function readRss(text: string, wanted: ReadonlySet<string>): { items: Item[]; announced?: string } {
  const items: Item[] = [];
  let item: Map<string, string> | undefined, categories: string[] = [], count = 0, announced: string | undefined;
  readXml(text, namespaces, {
    open(path) {
      if (path.length === 1 && path[0] !== 'rss') throw new FeedError(`Expected RSS, found <${path[0].replace(/^other:/, '')}>.`);
      if (path.join(' ') === 'rss channel item') { item = new Map(); categories = []; count++; }
    },
    close(path, text) {
      const at = path.at(-1)!;
      if (path.length === 3 && at === 'item' && item) {
        const type = item.get('arxiv:announce_type') ?? /Announce Type: ([a-z-]+)/.exec(item.get('description') ?? '')?.[1] ?? '';
        if (wanted.has(type)) items.push(itemOf(item, categories, `item ${count}`));
        item = undefined;
      } else if (item && path.length === 4) { if (at === 'category') categories.push(text); else item.set(at, text); }
      else if (path.length === 3 && (at === 'pubDate' || at === 'lastBuildDate') && Number.isFinite(Date.parse(text)) && (at === 'pubDate' || !announced)) announced = new Date(text).toISOString();
    },
  });
  return { items, ...(announced && { announced }) };
}

function itemOf(item: Map<string, string>, categories: string[], position: string): Item {
  const identifier = readIdentifier(item.get('guid') ?? item.get('link') ?? ''), title = item.get('title') ?? '';
  if (!isIdentifier(identifier)) return { kind: 'refused', position, why: identifier.wrong };
  if (!title) return { kind: 'refused', position, why: `${identifier.id} has no title.` };
  const abstract = (item.get('description') ?? '').replace(/^arXiv:\S+\s+Announce Type:\s*[a-z-]+\s*/, '').replace(/^Abstract:\s*/, ''), venue = item.get('arxiv:journal_reference');
  return { kind: 'paper', paper: paperInput({
    arxiv: identifier.id, title, abstract, rank: sourceRank.arxiv, authors: splitNames(item.get('dc:creator') ?? ''),
    categories: [...new Set(categories.filter((c) => /^[a-z-]+(\.[A-Za-z-]+)?$/.test(c)))].slice(0, 50), ...(venue && { venue: venue.slice(0, 500) }),
    ...remarks({ journal: venue, doi: item.get('arxiv:DOI'), summary: abstract }), ...(identifier.version && { version: identifier.version }),
  }) };
}
