import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { erf, erfc, normalCdf, normalPdf, normalQuantile, normalTail } from '../src/special.ts';

const mpmath: Record<'erf' | 'erfc' | 'normalCdf' | 'normalQuantile', [number, number][]> = JSON.parse(readFileSync(new URL('recorded/figures.json', import.meta.url), 'utf8'));

const near = (got: number, wanted: number, relative: number, what: string) => {
  if (wanted === 0 || Math.abs(wanted) < 1e-307) assert.ok(Math.abs(got - wanted) < 1e-300, `${what}: ${got} vs ${wanted}`);
  else assert.ok(Math.abs(got / wanted - 1) <= relative, `${what}: ${got} vs ${wanted}`);
};

test('erf and erfc agree with 40-digit arithmetic to 2e-15 relative, tails included', () => {
  for (const [x, wanted] of mpmath.erf) near(erf(x), wanted, 2e-15, `erf(${x})`);
  for (const [x, wanted] of mpmath.erfc) near(erfc(x), wanted, 2e-15, `erfc(${x})`);
});

test('the normal distribution function agrees with 40-digit arithmetic to 2e-15 relative down to 1e-300', () => {
  for (const [x, wanted] of mpmath.normalCdf) near(normalCdf(x), wanted, 2e-15, `normalCdf(${x})`);
});

test('the normal quantile agrees with 40-digit arithmetic to 2e-15 relative', () => {
  for (const [p, wanted] of mpmath.normalQuantile) {
    if (wanted === 0) assert.equal(normalQuantile(p), 0);
    else near(normalQuantile(p), wanted, 2e-15, `normalQuantile(${p})`);
  }
});

test('quantile and distribution function undo each other', () => {
  fc.assert(fc.property(fc.double({ min: -37, max: 8, noNaN: true }), (x) => {
    const p = normalCdf(x);
    // above 0 the probability itself has lost digits: compare probabilities there
    if (x < 0) assert.ok(Math.abs(normalQuantile(p) - x) <= 4e-15 * Math.max(1, Math.abs(x)));
    else assert.ok(Math.abs(normalCdf(normalQuantile(p)) - p) <= 4e-16);
  }));
});

test('both tails add up to one and the density is the slope of the distribution', () => {
  fc.assert(fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (x) => {
    assert.ok(Math.abs(normalCdf(x) + normalTail(x) - 1) < 1e-15);
    const h = 1e-4, slope = (normalCdf(x + h) - normalCdf(x - h)) / (2 * h);
    assert.ok(Math.abs(slope - normalPdf(x)) < 2e-9);
  }));
});

test('a probability outside [0, 1] is refused with a sentence', () => {
  assert.throws(() => normalQuantile(1.5), /expects a probability from 0 to 1, got 1.5/);
  assert.throws(() => normalQuantile(NaN), /got NaN/);
  assert.equal(normalQuantile(0), -Infinity);
  assert.equal(normalQuantile(1), Infinity);
});
