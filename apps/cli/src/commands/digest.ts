import type { Command } from 'commander';
import { digestRun, planDue, type DigestProgress } from '@galley/digest';
import { mailSettings, openMailer } from '@galley/mail';
import { exits, Failure } from '../failure.ts';
import { plural, printJson, say } from '../out.ts';
import { withStore } from '../store.ts';

/** Ends a dry run's transaction, so that nothing of it stays. */
class DryRun extends Error { override name = 'DryRun'; }

export function addDigest(program: Command): void {
  program.command('digest')
    .description('send the digests that are due')
    .option('--at <time>', 'as if it were this time: 2025-10-08T07:00:00Z')
    .option('--dry-run', 'say how many would be planned; write and send nothing')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExamples:\n  $ galley digest\n  $ galley digest --dry-run --at 2025-10-08T07:00:00Z\n  */10 * * * *  galley digest --json >> digest.log   (a crontab, where no worker runs)\n\nSettings: SMTP_URL, MAIL_FROM, PUBLIC_URL, DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY, MAIL_RETURN, MAIL_ADDRESS (docs/mail.md).')
    .action((options: { at?: string; dryRun?: boolean; json?: boolean }, command: Command) => withStore(command, async (store) => {
      const at = options.at === undefined ? undefined : new Date(options.at);
      if (at && Number.isNaN(at.getTime())) throw new Failure(`--at expects a time like 2025-10-08T07:00:00Z, got "${options.at}".`, exits.usage);
      const settings = mailSettings(), now = () => at ?? new Date();
      if (options.dryRun) {
        const total = { planned: 0, nothingNew: 0 };
        try {
          await store.db.transaction(async (tx) => {
            for await (const { planned, nothingNew } of planDue(tx, now(), { settings })) { total.planned += planned; total.nothingNew += nothingNew; }
            throw new DryRun();
          });
        } catch (error) { if (!(error instanceof DryRun)) throw error; }
        if (options.json) printJson({ dryRun: true, ...total }); else process.stdout.write(`${plural(total.planned, 'digest')} would be sent; for ${plural(total.nothingNew, 'subscriber')} nothing is new.\n`);
        return;
      }
      const mailer = await openMailer(store, settings), stopping = new AbortController(), stop = () => { say('Stopping after the mails under way.'); stopping.abort(); };
      process.once('SIGINT', stop).once('SIGTERM', stop);
      let done: DigestProgress = { planned: 0, nothingNew: 0, sent: 0, failed: 0, givenUp: 0 };
      try {
        for await (done of digestRun(store, mailer, { now, signal: stopping.signal, settings })) if (process.stderr.isTTY) process.stderr.write(`\r${done.planned} planned, ${done.sent} sent `);
      } finally { process.off('SIGINT', stop).off('SIGTERM', stop); await mailer.close(); }
      if (process.stderr.isTTY) process.stderr.write('\n');
      if (options.json) printJson({ to: mailer.where, ...done });
      else process.stdout.write(`${plural(done.sent, 'digest')} to ${mailer.where}${done.failed ? `, ${done.failed} to be tried again` : ''}${done.givenUp ? `, ${done.givenUp} given up` : ''}${done.error ? ` (${done.error})` : ''}; for ${plural(done.nothingNew, 'subscriber')} nothing was new.\n`);
      if (stopping.signal.aborted) throw new Failure('Interrupted. What is planned will be sent by the next run.', exits.interrupted);
    }));
}
