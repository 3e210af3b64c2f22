/** The queue of jobs: rows of the same PostgreSQL, so that any number of workers share the work and one that dies loses none. */
import { fromPglite, PgBoss } from 'pg-boss';
import type { Store } from '@galley/papers';

export class QueueError extends Error { override name = 'QueueError'; }

/** @throws QueueError when another process has this folder open: its worker does the work. */
export async function openQueue({ engine, where }: Store, onError: (error: Error) => void, { idle = false }: { /** Only sends: keeps no schedule and watches over nothing. */ idle?: boolean } = {}): Promise<PgBoss> {
  if (engine.kind === 'shared') throw new QueueError(`${where}: that process does the work in the background. Workers of their own need one DATABASE_URL.`);
  const usual = { schema: 'jobs', persistWarnings: false, monitorVacuum: false, reindex: false, ...(idle && { supervise: false, schedule: false }) } as const;
  const boss = engine.kind === 'embedded' ? new PgBoss({ ...usual, db: fromPglite(engine.pglite), backend: 'pglite' }) : new PgBoss({ ...usual, connectionString: engine.databaseUrl, max: 3, application_name: 'galley jobs' });
  boss.on('error', onError);
  await boss.start();
  return boss;
}
