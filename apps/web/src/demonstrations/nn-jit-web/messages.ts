/** What the page asks of the engine's worker, and what it is told. */
export type NetKind = 'mlp' | 'cnn';
export interface Kernel { name: string; tasks: number; loops: string }
export interface Code { name: string; bytes: number; text: string }
export interface RoofDot { name: string; intensity: number; gflops: number; share: number }

export type Ask =
  | { id: number; do: 'data'; bytes: ArrayBuffer }
  | { id: number; do: 'begin'; net: NetKind; threads: number }
  | { id: number; do: 'train'; on: boolean }
  | { id: number; do: 'recognise'; pixels: Float32Array }
  | { id: number; do: 'compile'; text: string }
  | { id: number; do: 'measure'; text: string }
  | { id: number; do: 'gpu'; text: string }
  | { id: number; do: 'roofline' }
  | { id: number; do: 'tile'; tile: Tile; withCode: boolean };

/** A register tile, and the length of the sum that is done at a time. */
export interface Tile { mr: number; nr: number; kc: number }
export interface TileMeasured { gflops: number; registers: number; /** A stretch of a's rows and a panel of b. */ l1Bytes: number; code?: Code }

export interface Progress { step: number; loss: number; milliseconds: number; /** Share of the test images that are recognised, when it was asked. */ accuracy?: number; epoch: number }
export interface Compiled { kernels: Kernel[]; code: Code[]; bytes: number; compileMs: number; flop: number; moved: number }
export interface Measured { milliseconds: number; gflops: number; gigabytesPerSecond: number }
/** `apart`: the largest difference from WebAssembly's result over the largest magnitude. */
export interface OnGpu { adapter: string; milliseconds: number; gflops: number; apart: number }
export interface Roofline { peakGflops: number; gigabytesPerSecond: number; dots: RoofDot[]; milliseconds: number }
export type Tell = { id: number; ok: unknown } | { id: number; wrong: string } | { progress: Progress };
