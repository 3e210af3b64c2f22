/** f16 (IEEE binary16) and bf16 as bits and as numbers. Rounds to nearest, ties to even; subnormals, infinities and NaN included. */

const floats = new Float32Array(1), bits = new Uint32Array(floats.buffer);

/** Nearest bf16's bits. The number is taken to float32 first, as storage from f32 arithmetic does. */
export function toBf16Bits(x: number): number {
  floats[0] = x;
  const b = bits[0];
  if (x !== x) return (b >>> 16) | 0x40;
  return ((b + 0x7fff + ((b >>> 16) & 1)) >>> 16) & 0xffff;
}

export function fromBf16Bits(b: number): number {
  bits[0] = b << 16;
  return floats[0];
}

/** Nearest f16's bits. The number is taken to float32 first, as storage from f32 arithmetic does. */
export function toF16Bits(x: number): number {
  floats[0] = x;
  const b = bits[0], sign = (b >>> 16) & 0x8000, exponent = (b >>> 23) & 0xff, fraction = b & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction ? 0x200 : 0);
  const e = exponent - 112;
  if (e >= 31) return sign | 0x7c00;
  if (e <= 0) {
    if (e < -10) return sign;
    const significand = fraction | 0x800000, shift = 14 - e;
    const half = significand >>> shift, rest = significand & ((1 << shift) - 1), tie = 1 << (shift - 1);
    return sign | (half + (rest > tie || (rest === tie && (half & 1)) ? 1 : 0));
  }
  const half = (e << 10) | (fraction >>> 13), rest = fraction & 0x1fff;
  return sign | (half + (rest > 0x1000 || (rest === 0x1000 && (half & 1)) ? 1 : 0));
}

export function fromF16Bits(b: number): number {
  const sign = b & 0x8000 ? -1 : 1, exponent = (b >>> 10) & 31, fraction = b & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
}

export const roundF16 = (x: number): number => fromF16Bits(toF16Bits(x));
export const roundBf16 = (x: number): number => fromBf16Bits(toBf16Bits(x));
