/** Bounds on gradients. */
import { minimum } from '../ops/elementwise.ts';
import { zeros } from '../ops/create.ts';
import type { Tensor } from '../tensor.ts';
import { treeMap, treeTensors } from '../tree.ts';

/** Root of the sum of squares of all elements of all tensors in a tree. f32[] */
export function globalNorm(tree: unknown): Tensor {
  return treeTensors(tree).map((t) => { const f = t.cast('f32'); return f.mul(f).sum(); }).reduce((sum, s) => sum.add(s), zeros([])).sqrt();
}

/** Gradients scaled down together so that their global norm is at most `limit`, and the norm before. */
export function clipByGlobalNorm<G>(grads: G, limit: number): { grads: G; norm: Tensor } {
  const norm = globalNorm(grads), scale = minimum(norm.add(1e-6).reciprocal().mul(limit), 1);
  return { grads: treeMap((g: Tensor | null) => (g === null ? g : g.mul(scale.cast(g.dtype))), grads), norm };
}

/** Every element between -limit and limit. */
export const clipByValue = <G>(grads: G, limit: number): G => treeMap((g: Tensor | null) => g && g.clip(-limit, limit), grads);
