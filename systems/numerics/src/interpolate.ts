/**
 * Interpolation of a measured curve through given points.
 *
 * `pchip` is the monotone cubic of Fritsch and Carlson (1980) with Butland's slopes: it never overshoots the data.
 * Outside the points its first and last cubic go on, which is what SciPy's PchipInterpolator does; clip the result
 * when the quantity is bounded.
 */
export interface Curve {
  /** Abscissae, strictly increasing. */
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  at(x: number): number;
}

/** A curve made of one cubic per interval: y = c0 + c1·s + c2·s² + c3·s³ with s = x − xs[i]. */
export interface PiecewiseCubic extends Curve {
  /** `[intervals, 4]`, row-major: c0 c1 c2 c3. */
  readonly coefficients: Float64Array;
  /** Derivative dy/dx. */
  slope(x: number): number;
  /** Exact integral from a to b. */
  integral(a: number, b: number): number;
}

/** Monotone cubic through at least two points; extrapolates with its end cubics. @throws when the abscissae do not increase strictly, or a value is not finite. */
export function pchip(xs: ArrayLike<number>, ys: ArrayLike<number>): PiecewiseCubic {
  const x = checked(xs, ys), y = Float64Array.from(ys), n = x.length;
  const h = new Float64Array(n - 1), delta = new Float64Array(n - 1), d = new Float64Array(n);
  for (let i = 0; i < n - 1; i++) { h[i] = x[i + 1] - x[i]; delta[i] = (y[i + 1] - y[i]) / h[i]; }
  if (n === 2) d.fill(delta[0]);
  else {
    for (let i = 1; i < n - 1; i++) {
      const a = delta[i - 1], b = delta[i];
      if (a * b <= 0) continue;
      const w1 = 2 * h[i] + h[i - 1], w2 = h[i] + 2 * h[i - 1];
      d[i] = (w1 + w2) / (w1 / a + w2 / b);
    }
    d[0] = endSlope(h[0], h[1], delta[0], delta[1]);
    d[n - 1] = endSlope(h[n - 2], h[n - 3], delta[n - 2], delta[n - 3]);
  }
  const coefficients = new Float64Array(4 * (n - 1));
  for (let i = 0; i < n - 1; i++) {
    coefficients[4 * i] = y[i];
    coefficients[4 * i + 1] = d[i];
    coefficients[4 * i + 2] = (3 * delta[i] - 2 * d[i] - d[i + 1]) / h[i];
    coefficients[4 * i + 3] = (d[i] + d[i + 1] - 2 * delta[i]) / (h[i] * h[i]);
  }
  return piecewise(x, y, coefficients);
}

/** Straight lines through at least two points; the end lines go on outside. @throws as `pchip`. */
export function linear(xs: ArrayLike<number>, ys: ArrayLike<number>): PiecewiseCubic {
  const x = checked(xs, ys), y = Float64Array.from(ys), coefficients = new Float64Array(4 * (x.length - 1));
  for (let i = 0; i < x.length - 1; i++) {
    coefficients[4 * i] = y[i];
    coefficients[4 * i + 1] = (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
  }
  return piecewise(x, y, coefficients);
}

/** Three-point slope at an end, held back so that the curve keeps the shape of the data. */
function endSlope(h0: number, h1: number, delta0: number, delta1: number): number {
  const d = ((2 * h0 + h1) * delta0 - h0 * delta1) / (h0 + h1);
  if (Math.sign(d) !== Math.sign(delta0)) return 0;
  if (Math.sign(delta0) !== Math.sign(delta1) && Math.abs(d) > 3 * Math.abs(delta0)) return 3 * delta0;
  return d;
}

function piecewise(xs: Float64Array, ys: Float64Array, c: Float64Array): PiecewiseCubic {
  const last = xs.length - 2;
  const interval = (x: number): number => {
    let low = 0, high = last;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (x >= xs[mid]) low = mid; else high = mid - 1;
    }
    return low;
  };
  const antiderivative = (i: number, s: number) => s * (c[4 * i] + s * (c[4 * i + 1] / 2 + s * (c[4 * i + 2] / 3 + (s * c[4 * i + 3]) / 4)));
  return {
    xs, ys, coefficients: c,
    at(x) {
      const i = interval(x), s = x - xs[i], k = 4 * i;
      return c[k] + s * (c[k + 1] + s * (c[k + 2] + s * c[k + 3]));
    },
    slope(x) {
      const i = interval(x), s = x - xs[i], k = 4 * i;
      return c[k + 1] + s * (2 * c[k + 2] + 3 * s * c[k + 3]);
    },
    integral(a, b) {
      if (a > b) return -this.integral(b, a);
      let sum = 0;
      const from = interval(a), to = interval(b);
      for (let i = from; i <= to; i++) {
        const low = i === from ? a : xs[i], high = i === to ? b : xs[i + 1];
        sum += antiderivative(i, high - xs[i]) - antiderivative(i, low - xs[i]);
      }
      return sum;
    },
  };
}

function checked(xs: ArrayLike<number>, ys: ArrayLike<number>): Float64Array {
  if (xs.length !== ys.length) throw new RangeError(`a curve needs as many y as x, got ${xs.length} x and ${ys.length} y`);
  if (xs.length < 2) throw new RangeError(`a curve needs at least two points, got ${xs.length}`);
  for (let i = 0; i < xs.length; i++) {
    if (!Number.isFinite(xs[i]) || !Number.isFinite(ys[i])) throw new RangeError(`point ${i} of the curve is (${xs[i]}, ${ys[i]}): expected finite numbers`);
    if (i > 0 && !(xs[i] > xs[i - 1])) throw new RangeError(`the curve's x must increase: point ${i} has ${xs[i]} after ${xs[i - 1]}; sort the points and merge repeated ones`);
  }
  return Float64Array.from(xs);
}
