import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { studentTCdf, studentTQuantile } from '../src/student-t.ts';

fc.configureGlobal({ seed: 20240410 });

// Printed tables of the two-sided 95 % and 99 % points.
const table: [degrees: number, p975: number, p995: number][] = [[1, 12.706, 63.657], [2, 4.303, 9.925], [3, 3.182, 5.841], [4, 2.776, 4.604], [5, 2.571, 4.032], [10, 2.228, 3.169], [30, 2.042, 2.750], [120, 1.980, 2.617]];

test('agrees with the printed table of t to its three decimals', () => {
  for (const [degrees, p975, p995] of table) {
    assert.ok(Math.abs(studentTQuantile(0.975, degrees) - p975) <= 5.1e-4, `${degrees}: ${studentTQuantile(0.975, degrees)}`);
    assert.ok(Math.abs(studentTQuantile(0.995, degrees) - p995) <= 5.1e-4, `${degrees}: ${studentTQuantile(0.995, degrees)}`);
  }
});

test('quantile undoes distribution, and both are symmetric', () => {
  fc.assert(fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 200 }), (p, degrees) => {
    assert.ok(Math.abs(studentTCdf(studentTQuantile(p, degrees), degrees) - p) < 1e-10);
    assert.ok(Math.abs(studentTCdf(-1.3, degrees) + studentTCdf(1.3, degrees) - 1) < 1e-14);
  }));
});

test('refuses probabilities and degrees of freedom that do not exist', () => {
  assert.throws(() => studentTQuantile(1, 3), /between 0 and 1/);
  assert.throws(() => studentTQuantile(0.9, 0), /degrees of freedom/);
});
