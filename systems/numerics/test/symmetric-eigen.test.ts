import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { conditionNumber, symmetricEigenvalues } from '../src/symmetric-eigen.ts';

fc.configureGlobal({ seed: 20240410 });

test('gives the known spectrum of the second-difference matrix', () => {
  const n = 8, matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) { matrix[i * n + i] = 2; if (i + 1 < n) matrix[i * n + i + 1] = -1; }
  const values = symmetricEigenvalues(matrix, n);
  values.forEach((value, k) => assert.ok(Math.abs(value - (2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)))) < 1e-13));
});

test('keeps trace and sum of squares of any symmetric matrix', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 6 }).chain((n) => fc.tuple(fc.constant(n), fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: n * n, maxLength: n * n }))), ([n, m]) => {
    let trace = 0, squares = 0;
    for (let i = 0; i < n; i++) { trace += m[i * n + i]; squares += m[i * n + i] ** 2; for (let j = i + 1; j < n; j++) squares += 2 * m[i * n + j] ** 2; }
    const values = symmetricEigenvalues(m, n);
    assert.ok(Math.abs(values.reduce((a, b) => a + b, 0) - trace) < 1e-9);
    assert.ok(Math.abs(values.reduce((a, b) => a + b * b, 0) - squares) < 1e-7);
  }));
});

test('calls a singular matrix infinitely ill conditioned and the identity perfectly conditioned', () => {
  assert.equal(conditionNumber([1, 1, 1, 1], 2), Infinity);
  assert.equal(conditionNumber([1, 0, 0, 1], 2), 1);
  assert.throws(() => symmetricEigenvalues([1, 2, 3], 2), /expected 4 numbers/);
});
