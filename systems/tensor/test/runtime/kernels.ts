/** Kernels and plans written by hand, for tests of what runs them. */
import type { Place, Plan, Step } from '../../src/compile/plan.ts';
import type { Kernel } from '../../src/loops/kernel.ts';
import type { FunctionBuilder } from '../../src/wasm/index.ts';

/** Body of a kernel: emitted once per task, whose number is in the local `task`. Buffers are the locals from 0, then scratch. */
type Body = (f: FunctionBuilder, task: number) => void;
interface Made { name?: string; key?: string; buffers: number; tasks: number; scratchBytes?: number; /** Large enough to be shared by default. */ flop?: number; bytes?: number; body: Body }

export function kernel({ name = 'hand-made', key, buffers, tasks, scratchBytes = 0, flop = 1e6, bytes = 0, body }: Made): Kernel {
  return {
    name, buffers, tasks, scratchBytes, flop, bytes, key: key ?? `${name} ${buffers} ${tasks}`,
    emit({ module }) {
      const f = module.function(name, [...Array.from({ length: buffers + 1 }, () => 'i32' as const), 'i32', 'i32']), begin = buffers + 1, end = buffers + 2;
      f.block().loop().get(begin).get(end).op('i32.ge_s').brIf(1);
      body(f, begin);
      f.get(begin).i32(1).op('i32.add').set(begin).br(0).end().end();
      return f;
    },
  };
}

/** y[i] = a x[i] + y0[i] of f32, `width` elements to a task. Buffers x, y0, y. */
export const axpy = (a: number, width: number, tasks: number): Kernel => kernel({
  name: 'axpy', key: `axpy ${a} ${width} ${tasks}`, buffers: 3, tasks, flop: 1e6,
  body(f, task) {
    for (let i = 0; i < width; i++) {
      const at = (buffer: number) => f.get(buffer).get(task).i32(4 * width).op('i32.mul').op('i32.add');
      at(2);
      f.f32(a);
      at(0).mem('f32.load', 4 * i).op('f32.mul');
      at(1).mem('f32.load', 4 * i).op('f32.add').mem('f32.store', 4 * i);
    }
  },
});

/** counts[task] += 1, atomically where memory is shared: who ran how often. Reads the counts of the run before from buffer 0. */
export const counting = (tasks: number, shared: boolean): Kernel => kernel({
  name: 'counting', buffers: 1, tasks,
  body(f, task) {
    const at = () => f.get(0).get(task).i32(4).op('i32.mul').op('i32.add');
    if (shared) at().i32(1).mem('i32.atomic.rmw.add').drop();
    else { at(); at().mem('i32.load').i32(1).op('i32.add').mem('i32.store'); }
  },
});

/** Every task adds all elements of buffer 0 (i32) and stores the sum plus its number in buffer 1: right only when the step before was over. */
export const sumAll = (tasks: number, key = 'sumAll'): Kernel => kernel({
  name: 'sumAll', key: `${key} ${tasks}`, buffers: 2, tasks,
  body(f, task) {
    const i = f.local('i32'), sum = f.local('i32');
    f.i32(0).set(i).i32(0).set(sum);
    f.loop();
    f.get(sum).get(0).get(i).op('i32.add').mem('i32.load').op('i32.add').set(sum);
    f.get(i).i32(4).op('i32.add').tee(i).i32(4 * tasks).op('i32.lt_s').brIf(0).end();
    f.get(1).get(task).i32(4).op('i32.mul').op('i32.add').get(sum).get(task).op('i32.add').mem('i32.store');
  },
});

/** Stops in task `at`. */
export const trapping = (tasks: number, at: number): Kernel => kernel({
  name: 'trapping', key: `trapping ${tasks} ${at}`, buffers: 1, tasks,
  body(f, task) { f.get(task).i32(at).op('i32.eq').if().unreachable().end(); },
});

export const step = (k: Kernel, ...buffers: Place[]): Step => ({ kind: 'kernel', kernel: k, buffers });
export const input = (i: number): Place => ({ input: i });
export const output = (i: number): Place => ({ output: i });
export const arena = (offset: number): Place => ({ arena: offset });
export const plan = (inputs: readonly number[], outputs: readonly (number | { bytes: number; reuses: number })[], steps: readonly Step[], arenaBytes = 0): Plan => ({
  inputs: inputs.map((bytes) => ({ bytes })), outputs: outputs.map((o) => (typeof o === 'number' ? { bytes: o } : o)), steps, arenaBytes, unplannedBytes: arenaBytes,
});
