import { nn, type Tensor } from '../../src/index.ts';
import * as t from '../../src/index.ts';
import { entriesOf, holds, ofLayers, type Inputs } from '../recorded-torch.ts';

interface Args { reduction?: 'mean' | 'sum' | 'none' | 'batchmean'; labelSmoothing?: number; delta?: number; axes: number; eps?: number; groups: number; training: boolean; momentum: number; axis: number; heads: number; causal: boolean }
const reduction = ({ reduction: r }: Args) => (r === undefined ? {} : { reduction: r === 'batchmean' ? 'batchMean' as const : r }) as { reduction?: nn.Reduction };
const affine = ({ weight, bias }: Inputs, { eps }: Args) => ({ ...(weight && { weight }), ...(bias && { bias }), ...(eps !== undefined && { eps }), layout: 'NCHW' as const });

const layers: Record<string, (i: Inputs, a: Args) => Tensor | Record<string, Tensor>> = {
  crossEntropy: ({ x, labels }, a) => nn.crossEntropy(x, labels, { ...reduction(a), ...(a.labelSmoothing !== undefined && { labelSmoothing: a.labelSmoothing }) }),
  crossEntropyProbabilities: ({ x, target }) => nn.crossEntropy(x, target.div(target.sum(-1, { keepdims: true }))),
  mse: ({ x, target }, a) => nn.mse(x, target, reduction(a)), l1: ({ x, target }) => nn.l1(x, target), huber: ({ x, target }, { delta = 1 }) => nn.huber(x, target, { delta }),
  klDiv: ({ x, target }, a) => nn.klDiv(x, target, reduction(a)), bce: ({ x, target }) => nn.bce(x, target), bceWithLogits: ({ x, target }) => nn.bceWithLogits(x, target),
  layerNorm: (i, a) => nn.layerNorm(i.x, { ...affine(i, a), axes: a.axes }), rmsNorm: (i, a) => nn.rmsNorm(i.x, affine(i, a)), groupNorm: (i, a) => nn.groupNorm(i.x, a.groups, affine(i, a)), instanceNorm: (i, a) => nn.instanceNorm(i.x, affine(i, a)),
  normalize: ({ x }, { axis }) => nn.normalize(x, { axis }),
  batchNorm(i, a) {
    const layout = i.x.rank > 2 ? 'NCHW' as const : 'NHWC' as const, options = { ...affine(i, a), layout };
    if (!a.training) return { y: nn.batchNormFrozen(i.x, { mean: i.mean, variance: i.variance }, options), mean: i.mean, variance: i.variance };
    const { y, statistics: { mean, variance }, count } = nn.batchNorm(i.x, options), moved = (old: Tensor, now: Tensor) => old.mul(1 - a.momentum).add(now.mul(a.momentum));
    return { y, mean: moved(i.mean, mean), variance: moved(i.variance, variance.mul(count / (count - 1))) };
  },
  multiHeadAttention({ x, inWeight, inBias, outWeight, outBias }, { heads, causal }) {
    const [batch, places, width] = x.shape, parts = x.matmul(inWeight.T).add(inBias).split(3, -1).map((y) => y.reshape([batch, places, heads, width / heads]).transpose([0, 2, 1, 3]));
    return t.attention(parts[0], parts[1], parts[2], { causal }).transpose([0, 2, 1, 3]).reshape([batch, places, width]).matmul(outWeight.T).add(outBias);
  },
};

for (const entry of entriesOf<Args>()) {
  if (!ofLayers.has(entry.op)) continue;
  holds(entry, (i) => {
    const y = layers[entry.op](i, entry.args);
    return y instanceof t.Tensor ? { y } : y;
  });
}
