/** From a verdict to what its note says. Used by the server and, after a run, by the page. */
import { figure, type Claim, type Experiment, type Paper, type Verdict } from '@galley/claims';
import type { NoteView } from './note.ts';

export function viewOf(number: number, claim: Claim, verdict: Verdict, paper: Pick<Paper, 'slug' | 'library'>, experiments: Pick<Experiment, 'id' | 'claims' | 'runsIn' | 'cost'>[]): NoteView {
  const reading = verdict.measured, experiment = experiments.find((e) => e.claims.includes(claim.id));
  return {
    number, claim: claim.id, state: verdict.state, modelled: verdict.modelled, why: verdict.why,
    claimed: claim.says.text,
    ...(reading && { here: `${figure(reading.value)}${reading.unit && ` ${reading.unit}`}` }),
    ...(reading?.interval && reading.interval[0] !== reading.interval[1] && { interval: `${figure(reading.interval[0])} to ${figure(reading.interval[1])}` }),
    ...(reading?.ratio !== undefined && { ratio: figure(Math.round(reading.ratio * 1000) / 1000) }),
    ...(reading && { run: reading.run }),
    ...(experiment && { experiment: experiment.id, command: `npx galley run ${paper.slug}/${experiment.id}`, inPage: experiment.runsIn.includes('browser') }),
    how: [`In the paper: ${claim.conditions}`, ...claim.checks.map((c) => `${checkWords[c.kind]}: ${[c.how, c.scale && `Here: ${c.scale}`, c.needs && `needs ${c.needs}`].filter(Boolean).join(' ')}`)],
    partial: verdict.state === 'holds' && verdict.checks.some((c) => c.state === 'out of reach') ? verdict.checks.find((c) => c.state === 'out of reach')!.why : undefined,
  };
}

const checkWords = { absolute: 'Checked exactly', ratio: 'Checked as a ratio', model: 'Checked by model', 'out-of-reach': 'Out of reach' } as const;
