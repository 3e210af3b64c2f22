/** How the work in the background is doing, for people. */
import { sql } from 'drizzle-orm';
import { rows, type Database } from '@galley/papers';

export interface JobState { name: string; /** Of its newest job that was begun. */ state: string; begun: string | null; ended: string | null; /** What it said at its end. */ said: string | null; /** When it is due by itself: a cron expression and its zone. */ cron: string | null; zone: string | null; waiting: number }

/** Every kind of job a worker of this database has announced; none before the first worker has. */
export async function jobStates(db: Database): Promise<JobState[]> {
  const [{ there }] = await rows<{ there: string | null }>(db, sql`select to_regclass('jobs.queue')::text as there`);
  if (!there) return [];
  return rows<JobState>(db, sql`
    select q.name, coalesce(j.state::text, 'never done') as state, j.started_on as begun, j.completed_on as ended, coalesce(j.output->>'what', j.output->>'message') as said, s.cron, s.timezone as zone,
      (select count(*)::int from jobs.job w where w.name = q.name and w.state in ('created', 'retry')) as waiting
    from jobs.queue q left join jobs.schedule s on s.name = q.name
      left join lateral (select state, started_on, completed_on, output from jobs.job j where j.name = q.name and j.started_on is not null order by j.started_on desc limit 1) j on true
    where q.name not like '\\_\\_%' order by q.name`);
}
