import type { Command } from 'commander';
import { summariesOf } from '@galley/papers';
import { isWindow, readMoment, trending, windows, type Trend } from '@galley/ranking';
import { plainText } from '@galley/typeset';
import { exits, Failure } from '../failure.ts';
import { printJson, styled, wrap } from '../out.ts';
import { withStore } from '../store.ts';

export function addTrending(program: Command): void {
  program.command('trending')
    .description('what readers turn to, now or at any earlier moment')
    .option('--at <time>', 'a moment (2025-10-08T09:30Z) or the end of a day (2025-10-08); by default now')
    .option('-w, --window <window>', `what counts: ${Object.keys(windows).join(', ')}`, 'week')
    .option('-c, --category <category>', 'only papers of a category of arXiv, as cs.LG')
    .option('-n, --limit <n>', 'how many', '20')
    .option('--json', 'one JSON document, each item with its parts')
    .addHelpText('after', '\nSame events up to a moment, same list: a replay needs only this database. The formula is on the site at /trending/how.\n\nExamples:\n  $ galley trending\n  $ galley trending --at 2025-10-08T12:00Z --window month --json')
    .action((options: { at?: string; window: string; category?: string; limit: string; json?: boolean }, command: Command) => withStore(command, async ({ db }) => {
      const at = options.at === undefined ? Date.now() : readMoment(options.at), limit = Number(options.limit), { window, category } = options;
      if (at === undefined) throw new Failure(`--at expects a moment like 2025-10-08T09:30Z or a day like 2025-10-08, got "${options.at}".`, exits.usage);
      if (!isWindow(window)) throw new Failure(`--window expects ${Object.keys(windows).join(', ')}, got "${window}".`, exits.usage);
      if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new Failure(`--limit expects a whole number from 1 to 1000, got "${options.limit}".`, exits.usage);
      const list = await trending(db, { at, window, category, limit }), titles = new Map((await summariesOf(db, list.items.map((i) => i.arxiv))).map((p) => [p.arxiv, plainText(p.title)]));
      if (options.json) return printJson({ ...list, at: new Date(at).toISOString(), items: list.items.map(({ arxiv, ...rest }) => ({ arxiv, title: titles.get(arxiv), ...rest })) });
      if (list.items.length === 0) process.stdout.write(`Nothing moved in the ${windows[window].reachHours / 24} days before ${new Date(at).toISOString()}.\n`);
      for (const [i, item] of list.items.entries()) process.stdout.write(`${String(i + 1).padStart(3)}  ${wrap(titles.get(item.arxiv) ?? item.arxiv, 5).trimStart()}\n     ${styled('gray', `arXiv ${item.arxiv}  score ${item.score.toFixed(2)} = ${terms(item)}`)}\n`);
    }));
}

const terms = ({ parts: { votes, stars, outside, reports } }: Trend): string => [`votes ${votes.term.toFixed(2)}`, ...(stars ? [`stars ${stars.term.toFixed(2)}`] : []), ...(outside ? [`elsewhere ${outside.term.toFixed(2)}`] : []), ...(reports.accounts ? [`runs ${reports.term.toFixed(2)}`] : [])].join(' + ');
