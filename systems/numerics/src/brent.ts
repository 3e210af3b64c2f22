/**
 * Brent's minimisers of a function of one variable (R. P. Brent, Algorithms for Minimization without Derivatives, 1973, ch. 5):
 * parabolas through the three best points, golden sections where a parabola cannot be trusted.
 */
export interface Minimum { x: number; value: number; evaluations: number; converged: boolean }

const GOLDEN = (3 - Math.sqrt(5)) / 2;

/**
 * Minimum of `f` on [low, high]; never evaluates the ends themselves.
 * `tolerance` is absolute, in x. Stops after `maxEvaluations` with `converged: false`. @throws when low > high.
 */
export function brentBounded(f: (x: number) => number, low: number, high: number, { tolerance = 1e-5, maxEvaluations = 500 } = {}): Minimum {
  if (!(low <= high)) throw new RangeError(`brentBounded expects low ≤ high, got ${low} and ${high}`);
  const start = low + GOLDEN * (high - low), noise = Math.sqrt(2.2e-16);
  return descend(f, { low, high, x: start, value: f(start), evaluations: 1 }, (x) => noise * Math.abs(x) + tolerance / 3, maxEvaluations);
}

/** Minimum without bounds, from a bracket found by `bracketMinimum`. `tolerance` is relative to x. A step-shaped `f` can end it far from the minimum. */
export function brent(f: (x: number) => number, { from = 0, to = 1, tolerance = 1.48e-8, maxEvaluations = 500 } = {}): Minimum {
  const { a, b, c, fb, evaluations } = bracketMinimum(f, from, to);
  return descend(f, { low: Math.min(a, c), high: Math.max(a, c), x: b, value: fb, evaluations }, (x) => tolerance * Math.abs(x) + 1e-11, maxEvaluations + evaluations);
}

/** The loop both share: `best`, `second` and `third` are the three lowest points so far, the minimum lies in [low, high]. */
function descend(
  f: (x: number) => number,
  start: { low: number; high: number; x: number; value: number; evaluations: number },
  toleranceAt: (x: number) => number,
  maxEvaluations: number,
): Minimum {
  let { low, high, evaluations } = start;
  let best = start.x, second = best, third = best;
  let fBest = start.value, fSecond = fBest, fThird = fBest;
  let step = 0, previous = 0;
  for (;;) {
    const tolerance = toleranceAt(best), middle = (low + high) / 2;
    if (Math.abs(best - middle) <= 2 * tolerance - (high - low) / 2) return { x: best, value: fBest, evaluations, converged: true };
    if (evaluations >= maxEvaluations) return { x: best, value: fBest, evaluations, converged: false };
    const leap = Math.abs(previous) > tolerance ? parabola(best, second, third, fBest, fSecond, fThird) : NaN;
    if (Math.abs(leap) < Math.abs(previous) / 2 && best + leap > low && best + leap < high) {
      previous = step;
      const at = best + leap;
      step = at - low < 2 * tolerance || high - at < 2 * tolerance ? (middle >= best ? tolerance : -tolerance) : leap;
    } else {
      previous = best >= middle ? low - best : high - best;
      step = GOLDEN * previous;
    }
    const x = best + (step >= 0 ? 1 : -1) * Math.max(Math.abs(step), tolerance);
    const fx = f(x);
    evaluations++;
    if (fx <= fBest) {
      if (x >= best) low = best; else high = best;
      third = second; fThird = fSecond;
      second = best; fSecond = fBest;
      best = x; fBest = fx;
    } else {
      if (x < best) low = x; else high = x;
      if (fx <= fSecond || second === best) {
        third = second; fThird = fSecond;
        second = x; fSecond = fx;
      } else if (fx <= fThird || third === best || third === second) { third = x; fThird = fx; }
    }
  }
}

/** Step from x to the lowest point of the parabola through three points; not finite when they lie on a line. */
function parabola(x: number, w: number, v: number, fx: number, fw: number, fv: number): number {
  const r = (x - w) * (fx - fv), q = (x - v) * (fx - fw);
  return ((x - v) * q - (x - w) * r) / (2 * (r - q));
}

/**
 * Walks downhill from two points with growing steps until three points a, b, c have f(b) below both ends.
 * `grow` bounds one parabolic leap as a multiple of the last interval.
 */
export function bracketMinimum(f: (x: number) => number, from = 0, to = 1, { grow = 110, maxSteps = 1000 } = {}): { a: number; b: number; c: number; fb: number; evaluations: number } {
  const ratio = 1.618034;
  let a = from, b = to, fa = f(a), fb = f(b), evaluations = 3;
  if (fa < fb) { [a, b] = [b, a]; [fa, fb] = [fb, fa]; }
  let c = b + ratio * (b - a), fc = f(c);
  for (let i = 0; fc < fb && i < maxSteps; i++) {
    const r = (b - a) * (fb - fc), q = (b - c) * (fb - fa), difference = q - r;
    const denominator = 2 * (Math.abs(difference) < 1e-21 ? 1e-21 : difference);
    let w = b - ((b - c) * q - (b - a) * r) / denominator;
    const furthest = b + grow * (c - b);
    let fw: number;
    if ((w - c) * (b - w) > 0) {
      fw = f(w); evaluations++;
      if (fw < fc) return { a: b, b: w, c, fb: fw, evaluations };
      if (fw > fb) return { a, b, c: w, fb, evaluations };
      w = c + ratio * (c - b); fw = f(w); evaluations++;
    } else if ((w - furthest) * (furthest - c) >= 0) {
      w = furthest; fw = f(w); evaluations++;
    } else if ((w - furthest) * (c - w) > 0) {
      fw = f(w); evaluations++;
      if (fw < fc) { b = c; c = w; w = c + ratio * (c - b); fb = fc; fc = fw; fw = f(w); evaluations++; }
    } else { w = c + ratio * (c - b); fw = f(w); evaluations++; }
    a = b; b = c; c = w;
    fa = fb; fb = fc; fc = fw;
  }
  return { a, b, c, fb, evaluations };
}
