import type { Command } from 'commander';
import { ban, listAccounts, Refusal, setRole, unban, type Account } from '@galley/people';
import { exits, Failure } from '../failure.ts';
import { plural, printJson, table } from '../out.ts';
import { withStore } from '../store.ts';

export function addAccounts(program: Command): void {
  const accounts = program.command('accounts')
    .description('who has an account, newest first')
    .argument('[text]', 'part of a handle, name or address')
    .option('-n, --limit <n>', 'how many', '50')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExamples:\n  $ galley accounts\n  $ galley accounts role ada@example.org curator\n  $ galley accounts ban spammer "advertising"')
    .action((text: string | undefined, options: { limit: string; json?: boolean }, command: Command) => withStore(command, async ({ db }) => {
      const limit = Number(options.limit);
      if (!Number.isInteger(limit) || limit < 1 || limit > 100_000) throw new Failure(`--limit expects a whole number from 1 to 100000, got "${options.limit}".`, exits.usage);
      const found = await listAccounts(db, { text, limit });
      if (options.json) return printJson(found);
      process.stdout.write(found.length === 0 ? 'No account matches.\n' : `${table(found.map((a) => [a.handle, a.role, a.email ?? '', a.created.slice(0, 10), plural(a.votes, 'vote'), plural(a.comments, 'comment'), a.banned ? `banned: ${a.banReason}` : '']))}\n`);
    }));
  const said = (account: Account, what: string, json?: boolean) => json ? printJson({ handle: account.handle, role: account.role, banned: account.banned, banReason: account.banReason }) : void process.stdout.write(`${account.handle} ${what}\n`);
  accounts.command('role').description('gives an account a role: reader, curator or admin').argument('<who>', 'handle or e-mail address').argument('<role>').option('--json', 'one JSON document')
    .action((who: string, role: string, options: { json?: boolean }, command: Command) => withStore(command, ({ db }) => told(async () => said(await setRole(db, null, who, role), `is ${role} now`, options.json))));
  accounts.command('ban').description('closes an account and ends its sessions').argument('<who>', 'handle or e-mail address').argument('<reason>', 'as its reader will see it').option('--json', 'one JSON document')
    .action((who: string, reason: string, options: { json?: boolean }, command: Command) => withStore(command, ({ db }) => told(async () => said(await ban(db, null, who, reason), 'is banned', options.json))));
  accounts.command('unban').description('lets an account in again').argument('<who>', 'handle or e-mail address').option('--json', 'one JSON document')
    .action((who: string, options: { json?: boolean }, command: Command) => withStore(command, ({ db }) => told(async () => said(await unban(db, null, who), 'may sign in again', options.json))));
  for (const command of accounts.commands) command.exitOverride();
}

/** A refusal of the rules is one sentence and the exit code it means. */
export async function told<T>(work: () => Promise<T>): Promise<T> {
  try { return await work(); } catch (error) {
    if (error instanceof Refusal) throw new Failure(error.message, error.status === 404 ? exits.notFound : error.status === 400 ? exits.usage : exits.failed);
    throw error;
  }
}
