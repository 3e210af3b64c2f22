/**
 * Forward mode from reverse mode: the pullback is linear in its cotangent, so pulling back through the pullback pushes
 * forward (the double-transpose trick; Townsend 2017). No second set of rules, and what only the first needed is never computed.
 */
import { keepingHistory } from '../engine.ts';
import * as make from '../graph/make.ts';
import type { Node } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import { Tensor } from '../tensor.ts';
import { treeLeaves, treeUnflatten } from '../tree.ts';
import { cotangentNodes, fresh, tensorsOf } from './arguments.ts';
import { record, walkBack } from './tape.ts';

export interface Linearized<A extends unknown[], R> {
  value: R;
  /** The tangent of the value from tangents of the arguments (trees like them; 0 for what does not move). */
  pushforward: (...tangents: A) => R;
}

/** f(...args), and the product of its Jacobian with any column vector. */
export function linearize<A extends unknown[], R>(f: (...args: A) => R, ...args: A): Linearized<A, R> {
  return keepingHistory(() => {
    const { args: own, leaves } = fresh(args), value = f(...own), outputs = tensorsOf('jvp', value), inner = leaves.filter((n): n is Node => n !== null);
    // Stand-ins for cotangents: what is found depends on them linearly, and their values are never used.
    const standIns = outputs.map((y) => make.identity(make.fill(0, y.shape, y.dtype)));
    const backward = walkBack(record(outputs.map((y) => y.node), inner), standIns), reached = backward.map((node) => node !== null);
    const tape = record(backward.filter((n): n is Node => n !== null), standIns);
    for (const { node } of tape.steps) node.users++;
    const inputs = treeLeaves(args);
    const pushforward = (...tangents: A): R => keepingHistory(() => {
      const given = treeLeaves(tangents);
      if (given.length !== inputs.length) fail(`jvp: the arguments have ${inputs.length} leaves, got ${given.length} tangents`);
      const moving = inputs.flatMap((leaf, i) => (leaves[i] ? [[leaf as Tensor, given[i]] as const] : []));
      const nodes = cotangentNodes('jvp', moving.map(([leaf]) => leaf), moving.map(([, t]) => t));
      const pushed = walkBack(tape, nodes.filter((_, i) => reached[i]));
      return treeUnflatten(value, outputs.map((y, i) => new Tensor(pushed[i] ?? make.fill(0, y.shape, y.dtype)))) as R;
    });
    return { value, pushforward };
  });
}

/** [f(...args), its tangent along the tangents of the arguments]. */
export function jvp<A extends unknown[], R>(f: (...args: A) => R, args: A, tangents: A): [R, R] {
  const { value, pushforward } = linearize(f, ...args);
  return [value, pushforward(...tangents)];
}
