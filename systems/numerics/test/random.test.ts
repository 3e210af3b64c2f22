import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { random } from '../src/random.ts';
import { bootstrapInterval, median, quantile } from '../src/bootstrap.ts';

test('the same seed gives the same numbers, another seed others', () => {
  const draw = (seed: number) => Array.from({ length: 8 }, random(seed).uint32);
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
  assert.notDeepEqual(draw(7), draw(7 + 2 ** 32));
});

test('a split stream depends on the label, not on how much was drawn before', () => {
  const fresh = random(1).split('events'), used = random(1);
  for (let i = 0; i < 100; i++) used.uniform();
  assert.equal(used.split('events').uint32(), fresh.uint32());
  assert.notEqual(random(1).split('a').uint32(), random(1).split('b').uint32());
});

test('uniform numbers fill [0,1): chi-squared over 100 cells stays below the 99.99 % quantile', () => {
  const rng = random(42), cells = new Float64Array(100), n = 200_000;
  for (let i = 0; i < n; i++) cells[Math.floor(rng.uniform() * 100)]++;
  const chi2 = cells.reduce((sum, c) => sum + (c - n / 100) ** 2 / (n / 100), 0);
  assert.ok(chi2 < 161.3, `chi-squared ${chi2} with 99 degrees of freedom`);
});

test('normal deviates have mean 0, variance 1 and normal tails', () => {
  const rng = random(3), n = 200_000;
  let sum = 0, squares = 0, beyond2 = 0;
  for (let i = 0; i < n; i++) { const z = rng.normal(); sum += z; squares += z * z; if (Math.abs(z) > 2) beyond2++; }
  assert.ok(Math.abs(sum / n) < 5 / Math.sqrt(n));
  assert.ok(Math.abs(squares / n - 1) < 5 * Math.sqrt(2 / n));
  assert.ok(Math.abs(beyond2 / n - 0.0455) < 5 * Math.sqrt(0.0455 / n));
});

test('exponential deviates have mean 1 and median ln 2', () => {
  const rng = random(4), values = Array.from({ length: 100_000 }, rng.exponential);
  assert.ok(Math.abs(values.reduce((a, b) => a + b) / values.length - 1) < 0.02);
  assert.ok(Math.abs(median(values) - Math.LN2) < 0.02);
});

test('below(n) is unbiased and refuses what is not a count', () => {
  const rng = random(5), counts = new Float64Array(7);
  for (let i = 0; i < 70_000; i++) counts[rng.below(7)]++;
  for (const c of counts) assert.ok(Math.abs(c - 10_000) < 500);
  for (const n of [0, -1, 1.5, NaN, 2 ** 33]) assert.throws(() => rng.below(n), /expects an integer/);
});

test('quantiles lie within the values and are monotone in p', () => {
  fc.assert(fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (values, p, q) => {
    const [low, high] = [quantile(values, Math.min(p, q)), quantile(values, Math.max(p, q))];
    assert.ok(low <= high + 1e-9 * Math.abs(high) && low >= Math.min(...values) - 1e-9 && high <= Math.max(...values) + 1e-9);
  }));
});

test('a 95 % bootstrap interval of the mean covers the true mean in about 95 of 100 samples', () => {
  const rng = random(11);
  const mean = (v: Float64Array) => v.reduce((a, b) => a + b) / v.length;
  let covered = 0;
  for (let trial = 0; trial < 300; trial++) {
    const sample = Array.from({ length: 40 }, rng.normal);
    const [low, high] = bootstrapInterval(sample, { statistic: mean, resamples: 400, seed: trial })!;
    if (low <= 0 && 0 <= high) covered++;
  }
  assert.ok(covered > 300 * 0.89 && covered < 300 * 0.99, `${covered} of 300`);
});

test('fewer than three values give no interval', () => assert.equal(bootstrapInterval([1, 2]), undefined));
