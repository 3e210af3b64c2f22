/** Gradients by one's own rule, and none at all. */
import * as make from '../graph/make.ts';
import type { CustomRule } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import { Tensor } from '../tensor.ts';
import { treeMap } from '../tree.ts';

/** The tree, as a constant to differentiation. */
export const stopGradient = <T>(tree: T): T => treeMap((leaf: unknown) => (leaf instanceof Tensor ? new Tensor(make.stopGradient(leaf.node)) : leaf), tree);

/**
 * f with a gradient of one's own: `vjp(cotangent, args, value)` gives the cotangent of each argument, or null for none.
 * What it is made of is differentiated in turn for second derivatives.
 */
export function customGradient<A extends Tensor[]>(f: (...args: A) => Tensor, vjp: (cotangent: Tensor, args: A, value: Tensor) => readonly (Tensor | null)[], name = f.name || 'custom'): (...args: A) => Tensor {
  const rule: CustomRule = {
    name,
    vjp(cotangent, node, [, ...args]) {
      const found = vjp(new Tensor(cotangent), args.map((n) => new Tensor(n)) as A, new Tensor(node));
      if (found.length !== args.length) fail(`customGradient ${name}: the rule gave ${found.length} cotangents for ${args.length} arguments`);
      return found.map((ct, i) => {
        if (!ct) return null;
        if (!make.sameShape(ct.shape, args[i].shape)) fail(`customGradient ${name}: the cotangent ${ct.toString()} does not fit its argument ${make.show(args[i])}`);
        return make.cast(ct.node, args[i].dtype);
      });
    },
  };
  return (...args) => new Tensor(make.custom(rule, f(...(args.map((t) => stopGradient(t)) as A)).node, args.map((t) => t.node)));
}
