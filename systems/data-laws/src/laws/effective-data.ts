/**
 * The rival law: *effective data*. A sample's k-th repetition counts δᵏ of a fresh one, n_eff = Σ_k (n_k − n_{k−1})·δᵏ,
 * and the error is a plain power law in n_eff (the paper's comparison after Muennighoff et al.).
 */
import { normaliser, type Repetition } from './law.ts';

export const effectiveData: Repetition = (samples, epochSize, tau, out) => {
  if (samples <= epochSize) { out[0] = Math.log(samples / normaliser); out[1] = out[2] = 0; return; }
  out[0] = Math.log(epochSize / normaliser);
  if (tau === Infinity) { out[1] = Math.log(samples / epochSize); out[2] = 0; return; }
  const rate = Math.LN2 / tau, whole = Math.floor(samples / epochSize), rest = samples / epochSize - whole;
  // In epochs: a geometric series over the whole ones, and the fraction of the last. Derivatives by the rate.
  const left = Math.exp(-rate * whole), one = -Math.expm1(-rate);
  const series = -Math.expm1(-rate * whole) / one;
  const bySeries = (whole * left - series * Math.exp(-rate)) / one;
  const epochs = series + rest * left;
  out[1] = Math.log(epochs);
  out[2] = (-rate * (bySeries - rest * whole * left)) / epochs;
};
