import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { bracketMinimum, brent, brentBounded } from '../src/brent.ts';

const scipy: { bounded: Record<string, [number, number]>; brent: Record<string, number> } = JSON.parse(readFileSync(new URL('recorded/figures.json', import.meta.url), 'utf8'));
const objectives: Record<string, (x: number) => number> = {
  absolute: (x) => Math.abs(x - 0.217),
  quartic: (x) => (x - 0.8) ** 4 + 0.1 * x,
  wave: (x) => Math.sin(7 * x) + x,
};

test('the bounded minimiser takes the very steps of SciPy, so that published fits come out to the digit', () => {
  for (const [name, [x, evaluations]] of Object.entries(scipy.bounded)) {
    const found = brentBounded(objectives[name], 0, 1);
    assert.ok(Math.abs(found.x - x) < 1e-10, `${name}: ${found.x} vs ${x}`);
    assert.equal(found.evaluations, evaluations, name);
  }
});

test('the free minimiser ends in the minimum SciPy ends in', () => {
  for (const [name, x] of Object.entries(scipy.brent)) assert.ok(Math.abs(brent(objectives[name]).x - x) < 1e-6, name);
});

test('a parabola is found anywhere, from anywhere', () => {
  fc.assert(fc.property(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: 0.01, max: 100, noNaN: true }), (at, width) => {
    const f = (x: number) => ((x - at) / width) ** 2;
    assert.ok(Math.abs(brent(f).x - at) < 1e-5 * Math.max(1, Math.abs(at)));
    assert.ok(Math.abs(brentBounded(f, -60, 60).x - at) < 1e-4);
  }));
});

test('a minimum at an end is approached, and evaluations stay inside the bounds', () => {
  const { x } = brentBounded((t) => { assert.ok(t > 2 && t < 3); return t; }, 2, 3);
  assert.ok(x - 2 < 1e-4);
  assert.throws(() => brentBounded((t) => t, 3, 2), /low ≤ high, got 3 and 2/);
});

test('a bracket is lower in the middle than at both ends', () => {
  fc.assert(fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), (at) => {
    const f = (x: number) => Math.log1p((x - at) ** 2), { a, b, c, fb } = bracketMinimum(f);
    assert.ok((a < b && b < c) || (a > b && b > c));
    assert.ok(fb <= f(a) && fb <= f(c));
  }));
});

test('running out of evaluations is said, not hidden', () => {
  assert.equal(brentBounded((x) => (x - 0.3) ** 2, 0, 1, { tolerance: 1e-12, maxEvaluations: 3 }).converged, false);
});
