import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { linear, pchip } from '../src/interpolate.ts';
import { integrate } from '../src/quadrature.ts';

const scipy: { pchip: { x: number[]; y: number[]; at: [number, number][] }[] } = JSON.parse(readFileSync(new URL('recorded/figures.json', import.meta.url), 'utf8'));

const curve = fc.array(fc.tuple(fc.double({ min: 0.01, max: 5, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true })), { minLength: 2, maxLength: 20 })
  .map((steps) => { let x = 0; return steps.map(([dx, y]): [number, number] => [(x += dx), y]); });
const columns = (points: [number, number][]): [number[], number[]] => [points.map((p) => p[0]), points.map((p) => p[1])];

test('pchip gives what SciPy gives, inside and beyond the points', () => {
  for (const { x, y, at } of scipy.pchip) {
    const c = pchip(x, y);
    for (const [t, wanted] of at) assert.ok(Math.abs(c.at(t) - wanted) <= 1e-12 * Math.max(1, Math.abs(wanted)), `at ${t}: ${c.at(t)} vs ${wanted}`);
  }
});

test('pchip and linear pass through every point and never leave the range of the two around', () => {
  fc.assert(fc.property(curve, fc.double({ min: 0, max: 1, noNaN: true }), (points, u) => {
    for (const make of [pchip, linear]) {
      const c = make(...columns(points));
      for (const [x, y] of points) assert.ok(Math.abs(c.at(x) - y) < 1e-9);
      for (let i = 0; i + 1 < points.length; i++) {
        const [[x0, y0], [x1, y1]] = [points[i], points[i + 1]], y = c.at(x0 + u * (x1 - x0));
        assert.ok(y >= Math.min(y0, y1) - 1e-9 && y <= Math.max(y0, y1) + 1e-9);
      }
    }
  }));
});

test('slope and integral belong to the same curve', () => {
  fc.assert(fc.property(curve, (points) => {
    const c = pchip(...columns(points)), a = points[0][0] - 0.5, b = points[points.length - 1][0] + 0.5;
    const byQuadrature = integrate((x) => c.at(x), a, b, { breaks: c.xs }).value;
    assert.ok(Math.abs(c.integral(a, b) - byQuadrature) < 1e-8 * Math.max(1, Math.abs(byQuadrature)));
    assert.ok(Math.abs(c.integral(b, a) + c.integral(a, b)) < 1e-12);
    for (const x of [a, (a + b) / 2, b]) {
      const rise = integrate((t) => c.slope(t), a, x, { breaks: c.xs }).value;
      assert.ok(Math.abs(c.at(a) + rise - c.at(x)) < 1e-8 * Math.max(1, Math.abs(c.at(x)), Math.abs(rise)));
    }
  }), { numRuns: 50 });
});

test('a curve that cannot be drawn is refused with the point at fault', () => {
  assert.throws(() => pchip([1, 2, 2], [0, 0, 0]), /x must increase: point 2 has 2 after 2/);
  assert.throws(() => pchip([1, 2], [0]), /got 2 x and 1 y/);
  assert.throws(() => linear([1], [1]), /at least two points, got 1/);
  assert.throws(() => linear([1, 2], [0, NaN]), /point 1 of the curve is \(2, NaN\)/);
});
