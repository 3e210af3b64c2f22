/** Waiting until threads help: when they do is up to the machine, that they do is not. */
import { setTimeout } from 'node:timers/promises';
import type { WasmBackend } from '../../src/runtime/index.ts';
import { kernel, output, plan, step } from './kernels.ts';

/** Resolves when every thread has done a task. Whatever was loaded before is then loaded everywhere: programs are loaded in order. */
export async function everyThreadHelps(backend: WasmBackend, threads: number): Promise<void> {
  // A task tells which thread did it by where that thread's scratch memory is.
  const tasks = 64, rounds = 20_000, where = kernel({ name: 'where', buffers: 1, tasks, scratchBytes: 64, flop: 1e8, body(f, task) {
    const i = f.local('i32');
    f.i32(rounds).set(i).loop().get(i).i32(1).op('i32.sub').tee(i).brIf(0).end();
    f.get(0).get(task).i32(4).op('i32.mul').op('i32.add').get(1).mem('i32.store');
  } });
  const program = backend.load(plan([], [4 * tasks], [step(where, output(0))]), { outputs: [{ dtype: 'i32' }] }), seen = new Set<number>();
  while (seen.size < threads) {
    const [result] = program.run([]);
    for (const scratch of backend.readSync(result)) seen.add(scratch);
    result.dispose();
    if (seen.size < threads) await setTimeout(1);
  }
  program.dispose();
}
