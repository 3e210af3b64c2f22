/** The commands in the order of --help. One is loaded when it is asked for, all of them when help is. */
import type { Command } from 'commander';

type Add = (program: Command) => void;

const commands: Record<string, () => Promise<Add>> = {
  serve: async () => (await import('./commands/serve.ts')).addServe,
  worker: async () => (await import('./commands/worker.ts')).addWorker,
  ask: async () => (await import('./commands/worker.ts')).addAsk,
  harvest: async () => (await import('./commands/harvest.ts')).addHarvest,
  papers: async () => (await import('./commands/papers.ts')).addPapers,
  trending: async () => (await import('./commands/trending.ts')).addTrending,
  feed: async () => (await import('./commands/feed.ts')).addFeed,
  paper: async () => (await import('./commands/paper.ts')).addPaper,
  claims: async () => (await import('./commands/claims.ts')).addClaims,
  run: async () => (await import('./commands/run.ts')).addRun,
  runs: async () => (await import('./commands/runs.ts')).addRuns,
  import: async () => (await import('./commands/import.ts')).addImport,
  export: async () => (await import('./commands/export.ts')).addExport,
  digest: async () => (await import('./commands/digest.ts')).addDigest,
  outbox: async () => (await import('./commands/outbox.ts')).addOutbox,
  bounces: async () => (await import('./commands/bounces.ts')).addBounces,
  backup: async () => (await import('./commands/backup.ts')).addBackup,
  restore: async () => (await import('./commands/backup.ts')).addRestore,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctor,
  new: async () => (await import('./commands/new.ts')).addNew,
  accounts: async () => (await import('./commands/accounts.ts')).addAccounts,
  me: async () => (await import('./commands/me.ts')).addMe,
};

/** Options before a command that take a value. */
const withValue = new Set(['--data-dir', '--database-url']);

export async function addCommands(program: Command, given: string[]): Promise<void> {
  const asked = given.find((word, i) => !word.startsWith('-') && !withValue.has(given[i - 1]));
  if (asked === undefined && given.some((word) => word === '--version' || word === '-V')) return;
  const names = asked !== undefined && Object.hasOwn(commands, asked) ? [asked] : Object.keys(commands);
  for (const name of names) (await commands[name]())(program);
}
