/** Models of TFLite: flatbuffers of one or more graphs in float32 or float16. Whole-number arithmetic (quantised nets) is refused. */
import { inLayer } from '../../graph/node.ts';
import { fail, InputError } from '../../input-error.ts';
import { fromBytes, tensor } from '../../ops/create.ts';
import * as ops from '../../ops/index.ts';
import type { Tensor } from '../../tensor.ts';
import type { Model, ValueInfo } from '../model.ts';
import { freshly, ofFeed, ofNumbers, ofTensor, toFeed, type Value } from '../onnx/value.ts';
import { Table } from './flatbuffer.ts';
import { ifCode, operators, Options } from './operators.ts';

const types: Record<number, 'f32' | 'f16' | 'i32' | 'i64' | 'bool' | 'u8' | 'i8'> = { 0: 'f32', 1: 'f16', 2: 'i32', 3: 'u8', 4: 'i64', 6: 'bool', 9: 'i8' };
const bytesOf = { f32: 4, f16: 2, i32: 4, i64: 8, bool: 1, u8: 1, i8: 1 } as const;
const mostKnown = 64;

interface Slot { name: string; type: keyof typeof bytesOf; shape: number[]; open: boolean }
interface Op { code: number; label: string; inputs: number[]; outputs: number[]; options: Table | undefined }
interface Graph { slots: Slot[]; inputs: number[]; outputs: number[]; ops: Op[]; /** By slot: weights by name, constants by value. */ weights: Map<number, string>; constants: Map<number, Value> }

/** @throws InputError for a damaged file, and for an operator that is not supported, naming both */
export function readTflite(bytes: Uint8Array): Model {
  const root = Table.root(bytes, 'TFLite'), codes = root.tables(1).map((c) => ({ code: Math.max(c.int8(0), c.int32(3)), custom: c.string(1) })), buffers = root.tables(4), weights: Record<string, Tensor> = {};
  const graphs = root.tables(2).map((g, i) => graphOf(g, i, codes, buffers, weights));
  if (graphs.length === 0) fail('TFLite: the file has no graph');
  const [main] = graphs, info = (i: number): ValueInfo => { const { name, type, shape, open } = main.slots[i]; return { name, dtype: type, shape: open ? null : shape }; };
  return {
    format: 'tflite', weights, layers: main.ops.map(({ label, code }) => ({ name: label, op: operators[code]?.name ?? 'IF' })), inputs: main.inputs.map(info), outputs: main.outputs.map(info),
    apply(feeds, current) {
      const given = main.inputs.map((i) => { const { name, type } = main.slots[i]; return ofFeed(feeds[name] ?? fail(`TFLite: the input ${name} is not given`), type); }), results = run(graphs, main, given, current);
      return Object.fromEntries(main.outputs.map((i, k) => [main.slots[i].name, toFeed(results[k])]));
    },
  };
}

function graphOf(g: Table, index: number, codes: readonly { code: number; custom: string }[], buffers: readonly Table[], weights: Record<string, Tensor>): Graph {
  const graph: Graph = { slots: [], inputs: g.ints(1), outputs: g.ints(2), ops: [], weights: new Map(), constants: new Map() };
  g.tables(0).forEach((slot, i) => {
    const name = slot.string(3) || `tensor ${i}`, code = slot.int8(1), type = types[code] ?? fail(`TFLite: tensor ${name} is of the type number ${code}, which is not read`), shape = slot.ints(0), signature = slot.ints(7), data = buffers[slot.int32(2)]?.bytes(0) ?? fail(`TFLite: tensor ${name} is in buffer ${slot.int32(2)}, which is not in the file`);
    for (const d of shape) if (d < 0 || d > 2 ** 30) fail(`TFLite: tensor ${name} has the shape [${shape.join(', ')}]`);
    if ((type === 'u8' || type === 'i8') && (slot.table(4)?.floats(2).length ?? 0) > 0) fail(`TFLite: tensor ${name} is quantised to ${type}: nets in whole numbers are not read`);
    graph.slots.push({ name, type, shape, open: signature.some((d) => d < 0) });
    const count = shape.reduce((n, d) => n * d, 1);
    // Without data it is an operand or a result, unless there is nothing to hold: the shape of a scalar.
    if (data.length === 0 && count > 0) return;
    if (data.length !== count * bytesOf[type]) fail(`TFLite: tensor ${name}, ${type}[${shape.join(', ')}], takes ${count * bytesOf[type]} bytes, but has ${data.length}`);
    if (type === 'f32' || type === 'f16') { const key = Object.hasOwn(weights, name) ? `${name} of graph ${index}` : name; weights[key] = fromBytes(data, shape, type, `weight ${name}`); graph.weights.set(i, key); } else graph.constants.set(i, wholeNumbers(data, shape, type, count));
  });
  for (const slot of [...graph.inputs, ...graph.outputs]) if (!graph.slots[slot]) fail(`TFLite: graph ${index} takes or gives tensor ${slot} of ${graph.slots.length}`);
  g.tables(3).forEach((op, i) => {
    const { code, custom } = codes[op.int32(0)] ?? fail(`TFLite: operator ${i} of graph ${index} is of kind ${op.int32(0)}, which the file does not list`), name = custom || operators[code]?.name || `number ${code}`, outputs = op.ints(2), label = graph.slots[outputs[0]]?.name ?? `${name} ${i}`;
    if (custom || (!operators[code] && code !== ifCode)) fail(`TFLite: node ${label} uses the operator ${name}, which is not supported`);
    for (const slot of [...op.ints(1), ...outputs]) if (slot >= graph.slots.length || slot < -1) fail(`TFLite: node ${label} (${name}) names tensor ${slot} of ${graph.slots.length}`);
    graph.ops.push({ code, label, inputs: op.ints(1), outputs, options: op.table(4) });
  });
  return graph;
}
function wholeNumbers(data: Uint8Array, shape: number[], type: 'i32' | 'i64' | 'bool' | 'u8' | 'i8', count: number): Value {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength), at = (i: number) => (type === 'i32' ? view.getInt32(4 * i, true) : type === 'i64' ? Number(view.getBigInt64(8 * i, true)) : type === 'i8' ? view.getInt8(i) : view.getUint8(i)), values = Array.from({ length: count }, (_, i) => at(i));
  return count <= mostKnown ? ofNumbers(values, shape, type) : ofTensor(tensor(Int32Array.from(values), { shape, dtype: type === 'i64' ? 'i32' : type }), type);
}

function run(graphs: readonly Graph[], graph: Graph, given: readonly Value[], current: Readonly<Record<string, Tensor>>, depth = 0): Value[] {
  if (depth > 8) fail('TFLite: graphs are within each other without end');
  const values = new Map<number, Value>([...freshly(new Map([...graph.constants].filter(([, v]) => v.known).map(([i, v]) => [`${i}`, v])))].map(([i, v]) => [Number(i), v]));
  for (const [i, value] of graph.constants) if (!value.known) values.set(i, value);
  for (const [i, name] of graph.weights) values.set(i, ofTensor(current[name], graph.slots[i].type));
  graph.inputs.forEach((slot, k) => values.set(slot, given[k]));
  for (const { code, label, inputs, outputs, options } of graph.ops) {
    const operands = inputs.map((slot) => (slot < 0 ? undefined : values.get(slot) ?? fail(`TFLite: node ${label} takes ${graph.slots[slot].name}, which nothing before it makes`))), name = operators[code]?.name ?? 'IF';
    try {
      const made = inLayer(label, () => (code === ifCode ? branches(graphs, operands as Value[], new Options(options), current, depth) : operators[code].run(operands, new Options(options), outputs.length)));
      (Array.isArray(made) ? made : [made]).forEach((value, k) => values.set(outputs[k], value));
    } catch (error) {
      if (!(error instanceof InputError) || error.message.startsWith('TFLite: ')) throw error;
      throw new InputError(`TFLite: node ${label} (${name} on ${operands.map((v) => v?.toString() ?? 'nothing').join(', ')}): ${error.message}`, { cause: error });
    }
  }
  return graph.outputs.map((slot) => values.get(slot) ?? fail(`TFLite: nothing makes the output ${graph.slots[slot].name}`));
}
/** Which branch is taken is known only when it runs: both, and of each result one. */
function branches(graphs: readonly Graph[], [condition, ...operands]: readonly Value[], options: Options, current: Readonly<Record<string, Tensor>>, depth: number): Value[] {
  const [yes, no] = [options.int(0), options.int(1)].map((i) => run(graphs, graphs[i] ?? fail(`graph ${i} is not in the file`), operands, current, depth + 1)), chosen = condition.tensor.reshape([]).cast('bool');
  return yes.map((a, i) => ofTensor(ops.where(chosen, a.tensor, no[i].tensor), a.type));
}
