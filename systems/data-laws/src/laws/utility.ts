/**
 * The paper's law: *instantaneous utility* with a half-life.
 *
 * dy/dn = (b_k/n)·y in epoch k, with b_k = b·δᵏ, hence over epochs y = x₀^b · Π (n_k/n_{k−1})^(b·δᵏ).
 * In logarithms the product is Σ δᵏ·log(n_k/n_{k−1}): one pass over epochs, and δᵏ ends it early.
 */
import { integrate } from '@galley/numerics/quadrature';
import { normaliser, type Repetition } from './law.ts';

/** Beyond this many epochs the sum goes over into an integral. */
const summedEpochs = 65536;
/** δᵏ below e^−42 no longer changes a double. */
const vanished = 42;

/** log((k+1)/k), grown as it is needed. */
let logRatios = new Float64Array(0);
function logRatiosUpTo(epochs: number): Float64Array {
  if (logRatios.length <= epochs) {
    const length = Math.min(summedEpochs + 1, Math.max(256, 2 * epochs));
    logRatios = Float64Array.from({ length }, (_, k) => (k === 0 ? 0 : Math.log1p(1 / k)));
  }
  return logRatios;
}

export const utility: Repetition = (samples, epochSize, tau, out) => {
  if (samples <= epochSize) { out[0] = Math.log(samples / normaliser); out[1] = out[2] = 0; return; }
  out[0] = Math.log(epochSize / normaliser);
  if (tau === Infinity) { out[1] = Math.log(samples / epochSize); out[2] = 0; return; }
  const rate = Math.LN2 / tau, delta = Math.exp(-rate);
  // ⌊n/N⌋ whole epochs; the last factor is a fractional epoch, and 1 when the budget ends on a boundary.
  const whole = Math.floor(samples / epochSize);
  const last = Math.min(whole, summedEpochs, Math.ceil(vanished / rate));
  const ratios = logRatiosUpTo(last);
  let decay = 1, sum = 0, byTau = 0;
  for (let k = 1; k < last; k++) {
    decay *= delta;
    const part = decay * ratios[k];
    sum += part; byTau += k * part;
  }
  if (last === whole) {
    const part = decay * delta * Math.log(samples / (whole * epochSize));
    sum += part; byTau += whole * part;
  } else if (last === summedEpochs) {
    const tail = decayedTail(last, samples / epochSize, rate);
    sum += tail.sum; byTau += tail.byTau;
  }
  out[1] = sum;
  out[2] = rate * byTau;
};

/**
 * ∫ δ^⌊x⌋ dx/x from epoch `from` to `to`, and the same with ⌊x⌋ inside, for a decay so slow that it is smooth:
 * δ^⌊x⌋ averages (e^rate − 1)/rate · δ^x over an epoch. Relative error below 1e-9.
 */
function decayedTail(from: number, to: number, rate: number): { sum: number; byTau: number } {
  const average = Math.expm1(rate) / rate, end = Math.min(to, Math.max(from, vanished / rate));
  if (end <= from) return { sum: 0, byTau: 0 };
  const sum = average * integrate((u) => Math.exp(-rate * Math.exp(u)), Math.log(from), Math.log(end), { relative: 1e-12 }).value;
  const byTau = average * ((Math.exp(-rate * from) - Math.exp(-rate * end)) / rate) - 0.5 * sum;
  return { sum, byTau };
}
