/** QR by Householder reflections, SVD by one-sided Jacobi rotations. */

export function qr(a: Float64Array, m: number, n: number): [Float64Array, Float64Array] {
  const k = Math.min(m, n), r = Float64Array.from(a), full = new Float64Array(m * m);
  for (let i = 0; i < m; i++) full[i * m + i] = 1;
  for (let j = 0; j < k; j++) {
    let norm = 0;
    for (let i = j; i < m; i++) norm = Math.hypot(norm, r[i * n + j]);
    if (norm === 0) continue;
    const v = new Float64Array(m), alpha = r[j * n + j] > 0 ? -norm : norm;
    for (let i = j; i < m; i++) v[i] = r[i * n + j];
    v[j] -= alpha;
    let square = 0;
    for (let i = j; i < m; i++) square += v[i] * v[i];
    if (square === 0) continue;
    // r = (1 - 2 v vᵀ / vᵀv) r, and full = full (1 - 2 v vᵀ / vᵀv)
    for (let c = 0; c < n; c++) {
      let dot = 0;
      for (let i = j; i < m; i++) dot += v[i] * r[i * n + c];
      for (let i = j; i < m; i++) r[i * n + c] -= (2 * dot / square) * v[i];
    }
    for (let row = 0; row < m; row++) {
      let dot = 0;
      for (let i = j; i < m; i++) dot += full[row * m + i] * v[i];
      for (let i = j; i < m; i++) full[row * m + i] -= (2 * dot / square) * v[i];
    }
  }
  const q = new Float64Array(m * k), upper = new Float64Array(k * n);
  for (let j = 0; j < k; j++) {
    const sign = r[j * n + j] < 0 ? -1 : 1;
    for (let i = 0; i < m; i++) q[i * k + j] = sign * full[i * m + j];
    for (let c = j; c < n; c++) upper[j * n + c] = sign * r[j * n + c];
  }
  return [q, upper];
}

export function svd(a: Float64Array, m: number, n: number): [Float64Array, Float64Array, Float64Array] {
  if (m < n) {
    const [u, s, vt] = svd(transpose(a, m, n), n, m);
    return [transpose(vt, m, m), s, transpose(u, n, m)];
  }
  // Rotations of columns until all are orthogonal: a v = u s.
  const work = Float64Array.from(a), v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0, rotated = true; rotated && sweep < 60; sweep++) {
    rotated = false;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) {
      let pp = 0, qq = 0, pq = 0;
      for (let i = 0; i < m; i++) { const x = work[i * n + p], y = work[i * n + q]; pp += x * x; qq += y * y; pq += x * y; }
      if (Math.abs(pq) <= 1e-16 * Math.sqrt(pp * qq) || pq === 0) continue;
      rotated = true;
      const zeta = (qq - pp) / (2 * pq), t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta)), c = 1 / Math.sqrt(1 + t * t), s = c * t;
      rotate(work, m, n, p, q, c, s);
      rotate(v, n, n, p, q, c, s);
    }
  }
  const norms = Array.from({ length: n }, (_, j) => { let sum = 0; for (let i = 0; i < m; i++) sum = Math.hypot(sum, work[i * n + j]); return sum; });
  const order = [...norms.keys()].sort((i, j) => norms[j] - norms[i]);
  const u = new Float64Array(m * n), s = new Float64Array(n), vt = new Float64Array(n * n);
  order.forEach((from, to) => {
    s[to] = norms[from];
    for (let i = 0; i < m; i++) u[i * n + to] = norms[from] > 0 ? work[i * n + from] / norms[from] : 0;
    for (let i = 0; i < n; i++) vt[to * n + i] = v[i * n + from];
  });
  completeColumns(u, s, m, n);
  return [u, s, vt];
}

function rotate(x: Float64Array, rows: number, columns: number, p: number, q: number, c: number, s: number): void {
  for (let i = 0; i < rows; i++) {
    const a = x[i * columns + p], b = x[i * columns + q];
    x[i * columns + p] = c * a - s * b;
    x[i * columns + q] = s * a + c * b;
  }
}

/** Columns of u for singular values of 0: any that are orthogonal to the others. */
function completeColumns(u: Float64Array, s: Float64Array, m: number, n: number): void {
  for (let j = 0, next = 0; j < n; j++) {
    if (s[j] > 0) continue;
    for (; next < m; next++) {
      const candidate = new Float64Array(m);
      candidate[next] = 1;
      for (let pass = 0; pass < 2; pass++) for (let k = 0; k < j; k++) {
        let dot = 0;
        for (let i = 0; i < m; i++) dot += candidate[i] * u[i * n + k];
        for (let i = 0; i < m; i++) candidate[i] -= dot * u[i * n + k];
      }
      const norm = Math.hypot(...candidate);
      if (norm < 0.1 / Math.sqrt(m)) continue;
      for (let i = 0; i < m; i++) u[i * n + j] = candidate[i] / norm;
      next++;
      break;
    }
  }
}

function transpose(a: Float64Array, m: number, n: number): Float64Array {
  const t = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) t[j * m + i] = a[i * n + j];
  return t;
}
