/**
 * Runs an experiment in a Node process of its own, so that whatever it does to memory, time or the
 * process itself stays there: a cap, a time-out, an abort and a crash all end in a `Run` that says so.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Experiment, ExperimentEvent } from '../experiment.ts';
import type { DeviceCard, KeptEvent, Run, RunState } from '../run.ts';
import type { RunRequest } from '../execute.ts';
import { v7 as uuid } from '../uuid.ts';
import { wasmFeatures } from '../device.ts';

export interface NodeRunOptions {
  /** Address of the module that exports `experiments`, as `import.meta.resolve` gives it. */
  module: string;
  experiment: Pick<Experiment, 'id' | 'paper' | 'cost'>;
  request: RunRequest;
  versions: Record<string, string>;
  /** Default: ten times the experiment's own estimate, at least two minutes, times the repeats. */
  timeoutSeconds?: number;
  /** Resident memory. Default: four times the experiment's own estimate, at least 512 MB. */
  memoryMB?: number;
  signal?: AbortSignal;
  onEvent?: (event: ExperimentEvent) => void;
}

/** What parent and child say to each other. */
export type ToChild = { type: 'run'; module: string; id: string; request: RunRequest; device: DeviceCard; versions: Record<string, string> } | { type: 'abort' };
export type FromChild = { type: 'ready' } | { type: 'events'; events: ExperimentEvent[] } | { type: 'memory'; rss: number } | { type: 'run'; run: Run };

const graceMs = 2000, memoryPollMs = 100;

export function runInNode(options: NodeRunOptions): Promise<Run> {
  const { experiment, request, signal } = options;
  const timeoutSeconds = options.timeoutSeconds ?? Math.max(120, 10 * experiment.cost.seconds) * request.repeats;
  const memoryMB = options.memoryMB ?? Math.max(512, 4 * experiment.cost.memoryMB);
  const startedAt = new Date();
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [`--max-old-space-size=${memoryMB}`, '--disable-warning=ExperimentalWarning'],
    env: { PATH: process.env.PATH, ...(process.env.VK_ICD_FILENAMES && { VK_ICD_FILENAMES: process.env.VK_ICD_FILENAMES }) },
  });

  return new Promise((resolve) => {
    let ended: { state: RunState; error: string } | undefined, finished: Run | undefined, errors = '';
    const events: KeptEvent[] = [];
    const end = (state: RunState, error: string) => { ended ??= { state, error }; child.kill('SIGKILL'); };

    const timer = setTimeout(() => end('timed out', `Took longer than ${timeoutSeconds} s and was stopped; --timeout allows more.`), timeoutSeconds * 1000);
    const overMemory = (rss: number) => {
      if (rss > memoryMB * 1e6) end('out of memory', `Used more than ${memoryMB} MB and was stopped; --memory allows more.`);
    };
    const poll = setInterval(() => { const rss = residentBytes(child); if (rss !== undefined) overMemory(rss); }, memoryPollMs);
    let grace: NodeJS.Timeout | undefined;
    const abort = () => {
      if (child.connected) child.send({ type: 'abort' } satisfies ToChild, () => {});
      grace = setTimeout(() => end('aborted', 'Stopped before it ended.'), graceMs);
    };
    signal?.addEventListener('abort', abort, { once: true });

    child.stderr!.on('data', (chunk: Buffer) => { errors = (errors + chunk.toString()).slice(-4000); });
    child.on('message', (message: FromChild) => {
      if (message.type === 'ready') {
        child.send({ type: 'run', module: options.module, id: experiment.id, request, device: nodeDevice(), versions: options.versions } satisfies ToChild);
        if (signal?.aborted) abort();
      } else if (message.type === 'events') for (const event of message.events) {
        if (event.type !== 'progress') events.push(event);
        options.onEvent?.(event);
      } else if (message.type === 'memory') overMemory(message.rss);
      else finished = message.run;
    });
    child.on('error', (error) => { ended ??= { state: 'failed', error: `The process could not be started: ${error.message}` }; settle(null, null); });
    child.on('exit', settle);

    let settled = false;
    function settle(code: number | null, killedBy: NodeJS.Signals | null) {
      if (settled) return;
      settled = true;
      clearTimeout(timer); clearInterval(poll); clearTimeout(grace);
      signal?.removeEventListener('abort', abort);
      if (finished && !ended) return resolve(finished);
      if (!ended && /heap out of memory|Allocation failed|Array buffer allocation failed/.test(errors)) ended = { state: 'out of memory', error: `Ran out of its ${memoryMB} MB; --memory allows more.` };
      if (!ended && signal?.aborted) ended = { state: 'aborted', error: 'Stopped before it ended.' };
      ended ??= { state: 'failed', error: `The process ended by itself (${killedBy ? `signal ${killedBy}` : `exit code ${code}`})${errors ? `: ${lastLine(errors)}` : '.'}` };
      resolve({
        id: uuid(startedAt.getTime()), paper: experiment.paper, experiment: experiment.id,
        inputs: request.inputs, changed: request.changed, seed: request.seed, repeats: request.repeats,
        startedAt: startedAt.toISOString(), seconds: (Date.now() - startedAt.getTime()) / 1000,
        state: ended.state, error: ended.error, measurements: [], events, device: nodeDevice(), versions: options.versions, place: 'node', origin: 'here',
      });
    }
  });
}

function lastLine(errors: string): string {
  const lines = errors.trim().split('\n').filter((line) => /\w*Error|\w/.test(line) && !/^\s+at |^Node\.js v/.test(line));
  return (lines.findLast((line) => /Error/.test(line)) ?? lines.at(-1) ?? '').trim().slice(0, 300);
}

/** Where the system tells (Linux); elsewhere the child reports itself. */
function residentBytes(child: ChildProcess): number | undefined {
  if (process.platform !== 'linux' || !child.pid) return undefined;
  try { return Number(readFileSync(`/proc/${child.pid}/statm`, 'utf8').split(' ')[1]) * 4096; } catch { return undefined; }
}

let card: DeviceCard | undefined;
/** This machine as a device card. */
export function nodeDevice(): DeviceCard {
  card ??= {
    processor: os.cpus()[0]?.model.trim() || 'unknown processor',
    architecture: process.arch,
    logicalCores: os.availableParallelism(),
    memoryMB: Math.round(os.totalmem() / 1e6),
    wasm: wasmFeatures(),
    os: `${os.type()} ${os.release()}`,
    runtime: `Node.js ${process.versions.node} (V8 ${process.versions.v8.replace(/-node.*/, '')})`,
  };
  return card;
}
