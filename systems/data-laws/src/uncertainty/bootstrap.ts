/** How far the parameters would move with other evaluations of the same runs: the residual bootstrap. */
import { quantile } from '@galley/numerics/bootstrap';
import { levenbergMarquardt } from '@galley/numerics/least-squares';
import { random } from '@galley/numerics/random';
import { stateOf, type Fit } from '../fit/fit.ts';
import { alone, bounds, fitProblem, paramsAt } from '../fit/problem.ts';
import { predict } from '../laws/predict.ts';
import { InputError } from '../pool.ts';

export interface PoolIntervals { name: string; a: Interval; b: Interval; /** Absent when the half-life is unidentified, or the law has none. */ tau?: Interval; d: Interval; /** The fitted curve's interval at each of the budgets asked for. */ band?: { samples: number; low: number; high: number }[] }
/** Ends of an interval; Infinity where the data set no end. */
export type Interval = [low: number, high: number];

export interface BootstrapOptions {
  resamples?: number;
  level?: number;
  seed?: number;
  /** Budgets at which to give every pool's curve a band. */
  at?: ArrayLike<number>;
  signal?: AbortSignal;
  /** Called now and then with how many are done. */
  onProgress?: (done: number, of: number) => void;
}

export interface BootstrapIntervals {
  level: number; resamples: number; pools: PoolIntervals[];
  /** Standard deviation of one evaluation that the resampling used. */
  noise: number;
  /** Why to read them with care, if there is a reason. */
  caution: string | null;
}

/**
 * Percentile intervals from refits to the fitted curve plus resampled residuals, inflated for the degrees of freedom
 * the fit used up; with the noise given in the fit, from normal noise of that size instead.
 * Gives way to other work every few milliseconds. Deterministic in `seed`.
 * @throws InputError when no degree of freedom is left and no noise was given. Rejects with the signal's reason when aborted.
 */
export async function bootstrapFit(fit: Fit, { resamples = 1000, level = 0.95, seed = 1, at: budgets = [], signal, onProgress }: BootstrapOptions = {}): Promise<BootstrapIntervals> {
  const { problem, x, noise } = stateOf(fit), { data, model } = problem;
  if (!(Number.isInteger(resamples) && resamples >= 20)) throw new InputError(`expected at least 20 resamples, got ${resamples}`);
  if (!(level > 0 && level < 1)) throw new InputError(`expected a level between 0 and 1, got ${level}`);
  if (noise === undefined && fit.degreesOfFreedom < 1) {
    throw new InputError(`${fit.evaluations} evaluations for ${fit.freeParameters} parameters leave no residual to resample: give the noise of one evaluation, a or d, or more evaluations`);
  }
  const residuals = data.map((pool, g) => { const out = new Float64Array(pool.samples.length); problem.evaluate(g, x, out, null); return out; });
  // Pools that share nothing have each their own residuals to draw from; otherwise all draw from all.
  const apart = problem.shared === 0 && data.length > 1;
  const urns = (apart ? residuals.map((_, g) => [g]) : [residuals.map((_, g) => g)]).map((members) => urn(members.flatMap((g) => [...residuals[g]]), apart ? alone(problem, members[0]).freeParameters : fit.freeParameters));
  const rng = random(seed), draw = noise !== undefined ? () => noise * rng.normal() : (g: number) => { const from = urns[apart ? g : 0]; return from[rng.below(from.length)]; };

  const drawn = data.map(() => ({ a: new Float64Array(resamples), b: new Float64Array(resamples), tau: new Float64Array(resamples), d: new Float64Array(resamples) }));
  const curves = data.map(() => Array.from(budgets, () => new Float64Array(resamples)));
  let rested = performance.now();
  for (let i = 0; i < resamples; i++) {
    const resampled = data.map((pool, g) => ({
      ...pool,
      error: pool.error.map((e, r) => e + (residuals[g][r] + draw(g)) / Math.sqrt(pool.weights[r])),
    }));
    const again = fitProblem(model, resampled), { x: at } = levenbergMarquardt(again, x, { maxIterations: 200 });
    data.forEach((_, g) => {
      const params = paramsAt(again, at, g), { a, b, tau, d } = params;
      drawn[g].a[i] = a; drawn[g].b[i] = b; drawn[g].d[i] = d;
      drawn[g].tau[i] = tau === 'unidentified' ? NaN : tau >= 0.999 * bounds.tau[1] ? Number.MAX_VALUE : tau;
      curves[g].forEach((curve, n) => { curve[i] = predict(model.law, params, { samples: budgets[n], epochSize: data[g].pool.size, form: model.form }); });
    });
    if (performance.now() - rested > 12) {
      onProgress?.(i + 1, resamples);
      await new Promise((resolve) => setTimeout(resolve, 0));
      signal?.throwIfAborted();
      rested = performance.now();
    }
  }
  onProgress?.(resamples, resamples);
  const interval = (values: Float64Array): Interval => {
    const ends = [quantile(values, (1 - level) / 2), quantile(values, (1 + level) / 2)];
    return ends.map((end) => (end > 1e300 ? Infinity : end)) as Interval;
  };
  return {
    level, resamples, noise: noise ?? Math.sqrt(fit.sse / Math.max(1, fit.degreesOfFreedom)),
    pools: data.map(({ pool, repeats }, g) => ({
      name: pool.name, a: interval(drawn[g].a), b: interval(drawn[g].b), d: interval(drawn[g].d),
      ...(repeats && model.law !== 'power' ? { tau: interval(drawn[g].tau) } : {}),
      ...(budgets.length > 0 ? { band: curves[g].map((curve, n) => { const [low, high] = interval(curve); return { samples: budgets[n], low, high }; }) } : {}),
    })),
    caution: noise === undefined && fit.degreesOfFreedom < 5
      ? `only ${fit.degreesOfFreedom} degrees of freedom: the residuals themselves say little about the noise, so these intervals are too narrow as often as not. Prefer the profile, or give the noise`
      : null,
  };
}

/** Residuals to draw from: centred, and inflated for the degrees of freedom that fitting used up. */
function urn(residuals: number[], parameters: number): number[] {
  const mean = residuals.reduce((sum, r) => sum + r, 0) / residuals.length, inflation = Math.sqrt(residuals.length / Math.max(1, residuals.length - parameters));
  return residuals.map((r) => (r - mean) * inflation);
}
