/** Normalisations, and dropout, which is none of them but stands beside them. */
import * as nn from '../../../nn/normalise.ts';
import * as ops from '../../../ops/index.ts';
import type { Tensor } from '../../../tensor.ts';
import type { Call, Table } from '../call.ts';
import { ofTensor, type Value } from '../value.ts';

const perChannel = (v: Tensor, x: Tensor): Tensor => ops.reshape(v, [-1, ...x.shape.slice(2).map(() => 1)]);

/** With the statistics of the file; in training mode with those of the batch, which are then moved. */
function batchNorm(c: Call): (Value | undefined)[] {
  const { type } = c.value(0), x = c.tensor(0), [weight, bias, mean, variance] = [1, 2, 3, 4].map((i) => c.tensor(i)), eps = c.float('epsilon', 1e-5);
  if (!c.int('training_mode', 0)) {
    const scale = ops.mul(ops.rsqrt(ops.add(variance, eps)), weight), shift = ops.sub(bias, ops.mul(mean, scale));
    return [ofTensor(x.rank < 3 ? ops.add(ops.mul(x, scale), shift) : ops.add(ops.mul(x, perChannel(scale, x)), perChannel(shift, x)), type)];
  }
  const { y, statistics } = nn.batchNorm(x, { weight, bias, eps, layout: 'NCHW' }), keep = c.float('momentum', 0.9), moved = (old: Tensor, now: Tensor): Value => ofTensor(ops.add(ops.mul(old, keep), ops.mul(now, 1 - keep)), type);
  return [ofTensor(y, type), moved(mean, statistics.mean), moved(variance, statistics.variance)];
}
/** Over the axes from `axis` on; mean and reciprocal deviation are handed out too. */
function layerNorm(c: Call): (Value | undefined)[] {
  const { type } = c.value(0), x = c.tensor(0), first = c.axis(c.int('axis', -1), x.rank), axes = x.shape.map((_, i) => i).slice(first);
  const mean = ops.mean(x, axes, { keepdims: true }), centred = ops.sub(x, mean), inverse = ops.rsqrt(ops.add(ops.mean(ops.square(centred), axes, { keepdims: true }), c.float('epsilon', 1e-5)));
  const scaled = ops.mul(ops.mul(centred, inverse), c.tensor(1)), y = c.has(2) ? ops.add(scaled, c.tensor(2)) : scaled;
  return [ofTensor(y, type), c.wants(1) ? ofTensor(mean) : undefined, c.wants(2) ? ofTensor(inverse) : undefined];
}
function rmsNorm(c: Call): Value {
  const x = c.tensor(0), first = c.axis(c.int('axis', -1), x.rank), axes = x.shape.map((_, i) => i).slice(first);
  return ofTensor(ops.mul(ops.mul(x, ops.rsqrt(ops.add(ops.mean(ops.square(x), axes, { keepdims: true }), c.float('epsilon', 1e-5)))), c.tensor(1)), c.value(0).type);
}
/** Scale and shift are per group up to version 20, per channel since. */
function groupNorm(c: Call): Value {
  const x = c.tensor(0), groups = c.int('num_groups', 1), perChannels = (v: Tensor): Tensor => (v.size === x.shape[1] ? v : ops.repeat(v, x.shape[1] / groups, 0));
  return ofTensor(nn.groupNorm(x, groups, { weight: perChannels(c.tensor(1)), bias: perChannels(c.tensor(2)), eps: c.float('epsilon', 1e-5), layout: 'NCHW' }), c.value(0).type);
}
/** Each element over a power of the squares of its neighbours among the channels. */
function localResponse(c: Call): Value {
  const x = c.tensor(0), size = c.int('size', 1), low = Math.floor((size - 1) / 2), squares = ops.pad(ops.square(x), x.shape.map((_, i): [number, number] => (i === 1 ? [low, size - 1 - low] : [0, 0])));
  const sums = Array.from({ length: size }, (_, k) => ops.slice(squares, [null, [k, k + x.shape[1]]])).reduce((a, b) => ops.add(a, b));
  return ofTensor(ops.div(x, ops.pow(ops.add(ops.mul(sums, c.float('alpha', 1e-4) / size), c.float('bias', 1)), c.float('beta', 0.75))), c.value(0).type);
}
function meanVariance(c: Call): Value {
  const x = c.tensor(0), axes = c.ints('axes') ?? [0, 2, 3], mean = ops.mean(x, axes, { keepdims: true }), variance = ops.sub(ops.mean(ops.square(x), axes, { keepdims: true }), ops.square(mean));
  return ofTensor(ops.div(ops.sub(x, mean), ops.add(ops.sqrt(variance), 1e-9)), c.value(0).type);
}
/** Identity, unless training is asked for with a ratio that is not 0: then it would draw random numbers. */
function dropout(c: Call): (Value | undefined)[] {
  const x = c.value(0), isTraining = c.opset >= 12 && c.numberOr(2, 0) !== 0;
  if (isTraining && c.numberOr(1, 0.5) !== 0) c.fail('drawing random numbers in training mode is not supported: set training_mode to false');
  return [x, c.wants(1) ? ofTensor(ops.full(x.shape, true)) : undefined];
}

export const normalisation: Table = {
  BatchNormalization: batchNorm, LayerNormalization: layerNorm, RMSNormalization: rmsNorm, GroupNormalization: groupNorm, LRN: localResponse, MeanVarianceNormalization: meanVariance, Dropout: { run: dropout, constants: [1, 2] },
  InstanceNormalization: (c) => ofTensor(nn.instanceNorm(c.tensor(0), { weight: c.tensor(1), bias: c.tensor(2), eps: c.float('epsilon', 1e-5), layout: 'NCHW' }), c.value(0).type),
  LpNormalization: (c) => { const x = c.tensor(0); return ofTensor(ops.div(x, ops.norm(x, c.int('p', 2), c.int('axis', -1), { keepdims: true })), c.value(0).type); },
};
