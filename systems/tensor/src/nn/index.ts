/** Modules, layers, losses. `nn.init` says how weights begin; activations are functions of the library itself. */
export { Module, type ApplyOptions, type Params } from './module.ts';
export { Embedding, Linear, type LayerOptions } from './linear.ts';
export { Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d, type ConvLayerOptions } from './convolution.ts';
export { BatchNorm, GroupNorm, InstanceNorm, LayerNorm, RMSNorm, type BatchNormOptions, type ChannelNormLayerOptions, type NormLayerOptions } from './normalisation.ts';
export { batchNorm, batchNormFrozen, groupNorm, instanceNorm, layerNorm, normalize, rmsNorm, type NormOptions, type Statistics } from './normalise.ts';
export { MultiHeadAttention, type KvCache, type MultiHeadAttentionOptions } from './attention.ts';
export { AdaptiveAvgPool, AdaptiveMaxPool, AvgPool, Dropout, Flatten, GlobalAvgPool, GlobalMaxPool, MaxPool, Sequential, type Layer } from './layers.ts';
export { bce, bceWithLogits, crossEntropy, huber, klDiv, l1, mse, nll, type CrossEntropyOptions, type LossOptions, type Reduction } from './loss.ts';
export * as init from './init.ts';
export { seed } from './init.ts';
