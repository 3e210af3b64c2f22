/** RMSProp (Hinton's lecture 6e), as PyTorch has it: the gradient over a moving root mean square. */
import { optimizerOf, type Optimizer, type Rate } from './optimizer.ts';

export interface RmsPropOptions {
  lr: Rate;
  /** Of the moving mean of squares. */
  decay?: number;
  eps?: number;
  momentum?: number;
  /** Subtracts the squared moving mean: the variance instead of the second moment. */
  centred?: boolean;
  /** L2 penalty, added to the gradient. */
  weightDecay?: number;
}

/** v ← decay · v + (1 - decay) g², p ← p - lr · g / (√v + eps); with momentum, that step is collected first. */
export function rmsProp({ lr, decay = 0.99, eps = 1e-8, momentum = 0, centred = false, weightDecay = 0 }: RmsPropOptions): Optimizer {
  return optimizerOf(lr, ['v', ...(centred ? ['mean'] : []), ...(momentum ? ['velocity'] : [])], ({ g: raw, p, slots, lr: rate }) => {
    const g = weightDecay ? raw.add(p.mul(weightDecay)) : raw;
    const v = slots.v.mul(decay).add(g.mul(g).mul(1 - decay)), mean = centred ? slots.mean.mul(decay).add(g.mul(1 - decay)) : undefined;
    const step = g.div((mean ? v.sub(mean.mul(mean)) : v).sqrt().add(eps)), velocity = momentum ? slots.velocity.mul(momentum).add(step) : undefined;
    return { p: p.sub((velocity ?? step).mul(rate)), slots: { v, ...(mean && { mean }), ...(velocity && { velocity }) } };
  });
}
