/**
 * A model read from a file, whatever the format: named inputs and outputs, weights as tensors, and a function that
 * builds its graph. `onnx/`, `tfjs/` and `tflite/` read; `session.ts` runs.
 */
import type { DType } from '../graph/dtype.ts';
import type { Tensor } from '../tensor.ts';

/** A number where the file fixes it, a name or -1 where it does not. */
export type Dimension = number | string;
export interface ValueInfo { name: string; dtype: DType | 'i64' | 'string' | 'f64'; shape: readonly Dimension[] | null }

/**
 * Whole numbers that are known while the graph is built: shapes, axes, indices of slices. They never become tensors
 * unless a tensor operation takes them. `values` are row-major.
 */
export interface Known { values: readonly number[]; shape: readonly number[] }
export type Feed = Tensor | Known;
export const isKnown = (feed: Feed): feed is Known => 'values' in feed;

export interface Model {
  format: 'onnx' | 'tfjs-graph' | 'tfjs-layers' | 'tflite';
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
  /** By the names of the file. */
  weights: Readonly<Record<string, Tensor>>;
  /** Nodes of the file in order, for profiles. */
  layers: readonly { name: string; op: string }[];
  /**
   * Builds the graph on the feeds, under `jit` or without. Each layer's nodes are made within `inLayer(name, ..)`.
   * @throws InputError naming the node, the operator and what does not fit
   */
  apply(feeds: Readonly<Record<string, Feed>>, weights: Readonly<Record<string, Tensor>>): Record<string, Feed>;
}
