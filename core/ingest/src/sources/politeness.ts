/**
 * One gate for all services of arXiv together: one request at a time, at least three seconds from start to start.
 * Source: arXiv's terms of use for its APIs (API, OAI-PMH and RSS count as one).
 */
import { systemClock, type Clock } from './clock.ts';

export interface Gate {
  /** Runs `work` when it is its turn; the next turn comes after it has ended. Rejects when aborted while waiting. */
  pass<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Nobody starts before `until` (ms since 1970): one was told to come back later, so all are. */
  rest(until: number): void | Promise<void>;
}

export function politenessGate({ betweenStartsMs = 3000, clock = systemClock }: { betweenStartsMs?: number; clock?: Clock } = {}): Gate {
  let last: Promise<unknown> = Promise.resolve(), opens = -Infinity;
  const turn = async <T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    for (signal?.throwIfAborted(); clock.now() < opens; signal?.throwIfAborted()) await clock.sleep(opens - clock.now(), signal);
    opens = clock.now() + betweenStartsMs;
    return work();
  };
  return {
    async pass(work, signal) {
      const mine = last.then(() => turn(work, signal));
      last = mine.catch(() => {});
      if (!signal) return mine;
      const { promise: stopped, reject } = Promise.withResolvers<never>(), stop = () => reject(signal.reason);
      if (signal.aborted) stop(); else signal.addEventListener('abort', stop, { once: true });
      try { return await Promise.race([mine, stopped]); } finally { signal.removeEventListener('abort', stop); }
    },
    rest(until) { opens = Math.max(opens, until); },
  };
}

/** The gate of this process: every source of arXiv passes here unless it is given another. */
export const arxivGate: Gate = politenessGate();
