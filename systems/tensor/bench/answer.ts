/** The contender's side of the protocol, in Node and in a page. */
import type { Inputs, Task } from './works/task.ts';
import { CannotDo, type Peer, type Prepared } from './peers/peer.ts';

export type Request = { do: 'hello' } | { do: 'prepare'; task: Task; inputs: Inputs; runs: number } | { do: 'sample'; ms: number } | { do: 'dispose' };
/** Enough of a result to tell whether two are the same. */
export interface Summary { size: number; norm: number; /** 64 elements, evenly spread. */ values: number[] }
export type Answer = Partial<{ name: string; version: string; summary: Summary; cannot: string; ms: number; runs: number }>;

export function summarise(values: Float32Array): Summary {
  const count = Math.min(64, values.length), step = Math.floor(values.length / count);
  let squares = 0;
  for (const v of values) squares += v * v;
  return { size: values.length, norm: Math.sqrt(squares), values: Array.from({ length: count }, (_, i) => values[i * step]) };
}

export function answerer(peer: Peer): (request: Request) => Promise<Answer> {
  let current: Prepared | undefined;
  return async (request) => {
    try {
      switch (request.do) {
        case 'hello': return { name: peer.name, version: peer.version };
        case 'prepare': {
          current?.dispose();
          current = await peer.prepare(request.task, request.inputs);
          for (let i = 0; i < request.runs; i++) await current.run();
          return { summary: summarise(await current.result()) };
        }
        case 'sample': {
          if (!current) return { cannot: 'nothing is prepared' };
          const begun = performance.now();
          for (let runs = 1; ; runs++) {
            // Awaited only when there is something to wait for: a turn of the loop of events is not the peer's cost.
            const pending = current.run();
            if (pending) await pending;
            const spent = performance.now() - begun;
            if (spent >= request.ms) return { ms: spent / runs, runs };
          }
        }
        case 'dispose': current?.dispose(); current = undefined; return {};
      }
    } catch (error) {
      current = undefined;
      return { cannot: error instanceof CannotDo ? error.message : `failed: ${(error as Error).message ?? String(error)}`.split('\n')[0] };
    }
  };
}
