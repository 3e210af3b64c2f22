/**
 * A layer's forward and backward pass as two separate functions, driven from outside: whoever calls holds what the backward
 * pass needs, and may spill it, send it elsewhere, or drop it and run the forward pass again. For offloading, pipelines, and
 * local learning.
 */
import * as make from '../graph/make.ts';
import { Node, topological } from '../graph/node.ts';
import { jit } from '../jit.ts';
import { Tensor } from '../tensor.ts';
import { treeLeaves } from '../tree.ts';
import { cotangentNodes, cotangentTree, fresh, tensorsOf } from './arguments.ts';
import { record, walkBack } from './tape.ts';

export interface LayerwiseOptions {
  /** What the forward pass leaves is called so in memory reports: 'residual' by default. */
  tag?: string;
}
export interface Layerwise<A extends unknown[], R> {
  /** The value, and the tensors that the backward pass needs besides the arguments. The caller owns them, and disposes them. */
  forward(...args: A): { value: R; residuals: Tensor[] };
  /** Cotangents of all arguments. The residuals are those of `forward` on the same arguments, or on equal ones. */
  backward(residuals: readonly Tensor[], args: A, cotangent: R): A;
}

/** f as a compiled forward and a compiled backward pass, once per signature. */
export function layerwise<A extends unknown[], R>(f: (...args: A) => R, { tag = 'residual' }: LayerwiseOptions = {}): Layerwise<A, R> {
  const forward = jit((...args: A) => {
    const { value, frontier } = split(f, args);
    return { value, residuals: frontier.map((node) => new Tensor(node)) };
  }, { tag });
  const backward = jit((residuals: readonly Tensor[], args: A, cotangent: R): A => {
    const { outputs, standIns, leaves, inner, back, frontier, dependent } = split(f, args);
    const now = new Map<Node, Node>(frontier.map((node, i) => [node, residuals[i].node]));
    cotangentNodes('layerwise', outputs, cotangent).forEach((ct, i) => { if (ct) now.set(standIns[i], ct); });
    for (const node of dependent) if (!now.has(node)) now.set(node, make.rebuild(node, node.inputs.map((input) => now.get(input) ?? input)));
    return cotangentTree(args, leaves, new Map(inner.map((leaf, i) => [leaf, back[i] ? (now.get(back[i]) ?? back[i]) : null])));
  });
  return { forward, backward };
}

/** Both passes as one graph, and the frontier between them: nodes of the forward pass that the backward pass reads. */
function split<A extends unknown[], R>(f: (...args: A) => R, args: A) {
  const firstId = Node.made, { args: own, leaves } = fresh(args), inner = leaves.filter((n): n is Node => n !== null), value = f(...own), outputs = tensorsOf('layerwise', value);
  const standIns = outputs.map((y) => make.identity(make.fill(0, y.shape, y.dtype))), back = walkBack(record(outputs.map((y) => y.node), inner), standIns);
  const given = new Set(treeLeaves(own).flatMap((leaf) => (leaf instanceof Tensor ? [leaf.node] : [])));
  const onArguments = new Set<Node>(), onCotangents = new Set<Node>(standIns), backward: Node[] = [], roots = back.filter((n): n is Node => n !== null);
  for (const node of topological(roots, (n) => given.has(n) || n.id < firstId)) {
    if (given.has(node) || onCotangents.has(node) || node.id < firstId) continue;
    if (node.inputs.some((input) => onCotangents.has(input))) { onCotangents.add(node); backward.push(node); }
    else if (node.inputs.some((input) => given.has(input) || onArguments.has(input))) onArguments.add(node);
  }
  // Views of what is kept are made again: they cost nothing, and a broadcast may be large.
  const frontier = new Set<Node>(), views = new Set<Node>();
  const read = (first: Node): void => {
    const chain: Node[] = [];
    let node = first;
    while (onArguments.has(node) && viewKinds.has(node.op.kind) && !views.has(node)) { chain.push(node); [node] = node.inputs; }
    if (onArguments.has(node) && !views.has(node)) frontier.add(node);
    for (const view of chain.reverse()) views.add(view);
  };
  for (const node of backward) for (const input of node.inputs) read(input);
  for (const root of roots) read(root);
  return { value, outputs, standIns, leaves, inner, back, frontier: [...frontier], dependent: [...views, ...backward] };
}

const viewKinds = new Set<Node['op']['kind']>(['reshape', 'permute', 'broadcast']);
