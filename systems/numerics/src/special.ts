/**
 * Error function and the normal distribution, to about 1e-15 relative, far tails included.
 *
 * erfc comes from the trapezoidal rule on its integral representation (Chiarella and Reichel, 1968;
 * Matta and Reichel, 1971): with step h the error falls like exp(−π²/h²), and h = 1/2 leaves 7e-18.
 * No fitted constants, hence nothing to mistype.
 */
const STEP = 0.5;
const NODES = 13; // exp(−(13·h)²) = 4e-19
const nodeSquares = Float64Array.from({ length: NODES }, (_, i) => ((i + 1) * STEP) ** 2);
const nodeWeights = nodeSquares.map((s) => 2 * Math.exp(-s));
const POLE_PASSES_AT = Math.PI / STEP;

/** exp(−x²) without the relative error x²·ε of rounding the square: x is split into a short head and a tail. */
function expMinusSquare(x: number): number {
  const head = Math.round(x * 1024) / 1024;
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
}

/** Error function erf(x) = 2/√π ∫₀ˣ exp(−t²) dt. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (!(a < 0.75)) return Number.isNaN(x) ? NaN : Math.sign(x) * (1 - erfc(a));
  // Kummer's series: all terms of one sign, so nothing cancels
  let term = x, sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) { term *= (2 * x * x) / (2 * n + 1); sum += term; }
  return (2 / Math.sqrt(Math.PI)) * expMinusSquare(x) * sum;
}

/** Complementary error function 1 − erf(x), accurate where it is tiny. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x < 0) return 2 - erfc(-x);
  if (x < 0.5) return 1 - erf(x);
  if (x > 27.3) return 0;
  return scaledErfc(x) * expMinusSquare(x);
}

/** exp(x²)·erfc(x) for x ≥ 1/2 by the trapezoidal rule, with the residue of its pole while the pole counts. */
function scaledErfc(x: number): number {
  const square = x * x;
  let sum = 1 / square;
  for (let i = 0; i < NODES; i++) sum += nodeWeights[i] / (nodeSquares[i] + square);
  const trapezoid = ((STEP * x) / Math.PI) * sum;
  return x < POLE_PASSES_AT ? trapezoid - (2 * Math.exp(square)) / Math.expm1((2 * Math.PI * x) / STEP) : trapezoid;
}

/** exp(−x²/2) as carefully as `expMinusSquare`. */
function expMinusHalfSquare(x: number): number {
  const head = Math.round(x * 1024) / 1024;
  return Math.exp((-head * head) / 2) * Math.exp((-(x - head) * (x + head)) / 2);
}

/** Density of the standard normal distribution. */
export function normalPdf(x: number): number {
  return expMinusHalfSquare(x) / Math.sqrt(2 * Math.PI);
}

/** Distribution function Φ of the standard normal distribution: the probability of at most `x`. */
export function normalCdf(x: number): number {
  return normalTail(-x);
}

/** Probability of more than `x`: 1 − Φ(x), accurate where it is tiny. */
export function normalTail(x: number): number {
  // in the tail, x²/2 must come from x itself: rounding x/√2 first would cost x² times its error
  return x > 1 && x < 38.6 ? (scaledErfc(x * Math.SQRT1_2) * expMinusHalfSquare(x)) / 2 : erfc(x * Math.SQRT1_2) / 2;
}

/** Inverse of Φ: the value that a standard normal deviate stays below with probability `p`. @throws outside [0, 1]. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`normalQuantile expects a probability from 0 to 1, got ${p}`);
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  if (p === 0.5) return 0;
  return p < 0.5 ? lowerQuantile(p) : -lowerQuantile(1 - p);
}

/** p < 1/2. Start from the tail's leading asymptote, then Halley steps on the logarithm, which cannot overshoot the tail. */
function lowerQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  let x = p < 0.02 ? -(t - Math.log(t * Math.sqrt(2 * Math.PI)) / t) : -(t - (2.30753 + 0.27061 * t) / (1 + 0.99229 * t + 0.04481 * t * t));
  for (let i = 0; i < 12; i++) {
    const below = normalCdf(x), density = normalPdf(x);
    const ratio = below / density;
    const newton = Math.log(below / p) * ratio;
    const step = newton / (1 + (newton * (-x - 1 / ratio)) / 2);
    x -= step;
    if (Math.abs(step) <= 2e-16 * Math.abs(x)) break;
  }
  return x;
}
