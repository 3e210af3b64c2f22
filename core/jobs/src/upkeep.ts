/** What has run out is deleted, once an hour: links, sessions, challenges, spent limits, old mail of the outbox, old answers of feeds. */
import { sql } from 'drizzle-orm';
import { clearOutbox } from '@galley/mail';
import { rows } from '@galley/papers';
import { tidySignIn } from '@galley/people';
import type { Job } from './job.ts';

const outboxDays = 30, answersDays = 90;

export const upkeep: Job = {
  name: 'upkeep', what: 'what has run out is deleted', due: { cron: '5 * * * *' }, minutes: 10, retries: 2,
  async work({ store: { db }, now }) {
    const gone = {
      ...await tidySignIn(db, now()),
      'mails of the outbox': await clearOutbox(db, outboxDays, now()),
      'answers of feeds': (await rows(db, sql`delete from answers where asked < ${now().toISOString()}::timestamptz - ${answersDays} * interval '1 day' returning address`)).length,
    };
    return Object.entries(gone).filter(([, count]) => count > 0).map(([what, count]) => `${count} ${what}`).join(', ') || 'nothing had run out';
  },
};
