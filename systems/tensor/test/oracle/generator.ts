/**
 * Inputs and initial weights both sides make for themselves, so that none is shipped: the finaliser of MurmurHash3
 * on (seed, index). Written twice: here, and in generator.py.
 *
 *   hash(seed, i)    = fmix32(i + seed * 0x9E3779B1 mod 2^32)
 *   uniform(..)[i]   = low + (high - low) * (hash >> 8) / 2^24, in float64, then rounded to float32
 *   integers(..)[i]  = hash mod below
 */
export function hash(seed: number, index: number): number {
  let h = (index + Math.imul(seed, 0x9e3779b1)) >>> 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return h >>> 0;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1);

export const uniform = (seed: number, shape: readonly number[], low = -1, high = 1): Float32Array =>
  Float32Array.from({ length: sizeOf(shape) }, (_, i) => low + (high - low) * ((hash(seed, i) >>> 8) / 2 ** 24));

export const integers = (seed: number, shape: readonly number[], below: number): Int32Array =>
  Int32Array.from({ length: sizeOf(shape) }, (_, i) => hash(seed, i) % below);
