/**
 * The authors' way to fit, kept as a yardstick: a search over a grid of normalisers, exponents and half-lives, in
 * random order and at most so many points per pool, which they chose because local optimisers were unstable for them.
 */
import { random } from '@galley/numerics/random';
import { floorDecays } from '../laws/law.ts';
import { repetitionOf } from '../laws/predict.ts';
import { InputError } from '../pool.ts';
import type { FitProblem } from './problem.ts';

export interface GridOptions {
  /** Normalisers tried when a is not given: 100 evenly up to this bound. */
  aUpTo?: number;
  /** Irreducible errors tried when d is not given. */
  d?: readonly number[];
  /** Exponents, half-lives: the range and how many. */
  b?: readonly [from: number, to: number, count: number];
  tau?: readonly [from: number, to: number, count: number];
  /** Most points looked at per pool; more are sampled in random order. */
  maxPoints?: number;
  seed?: number;
}

/** The ranges of the released grid search. */
export const referenceGrid = {
  aUpTo: 0.05, d: [0.02, 0.05, 0.08, 0.1, 0.12, 0.15], b: [-0.005, -0.5, 100], tau: [1, 10, 100], maxPoints: 100_000, seed: 1,
} as const satisfies Required<GridOptions>;

export interface GridFit {
  x: Float64Array; sse: number;
  /** Laws evaluated at all of a pool's points. */
  evaluations: number;
  /** Ends of the ranges, for the report of parameters on a bound. */
  edges: { b: [number, number]; tau: [number, number]; a: [number, number]; d: [number, number] };
}

/**
 * Best point of the grid. A shared a or d is an outer loop, and the pools' best are added up, as in the released code.
 * @throws InputError when a or d is neither given nor shared by everyone nor owned by everyone alike.
 */
export function gridFit(problem: FitProblem, options: GridOptions = {}): GridFit {
  const { model, data, layout } = problem, grid = { ...referenceGrid, ...options };
  if (model.a === 'own' && model.d === 'shared') throw new InputError('the grid search shares a whenever it shares d: set shareA, or give a');
  const as = model.a === 'given' ? [model.givenA] : spaced(grid.aUpTo / 100, grid.aUpTo, 100);
  const ds = model.d === 'given' ? [model.givenD] : [...grid.d];
  const bs = spaced(...grid.b), taus = spaced(...grid.tau), x = new Float64Array(layout.size);
  const rng = random(grid.seed), evaluate = data.map((_, g) => poolError(problem, g, bs, taus));
  let evaluations = 0;

  /** Best of one pool over the given a and d. */
  const search = (g: number, someA: number[], someD: number[]): { sse: number; a: number; d: number; b: number; t: number } => {
    const best = { sse: Infinity, a: 0, d: 0, b: 0, t: 0 };
    const all = someA.length * someD.length * bs.length * taus.length, looked = Math.min(all, grid.maxPoints);
    // A walk with a stride coprime to the size meets every point once, in an order that has nothing to do with the grid's.
    let at = rng.below(all);
    const stride = coprime(all, rng.below(all));
    for (let i = 0; i < looked; i++, at = (at + stride) % all) {
      const t = at % taus.length, rest = Math.floor(at / taus.length), b = rest % bs.length, rest2 = Math.floor(rest / bs.length);
      const a = someA[rest2 % someA.length], d = someD[Math.floor(rest2 / someA.length)];
      const sse = evaluate[g](a, b, t, d);
      if (sse < best.sse) Object.assign(best, { sse, a, d, b, t });
    }
    evaluations += looked;
    return best;
  };

  let sse = Infinity;
  for (const outerA of model.a === 'shared' ? as.map((a) => [a]) : [as]) {
    for (const outerD of model.d === 'shared' ? ds.map((d) => [d]) : [ds]) {
      const found = data.map((_, g) => search(g, outerA, outerD)), sum = found.reduce((total, { sse: one }) => total + one, 0);
      if (!(sum < sse)) continue;
      sse = sum;
      found.forEach(({ a, d, b, t }, g) => {
        x[layout.b(g)] = bs[b];
        x[layout.tau(g)] = Math.log(taus[t]);
        if (layout.a(g) >= 0) x[layout.a(g)] = Math.log(a);
        if (layout.d(g) >= 0) x[layout.d(g)] = d;
      });
    }
  }
  const ends = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];
  return { x, sse, evaluations, edges: { b: ends(bs), tau: ends(taus), a: ends(as), d: ends(ds) } };
}

/** Sum of squares of one pool at a grid point; what depends on the half-life alone is computed once per half-life. */
function poolError({ model, data }: FitProblem, g: number, bs: number[], taus: number[]): (a: number, b: number, t: number, d: number) => number {
  const { samples, error, weights, pool } = data[g], n = samples.length, out = new Float64Array(3), repetition = repetitionOf(model.law);
  const inside = floorDecays(model.law, model.form);
  const start = new Float64Array(n), grown = new Float64Array(n * taus.length);
  taus.forEach((tau, t) => samples.forEach((s, i) => {
    repetition(s, pool.size, tau, out);
    start[i] = out[0]; grown[t * n + i] = out[1];
  }));
  return (a, b, t, d) => {
    const exponent = bs[b], logA = Math.log(a);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const more = grown[t * n + i], part = Math.exp(exponent * (logA + start[i] + more));
      const residual = part + (inside ? d * Math.exp(exponent * more) : d) - error[i];
      sum += weights[i] * residual * residual;
    }
    return sum;
  };
}

function spaced(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
}

function coprime(size: number, from: number): number {
  const divisor = (p: number, q: number): number => (q === 0 ? p : divisor(q, p % q));
  for (let stride = Math.max(1, from); ; stride = (stride % size) + 1) if (divisor(stride, size) === 1) return stride;
}
