/** Cholesky factors and triangular systems. Matrices are row-major. */

export function cholesky(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) {
    let sum = a[i * n + j];
    for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
    l[i * n + j] = i === j ? Math.sqrt(sum) : sum / l[j * n + j];
  }
  return l;
}

export interface TriangularOptions { lower: boolean; transpose: boolean; unitDiagonal: boolean }
/** x with a x = b, or aᵀ x = b; b and x are [n, columns]. Reads one triangle of a only. */
export function triangularSolve(a: Float64Array, b: Float64Array, n: number, columns: number, { lower, transpose, unitDiagonal }: TriangularOptions): Float64Array {
  const x = Float64Array.from(b), forward = lower !== transpose, at = (i: number, j: number) => (transpose ? a[j * n + i] : a[i * n + j]);
  for (let step = 0; step < n; step++) {
    const i = forward ? step : n - 1 - step;
    for (let c = 0; c < columns; c++) {
      let sum = x[i * columns + c];
      for (let j = forward ? 0 : i + 1; j < (forward ? i : n); j++) sum -= at(i, j) * x[j * columns + c];
      x[i * columns + c] = unitDiagonal ? sum : sum / at(i, i);
    }
  }
  return x;
}

/** Gaussian elimination with row exchanges: l and u in one matrix, the rows' order, its sign. A singular matrix gives a 0 on the diagonal of u. */
export function lu(matrix: Float64Array, n: number): [Float64Array, Float64Array, Float64Array] {
  const a = Float64Array.from(matrix), order = Float64Array.from({ length: n }, (_, i) => i);
  let sign = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i;
    if (pivot !== k) {
      for (let j = 0; j < n; j++) { const t = a[k * n + j]; a[k * n + j] = a[pivot * n + j]; a[pivot * n + j] = t; }
      const t = order[k]; order[k] = order[pivot]; order[pivot] = t;
      sign = -sign;
    }
    if (a[k * n + k] === 0) continue;
    for (let i = k + 1; i < n; i++) {
      const factor = (a[i * n + k] /= a[k * n + k]);
      for (let j = k + 1; j < n; j++) a[i * n + j] -= factor * a[k * n + j];
    }
  }
  return [a, order, Float64Array.of(sign)];
}
