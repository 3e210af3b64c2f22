import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { integrate } from '../src/quadrature.ts';

const scipy: { quad: number } = JSON.parse(readFileSync(new URL('recorded/figures.json', import.meta.url), 'utf8'));

test('closed forms come out to twelve digits', () => {
  const cases: [(x: number) => number, number, number, number][] = [
    [Math.exp, 0, 1, Math.E - 1],
    [(x) => 1 / (1 + x * x), -5, 5, 2 * Math.atan(5)],
    [(x) => Math.sqrt(x), 0, 1, 2 / 3],
    [(x) => Math.abs(x - 1 / 3), 0, 1, 5 / 18],
    [(x) => 0.003 * Math.exp(-0.003 * x), 0, 4000, -Math.expm1(-12)],
  ];
  for (const [f, a, b, wanted] of cases) {
    const { value, error } = integrate(f, a, b, { absolute: 1e-13, relative: 1e-13 });
    assert.ok(Math.abs(value - wanted) < 1e-12, `${value} vs ${wanted}`);
    assert.ok(Math.abs(value - wanted) <= Math.max(error, 1e-14));
  }
  assert.ok(Math.abs(integrate((x) => Math.exp(-x * x) * Math.cos(3 * x), -1, 2).value - scipy.quad) < 1e-13);
});

test('polynomials up to degree 22 are exact in one interval', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 23 }), (c) => {
    const { value, evaluations } = integrate((x) => c.reduceRight((sum, k) => sum * x + k, 0), -1, 1, { absolute: 1e-6 });
    const wanted = c.reduce((sum, k, i) => sum + (i % 2 === 0 ? (2 * k) / (i + 1) : 0), 0);
    assert.ok(Math.abs(value - wanted) < 1e-12 * c.length);
    assert.ok(evaluations >= 15);
  }));
});

test('turning the ends round turns the sign, and named breaks save work', () => {
  const step = (x: number) => (x < 0.123456 ? 0 : 1);
  assert.equal(integrate(step, 1, 0).value, -integrate(step, 0, 1).value);
  const blind = integrate(step, 0, 1), told = integrate(step, 0, 1, { breaks: [0.123456] });
  assert.ok(Math.abs(told.value - 0.876544) < 1e-14);
  assert.ok(told.evaluations < blind.evaluations);
  assert.equal(integrate(step, 2, 2).value, 0);
});

test('an integrand that is not finite is refused', () => {
  assert.throws(() => integrate((x) => 1 / x, -1, 1), /not finite everywhere between -1 and 1/);
});
