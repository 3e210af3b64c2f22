/** Operators of ONNX called without a file: other formats' operators are put together from them, shapes that are known included. */
import type { AttributeProto, NodeProto } from './format.ts';
import { Call } from './call.ts';
import { operators } from './operators/index.ts';
import { ofNumbers, type Value } from './value.ts';

export type Attributes = Readonly<Record<string, number | string | readonly number[]>>;
const text = new TextEncoder(), opset = 18;

const attribute = (name: string, value: Attributes[string]): AttributeProto => ({ name, floats: [], ints: typeof value === 'object' ? [...value] : [], strings: [], isSparse: false, ...(typeof value === 'number' && (Number.isInteger(value) ? { i: value, f: value } : { f: value })), ...(typeof value === 'string' && { s: text.encode(value) }) });

/** The first result, or all of them. */
export function onnxAll(op: string, inputs: readonly (Value | undefined)[], attributes: Attributes = {}, outputs = 1): Value[] {
  const node: NodeProto = { name: op, op, domain: '', inputs: inputs.map((v, i) => (v ? `${i}` : '')), outputs: Array.from({ length: outputs }, (_, i) => `${i}`), attributes: new Map(Object.entries(attributes).map(([name, value]) => [name, attribute(name, value)])) };
  const made = operators.get(op)!.run(new Call(node, opset, inputs, () => { throw new Error('no graph within'); }));
  return (Array.isArray(made) ? made : [made]) as Value[];
}
export const onnx = (op: string, inputs: readonly (Value | undefined)[], attributes: Attributes = {}): Value => onnxAll(op, inputs, attributes)[0];
/** A list of whole numbers, as an operand. */
export const list = (values: readonly number[]): Value => ofNumbers(values, [values.length], 'i64');
