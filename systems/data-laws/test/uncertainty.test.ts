import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '@galley/numerics/random';
import { bootstrapFit, datablations, fitPools, predict, profile, releasedUtility, type Fit, type Pool } from '../src/index.ts';
import { near } from './families.ts';

const epochs = [2, 4, 6, 8, 10], truth = releasedUtility.pools.slice(0, 2);
function noisy(seed: number, noise = 0.0024): Pool[] {
  const rng = random(`uncertainty/${seed}`);
  return truth.map(({ name, size, params }) => ({ name, size, points: epochs.map((e) => ({ samples: e * size, error: predict('utility', params!, { samples: e * size, epochSize: size, form: 'reference' }) + noise * rng.normal() })) }));
}
const fitted = (seed: number, noise?: number): Fit => fitPools('utility', noisy(seed), { form: 'reference', d: 0.1, a: 0.025, noise });

test('95 % profile intervals contain the truth about 95 times in 100, with the noise told or not', () => {
  for (const noise of [undefined, 0.0024]) {
    let inside = 0, all = 0;
    for (let seed = 0; seed < 150; seed++) {
      const fit = fitted(seed, noise);
      for (const { name, params } of truth) {
        for (const parameter of ['b', 'tau'] as const) {
          const { interval: [low, high] } = profile(fit, { pool: name, parameter });
          all++;
          if (low <= Number(params![parameter]) && Number(params![parameter]) <= high) inside++;
        }
      }
    }
    assert.ok(inside / all > 0.915 && inside / all < 0.98, `${inside} of ${all}`);
  }
});

test('profile ends lie where the squared error, all else refitted, reaches the threshold', () => {
  const pools = noisy(3), fit = fitPools('utility', pools, { form: 'reference', d: 0.1, a: 0.025 }), { interval, threshold, curve } = profile(fit, { pool: truth[0].name });
  // With a and d given the pools are independent: the least over b is found by brute force.
  const { points, size } = pools[0];
  for (const tau of interval) {
    let least = Infinity;
    for (let b = -0.3; b < -0.05; b += 2e-5) {
      least = Math.min(least, points!.reduce((sum, { samples, error }) => sum + (predict('utility', { a: 0.025, b, tau, d: 0.1 }, { samples, epochSize: size, form: 'reference' }) - error!) ** 2, 0));
    }
    near(least, threshold, 5e-3);
  }
  assert.ok(curve.every(({ value }, i) => i === 0 || value > curve[i - 1].value));
  const best = curve.reduce((p, q) => (q.sse < p.sse ? q : p));
  near(best.value, Number(fit.pools[0].params.tau), 1e-6);
});

test('a wider level gives a wider interval', () => {
  const fit = fitted(5), [low50, high50] = profile(fit, { level: 0.5 }).interval, [low99, high99] = profile(fit, { level: 0.99 }).interval;
  assert.ok(low99 < low50 && high99 > high50);
});

test('an end the data do not set stays open', () => {
  const { interval: [low, high] } = profile(fitPools('utility', [datablations['4.2B on 12B']], { quantity: 'loss' }));
  assert.ok(low > 2 && low < 3.5);
  assert.equal(high, Infinity);
});

test('shared parameters have profiles too, and those of the other pools follow', () => {
  const fit = fitPools('utility', noisy(7), { form: 'reference', d: 0.1 }), { interval: [low, high] } = profile(fit, { parameter: 'a' });
  assert.ok(low < fit.pools[0].params.a && fit.pools[0].params.a < high);
  assert.ok(low < 0.025 && 0.025 < high);
});

test('pools that share nothing have intervals of their own, whatever the others look like', async () => {
  const [calm, wild] = [noisy(4, 0.001)[0], noisy(4, 0.02)[1]], options = { form: 'reference', d: 0.1, shareA: false } as const;
  const both = fitPools('utility', [calm, wild], options), single = fitPools('utility', [calm], options);
  const [low, high] = profile(both, { pool: calm.name }).interval, [lowAlone, highAlone] = profile(single).interval;
  near(low, lowAlone, 1e-6);
  near(high, highAlone, 1e-6);
  const width = ([from, to]: readonly [number, number]) => to - from;
  const beside = (await bootstrapFit(both, { resamples: 300 })).pools[0].b, alone = (await bootstrapFit(single, { resamples: 300 })).pools[0].b;
  near(width(beside), width(alone), 0.4);
});

test('bootstrap intervals are the same for the same seed, hold the fit, and shrink with the noise', async () => {
  const fit = fitted(1, 0.0024), first = await bootstrapFit(fit, { resamples: 200 }), again = await bootstrapFit(fit, { resamples: 200 });
  assert.deepEqual(first, again);
  const calm = await bootstrapFit(fitted(1, 0.0006), { resamples: 200 });
  first.pools.forEach(({ b, tau }, i) => {
    const { params } = fit.pools[i];
    assert.ok(b[0] < params.b && params.b < b[1] && tau![0] < Number(params.tau) && Number(params.tau) < tau![1]);
    assert.ok(calm.pools[i].b[1] - calm.pools[i].b[0] < (b[1] - b[0]) / 2);
  });
  assert.equal(first.caution, null);
});

test('bootstrap and profile agree on a well-determined exponent', async () => {
  const fit = fitted(2, 0.0024), { pools } = await bootstrapFit(fit, { resamples: 1000 });
  pools.forEach(({ name, b }) => {
    const { interval } = profile(fit, { pool: name, parameter: 'b' });
    near(b[1] - b[0], interval[1] - interval[0], 0.2, name);
  });
});

test('the band encloses the fitted curve and is wider outside the evaluations', async () => {
  const fit = fitPools('utility', [datablations['2.8B on 4B']], { quantity: 'loss' }), at = [8e9, 24e9, 400e9];
  const { pools: [{ band }], caution } = await bootstrapFit(fit, { resamples: 200, at });
  band!.forEach(({ samples, low, high }) => {
    const middle = predict('utility', fit.pools[0].params, { samples, epochSize: 4e9 });
    assert.ok(low <= middle && middle <= high, `${samples}: ${low} ${middle} ${high}`);
  });
  assert.ok(band![2].high - band![2].low > 2 * (band![1].high - band![1].low));
  assert.match(caution!, /only 4 degrees of freedom/);
});

test('stops when told to, and reports how far it is', async () => {
  const controller = new AbortController();
  let last = 0;
  const running = bootstrapFit(fitted(1), { resamples: 100_000, signal: controller.signal, onProgress: (done) => { last = done; controller.abort(new Error('enough')); } });
  await assert.rejects(running, /enough/);
  assert.ok(last > 0 && last < 100_000);
});

test('refuses intervals that the evaluations cannot give', async () => {
  const three: Pool[] = [{ ...noisy(1)[0], points: noisy(1)[0].points!.slice(0, 3) }], exact = fitPools('utility', three, { d: 0.1 });
  await assert.rejects(bootstrapFit(exact), { name: 'InputError', message: /leave no residual to resample: give the noise/ });
  assert.throws(() => profile(exact), /leave no residual variance: give the noise/);
  assert.ok(profile(fitPools('utility', three, { d: 0.1, noise: 0.0024 })).interval[0] > 0);
  assert.throws(() => profile(fitted(1), { parameter: 'a' }), /a was given, not fitted/);
  assert.throws(() => profile(fitted(1), { pool: 'nobody' }), /no pool is called "nobody"/);
  assert.throws(() => profile({ ...fitted(1) }), /as fitPools returned it/);
  assert.throws(() => profile(fitted(1), { level: 1 }), /level between 0 and 1/);
  await assert.rejects(bootstrapFit(fitted(1), { resamples: 3 }), /at least 20 resamples/);
  const fresh = fitPools('utility', [{ name: 'fresh', size: 1e9, points: [2e8, 4e8, 8e8].map((samples, i) => ({ samples, error: 0.8 - 0.1 * i })) }], { d: 0.1 });
  assert.throws(() => profile(fresh), /"fresh" is unidentified/);
  assert.throws(() => profile(fitPools('power', noisy(1), { d: 0.1 })), /no half-life/);
});
