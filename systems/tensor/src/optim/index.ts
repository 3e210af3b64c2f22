/** Optimisers, schedules and what belongs to a training step. Everything is a pure function on trees. */
export type { Leaf, Optimizer, OptimizerState, Rate, Rule, Updated } from './optimizer.ts';
export { optimizerOf } from './optimizer.ts';
export { sgd, type SgdOptions } from './sgd.ts';
export { adam, adamW, lamb, type AdamOptions, type DecoupledOptions } from './adam.ts';
export { rmsProp, type RmsPropOptions } from './rms-prop.ts';
export { chain, constant, cosine, linear, oneCycle, rateAt, stepDecay, warmup, type OneCycleOptions, type Schedule } from './schedule.ts';
export { clipByGlobalNorm, clipByValue, globalNorm } from './clip.ts';
export { ema, type Ema, type EmaState } from './ema.ts';
export { lossScale, selectTree, type LossScale, type LossScaleOptions, type LossScaleState } from './loss-scale.ts';
