/**
 * An optimiser as pure functions: `state = opt.init(params)`, then `[params, state] = opt.update(grads, state, params)`.
 *
 * Parameters, gradients and state are trees; nothing is kept in between and nothing is overwritten. All that changes is
 * in tensors, the count of steps included, so that one `jit` covers every step. An optimiser is a rule for one leaf:
 * which slots it keeps beside a parameter, and what becomes of both.
 */
import { isFloat } from '../graph/dtype.ts';
import { fail } from '../input-error.ts';
import { tensor, zerosLike } from '../ops/create.ts';
import { Tensor } from '../tensor.ts';
import { treeLeaves, treeStructure, treeUnflatten } from '../tree.ts';
import type { Schedule } from './schedule.ts';

export interface OptimizerState<P> {
  /** Updates done so far, i32[]. */
  step: Tensor;
  /** Trees like the parameters', by name: `m` and `v` of Adam. */
  slots: Record<string, P>;
}
export interface Optimizer {
  init<P>(params: P): OptimizerState<P>;
  /** Gradients of parameters that got none may be null: those stay as they are. @throws InputError when the trees differ */
  update<P>(grads: unknown, state: OptimizerState<P>, params: P): [params: P, state: OptimizerState<P>];
}
/** The learning rate: a number, or one that depends on the step. */
export type Rate = number | Schedule;

export interface Leaf {
  /** Gradient and parameter, both f32. */
  g: Tensor;
  p: Tensor;
  /** Slots as they were. */
  slots: Record<string, Tensor>;
  lr: Tensor | number;
  /** Number of this update, from 1. f32[] */
  t: Tensor;
}
export interface Updated { p: Tensor; slots: Record<string, Tensor> }
export type Rule = (leaf: Leaf) => Updated;

/** An optimiser that applies `rule` to every parameter with a float dtype. Arithmetic is in f32; f16 and bf16 parameters are rounded when stored. */
export function optimizerOf(lr: Rate, slotNames: readonly string[], rule: Rule): Optimizer {
  return {
    init<P>(params: P): OptimizerState<P> {
      const like = () => treeUnflatten(params, treeLeaves(params).map((p) => (p instanceof Tensor ? zerosLike(p, 'f32') : p))) as P;
      // A value, not a constant: constants are folded in another precision than a step computes in, and a resumed run would differ.
      return { step: tensor(0, { dtype: 'i32' }), slots: Object.fromEntries(slotNames.map((name) => [name, like()])) };
    },
    update<P>(grads: unknown, state: OptimizerState<P>, params: P): [P, OptimizerState<P>] {
      if (treeStructure(grads) !== treeStructure(params)) fail(`update: the gradients' tree ${treeStructure(grads)} is not the parameters' ${treeStructure(params)}`);
      const step = state.step.add(1), t = step.cast('f32'), rate = typeof lr === 'number' ? lr : lr(state.step);
      const ps = treeLeaves(params), gs = treeLeaves(grads), before = slotNames.map((name) => treeLeaves(state.slots[name] ?? fail(`update: the state has no ${name}: expected what init or update of this optimiser gave`)));
      const nextP: unknown[] = [], after: unknown[][] = slotNames.map(() => []);
      ps.forEach((p, i) => {
        const g = gs[i];
        if (!(p instanceof Tensor) || !(g instanceof Tensor) || !isFloat(p.dtype)) { nextP.push(p); slotNames.forEach((_, s) => after[s].push(before[s][i])); return; }
        if (g.shape.join() !== p.shape.join()) fail(`update: the gradient ${g.toString()} is not shaped like its parameter ${p.toString()}`);
        const next = rule({ g: g.cast('f32'), p: p.cast('f32'), slots: Object.fromEntries(slotNames.map((name, s) => [name, before[s][i] as Tensor])), lr: rate, t });
        nextP.push(next.p.cast(p.dtype));
        slotNames.forEach((name, s) => after[s].push(next.slots[name]));
      });
      const slots = Object.fromEntries(slotNames.map((name, s) => [name, treeUnflatten(params, after[s]) as P]));
      return [treeUnflatten(params, nextP) as P, { step, slots }];
    },
  };
}
