/**
 * A kernel: one function of a module, which does tasks `begin` to `end` of a loop nest. Every lowering of a nest gives
 * launches of kernels; equal keys mean equal code, so a module holds each function once.
 *
 *   nest + schedule (plain data)  --lower-->  launches of kernels  --assemble-->  one module per program, with its driver
 */
import type { Callable, ModuleBuilder } from '../wasm/index.ts';
import type { Problem } from './contract/problem.ts';
import type { ContractSchedule } from './contract/schedule.ts';
import type { MathLibrary } from './math.ts';

/** What schedules are chosen by. */
export interface Device {
  /** 128-bit registers that generated code may hold values in: 15 where V8 runs on x86, 31 on Arm. */
  registers: number;
  /** Bytes of cache that one core reads at full speed. */
  l1Bytes: number;
  l2Bytes: number;
  l3Bytes: number;
  relaxedSimd: boolean;
  /** Threads that share the work. Results must not depend on it: only how tasks are cut may. */
  threads: number;
  /** Schedules found by tuning, by the key of the contraction (`problemKey`); the rule chooses the others. */
  schedules?: ReadonlyMap<string, ContractSchedule>;
}

/** What functions of one module share while they are emitted. */
export interface EmitContext {
  module: ModuleBuilder;
  /** Relaxed multiply-add may be used: it is there, and results need not be the same bits on every machine. */
  fma: boolean;
  math: MathLibrary;
  /** Helper functions emitted once per module, by key. */
  shared(key: string, emit: () => Callable): Callable;
}

export interface Kernel {
  /** Everything the code depends on, as text. */
  key: string;
  /** Shown in profiles and in the text of the module. */
  name: string;
  /** What part of a model it is for, where that is known. */
  layer?: string;
  buffers: number;
  /** Tasks are 0 <= task < tasks, independent of each other, in any order, on any thread. */
  tasks: number;
  /** Memory each thread brings along, 64-byte aligned. */
  scratchBytes: number;
  /** Arithmetic and bytes moved by all tasks: what the profile's roofline is drawn from. A function counts as one operation, however dear. */
  flop: number;
  bytes: number;
  /** Work of all tasks in cheap operations, loads and dear functions weighed: what it is shared out by. `flop` where there is none. */
  cost?: number;
  /** Of a contraction: what was lowered, and how. What a tuner looks for. */
  task?: { problem: Problem; schedule: ContractSchedule };
  /** The loop nest it is made of, as text; packing has none. */
  loops?(): string;
  /** Function (buffer addresses.., scratch address, begin: i32, end: i32). */
  emit(context: EmitContext): Callable;
}

export interface Launch {
  kernel: Kernel;
  /** For each of the kernel's buffers, one of the nest's buffers, or one of the lowering's temporaries. */
  buffers: readonly ({ buffer: number } | { temporary: number })[];
}

export interface Lowered {
  /** Bytes of each temporary buffer that the launches share. */
  temporaries: readonly number[];
  /** In order: each one needs those before it to be complete. */
  launches: readonly Launch[];
}
