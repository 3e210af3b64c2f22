/** What has run out is deleted: links, sessions, challenges, spent limits, old mail of the outbox. */
import { sql } from 'drizzle-orm';
import type { Job } from './job.ts';

/** Each with the days it is kept beyond its end. */
const runOut: [what: string, query: ReturnType<typeof sql>][] = [
  ['sign-in links', sql`delete from sign_in_links where expires < now() - interval '1 day'`],
  ['sessions', sql`delete from sessions where expires < now()`],
  ['challenges', sql`delete from challenges where expires < now()`],
  ['limits', sql`delete from rate_limits where expire < extract(epoch from now()) * 1000`],
  ['mail of the outbox', sql`delete from outbox where at < now() - interval '30 days'`],
  ['answers', sql`delete from answers where asked < now() - interval '90 days'`],
];

export const upkeep: Job = {
  name: 'upkeep', what: 'what has run out is deleted', due: { cron: '10 3 * * *' }, minutes: 10, retries: 2,
  async work({ store }) {
    const gone: string[] = [];
    for (const [what, query] of runOut) {
      const result = await store.db.execute(query) as { rowCount?: number | null; affectedRows?: number }, count = result.rowCount ?? result.affectedRows ?? 0;
      if (count) gone.push(`${count} ${what}`);
    }
    return gone.join(', ') || 'nothing had run out';
  },
};
