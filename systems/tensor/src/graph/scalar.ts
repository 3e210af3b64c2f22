/** What each elementwise primitive means for one element, in float64. The interpreter is a loop around these; constants are folded with them. */
import { erf } from '@galley/numerics/special';
import { isFloat, type DType } from './dtype.ts';
import { roundBf16, roundF16 } from './half.ts';
import type { Binary, Unary } from './node.ts';

export function roundHalfToEven(x: number): number {
  const r = Math.round(x);
  return Math.abs(x % 1) === 0.5 && r % 2 !== 0 ? r - 1 : r;
}

const unaries: Record<Unary, (x: number) => number> = {
  neg: (x) => -x, abs: Math.abs, sign: Math.sign, floor: Math.floor, ceil: Math.ceil, round: roundHalfToEven, trunc: Math.trunc,
  sqrt: Math.sqrt, reciprocal: (x) => 1 / x, exp: Math.exp, expm1: Math.expm1, log: Math.log, log1p: Math.log1p, sin: Math.sin, cos: Math.cos, tanh: Math.tanh,
  sigmoid: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))), erf,
  not: (x) => (x ? 0 : 1), bitNot: (x) => ~x, isNaN: (x) => (x !== x ? 1 : 0), isFinite: (x) => (Number.isFinite(x) ? 1 : 0),
};

const floatBinaries: Record<Exclude<Binary, 'shl' | 'shr' | 'ushr'>, (a: number, b: number) => number> = {
  add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b, div: (a, b) => a / b, mod: (a, b) => a % b, atan2: Math.atan2,
  pow: (a, b) => (a === 1 || b === 0 ? 1 : a === -1 && Math.abs(b) === Infinity ? 1 : a ** b), // C's, not JavaScript's
  min: Math.min, max: Math.max,
  eq: (a, b) => +(a === b), ne: (a, b) => +(a !== b), lt: (a, b) => +(a < b), le: (a, b) => +(a <= b), gt: (a, b) => +(a > b), ge: (a, b) => +(a >= b),
  and: (a, b) => a & b, or: (a, b) => a | b, xor: (a, b) => a ^ b,
};

/** Integers wrap around at 32 bits; dividing by 0 gives 0. */
const integerBinaries: Partial<Record<Binary, (a: number, b: number) => number>> = {
  add: (a, b) => (a + b) | 0, sub: (a, b) => (a - b) | 0, mul: Math.imul,
  div: (a, b) => (b === 0 ? 0 : (a / b) | 0), mod: (a, b) => (b === 0 ? 0 : (a % b) | 0), pow: integerPower,
  shl: (a, b) => a << b, shr: (a, b) => a >> b, ushr: (a, b) => (a >>> b) | 0,
};

function integerPower(base: number, exponent: number): number {
  if (exponent < 0) return base === 1 ? 1 : base === -1 ? (exponent & 1 ? -1 : 1) : 0;
  let result = 1;
  for (let b = base, e = exponent; e > 0; e >>>= 1, b = Math.imul(b, b)) if (e & 1) result = Math.imul(result, b);
  return result;
}

export const unaryScalar = (fn: Unary): ((x: number) => number) => unaries[fn];

export function binaryScalar(fn: Binary, operands: DType): (a: number, b: number) => number {
  const integer = isFloat(operands) ? undefined : integerBinaries[fn];
  return integer ?? floatBinaries[fn as keyof typeof floatBinaries];
}

/** A number as an element of `dtype` that arithmetic gave: integers wrap, as lanes stored to fewer bytes do; f32 is kept unrounded. */
export function store(dtype: DType): (x: number) => number {
  switch (dtype) {
    case 'f32': return (x) => x;
    case 'f16': return roundF16;
    case 'bf16': return roundBf16;
    case 'i32': return (x) => x | 0;
    case 'u8': return (x) => x & 255;
    case 'i8': return (x) => (x << 24) >> 24;
    case 'bool': return (x) => (x ? 1 : 0);
  }
}

const ranges = { i32: [-2147483648, 2147483647], u8: [0, 255], i8: [-128, 127] } as const;
/** Conversion as `cast` does it: floats to integers truncate and saturate; integers to narrower ones keep the low bits, as NumPy's. */
export function castScalar(from: DType, to: DType): (x: number) => number {
  if (to === 'bool') return (x) => (x !== 0 ? 1 : 0);
  if (isFloat(to) || !isFloat(from)) return store(to);
  const [low, high] = ranges[to as keyof typeof ranges];
  return (x) => (x !== x ? 0 : x <= low ? low : x >= high ? high : Math.trunc(x) + 0);
}

const rotations = [[13, 15, 26, 6], [17, 29, 16, 24]];
/** Word 0 of Threefry-2x32-20 (Salmon et al. 2011) on the block (counter, 0). */
export function threefry(key0: number, key1: number, counter: number): number {
  const keys = [key0 | 0, key1 | 0, key0 ^ key1 ^ 0x1bd11bda];
  let x = (counter + keys[0]) | 0, y = keys[1];
  for (let group = 0; group < 5; group++) {
    for (const r of rotations[group & 1]) {
      x = (x + y) | 0;
      y = ((y << r) | (y >>> (32 - r))) ^ x;
    }
    x = (x + keys[(group + 1) % 3]) | 0;
    y = (y + keys[(group + 2) % 3] + group + 1) | 0;
  }
  return x;
}
