/**
 * Nonlinear least squares: Levenberg-Marquardt within a box, for problems that fall into groups.
 *
 * Think of several curves that share some parameters and own others. The normal matrix is then an arrow:
 * one small block per group along the diagonal, a border for what is shared. Eliminating the blocks first
 * (Schur complement) makes a step linear in the number of groups, so ten thousand curves fit as calmly as one.
 * An ordinary problem is one group with nothing shared: `leastSquares` below.
 *
 * Damping after Nielsen ("Damping parameter in Marquardt's method", 1999); scaling by the largest curvature
 * seen along each axis (Moré 1978); bounds by projection, with parameters that push outwards held for the step.
 */

export interface GroupedProblem {
  groups: number;
  /** Parameters each group owns. */
  local: number;
  /** Parameters all groups share. */
  shared: number;
  /** How many residuals the group has. */
  rows(group: number): number;
  /**
   * Residuals of one group at `x`, whose own parameters start at `x[group * local]` and whose shared ones start at
   * `x[groups * local]`; with `jacobian` given, also their derivatives, row-major [rows, local + shared].
   */
  evaluate(group: number, x: Float64Array, residuals: Float64Array, jacobian: Float64Array | null): void;
  /** Box, one entry per parameter. Equal ends hold a parameter. Unbounded by default. */
  lower?: ArrayLike<number>;
  upper?: ArrayLike<number>;
}

export interface LeastSquaresFit {
  x: Float64Array;
  /** Sum of squared residuals at `x`. */
  sse: number;
  iterations: number;
  /** Passes over all residuals, with or without derivatives. */
  evaluations: number;
  /** False when the iterations ran out first. */
  converged: boolean;
}

export interface LeastSquaresOptions { maxIterations?: number; /** Relative fall of the sum of squares that still counts. */ tolerance?: number }

/**
 * Least sum of squares from `start`, which is brought into the box first.
 * @throws RangeError when `start` does not fit the problem or its residuals are not finite.
 */
export function levenbergMarquardt(problem: GroupedProblem, start: ArrayLike<number>, { maxIterations = 300, tolerance = 1e-14 }: LeastSquaresOptions = {}): LeastSquaresFit {
  const { groups, local, shared } = problem, width = local + shared, size = groups * local + shared;
  if (start.length !== size) throw new RangeError(`expected ${size} starting values (${groups} groups of ${local}, ${shared} shared), got ${start.length}`);
  const lower = problem.lower ?? new Float64Array(size).fill(-Infinity), upper = problem.upper ?? new Float64Array(size).fill(Infinity);
  const clamp = (value: number, i: number) => Math.min(Math.max(value, lower[i]), upper[i]);
  let x = Float64Array.from(start, clamp), trial = new Float64Array(size);

  let mostRows = 0;
  for (let g = 0; g < groups; g++) mostRows = Math.max(mostRows, problem.rows(g));
  const residuals = new Float64Array(mostRows), jacobian = new Float64Array(mostRows * width);
  const blocks = new Float64Array(groups * local * local), borders = new Float64Array(groups * local * shared), corner = new Float64Array(shared * shared);
  const gradient = new Float64Array(size), scale = new Float64Array(size), step = new Float64Array(size), held = new Uint8Array(size);
  const work = arrowWork(local, shared);

  const sumOfSquares = (at: Float64Array): number => {
    let sum = 0;
    for (let g = 0; g < groups; g++) {
      problem.evaluate(g, at, residuals, null);
      for (let r = problem.rows(g) - 1; r >= 0; r--) sum += residuals[r] * residuals[r];
    }
    return sum;
  };

  /** JᵀJ as an arrow, and Jᵀr. */
  const linearise = (): void => {
    blocks.fill(0); borders.fill(0); corner.fill(0); gradient.fill(0);
    const tail = groups * local;
    for (let g = 0; g < groups; g++) {
      problem.evaluate(g, x, residuals, jacobian);
      const blockAt = g * local * local, borderAt = g * local * shared;
      for (let r = problem.rows(g) - 1; r >= 0; r--) {
        const row = r * width, residual = residuals[r];
        for (let i = 0; i < local; i++) {
          const ji = jacobian[row + i];
          gradient[g * local + i] += ji * residual;
          for (let j = 0; j <= i; j++) blocks[blockAt + i * local + j] += ji * jacobian[row + j];
          for (let s = 0; s < shared; s++) borders[borderAt + i * shared + s] += ji * jacobian[row + local + s];
        }
        for (let s = 0; s < shared; s++) {
          const js = jacobian[row + local + s];
          gradient[tail + s] += js * residual;
          for (let t = 0; t <= s; t++) corner[s * shared + t] += js * jacobian[row + local + t];
        }
      }
    }
    for (let g = 0; g < groups; g++) for (let i = 0; i < local; i++) scale[g * local + i] = Math.max(scale[g * local + i], blocks[g * local * local + i * local + i]);
    for (let s = 0; s < shared; s++) scale[tail + s] = Math.max(scale[tail + s], corner[s * shared + s]);
    for (let i = 0; i < size; i++) {
      held[i] = lower[i] === upper[i] || (x[i] <= lower[i] && gradient[i] > 0) || (x[i] >= upper[i] && gradient[i] < 0) ? 1 : 0;
    }
  };

  let sse = sumOfSquares(x), evaluations = 1;
  if (!Number.isFinite(sse)) throw new RangeError('the residuals are not finite at the starting values: start where the model is defined');
  linearise(); evaluations++;
  let damping = 1e-3, grow = 2, converged = false, iterations = 0;
  for (; iterations < maxIterations && !converged; iterations++) {
    let steepest = 0;
    for (let i = 0; i < size; i++) if (!held[i] && scale[i] > 0) steepest = Math.max(steepest, (gradient[i] * gradient[i]) / scale[i]);
    if (steepest <= 1e-30 * sse || sse === 0) { converged = true; break; }

    let accepted = false;
    if (solveArrow({ groups, local, shared, blocks, borders, corner, gradient, scale, held, damping }, step, work)) {
      let predicted = 0, moved = 0;
      for (let i = 0; i < size; i++) {
        trial[i] = clamp(x[i] + step[i], i);
        const by = trial[i] - x[i];
        predicted += by * (damping * scale[i] * by - gradient[i]);
        moved = Math.max(moved, Math.abs(by) / (1e-12 + Math.abs(x[i])));
      }
      const trialSse = sumOfSquares(trial); evaluations++;
      const fall = sse - trialSse;
      if (fall > 0) {
        accepted = true;
        const gain = predicted > 0 ? fall / predicted : 0;
        [x, trial] = [trial, x];
        converged = fall <= tolerance * sse && moved < 1e-7;
        sse = trialSse;
        linearise(); evaluations++;
        damping = Math.max(1e-15, damping * Math.max(1 / 3, 1 - (2 * gain - 1) ** 3));
        grow = 2;
      } else if (moved < 1e-13 || predicted <= 1e-15 * sse) {
        converged = true;
      }
    }
    if (!accepted) { damping *= grow; grow *= 2; if (damping > 1e16) converged = true; }
  }
  return { x, sse, iterations, evaluations, converged };
}

/**
 * Ordinary problem: `residuals(x)` of fixed length, derivatives by central differences.
 * @throws RangeError as `levenbergMarquardt`.
 */
export function leastSquares(
  residuals: (x: Float64Array) => ArrayLike<number>,
  start: ArrayLike<number>,
  { lower, upper, ...options }: { lower?: ArrayLike<number>; upper?: ArrayLike<number> } & LeastSquaresOptions = {},
): LeastSquaresFit {
  const n = start.length, rows = residuals(Float64Array.from(start)).length, at = new Float64Array(n);
  return levenbergMarquardt({
    groups: 1, local: n, shared: 0, lower, upper, rows: () => rows,
    evaluate(_, x, out, jacobian) {
      out.set(residuals(x));
      if (!jacobian) return;
      for (let i = 0; i < n; i++) {
        const h = 6e-6 * Math.max(1e-3, Math.abs(x[i]));
        at.set(x); at[i] = x[i] + h;
        const above = Float64Array.from(residuals(at));
        at[i] = x[i] - h;
        const below = residuals(at);
        for (let r = 0; r < rows; r++) jacobian[r * n + i] = (above[r] - below[r]) / (2 * h);
      }
    },
  }, start, options);
}

interface Arrow {
  groups: number; local: number; shared: number;
  /** [groups, local, local], lower triangles. */
  blocks: Float64Array;
  /** [groups, local, shared]. */
  borders: Float64Array;
  /** [shared, shared], lower triangle. */
  corner: Float64Array;
  gradient: Float64Array; scale: Float64Array; held: Uint8Array; damping: number;
}

interface ArrowWork { block: Float64Array; column: Float64Array; solved: Float64Array; schur: Float64Array; right: Float64Array }

function arrowWork(local: number, shared: number): ArrowWork {
  return {
    block: new Float64Array(local * local), column: new Float64Array(local), solved: new Float64Array(local * shared),
    schur: new Float64Array(shared * shared), right: new Float64Array(shared),
  };
}

/** Solves (JᵀJ + damping·scale) step = −gradient, held parameters left alone. False when the matrix is not positive definite. */
function solveArrow(a: Arrow, step: Float64Array, w: ArrowWork): boolean {
  const { groups, local, shared } = a, tail = groups * local;
  for (let s = 0; s < shared; s++) {
    w.right[s] = a.held[tail + s] ? 0 : -a.gradient[tail + s];
    for (let t = 0; t <= s; t++) w.schur[s * shared + t] = a.held[tail + s] || a.held[tail + t] ? 0 : a.corner[s * shared + t];
    w.schur[s * shared + s] = a.held[tail + s] ? 1 : damped(w.schur[s * shared + s], a.scale[tail + s], a.damping);
  }
  for (let g = 0; g < groups; g++) {
    if (!factorBlock(a, g, w)) return false;
    const base = g * local, borderAt = base * shared;
    for (let s = 0; s < shared; s++) {
      if (a.held[tail + s]) { for (let i = 0; i < local; i++) w.solved[i * shared + s] = 0; continue; }
      for (let i = 0; i < local; i++) w.column[i] = a.held[base + i] ? 0 : a.borders[borderAt + i * shared + s];
      substitute(w.block, local, w.column);
      for (let i = 0; i < local; i++) w.solved[i * shared + s] = w.column[i];
    }
    for (let i = 0; i < local; i++) {
      if (a.held[base + i]) continue;
      for (let s = 0; s < shared; s++) {
        if (a.held[tail + s]) continue;
        w.right[s] += w.solved[i * shared + s] * a.gradient[base + i];
        for (let t = 0; t <= s; t++) w.schur[s * shared + t] -= a.borders[borderAt + i * shared + s] * w.solved[i * shared + t];
      }
    }
  }
  if (shared > 0) {
    if (!cholesky(w.schur, shared)) return false;
    substitute(w.schur, shared, w.right);
    for (let s = 0; s < shared; s++) step[tail + s] = a.held[tail + s] ? 0 : w.right[s];
  }
  for (let g = 0; g < groups; g++) {
    const base = g * local, borderAt = base * shared;
    factorBlock(a, g, w);
    for (let i = 0; i < local; i++) {
      let right = a.held[base + i] ? 0 : -a.gradient[base + i];
      if (!a.held[base + i]) for (let s = 0; s < shared; s++) right -= a.borders[borderAt + i * shared + s] * step[tail + s];
      w.column[i] = right;
    }
    substitute(w.block, local, w.column);
    for (let i = 0; i < local; i++) step[base + i] = a.held[base + i] ? 0 : w.column[i];
  }
  return true;
}

function factorBlock(a: Arrow, g: number, w: ArrowWork): boolean {
  const { local } = a, base = g * local, blockAt = base * local;
  for (let i = 0; i < local; i++) {
    for (let j = 0; j <= i; j++) w.block[i * local + j] = a.held[base + i] || a.held[base + j] ? 0 : a.blocks[blockAt + i * local + j];
    w.block[i * local + i] = a.held[base + i] ? 1 : damped(w.block[i * local + i], a.scale[base + i], a.damping);
  }
  return cholesky(w.block, local);
}

/** A parameter without any effect gets a unit diagonal, so that it stays where it is. */
function damped(diagonal: number, scale: number, damping: number): number {
  return scale > 0 ? diagonal + damping * scale : 1;
}

/** In place on the lower triangle. False when not positive definite. */
function cholesky(m: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = m[i * n + j];
      for (let k = 0; k < j; k++) sum -= m[i * n + k] * m[j * n + k];
      if (i === j) {
        if (!(sum > 0 && sum < Infinity)) return false;
        m[i * n + i] = Math.sqrt(sum);
      } else {
        m[i * n + j] = sum / m[j * n + j];
      }
    }
  }
  return true;
}

/** Solves L Lᵀ v = v in place. */
function substitute(factor: Float64Array, n: number, v: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = v[i];
    for (let k = 0; k < i; k++) sum -= factor[i * n + k] * v[k];
    v[i] = sum / factor[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = v[i];
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i] * v[k];
    v[i] = sum / factor[i * n + i];
  }
}
