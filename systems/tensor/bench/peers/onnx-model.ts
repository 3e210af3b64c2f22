/** Writes ONNX models: the few messages and fields of onnx.proto that a float32 graph takes, as protocol buffers. */

type Attribute = number | string | readonly number[] | { float: number };
export interface GraphNode { op: string; inputs: readonly string[]; outputs: readonly string[]; attributes?: Record<string, Attribute> }
export interface Constant { shape: readonly number[]; values: Float32Array | BigInt64Array }
export interface Model { nodes: readonly GraphNode[]; constants: Record<string, Constant>; inputs: Record<string, readonly number[]>; outputs: Record<string, readonly number[]> }

const text = new TextEncoder();
const float = 1, int64 = 7;

/** One protocol-buffer message, field by field. */
class Message {
  #parts: Uint8Array[] = [];
  #varint(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    const bytes: number[] = [];
    while (rest > 127n) { bytes.push(Number(rest & 127n) | 128); rest >>= 7n; }
    this.#parts.push(Uint8Array.of(...bytes, Number(rest)));
  }
  int(field: number, value: number): this { this.#varint(field << 3); this.#varint(value); return this; }
  float(field: number, value: number): this { this.#varint((field << 3) | 5); this.#parts.push(new Uint8Array(Float32Array.of(value).buffer)); return this; }
  bytes(field: number, value: Uint8Array): this { this.#varint((field << 3) | 2); this.#varint(value.length); this.#parts.push(value); return this; }
  string(field: number, value: string): this { return this.bytes(field, text.encode(value)); }
  message(field: number, value: Message): this { return this.bytes(field, value.end()); }
  end(): Uint8Array {
    const whole = new Uint8Array(this.#parts.reduce((sum, p) => sum + p.length, 0));
    let at = 0;
    for (const part of this.#parts) { whole.set(part, at); at += part.length; }
    return whole;
  }
}

function attribute(name: string, value: Attribute): Message {
  const message = new Message().string(1, name);
  if (typeof value === 'number') return message.int(3, value).int(20, 2);
  if (typeof value === 'string') return message.string(4, value).int(20, 3);
  if ('float' in value) return message.float(2, value.float).int(20, 1);
  for (const i of value) message.int(8, i);
  return message.int(20, 7);
}

function value(name: string, shape: readonly number[]): Message {
  const dims = new Message();
  for (const n of shape) dims.message(1, new Message().int(1, n));
  return new Message().string(1, name).message(2, new Message().message(1, new Message().int(1, float).message(2, dims)));
}

/** The bytes of a model file, opset 20. */
export function encodeModel({ nodes, constants, inputs, outputs }: Model): Uint8Array {
  const graph = new Message();
  for (const { op, inputs: from, outputs: to, attributes = {} } of nodes) {
    const node = new Message();
    for (const name of from) node.string(1, name);
    for (const name of to) node.string(2, name);
    node.string(4, op);
    for (const [name, v] of Object.entries(attributes)) node.message(5, attribute(name, v));
    graph.message(1, node);
  }
  graph.string(2, 'bench');
  for (const [name, { shape, values }] of Object.entries(constants)) {
    const tensor = new Message();
    for (const n of shape) tensor.int(1, n);
    tensor.int(2, values instanceof Float32Array ? float : int64).string(8, name).bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    graph.message(5, tensor);
  }
  for (const [name, shape] of Object.entries(inputs)) graph.message(11, value(name, shape));
  for (const [name, shape] of Object.entries(outputs)) graph.message(12, value(name, shape));
  return new Message().int(1, 9).message(8, new Message().string(1, '').int(2, 20)).message(7, graph).end();
}
