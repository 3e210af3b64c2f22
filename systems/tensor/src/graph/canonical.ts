/**
 * Turns any part of the pending graph into a closed one that says only what is to be computed: leaves become numbered
 * inputs, identities vanish, equal nodes are one, order is fixed. The key is equal exactly where the computation is,
 * so it finds an executable that was prepared before.
 */
import type { Graph } from '../backend.ts';
import { fail } from '../input-error.ts';
import { sameShape } from './make.ts';
import { inLayer, Node, topological, type Op } from './node.ts';

export interface Canonical { graph: Graph; /** The node whose value each input takes, in order. */ leaves: Node[]; key: string }

/**
 * @param roots what is wanted, in order of the graph's outputs
 * @param parameters leaves that come first among the inputs, in this order, whether they are used or not
 */
export function canonical(roots: readonly Node[], parameters: readonly Node[] = []): Canonical {
  const given = new Set(parameters), isLeaf = (node: Node) => node.value !== undefined || given.has(node);
  const leaves: Node[] = [], inputs: Node[] = [], keys: string[] = [];
  const place = new Map<Node, number>(), made: Node[] = [], byKey = new Map<string, number>();
  const leaf = (node: Node) => {
    const copy = new Node({ kind: 'input', index: leaves.length }, [], node.shape, node.dtype);
    leaves.push(node);
    inputs.push(copy);
    keys.push(`p${node.dtype}${node.shape.join(',')}`);
    place.set(node, made.push(copy) - 1);
  };
  parameters.forEach(leaf);
  for (const node of topological(roots, isLeaf)) {
    if (place.has(node)) continue;
    if (isLeaf(node)) { leaf(node); continue; }
    const { op } = node;
    if (op.kind === 'data') fail('this tensor was disposed, or donated to a jitted function: its values are gone');
    if (op.kind === 'input') fail(`a value was asked for that is not known while ${op.index < 0 ? 'vmap' : 'jit'} traces the function: return it from the function, and read it there`);
    if (op.kind === 'stopGradient' || op.kind === 'custom' || (op.kind === 'reshape' && sameShape(node.shape, node.inputs[0].shape))) { place.set(node, place.get(node.inputs[0])!); continue; }
    const operands = node.inputs.map((input) => place.get(input)!);
    const key = `${opKey(op)}(${operands.join(',')})${node.dtype}${node.shape.join(',')}`;
    const known = op.kind === 'barrier' ? undefined : byKey.get(key);
    if (known !== undefined) { place.set(node, known); continue; }
    const at = made.push(inLayer(node.layer, () => new Node(op, operands.map((i) => made[i]), node.shape, node.dtype))) - 1;
    keys.push(key);
    byKey.set(key, at);
    place.set(node, at);
  }
  const outputs = roots.map((root) => place.get(root)!);
  return { graph: { inputs, outputs: outputs.map((i) => made[i]) }, leaves, key: `${keys.join(';')}>${outputs.join(',')}` };
}

const number = (x: number): string => (Object.is(x, -0) ? '-0' : String(x));
/** What an operation does, as text. */
export function opKey(op: Op): string {
  switch (op.kind) {
    case 'fill': return `=${number(op.value)}`;
    case 'unary': case 'ternary': return op.fn;
    case 'binary': return `2${op.fn}`;
    case 'cast': case 'reshape': return op.kind;
    case 'pad': return `pad${op.low.join(',')}/${op.high.join(',')}/${op.interior.join(',')}/${number(op.value)}`;
    case 'permute': return `permute${op.perm.join(',')}`;
    case 'broadcast': return `broadcast${op.axes.join(',')}`;
    case 'contract': return `contract${op.a.join(',')}/${op.b.join(',')}/${op.out.join(',')}`;
    default: return JSON.stringify(op);
  }
}
