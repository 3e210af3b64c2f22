/** Eigenvalues and eigenvectors of symmetric matrices, by cyclic Jacobi rotations: slow beside tridiagonal methods, and accurate. */
export function eigh(matrix: Float64Array, n: number): [Float64Array, Float64Array] {
  const a = Float64Array.from(matrix), v = new Float64Array(n * n);
  let scale = 0;
  for (let i = 0; i < n; i++) {
    v[i * n + i] = 1;
    for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j];
    for (let j = 0; j <= i; j++) scale = Math.max(scale, Math.abs(a[i * n + j]));
  }
  for (let sweep = 0, rotated = true; rotated && sweep < 60; sweep++) {
    rotated = false;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) {
      const pq = a[p * n + q];
      if (!(Math.abs(pq) > 1e-17 * scale)) continue;
      rotated = true;
      const theta = (a[q * n + q] - a[p * n + p]) / (2 * pq), t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1)), c = 1 / Math.sqrt(t * t + 1), s = t * c;
      for (let k = 0; k < n; k++) { const x = a[k * n + p], y = a[k * n + q]; a[k * n + p] = c * x - s * y; a[k * n + q] = s * x + c * y; }
      for (let k = 0; k < n; k++) { const x = a[p * n + k], y = a[q * n + k]; a[p * n + k] = c * x - s * y; a[q * n + k] = s * x + c * y; }
      a[p * n + q] = a[q * n + p] = 0;
      for (let k = 0; k < n; k++) { const x = v[k * n + p], y = v[k * n + q]; v[k * n + p] = c * x - s * y; v[k * n + q] = s * x + c * y; }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i * n + i] - a[j * n + j]), vectors = new Float64Array(n * n);
  order.forEach((from, to) => { for (let k = 0; k < n; k++) vectors[k * n + to] = v[k * n + from]; });
  return [Float64Array.from(order, (i) => a[i * n + i]), vectors];
}
