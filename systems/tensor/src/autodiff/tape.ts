/** Reverse mode on the graph: from cotangents of outputs back to cotangents of leaves, one rule per node, each emitting graph. */
import { isFloat } from '../graph/dtype.ts';
import * as make from '../graph/make.ts';
import { topological, type Node } from '../graph/node.ts';
import { rules } from './rules/index.ts';

interface Step { node: Node; inputs: readonly Node[]; needs: boolean[] }

/** What lies between leaves and outputs, with the inputs as they are now: a node may lose its own when it gets a value. */
export interface Tape { leaves: readonly Node[]; outputs: readonly Node[]; /** Inputs before users. */ steps: Step[] }

export function record(outputs: readonly Node[], leaves: readonly Node[]): Tape {
  const own = new Set(leaves), oldest = leaves.reduce((id, leaf) => Math.min(id, leaf.id), Infinity), depends = new Set<Node>(leaves), steps: Step[] = [];
  // Nodes older than every leaf cannot stand on one.
  for (const node of topological(outputs, (n) => own.has(n) || n.id < oldest)) {
    if (own.has(node) || node.id < oldest || !isFloat(node.dtype)) continue;
    const needs = node.inputs.map((input) => depends.has(input) && isFloat(input.dtype));
    if (node.op.kind === 'stopGradient' || !needs.some(Boolean)) continue;
    depends.add(node);
    steps.push({ node, inputs: node.inputs, needs });
  }
  return { leaves, outputs, steps };
}

/** Which walk is under way, so that rules can share work within one. */
let walk = 0;
export const currentWalk = (): number => walk;

/** Cotangents of the tape's leaves; null where the outputs do not depend on one. A nested walk is part of one that is under way. */
export function walkBack({ leaves, outputs, steps }: Tape, cotangents: readonly (Node | null)[], { nested = false } = {}): (Node | null)[] {
  if (!nested) walk++;
  const found = new Map<Node, Node>();
  const give = (node: Node, ct: Node): void => { const before = found.get(node); found.set(node, before ? make.binary('add', before, ct) : ct); };
  outputs.forEach((node, i) => { const ct = cotangents[i]; if (ct && isFloat(node.dtype)) give(node, ct); });
  for (let i = steps.length - 1; i >= 0; i--) {
    const { node, inputs, needs } = steps[i], ct = found.get(node);
    if (!ct) continue;
    rules[node.op.kind](ct, node, inputs, needs).forEach((back, k) => { if (back && needs[k]) give(inputs[k], back); });
  }
  return leaves.map((leaf) => found.get(leaf) ?? null);
}
