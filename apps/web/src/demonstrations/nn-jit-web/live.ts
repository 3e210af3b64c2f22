/** The engine's worker for training, expressions and measurements, and the digits it learns from. */
import digits from './digits.bin?url';
import type { Ask, Progress } from './messages.ts';
import { Side, type Without } from './side.ts';

export class Live {
  readonly #side: Side<Ask, { progress: Progress }>;
  #data: Promise<unknown> | undefined;

  constructor(onProgress: (progress: Progress) => void) { this.#side = new Side(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }), ({ progress }) => onProgress(progress)); }
  ask<T>(question: Without<Ask>, transfer: Transferable[] = []): Promise<T> { return this.#side.ask<T>(question, transfer); }
  /** Fetches the digits at the first call. */
  data(): Promise<unknown> {
    return (this.#data ??= (async () => {
      const response = await fetch(digits);
      if (!response.ok || !response.body) throw new Error(`The digits could not be fetched (${response.status}).`);
      const bytes = await new Response(response.body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
      return this.ask({ do: 'data', bytes }, [bytes]);
    })().catch((error: unknown) => { this.#data = undefined; throw error; }));
  }
  end(): void { this.#side.end(); }
}
