/**
 * Work in the background, as rows of the same PostgreSQL: any number of workers, nothing lost when one dies.
 *
 *   const worker = await startWorker({ store, mailer, settings: jobSettings() });
 *   await worker.stop();
 */
export { askFor, startWorker, jobsOf } from './worker.ts';
export type { Worker, WorkerOptions, WorkerSaid } from './worker.ts';
export { jobSettings, SettingError, sourceNames } from './settings.ts';
export type { JobSettings, SourceName } from './settings.ts';
export { jobStates } from './states.ts';
export type { JobState } from './states.ts';
export { QueueError } from './queue.ts';
export { feedsOf, ofArxiv } from './ingest.ts';
export type { Job, JobContext } from './job.ts';
