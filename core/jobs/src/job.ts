/** One kind of work: what it is called, when it is due, and how it is done. */
import type { Mailer } from '@galley/mail';
import type { Store } from '@galley/papers';
import type { JobSettings } from './settings.ts';

export interface JobContext {
  store: Store;
  mailer: Mailer;
  settings: JobSettings;
  /** Aborted when the worker stops, the job takes too long, or another worker has taken it over. */
  signal: AbortSignal;
  now(): Date;
}

export interface Job {
  /** Also the name of its queue. */
  name: string;
  /** In words, for people. */
  what: string;
  /** When it is due by itself: a cron expression and the zone it is meant in. */
  due?: { cron: string; zone?: string };
  /** Once more soon after a worker starts, so that a new Galley need not wait for its hour. */
  atStart?: boolean;
  /** Longest it may take. */
  minutes: number;
  /** How often one that failed is tried again; the pauses grow. */
  retries: number;
  /** Several workers may do it at the same time; otherwise one waits or is under way over all processes, and a further one is refused. */
  alongside?: boolean;
  /** @returns what happened, in words for the log. */
  work(context: JobContext): Promise<string>;
}
