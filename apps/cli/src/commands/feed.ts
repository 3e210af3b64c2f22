import type { Command } from 'commander';
import { listedBetween, newestDay, recordsMatching, recordsOn, type Database, type Paper } from '@galley/papers';
import { plainText } from '@galley/typeset';
import { exits, Failure } from '../failure.ts';
import { printJson, styled, wrap } from '../out.ts';
import { withStore } from '../store.ts';

const most = 500;

export function addFeed(program: Command): void {
  program.command('feed')
    .description('the newest papers of a topic, an author or a search; of the newest day without any')
    .option('-t, --topic <topic>', 'a category of arXiv, as cs.LG, or a keyword')
    .option('-a, --author <name>', 'an author, as papers write the name')
    .option('-s, --search <words>', 'words, "phrases", -without')
    .option('-n, --limit <n>', 'how many', '20')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nThe same as RSS, Atom and JSON Feed: /feeds on the site.\n\nExamples:\n  $ galley feed --topic cs.LG\n  $ galley feed --author "Ada Lovelace" --json')
    .action((options: { topic?: string; author?: string; search?: string; limit: string; json?: boolean }, command: Command) => withStore(command, async ({ db }) => {
      const asked = (['topic', 'author', 'search'] as const).filter((name) => options[name] !== undefined), limit = Number(options.limit);
      if (asked.length > 1) throw new Failure(`Ask for one of ${asked.map((name) => `--${name}`).join(' and ')}.`, exits.usage);
      if (!Number.isInteger(limit) || limit < 1 || limit > most) throw new Failure(`--limit expects a whole number from 1 to ${most}, got "${options.limit}".`, exits.usage);
      const papers = await find(db, options, limit);
      if (options.json) return printJson(papers.map((p) => ({ arxiv: p.arxiv, title: plainText(p.title), authors: p.authors, published: p.published && new Date(p.published).toISOString(), categories: p.categories })));
      if (papers.length === 0) throw new Failure('No paper here answers to that.', exits.notFound);
      for (const p of papers) process.stdout.write(`${wrap(plainText(p.title))}\n  ${styled('gray', `arXiv ${p.arxiv}${p.published ? `  ${new Date(p.published).toISOString().slice(0, 10)}` : ''}${p.categories.length ? `  ${p.categories.join(' ')}` : ''}`)}\n`);
    }));
}

async function find(db: Database, { topic, author, search }: { topic?: string; author?: string; search?: string }, limit: number): Promise<Paper[]> {
  if (topic !== undefined) return recordsOn(db, { topic }, { limit });
  if (author !== undefined) return recordsOn(db, { author }, { limit });
  if (search !== undefined) return recordsMatching(db, search, { limit });
  const day = await newestDay(db);
  return day ? (await listedBetween(db, day, day, { limit, offset: 0 })).map((l) => l.paper) : [];
}
