/**
 * Where the coefficients in src/loops/math come from; run by hand, prints them: `node test/fit-polynomials.ts`.
 * Remez's exchange: the polynomial whose largest error, weighted, is least takes that error with alternating signs at
 * one point more than it has coefficients; points move to where the error is largest until that is so.
 */
import { erf, erfc } from '@galley/numerics/special';

interface Fit { name: string; target: (x: number) => number; /** What an error of 1 in the polynomial is in the error that counts. */ weight: (x: number) => number; from: number; to: number; coefficients: number }

/** Solves a x = b in place, with pivots. */
function solve(a: number[][], b: number[]): number[] {
  for (let k = 0; k < b.length; k++) {
    let pivot = k;
    for (let i = k + 1; i < b.length; i++) if (Math.abs(a[i][k]) > Math.abs(a[pivot][k])) pivot = i;
    [a[k], a[pivot]] = [a[pivot], a[k]]; [b[k], b[pivot]] = [b[pivot], b[k]];
    for (let i = k + 1; i < b.length; i++) {
      const factor = a[i][k] / a[k][k];
      for (let j = k; j < b.length; j++) a[i][j] -= factor * a[k][j];
      b[i] -= factor * b[k];
    }
  }
  for (let k = b.length - 1; k >= 0; k--) { for (let j = k + 1; j < b.length; j++) b[k] -= a[k][j] * b[j]; b[k] /= a[k][k]; }
  return b;
}

export function remez({ target, weight, from, to, coefficients: n }: Fit): { coefficients: number[]; error: number } {
  const grid = Array.from({ length: 4001 }, (_, i) => from + ((to - from) * (1 - Math.cos((Math.PI * i) / 4000))) / 2);
  let points = Array.from({ length: n + 1 }, (_, i) => grid[Math.round((4000 * i) / n)]), best = { coefficients: [] as number[], error: Infinity };
  for (let round = 0; round < 30; round++) {
    // Σ cᵢ xⁱ + (-1)^k E / w(x) = target(x) at every point k.
    const c = solve(points.map((x, k) => [...Array.from({ length: n }, (_, i) => x ** i), (k % 2 ? -1 : 1) / weight(x)]), points.map(target)).slice(0, n);
    const error = (x: number) => weight(x) * (c.reduceRight((sum, v) => sum * x + v, 0) - target(x));
    // The largest error of each run of one sign.
    const extremes: number[] = [];
    let last = 0;
    for (const x of grid) {
      const e = error(x), sign = Math.sign(e);
      if (sign !== last) { extremes.push(x); last = sign; } else if (Math.abs(e) > Math.abs(error(extremes.at(-1)!))) extremes[extremes.length - 1] = x;
    }
    const largest = Math.max(...extremes.map((x) => Math.abs(error(x))));
    if (largest < best.error) best = { coefficients: c, error: largest };
    while (extremes.length > n + 1) { if (Math.abs(error(extremes[0])) < Math.abs(error(extremes.at(-1)!))) extremes.shift(); else extremes.pop(); }
    if (extremes.length < n + 1) break;
    points = extremes;
  }
  return best;
}

const tiny = 1e-4;
const fits: Fit[] = [
  { name: 'tanh x = x + x³ p(x²)', target: (z) => (Math.tanh(Math.sqrt(z)) / Math.sqrt(z) - 1) / z, weight: (z) => (z * Math.sqrt(z)) / Math.tanh(Math.sqrt(z)), from: tiny, to: 0.55 ** 2, coefficients: 4 },
  { name: 'erf x = x + x p(x²)', target: (z) => erf(Math.sqrt(z)) / Math.sqrt(z) - 1, weight: (z) => Math.sqrt(z) / erf(Math.sqrt(z)), from: tiny, to: 1, coefficients: 7 },
  { name: 'ln erfc t = p(t)', target: (t) => Math.log(erfc(t)), weight: (t) => erfc(t) / erf(t), from: 1, to: 4, coefficients: 7 },
  { name: 'atan t = t + t³ p(t²)', target: (z) => (Math.atan(Math.sqrt(z)) / Math.sqrt(z) - 1) / z, weight: (z) => (z * Math.sqrt(z)) / Math.atan(Math.sqrt(z)), from: tiny, to: 1, coefficients: 9 },
  { name: 'e^r = 1 + r + r² p(r)', target: (r) => (Math.abs(r) < 1e-3 ? 1 / 2 + r / 6 + (r * r) / 24 : (Math.expm1(r) - r) / r ** 2), weight: (r) => r ** 2 / Math.exp(r) + 1e-9, from: -0.3467, to: 0.3467, coefficients: 5 },
];

if (import.meta.main) for (const fit of fits) { const { coefficients, error } = remez(fit); console.log(`${fit.name}  on [${fit.from}, ${fit.to}], error ${error.toExponential(2)}\n  [${coefficients.join(', ')}]`); }
