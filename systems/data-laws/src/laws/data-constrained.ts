/**
 * The rival law of Muennighoff et al., "Scaling Data-Constrained Language Models" (arXiv 2305.16264):
 * effective data D' = U + U·R*·(1 − e^(−R/R*)) with R = D/U − 1 repetitions, and the same for parameters.
 *
 * Twice here: as a law for pools (`dataConstrained`, where R* = τ/ln 2, so that τ stays a half-life in epochs),
 * and whole, with model size, as their loss formula (`dataConstrainedLoss`).
 */
import { InputError } from '../pool.ts';
import { normaliser, type Repetition } from './law.ts';

export const dataConstrained: Repetition = (samples, epochSize, tau, out) => {
  if (samples <= epochSize) { out[0] = Math.log(samples / normaliser); out[1] = out[2] = 0; return; }
  out[0] = Math.log(epochSize / normaliser);
  const repetitions = samples / epochSize - 1;
  if (tau === Infinity) { out[1] = Math.log1p(repetitions); out[2] = 0; return; }
  const constant = tau / Math.LN2, ratio = repetitions / constant;
  const gained = -constant * Math.expm1(-ratio);
  out[1] = Math.log1p(gained);
  out[2] = (gained - repetitions * Math.exp(-ratio)) / (1 + gained);
};

export interface DataConstrainedConstants { A: number; B: number; E: number; alpha: number; beta: number; RD: number; RN: number }

/** Fitted by Muennighoff et al. on C4 (appendix A of arXiv 2305.16264; huggingface/datablations, Apache-2.0). */
export const muennighoff: DataConstrainedConstants = {
  A: Math.exp(6.255414), B: Math.exp(7.3049974), E: Math.exp(0.6254804), alpha: 0.3526596, beta: 0.3526596, RD: 15.387756, RN: 5.309743,
};

/** What `value` units count for when only `unique` of them are distinct and the surplus decays with constant `constant`. */
function decayed(value: number, unique: number, constant: number): number {
  return unique * (1 - constant * Math.expm1(-(value / unique - 1) / constant));
}

/** Parameters that are compute-optimal for one epoch over `uniqueTokens`, N_opt(U), from the formula's own constants. */
export function optimalParameters(uniqueTokens: number, { A, B, alpha, beta }: DataConstrainedConstants = muennighoff): number {
  const g = ((alpha * A) / (beta * B)) ** (1 / (alpha + beta));
  return (uniqueTokens * g) ** (beta / alpha) * g;
}

/**
 * Data-constrained loss L(N, D, U) = E + A/N'^α + B/D'^β in nats per token: `parameters` N, `tokens` seen D, `uniqueTokens` U.
 * Surplus parameters beyond N_opt(U) decay like repeated tokens.
 * @throws InputError for counts ≤ 0 or more unique tokens than tokens.
 */
export function dataConstrainedLoss({ parameters, tokens, uniqueTokens }: { parameters: number; tokens: number; uniqueTokens: number }, constants: DataConstrainedConstants = muennighoff): number {
  for (const [name, value] of Object.entries({ parameters, tokens, uniqueTokens })) {
    if (!(Number.isFinite(value) && value > 0)) throw new InputError(`expected ${name} > 0, got ${value}`);
  }
  if (uniqueTokens > tokens) throw new InputError(`${uniqueTokens} unique tokens cannot come out of ${tokens} tokens seen: lower uniqueTokens`);
  const { A, B, E, alpha, beta, RD, RN } = constants;
  const useful = Math.min(parameters, optimalParameters(uniqueTokens, constants));
  return E + A / decayed(parameters, useful, RN) ** alpha + B / decayed(tokens, uniqueTokens, RD) ** beta;
}
