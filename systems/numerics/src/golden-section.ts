/** Minimum of a function of one variable by golden-section search (Kiefer 1953): no derivative, one evaluation a step. */

const SHRINK = (Math.sqrt(5) - 1) / 2;

export interface LineMinimum { x: number; value: number; evaluations: number }

/**
 * Minimum of `f` on [low, high], exact to `tolerance` in x where `f` has one valley; otherwise one of its valleys.
 * The ends are compared too, so that a minimum on a bound is found on the bound itself.
 * @throws RangeError when the interval is empty or not finite.
 */
export function goldenSection(
  f: (x: number) => number,
  low: number,
  high: number,
  { tolerance = 1e-9, maxEvaluations = 200 }: { tolerance?: number; maxEvaluations?: number } = {},
): LineMinimum {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    throw new RangeError(`expected a finite interval [low, high] with low ≤ high, got [${low}, ${high}]`);
  }
  let a = low, b = high;
  let x1 = b - SHRINK * (b - a), x2 = a + SHRINK * (b - a);
  let f1 = f(x1), f2 = f(x2), evaluations = 2;
  while (b - a > tolerance && evaluations < maxEvaluations) {
    // A NaN loses: the side that is defined is kept.
    if (f1 <= f2 || Number.isNaN(f2)) {
      b = x2; x2 = x1; f2 = f1;
      x1 = b - SHRINK * (b - a); f1 = f(x1);
    } else {
      a = x1; x1 = x2; f1 = f2;
      x2 = a + SHRINK * (b - a); f2 = f(x2);
    }
    evaluations++;
  }
  let best: LineMinimum = f1 <= f2 || Number.isNaN(f2) ? { x: x1, value: f1, evaluations } : { x: x2, value: f2, evaluations };
  for (const end of [low, high]) {
    const value = f(end);
    if (value <= best.value || Number.isNaN(best.value)) best = { x: end, value, evaluations };
  }
  return { ...best, evaluations: evaluations + 2 };
}
