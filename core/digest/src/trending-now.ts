/** What is trending at the time of a run, best first; by the site's published formula, of all papers, new or not. */
import type { Database } from '@galley/papers';
import { trending } from '@galley/ranking';

const places = 200;

export async function trendingNow(db: Database, now: Date): Promise<string[]> {
  return (await trending(db, { at: now.getTime(), limit: places })).items.map((item) => item.arxiv);
}
