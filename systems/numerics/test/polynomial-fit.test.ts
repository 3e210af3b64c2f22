import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { polynomialFit } from '../src/polynomial-fit.ts';

test('points on a polynomial give it back, at any scale of x', () => {
  const coefficient = fc.double({ min: -5, max: 5, noNaN: true });
  fc.assert(fc.property(coefficient, coefficient, coefficient, fc.constantFrom(1e-3, 1, 1e6), (a, b, c, scale) => {
    const xs = Array.from({ length: 9 }, (_, i) => (i + 1) * scale);
    const ys = xs.map((x) => a * (x / scale) ** 3 + b * (x / scale) ** 2 + c * (x / scale));
    const [k3, k2, k1] = polynomialFit(xs, ys, [3, 2, 1]);
    assert.ok(Math.abs(k3 * scale ** 3 - a) < 1e-8 && Math.abs(k2 * scale ** 2 - b) < 1e-8 && Math.abs(k1 * scale - c) < 1e-8);
  }));
});

test('the residuals of the best fit are orthogonal to every power', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 6, maxLength: 30 }), (ys) => {
    const xs = ys.map((_, i) => i / 4), powers = [0, 1, 2], k = polynomialFit(xs, ys, powers);
    for (const p of powers) {
      const products = xs.map((x, i) => (ys[i] - powers.reduce((sum, q, j) => sum + k[j] * x ** q, 0)) * x ** p);
      const size = xs.reduce((sum, x, i) => sum + Math.abs(ys[i] * x ** p), 1);
      assert.ok(Math.abs(products.reduce((a, b) => a + b, 0)) < 1e-9 * size);
    }
  }));
});

test('a straight line through noise is the textbook line', () => {
  const xs = [1, 2, 3, 4], ys = [6, 5, 7, 10];
  const [intercept, slope] = polynomialFit(xs, ys, [0, 1]);
  assert.ok(Math.abs(intercept - 3.5) < 1e-12 && Math.abs(slope - 1.4) < 1e-12);
});

test('too few or indistinct points are refused', () => {
  assert.throws(() => polynomialFit([1, 2], [1, 2], [0, 1, 2]), /at least 3 points for 3 coefficients, got 2/);
  assert.throws(() => polynomialFit([2, 2, 2], [1, 2, 3], [0, 1]), /do not determine the coefficients/);
  assert.throws(() => polynomialFit([0, 0, 0], [1, 2, 3], [1]), /zero at every point/);
  assert.throws(() => polynomialFit([1], [1, 2], [0]), /got 1 x and 2 y/);
});
