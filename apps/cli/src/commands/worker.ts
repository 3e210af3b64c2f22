import type { Command } from 'commander';
import { askFor, jobSettings, startWorker, type WorkerSaid } from '@galley/jobs';
import { openMailer } from '@galley/mail';
import { exits, Failure } from '../failure.ts';
import { printJson, say, secondsText, styled } from '../out.ts';
import { untilStopped } from '../signals.ts';
import { withStore } from '../store.ts';

export function addWorker(program: Command): void {
  program.command('worker')
    .description('do the work in the background (ingest, digest, upkeep) until Ctrl-C; any number of these share one DATABASE_URL')
    .option('--json', 'one JSON line for each job that begins or ends')
    .addHelpText('after', '\n`galley serve` has a worker of its own unless it is told --no-worker. A job that was cut off is done again by another worker.\n\nExamples:\n  $ DATABASE_URL=postgres://... galley worker\n  $ DATABASE_URL=postgres://... ARXIV_CATEGORIES="cs.LG cs.DC" galley worker --json')
    .action((options: { json?: boolean }, command: Command) => withStore(command, async (store) => {
      if (store.engine.kind === 'shared') throw new Failure(`${store.where}: that process does the work in the background. Workers of their own need one DATABASE_URL.`, exits.unavailable);
      const mailer = await openMailer(store), settings = jobSettings();
      const worker = await startWorker({ store, mailer, settings, log: options.json ? printJson : tell });
      store.announce('working in the background');
      if (options.json) printJson({ job: 'the worker', state: 'begun', what: store.where, pid: process.pid });
      else say(`Working on ${store.where}: ${worker.jobs.map((j) => j.name).join(', ')}. Mail goes to ${mailer.where}.`);
      await untilStopped(async () => { say('Stopping.'); await worker.stop(); });
      await mailer.close();
    }));
}

export function addAsk(program: Command): void {
  program.command('ask')
    .description('have a job done soon by whichever worker is free')
    .argument('<job>', 'digest, upkeep, submissions, hf-daily, ...')
    .addHelpText('after', '\nExamples:\n  $ DATABASE_URL=postgres://... galley ask digest')
    .action((job: string, _options: object, command: Command) => withStore(command, async (store) => {
      process.stdout.write(await askFor(store, job) ? `${job} will be done as soon as a worker is free.\n` : `${job} is waiting or under way already.\n`);
    }));
}

function tell({ job, state, what, seconds }: WorkerSaid): void {
  if (state === 'begun') return;
  say(`${new Date().toISOString().slice(0, 19).replace('T', ' ')}  ${styled('bold', job)}  ${state === 'done' ? what : styled('red', `${state}: ${what}`)}${seconds === undefined ? '' : `  ${secondsText(seconds)}`}`);
}
