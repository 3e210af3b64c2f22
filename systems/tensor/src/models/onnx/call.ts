/** One node of the graph at the moment it is built: its operands, its attributes, and the graphs within it. */
import { fail, InputError } from '../../input-error.ts';
import type { Tensor } from '../../tensor.ts';
import type { AttributeProto, GraphProto, NodeProto } from './format.ts';
import { numbersOf } from './tensor-values.ts';
import { ofNumbers, type Value } from './value.ts';

const text = new TextDecoder();

/** Runs a graph within the node: on values for its inputs, with the names around it in sight. */
export type Subgraph = (graph: GraphProto, inputs: readonly Value[]) => Value[];

export class Call {
  readonly node: NodeProto;
  readonly opset: number;
  readonly inputs: readonly (Value | undefined)[];
  readonly run: Subgraph;

  constructor(node: NodeProto, opset: number, inputs: readonly (Value | undefined)[], run: Subgraph) {
    this.node = node; this.opset = opset; this.inputs = inputs; this.run = run;
  }
  get outputs(): number { return this.node.outputs.length; }
  /** Whether somebody uses this output. */
  wants(i: number): boolean { return !!this.node.outputs[i]; }
  fail(sentence: string): never { throw new InputError(sentence); }

  // Operands
  has(i: number): boolean { return this.inputs[i] !== undefined; }
  value(i: number): Value { return this.inputs[i] ?? fail(`operand ${i} is missing`); }
  tensor(i: number): Tensor { return this.value(i).tensor; }
  tensorOr<T>(i: number, otherwise: T): Tensor | T { return this.inputs[i]?.tensor ?? otherwise; }
  numbers(i: number): readonly number[] { return this.value(i).numbers(); }
  numberOr<T>(i: number, otherwise: T): number | T { return this.inputs[i]?.numbers()[0] ?? otherwise; }
  /** All operands' numbers, if all are known and none is large. */
  get allKnown(): boolean { return this.inputs.length > 0 && this.inputs.every((v) => v === undefined || v.known !== undefined); }

  // Attributes
  attribute(name: string): AttributeProto | undefined { return this.node.attributes.get(name); }
  int(name: string, otherwise: number): number;
  int(name: string): number | undefined;
  int(name: string, otherwise?: number): number | undefined { return this.attribute(name)?.i ?? (this.attribute(name) ? 0 : otherwise); }
  float(name: string, otherwise: number): number { return this.attribute(name)?.f ?? (this.attribute(name) ? 0 : otherwise); }
  string(name: string, otherwise: string): string { const s = this.attribute(name)?.s; return s ? text.decode(s) : otherwise; }
  strings(name: string): string[] | undefined { return this.attribute(name)?.strings.map((s) => text.decode(s)); }
  ints(name: string): number[] | undefined { return this.attribute(name)?.ints; }
  floats(name: string): number[] | undefined { return this.attribute(name)?.floats; }
  tensorAttribute(name: string): Value | undefined { const t = this.attribute(name)?.t; return t && ofNumbers(numbersOf(t), t.shape, t.type); }
  graph(name: string): GraphProto { return this.attribute(name)?.g ?? fail(`it has no graph ${name}`); }

  // Axes
  axis(axis: number, rank: number): number {
    if (axis < -rank || axis >= rank) fail(`axis ${axis} is not one of ${rank} axes`);
    return axis < 0 ? axis + rank : axis;
  }
  /** Axes given by an attribute, or, in later versions, by operand i; undefined where neither is. */
  axes(i: number): readonly number[] | undefined { return this.ints('axes') ?? this.inputs[i]?.numbers(); }
}

export type Operator = (call: Call) => Value | (Value | undefined)[];
export interface Definition {
  run: Operator;
  /** Operands whose numbers decide how the graph is built: constants of the file there are no weights. */
  constants?: readonly number[];
  /** What keeps a node from being built, if something does: asked when the file is read. */
  refuse?: (node: NodeProto, opset: number) => string | undefined;
}
export type Table = Readonly<Record<string, Operator | Definition>>;
