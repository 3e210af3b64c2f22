/** What can be said about a graph before it is built: whether all its operators are known, and which constants decide how it is built. */
import { fail } from '../../input-error.ts';
import type { FunctionProto, GraphProto, NodeProto } from './format.ts';
import { operators } from './operators/index.ts';

export interface Scope { opsets: ReadonlyMap<string, number>; functions: ReadonlyMap<string, FunctionProto> }
/** The last operator set whose changes are known here. */
const newest = 21;

/** As the file calls it, or by its operator and place. */
export const nodeName = (node: NodeProto, i: number): string => node.name || `${node.op}_${i}`;
export const domainName = (domain: string): string => domain || 'ai.onnx';

/** @throws InputError naming the first node that cannot be built, and why */
export function checkGraph(graph: GraphProto, scope: Scope): void {
  checkNodes(graph.nodes, scope, 0);
}
function checkNodes(nodes: readonly NodeProto[], scope: Scope, depth: number): void {
  if (depth > 20) fail('ONNX: functions call each other without end');
  const opset = scope.opsets.get('');
  if (opset !== undefined && opset > newest) fail(`ONNX: the file uses operator set ${opset}: sets up to ${newest} are read. Export it with an older one`);
  nodes.forEach((node, i) => {
    const version = scope.opsets.get(node.domain), where = `ONNX: node ${nodeName(node, i)} uses the operator ${node.op} of ${domainName(node.domain)}${version === undefined ? '' : `, operator set ${version}`}`;
    const local = scope.functions.get(`${node.domain}:${node.op}`);
    if (local) { checkNodes(local.nodes, { opsets: local.opsets.size ? local.opsets : scope.opsets, functions: scope.functions }, depth + 1); return; }
    const definition = node.domain === '' ? operators.get(node.op) : undefined;
    if (!definition) fail(`${where}, which is not supported`);
    const reason = definition!.refuse?.(node, version ?? 1);
    if (reason) fail(`${where}: ${reason}`);
    for (const a of node.attributes.values()) {
      if (a.isSparse) fail(`${where}: sparse tensors are not supported`);
      if (a.g) checkNodes(a.g.nodes, scope, depth);
    }
  });
}

/** Names that stand where an operator needs numbers: with them, the graph would be another. */
export function constantNames(graph: GraphProto, into = new Set<string>()): Set<string> {
  for (const node of graph.nodes) {
    for (const i of operators.get(node.op)?.constants ?? []) if (node.inputs[i]) into.add(node.inputs[i]);
    for (const a of node.attributes.values()) if (a.g) constantNames(a.g, into);
  }
  return into;
}
