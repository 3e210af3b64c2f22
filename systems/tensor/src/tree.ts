/** Trees: arrays and plain objects, nested as one likes, with tensors (or anything else) as leaves. Parameters, states and gradients are trees. */
import { fail } from './input-error.ts';
import { Tensor } from './tensor.ts';

export type Tree<Leaf> = Leaf | readonly Tree<Leaf>[] | { readonly [key: string]: Tree<Leaf> };
/** The same tree with its tensors replaced. */
export type Mapped<T, Leaf> = T extends Tensor ? Leaf : T extends readonly unknown[] ? { [K in keyof T]: Mapped<T[K], Leaf> } : T extends (...args: never[]) => unknown ? T : T extends object ? { [K in keyof T]: Mapped<T[K], Leaf> } : T;

/** Leaves are whatever is neither an array nor a plain object (a class's object is one too, unless it is a Module-like with `tree()`). */
export function isBranch(value: unknown): value is Record<string, unknown> | unknown[] {
  if (Array.isArray(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** All leaves in order: arrays by index, objects by the order of their keys. */
export function treeLeaves(tree: unknown): unknown[] {
  const leaves: unknown[] = [];
  const walk = (value: unknown): void => { if (isBranch(value)) for (const child of Object.values(value)) walk(child); else leaves.push(value); };
  walk(tree);
  return leaves;
}

/** The tensors among the leaves. */
export const treeTensors = (tree: unknown): Tensor[] => treeLeaves(tree).filter((leaf) => leaf instanceof Tensor);

/** Structure as text: equal for trees that differ in leaves only. */
export function treeStructure(tree: unknown): string {
  if (Array.isArray(tree)) return `[${tree.map(treeStructure).join(',')}]`;
  if (isBranch(tree)) return `{${Object.entries(tree).map(([k, v]) => `${JSON.stringify(k)}:${treeStructure(v)}`).join(',')}}`;
  return '*';
}

/**
 * A tree of `like`'s structure over other leaves, in order.
 * @throws InputError when there are fewer or more leaves than places
 */
export function treeUnflatten(like: unknown, leaves: readonly unknown[]): unknown {
  let next = 0;
  const build = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(build);
    if (isBranch(value)) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, build(v)]));
    return leaves[next++];
  };
  const tree = build(like);
  if (next !== leaves.length) fail(`treeUnflatten: the tree has ${next} leaves, got ${leaves.length}`);
  return tree;
}

/**
 * f over the leaves of a tree, or over corresponding leaves of several trees of one structure.
 * @throws InputError when the trees differ in structure
 */
export function treeMap<T>(f: (leaf: never, ...rest: never[]) => unknown, tree: T, ...others: unknown[]): T {
  const structure = others.length ? treeStructure(tree) : '';
  for (const other of others) if (treeStructure(other) !== structure) fail(`treeMap: the trees differ in structure: ${structure} and ${treeStructure(other)}`);
  const rest = others.map(treeLeaves), call = f as (...leaves: unknown[]) => unknown;
  return treeUnflatten(tree, treeLeaves(tree).map((leaf, i) => call(leaf, ...rest.map((leaves) => leaves[i])))) as T;
}
