/**
 * The messages of onnx.proto3, as far as inference needs them, as plain objects. Fields that are not named here are skipped.
 * @throws InputError saying what is wrong with the file and where
 */
import { fail } from '../../input-error.ts';
import { ProtoReader } from '../protobuf.ts';
import { elementType, nameOfCode, type ElementType } from './element-type.ts';

export interface ModelFile { irVersion: number; producer: string; graph: GraphProto; opsets: Map<string, number>; functions: FunctionProto[] }
export interface GraphProto { name: string; nodes: NodeProto[]; initializers: TensorProto[]; inputs: ValueProto[]; outputs: ValueProto[] }
export interface FunctionProto { name: string; domain: string; inputs: string[]; outputs: string[]; nodes: NodeProto[]; opsets: Map<string, number>; defaults: Map<string, AttributeProto> }
export interface NodeProto { name: string; op: string; domain: string; inputs: string[]; outputs: string[]; attributes: Map<string, AttributeProto> }
export interface AttributeProto { name: string; f?: number; i?: number; s?: Uint8Array; t?: TensorProto; g?: GraphProto; floats: number[]; ints: number[]; strings: Uint8Array[]; /** Of the function the node is in. */ reference?: string; isSparse: boolean }
/** Values are in `raw`, little-endian, or in one of the lists. */
export interface TensorProto { name: string; shape: number[]; type: ElementType; raw?: Uint8Array; numbers: number[]; strings: Uint8Array[] }
export interface ValueProto { name: string; type: ElementType; /** undefined where the file does not say. */ shape?: (number | string)[] }

/** Calls the reader of each field there is; skips the others. */
type Fields = Record<number, (r: ProtoReader) => void>;
function read(r: ProtoReader, fields: Fields): void {
  for (let field = r.next(); field; field = r.next()) {
    const take = fields[field];
    if (take) take(r); else r.skip();
  }
}

export function parseModel(bytes: Uint8Array): ModelFile {
  const opsets = new Map<string, number>(), functions: FunctionProto[] = [], model = { irVersion: 0, producer: '' };
  let graph: GraphProto | undefined;
  read(new ProtoReader(bytes, 'ONNX'), {
    1: (r) => { model.irVersion = r.int(); }, 2: (r) => { model.producer = r.string(); },
    7: (r) => { graph = parseGraph(r.message()); }, 8: (r) => opset(r.message(), opsets), 25: (r) => functions.push(parseFunction(r.message())),
  });
  if (!graph) fail('ONNX: the file has no graph: is it another format?');
  if (!opsets.size) fail('ONNX: the file does not say which operator set it uses');
  return { ...model, graph: graph!, opsets, functions };
}
function opset(r: ProtoReader, into: Map<string, number>): void {
  let domain = '', version = 0;
  read(r, { 1: (f) => { domain = f.string(); }, 2: (f) => { version = f.int(); } });
  into.set(domain === 'ai.onnx' ? '' : domain, version);
}

function parseGraph(r: ProtoReader): GraphProto {
  const graph: GraphProto = { name: '', nodes: [], initializers: [], inputs: [], outputs: [] };
  read(r, {
    1: (f) => graph.nodes.push(parseNode(f.message())), 2: (f) => { graph.name = f.string(); }, 5: (f) => graph.initializers.push(parseTensor(f.message())),
    11: (f) => graph.inputs.push(parseValue(f.message())), 12: (f) => graph.outputs.push(parseValue(f.message())),
    15: () => fail(`ONNX: graph ${graph.name || 'without a name'} has sparse initializers, which are not read: save them dense`),
  });
  return graph;
}
function parseFunction(r: ProtoReader): FunctionProto {
  const f: FunctionProto = { name: '', domain: '', inputs: [], outputs: [], nodes: [], opsets: new Map(), defaults: new Map() };
  read(r, {
    1: (g) => { f.name = g.string(); }, 4: (g) => f.inputs.push(g.string()), 5: (g) => f.outputs.push(g.string()), 7: (g) => f.nodes.push(parseNode(g.message())),
    9: (g) => opset(g.message(), f.opsets), 10: (g) => { f.domain = g.string(); }, 11: (g) => { const a = parseAttribute(g.message()); f.defaults.set(a.name, a); },
  });
  return f;
}
function parseNode(r: ProtoReader): NodeProto {
  const node: NodeProto = { name: '', op: '', domain: '', inputs: [], outputs: [], attributes: new Map() };
  read(r, {
    1: (f) => node.inputs.push(f.string()), 2: (f) => node.outputs.push(f.string()), 3: (f) => { node.name = f.string(); }, 4: (f) => { node.op = f.string(); },
    5: (f) => { const a = parseAttribute(f.message()); node.attributes.set(a.name, a); }, 7: (f) => { const domain = f.string(); node.domain = domain === 'ai.onnx' ? '' : domain; },
  });
  return node;
}
function parseAttribute(r: ProtoReader): AttributeProto {
  const a: AttributeProto = { name: '', floats: [], ints: [], strings: [], isSparse: false };
  read(r, {
    1: (f) => { a.name = f.string(); }, 2: (f) => { a.f = f.float(); }, 3: (f) => { a.i = f.int(); }, 4: (f) => { a.s = f.bytes(); }, 5: (f) => { a.t = parseTensor(f.message()); }, 6: (f) => { a.g = parseGraph(f.message()); },
    7: (f) => f.floats(a.floats), 8: (f) => f.ints(a.ints), 9: (f) => a.strings.push(f.bytes()), 21: (f) => { a.reference = f.string(); }, 22: (f) => { a.isSparse = true; f.skip(); }, 23: (f) => { a.isSparse = true; f.skip(); },
  });
  return a;
}
export function parseTensor(r: ProtoReader): TensorProto {
  const t: TensorProto = { name: '', shape: [], type: 'none', numbers: [], strings: [] };
  let code = 0, isExternal = false;
  read(r, {
    1: (f) => f.ints(t.shape), 2: (f) => { code = f.int(); }, 4: (f) => f.floats(t.numbers), 5: (f) => f.ints(t.numbers), 6: (f) => t.strings.push(f.bytes()), 7: (f) => f.ints(t.numbers),
    8: (f) => { t.name = f.string(); }, 9: (f) => { t.raw = f.bytes(); }, 10: (f) => f.doubles(t.numbers), 11: (f) => f.ints(t.numbers, false), 14: (f) => { isExternal = f.int() === 1; },
  });
  const called = t.name || 'without a name';
  t.type = elementType(code) ?? fail(`ONNX: tensor ${called} has elements of type ${nameOfCode(code)}, which is not read`);
  if (isExternal) fail(`ONNX: the values of tensor ${called} are in another file: save the model as one file`);
  for (const d of t.shape) if (!Number.isSafeInteger(d) || d < 0) fail(`ONNX: tensor ${called} has the shape [${t.shape.join(', ')}]: expected whole numbers of at least 0`);
  return t;
}
export function parseValue(r: ProtoReader): ValueProto {
  const value: ValueProto = { name: '', type: 'none' };
  read(r, { 1: (f) => { value.name = f.string(); }, 2: (f) => parseType(f.message(), value) });
  return value;
}
function parseType(r: ProtoReader, into: ValueProto): void {
  read(r, {
    1: (f) => read(f.message(), { 1: (g) => { into.type = elementType(g.int()) ?? 'none'; }, 2: (g) => { into.shape = []; read(g.message(), { 1: (h) => into.shape!.push(parseDimension(h.message())) }); } }),
    4: (f) => { into.type = 'sequence'; f.skip(); }, 9: (f) => { into.type = 'none'; f.skip(); },
  });
}
function parseDimension(r: ProtoReader): number | string {
  let size: number | string = -1;
  read(r, { 1: (f) => { size = f.int(); }, 2: (f) => { size = f.string() || -1; } });
  return size;
}
