/** vmap: a function of one example becomes a function of a batch. */
import { keepingHistory } from '../engine.ts';
import * as make from '../graph/make.ts';
import type { Node } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import { Tensor } from '../tensor.ts';
import { isBranch, treeLeaves, treeUnflatten } from '../tree.ts';
import { axisOf } from '../ops/like.ts';
import { tensorsOf } from './arguments.ts';
import { batchGraph, spreadBatch, type Batched } from './batching.ts';

/** Where the batch axis is: one number for a whole tree, null for what all examples share, or a tree like the value. */
export type Axes = number | null | readonly Axes[] | { readonly [key: string]: Axes };

/**
 * (batched arguments) -> f on each example, all at once.
 * @param inAxes per argument (an array), or the same for all; 0 by default
 * @param outAxes where the batch goes in the value; 0 by default
 * @throws InputError when the arguments disagree on how many examples there are
 */
export function vmap<A extends unknown[], R>(f: (...args: A) => R, inAxes: Axes = 0, outAxes: Axes = 0): (...args: A) => R {
  return (...args) => keepingHistory(() => {
    const leaves = treeLeaves(args), axes = Array.isArray(inAxes) ? axesOf(inAxes, args) : args.flatMap((arg) => axesOf(inAxes, arg));
    let size: number | undefined;
    const moved = leaves.map((leaf, i): Node | null => {
      if (!(leaf instanceof Tensor) || axes[i] === null) return null;
      const axis = axisOf('vmap', axes[i], leaf.rank), n = leaf.shape[axis];
      if (size !== undefined && n !== size) fail(`vmap: the arguments disagree on the number of examples: ${size}, and ${n} along axis ${axis} of ${leaf.toString()}`);
      size = n;
      return make.permute(leaf.node, [axis, ...[...leaf.shape.keys()].filter((k) => k !== axis)]);
    });
    if (size === undefined) return fail('vmap: no argument has a batch axis: expected at least one tensor whose axis is not null');
    const count = size, placeholders = new Map<Node, Batched>();
    const examples = leaves.map((leaf, i) => {
      const node = moved[i];
      if (!node) return leaf;
      const placeholder = make.input(-1 - i, node.shape.slice(1), node.dtype);
      placeholders.set(placeholder, { node, batched: true });
      return new Tensor(placeholder);
    });
    const result = f(...(treeUnflatten(args, examples) as A)), outputs = tensorsOf('vmap', result), places = axesOf(outAxes, result);
    const batched = batchGraph(outputs.map((t) => t.node), placeholders, count);
    return treeUnflatten(result, batched.map((b, i) => {
      const node = spreadBatch(b, count), axis = axisOf('vmap', places[i] ?? 0, node.shape.length);
      return new Tensor(make.permute(node, Array.from({ length: node.shape.length - 1 }, (_, k) => k + 1).toSpliced(axis, 0, 0)));
    })) as R;
  });
}

/** One axis per leaf of the tree. */
function axesOf(axes: Axes, tree: unknown): (number | null)[] {
  if (axes === null || typeof axes === 'number') return treeLeaves(tree).map(() => axes);
  if (!isBranch(tree) || Array.isArray(tree) !== Array.isArray(axes)) return fail('vmap: the axes are a tree that does not fit the arguments');
  return Object.entries(tree).flatMap(([key, value]) => axesOf((axes as Record<string, Axes>)[key] ?? null, value));
}
