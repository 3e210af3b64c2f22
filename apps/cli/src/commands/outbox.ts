import type { Command } from 'commander';
import { outboxLines, outboxMail } from '@galley/mail';
import { exits, Failure } from '../failure.ts';
import { printJson, table } from '../out.ts';
import { withStore } from '../store.ts';

export function addOutbox(program: Command): void {
  program.command('outbox [mail]')
    .description('mail of a Galley without SMTP_URL: the list, or one mail by the beginning of its identifier')
    .option('-n, --limit <number>', 'how many', '20')
    .option('--raw', 'the whole message as it would go out')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExamples:\n  $ galley outbox\n  $ galley outbox 3f2c\n  $ galley outbox 3f2c --raw > mail.eml')
    .action((id: string | undefined, options: { limit: string; raw?: boolean; json?: boolean }, command: Command) => withStore(command, async ({ db }) => {
      if (id === undefined) {
        const limit = Number(options.limit);
        if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new Failure(`--limit expects a number from 1 to 1000, got "${options.limit}".`, exits.usage);
        const lines = await outboxLines(db, { limit });
        if (options.json) return printJson(lines);
        process.stdout.write(lines.length ? `${table(lines.map((l) => [l.id.slice(0, 8), l.at.slice(0, 16), l.recipient, l.subject]))}\n` : 'The outbox is empty.\n');
        return;
      }
      const mail = await outboxMail(db, id);
      if (!mail) throw new Failure(`No mail in the outbox begins with "${id}". galley outbox lists them.`, exits.notFound);
      if (options.json) return printJson(mail);
      process.stdout.write(options.raw ? mail.raw : `To: ${mail.recipient}\nSubject: ${mail.subject}\n\n${mail.text}\n`);
    }));
}
