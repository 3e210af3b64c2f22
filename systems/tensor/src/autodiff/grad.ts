/** Reverse mode: vjp, grad, valueAndGrad. */
import { computeTogether, keepingHistory } from '../engine.ts';
import { isFloat } from '../graph/dtype.ts';
import * as make from '../graph/make.ts';
import type { Node } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import { Tensor } from '../tensor.ts';
import { treeLeaves } from '../tree.ts';
import { cotangentNodes, cotangentTree, fresh, tensorsOf } from './arguments.ts';
import { record, walkBack } from './tape.ts';

export interface Vjp<A extends unknown[], R> {
  value: R;
  /** Cotangents of all arguments from a cotangent of the value (a tree like it). May be called again, and later; its graph is differentiable. */
  pullback: (cotangent: R) => A;
}

/** f(...args), and the product of any row vector with its Jacobian. Arguments and value are trees. */
export function vjp<A extends unknown[], R>(f: (...args: A) => R, ...args: A): Vjp<A, R> {
  return keepingHistory(() => {
    const { args: own, leaves } = fresh(args), value = f(...own), outputs = tensorsOf('vjp', value), nodes = outputs.map((t) => t.node);
    const inner = leaves.filter((n): n is Node => n !== null), tape = record(nodes, inner);
    // The tape is needed as long as the pullback may be called: its nodes have one more user.
    for (const { node } of tape.steps) node.users++;
    for (const node of inner) node.users++;
    const pullback = (cotangent: R): A => keepingHistory(() => {
      const found = walkBack(tape, cotangentNodes('vjp', outputs, cotangent)), byLeaf = new Map(inner.map((node, i) => [node, found[i]]));
      return cotangentTree(args, leaves, byLeaf);
    });
    return { value, pullback };
  });
}

export interface GradOptions<N extends number | readonly number[] = number> {
  /** Which arguments to differentiate by: one position (0 by default), or several, whose gradients come as an array. */
  argnums?: N;
  /** The function returns [loss, anything else]; the rest is handed on, not differentiated. */
  hasAux?: boolean;
}
/** What f is differentiated by: an argument, or an array of them. */
export type Gradients<A extends unknown[], N> = N extends readonly number[] ? { -readonly [K in keyof N]: A[N[K] & number] } : A[N & number];

/** (...args) -> [f(...args), gradient of it]. f's value is one number; a gradient is a tree like the argument. @throws InputError when they are not */
export function valueAndGrad<A extends unknown[], R, const N extends number | readonly number[] = 0>(f: (...args: A) => R, { argnums, hasAux = false }: GradOptions<N> = {}): (...args: A) => [R, Gradients<A, N>] {
  const which: number | readonly number[] = argnums ?? 0, positions: readonly number[] = typeof which === 'number' ? [which] : which;
  return (...args) => keepingHistory(() => {
    const chosen = positions.map((i) => args[i < 0 ? i + args.length : i]), { args: own, leaves } = fresh(chosen), all = [...args] as A;
    treeLeaves(chosen).forEach((leaf, i) => { if (leaf instanceof Tensor && !leaves[i]) fail(`grad: ${leaf.toString()} is not of floats, so there is no gradient by it: choose other argnums, or cast it`); });
    positions.forEach((position, k) => { all[position < 0 ? position + args.length : position] = own[k]; });
    const result = f(...all), loss: unknown = hasAux ? (result as [unknown])[0] : result;
    if (!(loss instanceof Tensor) || loss.size !== 1) return fail(`grad: the function returned ${loss instanceof Tensor ? loss.toString() : String(loss)}: expected one number, such as a mean${hasAux ? ', first in an array with the rest' : ''}`);
    if (!isFloat(loss.dtype)) fail(`grad: the function returned ${loss.toString()}, whose gradient is 0 everywhere: expected floats`);
    const { node } = loss, inner = leaves.filter((n): n is Node => n !== null), found = walkBack(record([node], inner), [make.fill(1, node.shape, node.dtype)]);
    const gradients = cotangentTree(chosen, leaves, new Map(inner.map((n, i) => [n, found[i]])));
    computeTogether([result, gradients].flatMap(treeLeaves).filter((leaf) => leaf instanceof Tensor).map((t) => t.node));
    return [result, (typeof which === 'number' ? gradients[0] : gradients) as Gradients<A, N>];
  });
}

/** (...args) -> gradient of f, which returns one number; with hasAux [gradient, the rest]. */
export function grad<A extends unknown[], const N extends number | readonly number[] = 0>(f: (...args: A) => Tensor, argnums?: N): (...args: A) => Gradients<A, N> {
  const both = valueAndGrad(f, { ...(argnums !== undefined && { argnums }) });
  return (...args) => both(...args)[1] as Gradients<A, N>;
}
