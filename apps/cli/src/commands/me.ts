import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Database } from '@galley/papers';
import { findAccount, personalReader, readerBibtex, readerExport, readerImport, readerMarkdown, readReaderExport, type Reader } from '@galley/people';
import { exits, Failure } from '../failure.ts';
import { plural, printJson, say } from '../out.ts';
import { withStore } from '../store.ts';
import { told } from './accounts.ts';

/** The reader of this machine, or the account that is named. */
async function reader(db: Database, named: string | undefined): Promise<Reader> {
  if (named === undefined) return personalReader(db);
  const account = await findAccount(db, named);
  if (!account) throw new Failure(`There is no account ${JSON.stringify(named.slice(0, 60))} here; name a handle or an e-mail address.`, exits.notFound);
  return { ...account, session: null };
}

export function addMe(program: Command): void {
  const me = program.command('me').description('what you made: votes, collections, notes, comments');
  me.command('export').description('everything as JSON, BibTeX or Markdown').option('--as <account>', 'of this account, on a Galley of many').option('--format <format>', 'json, bibtex or markdown', 'json').option('-o, --output <file>', 'write to a file instead of standard output').option('--json', 'the same as --format json')
    .addHelpText('after', '\nExamples:\n  $ galley me export > me.json\n  $ galley me export --format bibtex -o library.bib')
    .action((options: { as?: string; format: string; output?: string }, command: Command) => withStore(command, async ({ db }) => {
      const write = { json: async (id: string) => `${JSON.stringify(await readerExport(db, id), null, 2)}\n`, bibtex: (id: string) => readerBibtex(db, id), markdown: (id: string) => readerMarkdown(db, id) }[options.format];
      if (!write) throw new Failure(`--format expects json, bibtex or markdown, got "${options.format}".`, exits.usage);
      const text = await write((await reader(db, options.as)).id);
      if (options.output) { writeFileSync(options.output, text); say(`Written to ${options.output}.`); } else process.stdout.write(text);
    }));
  me.command('import').description('takes in what another Galley exported as JSON; twice changes nothing').argument('<file>').option('--as <account>', 'for this account, on a Galley of many').option('--json', 'one JSON document')
    .action((file: string, options: { as?: string; json?: boolean }, command: Command) => withStore(command, ({ db }) => told(async () => {
      let text: string;
      try { text = readFileSync(file, 'utf8'); } catch { throw new Failure(`${file} cannot be read.`); }
      const report = await readerImport(db, await reader(db, options.as), readReaderExport(text));
      if (options.json) return printJson(report);
      process.stdout.write(`${[plural(report.votes, 'vote'), `${plural(report.collected, 'paper')} in collections`, plural(report.follows, 'follow'), plural(report.comments, 'comment'), `${report.seen} seen`, `${report.curations} curated`].join(', ')}\n`);
      if (report.unknown.length) say(`${plural(report.unknown.length, 'paper')} not here yet, submitted. Import the file again once they are listed.`);
    })));
  for (const command of me.commands) command.exitOverride();
}
