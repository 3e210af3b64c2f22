/** The page's end of a worker: questions with answers, and events in between. */
type Told<E> = { id: number; ok: unknown } | { id: number; wrong: string } | E;
export type Without<A> = A extends unknown ? Omit<A, 'id'> : never;

export class Side<A extends { id: number }, E extends object = never> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { settle: (value: unknown) => void; fail: (error: Error) => void }>();
  #asked = 0;

  constructor(worker: Worker, onEvent: (event: E) => void = () => { /* Not every worker has any. */ }) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Told<E>>) => {
      if (!('id' in data)) { onEvent(data as E); return; }
      const answer = data as Exclude<Told<never>, never>, waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('wrong' in answer) waiting?.fail(new Error(answer.wrong)); else waiting?.settle(answer.ok);
    };
    worker.onerror = (event) => { event.preventDefault(); for (const { fail } of this.#waiting.values()) fail(new Error(event.message || 'The worker could not be loaded.')); this.#waiting.clear(); };
  }
  ask<T>(question: Without<A>, transfer: Transferable[] = []): Promise<T> {
    const id = this.#asked++;
    return new Promise<T>((settle, fail) => { this.#waiting.set(id, { settle: settle as (value: unknown) => void, fail }); this.#worker.postMessage({ ...question, id }, transfer); });
  }
  end(): void { this.#worker.terminate(); }
}
