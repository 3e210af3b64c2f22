/** Time as the feeds see it, so that tests need not wait. */
import { setTimeout as wait } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits on purpose (back-off, politeness). Rejects when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Rings once after `ms` unless the returned function is called first. */
  timer(ms: number, ring: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => wait(ms, undefined, { signal }),
  timer: (ms, ring) => { const id = setTimeout(ring, ms); return () => clearTimeout(id); },
};
