import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { takeReport } from '@galley/digest';
import { largestReport } from '@galley/mail';
import { exits, Failure } from '../failure.ts';
import { printJson } from '../out.ts';
import { withStore } from '../store.ts';

export function addBounces(program: Command): void {
  program.command('bounces <file>')
    .description('read a mail that came back: a delivery report, a complaint; "-" reads standard input')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExamples:\n  $ galley bounces returned.eml\n  bounce: "|galley bounces -"    (/etc/aliases: the mail server pipes what comes back)')
    .action((file: string, options: { json?: boolean }, command: Command) => withStore(command, async ({ db }) => {
      let raw: Buffer;
      try { raw = readFileSync(file === '-' ? 0 : file); } catch { throw new Failure(`${file} cannot be read.`, exits.notFound); }
      if (raw.length > largestReport) throw new Failure(`${file} has ${raw.length} bytes; a mail of at most ${largestReport / 1e6} MB is read.`);
      const { what, booked } = await takeReport(db, raw);
      if (options.json) return printJson({ what, recipients: booked.map(({ recipient, kind, stopped, subscriber }) => ({ recipient, kind, known: subscriber !== undefined, stopped })) });
      process.stdout.write(booked.length === 0 ? `${what === 'auto-reply' ? 'An automatic reply' : what === 'bounce' ? 'A report without a failure' : 'No bounce'}: nothing to do.\n` : booked.map((b) => `${b.kind}  ${b.recipient}  ${b.subscriber === undefined ? 'no proof that it was mail of ours: written down only' : b.stopped ? 'stopped' : 'counted'}\n`).join(''));
    }));
}
