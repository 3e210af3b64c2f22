/**
 * The interpreter: a back end that computes every primitive in float64, element by element, in the order its definition
 * reads. Slow on purpose: what the fast back end is held against.
 */
import type { Backend, CompileOptions, Executable, Graph, MemoryReport } from '../backend.ts';
import { arrayOf, type DType, type TypedArray } from '../graph/dtype.ts';
import { fromBf16Bits, fromF16Bits, toBf16Bits, toF16Bits } from '../graph/half.ts';
import { topological, type Buffer, type Node } from '../graph/node.ts';
import { evaluate, type Hosted } from './evaluate.ts';
import type { Values } from './values.ts';

export { runHost } from './host.ts';

export interface InterpreterOptions {
  /** Round every f32 node's values to f32, or keep them as the float64 they are computed in. 'none' by default. */
  round?: 'f32' | 'none';
}

class InterpreterBuffer implements Buffer {
  readonly backend: InterpreterBackend;
  readonly dtype: DType;
  readonly tag: string;
  values: Float64Array | undefined;
  constructor(backend: InterpreterBackend, values: Float64Array, dtype: DType, tag = 'untagged') {
    this.backend = backend; this.values = values; this.dtype = dtype; this.tag = tag;
    backend.count(tag, this.bytes = values.byteLength);
  }
  readonly bytes: number;
  dispose(): void {
    if (!this.values) return;
    this.values = undefined;
    this.backend.count(this.tag, -this.bytes);
  }
}

export class InterpreterBackend implements Backend {
  readonly name = 'interpreter';
  readonly #round: boolean;
  readonly #byTag = new Map<string, number>();
  #live = 0;
  #highWater = 0;

  constructor({ round = 'none' }: InterpreterOptions = {}) { this.#round = round === 'f32'; }

  upload(values: TypedArray, dtype: DType, tag?: string): Buffer {
    const from = dtype === 'f16' ? fromF16Bits : dtype === 'bf16' ? fromBf16Bits : undefined;
    return new InterpreterBuffer(this, from ? Float64Array.from(values, from) : Float64Array.from(values), dtype, tag);
  }

  compile({ inputs, outputs }: Graph, { donate = [], tags = [] }: CompileOptions = {}): Executable {
    const order = topological(outputs), lastUse = new Map<Node, number>();
    order.forEach((node, i) => { for (const input of node.inputs) lastUse.set(input, i); });
    const dead = order.map((_, i) => order[i].inputs.filter((input, k, all) => lastUse.get(input) === i && all.indexOf(input) === k && !outputs.includes(input)));
    const run = (buffers: readonly Buffer[]): Buffer[] => {
      const values = new Map<Node, Values>(), hosted: Hosted = new Map();
      inputs.forEach((node, i) => values.set(node, { data: this.exact(buffers[i]), shape: node.shape }));
      order.forEach((node, i) => {
        if (node.op.kind !== 'input') {
          const result = evaluate(node, node.inputs.map((input) => values.get(input)!), hosted);
          values.set(node, this.#round && node.dtype === 'f32' ? { data: result.data.map(Math.fround), shape: result.shape } : result);
        }
        for (const done of dead[i]) values.delete(done);
      });
      const made = outputs.map((node, i) => new InterpreterBuffer(this, Float64Array.from(values.get(node)!.data), node.dtype, tags[i]));
      for (const i of donate) buffers[i].dispose();
      return made;
    };
    return { run, dispose() {} };
  }

  /** The values in float64, as they are kept. */
  exact(buffer: Buffer): Float64Array {
    const values = buffer instanceof InterpreterBuffer && buffer.backend === this ? buffer.values : undefined;
    if (!values) throw new Error('the buffer was disposed, or belongs to another back end');
    return values;
  }
  readSync(buffer: Buffer): TypedArray {
    const values = this.exact(buffer), { dtype } = buffer as InterpreterBuffer, out = arrayOf(dtype, values.length);
    const to = dtype === 'f16' ? toF16Bits : dtype === 'bf16' ? toBf16Bits : (x: number) => x;
    for (let i = 0; i < out.length; i++) out[i] = to(values[i]);
    return out;
  }
  async read(buffer: Buffer): Promise<TypedArray> { return this.readSync(buffer); }

  count(tag: string, bytes: number): void {
    this.#live += bytes;
    this.#byTag.set(tag, (this.#byTag.get(tag) ?? 0) + bytes);
    this.#highWater = Math.max(this.#highWater, this.#live);
  }
  memory(): MemoryReport {
    return { liveBytes: this.#live, byTag: Object.fromEntries([...this.#byTag].filter(([, bytes]) => bytes > 0)), highWaterBytes: this.#highWater, limitBytes: Infinity };
  }
  dispose(): void { this.#byTag.clear(); this.#live = 0; }
}

export const createInterpreterBackend = (options: InterpreterOptions = {}): InterpreterBackend => new InterpreterBackend(options);
