/** The inside of the Web Worker: the site says where a paper's experiments are, this does the rest. */
import type { Experiment } from '../experiment.ts';
import { execute } from '../execute.ts';
import type { FromWorker, ToWorker } from './browser.ts';

interface WorkerSelf { onmessage: ((event: MessageEvent<ToWorker>) => void) | null; onunhandledrejection: ((event: PromiseRejectionEvent) => void) | null; postMessage(message: FromWorker): void }

export function serveExperiments(experimentsOf: (paper: string) => Promise<Experiment[]>): void {
  const self = globalThis as unknown as WorkerSelf, abort = new AbortController();
  self.onunhandledrejection = (event) => self.postMessage({ type: 'crash', error: String(event.reason?.message ?? event.reason) });
  self.onmessage = async ({ data }) => {
    if (data.type === 'abort') return abort.abort();
    try {
      const experiment = (await experimentsOf(data.paper)).find((e) => e.id === data.id);
      if (!experiment) throw new Error(`${data.paper} has no experiment "${data.id}".`);
      const run = await execute(experiment, data.request, {
        place: 'browser', device: data.device, versions: data.versions, signal: abort.signal,
        emit: (event) => self.postMessage({ type: 'event', event }),
      });
      self.postMessage({ type: 'run', run });
    } catch (error) {
      self.postMessage({ type: 'crash', error: error instanceof Error ? error.message : String(error) });
    }
  };
}
