/**
 * A plan as one module: each distinct kernel once, and for every stretch of kernel steps between two steps on the host
 * a driver that goes through them.
 *
 *   first0(table, arena, scratch, block) -> 0 | 1   the thread that runs the program; 1: another thread failed
 *   help0(table, arena, scratch, block) -> 0 | 1    the others; 0: nothing to do for so long that sleeping is better
 *
 * `table` holds the addresses of operands, then of results. Steps too small to share are done by the first thread
 * alone; of the others every thread takes slices until there are none. Tasks are independent, so who does them does not
 * show in the result.
 */
import type { HostValue, Place, Plan, Step } from '../compile/plan.ts';
import type { EmitContext, Kernel } from '../loops/kernel.ts';
import { createMathLibrary } from '../loops/math.ts';
import { ModuleBuilder, type Callable, type FunctionBuilder } from '../wasm/index.ts';
import { barrier, type Barrier } from './barrier.ts';
import { block, counterBytes, over } from './control.ts';
import { shareOut, type Shared } from './share-out.ts';

type KernelStep = Extract<Step, { kind: 'kernel' }>;
export type HostStep = Extract<Step, { kind: 'host' }>;
export type { HostValue };

export type Segment =
  | { kind: 'kernels'; /** Names of its functions end with it. */ index: number; steps: readonly KernelStep[]; /** How many of its steps threads share, and their work in nanoseconds of one thread. */ sharedSteps: number; sharedWork: number; /** Some of them wake sleeping threads. */ wakes: boolean }
  | { kind: 'host'; step: HostStep };

export interface Assembled { bytes: Uint8Array<ArrayBuffer>; segments: readonly Segment[]; /** Scratch memory of each thread. */ scratchBytes: number }

export interface AssembleOptions {
  /** Of the memory that the module is to run in, in pages. */
  maxPages?: number;
  threads?: number;
  /** Relaxed multiply-add may be used. */
  fma?: boolean;
  /** Function names, for disassembly, profiles and stack traces. */
  names?: boolean;
  /** Every step a segment of its own, so that it can be timed. */
  stepByStep?: boolean;
}

/** Tasks of a call: few, because V8 replaces slow code only when a function is called again. */
function sliceOf({ tasks, flop, bytes }: Kernel, threads: number): number {
  const work = Math.max(1, (flop + bytes) / tasks), slice = Math.max(1, Math.min(tasks, Math.floor(200_000 / work)));
  return threads === 1 ? slice : Math.max(1, Math.min(slice, Math.floor(tasks / (4 * threads))));
}

export function assemble(plan: Plan, { maxPages = 65535, threads = 1, fma = false, names = false, stepByStep = false }: AssembleOptions = {}): Assembled {
  const module = new ModuleBuilder({ minPages: 1, maxPages, shared: threads > 1 }), memo = new Map<string, Callable>();
  const once = (key: string, emit: () => Callable): Callable => {
    let made = memo.get(key);
    if (!made) memo.set(key, (made = emit()));
    return made;
  };
  const context: EmitContext = { module, fma, math: createMathLibrary(module, { fma }), shared: once };
  const kernels = new Map<string, Callable>();
  let agreed: Barrier | undefined;
  const callable = (kernel: Kernel): Callable => {
    let made = kernels.get(kernel.key);
    if (!made) kernels.set(kernel.key, (made = kernel.emit(context)));
    return made;
  };
  const segments = cut(plan.steps, stepByStep).map((segment): Segment => {
    if (segment.kind === 'host') return segment;
    const shared = shareOut(segment.steps, threads), agree = shared.size > 0 ? (agreed ??= barrier(module)) : undefined;
    const parts = segment.steps.map((step, i) => stepFunction(module, `step${segment.index}.${i}`, step, callable(step.kernel), plan.inputs.length, sliceOf(step.kernel, shared.has(step) ? threads : 1), shared.has(step)));
    emitFirst(module.function(`first${segment.index}`, ['i32', 'i32', 'i32', 'i32'], ['i32'], { exported: true }), segment.steps, parts, shared, agree);
    if (agree) emitHelp(module.function(`help${segment.index}`, ['i32', 'i32', 'i32', 'i32'], ['i32'], { exported: true }), segment.steps, parts, shared, agree);
    const how = [...shared.values()];
    return { ...segment, sharedSteps: shared.size, sharedWork: how.reduce((sum, { work }) => sum + work, 0), wakes: how.some(({ wakes }) => wakes) };
  });
  const scratchBytes = plan.steps.reduce((most, step) => (step.kind === 'kernel' ? Math.max(most, step.kernel.scratchBytes) : most), 0);
  return { bytes: module.finish({ names }), segments, scratchBytes: (scratchBytes + 63) & ~63 };
}

type Stretch = { kind: 'kernels'; index: number; steps: KernelStep[] } | { kind: 'host'; step: HostStep };
/** Stretches of kernel steps, cut where the host has something to do. */
function cut(steps: readonly Step[], stepByStep: boolean): Stretch[] {
  const segments: Stretch[] = [];
  for (const step of steps) {
    const last = segments.at(-1);
    if (step.kind === 'host') segments.push({ kind: 'host', step });
    else if (step.kernel.tasks === 0) continue;
    else if (last?.kind === 'kernels' && !stepByStep) last.steps.push(step);
    else segments.push({ kind: 'kernels', index: segments.length, steps: [step] });
  }
  return segments;
}

/**
 * (table, arena, scratch): all tasks of a step, slice by slice.
 * When shared (table, arena, scratch, counter) -> tasks: slices from the counter while there are any; how many tasks those were.
 */
function stepFunction(module: ModuleBuilder, name: string, { kernel, buffers }: KernelStep, callee: Callable, inputs: number, slice: number, shared: boolean): FunctionBuilder {
  const f = module.function(name, shared ? ['i32', 'i32', 'i32', 'i32'] : ['i32', 'i32', 'i32'], shared ? ['i32'] : []), { tasks } = kernel;
  const address = (place: Place): void => {
    if ('arena' in place) { f.get(1); if (place.arena) f.i32(place.arena).op('i32.add'); return; }
    f.get(0).mem('i32.load', 4 * ('input' in place ? place.input : inputs + place.output));
  };
  const operands = (): FunctionBuilder => { buffers.forEach(address); return f.get(2); };
  if (!shared && slice >= tasks) { operands().i32(0).i32(tasks).call(callee); return f; }
  const begin = f.local('i32'), end = f.local('i32'), done = shared ? f.local('i32') : undefined;
  f.loop();
  if (done !== undefined) f.get(3).i32(slice).mem('i32.atomic.rmw.add').tee(begin).i32(tasks).op('i32.ge_u').if().get(done).return().end();
  f.get(begin).i32(slice).op('i32.add').tee(end).i32(tasks).get(end).i32(tasks).op('i32.lt_u').select().set(end);
  operands().get(begin).get(end).call(callee);
  if (done !== undefined) f.get(done).get(end).get(begin).op('i32.sub').op('i32.add').set(done).br(0).end().unreachable();
  else f.get(end).tee(begin).i32(tasks).op('i32.lt_u').brIf(0).end();
  return f;
}

const counterOf = (number: number): number => block.counters + (number - 1) * counterBytes;

function emitFirst(f: FunctionBuilder, steps: readonly KernelStep[], parts: readonly FunctionBuilder[], shared: ReadonlyMap<KernelStep, Shared>, agree: Barrier | undefined): void {
  const mine = f.local('i32'), publish = (number: number) => f.get(3).i32(number).mem('i32.atomic.store', block.step);
  steps.forEach((step, i) => {
    const how = shared.get(step);
    if (!how || !agree) { f.get(0).get(1).get(2).call(parts[i]); return; }
    const { number, wakes } = how, counter = () => f.get(3).i32(counterOf(number)).op('i32.add');
    publish(number);
    if (wakes) f.call(agree.ring);
    f.get(0).get(1).get(2);
    counter().call(parts[i]).set(mine);
    f.get(3);
    counter().i32(step.kernel.tasks).get(mine).call(agree.finish).if().i32(1).return().end();
    if (number === shared.size) publish(over);
  });
  f.i32(0);
}

/** Whoever comes late, or again, leaves out the steps that are over. */
function emitHelp(f: FunctionBuilder, steps: readonly KernelStep[], parts: readonly FunctionBuilder[], shared: ReadonlyMap<KernelStep, Shared>, agree: Barrier): void {
  const now = f.local('i32'), mine = f.local('i32');
  steps.forEach((step, i) => {
    const how = shared.get(step);
    if (!how) return;
    const { number } = how, counter = () => f.get(3).i32(counterOf(number)).op('i32.add');
    f.get(now).i32(number).op('i32.lt_s').if();
    f.get(3).i32(number).call(agree.await).tee(now).op('i32.eqz').if().i32(0).return().end();
    f.get(now).i32(over).op('i32.eq').if().i32(1).return().end().end();
    f.get(now).i32(number).op('i32.eq').if();
    f.get(0).get(1).get(2);
    counter().call(parts[i]).set(mine);
    f.get(3);
    counter().i32(step.kernel.tasks).get(mine).call(agree.done).end();
  });
  f.i32(1);
}
