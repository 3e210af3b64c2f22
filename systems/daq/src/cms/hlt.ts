/** The high-level trigger of the journal version: every event takes one of six menu paths, its score is that path's efficiency. */
import { linear } from '@galley/numerics/interpolate';
import { bisect } from '@galley/numerics/roots';
import type { EfficiencyPath, Region } from '../classifiers/efficiency-path.ts';
import { scoreSum } from '../classifiers/score-sum.ts';
import type { Menu, ScoreSum, ScoreSumOptions } from '../classifiers/score-sum.ts';
import { paths as recorded } from './figures/hlt.ts';

export interface HltOptions extends ScoreSumOptions {
  /** Relevant events: the `top` P of the spectrum, as published (P the share below threshold), or those `above` the threshold. */
  relevant?: 'top' | 'above';
}

const totalHz = recorded.reduce((sum, path) => sum + path.rateHz, 0);

/** The six paths; a path's share of the rate is both its share of events and the firing rate λ is fitted to, as published. */
export function hltPaths(): EfficiencyPath[] {
  return recorded.map(({ name, rateHz, points, lambdaBetween, turnOnWithin, thresholdGeV }) => {
    const energies = points.map((p) => p[0]), first = energies[0], last = energies[energies.length - 1];
    const centre = (first + last) / 2, reach = 1.2 * (centre - first);
    return {
      name, points, interpolation: 'linear' as const, outside: 'saturate' as const,
      thresholdGeV: thresholdGeV ?? turnOn(points, turnOnWithin ?? [first, last]),
      decay: { rate: rateHz / totalHz, between: lambdaBetween, over: [centre - reach, centre + reach] as const },
    };
  });
}

/** Energy at which half of the events fire the path. */
function turnOn(points: EfficiencyPath['points'], [low, high]: readonly [number, number]): number {
  const curve = linear(points.map((p) => p[0]), points.map((p) => p[1]));
  const first = curve.xs[0], last = curve.xs[curve.xs.length - 1];
  return bisect((e) => (e < first ? 0 : e > last ? 1 : curve.at(e)) - 0.5, low, high, 1e-9);
}

export function hltMenu(paths: readonly EfficiencyPath[], relevant: 'top' | 'above', belowThreshold: (name: string) => number): Menu {
  const row = (name: string, region: Region) => ({ proportion: (recorded.find((r) => r.name === name)?.rateHz ?? 0) / totalHz, energies: { [name]: region } });
  return {
    irrelevant: paths.map(({ name }) => row(name, 'below')),
    relevant: paths.map(({ name }) => row(name, relevant === 'above' ? 'above' : [1 - belowThreshold(name), 1])),
  };
}

const built = new Map<string, ScoreSum>();

/** The classifier; its score distributions are computed once per set of options and shared. */
export function sampledHlt(options: HltOptions = {}): ScoreSum {
  const { relevant = 'top', boost = 0, ...rest } = options;
  const key = JSON.stringify([relevant, rest.bins, rest.mode, rest.samples, rest.seed, rest.ties, rest.search]);
  let base = built.get(key);
  if (!base) {
    const paths = hltPaths();
    // the quantiles of the thresholds are known once λ is fitted
    const { paths: compiled } = scoreSum(paths, hltMenu(paths, 'above', () => 0), { bins: 16 });
    const fitted = paths.map((path, i) => ({ ...path, decay: compiled[i].decay }));
    base = scoreSum(fitted, hltMenu(fitted, relevant, (name) => compiled.find((p) => p.name === name)?.thresholdQuantile ?? 0), rest);
    if (rest.mode !== 'montecarlo') built.set(key, base);
  }
  return boost === 0 ? base : base.with({ boost }) as ScoreSum;
}
