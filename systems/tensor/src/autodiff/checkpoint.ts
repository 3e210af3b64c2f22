/** checkpoint: what lies between a function's arguments and its value is not kept for the backward pass but computed again in it. */
import { keepingHistory } from '../engine.ts';
import * as make from '../graph/make.ts';
import { Node, topological, type CustomRule } from '../graph/node.ts';
import { isFloat } from '../graph/dtype.ts';
import { Tensor } from '../tensor.ts';
import { treeUnflatten } from '../tree.ts';
import { fresh, tensorsOf } from './arguments.ts';
import { currentWalk, record, walkBack } from './tape.ts';

/**
 * f, whose backward pass begins with f again (behind `barrier`, so that the two are not merged): activations inside live
 * only while they are needed. Gradients are the same, for tensors that f closes over too.
 */
export function checkpoint<A extends unknown[], R>(f: (...args: A) => R): (...args: A) => R {
  return (...args) => keepingHistory(() => {
    const firstId = Node.made, { args: own } = fresh(args), result = f(...own), outputs = tensorsOf('checkpoint', result).map((t) => t.node);
    // The boundary: what f stands on, constants aside.
    const order = topological(outputs, (n) => n.id < firstId), isConstant = (n: Node) => n.op.kind === 'fill' || n.op.kind === 'iota';
    const boundary = order.filter((n) => n.id < firstId && !isConstant(n)), inner = order.filter((n) => n.id >= firstId && n.inputs.length > 0).map((node) => ({ node, inputs: node.inputs }));
    let shared: { walk: number; behind: Node[]; again: Map<Node, Node> } | undefined;
    const recompute = (cotangent: Node) => {
      if (shared?.walk === currentWalk()) return shared;
      const behind = boundary.map((n) => make.barrier(n, [cotangent])), again = new Map<Node, Node>(boundary.map((n, i) => [n, behind[i]]));
      for (const { node, inputs } of inner) again.set(node, make.rebuild(node, inputs.map((input) => again.get(input) ?? input)));
      return (shared = { walk: currentWalk(), behind, again });
    };
    const marked = outputs.map((output) => {
      if (!isFloat(output.dtype)) return output;
      const rule: CustomRule = {
        name: 'checkpoint',
        vjp(cotangent) {
          const { behind, again } = recompute(cotangent);
          return walkBack(record([again.get(output) ?? output], behind), [cotangent], { nested: true });
        },
      };
      return make.custom(rule, output, boundary);
    });
    return treeUnflatten(result, marked.map((node) => new Tensor(node))) as R;
  });
}
