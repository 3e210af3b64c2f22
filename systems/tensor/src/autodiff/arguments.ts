/** Arguments under new identities, so that a function can be differentiated with respect to them and to nothing else. */
import { isFloat } from '../graph/dtype.ts';
import * as make from '../graph/make.ts';
import type { Node } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import { Tensor } from '../tensor.ts';
import { treeLeaves, treeUnflatten } from '../tree.ts';

export interface Fresh<A> { args: A; /** Per leaf of the tree: its node when it is a tensor of floats. */ leaves: (Node | null)[] }

export function fresh<A>(args: A): Fresh<A> {
  const leaves: (Node | null)[] = [];
  const copies = treeLeaves(args).map((leaf) => {
    if (!(leaf instanceof Tensor) || !isFloat(leaf.dtype)) { leaves.push(null); return leaf; }
    const node = make.identity(leaf.node);
    leaves.push(node);
    return new Tensor(node);
  });
  return { args: treeUnflatten(args, copies) as A, leaves };
}

/** A result's tensors, in order of its leaves. */
export function tensorsOf(op: string, result: unknown): Tensor[] {
  return treeLeaves(result).map((leaf) => (leaf instanceof Tensor ? leaf : fail(`${op}: the function returned ${leaf instanceof Promise ? 'a promise' : `the ${typeof leaf} ${String(leaf)}`}: expected tensors, or arrays and objects of them`)));
}

/** Cotangents as a tree like `args`: zeros where there is none, and 0 for what is not a tensor. */
export function cotangentTree<A>(args: A, leaves: readonly (Node | null)[], found: ReadonlyMap<Node, Node | null>): A {
  return treeUnflatten(args, treeLeaves(args).map((leaf, i) => {
    if (!(leaf instanceof Tensor)) return typeof leaf === 'number' ? 0 : leaf;
    const node = leaves[i], ct = node ? found.get(node) : null;
    return new Tensor(ct ?? make.fill(0, leaf.shape, leaf.dtype));
  })) as A;
}

/** Nodes of a cotangent that is a tree like the function's result. @throws InputError when it does not fit */
export function cotangentNodes(op: string, outputs: readonly Tensor[], cotangent: unknown): (Node | null)[] {
  const given = treeLeaves(cotangent);
  if (given.length !== outputs.length) fail(`${op}: the function has ${outputs.length} outputs, got ${given.length} cotangents or tangents`);
  return outputs.map((y, i) => {
    const ct = given[i];
    if (!isFloat(y.dtype)) return null;
    if (typeof ct === 'number') return make.fill(ct, y.shape, y.dtype);
    if (!(ct instanceof Tensor)) return fail(`${op}: expected a tensor for ${y.toString()}, got ${String(ct)}`);
    if (!make.sameShape(ct.shape, y.shape)) fail(`${op}: ${ct.toString()} does not fit ${y.toString()}`);
    return make.cast(ct.node, y.dtype);
  });
}
