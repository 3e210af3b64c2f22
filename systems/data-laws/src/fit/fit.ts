/** Fitting a family of pools: parameters, how good they are, and what not to trust about them. */
import { conditionNumber } from '@galley/numerics/symmetric-eigen';
import { floorDecays, isLaw, lawNames, type Form, type LawName } from '../laws/law.ts';
import { InputError, type Family, type Pool, type PoolParams } from '../pool.ts';
import { lackOfFit, warningsOf, type LackOfFit } from './diagnosis.ts';
import { evaluationsOf, type Quantity } from './evaluations.ts';
import { gridFit, type GridOptions } from './grid.ts';
import { nestedFit } from './nested.ts';
import { ceilingOfD, fitProblem, paramsAt, type FitProblem, type Freedom } from './problem.ts';

export interface FitOptions {
  /** Where d stands: see `Form`. `paper` by default. */
  form?: Form;
  /** `error` (default): zero-shot errors within (0, 1). `loss`: any positive values. */
  quantity?: Quantity;
  /** One a, one d for all pools, as mixtures need. True by default. */
  shareA?: boolean;
  shareD?: boolean;
  /** Given instead of fitted. */
  a?: number;
  d?: number;
  /** `nested` (default) is exact and fast; `grid` is the authors' search. */
  method?: 'nested' | 'grid';
  grid?: GridOptions;
  /** Standard deviation of one evaluation, where repeated runs tell it: sharpens intervals and the test of fit. */
  noise?: number;
}

export type ParameterName = 'a' | 'b' | 'tau' | 'd';

export interface FittedPool extends Pool {
  params: PoolParams;
  /** Sum of squared residuals, and their root mean square. */
  sse: number;
  rmse: number;
  /** Law minus measured, one for each evaluation that was not missing. */
  residuals: number[];
  missing: number;
  /** Parameters that ended on the end of their range: not a measurement, only a side. */
  atBound: ParameterName[];
  /** Why the law cannot describe this pool, if it cannot. */
  lackOfFit: LackOfFit | null;
}

/** A family whose parameters came out of a fit. */
export interface Fit extends Family {
  pools: FittedPool[];
  method: 'nested' | 'grid';
  quantity: Quantity;
  sse: number;
  rmse: number;
  /** Mean over pools of the sum of squared residuals: the figure the authors report. */
  meanSse: number;
  evaluations: number;
  freeParameters: number;
  degreesOfFreedom: number;
  /** Sum of squared residuals over noise² and degrees of freedom, when the noise is given: about 1 for a law that fits. */
  reducedChiSquare?: number;
  /** Condition number of the Hessian in (b, log τ, log a, d) at the optimum: how flat the flattest direction is. Not computed above 64 parameters. */
  conditionNumber?: number;
  /** Times the law was compared with all points. */
  comparisons: number;
  converged: boolean;
  /** What not to trust, a sentence each; empty when there is nothing to say. */
  warnings: string[];
}

/** What intervals need of a fit besides its face: the problem and where its optimum is. */
export interface FitState { problem: FitProblem; x: Float64Array; noise?: number; edges?: { tau: [number, number]; b: [number, number]; a: [number, number]; d: [number, number] } }
const states = new WeakMap<Fit, FitState>();

/** @throws InputError for a fit that did not come from `fitPools` in this process. */
export function stateOf(fit: Fit): FitState {
  const state = states.get(fit);
  if (!state) throw new InputError('intervals need the fit as fitPools returned it, not a copy: fit the points again');
  return state;
}

/**
 * Fits b and τ of every pool, and a and d of the family, to the pools' own evaluations (section on fitting the scaling
 * curves). Least sum of squared errors; never above the grid's on the same freedom.
 * A pool evaluated within its first epoch only gets tau `unidentified`.
 * @throws InputError for evaluations or options that mean nothing, or fewer evaluations than parameters.
 */
export function fitPools(law: LawName, pools: Pool[], options: FitOptions = {}): Fit {
  const { form = 'paper', quantity = 'error', shareA = true, shareD = true, method = 'nested', noise } = options;
  if (!isLaw(law)) throw new InputError(`unknown law "${String(law)}": expected one of ${lawNames.join(', ')}`);
  if (form !== 'paper' && form !== 'reference') throw new InputError(`unknown form "${String(form)}": expected paper or reference`);
  if (method !== 'nested' && method !== 'grid') throw new InputError(`unknown method "${String(method)}": expected nested or grid`);
  if (options.a !== undefined && !(Number.isFinite(options.a) && options.a > 0)) throw new InputError(`expected a normaliser a > 0, got ${options.a}`);
  if (noise !== undefined && !(Number.isFinite(noise) && noise > 0)) throw new InputError(`expected the standard deviation of an evaluation, greater than 0, got ${noise}`);

  const data = evaluationsOf(law, pools, quantity), inside = floorDecays(law, form);
  if (options.d !== undefined) {
    if (!(Number.isFinite(options.d) && options.d >= 0)) throw new InputError(`expected an irreducible error d ≥ 0, got ${options.d}`);
    for (const pool of data) {
      if (options.d >= ceilingOfD(pool, inside)) throw new InputError(`d = ${options.d} is not below the evaluations of pool "${pool.pool.name}": the law never reaches its irreducible error, so give a smaller d`);
    }
  }
  const freedom = (given: number | undefined, share: boolean): Freedom => (given !== undefined ? 'given' : share ? 'shared' : 'own');
  const problem = fitProblem({ law, form, a: freedom(options.a, shareA), d: freedom(options.d, shareD), givenA: options.a ?? 1, givenD: options.d ?? 0 }, data);

  const nested = method === 'nested' ? nestedFit(problem) : null;
  const grid = nested ? null : gridFit(problem, options.grid);
  const x = nested?.x ?? grid!.x;
  const fit = describe(problem, x, { method, quantity, noise, edges: grid?.edges, comparisons: nested?.evaluations ?? grid!.evaluations, converged: nested?.converged ?? true });
  states.set(fit, { problem, x, noise, edges: grid?.edges });
  return fit;
}

function describe(problem: FitProblem, x: Float64Array, { method, quantity, noise, edges, comparisons, converged }: Pick<Fit, 'method' | 'quantity' | 'comparisons' | 'converged'> & Pick<FitState, 'noise' | 'edges'>): Fit {
  const { model, data } = problem;
  let sse = 0, weight = 0, points = 0;
  const pools = data.map((evaluations, g): FittedPool => {
    const raw = new Float64Array(evaluations.samples.length);
    problem.evaluate(g, x, raw, null);
    let poolSse = 0, poolWeight = 0;
    raw.forEach((r, i) => { poolSse += r * r; poolWeight += evaluations.weights[i]; });
    sse += poolSse; weight += poolWeight; points += raw.length;
    return {
      ...evaluations.pool,
      params: paramsAt(problem, x, g),
      sse: poolSse, rmse: Math.sqrt(poolSse / poolWeight),
      residuals: Array.from(raw, (r, i) => r / Math.sqrt(evaluations.weights[i])),
      missing: evaluations.missing,
      atBound: parametersAtBound(problem, x, g, edges),
      lackOfFit: lackOfFit(evaluations, noise),
    };
  });
  const degreesOfFreedom = points - problem.freeParameters;
  const condition = problem.layout.size <= 64 ? hessianCondition(problem, x) : undefined;
  return {
    law: model.law, form: model.form, method, quantity, pools, sse, rmse: Math.sqrt(sse / weight), meanSse: sse / pools.length,
    evaluations: points, freeParameters: problem.freeParameters, degreesOfFreedom,
    ...(noise !== undefined && degreesOfFreedom > 0 ? { reducedChiSquare: sse / (noise * noise * degreesOfFreedom) } : {}),
    ...(condition === undefined ? {} : { conditionNumber: condition }),
    comparisons, converged, warnings: warningsOf(pools, { condition, converged, repeats: data.map((pool) => pool.repeats) }),
  };
}

function parametersAtBound({ layout, lower, upper, model, data }: FitProblem, x: Float64Array, g: number, edges: FitState['edges']): ParameterName[] {
  const on = (value: number, low: number, high: number) => value - low <= 1e-4 * (high - low) || high - value <= 1e-4 * (high - low);
  const found: ParameterName[] = [];
  const check = (name: ParameterName, at: number, toEdge: (value: number) => number) => {
    if (at < 0) return;
    // d = 0 is the natural end of d, not of the search; still a bound.
    const [low, high] = edges ? edges[name] : [lower[at], upper[at]];
    const value = edges ? toEdge(x[at]) : x[at];
    if (high > low && on(value, low, high)) found.push(name);
  };
  check('a', layout.a(g), Math.exp);
  check('b', layout.b(g), (v) => v);
  if (model.law !== 'power' && data[g].repeats) check('tau', layout.tau(g), Math.exp);
  check('d', layout.d(g), (v) => v);
  return found;
}

/** Of JᵀJ over the parameters that can move. */
function hessianCondition({ local, shared, layout, lower, upper, data, evaluate }: FitProblem, x: Float64Array): number {
  const width = local + shared, place = new Int32Array(layout.size).fill(-1);
  let n = 0;
  for (let i = 0; i < layout.size; i++) if (lower[i] < upper[i]) place[i] = n++;
  const hessian = new Float64Array(n * n), columns = new Int32Array(width);
  data.forEach(({ samples }, g) => {
    const residuals = new Float64Array(samples.length), jacobian = new Float64Array(samples.length * width);
    evaluate(g, x, residuals, jacobian);
    for (let c = 0; c < width; c++) columns[c] = place[c < local ? g * local + c : data.length * local + c - local];
    for (let r = 0; r < samples.length; r++) {
      for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) {
        if (columns[i] >= 0 && columns[j] >= 0) hessian[columns[i] * n + columns[j]] += jacobian[r * width + i] * jacobian[r * width + j];
      }
    }
  });
  return conditionNumber(hessian, n);
}
