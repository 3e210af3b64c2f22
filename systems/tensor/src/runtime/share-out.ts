/** Which steps of a segment threads share, by rule: sharing a step costs about a microsecond when everybody is awake, waking somebody some twenty. */
import type { Kernel } from '../loops/kernel.ts';

export interface Shared { /** From 1 in each segment. */ number: number; /** Nanoseconds of one thread. */ work: number; /** Threads that sleep are woken for it. */ wakes: boolean }

const worthSharing = 4000;
/** Work of steps that follow each other for which a sleeping thread is woken; nanoseconds of one thread. */
export const worthWaking = 60_000;
/** Work of one thread alone after which the others are taken to sleep. */
const putsToSleep = 15_000;

/** A guess from below: arithmetic at half of peak, bytes at the speed of a cache. */
const nanoseconds = ({ flop, cost = flop, bytes }: Kernel): number => Math.max(cost / 32, bytes / 40);

export function shareOut<S extends { kernel: Kernel }>(steps: readonly S[], threads: number): Map<S, Shared> {
  const shared = new Map<S, Shared>();
  if (threads === 1) return shared;
  // From the last backwards: how much is to come that whoever is woken now would share.
  let ahead = 0, alone = 0, number = steps.filter(isShared).length;
  for (const step of [...steps].reverse()) {
    const work = nanoseconds(step.kernel);
    if (!isShared(step)) { alone += work; continue; }
    ahead = work + (alone < putsToSleep ? ahead : 0);
    alone = 0;
    shared.set(step, { number: number--, work, wakes: ahead >= worthWaking });
  }
  return shared;
}
const isShared = ({ kernel }: { kernel: Kernel }): boolean => kernel.tasks > 1 && nanoseconds(kernel) >= worthSharing;
