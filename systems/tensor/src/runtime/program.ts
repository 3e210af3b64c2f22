/** A plan made ready: its module, loaded on every thread, and how a run goes through it. */
import type { Executable } from '../backend.ts';
import type { HostValue, Place, Plan } from '../compile/plan.ts';
import type { DType } from '../graph/dtype.ts';
import type { Buffer } from '../graph/node.ts';
import { assemble, type Assembled, type Segment } from './assemble.ts';
import { WasmBuffer } from './buffer.ts';
import { runHostStep, viewAt } from './host-step.ts';
import { OutOfMemoryError, type EngineMemory } from './memory.ts';
import type { Profile } from './profile.ts';
import type { Threads } from './threads.ts';
import type { Workspace } from './workspace.ts';

/** What programs of one back end share. */
export interface Home {
  backend: unknown;
  memory: EngineMemory;
  workspace: Workspace;
  threads: Threads;
  profile: Profile | undefined;
  fma: boolean;
  /** @throws when the back end was disposed */
  check(): void;
}

export interface ProgramOptions {
  outputs: readonly { dtype: DType; tag?: string | undefined }[];
  donate?: readonly number[];
  /** The same without anything prepared: for when there is no memory to keep it in. */
  unprepared?: () => Plan;
}

type First = (table: number, arena: number, scratch: number, block: number) => number;
type KernelSegment = Extract<Segment, { kind: 'kernels' }>;
const align = (bytes: number): number => (bytes + 63) & ~63;

export class Program implements Executable {
  readonly #home: Home;
  readonly #plan: Plan;
  readonly #outputs: ProgramOptions['outputs'];
  readonly #donate: readonly number[];
  readonly #assembled: Assembled;
  readonly #number: number;
  /** The driver of each segment; undefined where the host has a step. */
  readonly #first: readonly (First | undefined)[];
  readonly #tableBytes: number;
  readonly #workspaceBytes: number;
  /** What is prepared from constant inputs, and from which. */
  readonly #once: Program | undefined;
  readonly #constants: readonly number[];
  readonly #unprepared: (() => Plan) | undefined;
  #instead: Program | undefined;
  #kept: { buffers: readonly WasmBuffer[]; from: readonly Buffer[] } | undefined;
  #disposed = false;

  constructor(home: Home, whole: Plan, { outputs, donate = [], unprepared }: ProgramOptions) {
    const plan: Plan = whole.once ? { ...whole, inputs: [...whole.inputs, ...whole.once.outputs] } : whole;
    this.#home = home; this.#plan = plan; this.#outputs = outputs; this.#donate = donate;
    this.#unprepared = unprepared;
    this.#once = whole.once && new Program(home, whole.once, { outputs: whole.once.outputs.map(() => ({ dtype: 'u8', tag: 'prepared constants' })) });
    this.#constants = whole.once ? constantsOf(whole.once) : [];
    const { memory, threads, fma, profile } = home;
    this.#assembled = assemble(plan, { maxPages: memory.maxPages, threads: threads.count, fma, names: profile !== undefined, stepByStep: profile !== undefined });
    const { segments, bytes, scratchBytes } = this.#assembled, module = new WebAssembly.Module(bytes), instance = new WebAssembly.Instance(module, { env: { memory: memory.memory } });
    this.#first = segments.map((segment) => (segment.kind === 'kernels' ? instance.exports[`first${segment.index}`] as First : undefined));
    this.#number = threads.load(module, segments.reduce((most, segment) => (segment.kind === 'kernels' ? Math.max(most, segment.sharedSteps) : most), 0));
    this.#tableBytes = align(4 * (plan.inputs.length + plan.outputs.length));
    this.#workspaceBytes = this.#tableBytes + align(plan.arenaBytes) + scratchBytes * threads.count;
  }

  run(given: readonly Buffer[]): Buffer[] {
    if (this.#instead) return this.#instead.run(given);
    const kept = this.#once && this.#prepared(this.#once, given);
    if (kept === 'no memory') {
      this.#instead = new Program(this.#home, this.#unprepared!(), { outputs: this.#outputs, donate: this.#donate });
      return this.#instead.run(given);
    }
    const { memory, workspace } = this.#home, inputs = this.#checked(kept ? [...given, ...kept] : given), { outputs, taken, table } = this.#begin(inputs);
    for (const over of taken) over.alive = false;
    try {
      const { words } = memory;
      let at = table / 4;
      for (const { address } of inputs) words[at++] = address;
      for (const { address } of outputs) words[at++] = address;
      this.#runSegments(table, inputs, outputs);
      return outputs;
    } catch (error) {
      for (const output of outputs) output.dispose();
      throw error;
    } finally {
      workspace.leave();
      for (const i of this.#donate) if (!taken.has(inputs[i])) inputs[i].dispose();
    }
  }

  /** What the constants among the inputs are prepared to; done again when one of them is another buffer than before. */
  #prepared(once: Program, given: readonly Buffer[]): readonly Buffer[] | 'no memory' {
    if (this.#kept && this.#constants.every((i) => this.#kept!.from[i] === given[i])) return this.#kept.buffers;
    this.#forget();
    try {
      const buffers = once.run(given) as WasmBuffer[];
      this.#kept = { buffers, from: [...given] };
      return buffers;
    } catch (error) {
      if (error instanceof OutOfMemoryError && this.#unprepared) return 'no memory';
      throw error;
    }
  }
  #forget(): void {
    for (const buffer of this.#kept?.buffers ?? []) buffer.dispose();
    this.#kept = undefined;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#once?.dispose();
    this.#instead?.dispose();
    this.#forget();
    this.#home.threads.forget(this.#number);
  }

  #checked(given: readonly Buffer[]): readonly WasmBuffer[] {
    this.#home.check();
    if (this.#disposed) throw new Error('the executable was disposed: compile the graph again');
    const { inputs } = this.#plan;
    if (given.length !== inputs.length) throw new Error(`a run was given ${given.length} buffers: expected ${inputs.length}, one for each input of the graph`);
    for (let i = 0; i < given.length; i++) {
      const buffer = given[i];
      if (!(buffer instanceof WasmBuffer) || buffer.backend !== this.#home.backend) throw new Error(`input ${i} of a run belongs to another back end`);
      if (!buffer.alive) throw new Error(`input ${i} of a run was disposed or donated before`);
      if (buffer.bytes !== inputs[i].bytes) throw new Error(`input ${i} of a run has ${buffer.bytes} bytes: expected ${inputs[i].bytes}`);
    }
    return given as readonly WasmBuffer[];
  }

  /** Outputs and workspace, or neither and the error: a run that cannot begin leaves donated buffers as they are. A donated buffer is taken over unless it is an operand twice. */
  #begin(inputs: readonly WasmBuffer[]): { outputs: WasmBuffer[]; taken: ReadonlySet<WasmBuffer>; table: number } {
    const { backend, memory, workspace } = this.#home, outputs: WasmBuffer[] = [], made: WasmBuffer[] = [], taken = new Set<WasmBuffer>();
    try {
      this.#plan.outputs.forEach(({ bytes, reuses }, i) => {
        const { dtype, tag = 'untagged' } = this.#outputs[i], donated = reuses !== undefined && this.#donate.includes(reuses) ? inputs[reuses] : undefined;
        const over = donated && inputs.indexOf(donated) === inputs.lastIndexOf(donated) ? donated : undefined, output = new WasmBuffer(backend, memory, bytes, dtype, tag, over);
        outputs.push(output);
        if (over) taken.add(over); else made.push(output);
      });
      return { outputs, taken, table: workspace.enter(this.#workspaceBytes) };
    } catch (error) {
      for (const output of made) output.dispose();
      throw error;
    }
  }

  #runSegments(table: number, inputs: readonly WasmBuffer[], outputs: readonly WasmBuffer[]): void {
    const { profile } = this.#home, arena = table + this.#tableBytes, scratch = arena + align(this.#plan.arenaBytes);
    const address = (place: Place): number => ('input' in place ? inputs[place.input].address : 'output' in place ? outputs[place.output].address : arena + place.arena);
    const { segments } = this.#assembled;
    for (let i = 0; i < segments.length; i++) {
      const segment = segments[i], begun = profile ? performance.now() : 0;
      if (segment.kind === 'kernels') this.#runKernels(segment, this.#first[i]!, table, arena, scratch);
      else runHostStep(segment.step, (value: HostValue) => viewAt(value, this.#home.memory.buffer, address(value.place)));
      if (profile) this.#record(profile, segment, performance.now() - begun);
    }
  }

  #runKernels(segment: KernelSegment, first: First, table: number, arena: number, scratch: number): void {
    const { threads } = this.#home, alone = segment.sharedSteps === 0;
    const block = alone ? 0 : threads.begin({ program: this.#number, segment: segment.index, table, arena, scratch, scratchStride: this.#assembled.scratchBytes }, segment);
    let status = 1;
    try { status = first(table, arena, scratch, block); } catch (error) {
      throw new Error(`a program stopped within ${namesOf(segment)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    } finally { if (!alone) threads.end(block, status !== 0); }
    if (status !== 0) throw new Error(`a program stopped within ${namesOf(segment)}, on another thread`);
  }

  #record(profile: Profile, segment: Segment, ms: number): void {
    if (segment.kind === 'host') profile.add(segment.step.fn, { name: segment.step.fn, flop: 0, bytes: 0 }, ms);
    else for (const { kernel } of segment.steps) profile.add(`${kernel.layer ?? ''} ${kernel.key}`, kernel, ms);
  }
}

/** Inputs that a plan reads. */
const constantsOf = (plan: Plan): number[] => [...new Set(plan.steps.flatMap((step) => (step.kind === 'kernel' ? step.buffers.flatMap((place) => ('input' in place ? [place.input] : [])) : [])))];

/** The kernels of a segment, in a few words. */
function namesOf({ steps }: KernelSegment): string {
  const names = [...new Set(steps.map(({ kernel }) => kernel.name))];
  return `the kernels ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} others` : ''}`;
}
