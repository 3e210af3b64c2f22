/**
 * A plan as one module: each distinct kernel once, and for every stretch of kernel steps between two steps on the host
 * a driver that goes through them.
 *
 *   first0(table, arena, scratch, block) -> 0 | 1          the thread that runs the program; 1: another thread failed
 *   help0(table, arena, scratch, block, thread) -> 0 | 1   the others; 0: nothing to do for so long that sleeping is better
 *
 * `table` holds the addresses of operands, then of results. Steps too small to share are done by the first thread
 * alone. Of the others each thread has a range of tasks of its own, so that it finds in its caches what it made in the step
 * before, and takes from the others' ranges when its own is done. Tasks are independent: who does them does not show in
 * the result.
 */
import type { HostValue, Plan, Step } from '../compile/plan.ts';
import type { EmitContext, Kernel } from '../loops/kernel.ts';
import { createMathLibrary } from '../loops/math.ts';
import { ModuleBuilder, type Callable, type FunctionBuilder } from '../wasm/index.ts';
import { barrier, type Barrier } from './barrier.ts';
import { block, counterStride, over } from './control.ts';
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
function sliceOf({ tasks, flop, cost = flop, bytes }: Kernel, threads: number): number {
  const work = Math.max(1, (cost + bytes) / tasks), slice = Math.max(1, Math.min(tasks, Math.floor(200_000 / work)));
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
    const parts = segment.steps.map((step, i) => {
      const name = `step${segment.index}.${i}`, callee = callable(step.kernel), operands = operandsOf(step, plan.inputs.length);
      return shared.has(step) ? sharedStep(module, name, step.kernel, callee, operands, threads, counterStride(shared.size)) : soloStep(module, name, step.kernel, callee, operands);
    });
    emitFirst(module.function(`first${segment.index}`, ['i32', 'i32', 'i32', 'i32'], ['i32'], { exported: true }), segment.steps, parts, shared, threads, agree);
    if (agree) emitHelp(module.function(`help${segment.index}`, ['i32', 'i32', 'i32', 'i32', 'i32'], ['i32'], { exported: true }), segment.steps, parts, shared, threads, agree);
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

/** Emits a step's operands and scratch address, in a function whose first parameters are (table, arena, scratch). */
const operandsOf = ({ buffers }: KernelStep, inputs: number) => (f: FunctionBuilder): void => {
  for (const place of buffers) {
    if (!('arena' in place)) f.get(0).mem('i32.load', 4 * ('input' in place ? place.input : inputs + place.output));
    else { f.get(1); if (place.arena) f.i32(place.arena).op('i32.add'); }
  }
  f.get(2);
};

/** (table, arena, scratch): all tasks, slice by slice. */
function soloStep(module: ModuleBuilder, name: string, kernel: Kernel, callee: Callable, operands: (f: FunctionBuilder) => void): FunctionBuilder {
  const f = module.function(name, ['i32', 'i32', 'i32']), { tasks } = kernel, slice = sliceOf(kernel, 1);
  if (slice >= tasks) { operands(f); return f.i32(0).i32(tasks).call(callee); }
  const begin = f.local('i32'), end = f.local('i32');
  f.loop();
  f.get(begin).i32(slice).op('i32.add').tee(end).i32(tasks).get(end).i32(tasks).op('i32.lt_u').select().set(end);
  operands(f);
  f.get(begin).get(end).call(callee);
  return f.get(end).tee(begin).i32(tasks).op('i32.lt_u').brIf(0).end();
}

/** (table, arena, scratch, counter, thread) -> how many tasks this thread did: slices of its own range, then of the next thread's, and so on around. */
function sharedStep(module: ModuleBuilder, name: string, kernel: Kernel, callee: Callable, operands: (f: FunctionBuilder) => void, threads: number, stride: number): FunctionBuilder {
  const f = module.function(name, ['i32', 'i32', 'i32', 'i32', 'i32'], ['i32']), { tasks } = kernel, slice = sliceOf(kernel, threads), owner = 4;
  const [first, last, begin, end, left, done, counter] = Array.from({ length: 7 }, () => f.local('i32'));
  f.i32(threads).set(left).loop();
  f.get(owner).i32(tasks).op('i32.mul').i32(threads).op('i32.div_u').set(first);
  f.get(owner).i32(1).op('i32.add').i32(tasks).op('i32.mul').i32(threads).op('i32.div_u').set(last);
  f.get(3).get(owner).i32(stride).op('i32.mul').op('i32.add').set(counter);
  f.block().loop();
  // A look first: of ranges that are done, which is most, nothing is written.
  f.get(first).get(counter).mem('i32.atomic.load').op('i32.add').get(last).op('i32.ge_u').brIf(1);
  f.get(first).get(counter).i32(slice).mem('i32.atomic.rmw.add').op('i32.add').tee(begin).get(last).op('i32.ge_u').brIf(1);
  f.get(begin).i32(slice).op('i32.add').tee(end).get(last).get(end).get(last).op('i32.lt_u').select().set(end);
  operands(f);
  f.get(begin).get(end).call(callee);
  f.get(done).get(end).get(begin).op('i32.sub').op('i32.add').set(done).br(0).end().end();
  f.i32(0).get(owner).i32(1).op('i32.add').tee(owner).get(owner).i32(threads).op('i32.eq').select().set(owner);
  f.get(left).i32(1).op('i32.sub').tee(left).brIf(0).end();
  return f.get(done);
}

/** Address of a shared step's counter of the first thread; of the count of all that are done. The block is parameter 3. */
const counterOf = (f: FunctionBuilder, number: number): FunctionBuilder => f.get(3).i32(block.counters + 4 * (number - 1)).op('i32.add');
const doneOf = (f: FunctionBuilder, number: number, threads: number, steps: number): FunctionBuilder => f.get(3).i32(block.counters + 4 * (number - 1) + threads * counterStride(steps)).op('i32.add');

function emitFirst(f: FunctionBuilder, steps: readonly KernelStep[], parts: readonly FunctionBuilder[], shared: ReadonlyMap<KernelStep, Shared>, threads: number, agree: Barrier | undefined): void {
  const mine = f.local('i32'), publish = (number: number) => f.get(3).i32(number).mem('i32.atomic.store', block.step);
  steps.forEach((step, i) => {
    const how = shared.get(step);
    if (!how || !agree) { f.get(0).get(1).get(2).call(parts[i]); return; }
    const { number, wakes } = how;
    publish(number);
    if (wakes) f.call(agree.ring);
    f.get(0).get(1).get(2);
    counterOf(f, number).i32(0).call(parts[i]).set(mine);
    f.get(3);
    doneOf(f, number, threads, shared.size).i32(step.kernel.tasks).get(mine).call(agree.finish).if().i32(1).return().end();
    if (number === shared.size) publish(over);
  });
  f.i32(0);
}

/** Whoever comes late, or again, leaves out the steps that are over. */
function emitHelp(f: FunctionBuilder, steps: readonly KernelStep[], parts: readonly FunctionBuilder[], shared: ReadonlyMap<KernelStep, Shared>, threads: number, agree: Barrier): void {
  const now = f.local('i32'), mine = f.local('i32');
  steps.forEach((step, i) => {
    const how = shared.get(step);
    if (!how) return;
    const { number } = how;
    f.get(now).i32(number).op('i32.lt_s').if();
    f.get(3).i32(number).call(agree.await).tee(now).op('i32.eqz').if().i32(0).return().end();
    f.get(now).i32(over).op('i32.eq').if().i32(1).return().end().end();
    f.get(now).i32(number).op('i32.eq').if();
    f.get(0).get(1).get(2);
    counterOf(f, number).get(4).call(parts[i]).set(mine);
    f.get(3);
    doneOf(f, number, threads, shared.size).i32(step.kernel.tasks).get(mine).call(agree.done).end();
  });
  f.i32(1);
}
