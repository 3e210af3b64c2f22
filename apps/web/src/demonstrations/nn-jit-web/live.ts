/** The page's end of the engine's worker: questions with answers, and progress in between. */
import digits from './digits.bin?url';
import type { Ask, Progress, Tell } from './messages.ts';

type Question = Ask extends infer A ? (A extends Ask ? Omit<A, 'id'> : never) : never;

export class Live {
  readonly #worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, { settle: (value: unknown) => void; fail: (error: Error) => void }>();
  #asked = 0;
  #data: Promise<unknown> | undefined;

  constructor(onProgress: (progress: Progress) => void) {
    this.#worker.onmessage = ({ data }: MessageEvent<Tell>) => {
      if ('progress' in data) { onProgress(data.progress); return; }
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('wrong' in data) waiting?.fail(new Error(data.wrong)); else waiting?.settle(data.ok);
    };
    this.#worker.onerror = (event) => { event.preventDefault(); for (const { fail } of this.#waiting.values()) fail(new Error(event.message || 'The worker could not be loaded.')); this.#waiting.clear(); };
  }
  ask<T>(question: Question, transfer: Transferable[] = []): Promise<T> {
    const id = this.#asked++;
    return new Promise<T>((settle, fail) => { this.#waiting.set(id, { settle: settle as (value: unknown) => void, fail }); this.#worker.postMessage({ ...question, id }, transfer); });
  }
  /** Fetches the digits at the first call. */
  data(): Promise<unknown> {
    return (this.#data ??= (async () => {
      const response = await fetch(digits);
      if (!response.ok || !response.body) throw new Error(`The digits could not be fetched (${response.status}).`);
      const bytes = await new Response(response.body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
      return this.ask({ do: 'data', bytes }, [bytes]);
    })().catch((error: unknown) => { this.#data = undefined; throw error; }));
  }
  end(): void { this.#worker.terminate(); }
}
