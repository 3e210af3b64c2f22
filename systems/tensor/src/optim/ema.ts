/** Exponential moving averages of parameters: what is evaluated instead of the last weights. */
import { expm1, mul } from '../ops/elementwise.ts';
import { tensor, zerosLike } from '../ops/create.ts';
import type { Tensor } from '../tensor.ts';
import { treeMap } from '../tree.ts';

export interface EmaState<P> { step: Tensor; mean: P }
export interface Ema {
  init<P>(params: P): EmaState<P>;
  update<P>(state: EmaState<P>, params: P): EmaState<P>;
  /** The average, corrected for its beginning at zero. */
  average<P>(state: EmaState<P>): P;
}

/** mean ← decay · mean + (1 - decay) · params, in f32. */
export function ema({ decay }: { decay: number }): Ema {
  return {
    init: (params) => ({ step: tensor(0, { dtype: 'i32' }), mean: treeMap((p: Tensor) => zerosLike(p, 'f32'), params) }),
    update: ({ step, mean }, params) => ({ step: step.add(1), mean: treeMap((m: Tensor, p: Tensor) => m.mul(decay).add(p.cast('f32').mul(1 - decay)), mean, params) }),
    average({ step, mean }) {
      const weight = expm1(mul(step.cast('f32'), Math.log(decay))).neg().reciprocal();
      return treeMap((m: Tensor) => m.mul(weight), mean);
    },
  };
}
