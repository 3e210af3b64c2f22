/** Eigenvalues of small symmetric matrices by cyclic Jacobi rotations (Golub and Van Loan, section 8.5). */

/**
 * Eigenvalues in ascending order.
 * @param matrix row-major [n, n]; only its upper triangle is read.
 * @throws RangeError when the array does not hold n² numbers.
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, n: number): Float64Array {
  if (matrix.length !== n * n) throw new RangeError(`expected ${n * n} numbers for a ${n} by ${n} matrix, got ${matrix.length}`);
  const m = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) m[i * n + j] = m[j * n + i] = matrix[i * n + j];
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0, diagonal = 0;
    for (let i = 0; i < n; i++) {
      diagonal += m[i * n + i] ** 2;
      for (let j = i + 1; j < n; j++) off += m[i * n + j] ** 2;
    }
    if (off <= 1e-36 * diagonal || off === 0) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(m, n, p, q);
  }
  return Float64Array.from({ length: n }, (_, i) => m[i * n + i]).sort();
}

function rotate(m: Float64Array, n: number, p: number, q: number): void {
  const apq = m[p * n + q];
  if (apq === 0) return;
  const theta = (m[q * n + q] - m[p * n + p]) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1), s = t * c;
  for (let k = 0; k < n; k++) {
    const kp = m[k * n + p], kq = m[k * n + q];
    m[k * n + p] = c * kp - s * kq;
    m[k * n + q] = s * kp + c * kq;
  }
  for (let k = 0; k < n; k++) {
    const pk = m[p * n + k], qk = m[q * n + k];
    m[p * n + k] = c * pk - s * qk;
    m[q * n + k] = s * pk + c * qk;
  }
}

/**
 * Condition number of a symmetric positive semi-definite matrix: largest over smallest eigenvalue.
 * Infinity when the smallest is zero to rounding.
 */
export function conditionNumber(matrix: ArrayLike<number>, n: number): number {
  const values = symmetricEigenvalues(matrix, n);
  const largest = values[n - 1], smallest = values[0];
  return smallest > largest * Number.EPSILON ? largest / smallest : Infinity;
}
