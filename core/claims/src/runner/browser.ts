/** Runs an experiment in a Web Worker of its own. The page hands over the worker, so that its bundler can see it. */
import type { ExperimentEvent } from '../experiment.ts';
import type { DeviceCard, Run } from '../run.ts';
import type { RunRequest } from '../execute.ts';
import { v7 as uuid } from '../uuid.ts';
import { wasmFeatures } from '../device.ts';

export type ToWorker = { type: 'run'; paper: string; id: string; request: RunRequest; device: DeviceCard; versions: Record<string, string> } | { type: 'abort' };
export type FromWorker = { type: 'event'; event: ExperimentEvent } | { type: 'run'; run: Run } | { type: 'crash'; error: string };

export interface BrowserRunOptions {
  worker: Worker;
  paper: string;
  experiment: string;
  request: RunRequest;
  versions: Record<string, string>;
  timeoutSeconds?: number;
  signal?: AbortSignal;
  onEvent?: (event: ExperimentEvent) => void;
}

const graceMs = 1000;

export function runInBrowser({ worker, paper, experiment, request, versions, timeoutSeconds = 600, signal, onEvent }: BrowserRunOptions): Promise<Run> {
  const startedAt = new Date(), device = browserDevice();
  return new Promise((resolve) => {
    const settle = (run: Run) => { clearTimeout(timer); clearTimeout(grace); signal?.removeEventListener('abort', abort); worker.terminate(); resolve(run); };
    const end = (state: Run['state'], error: string) => settle({
      id: uuid(startedAt.getTime()), paper, experiment, inputs: request.inputs, changed: request.changed, seed: request.seed, repeats: request.repeats,
      startedAt: startedAt.toISOString(), seconds: (Date.now() - startedAt.getTime()) / 1000, state, error, measurements: [], events: [], device, versions, place: 'browser', origin: 'here',
    });
    const timer = setTimeout(() => end('timed out', `Took longer than ${timeoutSeconds} s and was stopped.`), timeoutSeconds * 1000);
    let grace: ReturnType<typeof setTimeout> | undefined;
    const abort = () => { worker.postMessage({ type: 'abort' } satisfies ToWorker); grace = setTimeout(() => end('aborted', 'Stopped before it ended.'), graceMs); };
    signal?.addEventListener('abort', abort, { once: true });
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === 'event') onEvent?.(data.event);
      else if (data.type === 'run') settle(data.run);
      else end(/memory|allocation/i.test(data.error) ? 'out of memory' : 'failed', data.error);
    };
    worker.onerror = (event) => end('failed', event.message || 'The worker could not be loaded.');
    worker.postMessage({ type: 'run', paper, id: experiment, request, device, versions } satisfies ToWorker);
  });
}

/** This browser as a device card: what it lets us know, no more. */
export function browserDevice(): DeviceCard {
  const hints = (navigator as Navigator & { userAgentData?: { platform: string; brands: { brand: string; version: string }[] }; deviceMemory?: number });
  const brand = hints.userAgentData?.brands.find((b) => !/not.?a.?brand/i.test(b.brand) && b.brand !== 'Chromium') ?? hints.userAgentData?.brands.find((b) => b.brand === 'Chromium');
  const known = /(Firefox|Edg|HeadlessChrome|Chrome|Version)\/([\d.]+)/.exec(navigator.userAgent);
  return {
    processor: 'not told by the browser',
    architecture: 'not told by the browser',
    logicalCores: navigator.hardwareConcurrency ?? 1,
    ...(hints.deviceMemory && { memoryMB: hints.deviceMemory * 1024 }),
    wasm: wasmFeatures(),
    os: hints.userAgentData?.platform || /\(([^;)]+)/.exec(navigator.userAgent)?.[1] || 'not told by the browser',
    runtime: brand ? `${brand.brand} ${brand.version}` : known ? `${known[1].replace('Version', 'Safari')} ${known[2]}` : 'a browser',
  };
}
