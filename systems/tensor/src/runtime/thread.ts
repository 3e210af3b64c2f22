/** A thread of the pool. It sleeps in shared memory, helps with the run that is active, and goes back to its event loop only when it was sent a program. */
import { active, asleep, bell, block, command, commandWords, inside, posted } from './control.ts';

export type ThreadMessage =
  | { kind: 'begin'; memory: WebAssembly.Memory; thread: number }
  | { kind: 'load'; program: number; module: WebAssembly.Module; /** Programs that are not run again. */ forget: readonly number[] };
type Help = (table: number, arena: number, scratch: number, block: number, thread: number) => number;

/** How long to look for the next run before sleeping: steps of a training loop follow each other within it. */
const lookMilliseconds = 0.05;

const programs = new Map<number, WebAssembly.Instance>();
let memory: WebAssembly.Memory, words: Int32Array, me = 0, read = 0, last = 0;

const port = (typeof process === 'object' ? process.getBuiltinModule('node:worker_threads').parentPort : globalThis) as { onmessage: ((event: { data: ThreadMessage }) => void) | null };
port.onmessage = ({ data }) => {
  read++;
  if (data.kind === 'begin') { memory = data.memory; me = data.thread; words = new Int32Array(memory.buffer); }
  else {
    for (const program of data.forget) programs.delete(program);
    programs.set(data.program, new WebAssembly.Instance(data.module, { env: { memory } }));
  }
  serve();
};

function serve(): void {
  let since = performance.now();
  for (;;) {
    const rung = Atomics.load(words, bell / 4);
    if (Atomics.load(words, posted / 4) !== read) return;
    const run = Atomics.load(words, active / 4);
    if (run !== 0 && run !== last) {
      if (help(run)) { last = run; since = performance.now(); continue; }
    } else if (performance.now() - since < lookMilliseconds) continue;
    Atomics.store(words, asleep / 4, 1);
    Atomics.wait(words, bell / 4, rung);
    since = performance.now();
  }
}

/** @returns whether there is nothing more to do for this run */
function help(run: number): boolean {
  const [program, segment, table, arena, scratch, stride, base] = commandWords.map((_, i) => words[command / 4 + i]), mine = inside(me) / 4;
  let over = true;
  Atomics.store(words, mine, base);
  // What was read is of this run if it still goes on; from now on the block stays as it is until this thread leaves.
  const instance = programs.get(program);
  if (instance && Atomics.load(words, active / 4) === run) {
    try { over = (instance.exports[`help${segment}`] as Help)(table, arena, scratch + stride * me, base, me) === 1; } catch { Atomics.store(words, (base + block.failed) / 4, 1); }
  }
  Atomics.store(words, mine, 0);
  return over;
}
