/** A feed before it is written: RSS, Atom and JSON Feed are three ways of writing this. */
export interface FeedDocument {
  title: string;
  description: string;
  /** The page it goes with, and the feed itself; whole addresses. */
  page: string;
  self: string;
  /** The same for every address it is asked by. */
  id: string;
  /** Milliseconds since 1970: of the newest entry; null where there is none. */
  updated: number | null;
  entries: FeedEntry[];
}
export interface FeedEntry {
  /** The same in every feed and for ever, so that a reader shows a paper once. */
  id: string;
  link: string;
  /** Plain text, mathematics in Unicode. */
  title: string;
  /** HTML. */
  summary: string;
  authors: string[];
  topics: string[];
  published: number;
}

export type Format = 'atom' | 'rss' | 'json';
export const mediaTypes: Record<Format, string> = { atom: 'application/atom+xml', rss: 'application/rss+xml', json: 'application/feed+json' };
export const formatNames: Record<Format, string> = { atom: 'Atom', rss: 'RSS', json: 'JSON Feed' };
export const isFormat = (given: string): given is Format => Object.hasOwn(mediaTypes, given);
