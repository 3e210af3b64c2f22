import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bisect, narrow } from '../src/roots.ts';

test('bisection ends at the double nearest to the root', () => {
  fc.assert(fc.property(fc.double({ min: -100, max: 100, noNaN: true }), fc.boolean(), (root, falling) => {
    const f = (x: number) => (falling ? -1 : 1) * Math.atan(x - root);
    assert.ok(Math.abs(bisect(f, -101, 101) - root) <= 1e-13);
    assert.ok(Math.abs(bisect(f, -101, 101, 0.1) - root) <= 0.1);
  }));
});

test('narrow brackets the root as closely as asked, with a change of sign over the bracket', () => {
  fc.assert(fc.property(fc.double({ min: -100, max: 100, noNaN: true }), fc.integer({ min: 1, max: 9 }), (root, power) => {
    const f = (x: number) => Math.sign(x - root) * Math.abs(x - root) ** power;
    const { low, high, from, to } = narrow(f, -101, 101, 1e-9);
    assert.ok(high - low <= 1e-9 && low <= root + 1e-15 && high >= root - 1e-15);
    assert.ok(from <= 0 && to >= 0);
  }));
});

test('narrow finds a jump and reports the values on both sides', () => {
  const { low, high, from, to } = narrow((x) => (x < Math.PI ? -3 : 5), 0, 10, 1e-12);
  assert.ok(low < Math.PI && high >= Math.PI && high - low <= 1e-12);
  assert.deepEqual([from, to], [-3, 5]);
});

test('narrow needs far fewer evaluations than bisection on a smooth function', () => {
  let narrowing = 0, halving = 0;
  narrow((x) => { narrowing++; return Math.exp(-x) - 0.001; }, 0, 40, 1e-12);
  bisect((x) => { halving++; return Math.exp(-x) - 0.001; }, 0, 40, 1e-12);
  assert.ok(narrowing * 2 < halving, `${narrowing} against ${halving}`);
});

test('ends without a change of sign are refused', () => {
  assert.throws(() => bisect((x) => x * x + 1, -1, 1), /change of sign between -1 and 1, got 2 and 2/);
  assert.throws(() => narrow(() => NaN, 0, 1, 1e-9), /change of sign/);
  assert.equal(bisect((x) => x, 0, 1), 0);
});
