import type { Command } from 'commander';
import { papers } from '@galley/catalog';
import { figure, judge, type Paper, type Run, type Verdict } from '@galley/claims';
import { judgeableRuns } from '@galley/papers';
import { plainText } from '@galley/typeset';
import { exits, Failure } from '../failure.ts';
import { cataloguePaper } from '../find.ts';
import { modelledMark, printJson, stateBar, stateWord, styled, table, wrap } from '../out.ts';
import { withStore } from '../store.ts';

export function addClaims(program: Command): void {
  program.command('claims')
    .description('what the papers claim and what was measured of it on this machine')
    .option('--paper <slug or arXiv id>', 'only this paper')
    .option('--reported', 'judge imported runs instead of your own')
    .option('--strict', 'end with code 5 when a claim falls short')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExamples:\n  $ galley claims\n  $ galley claims --paper daq-model\n  $ galley claims --json > verdicts.json')
    .action((options: { paper?: string; reported?: boolean; strict?: boolean; json?: boolean }, command: Command) => withStore(command, async ({ db }) => {
      const wanted = options.paper ? [cataloguePaper(options.paper)] : papers, origin: Run['origin'] = options.reported ? 'reported' : 'here';
      const runs = await judgeableRuns(db, options.paper ? [wanted[0].slug] : undefined), judged = wanted.map((p) => ({ paper: p, verdicts: judge(p, runs, { origin }) }));
      if (options.json) printJson(judged.map(({ paper, verdicts }) => ({ slug: paper.slug, arxiv: paper.arxiv, title: paper.title, library: paper.library ?? null, claims: paper.claims.map((c, i) => ({ ...c, verdict: verdicts[i] })) })));
      else if (options.paper) process.stdout.write(`${styled('bold', wrap(plainText(wanted[0].title)))}\n\n${claimLines(wanted[0], judged[0].verdicts)}`);
      else process.stdout.write(overview(judged));
      if (options.strict && judged.some((j) => j.verdicts.some((v) => v.state === 'falls short'))) throw new Failure('A claim falls short.', exits.fallsShort);
    }));
}

function overview(judged: { paper: Paper; verdicts: Verdict[] }[]): string {
  const all = judged.flatMap((j) => j.verdicts), count = (state: Verdict['state']) => all.filter((v) => v.state === state).length;
  return `${table(judged.map(({ paper, verdicts }) => [paper.slug, stateBar(verdicts), plainText(paper.title).slice(0, 70)]))}\n\n`
    + `${(['holds', 'falls short', 'not measured', 'out of reach'] as const).map((s) => `${stateWord(s)} ${count(s)}`).join('   ')}   ${modelledMark} holds, modelled\n`;
}

/** One claim a paragraph: verdict, figures, reason. */
export function claimLines(paper: Paper, verdicts: Verdict[]): string {
  return paper.claims.map((claim, i) => {
    const v = verdicts[i], m = v.measured;
    const figures = [`claimed ${claim.says.text}`, ...(m ? [`here ${figure(m.value)}${m.unit && ` ${m.unit}`}`] : []), ...(m?.interval && m.interval[0] !== m.interval[1] ? [`95 % ${figure(m.interval[0])} to ${figure(m.interval[1])}`] : []), ...(m?.ratio !== undefined ? [`× ${figure(m.ratio)}`] : []), ...(v.modelled ? ['modelled'] : [])];
    return `${styled('bold', claim.id)}  ${stateWord(v.state)}\n${wrap(plainText(claim.text), 4)}\n    ${figures.join(' · ')}\n${styled('gray', wrap(v.why, 4))}\n`;
  }).join('\n');
}
