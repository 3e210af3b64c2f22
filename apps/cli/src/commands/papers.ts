import type { Command } from 'commander';
import { paperBySlug } from '@galley/catalog';
import { judge } from '@galley/claims';
import { readDay } from '@galley/ingest';
import { days, judgeableRuns, newestDay, papersOfDay } from '@galley/papers';
import { plainText } from '@galley/typeset';
import { exits, Failure } from '../failure.ts';
import { plural, printJson, stateBar, styled, table, wrap } from '../out.ts';
import { withStore } from '../store.ts';

export function addPapers(program: Command): void {
  program.command('papers')
    .description('the papers of a day, the newest by default')
    .option('-d, --day <day>', 'a day, YYYY-MM-DD')
    .option('--days', 'which days there are')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExamples:\n  $ galley papers\n  $ galley papers --day 2025-10-08 --json\n  $ galley papers --days')
    .action((options: { day?: string; days?: boolean; json?: boolean }, command: Command) => withStore(command, async ({ db }) => {
      if (options.days) {
        const all = await days(db);
        if (options.json) printJson(all); else process.stdout.write(`${table(all.map((d) => [d.day, plural(d.papers, 'paper')]))}\n`);
        return;
      }
      if (options.day !== undefined && !readDay(options.day)) throw new Failure(`--day expects a day like 2025-10-08, got "${options.day}".`, exits.usage);
      const day = options.day ?? await newestDay(db), listed = day ? await papersOfDay(db, day) : [];
      if (!day || listed.length === 0) throw new Failure(`No papers are listed on ${day ?? 'any day'}. galley papers --days tells which days there are.`, exits.notFound);
      const known = listed.flatMap((p) => (p.slug && paperBySlug(p.slug)) || []), runs = await judgeableRuns(db, known.map((p) => p.slug).concat('-'));
      const verdicts = new Map(known.map((p) => [p.slug, judge(p, runs)]));
      if (options.json) return printJson({ day, papers: listed.map((p) => ({ ...p, verdicts: p.slug ? verdicts.get(p.slug) : undefined })) });
      process.stdout.write(`${styled('bold', day)}  ${plural(listed.length, 'paper')}\n\n`);
      for (const p of listed) {
        const mine = p.slug ? verdicts.get(p.slug) : undefined;
        process.stdout.write(`${wrap(plainText(p.title))}\n  ${styled('gray', `arXiv ${p.arxiv}${p.slug ? `  ${p.slug}` : ''}`)}${mine ? `  ${stateBar(mine)}` : ''}\n`);
      }
    }));
}
