import type { Command } from 'commander';
import { listRuns, runById } from '@galley/papers';
import { exits, Failure } from '../failure.ts';
import { cataloguePaper } from '../find.ts';
import { printJson, secondsText, table } from '../out.ts';
import { withStore } from '../store.ts';

export function addRuns(program: Command): void {
  program.command('runs')
    .description('what has been run, newest first; with an id, that run')
    .argument('[id]', 'id of a run')
    .option('--paper <slug or arXiv id>', 'only of this paper')
    .option('--reported', 'only imported ones')
    .option('-n, --limit <n>', 'how many', '20')
    .option('--json', 'one JSON document')
    .action((id: string | undefined, options: { paper?: string; reported?: boolean; limit: string; json?: boolean }, command: Command) => withStore(command, async ({ db }) => {
      if (id !== undefined) {
        const run = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? await runById(db, id) : undefined;
        if (!run) throw new Failure(`There is no run ${id.slice(0, 60)} here.`, exits.notFound);
        return printJson(run);
      }
      const limit = Number(options.limit);
      if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) throw new Failure(`--limit expects a whole number from 1 to 10000, got "${options.limit}".`, exits.usage);
      const runs = await listRuns(db, { paper: options.paper ? cataloguePaper(options.paper).slug : undefined, origin: options.reported ? 'reported' : undefined, limit });
      if (options.json) return printJson(runs.map(({ events: _events, ...run }) => run));
      if (runs.length === 0) process.stdout.write('Nothing has been run yet. Try: galley run daq-model\n');
      else process.stdout.write(`${table(runs.map((r) => [r.startedAt.slice(0, 16).replace('T', ' '), `${r.paper}/${r.experiment}`, secondsText(r.seconds), r.state + (r.changed.length ? ` (changed ${r.changed.join(', ')})` : ''), r.origin === 'reported' ? `reported, ${r.device.processor}` : '', r.id]), { right: [2] })}\n`);
    }));
}
