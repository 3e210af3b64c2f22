/**
 * Profile likelihood: how far one parameter can be pushed, all others following, before the fit gets significantly worse.
 * With five points and two or three parameters a curve knows its half-life badly, and the profile says how badly:
 * intervals are lopsided, and open where the data set no limit.
 */
import { levenbergMarquardt } from '@galley/numerics/least-squares';
import { normalQuantile } from '@galley/numerics/special';
import { studentTQuantile } from '@galley/numerics/student-t';
import { stateOf, type Fit, type ParameterName } from '../fit/fit.ts';
import { alone } from '../fit/problem.ts';
import { InputError } from '../pool.ts';
import type { Interval } from './bootstrap.ts';

export interface ProfileOptions {
  /** Whose parameter; the first pool when the family shares it. */
  pool?: string;
  /** `tau` by default. */
  parameter?: ParameterName;
  level?: number;
}

export interface Profile {
  interval: Interval;
  level: number;
  /** Sum of squares at which the ends lie. */
  threshold: number;
  /** What was tried, by rising value: the profile itself. */
  curve: { value: number; sse: number }[];
}

/**
 * Interval of one parameter by its profile. The threshold is Student's t² with the fit's degrees of freedom times the
 * residual variance, or the normal z² times the noise given in the fit.
 * @throws InputError for a parameter that was not fitted, or no degrees of freedom and no noise.
 */
export function profile(fit: Fit, { pool, parameter = 'tau', level = 0.95 }: ProfileOptions = {}): Profile {
  const { problem: whole, x: optimum, noise, edges } = stateOf(fit), { data, model } = whole;
  if (!(level > 0 && level < 1)) throw new InputError(`expected a level between 0 and 1, got ${level}`);
  const g = pool === undefined ? 0 : data.findIndex((evaluations) => evaluations.pool.name === pool);
  if (g < 0) throw new InputError(`no pool is called "${pool}": the fit has ${data.map((evaluations) => `"${evaluations.pool.name}"`).join(', ')}`);
  // Pools that share nothing have each their own residual variance.
  const own = whole.shared === 0 && whole.groups > 1, problem = own ? alone(whole, g) : whole, { layout } = problem;
  const x = own ? optimum.slice(g * whole.local, (g + 1) * whole.local) : optimum, sse = own ? fit.pools[g].sse : fit.sse;
  const evaluations = problem.data.reduce((sum, pool) => sum + pool.samples.length, 0), degreesOfFreedom = evaluations - problem.freeParameters;
  const at = { a: layout.a, b: layout.b, tau: layout.tau, d: layout.d }[parameter](own ? 0 : g);
  if (at < 0) throw new InputError(`${parameter} was given, not fitted: it has no interval`);
  if (problem.lower[at] === problem.upper[at]) {
    throw new InputError(model.law === 'power' ? 'the power law has no half-life' : `the half-life of pool "${data[g].pool.name}" is unidentified: its evaluations lie within the first epoch`);
  }
  if (noise === undefined && degreesOfFreedom < 1) {
    throw new InputError(`${evaluations} evaluations for ${problem.freeParameters} parameters leave no residual variance: give the noise of one evaluation, a or d, or more evaluations`);
  }

  // A grid's optimum is not the bottom: the profile starts from the polished one.
  const bottom = edges ? levenbergMarquardt(problem, x) : { x, sse };
  const p = (1 + level) / 2;
  const threshold = bottom.sse + (noise !== undefined ? (normalQuantile(p) * noise) ** 2 : (bottom.sse / degreesOfFreedom) * studentTQuantile(p, degreesOfFreedom) ** 2);
  const positive = parameter === 'a' || parameter === 'tau', shown = (value: number) => (positive ? Math.exp(value) : value);
  const curve = [{ value: shown(bottom.x[at]), sse: bottom.sse }];

  const lower = Float64Array.from(problem.lower), upper = Float64Array.from(problem.upper);
  const held = { ...problem, lower, upper };
  const sseAt = (value: number, from: Float64Array): { sse: number; x: Float64Array } => {
    lower[at] = upper[at] = value;
    const found = levenbergMarquardt(held, from, { maxIterations: 200 });
    curve.push({ value: shown(value), sse: found.sse });
    return found;
  };

  /** Walks outwards in growing steps until the threshold is passed, then closes in. */
  const end = (direction: 1 | -1): number => {
    const limit = direction > 0 ? problem.upper[at] : problem.lower[at], open = openEnd(parameter, direction);
    let inside = bottom.x[at], from = bottom.x, step = firstStep(parameter, inside);
    let outside = inside;
    for (;;) {
      outside = direction > 0 ? Math.min(limit, inside + step) : Math.max(limit, inside - step);
      if (outside === inside) return open;
      const found = sseAt(outside, from);
      if (found.sse > threshold) break;
      if (outside === limit) return open;
      inside = outside; from = found.x; step *= 2;
    }
    for (let i = 0; i < 14; i++) {
      const middle = (inside + outside) / 2, found = sseAt(middle, from);
      if (found.sse > threshold) outside = middle; else { inside = middle; from = found.x; }
    }
    return shown((inside + outside) / 2);
  };
  const interval: Interval = [end(-1), end(1)];
  return { interval, level, threshold, curve: curve.sort((left, right) => left.value - right.value) };
}

function firstStep(parameter: ParameterName, value: number): number {
  return parameter === 'a' || parameter === 'tau' ? 0.1 : Math.max(1e-3, 0.05 * Math.abs(value));
}

/** Where the search ends without having found an end. */
function openEnd(parameter: ParameterName, direction: 1 | -1): number {
  if (parameter === 'b') return direction > 0 ? 0 : -Infinity;
  return direction > 0 ? Infinity : 0;
}
