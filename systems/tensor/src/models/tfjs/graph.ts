/** Graph models of TensorFlow.js: nodes by name, in any order. */
import { inLayer } from '../../graph/node.ts';
import { fail, InputError } from '../../input-error.ts';
import type { Tensor } from '../../tensor.ts';
import type { Feed, Model, ValueInfo } from '../model.ts';
import { freshly, ofFeed, ofTensor, toFeed, type Value } from '../onnx/value.ts';
import { Attributes, weightsOf, type GraphNode, type TfjsJson } from './format.ts';
import { operators } from './operators.ts';

/** `name:2` is a node's third result; `^name` only orders. */
const reference = (input: string): [name: string, result: number] => { const [name, result] = input.split(':'); return [name, Number(result ?? 0)]; };

export function graphModel(json: TfjsJson, bytes: Uint8Array): Model {
  const nodes = json.modelTopology.node ?? fail('tfjs: the topology has no nodes: expected a graph model'), byName = new Map(nodes.map((node) => [node.name, node])), values = weightsOf(json, bytes), weights: Record<string, Tensor> = {}, constants = new Map<string, Value>();
  for (const node of nodes) if (node.op !== 'Const' && !node.op.startsWith('Placeholder') && !Object.hasOwn(operators, node.op)) fail(`tfjs: node ${node.name} uses the operator ${node.op}, which is not supported`);
  for (const [name, value] of values) if (value.known) constants.set(name, value); else weights[name] = value.tensor;
  const order = inOrder(nodes, byName), inputs = nodes.filter((node) => node.op.startsWith('Placeholder')), used = new Set(nodes.flatMap((node) => (node.input ?? []).map((i) => reference(i)[0])));
  const asked = Object.values(json.signature?.outputs ?? {}).map(({ name }) => name), outputs = asked.length ? asked : nodes.filter((node) => !used.has(node.name) && node.op !== 'Const' && node.op !== 'NoOp').map((node) => node.name);
  const infoOf = (node: GraphNode): ValueInfo => { const a = new Attributes(node.attr); return { name: node.name, dtype: a.type('dtype'), shape: a.shape('shape') }; };
  return {
    format: 'tfjs-graph', weights, layers: order.map(({ name, op }) => ({ name, op })), inputs: inputs.map(infoOf), outputs: outputs.map((name) => ({ name, dtype: 'f32', shape: null })),
    apply(feeds, current) {
      const made = new Map<string, readonly Value[]>();
      for (const [name, value] of freshly(constants)) made.set(name, [value]);
      for (const name of Object.keys(weights)) made.set(name, [ofTensor(current[name], 'f32')]);
      for (const node of inputs) made.set(node.name, [ofFeed(feeds[node.name] ?? fail(`tfjs: the input ${node.name} is not given`), new Attributes(node.attr).type('dtype'))]);
      for (const node of order) {
        if (made.has(node.name)) continue;
        const operands = (node.input ?? []).filter((i) => !i.startsWith('^')).map((i) => { const [name, result] = reference(i); return made.get(name)?.[result] ?? fail(`tfjs: node ${node.name} (${node.op}) takes ${i}, which nothing makes`); });
        try { const result = inLayer(node.name, () => operators[node.op](operands, new Attributes(node.attr))); made.set(node.name, Array.isArray(result) ? result : [result]); } catch (error) {
          if (!(error instanceof InputError) || error.message.startsWith('tfjs: ')) throw error;
          throw new InputError(`tfjs: node ${node.name} (${node.op} on ${operands.map(String).join(', ')}): ${error.message}`, { cause: error });
        }
      }
      return Object.fromEntries(outputs.map((output) => { const [name, result] = reference(output); return [output, toFeed(made.get(name)?.[result] ?? fail(`tfjs: nothing makes the output ${output}`))] as [string, Feed]; }));
    },
  };
}

/** Nodes such that each follows those it takes. */
function inOrder(nodes: readonly GraphNode[], byName: ReadonlyMap<string, GraphNode>): GraphNode[] {
  const order: GraphNode[] = [], state = new Map<string, 'open' | 'done'>();
  for (const first of nodes) {
    const stack: { node: GraphNode; next: number }[] = state.has(first.name) ? [] : [{ node: first, next: 0 }];
    while (stack.length) {
      const top = stack[stack.length - 1], inputs = top.node.input ?? [];
      state.set(top.node.name, 'open');
      if (top.next === inputs.length) { stack.pop(); state.set(top.node.name, 'done'); order.push(top.node); continue; }
      const name = reference(inputs[top.next++].replace(/^\^/, ''))[0], node = byName.get(name) ?? fail(`tfjs: node ${top.node.name} (${top.node.op}) takes ${name}, which is not in the graph`);
      if (state.get(name) === 'open') fail(`tfjs: the graph goes in a circle at ${name}`);
      if (!state.has(name)) stack.push({ node, next: 0 });
    }
  }
  return order;
}
