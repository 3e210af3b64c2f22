/** Runs as JSON lines: out and in again. Everything that comes in is marked as reported. */
import type { Run, RunState } from './run.ts';
import { median } from '@galley/numerics/bootstrap';

export class RecordError extends Error { override name = 'RecordError'; }

/** One run, one line, no line feed at the end. */
export const writeRun = (run: Run): string => JSON.stringify({ galley: 'run', version: 1, run });

const states: RunState[] = ['done', 'failed', 'aborted', 'timed out', 'out of memory'];
const slug = /^[a-z0-9][a-z0-9-]{0,63}$/, hexId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Reads one exported run. Unknown fields are dropped, known ones checked; medians are computed again from the samples.
 * @throws RecordError saying which field was wrong.
 */
export function readRun(value: unknown): Run {
  const record = object(value, 'the line');
  if (record.galley !== 'run') throw new RecordError('Expected an exported run ({"galley":"run",...}).');
  if (record.version !== 1) throw new RecordError(`This run was written in format ${String(record.version)}; this Galley reads format 1.`);
  const r = object(record.run, 'run');
  const startedAt = text(r.startedAt, 'run.startedAt', 40);
  if (!Number.isFinite(Date.parse(startedAt))) throw new RecordError(`run.startedAt is not a time: "${startedAt}".`);
  const state = oneOf(r.state, states, 'run.state');
  const id = text(r.id, 'run.id', 36);
  if (!hexId.test(id)) throw new RecordError(`run.id is not a UUID: "${id}".`);
  const device = object(r.device, 'run.device');
  return {
    id, paper: slugOf(r.paper, 'run.paper'), experiment: slugOf(r.experiment, 'run.experiment'),
    inputs: Object.fromEntries(Object.entries(object(r.inputs, 'run.inputs')).slice(0, 100).map(([name, v]) => {
      if (typeof v !== 'number' && typeof v !== 'string' && typeof v !== 'boolean') throw new RecordError(`run.inputs.${name} is neither number, text nor boolean.`);
      return [name.slice(0, 100), typeof v === 'string' ? v.slice(0, 100_000) : v];
    })),
    changed: list(r.changed, 'run.changed', 100).map((c) => text(c, 'run.changed', 100)),
    seed: number(r.seed, 'run.seed'), repeats: number(r.repeats, 'run.repeats'),
    startedAt: new Date(startedAt).toISOString(), seconds: number(r.seconds, 'run.seconds'),
    state, ...(state !== 'done' && { error: text(r.error ?? 'No reason given.', 'run.error', 2000) }),
    measurements: list(r.measurements, 'run.measurements', 10_000).map(readMeasurement),
    events: list(r.events ?? [], 'run.events', 20_001).flatMap((e) => readEvent(e) ?? []),
    device: {
      processor: text(device.processor, 'run.device.processor', 200), architecture: text(device.architecture, 'run.device.architecture', 100),
      logicalCores: number(device.logicalCores, 'run.device.logicalCores'), os: text(device.os, 'run.device.os', 200), runtime: text(device.runtime, 'run.device.runtime', 200),
      wasm: list(device.wasm ?? [], 'run.device.wasm', 50).map((w) => text(w, 'run.device.wasm', 50)),
      ...(device.memoryMB !== undefined && { memoryMB: number(device.memoryMB, 'run.device.memoryMB') }),
      ...(device.gpu !== undefined && { gpu: text(device.gpu, 'run.device.gpu', 200) }),
    },
    versions: Object.fromEntries(Object.entries(object(r.versions ?? {}, 'run.versions')).slice(0, 50).map(([k, v]) => [k.slice(0, 100), text(v, 'run.versions', 100)])),
    place: oneOf(r.place, ['node', 'browser'] as const, 'run.place'),
    origin: 'reported',
  };
}

function readMeasurement(value: unknown): Run['measurements'][number] {
  const m = object(value, 'a measurement');
  const samples = list(m.samples, 'measurement.samples', 100_000).map((s) => number(s, 'measurement.samples'));
  if (samples.length === 0) throw new RecordError('measurement.samples is empty.');
  const interval = m.interval === undefined ? undefined : list(m.interval, 'measurement.interval', 2).map((v) => number(v, 'measurement.interval'));
  const baseline = m.baseline === undefined ? undefined : object(m.baseline, 'measurement.baseline');
  return {
    metric: text(m.metric, 'measurement.metric', 200), unit: text(m.unit, 'measurement.unit', 50), value: median(samples), samples,
    ...(interval?.length === 2 && { interval: [interval[0], interval[1]] as [number, number] }),
    ...(baseline && { baseline: { name: text(baseline.name, 'baseline.name', 100), version: text(baseline.version, 'baseline.version', 100), value: number(baseline.value, 'baseline.value') } }),
    ...(m.modelled === true && { modelled: true }),
    ...(m.remark !== undefined && { remark: text(m.remark, 'measurement.remark', 1000) }),
  };
}

function readEvent(value: unknown): Run['events'][number] | undefined {
  const e = object(value, 'an event');
  switch (e.type) {
    case 'point': {
      const x = typeof e.x === 'string' ? e.x.slice(0, 200) : number(e.x, 'point.x');
      return {
        type: 'point', plot: text(e.plot, 'point.plot', 100), series: text(e.series, 'point.series', 200), x, y: number(e.y, 'point.y'),
        ...(e.low !== undefined && { low: number(e.low, 'point.low') }), ...(e.high !== undefined && { high: number(e.high, 'point.high') }), ...(e.reference === true && { reference: true }),
      };
    }
    case 'note': return { type: 'note', text: text(e.text, 'note.text', 5000) };
    case 'log': return { type: 'log', level: e.level === 'warn' ? 'warn' : 'info', text: text(e.text, 'log.text', 5000) };
    case 'picture': {
      const data = text(e.data, 'picture.data', 8_000_000);
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(data)) throw new RecordError('picture.data is not base64.');
      return { type: 'picture', id: text(e.id, 'picture.id', 100), title: text(e.title, 'picture.title', 300), alt: text(e.alt, 'picture.alt', 1000), media: oneOf(e.media, ['image/png', 'image/webp'] as const, 'picture.media'), data };
    }
    default: return undefined;
  }
}


function object(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RecordError(`${what} is not an object.`);
  return value as Record<string, unknown>;
}
function text(value: unknown, what: string, most: number): string {
  if (typeof value !== 'string') throw new RecordError(`${what} is not a text.`);
  if (value.length > most) throw new RecordError(`${what} is longer than ${most} characters.`);
  return value.toWellFormed().replaceAll('\0', '');
}
function number(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new RecordError(`${what} is not a finite number.`);
  return value;
}
function list(value: unknown, what: string, most: number): unknown[] {
  if (!Array.isArray(value)) throw new RecordError(`${what} is not a list.`);
  if (value.length > most) throw new RecordError(`${what} has ${value.length} entries; at most ${most} are read.`);
  return value;
}
function oneOf<T extends string>(value: unknown, options: readonly T[], what: string): T {
  if (!options.includes(value as T)) throw new RecordError(`${what} expects one of ${options.join(', ')}, got ${JSON.stringify(value)?.slice(0, 60)}.`);
  return value as T;
}
function slugOf(value: unknown, what: string): string {
  const s = text(value, what, 64);
  if (!slug.test(s)) throw new RecordError(`${what} is not a name in small letters, digits and dashes: "${s}".`);
  return s;
}
