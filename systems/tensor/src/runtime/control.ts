/**
 * Words at fixed places in memory by which threads find their work. Nobody waits for a thread that is asleep: whoever
 * is awake takes tasks from a counter, and a step is over when all its tasks are done.
 *
 *   a run      its command is written, `active` set to its number, the bell rung
 *   a thread   copies the command, says it is `inside` the run's block of counters, and looks again whether that run
 *              is still active: then block and command hold until it leaves
 *   a block    is used by one run after another, but never while a thread is inside it; there is one more than threads
 */
const line = 64;

/** Changes when sleeping threads should look: they sleep on it, within a run as between runs. Byte addresses. */
export const bell = line;
/** Not 0 when a thread went to sleep since the bell was last rung. */
export const asleep = 2 * line;
/** How many messages each thread was sent: one that has read fewer returns to its event loop. */
export const posted = 3 * line;
/** Number of the run that is going on; 0 when none is. */
export const active = 4 * line;
/** What the active run is: words from here on. */
export const command = 5 * line;
export const commandWords = ['program', 'segment', 'table', 'arena', 'scratch', 'scratchStride', 'block'] as const;
/** The block each thread is inside, 0 when in none: a line each. */
export const inside = (thread: number): number => (6 + thread) * line;
export const mostThreads = 64;
export const heapBegin = (6 + mostThreads) * line;

/** A block: offsets in bytes. */
export const block = {
  /** The shared step that is going on; `over` after the last. */
  step: 0,
  /** Set when a kernel trapped. */
  failed: 4,
  /** The thread that began the run sleeps on a counter of done tasks. */
  firstSleeps: 8,
  /** For each thread in turn, how many tasks of each shared step were taken of those that are its own; then how many of each step are done. */
  counters: line,
} as const;
export const over = 0x7fffffff;
/** From one thread's counters to the next's. */
export const counterStride = (sharedSteps: number): number => Math.ceil((4 * sharedSteps) / line) * line;
export const blockBytes = (sharedSteps: number, threads: number): number => block.counters + (threads + 1) * counterStride(sharedSteps);
