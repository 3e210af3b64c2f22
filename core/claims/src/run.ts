/** The record of one run: everything needed to judge it, show it and repeat it. */
import type { ExperimentEvent, Inputs, Measurement, Place } from './experiment.ts';

export interface Run {
  /** UUID version 7, so that runs sort by time. */
  id: string;
  paper: string;
  experiment: string;
  inputs: Inputs;
  /** Names of the inputs that differ from the experiment's defaults; such a run judges nothing. */
  changed: string[];
  seed: number;
  /** How many repeats were asked for; `measurements[].samples` says how many came back. */
  repeats: number;
  /** ISO 8601, UTC. */
  startedAt: string;
  seconds: number;
  state: RunState;
  /** One sentence, when `state` is not `done`. */
  error?: string;
  measurements: RepeatedMeasurement[];
  /** Points, pictures, notes and logs; progress is not kept. */
  events: KeptEvent[];
  device: DeviceCard;
  /** Package name to version: galley itself and the library measured. */
  versions: Record<string, string>;
  place: Place;
  /** `here`: measured by this installation. `reported`: imported; shown apart, never mixed with your own. */
  origin: 'here' | 'reported';
}

export type RunState = 'done' | 'failed' | 'aborted' | 'timed out' | 'out of memory';
export type KeptEvent = Exclude<ExperimentEvent, { type: 'progress' }>;

/** A metric over the repeats: `value` is the median of `samples`. */
export interface RepeatedMeasurement extends Measurement {
  samples: number[];
  /** 95 % bootstrap interval of the median; absent with fewer than three samples. */
  interval?: [low: number, high: number];
}

export interface DeviceCard {
  /** `AMD EPYC 9R14`, or what the browser lets us know. */
  processor: string;
  architecture: string;
  logicalCores: number;
  memoryMB?: number;
  /** `simd128`, `relaxed-simd`, `threads`, ... what WebAssembly offers here. */
  wasm: string[];
  gpu?: string;
  os: string;
  /** `Node.js 24.21.0 (V8 13.6)` or the browser's name and version. */
  runtime: string;
}
