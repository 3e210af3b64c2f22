import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { random } from '@galley/numerics/random';
import { normalQuantile } from '@galley/numerics/special';
import { empirical, gaussian, oracle, scoreSum } from '../src/index.ts';
import type { Classifier, EfficiencyPath, Menu } from '../src/index.ts';

const kept = (c: Classifier, neg: number, pos: number, reduction: number) => { const d = c.solve(neg, pos, reduction); return (neg * d.fp + pos * d.tp) / (neg + pos); };
const flat = (e: number): EfficiencyPath['points'] => [[0, e], [100, e]];
const turnOn: EfficiencyPath['points'] = [[0, 0], [10, 0], [20, 0.3], [30, 0.8], [50, 0.95], [90, 0.99]];
const path = (name: string, points = turnOn, thresholdGeV = 25, decay: EfficiencyPath['decay'] = 0.04): EfficiencyPath => ({ name, points, thresholdGeV, decay });
const menuOf = (names: string[], above: string[]): Menu => {
  const energies = (up: string[]) => Object.fromEntries(names.map((n) => [n, up.includes(n) ? 'above' as const : 'below' as const]));
  return { irrelevant: [{ proportion: 1, energies: energies([]) }], relevant: [{ proportion: 1, energies: energies(above) }] };
};

test('a Gaussian threshold keeps exactly one event in the reduction, for any mix', () => {
  fc.assert(fc.property(fc.double({ min: -2, max: 8, noNaN: true }), fc.double({ min: 0.2, max: 3, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 1.01, max: 1e7, noNaN: true }), (skill, scale, share, reduction) => {
    const k = kept(gaussian(skill, scale), 1e6 * (1 - share), 1e6 * share, reduction);
    assert.ok(Math.abs(k * reduction - 1) < 1e-6);
  }));
});

test('without relevant events a Gaussian threshold is the normal quantile', () => {
  for (const reduction of [2, 53.3, 1e4, 1e9]) assert.ok(Math.abs(gaussian(4).solve(1, 0, reduction).threshold + normalQuantile(1 / reduction)) < 1e-10);
});

test('equal mixes of mirror images are cut in the middle', () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 6, noNaN: true }), (skill) => {
    const d = gaussian(skill).solve(1000, 1000, 2);
    assert.ok(Math.abs(d.threshold - skill / 2) < 1e-9 && Math.abs(d.fp - d.fn) < 1e-9);
  }));
});

test('an oracle beats every classifier at the same reduction', () => {
  fc.assert(fc.property(fc.double({ min: 0.1, max: 6, noNaN: true }), fc.double({ min: 0.001, max: 0.9, noNaN: true }), fc.double({ min: 1.1, max: 1000, noNaN: true }), (skill, share, reduction) => {
    const best = oracle().solve(1 - share, share, reduction), other = gaussian(skill).solve(1 - share, share, reduction);
    assert.ok(best.tp >= other.tp - 1e-9);
    assert.ok(Math.abs((1 - share) * best.fp + share * best.tp - 1 / reduction) < 1e-9);
  }));
});

test('an empirical classifier of many samples approaches the distribution they came from', () => {
  const rng = random(5), g = gaussian(2, 1.5), n = 200_000;
  const own = empirical(Float64Array.from({ length: n }, () => g.draw?.(false, rng) ?? NaN), Float64Array.from({ length: n }, () => g.draw?.(true, rng) ?? NaN));
  for (const [neg, pos, reduction] of [[99, 1, 10], [1, 1, 3], [9, 1, 30]]) {
    const a = g.solve(neg, pos, reduction), b = own.solve(neg, pos, reduction);
    assert.ok(Math.abs(a.tp - b.tp) < 5 * Math.sqrt(0.25 / n) + 2e-3, `${a.tp} vs ${b.tp}`);
    assert.ok(Math.abs(a.threshold - b.threshold) < 0.05);
  }
});

test('an empirical classifier agrees with counting, sample by sample', () => {
  // whole numbers, so that scores are tied
  const scores = fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 30, maxLength: 200 });
  fc.assert(fc.property(scores, scores, fc.double({ min: 1.2, max: 4, noNaN: true }), (neg, pos, reduction) => {
    const { threshold, fp, tp } = empirical(neg, pos, { ties: 'nearest' }).solve(10, 5, reduction);
    assert.equal(fp, neg.filter((s) => s > threshold).length / neg.length);
    assert.equal(tp, pos.filter((s) => s > threshold).length / pos.length);
    // no other sample as threshold comes nearer to the asked rate
    const miss = (t: number) => Math.abs((10 * neg.filter((s) => s > t).length) / neg.length / 15 + (5 * pos.filter((s) => s > t).length) / pos.length / 15 - 1 / reduction);
    for (const t of [-41, ...neg, ...pos]) assert.ok(miss(t) >= miss(threshold) - 1e-9);
  }), { numRuns: 60 });
});

test('the exact score distribution is what brute-force convolution gives', () => {
  // on a coarse lattice, the sum of three objects term by term instead of by transform
  const names = ['a', 'b', 'c'], bins = 64;
  const paths = [path('a'), path('b', [[0, 0.1], [40, 0.6], [80, 0.9]], 30, 0.02), path('c', [[0, 0], [5, 0.2], [60, 1]], 20, 0.05)];
  const c = scoreSum(paths, menuOf(names, ['b']), { bins });
  const fine = 4000, density = (name: string, above: boolean): Float64Array => {
    // histogram of the efficiency over equally likely energies
    const p = c.paths.find((q) => q.name === name), out = new Float64Array(bins + 2);
    assert.ok(p);
    const [from, to] = above ? [p.thresholdQuantile, 1] : [0, p.thresholdQuantile];
    for (let i = 0; i < fine; i++) {
      const at = p.efficiency(-Math.log1p(-(from + ((i + 0.5) / fine) * (to - from))) / p.decay) * bins, k = Math.floor(at);
      out[k] += (1 - (at - k)) / fine;
      out[k + 1] += (at - k) / fine;
    }
    return out;
  };
  const byHand = (parts: Float64Array[]) => parts.reduce((x, y) => {
    const out = new Float64Array(x.length + y.length - 1);
    for (let i = 0; i < x.length; i++) for (let j = 0; j < y.length; j++) out[i + j] += x[i] * y[j];
    return out;
  });
  for (const relevant of [false, true]) {
    const lattice = byHand(names.map((n) => density(n, relevant && n === 'b')));
    for (const reduction of [1.5, 2, 5, 20, 100]) {
      const { threshold } = c.solve(relevant ? 0 : 1, relevant ? 1 : 0, reduction);
      // hat functions: probability above the threshold, bins half counted linearly
      const u = threshold * bins + 0.5, i = Math.floor(u);
      let above = (1 - (u - i)) * lattice[i];
      for (let k = i + 1; k < lattice.length; k++) above += lattice[k];
      assert.ok(Math.abs(above * reduction - 1) < 0.02, `${relevant} ${reduction}: ${above * reduction}`);
    }
  }
});

test('exact scores converge: halving the bins moves the rates by less than 1e-5', () => {
  const names = ['a', 'b'], paths = [path('a'), path('b', [[5, 0], [12, 0.4], [33, 0.97], [70, 0.985]], 15, 0.07)], menu = menuOf(names, ['a']);
  for (const reduction of [5, 50, 400]) {
    const [coarse, fine] = [8000, 40_000].map((bins) => scoreSum(paths, menu, { bins }).solve(0.999, 0.001, reduction));
    assert.ok(Math.abs(coarse.tp - fine.tp) < 1e-5 && Math.abs(coarse.fp - fine.fp) < 1e-7);
  }
});

test('drawn scores scatter around the exact ones as their number says', () => {
  const names = ['a', 'b'], paths = [path('a'), path('b', [[5, 0], [12, 0.4], [33, 0.97], [70, 0.985]], 15, 0.07)], menu = menuOf(names, ['a']), samples = 40_000;
  const exact = scoreSum(paths, menu).solve(0.9, 0.1, 8);
  for (let seed = 1; seed <= 5; seed++) {
    const drawn = scoreSum(paths, menu, { mode: 'montecarlo', samples, seed, ties: 'nearest' }).solve(0.9, 0.1, 8);
    assert.ok(Math.abs(drawn.tp - exact.tp) < 5 / Math.sqrt(samples) + 2 * Math.sqrt(0.25 / samples), `${drawn.tp} vs ${exact.tp}`);
  }
  assert.deepEqual(scoreSum(paths, menu, { mode: 'montecarlo', seed: 9 }).solve(0.9, 0.1, 8), scoreSum(paths, menu, { mode: 'montecarlo', seed: 9 }).solve(0.9, 0.1, 8));
});

test('a boost moves the relevant scores and nothing else', () => {
  const c = scoreSum([path('a')], menuOf(['a'], ['a'])), boosted = c.with({ boost: 0.25 });
  const rng = () => random(3);
  assert.ok(Math.abs((boosted.draw?.(true, rng()) ?? NaN) - (c.draw?.(true, rng()) ?? NaN) - 0.25) < 1e-12);
  assert.equal(boosted.draw?.(false, rng()), c.draw?.(false, rng()));
  // far above every irrelevant score, the relevant are kept first
  assert.ok(c.with({ boost: 5 }).solve(0.99, 0.01, 100).tp > 0.999);
});

test('λ is fitted so that the path fires at its rate, where it can', () => {
  const fit = (rate: number) => scoreSum([path('a', turnOn, 25, { rate, between: [0.01, 0.5], tolerance: 1e-12 })], menuOf(['a'], ['a'])).paths[0];
  const { decay, firingRate } = fit(0.3);
  assert.ok(Math.abs(firingRate - 0.3) < 1e-7 && decay > 0.01);
  // a rate out of reach: the search ends at the nearest the curve can do
  assert.ok(fit(0.95).firingRate < 0.9);
});

test('densities integrate to one and to the rates on either side of the threshold', () => {
  const classifiers: Classifier[] = [scoreSum([path('a'), path('b')], menuOf(['a', 'b'], ['a'])).with({ boost: 0.1 }), empirical([0, 1, 1, 2, 3], [2, 3, 4])];
  for (const c of classifiers) {
    const d = c.densities?.(400);
    assert.ok(d);
    const width = d.score[1] - d.score[0];
    for (const density of [d.irrelevant, d.relevant]) {
      assert.ok(Math.abs(density.reduce((a, b) => a + b, 0) * width - 1) < 1e-6);
      assert.ok(density.every((v) => v >= 0));
    }
  }
  const g = gaussian(3).densities?.(400);
  assert.ok(g && Math.abs(g.relevant.reduce((a, b) => a + b, 0) * (g.score[1] - g.score[0]) - 1) < 1e-4);
});

test('a reduction inside a jump is refused with the reachable ones on both sides', () => {
  // 60 % of the irrelevant events score 0
  const lumpy = scoreSum([path('a', [[0, 0], [22.9, 0], [40, 1]], 35, 0.04)], menuOf(['a'], ['a']));
  const atZero = -Math.expm1(-0.04 * 22.9) / -Math.expm1(-0.04 * 35);
  assert.throws(() => lumpy.solve(1, 0, 1.2), (error: unknown) => {
    assert.ok(error instanceof RangeError);
    const found = /reachable are (\d+\.\d+) and (\d+\.\d+)/.exec(error.message);
    assert.ok(found, error.message);
    assert.ok(Math.abs(Number(found[1]) - 1) < 1e-9 && Math.abs(Number(found[2]) - 1 / (1 - atZero)) < 1e-3, error.message);
    return true;
  });
  assert.doesNotThrow(() => lumpy.solve(1, 0, 10));
  const nearest = scoreSum([path('a', [[0, 0], [22.9, 0], [40, 1]], 35, 0.04)], menuOf(['a'], ['a']), { ties: 'nearest' });
  assert.ok(Math.abs(kept(nearest, 1, 0, 1.2) - 1) < 1e-9);
  const split = scoreSum([path('a', [[0, 0], [22.9, 0], [40, 1]], 35, 0.04)], menuOf(['a'], ['a']), { ties: 'split' });
  assert.ok(Math.abs(kept(split, 1, 0, 1.2) * 1.2 - 1) < 1e-9);
  assert.ok((split.solve(1, 0, 1.2).keptAtThreshold ?? 0) > 0.5);
});

test('what a classifier cannot use is refused in one sentence', () => {
  const faults: [() => unknown, RegExp][] = [
    [() => gaussian(NaN), /skill of a Gaussian classifier must be a finite number/],
    [() => gaussian(3, 0), /scale of a Gaussian classifier must be a positive number, got 0/],
    [() => gaussian(3).with({ skil: 4 }), /no setting "skil"; it has skill, scale, boost/],
    [() => gaussian(3).solve(1, 1, 0.5), /a reduction is at least 1 \(one event kept in so many\), got 0.5/],
    [() => empirical([], [1]), /needs scores of irrelevant events, got none/],
    [() => empirical([1], [NaN]), /score 0 of the relevant events is NaN/],
    [() => empirical([1, 2, 3, 4], [5]).solve(1, 0, 1000), /reachable are 4(\.0+)? and infinity/],
    [() => scoreSum([path('a', [[0, 0], [10, 55]])], menuOf(['a'], ['a'])), /path "a": efficiency 55 at 10 GeV is not within \[0, 1\]; give fractions, not percent/],
    [() => scoreSum([path('a', [[0, 0], [30, 0.5], [20, 1]])], menuOf(['a'], ['a'])), /path "a": the curve's x must increase: point 2 has 20 after 30/],
    [() => scoreSum([path('a', turnOn, -1)], menuOf(['a'], ['a'])), /threshold must be a positive energy/],
    [() => scoreSum([path('a', turnOn, 25, -1)], menuOf(['a'], ['a'])), /decay constant must be positive/],
    [() => scoreSum([path('a', turnOn, 25, { rate: 3, between: [0, 1] })], menuOf(['a'], ['a'])), /the rate is the share of events that fire it, from 0 to 1, got 3/],
    [() => scoreSum([path('a')], { ...menuOf(['a'], ['a']), relevant: [{ proportion: 0.7, energies: { a: 'above' } }] }), /proportions of the relevant menu rows must sum to 1, got 0.7/],
    [() => scoreSum([path('a')], menuOf(['b'], ['b'])), /names path "b"; the paths are a/],
    [() => scoreSum([path('a')], { irrelevant: [{ proportion: 1, energies: {} }], relevant: [{ proportion: 1, energies: { a: 'above' } }] }), /names no path/],
    [() => scoreSum([path('a')], { irrelevant: [{ proportion: 1, energies: { a: [0.5, 0.2] } }], relevant: [{ proportion: 1, energies: { a: 'above' } }] }), /two increasing quantiles/],
    [() => scoreSum([path('a')], menuOf(['a'], ['a']), { bins: 3 }), /bins must be a whole number/],
    [() => scoreSum([path('a', flat(0.5))], menuOf(['a'], ['a'])).solve(1, 0, 2), /no threshold reaches a reduction of 2: 100 % of the arriving events share the score/],
    [() => oracle({ missed: 2 }), /misses a share from 0 to 1/],
  ];
  for (const [cause, sentence] of faults) assert.throws(cause, (error: unknown) => error instanceof RangeError && sentence.test(error.message) && !error.message.includes('\n'), String(sentence));
});
