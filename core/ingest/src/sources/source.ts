/**
 * A source yields papers in batches, each with the cursor to keep once the batch is written: stopped anywhere and asked
 * again with the last cursor, nothing is lost, and what repeats is written over itself.
 */
import { FeedError } from '../atom.ts';
import type { Item } from '../record.ts';
import { FetchError, guardedFetch, type Fetch, type FetchSettings } from './fetch.ts';

/** How far a source has come: a JSON object that only the source that made it reads. */
export type Cursor = Readonly<Record<string, string | number>>;
export interface Batch { items: Item[]; cursor: Cursor }

export interface Source {
  name: string;
  /** Everything since the cursor, or from the beginning. Throws FetchError or FeedError when it cannot go on; batches before that stand. */
  papers(since: Cursor | undefined, signal?: AbortSignal): AsyncIterable<Batch>;
}

/** Where and how a source is asked; all has a default. */
export type SourceSettings = Partial<FetchSettings>;

export function fetchFor(usual: FetchSettings, settings: SourceSettings): Fetch {
  return guardedFetch({ ...usual, ...settings });
}

/** A feed that cannot be read may have been cut on the way: it is asked for again. */
export function readWhole<T>(host: string, parse: () => T): T {
  try { return parse(); } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    throw new FetchError(`${host} answered with what cannot be read: ${error.message}`, { again: true, cause: error });
  }
}

export const textIn = (cursor: Cursor | undefined, name: string): string | undefined => typeof cursor?.[name] === 'string' ? cursor[name] : undefined;
export const countIn = (cursor: Cursor | undefined, name: string): number => { const given = cursor?.[name]; return typeof given === 'number' && Number.isSafeInteger(given) && given >= 0 ? given : 0; };
