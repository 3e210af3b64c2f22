/**
 * The back end for a page's main thread, which may not block: everything is sent to an engine worker and goes on there,
 * in order. Buffers are numbers; only `read` waits, and brings the error of whatever was to make the buffer.
 */
import type { Backend, CompileOptions, Executable, Graph, MemoryReport } from '../backend.ts';
import { bytesOf, type DType, type TypedArray } from '../graph/dtype.ts';
import type { Buffer } from '../graph/node.ts';
import { endThread, nodeThread, onThreadError, onThreadMessage, type Thread } from './environment.ts';
import { errorFrom, toPlain, type Answer, type Request } from './messages.ts';
import type { WasmOptions, WasmReport } from './wasm-backend.ts';

export interface RemoteBackend extends Backend {
  /** As of the last answer, as `memory()` is; undefined before the first. */
  report(): WasmReport | undefined;
}
export function createRemoteBackend(options: WasmOptions = {}): RemoteBackend { return new Remote(options); }

class RemoteBuffer implements Buffer {
  readonly backend: Remote;
  readonly number: number;
  readonly bytes: number;
  alive = true;
  constructor(backend: Remote, number: number, bytes: number) { this.backend = backend; this.number = number; this.bytes = bytes; }
  dispose(): void {
    if (!this.alive) return;
    this.alive = false;
    this.backend.free(this.number);
  }
}

interface Question { resolve(values: TypedArray): void; reject(error: Error): void }

class Remote implements RemoteBackend {
  readonly name = 'wasm';
  readonly #thread: Thread;
  readonly #questions = new Map<number, Question>();
  #numbers = 0;
  #memory: MemoryReport = { liveBytes: 0, byTag: {}, highWaterBytes: 0, limitBytes: 0 };
  #report: WasmReport | undefined;
  #freed: number[] = [];
  #ended: Error | undefined;

  constructor({ threads, memoryLimitBytes, deterministic, revectorize, profile }: WasmOptions) {
    this.#thread = startWorker();
    onThreadMessage<Answer>(this.#thread, (answer) => this.#hear(answer));
    onThreadError(this.#thread, (message) => this.#end(new Error(`the engine worker failed: ${message}`)));
    // What can be cloned of options that may hold more.
    const plain = Object.entries({ threads, memoryLimitBytes, deterministic, revectorize, profile }).filter(([, value]) => value !== undefined);
    this.#send({ kind: 'begin', options: Object.fromEntries(plain) });
  }

  upload(values: TypedArray, dtype: DType, tag?: string): Buffer {
    this.#check();
    const buffer = new RemoteBuffer(this, ++this.#numbers, values.length * bytesOf[dtype]), copy = values.slice();
    this.#send({ kind: 'upload', buffer: buffer.number, values: copy, dtype, tag }, [copy.buffer as ArrayBuffer]);
    return buffer;
  }

  compile(graph: Graph, options: CompileOptions = {}): Executable {
    this.#check();
    const program = ++this.#numbers, { donate = [], constants = [], schedules, tags } = options, bytes = graph.outputs.map((node) => node.size * bytesOf[node.dtype]);
    let disposed = false;
    this.#send({ kind: 'compile', program, graph: toPlain(graph), options: { donate, constants, ...(schedules && { schedules }), ...(tags && { tags }) } });
    return {
      run: (inputs) => {
        this.#check();
        if (disposed) throw new Error('the executable was disposed: compile the graph again');
        const given = inputs.map((buffer, i) => this.#own(buffer, `input ${i} of a run`)), outputs = bytes.map((n) => new RemoteBuffer(this, ++this.#numbers, n));
        this.#send({ kind: 'run', program, inputs: given.map(({ number }) => number), outputs: outputs.map(({ number }) => number) });
        // Taken over or freed over there; what is left of them is their number.
        for (const i of donate) given[i].dispose();
        return outputs;
      },
      dispose: () => {
        if (disposed) return;
        disposed = true;
        if (!this.#ended) this.#send({ kind: 'drop', program });
      },
    };
  }

  read(buffer: Buffer): Promise<TypedArray> {
    return new Promise((resolve, reject) => {
      this.#check();
      const question = ++this.#numbers;
      this.#send({ kind: 'read', question, buffer: this.#own(buffer, 'what is to be read').number });
      this.#questions.set(question, { resolve, reject });
      // Whoever waits for an answer keeps the process alive.
      this.#thread.ref?.();
    });
  }

  memory(): MemoryReport { return this.#memory; }
  report(): WasmReport | undefined { return this.#report; }
  dispose(): void {
    this.#end(new Error('the back end was disposed'));
    endThread(this.#thread);
  }

  /** Numbers are sent together: a step lets go of many buffers at once. */
  free(number: number): void {
    if (this.#freed.push(number) === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    if (this.#freed.length === 0 || this.#ended) return;
    const buffers = this.#freed;
    this.#freed = [];
    this.#thread.postMessage({ kind: 'free', buffers } satisfies Request, []);
  }
  #send(request: Request, transfer: ArrayBuffer[] = []): void {
    this.#flush();
    this.#thread.postMessage(request, transfer);
  }
  #hear({ question, values, error, memory, report }: Answer): void {
    this.#memory = memory;
    this.#report = report;
    const asked = question === undefined ? undefined : this.#questions.get(question);
    if (question !== undefined) this.#questions.delete(question);
    if (asked && values) asked.resolve(values);
    if (asked && error) asked.reject(errorFrom(error));
    if (this.#questions.size === 0) this.#thread.unref?.();
  }
  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#questions.values()) reject(this.#ended);
    this.#questions.clear();
  }
  #check(): void { if (this.#ended) throw this.#ended; }
  #own(buffer: Buffer, what: string): RemoteBuffer {
    if (!(buffer instanceof RemoteBuffer) || buffer.backend !== this) throw new Error(`${what} belongs to another back end`);
    if (!buffer.alive) throw new Error(`${what} was disposed or donated before`);
    return buffer;
  }
}

function startWorker(): Thread {
  return nodeThread(import.meta.url, 'worker') ?? new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
}
