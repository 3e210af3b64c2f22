/** Roots of a function of one variable. */

/**
 * Bisection: a point where `f` changes sign between `low` and `high`.
 * Halves until the bracket is at most `tolerance` wide or cannot be split any more in double precision (the default).
 * @throws when f(low) and f(high) have the same sign, or one of them is not a number.
 */
export function bisect(f: (x: number) => number, low: number, high: number, tolerance = 0): number {
  const fLow = f(low), fHigh = f(high);
  if (fLow === 0) return low;
  if (fHigh === 0) return high;
  if (!(fLow < 0 !== fHigh < 0) || Number.isNaN(fLow) || Number.isNaN(fHigh)) {
    throw new RangeError(`bisect expects a change of sign between ${low} and ${high}, got ${fLow} and ${fHigh}`);
  }
  const rising = fLow < 0;
  while (Math.abs(high - low) > tolerance) {
    const mid = low + (high - low) / 2;
    if (mid === low || mid === high) break;
    const value = f(mid);
    if (value === 0) return mid;
    if (value < 0 === rising) low = mid; else high = mid;
  }
  return low + (high - low) / 2;
}

/**
 * Chandrupatla's method ("A new hybrid quadratic/bisection algorithm", 1997): inverse parabolas where they can be trusted,
 * bisection where they cannot. Returns a bracket at most `tolerance` wide (or as narrow as doubles allow) over which `f`
 * changes sign, so that a jump shows as different values at its ends.
 * @throws when f(low) and f(high) have the same sign, or one of them is not a number.
 */
export function narrow(f: (x: number) => number, low: number, high: number, tolerance: number): { low: number; high: number; from: number; to: number } {
  // `best` and `other` bracket the root, `old` is the point before
  let best = high, fBest = f(high), other = low, fOther = f(low), old = other, fOld = fOther, t = 0.5;
  if (!(fBest <= 0 && fOther >= 0) && !(fBest >= 0 && fOther <= 0)) throw new RangeError(`narrow expects a change of sign between ${low} and ${high}, got ${fOther} and ${fBest}`);
  while (Math.abs(best - other) > tolerance && fBest !== 0) {
    let x = best + t * (other - best);
    if (x === best || x === other) x = (best + other) / 2;
    if (x === best || x === other) break;
    const value = f(x);
    old = best; fOld = fBest;
    if (value > 0 !== fBest > 0) { old = other; fOld = fOther; other = best; fOther = fBest; }
    best = x; fBest = value;
    const xi = (best - other) / (old - other), phi = (fBest - fOther) / (fOld - fOther);
    t = phi ** 2 < xi && (1 - phi) ** 2 < 1 - xi
      ? (fBest / (fOther - fBest)) * (fOld / (fOther - fOld)) + (((old - best) / (other - best)) * (fBest / (fOld - fBest)) * fOther) / (fOld - fOther)
      : 0.5;
    // always past the root by a little, so that the bracket closes from both sides
    const least = tolerance / (2 * Math.abs(other - best));
    t = Math.min(1 - least, Math.max(least, t));
  }
  if (fBest === 0) return { low: best, high: best, from: 0, to: 0 };
  return best < other ? { low: best, high: other, from: fBest, to: fOther } : { low: other, high: best, from: fOther, to: fBest };
}
