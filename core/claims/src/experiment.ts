/**
 * How a claim is measured. An experiment is an async generator: while it works it yields events
 * (the same stream feeds a terminal and a page), and it returns its measurements.
 * It knows no site, no database and no file: only its inputs and its host.
 */

/** What an experiment may be asked. Pure data, so that a form, a `--set` and an API read the same thing. */
export type InputSpec =
  | { kind: 'number'; label: string; unit?: string; default: number; min: number; max: number; step?: number; integer?: boolean; scale?: 'linear' | 'log'; help?: string }
  | { kind: 'choice'; label: string; options: string[]; default: string; help?: string }
  | { kind: 'boolean'; label: string; default: boolean; help?: string }
  | { kind: 'text'; label: string; default: string; maxLength: number; help?: string };

export type InputValue = number | string | boolean;
export type Inputs = Record<string, InputValue>;

export interface Experiment<I extends Inputs = Inputs> {
  /** Unique within the paper: `upgrades`. */
  id: string;
  /** The paper's slug. */
  paper: string;
  title: string;
  /** Claim ids it bears on. */
  claims: string[];
  runsIn: Place[];
  /** The claims' conditions are the defaults: a run with changed inputs is shown, but judges nothing. */
  inputs: { [K in keyof I]: InputSpec };
  /** What one repeat costs on two ordinary cores. */
  cost: { seconds: number; memoryMB: number };
  /** Titles and axes of the plots whose points it yields. */
  plots?: Record<string, PlotSpec>;
  run(inputs: I, host: Host): AsyncGenerator<ExperimentEvent, Measurement[]>;
}

export type Place = 'node' | 'browser';

export interface Host {
  place: Place;
  /** Every random choice derives from it: same inputs and seed, same measurements wherever the check is absolute. */
  seed: number;
  /** 0-based number of this repeat. */
  repeat: number;
  signal: AbortSignal;
  /** Milliseconds, monotonic. */
  now(): number;
}

export interface PlotSpec {
  title: string;
  /** What a reader should see in it, one sentence: figure caption and text alternative. */
  caption: string;
  mark: 'line' | 'dot' | 'bar';
  x: AxisSpec;
  y: AxisSpec;
}
export interface AxisSpec { label: string; unit?: string; scale?: 'linear' | 'log' }

export interface Progress { type: 'progress'; done: number; of: number; doing: string; /** Added by the runner. */ secondsLeft?: number }
/** One point of a plot named in `Experiment.plots`; `low` and `high` draw an interval. `reference: true` marks the paper's own value. */
export interface Point { type: 'point'; plot: string; series: string; x: number | string; y: number; low?: number; high?: number; reference?: boolean }
export interface Picture { type: 'picture'; id: string; title: string; alt: string; media: 'image/png' | 'image/webp'; /** base64 */ data: string }
/** A finding worth a sentence beside the figures. */
export interface Note { type: 'note'; text: string }
export interface Log { type: 'log'; level: 'info' | 'warn'; text: string }
export type ExperimentEvent = Progress | Point | Picture | Note | Log;

export interface Measurement {
  metric: string;
  value: number;
  /** The same spelling as in the claim's criterion. `''` for a bare number. */
  unit: string;
  /** The peer measured in the same run, if there is one; in the same unit. */
  baseline?: { name: string; version: string; value: number };
  /** Computed from formulas, not measured: marked wherever it shows. */
  modelled?: boolean;
  /** One sentence saying what the number means, shown in the margin. */
  remark?: string;
}
