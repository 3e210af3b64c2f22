/** The level-1 trigger of CMS: jet, muon, e/γ and tau with measured efficiency curves, and the menu they were recorded under. */
import { brentBounded } from '@galley/numerics/brent';
import { compilePath } from '../classifiers/efficiency-path.ts';
import type { EfficiencyPath } from '../classifiers/efficiency-path.ts';
import { scoreSum } from '../classifiers/score-sum.ts';
import type { Menu, ScoreSum, ScoreSumOptions } from '../classifiers/score-sum.ts';
import { menu as recorded, objects } from './figures/l1t.ts';

export interface L1Options extends ScoreSumOptions {
  /**
   * Rate each object's spectrum is fitted to. `egamma`: 0.444 for all four, as published; jet and tau cannot reach it and
   * stop at their maximum. `own`: each its own.
   */
  rates?: 'egamma' | 'own';
  /**
   * Two spectra have the same own rate: a `soft` one (the default, and where the published search ends when only the rate is put
   * right: mean energies 18 to 288 GeV) and a `hard` one (137 to 1200 GeV). Only with `rates: 'own'`.
   */
  spectrum?: 'soft' | 'hard';
}

const egammaRate = objects.find((o) => o.name === 'egamma')?.rate ?? NaN;

/** The four objects as paths, λ to be fitted. */
export function l1Paths({ rates = 'egamma', spectrum = 'soft' }: Pick<L1Options, 'rates' | 'spectrum'> = {}): EfficiencyPath[] {
  return objects.map((object) => {
    const path = { name: object.name, points: object.points, thresholdGeV: object.thresholdGeV };
    const between = [0, object.lambdaBelow] as const;
    if (rates === 'egamma') return { ...path, decay: { rate: egammaRate, between } };
    // the rate rises with λ up to a maximum and falls after it: one spectrum on either side
    const peak = brentBounded((decay) => -compilePath({ ...path, decay }).firingRate, 1e-6, object.lambdaBelow, { tolerance: 1e-7 }).x;
    return { ...path, decay: { rate: object.rate, between: spectrum === 'soft' ? [peak, object.lambdaBelow] : [1e-6, peak], tolerance: 1e-11 } };
  });
}

/** Which objects are above threshold: none in an irrelevant event, those of a menu row in a relevant one. */
export function l1Menu(): Menu {
  const energies = (above: readonly string[]) => Object.fromEntries(objects.map(({ name }) => [name, above.includes(name) ? 'above' as const : 'below' as const]));
  return {
    irrelevant: [{ proportion: 1, energies: energies([]) }],
    relevant: recorded.map(([proportion, above]) => ({ proportion, energies: energies(above) })),
  };
}

const built = new Map<string, ScoreSum>();

/** The classifier; its score distributions are computed once per set of options and shared. `boost: 0.4` models tracking in the trigger. */
export function l1Trigger(options: L1Options = {}): ScoreSum {
  const { rates = 'egamma', spectrum = 'soft', boost = 0, ...rest } = options;
  const key = JSON.stringify([rates, spectrum, rest.bins, rest.mode, rest.samples, rest.seed, rest.ties, rest.search]);
  let base = built.get(key);
  if (!base) {
    base = scoreSum(l1Paths({ rates, spectrum }), l1Menu(), rest);
    // Monte Carlo runs are made by the hundred: keep the exact ones only
    if (rest.mode !== 'montecarlo') built.set(key, base);
  }
  return boost === 0 ? base : base.with({ boost }) as ScoreSum;
}
