/** Adam (arXiv 1412.6980), AdamW (arXiv 1711.05101) and LAMB (arXiv 1904.00962): one moving mean of the gradient, one of its square. */
import { expm1, mul, where } from '../ops/elementwise.ts';
import type { Tensor } from '../tensor.ts';
import { optimizerOf, type Leaf, type Optimizer, type Rate } from './optimizer.ts';

export interface AdamOptions { lr: Rate; beta1?: number; beta2?: number; eps?: number; weightDecay?: number }
export interface DecoupledOptions extends AdamOptions {
  /** Which parameters decay; all by default. `(p) => p.rank > 1` spares biases and scales. */
  decays?: (p: Tensor) => boolean;
}

/** 1 - betaᵗ, exact for small t: 1 - exp(t ln beta) would cancel. */
const correction = (beta: number, t: Tensor): Tensor => expm1(mul(t, Math.log(beta))).neg();

/** The corrected step m̂ / (√v̂ + eps) and the moments after this gradient. */
function moments({ slots, t }: Leaf, g: Tensor, beta1: number, beta2: number, eps: number): { change: Tensor; m: Tensor; v: Tensor } {
  const m = slots.m.mul(beta1).add(g.mul(1 - beta1)), v = slots.v.mul(beta2).add(g.mul(g).mul(1 - beta2));
  // Reciprocals of scalars, once per tensor: what is left for each element is one division and one square root.
  const change = m.mul(correction(beta1, t).reciprocal()).div(v.mul(correction(beta2, t).reciprocal()).sqrt().add(eps));
  return { change, m, v };
}

/** Adam; `weightDecay` is an L2 penalty, added to the gradient. */
export function adam({ lr, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0 }: AdamOptions): Optimizer {
  return optimizerOf(lr, ['m', 'v'], (leaf) => {
    const { change, m, v } = moments(leaf, weightDecay ? leaf.g.add(leaf.p.mul(weightDecay)) : leaf.g, beta1, beta2, eps);
    return { p: leaf.p.sub(change.mul(leaf.lr)), slots: { m, v } };
  });
}

/** Adam with decoupled decay: p ← p (1 - lr · weightDecay) - lr · step. */
export function adamW({ lr, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0.01, decays = () => true }: DecoupledOptions): Optimizer {
  return optimizerOf(lr, ['m', 'v'], (leaf) => {
    const { change, m, v } = moments(leaf, leaf.g, beta1, beta2, eps);
    return { p: leaf.p.sub((weightDecay && decays(leaf.p) ? change.add(leaf.p.mul(weightDecay)) : change).mul(leaf.lr)), slots: { m, v } };
  });
}

/** LAMB: AdamW's step scaled, tensor by tensor, to the norm of the parameters (the trust ratio; 1 where either norm is 0). */
export function lamb({ lr, beta1 = 0.9, beta2 = 0.999, eps = 1e-6, weightDecay = 0.01, decays = () => true }: DecoupledOptions): Optimizer {
  return optimizerOf(lr, ['m', 'v'], (leaf) => {
    const { change, m, v } = moments(leaf, leaf.g, beta1, beta2, eps);
    const step = weightDecay && decays(leaf.p) ? change.add(leaf.p.mul(weightDecay)) : change;
    const size = leaf.p.norm(), length = step.norm();
    const trust = where(size.greater(0).logicalAnd(length.greater(0)), size.div(where(length.greater(0), length, 1)), 1);
    return { p: leaf.p.sub(step.mul(trust.mul(leaf.lr))), slots: { m, v } };
  });
}
