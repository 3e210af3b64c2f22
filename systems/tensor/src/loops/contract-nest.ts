/**
 * A contraction as plain data: for every (batch, m, n), the sum over k of a * b, and what is stored of it.
 * Matrix products, einsums, convolutions (k and m or n of several axes each, windows as strides) and their gradients
 * all come down to one of these.
 */
import type { Store, Value } from './value.ts';

export interface ContractNest {
  kind: 'contract';
  /** Sizes of the axes: batch axes first, then m, n and k axes. Values and accesses have one stride for each. */
  sizes: readonly number[];
  /** How many axes are of each role. Any may be 0. */
  batch: number;
  m: number;
  n: number;
  k: number;
  /** Lane type of product and accumulator. */
  lane: 'f32' | 'i32';
  /** Operand values: `a` does not depend on n axes, `b` not on m axes. Usually a load; a map of loads where a producer was fused (prologue). */
  a: Value;
  b: Value;
  /** Values of batch, m and n axes only; hole 0 is the sum (epilogue). Strides are arbitrary. */
  stores: readonly Store[];
  /** Buffers that stay the same from run to run: packed before, they are packed once. */
  constant?: readonly number[];
}
