/** What a compiled graph is, before it is a module: launches in order, and where each of their buffers lies. Plain data but for the kernels. */
import type { DType } from '../graph/dtype.ts';
import type { HostFn, Shape } from '../graph/node.ts';
import type { Kernel } from '../loops/kernel.ts';

/** Where a buffer of a launch lies: an operand of the run, a result, or so many bytes into the run's arena, as long as the planner says. */
export type Place = { input: number } | { output: number } | { arena: number; bytes?: number };

export interface HostValue { place: Place; dtype: DType; shape: Shape }

export type Step =
  | { kind: 'kernel'; kernel: Kernel; buffers: readonly Place[] }
  /** Sets every element. Large fills of a constant; `bytes` is a multiple of the element. */
  | { kind: 'host'; fn: HostFn | 'argSort'; attributes: Readonly<Record<string, number | boolean | string>>; operands: readonly HostValue[]; /** All outputs of the call; null where nobody wants one. */ results: readonly (HostValue | null)[] };

export interface Plan {
  inputs: readonly { bytes: number }[];
  outputs: readonly { bytes: number; /** Takes over the buffer of this donated input instead of a new one. */ reuses?: number }[];
  /** Scratch memory of a run for values that live within it, offsets aligned as the lowering asks, placed by liveness. */
  arenaBytes: number;
  /** What the arena would take were no two values laid over each other: the planner's gain is the difference. */
  unplannedBytes: number;
  steps: readonly Step[];
  /** What depends on constant inputs alone, weights in the order in which tiles read them above all: a plan on the same inputs, run once. Its outputs are further inputs of this one, after its own. */
  once?: Plan;
}
