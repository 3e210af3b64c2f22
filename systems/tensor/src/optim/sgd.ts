/** Stochastic gradient descent, with momentum. */
import { optimizerOf, type Optimizer, type Rate, type Updated } from './optimizer.ts';

export interface SgdOptions { lr: Rate; momentum?: number; nesterov?: boolean; /** L2 penalty, added to the gradient. */ weightDecay?: number }

/** p ← p - lr · v, v ← momentum · v + g (PyTorch's convention); with Nesterov p ← p - lr · (g + momentum · v). */
export function sgd({ lr, momentum = 0, nesterov = false, weightDecay = 0 }: SgdOptions): Optimizer {
  return optimizerOf(lr, momentum ? ['velocity'] : [], ({ g, p, slots, lr: rate }): Updated => {
    const gradient = weightDecay ? g.add(p.mul(weightDecay)) : g;
    if (!momentum) return { p: p.sub(gradient.mul(rate)), slots: {} };
    const velocity = slots.velocity.mul(momentum).add(gradient);
    return { p: p.sub((nesterov ? gradient.add(velocity.mul(momentum)) : velocity).mul(rate)), slots: { velocity } };
  });
}
