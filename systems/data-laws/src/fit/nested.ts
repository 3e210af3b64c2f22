/**
 * The nested fit. For given a, d and τ the law is one number away from the data: b, whose sum of squares is smooth with
 * one valley, found by a few Gauss-Newton steps from the log-linear answer. So: candidates for (a, d) outside, a row of
 * half-lives for each pool inside, golden section on log τ in the three most promising brackets, and from the best few
 * candidates Levenberg-Marquardt on everything at once.
 */
import { goldenSection } from '@galley/numerics/golden-section';
import { levenbergMarquardt, type LeastSquaresFit } from '@galley/numerics/least-squares';
import { floorDecays } from '../laws/law.ts';
import { repetitionOf } from '../laws/predict.ts';
import { alone, bounds, ceilingOfD, type FitProblem } from './problem.ts';

/** Half-lives tried, in epochs, evenly in the logarithm. */
const halfLives = Float64Array.from({ length: 17 }, (_, i) => 0.15 * (200 / 0.15) ** (i / 16));
const shares = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.94, 0.98];
const finalists = 4;

/** The least sum of squares found, and how it was reached. Pools that share nothing are fitted one by one. */
export function nestedFit(problem: FitProblem): LeastSquaresFit {
  if (problem.shared > 0 || problem.groups === 1) return jointFit(problem);
  const fits = problem.data.map((_, g) => jointFit(alone(problem, g))), x = new Float64Array(problem.layout.size);
  fits.forEach((fit, g) => x.set(fit.x, g * problem.local));
  const total = (of: (fit: LeastSquaresFit) => number) => fits.reduce((sum, fit) => sum + of(fit), 0);
  return { x, sse: total(({ sse }) => sse), iterations: total(({ iterations }) => iterations), evaluations: total(({ evaluations }) => evaluations), converged: fits.every(({ converged }) => converged) };
}

function jointFit(problem: FitProblem): LeastSquaresFit {
  const pools = problem.data.map((_, g) => new OnePool(problem, g));
  let best: LeastSquaresFit | null = null;
  for (const candidate of candidates(problem, pools)) {
    const fit = levenbergMarquardt(problem, startFrom(problem, pools, candidate));
    if (!best || fit.sse < best.sse) best = fit;
  }
  return best!;
}

/** The most promising (a, d), best first. */
function candidates(problem: FitProblem, pools: OnePool[]): Candidate[] {
  const { model } = problem, searchesA = model.a === 'shared' && pools.length > 1;
  // With nothing to choose between there is nothing to weigh.
  if (model.d === 'given' && !searchesA) return [{ d: 0, logA: undefined, sse: 0 }];
  // With d given the normalisers tried compete; with d free, the floors do, each with its best normaliser.
  const all = model.d === 'given' ? normalisers(problem, pools, 0) : shares.map((d) => (searchesA ? refineNormaliser(problem, pools, normalisers(problem, pools, d)) : candidateAt(problem, pools, d, undefined)));
  return all.sort((p, q) => p.sse - q.sse).slice(0, model.d === 'given' ? 2 : finalists);
}

/** `logA` undefined: each pool takes the one its own points suggest. `d` as a share of the highest possible, unless given. */
interface Candidate { d: number; logA: number | undefined; sse: number }

function candidateAt(problem: FitProblem, pools: OnePool[], d: number, logA: number | undefined): Candidate {
  const candidate = { d, logA, sse: 0 };
  for (const pool of pools) candidate.sse += pool.best(logAOf(problem, candidate), dOf(problem, pool, candidate)).sse;
  return candidate;
}

/** A shared log a is looked for around those the pools would choose for themselves. */
function normalisers(problem: FitProblem, pools: OnePool[], d: number): Candidate[] {
  const own = Float64Array.from(pools, (pool) => pool.best(undefined, dOf(problem, pool, { d, logA: undefined, sse: 0 })).logA).sort();
  const at = (p: number) => own[Math.round(p * (own.length - 1))];
  // With d given the valley is narrow in one direction only, and the middle of the pools' own choices finds it.
  const tried = problem.model.d === 'given' ? [at(0.25), at(0.5), at(0.75)] : [at(0) - 1, at(0), at(0.25), at(0.5), at(0.75), at(1), at(1) + 1];
  return [...new Set(tried)].map((logA) => candidateAt(problem, pools, d, logA));
}

/** Golden section between the neighbours of the best. */
function refineNormaliser(problem: FitProblem, pools: OnePool[], tried: Candidate[]): Candidate {
  const least = tried.reduce((low, candidate, t) => (candidate.sse < tried[low].sse ? t : low), 0), { d } = tried[least];
  const low = tried[Math.max(0, least - 1)].logA!, high = tried[Math.min(tried.length - 1, least + 1)].logA!;
  const { x, value } = goldenSection((logA) => candidateAt(problem, pools, d, logA).sse, low, high, { tolerance: 0.01, maxEvaluations: 10 });
  return value < tried[least].sse ? { d, logA: x, sse: value } : tried[least];
}

function dOf({ model, data, upper, layout }: FitProblem, pool: OnePool, { d }: Candidate): number {
  if (model.d === 'given') return model.givenD;
  return d * (model.d === 'shared' ? upper[layout.d(0)] : ceilingOfD(data[pool.g], pool.inside));
}

function logAOf({ model }: FitProblem, candidate: Candidate): number | undefined {
  return model.a === 'given' ? Math.log(model.givenA) : candidate.logA;
}

function startFrom(problem: FitProblem, pools: OnePool[], candidate: Candidate): Float64Array {
  const { layout, model } = problem, x = new Float64Array(layout.size);
  for (const pool of pools) {
    const { g } = pool, d = dOf(problem, pool, candidate);
    const { logA, b, logTau } = pool.refined(logAOf(problem, candidate), d);
    x[layout.b(g)] = b;
    x[layout.tau(g)] = logTau;
    if (model.a === 'own' || (model.a === 'shared' && g === 0)) x[layout.a(g)] = logA;
    if (model.d === 'own' || (model.d === 'shared' && g === 0)) x[layout.d(g)] = d;
  }
  return x;
}

interface Valley { logA: number; b: number; logTau: number; sse: number }

/** One pool's curve, with the repetition sums of every half-life tried kept. */
class OnePool {
  readonly g: number;
  readonly inside: boolean;
  private readonly error: Float64Array;
  private readonly weights: Float64Array;
  /** log of the first epoch's samples / 10⁵. */
  private readonly start: Float64Array;
  /** What repetition adds to it, one row per half-life. */
  private readonly grown: Float64Array[];
  private readonly taus: Float64Array;
  private readonly sses: Float64Array;
  private readonly growth: (tau: number) => Float64Array;

  constructor({ model, data }: FitProblem, g: number) {
    const { samples, error, weights, pool, repeats } = data[g], out = new Float64Array(3), repetition = repetitionOf(model.law);
    this.g = g;
    this.error = error; this.weights = weights;
    this.inside = floorDecays(model.law, model.form);
    this.start = Float64Array.from(samples, (n) => { repetition(n, pool.size, Infinity, out); return out[0]; });
    this.growth = (tau) => {
      const grown = new Float64Array(samples.length);
      for (let i = 0; i < samples.length; i++) { repetition(samples[i], pool.size, tau, out); grown[i] = out[1]; }
      return grown;
    };
    this.taus = repeats && model.law !== 'power' ? halfLives : Float64Array.of(model.law === 'power' ? Infinity : 1);
    this.sses = new Float64Array(this.taus.length);
    this.grown = [];
    for (const tau of this.taus) this.grown.push(this.growth(tau));
  }

  /** Best over the half-lives tried and the bottom of the parabola through the deepest. Without `logA` the points choose it. */
  best(logA: number | undefined, d: number): Valley {
    const rows = this.taus.length;
    let best: Valley | null = null, deepest = 0;
    for (let t = 0; t < rows; t++) {
      const valley = this.at(this.grown[t], Math.log(this.taus[t]), logA, d);
      this.sses[t] = valley.sse;
      if (!best || valley.sse < best.sse) { best = valley; deepest = t; }
    }
    if (deepest > 0 && deepest < rows - 1) {
      const before = this.sses[deepest - 1] - best!.sse, after = this.sses[deepest + 1] - best!.sse, step = Math.log(this.taus[1] / this.taus[0]);
      if (before + after > 0) {
        const logTau = Math.log(this.taus[deepest]) + (step / 2) * ((before - after) / (before + after));
        const valley = this.at(this.growth(Math.exp(logTau)), logTau, logA, d);
        if (valley.sse < best!.sse) best = valley;
      }
    }
    return best!;
  }

  /** As `best`, then golden section on log τ within the three deepest brackets. */
  refined(logA: number | undefined, d: number): Valley {
    const rows = Array.from(this.taus, (tau, t) => this.at(this.grown[t], Math.log(tau), logA, d));
    let best = rows.reduce((p, q) => (q.sse < p.sse ? q : p));
    if (rows.length === 1) return best;
    const dips = rows.map((row, t) => ({ row, t })).filter(({ row, t }) => !(rows[t - 1]?.sse < row.sse) && !(rows[t + 1]?.sse < row.sse));
    dips.sort((p, q) => p.row.sse - q.row.sse);
    for (const { t } of dips.slice(0, 3)) {
      const low = t > 0 ? rows[t - 1].logTau : Math.log(bounds.tau[0]), high = t + 1 < rows.length ? rows[t + 1].logTau : Math.log(bounds.tau[1]);
      goldenSection((logTau) => {
        const valley = this.at(this.growth(Math.exp(logTau)), logTau, logA, d);
        if (valley.sse < best.sse) best = valley;
        return valley.sse;
      }, low, high, { tolerance: 0.08 });
    }
    return best;
  }

  /** The best exponent (and normaliser, when it is free) for one half-life. */
  private at(grown: Float64Array, logTau: number, logA: number | undefined, d: number): Valley {
    const { slope, offset } = this.logLinear(grown, logA, d);
    const from = Math.min(bounds.b[1], Math.max(bounds.b[0], slope));
    const a = logA ?? Math.min(bounds.logA[1], Math.max(bounds.logA[0], offset / from));
    return this.exponent(grown, logTau, a, d, from);
  }

  /**
   * log(y − d) = b·log a + b·(log effective samples), each point weighted by how much its logarithm moves with its error.
   * With d inside the product the decayed floor is taken off, at the exponent of a first pass.
   */
  private logLinear(grown: Float64Array, logA: number | undefined, d: number): { slope: number; offset: number } {
    const { start, error, weights } = this, n = error.length;
    let slope = 0, offset = 0;
    for (let pass = 0; pass < (this.inside && d > 0 ? 2 : 1); pass++) {
      let sw = 0, sx = 0, sz = 0, sxx = 0, sxz = 0;
      for (let i = 0; i < n; i++) {
        const part = error[i] - d * (pass ? Math.exp(slope * grown[i]) : 1);
        if (!(part > 1e-12)) continue;
        const w = weights[i] * part * part, x = start[i] + grown[i] + (logA ?? 0), z = Math.log(part);
        sw += w; sx += w * x; sz += w * z; sxx += w * x * x; sxz += w * x * z;
      }
      if (logA !== undefined) { slope = sxx > 0 ? sxz / sxx : -0.1; offset = slope * logA; continue; }
      const spread = sw * sxx - sx * sx;
      slope = spread > 1e-12 * sw * sxx ? (sw * sxz - sx * sz) / spread : -0.1;
      if (!(slope < -1e-4)) slope = -0.01;
      offset = sw > 0 ? (sz - slope * sx) / sw : 0;
    }
    return { slope: Number.isFinite(slope) ? slope : -0.1, offset: Number.isFinite(offset) ? offset : 0 };
  }

  /** Gauss-Newton on b alone. */
  private exponent(grown: Float64Array, logTau: number, logA: number, d: number, from: number): Valley {
    const { start, error, weights, inside } = this, n = error.length;
    let b = from, sse = Infinity, lastB = from;
    for (let step = 0; step < 6; step++) {
      let sum = 0, slope = 0, curvature = 0;
      for (let i = 0; i < n; i++) {
        const x = logA + start[i] + grown[i], part = Math.exp(b * x), floor = inside ? d * Math.exp(b * grown[i]) : d;
        const residual = part + floor - error[i], by = part * x + (inside ? floor * grown[i] : 0);
        sum += weights[i] * residual * residual; slope += weights[i] * residual * by; curvature += weights[i] * by * by;
      }
      if (!(sum < sse)) {
        if (step >= 4 || !(Math.abs(b - lastB) > 1e-9)) break;
        b = (b + lastB) / 2;
        continue;
      }
      const gained = sse - sum;
      sse = sum; lastB = b;
      if (!(curvature > 0) || gained < 1e-4 * sum) break;
      b = Math.min(bounds.b[1], Math.max(bounds.b[0], b - slope / curvature));
    }
    return { logA, b: lastB, logTau, sse: Number.isFinite(sse) ? sse : Number.MAX_VALUE };
  }
}
