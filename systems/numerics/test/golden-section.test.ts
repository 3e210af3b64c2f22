import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { goldenSection } from '../src/golden-section.ts';

fc.configureGlobal({ seed: 20240410 });

test('finds the bottom of any parabola inside the interval, and the nearer end of one outside', () => {
  fc.assert(fc.property(fc.double({ min: -20, max: 20, noNaN: true }), fc.double({ min: 0.1, max: 50, noNaN: true }), (centre, steepness) => {
    const { x } = goldenSection((t) => steepness * (t - centre) ** 2, -10, 10, { tolerance: 1e-9 });
    const expected = Math.min(10, Math.max(-10, centre));
    assert.ok(Math.abs(x - expected) < 1e-6, `${x} for ${expected}`);
  }));
});

test('keeps to the side where the function is defined', () => {
  const { x } = goldenSection((t) => (t > 2 ? NaN : (t - 1) ** 2), 0, 10);
  assert.ok(Math.abs(x - 1) < 1e-4);
});

test('refuses an empty or endless interval', () => {
  assert.throws(() => goldenSection((t) => t, 1, 0), /low ≤ high/);
  assert.throws(() => goldenSection((t) => t, 0, Infinity), /finite interval/);
});
