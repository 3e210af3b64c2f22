/** A worker: takes jobs as they come due until it is stopped. Any number of them work on one database. */
import type { PgBoss } from 'pg-boss';
import { faultSentence, type Store } from '@galley/papers';
import { digest } from './digest.ts';
import { ingestJobs } from './ingest.ts';
import type { Job, JobContext } from './job.ts';
import { openQueue, QueueError } from './queue.ts';
import { submissions } from './submissions.ts';
import { upkeep } from './upkeep.ts';

export interface WorkerOptions extends Omit<JobContext, 'signal' | 'now'> {
  now?: () => Date;
  /** Told of every job that ended, and of trouble with the queue itself. */
  log?: (said: WorkerSaid) => void;
  /** How often a queue is looked at; jobs that are sent wait so long at most. */
  lookSeconds?: number;
}
export interface WorkerSaid { job: string; state: 'begun' | 'done' | 'cut off' | 'failed' | 'trouble'; what: string; seconds?: number }
export interface Worker {
  jobs: Job[];
  /** Does it soon, on whichever worker is free. @returns false when it is waiting or under way already. */
  ask(name: string): Promise<boolean>;
  /** Cuts off what is under way, at its next safe place; another worker, or this one later, does it again. */
  stop(seconds?: number): Promise<void>;
}

const heartbeatSeconds = 30;

export function jobsOf(settings: JobContext['settings']): Job[] {
  return [...ingestJobs(settings), ...(settings.sources.length ? [submissions] : []), digest, upkeep];
}

export async function startWorker({ store, mailer, settings, now = () => new Date(), log = () => {}, lookSeconds = 5 }: WorkerOptions): Promise<Worker> {
  const boss = await openQueue(store, (error) => log({ job: 'the queue', state: 'trouble', what: faultSentence(error) })), jobs = jobsOf(settings), stopping = new AbortController();
  for (const job of jobs) await announce(boss, job);
  await forget(boss, jobs);
  for (const job of jobs) {
    await boss.work(job.name, { pollingIntervalSeconds: lookSeconds, batchSize: 1 }, async ([taken]) => {
      const begun = performance.now(), seconds = () => (performance.now() - begun) / 1000;
      log({ job: job.name, state: 'begun', what: job.what });
      try {
        const what = await job.work({ store, mailer, settings, now, signal: AbortSignal.any([taken.signal, stopping.signal]) });
        log({ job: job.name, state: 'done', what, seconds: seconds() });
        return { what };
      } catch (error) {
        if (stopping.signal.aborted) { log({ job: job.name, state: 'cut off', what: 'the worker stops', seconds: seconds() }); throw new Error('The worker stopped.', { cause: error }); }
        log({ job: job.name, state: 'failed', what: faultSentence(error), seconds: seconds() });
        throw new Error(faultSentence(error), { cause: error });
      }
    });
    if (job.atStart) await boss.send(job.name);
  }
  return {
    jobs,
    async ask(name) { return (await boss.send(name)) !== null; },
    async stop(seconds = 20) { stopping.abort(new Error('The worker stops.')); await boss.stop({ graceful: true, timeout: seconds * 1000, close: true }); },
  };
}

async function announce(boss: PgBoss, { name, due, minutes, retries, alongside }: Job): Promise<void> {
  await boss.createQueue(name, { policy: alongside ? 'standard' : 'exclusive', expireInSeconds: minutes * 60, heartbeatSeconds, retryLimit: retries, retryDelay: 60, retryBackoff: true, retentionSeconds: 7 * 86_400, deleteAfterSeconds: 7 * 86_400 });
  if (due) await boss.schedule(name, due.cron, null, { tz: due.zone ?? 'UTC' });
}

/** A source that is no longer wanted is no longer due. */
async function forget(boss: PgBoss, jobs: Job[]): Promise<void> {
  const wanted = new Set(jobs.map((j) => j.name));
  for (const { name } of await boss.getSchedules()) if (!wanted.has(name)) await boss.unschedule(name);
}

/** Asks the workers of this database to do something soon; false when it is waiting or under way already. @throws QueueError when no worker has ever known it */
export async function askFor(store: Store, name: string): Promise<boolean> {
  const boss = await openQueue(store, () => {}, { idle: true });
  try {
    if (!await boss.getQueue(name)) throw new QueueError(`No worker on ${store.where} knows a job "${name}". They know: ${(await boss.getQueues()).map((q) => q.name).filter((n) => !n.startsWith('__')).join(', ') || 'none yet'}.`);
    return (await boss.send(name)) !== null;
  } finally { await boss.stop({ graceful: false, close: true }); }
}
