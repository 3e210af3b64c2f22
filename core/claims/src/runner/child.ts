/** The other side of `runInNode`: one experiment, then the process ends. */
import type { Experiment, ExperimentEvent } from '../experiment.ts';
import { execute } from '../execute.ts';
import type { FromChild, ToChild } from './node.ts';

const abort = new AbortController();
const say = (message: FromChild) => new Promise<void>((resolve) => process.send!(message, undefined, {}, () => resolve()));

process.on('message', (message: ToChild) => {
  if (message.type === 'abort') abort.abort();
  else void run(message);
});
process.on('disconnect', () => process.exit(1));
setInterval(() => void say({ type: 'memory', rss: process.memoryUsage.rss() }), 250).unref();
void say({ type: 'ready' });

async function run({ module, id, request, device, versions }: Extract<ToChild, { type: 'run' }>): Promise<void> {
  const { experiments } = (await import(module)) as { experiments: Experiment[] };
  const experiment = experiments.find((e) => e.id === id);
  if (!experiment) throw new Error(`${module} has no experiment "${id}"; it has ${experiments.map((e) => e.id).join(', ')}.`);
  const batch = batcher((events) => void say({ type: 'events', events }));
  const result = await execute(experiment, request, { place: 'node', device, versions, signal: abort.signal, emit: batch.push });
  batch.flush();
  await say({ type: 'run', run: result });
  process.exit(0);
}

/** Sends events in groups, so that a million points are not a million messages. */
function batcher(send: (events: ExperimentEvent[]) => void) {
  let waiting: ExperimentEvent[] = [], last = 0;
  const flush = () => { if (waiting.length) send(waiting); waiting = []; last = performance.now(); };
  return { flush, push(event: ExperimentEvent) { waiting.push(event); if (waiting.length >= 500 || performance.now() - last > 50) flush(); } };
}
