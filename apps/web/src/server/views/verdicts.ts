/** Verdicts as the pages show them, derived each time from the runs that are kept. */
import { papers as catalogue } from '@galley/catalog';
import { judge, type Paper, type Run, type State, type Verdict } from '@galley/claims';
import { judgeableRuns, type Database } from '@galley/papers';

export interface Strip { bars: { state: State; modelled: boolean }[]; words: string }

export async function verdictsOf(db: Database, papers: Paper[], origin: Run['origin'] = 'here'): Promise<Map<string, Verdict[]>> {
  if (papers.length === 0) return new Map();
  const runs = await judgeableRuns(db, papers.length === catalogue.length ? undefined : papers.map((p) => p.slug));
  return new Map(papers.map((p) => [p.slug, judge(p, runs, { origin })]));
}

/** The row of bars on a list, and its words. */
export function stripOf(verdicts: Verdict[]): Strip {
  const count = (state: State) => verdicts.filter((v) => v.state === state).length, holds = count('holds'), short = count('falls short'), modelled = verdicts.filter((v) => v.modelled && v.state !== 'not measured').length;
  const words = holds + short === 0 ? 'not run yet' : `${holds} of ${verdicts.length} hold${short === 0 ? '' : `, ${short} fall${short === 1 ? 's' : ''} short`}${modelled === 0 ? '' : `, ${modelled} modelled`}`;
  return { bars: verdicts.map(({ state, modelled: byModel }) => ({ state, modelled: byModel })), words };
}
