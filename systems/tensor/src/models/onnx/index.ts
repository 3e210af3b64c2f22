/**
 * Models in ONNX files (onnx.proto3; operator sets 7 to 21, older ones as far as their operators mean the same).
 *
 *   bytes  --format-->  messages  --check-->  every operator is known  --apply-->  a graph of the library's operations
 *
 * Dimensions with names need no rules: shapes are known when `apply` runs on actual feeds. Whole numbers that are known
 * while the graph is built stay on the host, so that shapes computed from shapes cost nothing when it runs.
 */
import { inLayer } from '../../graph/node.ts';
import { fail, InputError } from '../../input-error.ts';
import type { Tensor } from '../../tensor.ts';
import type { Feed, Model, ValueInfo } from '../model.ts';
import { Call } from './call.ts';
import { checkGraph, constantNames, nodeName, type Scope } from './check.ts';
import { storedAs, type ElementType } from './element-type.ts';
import { parseModel, type FunctionProto, type GraphProto, type ModelFile, type NodeProto } from './format.ts';
import { operators } from './operators/index.ts';
import { numbersOf, tensorOf } from './tensor-values.ts';
import { freshly, mostKnown, ofFeed, ofNumbers, ofTensor, toFeed, type Value } from './value.ts';

const none: ReadonlyMap<string, Value> = new Map();

/**
 * The model in a file. Weights are its initial tensors but those whose numbers decide how the graph is built.
 * @throws InputError for a damaged file, and for an operator that is not supported, naming node and operator
 */
export function readOnnx(bytes: Uint8Array): Model {
  const file = parseModel(bytes), functions = new Map(file.functions.map((f) => [`${f.domain}:${f.name}`, f])), root: Scope = { opsets: file.opsets, functions };
  checkGraph(file.graph, root);
  hoistConstants(file.graph);
  const { weights, constants } = initial(file);
  const given = new Set(file.graph.initializers.map((t) => t.name)), inputs = file.graph.inputs.filter((v) => !given.has(v.name));
  const layers: { name: string; op: string }[] = [], names = new Map<NodeProto, string>();
  file.graph.nodes.forEach((node, i) => { const name = nodeName(node, i); names.set(node, name); layers.push({ name, op: node.op }); });

  return {
    format: 'onnx', inputs: inputs.map(infoOf), outputs: file.graph.outputs.map(infoOf), weights, layers,
    apply(feeds, current) {
      const values = freshly(constants);
      for (const [name, { type }] of constants.entries()) if (Object.hasOwn(feeds, name)) values.set(name, ofFeed(feeds[name], type));
      for (const t of file.graph.initializers) {
        if (constants.has(t.name)) continue;
        values.set(t.name, Object.hasOwn(feeds, t.name) ? ofFeed(feeds[t.name], t.type) : ofTensor(current[t.name] ?? fail(`ONNX: the weight ${t.name} is not given`), t.type));
      }
      for (const { name, type } of inputs) {
        if (Object.hasOwn(feeds, name)) values.set(name, ofFeed(feeds[name], type));
        else if (type !== 'none') fail(`ONNX: the input ${name} is not given: the model takes ${inputs.map((v) => v.name).join(', ')}`);
      }
      for (const name of Object.keys(feeds)) if (!values.has(name)) fail(`ONNX: the model has no input ${name}: it takes ${inputs.map((v) => v.name).join(', ')}`);
      runNodes(file.graph.nodes, values, root, (node) => names.get(node)!);
      return Object.fromEntries(file.graph.outputs.map(({ name }) => [name, toFeed(values.get(name) ?? fail(`ONNX: the output ${name} is made by no node`))] as [string, Feed]));
    },
  };
}

const infoOf = ({ name, type, shape }: { name: string; type: ElementType; shape?: (number | string)[] }): ValueInfo =>
  ({ name, dtype: type === 'i64' || type === 'f64' || type === 'string' ? type : storedAs(type) ?? 'f32', shape: shape ?? null });

/** Some exporters write weights as nodes of the operator Constant: they are initial tensors by another name. */
function hoistConstants(graph: GraphProto): void {
  const isWeight = (node: NodeProto): boolean => node.domain === '' && node.op === 'Constant' && node.attributes.get('value')?.t !== undefined;
  for (const node of graph.nodes) if (isWeight(node)) graph.initializers.push({ ...node.attributes.get('value')!.t!, name: node.outputs[0] });
  graph.nodes = graph.nodes.filter((node) => !isWeight(node));
}

/** Weights, and the constants that stay numbers: what decides how the graph is built, and whole numbers that are few. */
function initial({ graph }: ModelFile): { weights: Record<string, Tensor>; constants: Map<string, Value> } {
  const weights: Record<string, Tensor> = Object.create(null) as Record<string, Tensor>, constants = new Map<string, Value>(), deciding = constantNames(graph);
  for (const t of graph.initializers) {
    const size = t.shape.reduce((a, b) => a * b, 1), isWhole = t.type === 'i64' || t.type === 'i32' || t.type === 'bool';
    if (deciding.has(t.name) || (isWhole && size <= mostKnown) || t.shape.length === 0) constants.set(t.name, ofNumbers(numbersOf(t), t.shape, t.type));
    else weights[t.name] = tensorOf(t, `weight ${t.name}`);
  }
  return { weights, constants };
}

/** Runs nodes in order; `values` takes what they make. */
function runNodes(nodes: readonly NodeProto[], values: Map<string, Value>, scope: Scope, nameOf: (node: NodeProto, i: number) => string | undefined): void {
  nodes.forEach((node, i) => {
    const name = nameOf(node, i);
    inLayer(name, () => {
      const results = runNode(node, i, values, scope);
      node.outputs.forEach((output, k) => { const value = results[k]; if (output && value) values.set(output, value); });
    });
  });
}
function runNode(node: NodeProto, i: number, values: Map<string, Value>, scope: Scope): readonly (Value | undefined)[] {
  const inputs = node.inputs.map((name) => (name ? values.get(name) ?? fail(`ONNX: node ${nodeName(node, i)} (${node.op}) takes ${name}, which nothing before it makes`) : undefined));
  const local = scope.functions.get(`${node.domain}:${node.op}`);
  if (local) return runFunction(local, node, inputs, scope);
  const call = new Call(node, scope.opsets.get(node.domain) ?? 1, inputs, (graph, args) => runGraph(graph, args, values, scope));
  try {
    const result = operators.get(node.op)!.run(call);
    return Array.isArray(result) ? result : [result];
  } catch (error) {
    if (!(error instanceof InputError) || error.message.startsWith('ONNX: ')) throw error;
    throw new InputError(`ONNX: node ${nodeName(node, i)} (${node.op} on ${inputs.map((v) => v?.toString() ?? 'nothing').join(', ')}): ${error.message}`, { cause: error });
  }
}
/** A graph within a node sees the names around it. */
function runGraph(graph: GraphProto, inputs: readonly Value[], outer: ReadonlyMap<string, Value>, scope: Scope): Value[] {
  const values = new Map(outer);
  for (const t of graph.initializers) values.set(t.name, t.shape.reduce((a, b) => a * b, 1) <= mostKnown ? ofNumbers(numbersOf(t), t.shape, t.type) : ofTensor(tensorOf(t, `weight ${t.name}`), t.type));
  graph.inputs.forEach(({ name }, i) => { if (inputs[i]) values.set(name, inputs[i]); });
  runNodes(graph.nodes, values, scope, (node) => node.name || undefined);
  return graph.outputs.map(({ name }) => values.get(name) ?? fail(`ONNX: graph ${graph.name} hands out ${name}, which nothing makes`));
}
/** A function of the file: its nodes on the operands, with attributes of the call where they are referred to. */
function runFunction(f: FunctionProto, node: NodeProto, inputs: readonly (Value | undefined)[], scope: Scope): (Value | undefined)[] {
  const values = new Map(none), given = new Map([...f.defaults, ...node.attributes]);
  f.inputs.forEach((name, i) => { const value = inputs[i]; if (value) values.set(name, value); });
  const nodes = f.nodes.map((inner) => ({ ...inner, attributes: new Map([...inner.attributes].flatMap(([name, a]) => { const from = a.reference ? given.get(a.reference) : a; return from ? [[name, { ...from, name }] as const] : []; })) }));
  runNodes(nodes, values, { opsets: f.opsets.size ? f.opsets : scope.opsets, functions: scope.functions }, () => undefined);
  return f.outputs.map((name) => values.get(name));
}
