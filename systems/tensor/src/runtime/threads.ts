/** The pool of threads, as the thread that runs programs sees it: what it tells the others, and never waits for. */
import { active, asleep, bell, block, blockBytes, command, commandWords, inside, mostThreads, over, posted } from './control.ts';
import { runningPrograms, type EngineMemory } from './memory.ts';
import { worthWaking } from './share-out.ts';
import type { ThreadMessage } from './thread.ts';
import { endThread, nodeThread, onThreadError, type Thread } from './environment.ts';

export type Command = Record<(typeof commandWords)[number], number>;

export class Threads {
  /** With the thread that runs programs. */
  readonly count: number;
  /** What went wrong with threads that could not be started. */
  readonly failures: string[] = [];
  readonly #memory: EngineMemory;
  readonly #threads: Thread[] = [];
  #blocks: readonly number[] = [];
  #blockBytes = 0;
  #runs = 0;
  /** Work that was done while others slept and that they would have shared. */
  #unshared = 0;
  #programs = 0;
  #forgotten: number[] = [];

  constructor(memory: EngineMemory, count: number) {
    this.#memory = memory;
    this.count = Math.min(count, mostThreads);
    for (let i = 1; i < this.count; i++) {
      const thread = startThread();
      onThreadError(thread, (message) => this.failures.push(message));
      this.#threads.push(thread);
      thread.postMessage({ kind: 'begin', memory: memory.memory, thread: i } satisfies ThreadMessage, []);
    }
    if (this.#threads.length) this.#count();
  }

  /** Gives a program to every thread. They load it when they get to it; until then runs do without them. @returns its number */
  load(module: WebAssembly.Module, sharedSteps: number): number {
    const program = ++this.#programs;
    if (sharedSteps === 0 || this.#threads.length === 0) return program;
    this.#reserve(blockBytes(sharedSteps, this.count));
    for (const thread of this.#threads) thread.postMessage({ kind: 'load', program, module, forget: this.#forgotten } satisfies ThreadMessage, []);
    this.#forgotten = [];
    this.#count();
    return program;
  }
  /** The program is not run again. Threads hear of it with the next one. */
  forget(program: number): void { this.#forgotten.push(program); }

  /** Begins a run that others may join. Those awake will; waking the others is left to steps that are worth it, and to many small runs together. @returns its block of counters */
  begin(given: Omit<Command, 'block'>, { sharedSteps, sharedWork, wakes }: { sharedSteps: number; sharedWork: number; wakes: boolean }): number {
    const { words } = this.#memory, free = this.#blocks.find((address) => !this.#isInside(address))!;
    words.fill(0, free / 4, (free + blockBytes(sharedSteps, this.count)) / 4);
    const all: Command = { ...given, block: free };
    commandWords.forEach((word, i) => { words[command / 4 + i] = all[word]; });
    this.#runs = (this.#runs + 1) & 0x7fffffff || 1;
    Atomics.store(words, active / 4, this.#runs);
    if (!wakes && Atomics.load(words, asleep / 4) !== 0 && (this.#unshared += sharedWork) > worthWaking) { this.#unshared = 0; this.#ring(); }
    return free;
  }
  /** Ends it. When it failed, everybody has left when this returns. */
  end(address: number, failed: boolean): void {
    const { words } = this.#memory;
    Atomics.store(words, active / 4, 0);
    Atomics.store(words, (address + block.step) / 4, over);
    if (failed) this.#untilLeft([address]);
  }

  dispose(): void {
    for (const thread of this.#threads) endThread(thread);
    this.#threads.length = 0;
  }

  #isInside(address: number): boolean {
    for (let i = 1; i < this.count; i++) if (Atomics.load(this.#memory.words, inside(i) / 4) === address) return true;
    return false;
  }
  #untilLeft(blocks: readonly number[]): void {
    const { words } = this.#memory;
    while (blocks.some((address) => this.#isInside(address))) Atomics.wait(words, bell / 4, Atomics.load(words, bell / 4), 1);
  }
  /** Each thread has been sent one message more. */
  #count(): void {
    Atomics.add(this.#memory.words, posted / 4, 1);
    this.#ring();
  }
  #ring(): void {
    // The flag before the bell: a thread that raises it afterwards has seen the bell ring, or will.
    const { words } = this.#memory, someSleep = Atomics.exchange(words, asleep / 4, 0) !== 0;
    Atomics.add(words, bell / 4, 1);
    if (someSleep) Atomics.notify(words, bell / 4);
  }
  /** One block for each thread, so that one is always free: at most one thread is inside each of the others. */
  #reserve(bytes: number): void {
    if (bytes <= this.#blockBytes) return;
    const size = Math.max(512, 2 ** Math.ceil(Math.log2(bytes))), memory = this.#memory;
    const first = memory.allocate(size * this.count, runningPrograms), before = this.#blocks;
    this.#untilLeft(before);
    if (before.length) memory.free(before[0], this.#blockBytes * this.count, runningPrograms);
    this.#blocks = Array.from({ length: this.count }, (_, i) => first + i * size);
    this.#blockBytes = size;
  }
}

function startThread(): Thread {
  return nodeThread(import.meta.url, 'thread') ?? new Worker(new URL('./thread.ts', import.meta.url), { type: 'module' });
}
