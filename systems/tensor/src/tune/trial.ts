/**
 * One candidate: lowered, compiled, run on data of the task's own sizes, compared with the reference and timed.
 *
 * V8 runs a new function in its baseline first, five times slower; the optimised one arrives some milliseconds after
 * the first calls, and is taken up only when the function is called again. So: short calls to warm, a pause, then
 * samples. What is packed once for constants is not timed.
 */
import type { Plan, Place } from '../compile/plan.ts';
import { bytesOf, type DType } from '../graph/dtype.ts';
import type { Buffer } from '../graph/node.ts';
import { random } from '@galley/numerics/random';
import { lowerProblem, type ContractSchedule, type Problem } from '../loops/contract/index.ts';
import type { Axis } from '../loops/contract/problem.ts';
import { visitValues, type Access } from '../loops/value.ts';
import type { WasmBackend } from '../runtime/index.ts';
import { isKnown, referenceAt } from './reference.ts';

/** Buffers of a problem: what they hold and how long they are. */
export interface TaskBuffer { dtype: DType; length: number; written: boolean }

export function buffersOf(problem: Problem): TaskBuffer[] {
  const { batch, m, n, a, b, stores } = problem, sizes = [...batch, ...m, ...n], found = Array.from({ length: problem.buffers }, (): TaskBuffer => ({ dtype: 'f32', length: 1, written: false }));
  const reach = (offset: number, parts: readonly (readonly [size: number, stride: number])[]) => offset + parts.reduce((sum, [size, stride]) => sum + Math.max(0, (size - 1) * stride), 0) + 1;
  const need = (buffer: number, dtype: DType, length: number, written = false) => { const known = found[buffer]; known.dtype = dtype; known.length = Math.max(known.length, length); known.written ||= written; };
  const axes = (list: readonly Axis[]) => list.map(({ size, stride }) => [size, stride] as const);
  for (const o of [a, b]) need(o.buffer, problem.lane, reach(o.offset, [...o.batch.map((stride, i) => [batch[i], stride] as const), ...axes(o.x), ...axes(o.k)]));
  const access = (x: Access, written = false) => need(x.buffer, x.dtype, reach(x.offset, [...x.strides.map((stride, i) => [sizes[i], stride] as const), ...(x.gathers ?? []).map(({ stride, size }) => [size, stride] as const)]), written);
  for (const store of stores) {
    access(store.access, true);
    visitValues([store.value, ...(store.access.gathers ?? []).map((g) => g.index)], (v) => { if (v.kind === 'load') access(v.access); });
  }
  return found;
}

/** Inputs of a task, drawn evenly from [-1, 1); whole numbers are 0 or 1, so that they are indices of anything. */
export interface Prepared { problem: Problem; given: readonly TaskBuffer[]; inputs: readonly (Buffer | undefined)[]; values: readonly (Float32Array | Int32Array | Uint8Array | Int8Array | Uint16Array)[]; dispose(): void }

export function prepare(backend: WasmBackend, problem: Problem): Prepared {
  const given = buffersOf(problem), rng = random('tuning');
  const values = given.map(({ dtype, length }) => {
    if (dtype === 'f32') return Float32Array.from({ length }, () => 2 * rng.uniform() - 1);
    if (dtype === 'i32') return Int32Array.from({ length }, () => (rng.uniform() < 0.5 ? 0 : 1));
    return dtype === 'f16' || dtype === 'bf16' ? new Uint16Array(length) : dtype === 'i8' ? new Int8Array(length) : new Uint8Array(length);
  });
  const inputs = given.map(({ dtype, written }, i) => (written ? undefined : backend.upload(values[i], dtype, 'tuning')));
  return { problem, given, inputs, values, dispose() { for (const buffer of inputs) buffer?.dispose(); } };
}

/** The launches of a schedule as a plan of their own: what is only read is an input, what is written an output, what is packed of constants done once. */
export function planOf({ problem, given }: Pick<Prepared, 'problem' | 'given'>, schedule: ContractSchedule, device: WasmBackend['device']): Plan {
  const { temporaries, launches } = lowerProblem(problem, schedule, device), read = given.flatMap((b, i) => (b.written ? [] : [i])), written = given.flatMap((b, i) => (b.written ? [i] : []));
  const bytes = (i: number) => ({ bytes: given[i].length * bytesOf[given[i].dtype] }), constant = new Set((problem.constant ?? []).map((name) => problem[name].buffer));
  const isOnce = (launch: (typeof launches)[number]) => launch.kernel.name === 'pack' && 'buffer' in launch.buffers[0] && constant.has(launch.buffers[0].buffer);
  const kept = launches.filter(isOnce).map(({ buffers }) => (buffers[1] as { temporary: number }).temporary);
  let arenaBytes = 0;
  const arena = temporaries.map((size, i) => { if (kept.includes(i)) return 0; const at = arenaBytes; arenaBytes += (size + 63) & ~63; return at; });
  const place = (b: (typeof launches)[number]['buffers'][number], once = false): Place => {
    if ('temporary' in b) return kept.includes(b.temporary) ? (once ? { output: kept.indexOf(b.temporary) } : { input: read.length + kept.indexOf(b.temporary) }) : { arena: arena[b.temporary] };
    return given[b.buffer].written ? { output: written.indexOf(b.buffer) } : { input: read.indexOf(b.buffer) };
  };
  const steps = (list: typeof launches, once: boolean) => list.map(({ kernel, buffers }) => ({ kind: 'kernel' as const, kernel, buffers: buffers.map((b) => place(b, once)) }));
  return {
    inputs: read.map(bytes), outputs: written.map(bytes), arenaBytes, unplannedBytes: arenaBytes, steps: steps(launches.filter((l) => !isOnce(l)), false),
    ...(kept.length && { once: { inputs: read.map(bytes), outputs: kept.map((t) => ({ bytes: temporaries[t] })), arenaBytes: 0, unplannedBytes: 0, steps: steps(launches.filter(isOnce), true) } }),
  };
}

export interface Timing { /** Median of a call. */ ms: number; /** Interquartile range over the median. */ spread: number; samples: number }
export interface TimingOptions {
  /** Time for the samples of one candidate; warming takes about as long again. */
  sampleMs?: number;
  /** A candidate whose first sample is slower than this many times the best is given up. */
  giveUp?: number;
  best?: number;
  now?: () => number;
  signal?: AbortSignal | undefined;
}
const pause = (ms: number) => new Promise<void>((settle) => { setTimeout(settle, ms); });

/** @returns undefined when samples differ too much to mean anything: a tab that is hidden, a throttled clock */
export async function timed(once: () => void, { sampleMs = 6, giveUp = 1.25, best = Infinity, now = () => performance.now(), signal }: TimingOptions = {}): Promise<Timing | undefined> {
  for (let attempt = 0; attempt < 3; attempt++) {
    signal?.throwIfAborted();
    for (const begun = now(); now() - begun < 2.5;) once();
    await pause(2);
    once();
    const samples: number[] = [], begun = now();
    // A coarse clock counts more calls to a sample, by the golden ratio as the paper does.
    for (let calls = 1; samples.length < 3 || (now() - begun < sampleMs && samples.length < 50);) {
      const at = now();
      for (let i = 0; i < calls; i++) once();
      const spent = now() - at;
      if (spent < 0.05 && calls < 1e6) { calls = Math.ceil(calls * 1.618); continue; }
      samples.push(spent / calls);
      if (samples[0] > giveUp * best && samples.length === 1 && attempt === 0) return { ms: samples[0], spread: 0, samples: 1 };
    }
    samples.sort((x, y) => x - y);
    const at = (q: number) => samples[Math.min(samples.length - 1, Math.floor(q * samples.length))], ms = at(0.5), spread = (at(0.75) - at(0.25)) / ms;
    if (at(0.75) <= 3 * at(0.25)) return { ms, spread, samples: samples.length };
  }
  return undefined;
}

/** The paper's protocol: 50 samples of one call from the first on, the least and the most dropped, the mean of the rest. */
export function timedAsInPaper(once: () => void, now: () => number = () => performance.now()): Timing {
  const samples = Array.from({ length: 50 }, () => { const at = now(); once(); return now() - at; }).sort((a, b) => a - b).slice(1, -1);
  return { ms: samples.reduce((sum, s) => sum + s, 0) / samples.length, spread: (samples[36] - samples[12]) / samples[24], samples: 50 };
}

/** Why results are wrong, or undefined: every output against those of a verified candidate, or, for the first, some points against the definition in float64. */
export function wrongAgainst(results: readonly ArrayLike<number>[], reference: readonly ArrayLike<number>[], k: number): string | undefined {
  for (let o = 0; o < results.length; o++) {
    let scale = 1e-3;
    for (let i = 0; i < reference[o].length; i++) if (Number.isFinite(reference[o][i])) scale = Math.max(scale, Math.abs(reference[o][i]));
    const bound = scale * 4e-6 * Math.sqrt(k + 16);
    for (let i = 0; i < reference[o].length; i++) if (!(Math.abs(results[o][i] - reference[o][i]) <= bound) && !Object.is(results[o][i], reference[o][i])) return `element ${i} of result ${o} is ${results[o][i]}, the reference has ${reference[o][i]}`;
  }
  return undefined;
}
export function wrongAgainstDefinition({ problem, values, given }: Prepared, results: readonly ArrayLike<number>[], points = 24): string | undefined {
  if (!problem.stores.every((s) => isKnown(s.value) && !s.access.gathers?.length && !s.add && (s.access.dtype === 'f32' || s.access.dtype === 'i32'))) return undefined;
  const product = (sizes: readonly number[]) => sizes.reduce((n, s) => n * s, 1), [batches, ms, ns] = [product(problem.batch), product(problem.m), product(problem.n)], written = given.flatMap((b, i) => (b.written ? [i] : [])), rng = random('points');
  for (let p = 0; p < points; p++) {
    // Corners, where ragged edges are, then anywhere.
    const pick = (n: number) => (p < 4 ? (p & 1 ? n - 1 : 0) : Math.min(n - 1, Math.floor(rng.uniform() * n))), [at, m, n] = [pick(batches), p < 4 && p & 2 ? ms - 1 : pick(ms), pick(ns)];
    for (const { buffer, index, value, scale } of referenceAt(problem, values, at, m, n)) {
      const got = results[written.indexOf(buffer)][index];
      if (!(Math.abs(got - value) <= 1e-5 * (scale + Math.abs(value) + 1e-3)) && !Object.is(got, value)) return `at batch ${at}, m ${m}, n ${n} the result is ${got}, by definition ${value}`;
    }
  }
  return undefined;
}
