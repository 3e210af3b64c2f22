/** How threads agree, as functions of the module: each step's tasks are counted as they are taken and as they are done. */
import type { FunctionBuilder, ModuleBuilder } from '../wasm/index.ts';
import { asleep, bell, block } from './control.ts';

/** Looks at a word before sleeping: some 20 microseconds, about what being woken costs. */
const spins = 8000;
const aMoment = 2_000_000n;

export interface Barrier {
  /** (): wakes threads that sleep. */
  ring: FunctionBuilder;
  /** (block, step) -> the step that is going on, once it is `step` or a later one; 0 when that takes too long to stay awake. */
  await: FunctionBuilder;
  /** (block, all, tasks, done): some tasks of a step were done by a thread that came to help. */
  done: FunctionBuilder;
  /** (block, all, tasks, done) -> 0 once all tasks are done, counted at `all`, 1 when a thread failed. */
  finish: FunctionBuilder;
}

export function barrier(module: ModuleBuilder): Barrier {
  const ring = module.function('ring', []);
  // The flag before the bell: a thread that raises it afterwards has seen the bell ring, or will.
  ring.i32(0).i32(0).mem('i32.atomic.rmw.xchg', asleep);
  ring.i32(0).i32(1).mem('i32.atomic.rmw.add', bell).drop();
  ring.if().i32(0).i32(-1).mem('memory.atomic.notify', bell).drop().end();

  const wait = module.function('await', ['i32', 'i32'], ['i32']), now = wait.local('i32'), left = wait.local('i32');
  wait.i32(spins).set(left).loop();
  wait.get(0).mem('i32.atomic.load', block.step).tee(now).get(1).op('i32.ge_s').if().get(now).return().end();
  wait.get(left).i32(1).op('i32.sub').tee(left).brIf(0).end();
  wait.i32(0);

  const done = module.function('done', ['i32', 'i32', 'i32', 'i32']);
  done.get(3).if();
  done.get(1).get(3).mem('i32.atomic.rmw.add').get(3).op('i32.add').get(2).op('i32.eq').if();
  done.get(0).mem('i32.atomic.load', block.firstSleeps).if();
  done.get(1).i32(1).mem('memory.atomic.notify').drop();
  done.end().end().end();

  const finish = module.function('finish', ['i32', 'i32', 'i32', 'i32'], ['i32']), count = finish.local('i32'), patience = finish.local('i32');
  finish.get(1).get(3).mem('i32.atomic.rmw.add').drop();
  const look = (): void => {
    finish.get(1).mem('i32.atomic.load').tee(count).get(2).op('i32.eq').if().i32(0).return().end();
    finish.get(0).mem('i32.atomic.load', block.failed).if().i32(1).return().end();
  };
  finish.i32(spins).set(patience).loop();
  look();
  finish.get(patience).i32(1).op('i32.sub').tee(patience).brIf(0).end();
  finish.get(0).i32(1).mem('i32.atomic.store', block.firstSleeps).loop();
  look();
  finish.get(1).get(count).i64(aMoment).mem('memory.atomic.wait32').drop().br(0).end().unreachable();

  return { ring, await: wait, done, finish };
}
