/** Dynamic loss scaling (arXiv 1710.03740): gradients in f16 vanish unless the loss is scaled up, and overflow when it is scaled too far. */
import { maximum, where } from '../ops/elementwise.ts';
import { tensor } from '../ops/create.ts';
import type { Tensor } from '../tensor.ts';
import { treeMap, treeTensors } from '../tree.ts';

export interface LossScaleState { /** f32[] */ scale: Tensor; /** Steps without overflow since the scale changed, i32[]. */ good: Tensor }
export interface LossScaleOptions { initial?: number; /** Steps without overflow after which the scale doubles. */ every?: number; factor?: number; least?: number }
export interface LossScale {
  init(): LossScaleState;
  /** The loss to differentiate. */
  scale(loss: Tensor, state: LossScaleState): Tensor;
  /** Gradients of the unscaled loss, in f32, and whether all of them are finite. */
  unscale<G>(grads: G, state: LossScaleState): { grads: G; finite: Tensor };
  /** The scale for the next step: halved after an overflow, doubled after many steps without. */
  adjust(state: LossScaleState, finite: Tensor): LossScaleState;
}

export function lossScale({ initial = 2 ** 15, every = 2000, factor = 2, least = 1 }: LossScaleOptions = {}): LossScale {
  return {
    init: () => ({ scale: tensor(initial), good: tensor(0, { dtype: 'i32' }) }),
    scale: (loss, { scale }) => loss.cast('f32').mul(scale),
    unscale(grads, { scale }) {
      const unscaled = treeMap((g: Tensor | null) => g && g.cast('f32').div(scale), grads);
      const finite = treeTensors(unscaled).map((g) => g.isFinite().all()).reduce((a, b) => a.logicalAnd(b));
      return { grads: unscaled, finite };
    },
    adjust({ scale, good }, finite) {
      const count = good.add(1), grows = count.greaterEqual(every);
      return {
        scale: where(finite, where(grows, scale.mul(factor), scale), maximum(scale.div(factor), least)),
        good: where(finite.logicalAnd(grows.logicalNot()), count, 0),
      };
    },
  };
}

/** One tree or the other, leaf by leaf: what a step with an overflow is undone by. */
export const selectTree = <T>(condition: Tensor, a: T, b: T): T => treeMap((x: Tensor, y: Tensor) => where(condition, x, y), a, b);
