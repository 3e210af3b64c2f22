/** Learning rates that depend on the step: functions of the number of updates done so far, an i32[] tensor, so that they compile with the step. */
import { clip, cos, div, less, mul, pow, sub, where } from '../ops/elementwise.ts';
import { tensor } from '../ops/create.ts';
import { fail } from '../input-error.ts';
import type { Tensor } from '../tensor.ts';

export type Schedule = (step: Tensor) => Tensor;

/** What a schedule says for one step: for plots and logs. */
export const rateAt = (schedule: Schedule, step: number): number => schedule(tensor(step, { dtype: 'i32' })).item();

const positive = (name: string, steps: number): void => { if (!(steps > 0)) fail(`${name}: expected a number of steps above 0, got ${steps}`); };
/** How far the step is along `steps`, 0 to 1. */
const along = (step: Tensor, steps: number): Tensor => clip(div(step.cast('f32'), steps), 0, 1);
/** From `from` to `to` along half a cosine. */
const halfCosine = (from: number, to: number, done: Tensor): Tensor => cos(mul(done, Math.PI)).add(1).mul((from - to) / 2).add(to);

/** Always the same. */
export const constant = (lr: number): Schedule => (step) => step.cast('f32').mul(0).add(lr);

/** Straight from `start` to `end` in `steps`, then `end`. */
export function linear(start: number, end: number, steps: number): Schedule {
  positive('linear', steps);
  return (step) => along(step, steps).mul(end - start).add(start);
}

/** Half a cosine from `lr` down to `end` in `steps` (arXiv 1608.03983, without restarts). */
export function cosine(lr: number, steps: number, end = 0): Schedule {
  positive('cosine', steps);
  return (step) => halfCosine(lr, end, along(step, steps));
}

/** Times `factor` after every `every` steps. */
export function stepDecay(lr: number, every: number, factor: number): Schedule {
  positive('stepDecay', every);
  return (step) => pow(factor, div(step.cast('f32'), every).floor()).mul(lr);
}

/** `before` for the first `steps`, then `after`, whose steps count from 0. */
export function chain(before: Schedule, steps: number, after: Schedule): Schedule {
  return (step) => where(less(step, steps), before(step), after(sub(step, steps).maximum(0)));
}

/** Straight from 0 up to the schedule's first rate in `steps` (lr / steps at the first), then the schedule. */
export function warmup(steps: number, schedule: Schedule): Schedule {
  positive('warmup', steps);
  return (step) => where(less(step, steps), div(step.cast('f32').add(1), steps).mul(schedule(step.mul(0))), schedule(sub(step, steps).maximum(0)));
}

export interface OneCycleOptions { /** Share of the steps that go up. */ warmup?: number; /** The first rate is lr / divide. */ divide?: number; /** The last is the first over this. */ finalDivide?: number }
/** Up to `lr` and down again along half cosines (arXiv 1708.07120; as PyTorch's OneCycleLR). */
export function oneCycle(lr: number, steps: number, { warmup: share = 0.3, divide = 25, finalDivide = 1e4 }: OneCycleOptions = {}): Schedule {
  positive('oneCycle', steps - 1);
  const top = share * steps - 1, first = lr / divide;
  return (step) => {
    const at = step.cast('f32');
    return where(less(at, top), halfCosine(first, lr, clip(div(at, Math.max(top, 1e-9)), 0, 1)), halfCosine(lr, first / finalDivide, clip(div(sub(at, top), steps - 1 - top), 0, 1)));
  };
}
