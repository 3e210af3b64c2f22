/** The `galley` command: what it can do, and what happens when something goes wrong. */
import { Command, CommanderError } from 'commander';
import { InputError } from '@galley/claims';
import { galleyVersion as version } from '@galley/catalog';
import { addCommands } from './commands.ts';
import { exits, Failure } from './failure.ts';

const program = new Command('galley')
  .description('A daily-papers site whose papers run.')
  .version(version)
  .option('--data-dir <folder>', 'folder of the embedded database', process.env.DATA_DIR || './data')
  .option('--database-url <address>', 'a PostgreSQL server instead (default: $DATABASE_URL)')
  .showHelpAfterError('(galley --help tells more)')
  .exitOverride()
  .addHelpText('after', `
Examples:
  $ galley serve                                   the site, at http://localhost:3000
  $ galley papers --day 2025-10-08                 the papers of a day
  $ galley trending --at 2025-10-08                what readers turned to then
  $ galley paper daq-model                         one paper and its claims
  $ galley run daq-model                           measure everything it claims
  $ galley run daq-model/upgrades --set pileup=140 --repeat 5
  $ galley claims --json | jq '.[].claims[].verdict.state'
  $ galley harvest                                 ask the feeds now what is new
  $ galley import days-2025-10.jsonl.gz
  $ galley export > runs.jsonl
  $ galley digest                                  send the mails that are due

Every command takes --json: one document on standard output, progress on standard error.

Exit codes:
${Object.values(exits).map(({ code, means }) => `  ${String(code).padEnd(4)}${means}`).join('\n')}

Settings are environment variables; docs/settings.md lists them all.`);

await addCommands(program, process.argv.slice(2));
for (const command of program.commands) command.exitOverride();

// `galley papers | head` closes the pipe early; that is not a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(0); throw error; });

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = await tell(error);
}

/** One sentence on standard error, and the exit code it means. */
async function tell(error: unknown): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exits.usage.code;
  if (error instanceof Failure) { console.error(error.message); return error.exit.code; }
  if (error instanceof InputError || /^(SettingError|MailSettingsError)$/.test((error as Error).name)) { console.error((error as Error).message); return exits.usage.code; }
  if (/^(StoreError|ServeError|QueueError)$/.test((error as Error).name)) { console.error((error as Error).message); return exits.unavailable.code; }
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') return 0;
  const { faultSentence } = await import('@galley/papers');
  console.error(process.env.DEBUG && error instanceof Error ? error.stack : `${faultSentence(error)} (DEBUG=1 shows where)`);
  return exits.failed.code;
}
