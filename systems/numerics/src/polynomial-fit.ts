/** Linear least squares for polynomials. */

/**
 * Coefficients of the polynomial Σ cᵢ·x^powers[i] that is nearest to the points in the sense of least squares.
 * Householder QR on columns scaled to unit length, so that powers of 1e6 do no harm.
 * @throws when there are fewer points than powers, or the points cannot tell two powers apart.
 */
export function polynomialFit(xs: ArrayLike<number>, ys: ArrayLike<number>, powers: readonly number[]): Float64Array {
  const m = xs.length, n = powers.length;
  if (ys.length !== m) throw new RangeError(`polynomialFit expects as many y as x, got ${m} x and ${ys.length} y`);
  if (m < n) throw new RangeError(`polynomialFit needs at least ${n} points for ${n} coefficients, got ${m}`);
  const columns = powers.map((p) => Float64Array.from(xs, (x) => x ** p));
  const scales = columns.map((column) => {
    const length = Math.hypot(...column);
    if (!(length > 0)) throw new RangeError('polynomialFit: a power of x is zero at every point');
    for (let i = 0; i < m; i++) column[i] /= length;
    return length;
  });
  const b = Float64Array.from(ys), diagonal = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const column = columns[k];
    const norm = Math.hypot(...column.subarray(k));
    if (norm < 1e-13) throw new RangeError('polynomialFit: the points do not determine the coefficients; give more distinct x or fewer powers');
    diagonal[k] = column[k] > 0 ? -norm : norm;
    column[k] -= diagonal[k];
    const squared = dot(column, column, k);
    for (const target of [...columns.slice(k + 1), b]) {
      const factor = (2 * dot(column, target, k)) / squared;
      for (let i = k; i < m; i++) target[i] -= factor * column[i];
    }
  }
  const solution = new Float64Array(n);
  for (let k = n - 1; k >= 0; k--) {
    let sum = b[k];
    for (let j = k + 1; j < n; j++) sum -= columns[j][k] * solution[j];
    solution[k] = sum / diagonal[k];
  }
  return solution.map((c, i) => c / scales[i]);
}

function dot(a: Float64Array, b: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
