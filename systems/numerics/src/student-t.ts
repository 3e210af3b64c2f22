/**
 * Student's t distribution for a whole number of degrees of freedom, where its distribution function is a finite sum
 * (Abramowitz and Stegun 26.7.3 and 26.7.4).
 */

/** Probability of a value ≤ t. @throws RangeError unless `degrees` is a positive integer. */
export function studentTCdf(t: number, degrees: number): number {
  requireDegrees(degrees);
  if (t === Infinity) return 1;
  if (t === -Infinity) return 0;
  const theta = Math.atan2(Math.abs(t), Math.sqrt(degrees));
  const cos2 = degrees / (degrees + t * t), sin = Math.sin(theta);
  let within: number;
  if (degrees % 2 === 1) {
    let term = Math.sqrt(cos2), sum = 0;
    for (let k = 1; k <= (degrees - 1) / 2; k++) { sum += term; term *= (cos2 * 2 * k) / (2 * k + 1); }
    within = (2 / Math.PI) * (theta + sin * sum);
  } else {
    let term = 1, sum = 0;
    for (let k = 1; k <= degrees / 2; k++) { sum += term; term *= (cos2 * (2 * k - 1)) / (2 * k); }
    within = sin * sum;
  }
  return t >= 0 ? 0.5 + within / 2 : 0.5 - within / 2;
}

/** The t that a value stays below with probability `p`. @throws RangeError unless 0 < p < 1 and `degrees` is a positive integer. */
export function studentTQuantile(p: number, degrees: number): number {
  requireDegrees(degrees);
  if (!(p > 0 && p < 1)) throw new RangeError(`expected a probability strictly between 0 and 1, got ${p}`);
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentTQuantile(1 - p, degrees);
  let low = 0, high = 1;
  while (studentTCdf(high, degrees) < p && high < 1e300) { low = high; high *= 2; }
  for (let i = 0; i < 200 && high - low > 1e-15 * high; i++) {
    const middle = (low + high) / 2;
    if (studentTCdf(middle, degrees) < p) low = middle; else high = middle;
  }
  return (low + high) / 2;
}

function requireDegrees(degrees: number): void {
  if (!(Number.isInteger(degrees) && degrees >= 1)) throw new RangeError(`expected a whole number of degrees of freedom ≥ 1, got ${degrees}`);
}
