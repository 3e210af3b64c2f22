/** A thread of its own for tuning: the one that serves is not held up by candidates. */
import { bytesOf } from '../graph/dtype.ts';
import type { Node } from '../graph/node.ts';
import { createWasmBackend } from '../runtime/index.ts';
import { fromPlain, plainError } from '../runtime/messages.ts';
import { listFrom } from './database.ts';
import { tune } from './tune.ts';
import type { TunerAnswer, TunerRequest } from './tuner.ts';

const port = (typeof process === 'object' ? process.getBuiltinModule('node:worker_threads').parentPort : globalThis) as { onmessage: ((event: { data: TunerRequest }) => void) | null; postMessage(message: TunerAnswer): void };
const warmed = new Map<number, () => void>();

let last: Promise<void> = Promise.resolve();
port.onmessage = ({ data }) => { last = last.then(() => answer(data)); };

async function answer(request: TunerRequest): Promise<void> {
  const { number } = request;
  try {
    if (request.kind === 'tune') {
      const { problem, candidates, device, options } = request, backend = createWasmBackend({ threads: 1, device });
      try {
        const result = await tune(problem, { ...options, backend, sharedBy: device.threads, db: listFrom(candidates), onTrial: (trial) => port.postMessage({ number, trial }) });
        port.postMessage({ number, result });
      } finally { backend.dispose(); }
    } else if (request.kind === 'warm') {
      warmed.set(number, await warm(request));
      port.postMessage({ number });
    } else {
      warmed.get(request.of)?.();
      warmed.delete(request.of);
      port.postMessage({ number });
    }
  } catch (error) { port.postMessage({ number, error: plainError(error) }); }
}

/**
 * Compiles and runs a whole program until V8 has optimised it. One process compiles equal bytes once, so the thread that
 * serves finds it optimised when it takes it up. @returns what lets it go
 */
async function warm({ graph: plain, constants, schedules, wasm, forMs }: Extract<TunerRequest, { kind: 'warm' }>): Promise<() => void> {
  const backend = createWasmBackend(wasm), graph = fromPlain(plain), executable = backend.compile(graph, { constants, schedules });
  const inputs = graph.inputs.map((node: Node) => backend.upload(new Uint8Array(node.size * bytesOf[node.dtype]), 'u8', 'tuning'));
  const once = () => { for (const out of executable.run(inputs)) out.dispose(); };
  for (const begun = performance.now(); performance.now() - begun < forMs;) { once(); await new Promise<void>((settle) => { setTimeout(settle, 1); }); }
  return () => { executable.dispose(); backend.dispose(); };
}
