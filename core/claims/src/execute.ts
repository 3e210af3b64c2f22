/**
 * One run from beginning to end, wherever it happens: repeats, seeds, time estimate, medians and intervals.
 * The process or worker around it is the business of `runner/`.
 */
import { bootstrapInterval, median } from '@galley/numerics/bootstrap';
import { v7 as uuid } from './uuid.ts';
import type { Experiment, ExperimentEvent, Inputs, Measurement, Place } from './experiment.ts';
import type { DeviceCard, KeptEvent, RepeatedMeasurement, Run } from './run.ts';

export interface RunRequest {
  inputs: Inputs;
  changed: string[];
  seed: number;
  repeats: number;
}

export interface Surroundings {
  place: Place;
  device: DeviceCard;
  versions: Record<string, string>;
  signal: AbortSignal;
  emit(event: ExperimentEvent): void;
}

/** How many points, notes and logs of one run are kept; later ones are dropped with one log line. */
export const keptEventsLimit = 20_000;
/** Pictures are kept up to this many base64 characters in all. */
export const keptPicturesLimit = 8_000_000;

export async function execute(experiment: Experiment, request: RunRequest, around: Surroundings): Promise<Run> {
  const started = new Date(), begin = performance.now();
  const gathered = new Map<string, { last: Measurement; samples: number[] }>();
  const kept = keeper();
  let state: Run['state'] = 'done', error: string | undefined;
  try {
    for (let repeat = 0; repeat < request.repeats; repeat++) {
      const stream = experiment.run(request.inputs, { place: around.place, seed: request.seed, repeat, signal: around.signal, now: () => performance.now() });
      for (;;) {
        around.signal.throwIfAborted();
        const step = await stream.next();
        if (step.done) { gather(experiment, gathered, step.value); break; }
        if (step.value.type !== 'progress') {
          if (repeat === 0) kept.keep(step.value);
          around.emit(step.value);
        } else around.emit(withEstimate(step.value, repeat, request.repeats, performance.now() - begin));
        await turn();
      }
    }
    if (gathered.size === 0) throw new Error(`${experiment.paper}/${experiment.id} ended without a measurement.`);
  } catch (thrown) {
    if (around.signal.aborted) { state = 'aborted'; error = 'Stopped before it ended.'; }
    else { state = 'failed'; error = thrown instanceof Error ? thrown.message : String(thrown); }
  }
  return {
    id: uuid(started.getTime()), paper: experiment.paper, experiment: experiment.id,
    inputs: request.inputs, changed: request.changed, seed: request.seed, repeats: request.repeats,
    startedAt: started.toISOString(), seconds: (performance.now() - begin) / 1000, state, ...(error && { error }),
    measurements: state === 'done' ? [...gathered.values()].map(summarise) : [],
    events: kept.events, device: around.device, versions: around.versions, place: around.place, origin: 'here',
  };
}

function gather(experiment: Experiment, gathered: Map<string, { last: Measurement; samples: number[] }>, measurements: Measurement[]): void {
  for (const m of measurements) {
    if (typeof m.value !== 'number' || !Number.isFinite(m.value)) throw new Error(`${experiment.paper}/${experiment.id} measured ${m.metric} as ${m.value}, which is not a finite number.`);
    const known = gathered.get(m.metric);
    if (known) { known.last = m; known.samples.push(m.value); } else gathered.set(m.metric, { last: m, samples: [m.value] });
  }
}

function summarise({ last, samples }: { last: Measurement; samples: number[] }): RepeatedMeasurement {
  const interval = bootstrapInterval(samples);
  return { ...last, value: median(samples), samples, ...(interval && { interval }) };
}

function withEstimate(event: Extract<ExperimentEvent, { type: 'progress' }>, repeat: number, repeats: number, elapsedMs: number): ExperimentEvent {
  const fraction = (repeat + Math.min(1, event.done / Math.max(event.of, 1e-9))) / repeats;
  const secondsLeft = fraction > 0.01 ? (elapsedMs / 1000) * (1 / fraction - 1) : undefined;
  return { ...event, done: fraction * event.of, doing: repeats > 1 ? `${event.doing} (repeat ${repeat + 1} of ${repeats})` : event.doing, ...(secondsLeft !== undefined && { secondsLeft }) };
}

function keeper(): { events: KeptEvent[]; keep(event: KeptEvent): void } {
  const events: KeptEvent[] = [];
  let pictures = 0, full = false;
  return {
    events,
    keep(event) {
      if (full) return;
      if (event.type === 'picture' && (pictures += event.data.length) > keptPicturesLimit) return;
      if (events.length >= keptEventsLimit) { full = true; event = { type: 'log', level: 'warn', text: `Only the first ${keptEventsLimit} events of this run are kept.` }; }
      events.push(event);
    },
  };
}

/** Lets messages (an abort) in between two steps of the generator. */
const turn = (() => {
  let last = 0;
  return (): Promise<void> | undefined => {
    const now = performance.now();
    if (now - last < 10) return undefined;
    last = now;
    return new Promise((resolve) => setTimeout(resolve, 0));
  };
})();
