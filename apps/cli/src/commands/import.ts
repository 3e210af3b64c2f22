import type { Command } from 'commander';
import path from 'node:path';
import { importFile, readDay, type FileReport } from '@galley/ingest';
import { exits, Failure } from '../failure.ts';
import { plural, printJson, say, styled, wrap } from '../out.ts';
import { bar } from '../progress.ts';
import { withStore } from '../store.ts';

export function addImport(program: Command): void {
  program.command('import')
    .description('bring in papers or runs from files')
    .argument('<file...>', 'a daily-papers day (JSON), many days (JSON lines, also gzipped), an arXiv Atom feed, a copied daily-papers page, or exported runs')
    .option('--day <day>', 'the day of files that do not name one, YYYY-MM-DD')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nImporting a file twice changes nothing. What cannot be read is refused with its place and the reason; the rest goes in.\n\nExamples:\n  $ galley import 2026-07-20.json\n  $ galley import days-2025-*.jsonl.gz\n  $ galley import runs-of-a-friend.jsonl')
    .action((files: string[], options: { day?: string; json?: boolean }, command: Command) => withStore(command, async ({ db }) => {
      if (options.day !== undefined && !readDay(options.day)) throw new Failure(`--day expects a day like 2025-10-08, got "${options.day}".`, exits.usage);
      const abort = new AbortController();
      process.once('SIGINT', () => abort.abort());
      const reports: FileReport[] = [];
      for (const [i, file] of files.entries()) {
        if (abort.signal.aborted) break;
        const progress = bar(), begun = performance.now();
        const report = await importFile(db, file, {
          day: options.day, signal: abort.signal,
          onProgress(read, total) { const f = (i + read / total) / files.length; progress.to(f, path.basename(file), read > 0 ? ((performance.now() - begun) / 1000) * (total / read - 1) : undefined); },
        });
        progress.end();
        reports.push(report);
        if (!options.json) process.stdout.write(`${sentence(report)}\n`);
      }
      if (options.json) printJson(reports);
      if (abort.signal.aborted) throw new Failure('Stopped; what was read until then is kept.', exits.interrupted);
      const allRefused = reports.filter((r) => !r.failed && r.refusedCount > 0 && [r.papers, r.listings, r.runs].every((c) => c.new + c.changed + c.unchanged === 0));
      if (allRefused.length) throw new Failure(`Nothing of ${allRefused.map((r) => path.basename(r.file)).join(', ')} could be taken.`);
      if (reports.some((r) => r.failed)) throw new Failure(plural(reports.filter((r) => r.failed).length, 'file') + ' could not be read to the end.');
    }));
}

const refusalsShown = 10;

function sentence(r: FileReport): string {
  const counts = (what: string, c: FileReport['papers']) => c.new + c.changed + c.unchanged === 0 ? [] : [`${plural(c.new + c.changed + c.unchanged, what)}: ${[`${c.new} new`, ...(c.changed ? [`${c.changed} changed`] : []), ...(c.unchanged ? [`${c.unchanged} known`] : [])].join(', ')}`];
  const parts = [...counts('paper', r.papers), ...counts('listing', r.listings), ...counts('run', r.runs), ...(r.refusedCount ? [styled('red', `${r.refusedCount} refused`)] : [])];
  const refused = r.refused.slice(0, refusalsShown).map((x) => wrap(`${x.position}: ${x.why}`, 4)), more = r.refusedCount - refused.length;
  if (more > 0) refused.push(`    and ${more} more${r.refusedCount <= r.refused.length ? ' (--json tells all)' : ''}`);
  if (r.failed) say(`${r.file}: ${r.failed}`);
  return [`${styled('bold', path.basename(r.file))}${r.kind ? ` (${r.kind})` : ''}  ${parts.join(' · ') || 'nothing'}`, ...refused].join('\n');
}
