import type { Command } from 'commander';
import { paperByArxiv as recordByArxiv, paperBySlug } from '@galley/catalog';
import { judge, type Paper, type Verdict } from '@galley/claims';
import { isIdentifier, readIdentifier } from '@galley/ingest';
import { daysOfPaper, judgeableRuns, paperByArxiv } from '@galley/papers';
import { plainText } from '@galley/typeset';
import { exits, Failure } from '../failure.ts';
import { cataloguePaper } from '../find.ts';
import { printJson, styled, wrap } from '../out.ts';
import { claimLines } from './claims.ts';
import { withStore } from '../store.ts';

export function addPaper(program: Command): void {
  program.command('paper')
    .description('one paper: what it is, what it claims, what was measured')
    .argument('<slug or arXiv id>', 'daq-model, 2407.00123, https://arxiv.org/abs/2407.00123v2, ...')
    .option('--json', 'one JSON document')
    .action((name: string, options: { json?: boolean }, command: Command) => withStore(command, async ({ db }) => {
      const read = paperBySlug(name) ? { id: paperBySlug(name)!.arxiv } : readIdentifier(name);
      if (!isIdentifier(read)) { cataloguePaper(name); throw new Failure(read.wrong, exits.usage); }
      const stored = await paperByArxiv(db, read.id), record: Paper | undefined = recordByArxiv(read.id);
      if (!stored) throw new Failure(`Paper ${read.id} is not in this Galley; galley import brings papers in.`, exits.notFound);
      const verdicts: Verdict[] = record ? judge(record, await judgeableRuns(db, [record.slug])) : [], listed = await daysOfPaper(db, read.id);
      if (options.json) {
        const { search: _search, titleRank: _t, abstractRank: _a, authorsPlain: _p, record: _r, ...shown } = stored;
        return printJson({ ...shown, listed, claims: record?.claims.map((c, i) => ({ ...c, verdict: verdicts[i] })) ?? [] });
      }
      const out = [styled('bold', wrap(plainText(stored.title))), wrap(stored.authors.slice(0, 20).join(', ') + (stored.authors.length > 20 ? ` and ${stored.authors.length - 20} more` : '')),
        styled('gray', [`arXiv ${stored.arxiv}`, stored.venue, listed.length ? `listed ${listed.join(', ')}` : '', stored.code].filter(Boolean).join(' · ')), '', wrap(plainText(stored.summary ?? stored.abstract ?? '')), ''];
      process.stdout.write(`${out.join('\n')}\n${record ? claimLines(record, verdicts) : ''}`);
    }));
}
