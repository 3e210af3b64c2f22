/**
 * Seeded random numbers that are the same in Node and in every browser.
 *
 * xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018) on 32-bit
 * integers, state filled by splitmix32. Streams are split by label instead of by jumping, so that adding
 * a consumer never changes what another one draws.
 */
export interface Random {
  /** Uniform integer in [0, 2³²). */
  uint32(): number;
  /** Uniform double in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, n). Unbiased. */
  below(n: number): number;
  /** Standard normal deviate. */
  normal(): number;
  /** Exponential deviate with mean 1. */
  exponential(): number;
  /** An independent stream, determined by this stream's seed and the label, not by how much was drawn. */
  split(label: string | number): Random;
}

export function random(seed: number | string): Random {
  return stream(typeof seed === 'string' ? hash(seed, 0x9e3779b9) : mix(Math.trunc(seed) >>> 0, Math.floor(Math.trunc(seed) / 2 ** 32) >>> 0));
}

function stream(key: number): Random {
  const next = splitmix32(key);
  // In a typed array, because variables of a closure would be boxed on every draw.
  const state = Int32Array.of(next(), next(), next(), next());
  let spare: number | undefined;
  const uint32 = () => {
    let a = state[0], b = state[1], c = state[2], d = state[3];
    const m = Math.imul(b, 5), t = b << 9;
    c ^= a; d ^= b; b ^= c; a ^= d; c ^= t;
    d = (d << 11) | (d >>> 21);
    state[0] = a; state[1] = b; state[2] = c; state[3] = d;
    return Math.imul((m << 7) | (m >>> 25), 9) >>> 0;
  };
  const uniform = () => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992;
  return {
    uint32,
    uniform,
    below(n) {
      if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) throw new RangeError(`below(n) expects an integer from 1 to 2^32, got ${n}`);
      const limit = 2 ** 32 - (2 ** 32 % n);
      let draw = uint32();
      while (draw >= limit) draw = uint32();
      return draw % n;
    },
    normal() {
      if (spare !== undefined) { const s = spare; spare = undefined; return s; }
      let u: number, v: number, s: number;
      do { u = 2 * uniform() - 1; v = 2 * uniform() - 1; s = u * u + v * v; } while (s >= 1 || s === 0);
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      spare = v * scale;
      return u * scale;
    },
    exponential: () => -Math.log1p(-uniform()),
    split: (label) => stream(hash(String(label), key)),
  };
}

function splitmix32(seed: number): () => number {
  let z = seed >>> 0;
  return () => {
    z = (z + 0x9e3779b9) >>> 0;
    return mix(z, 0x85ebca6b);
  };
}

/** Avalanche of two 32-bit words into one (murmur3's finaliser). */
function mix(x: number, y: number): number {
  let h = x ^ Math.imul(y, 0xcc9e2d51);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function hash(text: string, key: number): number {
  let h = key >>> 0;
  for (let i = 0; i < text.length; i++) h = mix(h + text.charCodeAt(i), i + 1);
  return mix(h, text.length);
}
