/**
 * A back end computes graphs. Three are written against this interface: `runtime/` (WebAssembly, threads), `webgpu/`
 * (compute shaders) and `interpreter/` (float64, element by element: the oracle). A fourth stands in for one that lives in
 * another worker.
 */
import type { DType, TypedArray } from './graph/dtype.ts';
import type { Buffer, Node } from './graph/node.ts';
import type { ContractSchedule } from './loops/contract/schedule.ts';

/** A closed graph: every leaf is a `fill`, an `iota` or one of `inputs` (op `input`, numbered in order). */
export interface Graph { inputs: readonly Node[]; outputs: readonly Node[] }

export interface Backend {
  readonly name: string;
  /** Copies values in. `tag` names what they are for in memory reports and out-of-memory errors. */
  upload(values: TypedArray, dtype: DType, tag?: string): Buffer;
  /** Prepares a graph to be run many times. Equal graphs may share what is prepared. */
  compile(graph: Graph, options?: CompileOptions): Executable;
  /** The values, in the dtype's storage (f16, bf16: their bits). Rejects with the error of the run that was to make them. */
  read(buffer: Buffer): Promise<TypedArray>;
  /** Where blocking is possible. */
  readSync?(buffer: Buffer): TypedArray;
  memory(): MemoryReport;
  dispose(): void;
}

export interface CompileOptions {
  /** Inputs whose buffers the run may overwrite and takes over: afterwards they are disposed. */
  donate?: readonly number[];
  /** Inputs that are the same buffers in most runs, weights above all: what depends on them alone is prepared once, and again when they change. It takes memory of its own. */
  constants?: readonly number[];
  /** Schedules of contractions found by tuning, by key; see `tune/`. */
  schedules?: ReadonlyMap<string, ContractSchedule>;
  /** Names of what the outputs are for, in memory reports. */
  tags?: readonly (string | undefined)[];
}

export interface Executable {
  /** One buffer per graph output, each newly owned by the caller. On the WASM back end it has happened when this returns. */
  run(inputs: readonly Buffer[]): Buffer[];
  dispose(): void;
}

export interface MemoryReport {
  /** Bytes of all buffers alive, by tag. */
  liveBytes: number;
  byTag: Record<string, number>;
  /** Most bytes that were ever in use at once, scratch memory of running programs included. */
  highWaterBytes: number;
  /** What the memory may grow to. */
  limitBytes: number;
}
