/** Losses. `mean` over all elements (or all samples) unless another reduction is asked for. */
import { isFloat } from '../graph/dtype.ts';
import { fail } from '../input-error.ts';
import { logSoftmax, softplus } from '../ops/activation.ts';
import { arange } from '../ops/create.ts';
import { where } from '../ops/elementwise.ts';
import type { Tensor } from '../tensor.ts';

export type Reduction = 'mean' | 'sum' | 'none';
export interface LossOptions { reduction?: Reduction }

const reduced = (loss: Tensor, reduction: Reduction): Tensor => (reduction === 'none' ? loss : reduction === 'sum' ? loss.sum() : loss.mean());
function alike(name: string, x: Tensor, target: Tensor): void {
  if (x.shape.join() !== target.shape.join()) fail(`${name}: expected a target shaped like the prediction ${x.toString()}, got ${target.toString()}`);
}

export interface CrossEntropyOptions extends LossOptions {
  /** The classes' axis; the last by default. */
  axis?: number;
  /** Share of the target that is spread over all classes (arXiv 1512.00567). */
  labelSmoothing?: number;
  /** Samples with this label count nothing. */
  ignore?: number;
}
/**
 * -ln of the probability that softmax(logits) gives the target. Targets: labels, integers shaped like the logits without
 * the classes' axis; or probabilities shaped like the logits.
 */
export function crossEntropy(logits: Tensor, target: Tensor, { axis = -1, labelSmoothing = 0, ignore, reduction = 'mean' }: CrossEntropyOptions = {}): Tensor {
  const last = axis === -1 || axis === logits.rank - 1 ? logits : logits.moveaxis(axis, -1), logP = logSoftmax(last), classes = last.shape[last.rank - 1];
  const smoothed = (hit: Tensor): Tensor => (labelSmoothing ? hit.mul(1 - labelSmoothing).add(logP.mean(-1).mul(labelSmoothing)) : hit);
  if (isFloat(target.dtype)) {
    alike('crossEntropy', logits, target);
    const loss = smoothed(logP.mul(last === logits ? target : target.moveaxis(axis, -1)).sum(-1)).neg();
    return reduced(loss, reduction);
  }
  if (target.shape.join() !== last.shape.slice(0, -1).join()) fail(`crossEntropy: expected labels i32[${last.shape.slice(0, -1).join(', ')}], or probabilities, for logits ${logits.toString()}, got ${target.toString()}`);
  // A comparison instead of a lookup: its gradient is a comparison too, and fuses with the softmax.
  const isLabel = target.expandDims(-1).equal(arange(classes)), loss = smoothed(where(isLabel, logP, 0).sum(-1)).neg();
  if (ignore === undefined) return reduced(loss, reduction);
  const counts = target.notEqual(ignore), kept = where(counts, loss, 0);
  return reduction === 'mean' ? kept.sum().div(counts.cast('f32').sum().maximum(1)) : reduced(kept, reduction);
}

/** -ln p of the labels, from log-probabilities. */
export function nll(logP: Tensor, labels: Tensor, { reduction = 'mean' }: LossOptions = {}): Tensor {
  return reduced(where(labels.expandDims(-1).equal(arange(logP.shape[logP.rank - 1])), logP, 0).sum(-1).neg(), reduction);
}
/** (x - target)². */
export function mse(x: Tensor, target: Tensor, { reduction = 'mean' }: LossOptions = {}): Tensor { alike('mse', x, target); return reduced(x.sub(target).square(), reduction); }
/** |x - target|. */
export function l1(x: Tensor, target: Tensor, { reduction = 'mean' }: LossOptions = {}): Tensor { alike('l1', x, target); return reduced(x.sub(target).abs(), reduction); }
/** Half the square up to `delta`, a line beyond (Huber 1964). */
export function huber(x: Tensor, target: Tensor, { delta = 1, reduction = 'mean' }: LossOptions & { delta?: number } = {}): Tensor {
  alike('huber', x, target);
  const d = x.sub(target), size = d.abs();
  return reduced(where(size.lessEqual(delta), d.square().mul(0.5), size.sub(delta / 2).mul(delta)), reduction);
}
/** target (ln target - x), x being log-probabilities; 0 where the target is. `batchMean` is the divergence: the sum over the first axis's size. */
export function klDiv(x: Tensor, target: Tensor, { reduction = 'mean' }: { reduction?: Reduction | 'batchMean' } = {}): Tensor {
  alike('klDiv', x, target);
  const some = target.greater(0), loss = where(some, target.mul(where(some, target, 1).log().sub(x)), 0);
  return reduction === 'batchMean' ? loss.sum().div(x.shape[0] ?? 1) : reduced(loss, reduction);
}
/** Binary cross-entropy of probabilities; logarithms are cut at -100. */
export function bce(p: Tensor, target: Tensor, { reduction = 'mean' }: LossOptions = {}): Tensor {
  alike('bce', p, target);
  const logs = (q: Tensor): Tensor => q.log().maximum(-100);
  return reduced(target.mul(logs(p)).add(target.neg().add(1).mul(logs(p.neg().add(1)))).neg(), reduction);
}
/** Binary cross-entropy of sigmoid(x), without overflow. */
export function bceWithLogits(x: Tensor, target: Tensor, { reduction = 'mean' }: LossOptions = {}): Tensor {
  alike('bceWithLogits', x, target);
  return reduced(softplus(x).sub(x.mul(target)), reduction);
}
