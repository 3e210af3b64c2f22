/** What a page and its engine worker say to each other. Buffers and programs are numbers that the page gives out; messages are handled in order. */
import type { CompileOptions, Graph, MemoryReport } from '../backend.ts';
import type { DType, TypedArray } from '../graph/dtype.ts';
import { Node, topological, type Op, type Shape } from '../graph/node.ts';
import { OutOfMemoryError } from './memory.ts';
import type { WasmOptions, WasmReport } from './wasm-backend.ts';

export type Request =
  | { kind: 'begin'; options: WasmOptions }
  | { kind: 'upload'; buffer: number; values: TypedArray; dtype: DType; tag: string | undefined }
  | { kind: 'compile'; program: number; graph: PlainGraph; options: CompileOptions }
  | { kind: 'run'; program: number; inputs: readonly number[]; outputs: readonly number[] }
  | { kind: 'read'; question: number; buffer: number }
  | { kind: 'free'; buffers: readonly number[] }
  | { kind: 'drop'; program: number };
/** Every answer brings the memory as it is. `question` is missing when nobody asked: after the worker began. */
export interface Answer { question?: number; values?: TypedArray; error?: PlainError; memory: MemoryReport; report: WasmReport }

/** A graph whose nodes are named by their place. */
export interface PlainGraph { nodes: readonly { op: Op; inputs: readonly number[]; shape: Shape; dtype: DType }[]; inputs: readonly number[]; outputs: readonly number[] }

export function toPlain({ inputs, outputs }: Graph): PlainGraph {
  const order = topological([...inputs, ...outputs]), place = new Map(order.map((node, i) => [node, i])), at = (node: Node) => place.get(node)!;
  return { nodes: order.map(({ op, inputs: operands, shape, dtype }) => ({ op, inputs: operands.map(at), shape, dtype })), inputs: inputs.map(at), outputs: outputs.map(at) };
}
export function fromPlain({ nodes, inputs, outputs }: PlainGraph): Graph {
  const made: Node[] = [];
  for (const { op, inputs: operands, shape, dtype } of nodes) made.push(new Node(op, operands.map((i) => made[i]), shape, dtype));
  return { inputs: inputs.map((i) => made[i]), outputs: outputs.map((i) => made[i]) };
}

/** Errors as plain data: a clone of an error forgets its class. */
export interface PlainError { name: string; message: string; stack?: string }
export const plainError = (error: unknown): PlainError => (error instanceof Error ? { name: error.name, message: error.message, ...(error.stack && { stack: error.stack }) } : { name: 'Error', message: String(error) });
export function errorFrom({ name, message, stack }: PlainError): Error {
  const error = name === 'OutOfMemoryError' ? new OutOfMemoryError(message) : new Error(message);
  if (stack) error.stack = stack;
  return error;
}
