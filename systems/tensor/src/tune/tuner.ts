/** The serving side of the tuning thread: questions with answers, trials in between. */
import type { ContractSchedule, Problem } from '../loops/contract/index.ts';
import type { Device } from '../loops/kernel.ts';
import { endThread, nodeThread, onThreadError, onThreadMessage, type Thread } from '../runtime/environment.ts';
import { errorFrom, type PlainError, type PlainGraph } from '../runtime/messages.ts';
import type { WasmOptions } from '../runtime/index.ts';
import type { Trial, TuneOptions, TuneResult } from './tune.ts';

type Plain = Pick<TuneOptions, 'rule' | 'strategy' | 'budgetMs' | 'sampleMs'>;
export type TunerRequest = { number: number } & (
  | { kind: 'tune'; problem: Problem; device: Device; candidates: readonly ContractSchedule[]; options: Plain }
  | { kind: 'warm'; graph: PlainGraph; constants: readonly number[]; schedules: ReadonlyMap<string, ContractSchedule>; wasm: WasmOptions; forMs: number }
  | { kind: 'let go'; of: number });
export interface TunerAnswer { number: number; trial?: Trial; result?: TuneResult; error?: PlainError }

type Question = TunerRequest extends infer R ? (R extends TunerRequest ? Omit<R, 'number'> : never) : never;
interface Waiting { settle(answer: TunerAnswer): void; fail(error: Error): void; onTrial?: ((trial: Trial) => void) | undefined }

export class Tuner {
  readonly #thread: Thread;
  readonly #waiting = new Map<number, Waiting>();
  #numbers = 0;
  #ended = false;

  constructor() {
    this.#thread = startThread();
    onThreadMessage<TunerAnswer>(this.#thread, (answer) => {
      const waiting = this.#waiting.get(answer.number);
      if (answer.trial) { waiting?.onTrial?.(answer.trial); return; }
      this.#waiting.delete(answer.number);
      if (answer.error) waiting?.fail(errorFrom(answer.error)); else waiting?.settle(answer);
      if (this.#waiting.size === 0) this.#thread.unref?.();
    });
    onThreadError(this.#thread, (message) => this.#fail(new Error(`the tuning thread failed: ${message}`)));
  }

  async tune(problem: Problem, device: Device, { candidates = [], onTrial, ...options }: Plain & { candidates?: readonly ContractSchedule[]; onTrial?: ((trial: Trial) => void) | undefined } = {}): Promise<TuneResult> {
    const { schedules: _, ...plain } = device;
    return (await this.#ask({ kind: 'tune', problem, device: plain, candidates, options }, onTrial)).result!;
  }
  /** The program is compiled and run there until it is optimised; kept so until it is let go. */
  async warm(graph: PlainGraph, constants: readonly number[], schedules: ReadonlyMap<string, ContractSchedule>, wasm: WasmOptions, forMs: number): Promise<{ letGo(): void }> {
    const { number } = await this.#ask({ kind: 'warm', graph, constants, schedules, wasm, forMs });
    return { letGo: () => { if (!this.#ended) this.#ask({ kind: 'let go', of: number }).catch(() => { /* The thread is gone, and the program with it. */ }); } };
  }
  /** Whoever waits is told so. */
  end(): void {
    if (this.#ended) return;
    this.#fail(new Error('tuning was stopped'));
    endThread(this.#thread);
  }

  #ask(question: Question, onTrial?: (trial: Trial) => void): Promise<TunerAnswer> {
    if (this.#ended) return Promise.reject(new Error('tuning was stopped'));
    const number = ++this.#numbers;
    return new Promise((settle, fail) => {
      this.#waiting.set(number, { settle, fail, onTrial });
      this.#thread.ref?.();
      this.#thread.postMessage({ ...question, number }, []);
    });
  }
  #fail(error: Error): void {
    this.#ended = true;
    for (const { fail } of this.#waiting.values()) fail(error);
    this.#waiting.clear();
  }
}

function startThread(): Thread {
  return nodeThread(import.meta.url, 'tuner-thread') ?? new Worker(new URL('./tuner-thread.ts', import.meta.url), { type: 'module' });
}
