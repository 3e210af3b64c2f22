/** What the page asks of the two workers of the race, and what they say. */
import type { Roofline } from './messages.ts';

export interface Layer { name: string; op: string; milliseconds: number; gflops: number; share: number }
export type RaceAsk =
  | { id: number; do: 'load'; bytes: ArrayBuffer; shape: number[] }
  /** Answers itself again and again for so long, telling each time. */
  | { id: number; do: 'serve'; milliseconds: number }
  | { id: number; do: 'tune' }
  | { id: number; do: 'layers' }
  /** The line's picture, [1, 3, 48, width], to its text. */
  | { id: number; do: 'read'; data: Float32Array; shape: number[]; characters: string[] };
/** Where a model's time goes: its layers, and each of its kernels under the roof of this machine. */
export interface Where { layers: Layer[]; roof: Roofline }
export interface Loaded { layers: number; weights: number; milliseconds: number; /** Schedules this browser kept from earlier races. */ known: number }
export interface Tuned { candidates: number; tasks: number; milliseconds: number; replaced: number }
export type RaceTell =
  | { id: number; ok: unknown }
  | { id: number; wrong: string }
  | { event: 'run'; at: number; milliseconds: number }
  | { event: 'trial'; at: number; /** Of what the rule's schedule takes: above 1 is better. */ factor: number };
export type PeerAsk = { id: number; do: 'load'; bytes: ArrayBuffer; wasm: ArrayBuffer; script: string; shape: number[] } | { id: number; do: 'time'; milliseconds: number };
