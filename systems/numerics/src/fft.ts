/**
 * Fourier transform of real sequences whose length is a power of two, and convolution by it.
 *
 * A real sequence of length n is packed into a complex one of length n/2, transformed by iterative
 * Cooley-Tukey butterflies, and unpacked: half the work of a complex transform.
 */

/** The non-redundant half of a real sequence's spectrum: bins 0..n/2, so both arrays have n/2 + 1 entries. */
export interface Spectrum { re: Float64Array; im: Float64Array }

interface Plan { cos: Float64Array; sin: Float64Array; reversed: Uint32Array }
const plans = new Map<number, Plan>();

/** Smallest power of two that is at least `n`. */
export function nextPowerOfTwo(n: number): number {
  let p = 1;
  while (p < n) p *= 2;
  return p;
}

/**
 * In-place complex transform X[k] = Σ x[j]·exp(−2πijk/n); not normalised.
 * `re` and `im` have the same power-of-two length n. @throws when they do not.
 */
export function fft(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  if (im.length !== n) throw new RangeError(`fft expects two arrays of one length, got ${n} real and ${im.length} imaginary values`);
  const { cos, sin, reversed } = plan(n);
  for (let i = 0; i < n; i++) {
    const j = reversed[i];
    if (j > i) {
      let t = re[i]; re[i] = re[j]; re[j] = t;
      t = im[i]; im[i] = im[j]; im[j] = t;
    }
  }
  let quarter = 1;
  if (Math.log2(n) % 2 === 1) {
    for (let a = 0; a < n; a += 2) {
      const b = a + 1, tr = re[b], ti = im[b];
      re[b] = re[a] - tr; im[b] = im[a] - ti;
      re[a] += tr; im[a] += ti;
    }
    quarter = 2;
  }
  // two radix-2 stages at a time: half the passes over memory
  for (; quarter < n; quarter *= 4) {
    const stride = n / (4 * quarter);
    for (let start = 0; start < n; start += 4 * quarter) {
      for (let k = 0; k < quarter; k++) {
        const a = start + k, b = a + quarter, c = b + quarter, d = c + quarter;
        const c1 = cos[2 * k * stride], s1 = sin[2 * k * stride], c2 = cos[k * stride], s2 = sin[k * stride];
        const br = re[b] * c1 + im[b] * s1, bi = im[b] * c1 - re[b] * s1;
        const dr = re[d] * c1 + im[d] * s1, di = im[d] * c1 - re[d] * s1;
        const evenR = re[a] + br, evenI = im[a] + bi, oddR = re[a] - br, oddI = im[a] - bi;
        const upR = re[c] + dr, upI = im[c] + di, downR = re[c] - dr, downI = im[c] - di;
        const ur = upR * c2 + upI * s2, ui = upI * c2 - upR * s2;
        const vr = downI * c2 - downR * s2, vi = -(downR * c2 + downI * s2); // times −i
        re[a] = evenR + ur; im[a] = evenI + ui;
        re[c] = evenR - ur; im[c] = evenI - ui;
        re[b] = oddR + vr; im[b] = oddI + vi;
        re[d] = oddR - vr; im[d] = oddI - vi;
      }
    }
  }
}

/** Spectrum of a real sequence of power-of-two length n ≥ 2. @throws on any other length. */
export function realFft(x: Float64Array): Spectrum {
  const n = x.length, half = n / 2;
  if (n < 2) throw new RangeError(`realFft expects at least two values, got ${n}`);
  const zr = new Float64Array(half), zi = new Float64Array(half);
  for (let i = 0; i < half; i++) { zr[i] = x[2 * i]; zi[i] = x[2 * i + 1]; }
  fft(zr, zi);
  const { cos, sin } = plan(n);
  const re = new Float64Array(half + 1), im = new Float64Array(half + 1);
  for (let k = 0; k <= half; k++) {
    const a = k === half ? 0 : k, b = k === 0 ? 0 : half - k;
    const evenR = (zr[a] + zr[b]) / 2, evenI = (zi[a] - zi[b]) / 2;
    const oddR = (zi[a] + zi[b]) / 2, oddI = (zr[b] - zr[a]) / 2;
    const c = k === half ? -1 : cos[k], s = k === half ? 0 : sin[k];
    re[k] = evenR + oddR * c + oddI * s;
    im[k] = evenI + oddI * c - oddR * s;
  }
  return { re, im };
}

/** The real sequence whose spectrum this is: the inverse of `realFft`, normalised by 1/n. */
export function inverseRealFft({ re, im }: Spectrum): Float64Array {
  const half = re.length - 1, n = 2 * half;
  const { cos, sin } = plan(n);
  const zr = new Float64Array(half), zi = new Float64Array(half);
  for (let k = 0; k < half; k++) {
    const m = half - k;
    const evenR = (re[k] + re[m]) / 2, evenI = (im[k] - im[m]) / 2;
    const dR = (re[k] - re[m]) / 2, dI = (im[k] + im[m]) / 2;
    const oddR = dR * cos[k] - dI * sin[k], oddI = dI * cos[k] + dR * sin[k];
    zr[k] = evenR - oddI;
    zi[k] = -(evenI + oddR); // conjugated, so that the forward transform inverts
  }
  fft(zr, zi);
  const x = new Float64Array(n);
  for (let i = 0; i < half; i++) { x[2 * i] = zr[i] / half; x[2 * i + 1] = -zi[i] / half; }
  return x;
}

/** Linear convolution of two real sequences: length a.length + b.length − 1. O(n log n), rounding error about 1e-16 times the largest term. */
export function convolve(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  if (a.length === 0 || b.length === 0) throw new RangeError(`convolve expects two non-empty sequences, got ${a.length} and ${b.length} values`);
  const length = a.length + b.length - 1, n = Math.max(2, nextPowerOfTwo(length));
  return inverseRealFft(multiply(realFft(padded(a, n)), realFft(padded(b, n)))).slice(0, length);
}

/** Pointwise product: the spectrum of a circular convolution. */
export function multiply(a: Spectrum, b: Spectrum): Spectrum {
  const n = a.re.length, re = new Float64Array(n), im = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    re[k] = a.re[k] * b.re[k] - a.im[k] * b.im[k];
    im[k] = a.re[k] * b.im[k] + a.im[k] * b.re[k];
  }
  return { re, im };
}

function padded(x: ArrayLike<number>, n: number): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < x.length; i++) out[i] = x[i];
  return out;
}

function plan(n: number): Plan {
  const known = plans.get(n);
  if (known) return known;
  if (n < 1 || (n & (n - 1)) !== 0) throw new RangeError(`the Fourier transform expects a power-of-two length, got ${n}: pad with zeros to ${nextPowerOfTwo(n)}`);
  const cos = new Float64Array(n / 2), sin = new Float64Array(n / 2), reversed = new Uint32Array(n);
  for (let k = 0; k < n / 2; k++) { cos[k] = Math.cos((2 * Math.PI * k) / n); sin[k] = Math.sin((2 * Math.PI * k) / n); }
  const bits = Math.log2(n);
  for (let i = 0; i < n; i++) {
    let r = 0;
    for (let b = 0; b < bits; b++) r |= ((i >>> b) & 1) << (bits - 1 - b);
    reversed[i] = r >>> 0;
  }
  const made = { cos, sin, reversed };
  plans.set(n, made);
  return made;
}
