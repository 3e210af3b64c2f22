/** Discrete Fourier transform of any length: radix 2 where it is a power of two, Bluestein's chirp otherwise. */
import { fft, nextPowerOfTwo } from '@galley/numerics/fft';

export function fourier(re: Float64Array, im: Float64Array, inverse: boolean): [Float64Array, Float64Array] {
  if (inverse) {
    // The transform of the swapped parts, swapped, is the inverse but for its factor.
    const n = re.length, [b, a] = fourier(im, re, false);
    return [a.map((x) => x / n), b.map((x) => x / n)];
  }
  const n = re.length;
  if (n === 0) return [re, im];
  if (nextPowerOfTwo(n) === n) { const a = Float64Array.from(re), b = Float64Array.from(im); if (n > 1) fft(a, b); return [a, b]; }
  return bluestein(re, im);
}

function bluestein(re: Float64Array, im: Float64Array): [Float64Array, Float64Array] {
  const n = re.length, size = nextPowerOfTwo(2 * n), zeros = () => new Float64Array(size);
  const cos = new Float64Array(n), sin = new Float64Array(n), aRe = zeros(), aIm = zeros(), bRe = zeros(), bIm = zeros();
  for (let i = 0; i < n; i++) {
    const angle = (Math.PI * ((i * i) % (2 * n))) / n;
    cos[i] = Math.cos(angle); sin[i] = Math.sin(angle);
    aRe[i] = re[i] * cos[i] + im[i] * sin[i];
    aIm[i] = im[i] * cos[i] - re[i] * sin[i];
    bRe[i] = bRe[(size - i) % size] = cos[i];
    bIm[i] = bIm[(size - i) % size] = sin[i];
  }
  fft(aRe, aIm);
  fft(bRe, bIm);
  const pRe = zeros(), pIm = zeros();
  for (let i = 0; i < size; i++) { pRe[i] = aRe[i] * bRe[i] - aIm[i] * bIm[i]; pIm[i] = aRe[i] * bIm[i] + aIm[i] * bRe[i]; }
  // Inverse: parts swapped.
  fft(pIm, pRe);
  return [
    Float64Array.from(cos, (c, i) => (pRe[i] * c + pIm[i] * sin[i]) / size),
    Float64Array.from(cos, (c, i) => (pIm[i] * c - pRe[i] * sin[i]) / size),
  ];
}
