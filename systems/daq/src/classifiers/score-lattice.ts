/**
 * Distribution of a sum of efficiencies, exactly: each term on a lattice of equal bins, the sum by Fourier transform.
 *
 * A term is split into atoms (stretches of energy where the efficiency is constant, such as 0 below turn-on) and a
 * continuous part. Atoms keep their exact scores; the continuous part is smeared over one bin, an error of order bins⁻².
 */
import { inverseRealFft, nextPowerOfTwo, realFft } from '@galley/numerics/fft';
import type { Spectrum } from '@galley/numerics/fft';
import type { CompiledPath } from './efficiency-path.ts';
import type { ScoreDistribution } from './threshold.ts';

interface Atom { score: number; mass: number }
/** `lattice[i]`: probability at score i/bins, atoms included by linear weights. */
export interface Term { lattice: Float64Array; atoms: Atom[] }
/** A mixture component: the sum of its terms, with this weight. */
export interface Row { weight: number; terms: readonly Term[] }

const FLAT = 1e-13;

/** Distribution of ε(E) for E between two quantiles of the path's spectrum. */
export function discretise(path: CompiledPath, [fromQuantile, toQuantile]: readonly [number, number], bins: number): Term {
  const { decay, breaks, efficiency } = path;
  const lattice = new Float64Array(Math.ceil(path.highest * bins) + 2), atoms: Atom[] = [];
  const from = -Math.log1p(-fromQuantile) / decay, to = toQuantile === 1 ? breaks[breaks.length - 1] : -Math.log1p(-toQuantile) / decay;
  const norm = 1 / (toQuantile - fromQuantile);
  const put = (score: number, mass: number) => {
    const at = score * bins, i = Math.floor(at), f = at - i;
    lattice[i] += mass * (1 - f);
    lattice[i + 1] += mass * f;
  };
  for (let k = 0; k < breaks.length - 1; k++) {
    const a = Math.max(from, breaks[k]), b = Math.min(to, breaks[k + 1]);
    if (!(b > a)) continue;
    // just inside: a saturated curve jumps at its first and last point
    const edge = 1e-9 * (b - a), atA = efficiency(a + edge), atB = efficiency(b - edge);
    const tailA = Math.exp(-decay * a);
    if (Math.abs(atB - atA) <= FLAT) {
      const mass = norm * tailA * -Math.expm1(-decay * (b - a)), score = (atA + atB) / 2;
      const known = atoms.find((atom) => Math.abs(atom.score - score) <= FLAT);
      if (known) known.mass += mass; else atoms.push({ score, mass });
      put(score, mass);
      continue;
    }
    const steps = Math.max(1, Math.ceil(2 * Math.abs(atB - atA) * bins)), width = (b - a) / steps;
    const inStep = -Math.expm1(-decay * width), decayPerStep = Math.exp(-decay * width);
    let tail = tailA;
    for (let s = 0; s < steps; s++) {
      put(efficiency(a + (s + 0.5) * width), norm * tail * inStep);
      tail *= decayPerStep;
    }
  }
  return { lattice, atoms };
}

/** Spectra of terms on one lattice, each computed once. */
export function spectrumCache(size: number): (term: Term) => Spectrum {
  const known = new Map<Term, Spectrum>();
  return (term) => {
    let spectrum = known.get(term);
    if (!spectrum) {
      const padded = new Float64Array(size);
      padded.set(term.lattice);
      known.set(term, spectrum = realFft(padded));
    }
    return spectrum;
  };
}

/** Length of the transform that holds the rows' sums without wrapping round. */
export const transformSize = (rows: readonly Row[]) => nextPowerOfTwo(Math.max(...rows.map(sumLength)));
const sumLength = (row: Row) => row.terms.reduce((length, term) => length + term.lattice.length, 0);

/** Distribution of the mixture of the rows' sums. `spectrum` comes from `spectrumCache(transformSize(...))`. */
export function mixture(rows: readonly Row[], bins: number, spectrum: (term: Term) => Spectrum): ScoreDistribution {
  const length = Math.max(...rows.map(sumLength));
  const single = rows.filter((row) => row.terms.length === 1), sums = rows.filter((row) => row.terms.length > 1);
  const lattice = new Float64Array(length), atoms: Atom[] = [];
  if (sums.length > 0) {
    const total = inverseRealFft(weightedProducts(sums.map(({ weight, terms }) => ({ weight, spectra: terms.map(spectrum) }))));
    lattice.set(total.subarray(0, length));
  }
  for (const { weight, terms: [{ lattice: term }] } of single) for (let i = 0; i < term.length; i++) lattice[i] += weight * term[i];
  for (const { weight, terms } of rows) sumAtoms(terms, weight, bins, atoms, lattice);
  return tabulated(lattice, merged(atoms), bins);
}

/** Σ weight · Π spectra, bin by bin. */
function weightedProducts(rows: readonly { weight: number; spectra: Spectrum[] }[]): Spectrum {
  const n = rows[0].spectra[0].re.length, re = new Float64Array(n), im = new Float64Array(n);
  for (const { weight, spectra } of rows) {
    for (let k = 0; k < n; k++) {
      let r = weight, i = 0;
      for (let j = 0; j < spectra.length; j++) {
        const sr = spectra[j].re[k], si = spectra[j].im[k], next = r * sr - i * si;
        i = r * si + i * sr;
        r = next;
      }
      re[k] += r;
      im[k] += i;
    }
  }
  return { re, im };
}

/** Adds every combination of one atom per term to `atoms`, and takes its linear weights out of the lattice, which keeps the continuous part only. */
function sumAtoms(terms: readonly Term[], weight: number, bins: number, atoms: Atom[], lattice: Float64Array): void {
  const visit = (depth: number, score: number, mass: number, places: readonly (readonly [index: number, share: number])[]) => {
    if (depth === terms.length) {
      atoms.push({ score, mass });
      for (const [index, share] of places) lattice[index] -= mass * share;
      return;
    }
    for (const atom of terms[depth].atoms) {
      const at = atom.score * bins, i = Math.floor(at), f = at - i;
      visit(depth + 1, score + atom.score, mass * atom.mass, places.flatMap(([index, share]) => (f === 0 ? [[index + i, share]] : [[index + i, share * (1 - f)], [index + i + 1, share * f]]) as [number, number][]));
    }
  };
  visit(0, 0, weight, [[0, 1]]);
}

function merged(atoms: Atom[]): Atom[] {
  const out: Atom[] = [];
  for (const atom of atoms.sort((a, b) => a.score - b.score)) {
    const last = out[out.length - 1];
    if (last && atom.score - last.score <= 1e-12) last.mass += atom.mass; else out.push({ ...atom });
  }
  return out;
}

function tabulated(continuous: Float64Array, atoms: Atom[], bins: number): ScoreDistribution {
  const n = continuous.length;
  // tails[i]: continuous probability above score (i − ½)/bins; Fourier rounding leaves specks of −1e-19
  const tails = new Float64Array(n + 1);
  for (let i = n - 1; i >= 0; i--) tails[i] = tails[i + 1] + Math.max(0, continuous[i]);
  const scores = Float64Array.from(atoms, (a) => a.score), atomTails = new Float64Array(atoms.length + 1);
  for (let i = atoms.length - 1; i >= 0; i--) atomTails[i] = atomTails[i + 1] + atoms[i].mass;
  const norm = 1 / (tails[0] + atomTails[0]);
  // bin i spreads over (i ± ½)/bins, the first over its upper half: no score is negative
  const continuousAbove = (t: number) => {
    if (t < 0) return tails[0];
    const u = t * bins + 0.5, i = Math.floor(u);
    return i >= n ? 0 : tails[i + 1] + (1 - (i === 0 ? 2 * u - 1 : u - i)) * (tails[i] - tails[i + 1]);
  };
  const atomsAbove = (t: number) => {
    let low = 0, high = scores.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (scores[mid] <= t) low = mid + 1; else high = mid;
    }
    return atomTails[low];
  };
  let top = n - 1;
  while (top > 0 && tails[top] < 1e-15) top--;
  return {
    above: (t) => norm * (continuousAbove(t) + atomsAbove(t)),
    low: 0,
    high: Math.max((top + 1) / bins, scores.length > 0 ? scores[scores.length - 1] : 0),
  };
}

/** The same distribution moved up by `boost`. */
export function shifted(d: ScoreDistribution, boost: number): ScoreDistribution {
  if (boost === 0) return d;
  return { above: (t) => d.above(t - boost), low: d.low + boost, high: d.high + boost };
}
