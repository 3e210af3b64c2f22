import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { leastSquares, levenbergMarquardt, type GroupedProblem } from '../src/least-squares.ts';

fc.configureGlobal({ seed: 20240410 });

const near = (actual: number, expected: number, relative: number) =>
  assert.ok(Math.abs(actual - expected) <= relative * Math.abs(expected), `${actual} is not within ${relative} of ${expected}`);

// NIST Statistical Reference Datasets, nonlinear regression, Misra1a: monomolecular adsorption, both of its starting points.
const misra1a = {
  y: [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78],
  x: [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0],
};

for (const start of [[500, 0.0001], [250, 0.0005]]) {
  test(`reaches NIST's certified values for Misra1a from ${start}`, () => {
    const fit = leastSquares((b) => misra1a.x.map((x, i) => b[0] * (1 - Math.exp(-b[1] * x)) - misra1a.y[i]), start);
    assert.ok(fit.converged);
    near(fit.x[0], 2.3894212918e2, 1e-7);
    near(fit.x[1], 5.5015643181e-4, 1e-7);
    near(fit.sse, 1.2455138894e-1, 1e-9);
  });
}

test('reaches the bottom of Rosenbrock’s valley', () => {
  const fit = leastSquares((x) => [10 * (x[1] - x[0] * x[0]), 1 - x[0]], [-1.2, 1]);
  near(fit.x[0], 1, 1e-8);
  near(fit.x[1], 1, 1e-8);
});

test('stops on a bound when the unbounded minimum lies beyond it', () => {
  const fit = leastSquares((x) => [x[0] - 5, x[1] + 2, x[0] + x[1] - 3], [0, 0], { lower: [-1, -1], upper: [3, 3] });
  // On x0 = 3 the sum of squares is (x1+2)² + x1², least at x1 = -1, the other bound.
  assert.deepEqual([...fit.x], [3, -1]);
});

test('leaves a parameter with equal bounds, and one without effect, where they are', () => {
  const fit = leastSquares((x) => [x[0] + x[1] - 7, x[0] - 1], [0, 2, 42], { lower: [-9, 2, -99], upper: [9, 2, 99] });
  assert.equal(fit.x[1], 2);
  assert.equal(fit.x[2], 42);
  near(fit.x[0], 3, 1e-6);
});

test('finds the same linear fit grouped as dense, whatever the data', () => {
  fc.assert(fc.property(
    fc.array(fc.array(fc.float({ min: -5, max: 5, noNaN: true }), { minLength: 4, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
    (curves) => {
      // y = own slope · t + shared offset.
      const model: GroupedProblem = {
        groups: curves.length, local: 1, shared: 1, rows: (g) => curves[g].length,
        evaluate(g, x, out, jacobian) {
          curves[g].forEach((y, t) => {
            out[t] = x[g] * (t + 1) + x[curves.length] - y;
            if (jacobian) { jacobian[2 * t] = t + 1; jacobian[2 * t + 1] = 1; }
          });
        },
      };
      const start = new Float64Array(curves.length + 1);
      const grouped = levenbergMarquardt(model, start);
      const dense = leastSquares((x) => curves.flatMap((curve, g) => curve.map((y, t) => x[g] * (t + 1) + x[curves.length] - y)), start);
      assert.ok(Math.abs(grouped.sse - dense.sse) <= 1e-9 * (1 + dense.sse), `${grouped.sse} against ${dense.sse}`);
      grouped.x.forEach((value, i) => assert.ok(Math.abs(value - dense.x[i]) < 1e-5 * (1 + Math.abs(value))));
    },
  ), { numRuns: 60 });
});

test('never ends above the sum of squares it started from', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 }), (start) => {
    const residuals = (x: Float64Array) => [0, 1, 2, 3, 4].map((t) => x[0] * Math.exp(x[1] * t) + x[2] - Math.sqrt(t));
    const before = residuals(Float64Array.from(start)).reduce((sum, r) => sum + r * r, 0);
    assert.ok(leastSquares(residuals, start).sse <= before);
  }), { numRuns: 60 });
});

test('says so when the start does not fit or is not defined there', () => {
  assert.throws(() => leastSquares(() => [NaN], [1]), /not finite at the starting values/);
  assert.throws(() => levenbergMarquardt({ groups: 2, local: 1, shared: 1, rows: () => 1, evaluate: () => {} }, [1, 2]), /expected 3 starting values/);
});
