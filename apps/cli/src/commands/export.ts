import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import type { Command } from 'commander';
import { writeRun } from '@galley/claims';
import { everyRun } from '@galley/papers';
import { printJson, plural, say } from '../out.ts';
import { withStore } from '../store.ts';

export function addExport(program: Command): void {
  program.command('export')
    .description('every run as JSON lines, to share or to keep')
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .option('--reported', 'imported runs too')
    .option('--json', 'one JSON document instead of lines')
    .addHelpText('after', '\nExamples:\n  $ galley export > runs.jsonl\n  $ galley export -o runs.jsonl')
    .action((options: { output?: string; reported?: boolean; json?: boolean }, command: Command) => withStore(command, async ({ db }) => {
      const wanted = async function* () { for await (const run of everyRun(db)) if (options.reported || run.origin === 'here') yield run; };
      if (options.json) { const all = []; for await (const run of wanted()) all.push(run); return printJson(all); }
      // Written beside its place and moved there whole: a full disk or a kill leaves no half export.
      const making = options.output && `${options.output}.part`, out = making ? createWriteStream(making) : process.stdout;
      let count = 0;
      try {
        for await (const run of wanted()) { if (!out.write(`${writeRun(run)}\n`)) await once(out, 'drain'); count++; }
        if (making) { out.end(); await once(out, 'finish'); renameSync(making, options.output!); }
      } catch (error) { if (making) rmSync(making, { force: true }); throw error; }
      say(plural(count, 'run'));
    }));
}
