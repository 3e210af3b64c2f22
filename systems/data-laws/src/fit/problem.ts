/**
 * The fit as a least-squares problem. Every pool owns b and log τ; log a and d are shared by the family, owned by each
 * pool, or given. Derivatives are exact. Working with log τ and log a keeps both positive and their scales alike.
 */
import type { GroupedProblem } from '@galley/numerics/least-squares';
import { floorDecays, type Form, type LawName } from '../laws/law.ts';
import { repetitionOf } from '../laws/predict.ts';
import { InputError, type PoolParams } from '../pool.ts';
import type { Evaluations } from './evaluations.ts';

export type Freedom = 'shared' | 'own' | 'given';

export interface Model {
  law: LawName; form: Form;
  a: Freedom; d: Freedom;
  /** Values where the freedom is `given`. */
  givenA: number; givenD: number;
}

/** What the half-life, exponent and normaliser are searched within; a fit that ends on one of these says so. */
export const bounds = { b: [-5, -1e-6], tau: [0.05, 1000], logA: [-80, 80] } as const;

/** Where each parameter of pool g stands in the vector. −1: given. */
export interface Layout { local: number; shared: number; size: number; b(g: number): number; tau(g: number): number; a(g: number): number; d(g: number): number }

export function layoutOf(model: Model, pools: number): Layout {
  const ownA = model.a === 'own' ? 1 : 0, ownD = model.d === 'own' ? 1 : 0, sharedA = model.a === 'shared' ? 1 : 0, sharedD = model.d === 'shared' ? 1 : 0;
  const local = 2 + ownA + ownD, shared = sharedA + sharedD, tail = pools * local;
  return {
    local, shared, size: tail + shared,
    b: (g) => g * local,
    tau: (g) => g * local + 1,
    a: (g) => (ownA ? g * local + 2 : sharedA ? tail : -1),
    d: (g) => (ownD ? g * local + 2 + ownA : sharedD ? tail + sharedA : -1),
  };
}

export interface FitProblem extends GroupedProblem {
  model: Model; data: Evaluations[]; layout: Layout;
  lower: Float64Array; upper: Float64Array;
  /** How many parameters can move. */
  freeParameters: number;
}

/**
 * @throws InputError with fewer points than free parameters, in the family or in one pool.
 */
export function fitProblem(model: Model, data: Evaluations[]): FitProblem {
  const layout = layoutOf(model, data.length), { local, shared, size } = layout;
  const lower = new Float64Array(size), upper = new Float64Array(size);
  const inside = floorDecays(model.law, model.form), repetition = repetitionOf(model.law);
  const hasTau = model.law !== 'power';
  let points = 0, freeParameters = 0, leastOfAll = Infinity;
  const decays = data.map((pool) => hasTau && pool.repeats);
  data.forEach((pool, g) => {
    const highestD = ceilingOfD(pool, inside);
    leastOfAll = Math.min(leastOfAll, highestD);
    [lower[layout.b(g)], upper[layout.b(g)]] = bounds.b;
    // Without repetition the half-life has no effect: it is held, and reported as unidentified.
    [lower[layout.tau(g)], upper[layout.tau(g)]] = decays[g] ? [Math.log(bounds.tau[0]), Math.log(bounds.tau[1])] : [0, 0];
    if (model.a === 'own') [lower[layout.a(g)], upper[layout.a(g)]] = bounds.logA;
    if (model.d === 'own') [lower[layout.d(g)], upper[layout.d(g)]] = [0, highestD];
    const own = 1 + Number(decays[g]) + Number(model.a === 'own') + Number(model.d === 'own');
    if (pool.samples.length < own) {
      throw new InputError(`pool "${pool.pool.name}" has ${pool.samples.length} evaluations for ${own} parameters of its own: add evaluations, or give a or d`);
    }
    points += pool.samples.length; freeParameters += own;
  });
  if (model.a === 'shared') [lower[layout.a(0)], upper[layout.a(0)]] = bounds.logA;
  if (model.d === 'shared') [lower[layout.d(0)], upper[layout.d(0)]] = [0, leastOfAll];
  freeParameters += shared;
  if (points < freeParameters) throw new InputError(`${points} evaluations cannot determine ${freeParameters} parameters: add evaluations, or give a or d`);

  const out = new Float64Array(3), givenLogA = Math.log(model.givenA), width = local + shared;
  // Columns of the Jacobian: own parameters first, then the shared ones.
  const columnA = model.a === 'own' ? 2 : model.a === 'shared' ? local : -1;
  const columnD = model.d === 'own' ? local - 1 : model.d === 'shared' ? width - 1 : -1;
  return {
    model, data, layout, lower, upper, freeParameters, groups: data.length, local, shared,
    rows: (g) => data[g].samples.length,
    evaluate(g, x, residuals, jacobian) {
      const { samples, error, weights, pool } = data[g];
      const b = x[layout.b(g)], tau = hasTau ? Math.exp(x[layout.tau(g)]) : Infinity;
      const atA = layout.a(g), atD = layout.d(g);
      const logA = atA < 0 ? givenLogA : x[atA], d = atD < 0 ? model.givenD : x[atD];
      for (let r = 0; r < samples.length; r++) {
        repetition(samples[r], pool.size, tau, out);
        const root = Math.sqrt(weights[r]), start = logA + out[0], grown = out[1];
        // Reducible part and what multiplies d: 1 outside the product, the later epochs' product inside it.
        const part = Math.exp(b * (start + grown)), shrink = inside ? Math.exp(b * grown) : 1;
        residuals[r] = root * (part + d * shrink - error[r]);
        if (!jacobian) continue;
        const row = r * width;
        jacobian[row] = root * (part * (start + grown) + (inside ? d * shrink * grown : 0));
        jacobian[row + 1] = root * b * out[2] * (part + (inside ? d * shrink : 0));
        if (columnA >= 0) jacobian[row + columnA] = root * b * part;
        if (columnD >= 0) jacobian[row + columnD] = root * shrink;
      }
    },
  };
}

/** One pool of a family that shares nothing, as a problem of its own. */
export function alone({ model, data }: FitProblem, g: number): FitProblem {
  return fitProblem(model, [data[g]]);
}

/** d is below every error where it is the floor; where it decays it is only below the largest. */
export function ceilingOfD({ error }: { error: Float64Array }, inside: boolean): number {
  let least = Infinity, most = 0;
  for (const e of error) { least = Math.min(least, e); most = Math.max(most, e); }
  return inside ? most : 0.9999 * least;
}

/** Pool g's parameters in the vector. A half-life on the far end of the search, or unseen, keeps its meaning: see `PoolParams`. */
export function paramsAt({ model, layout, data }: FitProblem, x: ArrayLike<number>, g: number): PoolParams {
  const atA = layout.a(g), atD = layout.d(g);
  return {
    a: atA < 0 ? model.givenA : Math.exp(x[atA]),
    b: x[layout.b(g)],
    tau: model.law === 'power' ? Infinity : data[g].repeats ? Math.exp(x[layout.tau(g)]) : 'unidentified',
    d: atD < 0 ? model.givenD : x[atD],
  };
}
