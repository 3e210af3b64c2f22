/** What is trending at the time of a run, best first. */
import type { Database } from '@galley/papers';
import type { PoolPaper } from './pool.ts';

const places = 100;

/** Until papers have a rank of their own: by votes. */
export function trendingNow(_db: Database, _now: Date, pool: PoolPaper[]): Promise<string[]> {
  return Promise.resolve(pool.toSorted((a, b) => b.votes - a.votes || (a.arxiv < b.arxiv ? 1 : -1)).slice(0, places).map((p) => p.arxiv));
}
