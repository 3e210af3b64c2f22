/** The back end of generated code: graphs become plans, plans modules, modules run on the threads over one memory. */
import type { Backend, CompileOptions, Executable, Graph, MemoryReport } from '../backend.ts';
import { planGraph } from '../compile/index.ts';
import type { Plan } from '../compile/plan.ts';
import { bytesOf, viewOf, type DType, type TypedArray } from '../graph/dtype.ts';
import type { Buffer } from '../graph/node.ts';
import { deviceByRule } from '../loops/device.ts';
import type { Device } from '../loops/kernel.ts';
import { features } from '../wasm/index.ts';
import { WasmBuffer } from './buffer.ts';
import { cores, mayBlock } from './environment.ts';
import { EngineMemory } from './memory.ts';
import { Profile, type ProfileRow } from './profile.ts';
import { Program, type Home, type ProgramOptions } from './program.ts';
import { revectorize } from './revectorize.ts';
import { Threads } from './threads.ts';
import { Workspace } from './workspace.ts';

export interface WasmOptions {
  /** As many as the machine has cores by default; one where memory cannot be shared or threads may not wait. */
  threads?: number;
  /** What the memory may grow to: it becomes its maximum. What the platform allows by default, at most 4 GiB. */
  memoryLimitBytes?: number;
  /** Results never depend on the number of threads. 'strict': nor on the machine, without relaxed instructions. */
  deterministic?: boolean | 'strict';
  /** V8's 256-bit experiment, in Node: turned on for the whole process if it gives known answers. The report says what came of it. */
  revectorize?: boolean;
  /** Collect time per kernel: every step is run by itself. */
  profile?: boolean;
  memory64?: false;
  /** What schedules are chosen by, where it is known better than by rule: `measureDevice` gives it. */
  device?: Partial<Omit<Device, 'relaxedSimd' | 'threads'>>;
}

export interface WasmReport {
  threads: number;
  /** Threads that failed to start, and why. */
  failures: readonly string[];
  fma: boolean;
  /** 'on', or why not. */
  revectorize: string;
  memory: { pieces: number; freeBytes: number; totalBytes: number };
}

export interface WasmBackend extends Backend {
  readonly name: 'wasm';
  readSync(buffer: Buffer): TypedArray;
  /** Makes a plan ready that was not compiled from a graph here. */
  load(plan: Plan, options: ProgramOptions): Executable;
  report(): WasmReport;
  /** Time per kernel so far, most first. Empty without the option `profile`. */
  profile(): ProfileRow[];
  readonly device: Device;
}

export function createWasmBackend(options: WasmOptions = {}): WasmBackend { return new EngineBackend(options); }

class EngineBackend implements WasmBackend {
  readonly name = 'wasm';
  readonly device: Device;
  readonly #home: Home;
  readonly #revectorize: string;
  #disposed = false;

  constructor({ threads: asked, memoryLimitBytes, deterministic, revectorize: wide = false, profile = false, device = {} }: WasmOptions) {
    const { relaxedSimd, threads: canShare, simd } = features();
    if (!simd) throw new Error('WebAssembly without SIMD: the back end of generated code needs a newer browser');
    if (asked !== undefined && !(Number.isInteger(asked) && asked >= 1)) throw new RangeError(`threads is ${asked}: expected an integer of at least 1`);
    this.#revectorize = wide ? revectorize((named) => new EngineBackend({ threads: 1, profile: named })) : 'off';
    const count = canShare && mayBlock() ? asked ?? cores() : 1;
    const memory = new EngineMemory({ ...(memoryLimitBytes !== undefined && { limitBytes: memoryLimitBytes }), shared: count > 1 });
    const threads = new Threads(memory, count), mayRelax = relaxedSimd && deterministic !== 'strict';
    this.#home = { backend: this, memory, workspace: new Workspace(memory), threads, profile: profile ? new Profile() : undefined, fma: mayRelax, check: () => this.#check() };
    this.device = { ...deviceByRule(), ...device, relaxedSimd: mayRelax, threads: threads.count };
  }

  upload(values: TypedArray, dtype: DType, tag = 'untagged'): Buffer {
    this.#check();
    const buffer = new WasmBuffer(this, this.#home.memory, values.length * bytesOf[dtype], dtype, tag);
    this.#view(buffer).set(values);
    return buffer;
  }

  compile(graph: Graph, { donate = [], constants = [], schedules, tags = [] }: CompileOptions = {}): Executable {
    this.#check();
    const device: Device = { ...this.device, ...(schedules && { schedules }) }, plan = planGraph(graph, { donate, constants, device });
    return this.load(plan, { donate, outputs: graph.outputs.map(({ dtype }, i) => ({ dtype, tag: tags[i] })), ...(plan.once && { unprepared: () => planGraph(graph, { donate, device }) }) });
  }
  load(plan: Plan, options: ProgramOptions): Executable {
    this.#check();
    return new Program(this.#home, plan, options);
  }

  readSync(buffer: Buffer): TypedArray {
    this.#check();
    if (!(buffer instanceof WasmBuffer) || buffer.backend !== this) throw new Error('the buffer belongs to another back end');
    if (!buffer.alive) throw new Error('the buffer was disposed');
    return this.#view(buffer).slice();
  }
  async read(buffer: Buffer): Promise<TypedArray> { return this.readSync(buffer); }

  memory(): MemoryReport { return this.#home.memory.report(); }
  report(): WasmReport {
    const { threads, fma, memory } = this.#home;
    return { threads: threads.count, failures: [...threads.failures], fma, revectorize: this.#revectorize, memory: memory.shape };
  }
  profile(): ProfileRow[] { return this.#home.profile?.rows() ?? []; }

  dispose(): void {
    this.#disposed = true;
    this.#home.threads.dispose();
  }

  #check(): void { if (this.#disposed) throw new Error('the back end was disposed'); }
  #view({ dtype, address, bytes }: WasmBuffer): TypedArray { return viewOf(dtype, this.#home.memory.buffer, address, bytes / bytesOf[dtype]); }
}
