import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { convolve, fft, inverseRealFft, nextPowerOfTwo, realFft } from '../src/fft.ts';

const value = fc.double({ min: -100, max: 100, noNaN: true });
const powerOfTwo = (exponents: { min: number; max: number }) => fc.integer(exponents).chain((e) => fc.array(value, { minLength: 2 ** e, maxLength: 2 ** e }));

/** The definition, term by term. */
function slowTransform(x: number[]): { re: number[]; im: number[] } {
  const n = x.length, re = [], im = [];
  for (let k = 0; k < n; k++) {
    let r = 0, i = 0;
    for (let j = 0; j < n; j++) { const a = (-2 * Math.PI * ((j * k) % n)) / n; r += x[j] * Math.cos(a); i += x[j] * Math.sin(a); }
    re.push(r); im.push(i);
  }
  return { re, im };
}

test('the complex transform is the sum in its definition', () => {
  fc.assert(fc.property(powerOfTwo({ min: 0, max: 7 }), (x) => {
    const re = Float64Array.from(x), im = new Float64Array(x.length), wanted = slowTransform(x);
    fft(re, im);
    for (let k = 0; k < x.length; k++) assert.ok(Math.abs(re[k] - wanted.re[k]) < 1e-9 && Math.abs(im[k] - wanted.im[k]) < 1e-9, `bin ${k} of ${x.length}`);
  }), { numRuns: 60 });
});

test('the real transform is the first half of the complex one', () => {
  fc.assert(fc.property(powerOfTwo({ min: 1, max: 8 }), (x) => {
    const { re, im } = realFft(Float64Array.from(x)), wanted = slowTransform(x);
    assert.equal(re.length, x.length / 2 + 1);
    for (let k = 0; k <= x.length / 2; k++) assert.ok(Math.abs(re[k] - wanted.re[k]) < 1e-9 && Math.abs(im[k] - wanted.im[k]) < 1e-9, `bin ${k} of ${x.length}`);
  }), { numRuns: 60 });
});

test('there and back again changes nothing beyond rounding', () => {
  fc.assert(fc.property(powerOfTwo({ min: 1, max: 12 }), (x) => {
    const back = inverseRealFft(realFft(Float64Array.from(x)));
    for (let i = 0; i < x.length; i++) assert.ok(Math.abs(back[i] - x[i]) < 1e-11);
  }), { numRuns: 30 });
});

test('convolution by transform is convolution by hand', () => {
  fc.assert(fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), fc.array(value, { minLength: 1, maxLength: 60 }), (a, b) => {
    const wanted = new Float64Array(a.length + b.length - 1);
    for (let i = 0; i < a.length; i++) for (let j = 0; j < b.length; j++) wanted[i + j] += a[i] * b[j];
    const got = convolve(a, b);
    assert.equal(got.length, wanted.length);
    for (let i = 0; i < wanted.length; i++) assert.ok(Math.abs(got[i] - wanted[i]) < 1e-8);
  }));
});

test('lengths that cannot be transformed are refused with what to do', () => {
  assert.throws(() => fft(new Float64Array(12), new Float64Array(12)), /power-of-two length, got 12: pad with zeros to 16/);
  assert.throws(() => fft(new Float64Array(4), new Float64Array(8)), /got 4 real and 8 imaginary/);
  assert.throws(() => convolve([], [1]), /two non-empty sequences/);
  assert.deepEqual([1, 2, 3, 1000].map(nextPowerOfTwo), [1, 2, 4, 1024]);
});
