import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Command } from 'commander';
import { backup, openStore, restore } from '@galley/papers';
import { exits, Failure } from '../failure.ts';
import { plural, printJson } from '../out.ts';
import { bar } from '../progress.ts';

const storeOf = (command: Command) => {
  const { dataDir, databaseUrl } = command.optsWithGlobals<{ dataDir: string; databaseUrl?: string }>();
  return openStore({ dataDir, databaseUrl: databaseUrl ?? process.env.DATABASE_URL });
};

export function addBackup(program: Command): void {
  program.command('backup')
    .description('write everything the site knows into one file, also while it runs')
    .argument('<file>', 'where to; gzipped JSON lines')
    .option('--force', 'replace a file that is there')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nThe file holds accounts, addresses and the keys the site made for itself: keep it where only you can read it.\nIt is written beside its place and moved there whole.\n\nExamples:\n  $ galley backup galley-2026-11-23.jsonl.gz\n  $ DATABASE_URL=postgres://... galley backup /backups/galley.jsonl.gz --force')
    .action(async (file: string, options: { force?: boolean; json?: boolean }, command: Command) => {
      if (existsSync(file) && !options.force) throw new Failure(`${file} is there already. Give another name, or --force to replace it.`, exits.usage);
      const store = await storeOf(command), making = `${file}.part`, progress = bar();
      try {
        const gzip = createGzip(), written = pipeline(gzip, createWriteStream(making, { mode: 0o600 }));
        written.catch(() => {});
        const counts = await backup(store, async (line) => { if (!gzip.write(`${line}\n`)) await Promise.race([once(gzip, 'drain'), written]); }, ({ table, rows }) => progress.to(0, `${table}: ${rows}`));
        gzip.end();
        await written;
        const made = await open(making, 'r');
        await made.sync();
        await made.close();
        await rename(making, file);
        progress.end();
        const all = Object.values(counts).reduce((a, b) => a + b, 0);
        if (options.json) printJson({ file, rows: counts }); else process.stdout.write(`${file}: ${plural(all, 'row')}, ${plural(counts.papers, 'paper')}, ${plural(counts.accounts, 'account')}, ${plural(counts.votes, 'vote')}, ${plural(counts.subscribers, 'subscriber')}.\n`);
      } finally {
        progress.end();
        await rm(making, { force: true });
        await store.close();
      }
    });
}

export function addRestore(program: Command): void {
  program.command('restore')
    .description('fill an empty database from a backup, whole or not at all')
    .argument('<file>', 'what `galley backup` wrote')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nAn embedded database becomes a server\'s this way: back up one, restore into the other.\n\nExamples:\n  $ galley restore galley-2026-11-23.jsonl.gz --data-dir ./fresh\n  $ DATABASE_URL=postgres://... galley restore galley.jsonl.gz')
    .action(async (file: string, options: { json?: boolean }, command: Command) => {
      if (!existsSync(file)) throw new Failure(`There is no file ${file}.`, exits.notFound);
      const store = await storeOf(command), progress = bar();
      try {
        const source = createReadStream(file).on('error', () => {}), text = source.pipe(createGunzip());
        let damaged: Error | undefined;
        text.on('error', (error) => { damaged = error; });
        const lines = createInterface({ input: text, crlfDelay: Infinity });
        text.once('error', () => lines.close());
        const counts = await restore(store, lines, ({ table, rows }) => progress.to(0, `${table}: ${rows}`)).catch((error: unknown) => { throw damaged ? new Failure(`${file} is not a whole gzip file: ${damaged.message}. Nothing was changed.`) : error; });
        progress.end();
        if (options.json) printJson({ file, rows: counts }); else process.stdout.write(`${store.where}: ${plural(Object.values(counts).reduce((a, b) => a + b, 0), 'row')} restored, ${plural(counts.papers, 'paper')}, ${plural(counts.accounts, 'account')}.\n`);
      } finally {
        progress.end();
        await store.close();
      }
    });
}
