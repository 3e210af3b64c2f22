/** Losses of classification. Classes are axis 1. */
import * as ops from '../../../ops/index.ts';
import type { Tensor } from '../../../tensor.ts';
import type { Call, Table } from '../call.ts';
import { ofTensor, type Value } from '../value.ts';

/** -weight · ln p of the target, summed up as the node says. Targets of `ignore_index` do not count. */
function likelihood(c: Call, logProbabilities: Tensor): Tensor {
  const labels = c.tensor(1).cast('i32'), ignored = c.int('ignore_index'), counts = ignored === undefined ? undefined : ops.notEqual(labels, ignored), at = counts ? ops.where(counts, labels, 0) : labels;
  const found = ops.squeeze(ops.takeAlongAxis(logProbabilities, ops.expandDims(at, 1), 1), 1), weights = c.has(2) ? ops.take(c.tensor(2), at, 0) : counts && ops.onesLike(found), used = weights && counts ? ops.where(counts, weights, 0) : weights;
  const each = ops.neg(used ? ops.mul(found, used) : found);
  switch (c.string('reduction', 'mean')) {
    case 'none': return each;
    case 'sum': return ops.sum(each);
    default: return used ? ops.div(ops.sum(each), ops.sum(used)) : ops.mean(each);
  }
}
function crossEntropy(c: Call): Value[] {
  const { type } = c.value(0), logProbabilities = ops.logSoftmax(c.tensor(0), 1);
  return [ofTensor(likelihood(c, logProbabilities), type), ofTensor(logProbabilities, type)];
}
export const loss: Table = { NegativeLogLikelihoodLoss: (c) => ofTensor(likelihood(c, c.tensor(0)), c.value(0).type), SoftmaxCrossEntropyLoss: crossEntropy };
