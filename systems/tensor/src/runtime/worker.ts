/** The engine worker: a back end of generated code that does what the page's main thread asks for, in order. */
import type { Buffer } from '../graph/node.ts';
import type { Executable } from '../backend.ts';
import { fromPlain, plainError, type Answer, type PlainError, type Request } from './messages.ts';
import { createWasmBackend, type WasmBackend } from './wasm-backend.ts';

/** What a number stands for: a thing, or why there is none. */
type Known<T> = { made: T } | { error: PlainError };

let backend: WasmBackend | undefined, failure: PlainError | undefined;
const buffers = new Map<number, Known<Buffer>>(), programs = new Map<number, Known<Executable>>();

const port = (typeof process === 'object' ? process.getBuiltinModule('node:worker_threads').parentPort : globalThis) as { onmessage: ((event: { data: Request }) => void) | null; postMessage(message: Answer, transfer: ArrayBuffer[]): void };
port.onmessage = ({ data }) => {
  try { handle(data); } catch (error) { if (data.kind === 'read') answer({ question: data.question, error: plainError(error) }); }
};

function handle(request: Request): void {
  switch (request.kind) {
    case 'begin': {
      try { backend = createWasmBackend(request.options); } catch (error) { failure = plainError(error); }
      answer({ ...(failure && { error: failure }) });
      break;
    }
    case 'upload': buffers.set(request.buffer, attempt(() => engine().upload(request.values, request.dtype, request.tag))); break;
    case 'compile': programs.set(request.program, attempt(() => engine().compile(fromPlain(request.graph), request.options))); break;
    case 'run': {
      const made = attempt(() => known(programs.get(request.program), 'program').run(request.inputs.map((i) => known(buffers.get(i), 'buffer'))));
      request.outputs.forEach((output, i) => buffers.set(output, 'made' in made ? { made: made.made[i] } : made));
      break;
    }
    case 'read': {
      const values = engine().readSync(known(buffers.get(request.buffer), 'buffer'));
      answer({ question: request.question, values }, [values.buffer as ArrayBuffer]);
      break;
    }
    case 'free':
      for (const i of request.buffers) {
        const buffer = buffers.get(i);
        if (buffer && 'made' in buffer) buffer.made.dispose();
        buffers.delete(i);
      }
      break;
    case 'drop': {
      const program = programs.get(request.program);
      if (program && 'made' in program) program.made.dispose();
      programs.delete(request.program);
      break;
    }
  }
}

function engine(): WasmBackend {
  if (backend) return backend;
  throw Object.assign(new Error(failure?.message ?? 'the engine worker was not begun'), { name: failure?.name ?? 'Error' });
}
function attempt<T>(f: () => T): Known<T> { try { return { made: f() }; } catch (error) { return { error: plainError(error) }; } }
/** @throws the error of what was to make it */
function known<T>(thing: Known<T> | undefined, what: string): T {
  if (thing && 'made' in thing) return thing.made;
  throw Object.assign(new Error(thing?.error.message ?? `the engine worker knows no such ${what}`), { name: thing?.error.name ?? 'Error' });
}
const none = { pieces: 0, freeBytes: 0, totalBytes: 0 };
function answer(given: Omit<Answer, 'memory' | 'report'>, transfer: ArrayBuffer[] = []): void {
  const memory = backend?.memory() ?? { liveBytes: 0, byTag: {}, highWaterBytes: 0, limitBytes: 0 }, report = backend?.report() ?? { threads: 0, failures: [], fma: false, revectorize: 'off', memory: none };
  port.postMessage({ ...given, memory, report }, transfer);
}
