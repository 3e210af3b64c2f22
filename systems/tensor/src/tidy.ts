/** Lifetimes by scope. */
import { realizeNodes } from './engine.ts';
import { scope } from './scope.ts';
import type { Tensor } from './tensor.ts';
import { treeTensors } from './tree.ts';

/** Runs `f` and disposes every tensor that was made meanwhile and is not in the tree it returns. */
export function tidy<T>(f: () => T): T {
  const made = new Set<Tensor>();
  scope.tidies.push(made);
  let result: T | undefined, finished = false;
  try { result = f(); finished = true; return result; } finally {
    scope.tidies.pop();
    const kept = new Set(finished ? treeTensors(result) : []);
    const outer = scope.tidies.at(-1);
    for (const t of made) if (kept.has(t)) outer?.add(t); else t.dispose();
  }
}

/** Disposes all tensors in the trees. */
export function dispose(...trees: unknown[]): void {
  for (const t of treeTensors(trees)) t.dispose();
}

/** Computes all pending tensors in the trees in one go. */
export async function realize(...trees: unknown[]): Promise<void> {
  const tensors = treeTensors(trees);
  realizeNodes(tensors.map((t) => t.node));
}
