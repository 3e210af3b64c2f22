import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '@galley/numerics/random';
import { fromBf16Bits, fromF16Bits, roundBf16, roundF16, toBf16Bits, toF16Bits } from '../../src/graph/half.ts';
import { binaryScalar, castScalar, store, threefry, unaryScalar } from '../../src/graph/scalar.ts';
import { createMathLibrary, emitF16BitsToF32, emitF32ToBf16Bits, emitF32ToF16Bits, ulpBounds } from '../../src/loops/math.ts';
import type { LaneFn } from '../../src/loops/value.ts';
import { features, ModuleBuilder, type FunctionBuilder } from '../../src/wasm/index.ts';

type Lanes = Float32Array | Int32Array;

/** Applies a function of lanes to arrays: a module with one loop. */
function applied(operands: readonly Lanes[], emit: (f: FunctionBuilder, m: ModuleBuilder) => void, floats: boolean): Lanes {
  const count = (operands[0].length + 3) & ~3, pages = Math.ceil((4 * count * (operands.length + 1)) / 65536) + 1;
  const memory = new WebAssembly.Memory({ initial: pages }), m = new ModuleBuilder({ minPages: 1 });
  const f = m.function('run', ['i32'], [], { exported: true }), at = f.local('i32'), result = f.local('v128');
  f.i32(0).set(at).loop();
  operands.forEach((_, i) => f.get(at).mem('v128.load', 4 * count * i));
  emit(f, m);
  f.set(result).get(at).get(result).mem('v128.store', 4 * count * operands.length);
  f.get(at).i32(16).op('i32.add').tee(at).get(0).op('i32.lt_s').brIf(0).end();
  operands.forEach((values, i) => new Int32Array(memory.buffer, 4 * count * i, values.length).set(new Int32Array(values.buffer, values.byteOffset, values.length)));
  (new WebAssembly.Instance(new WebAssembly.Module(m.finish()), { env: { memory } }).exports.run as (n: number) => void)(4 * count);
  return (floats ? new Float32Array(memory.buffer, 4 * count * operands.length, operands[0].length) : new Int32Array(memory.buffer, 4 * count * operands.length, operands[0].length)).slice() as Lanes;
}
const withLibrary = (fn: LaneFn, fma: boolean) => (f: FunctionBuilder, m: ModuleBuilder) => createMathLibrary(m, { fma }).emit(f, fn);

const specials = [0, -0, 1, -1, 2, -2, 0.5, -0.5, 1e-45, -1e-45, 1.17549435e-38, -1.1e-38, 3.4028235e38, -3.4028235e38, Infinity, -Infinity, NaN, 16777216, 8388609, 1.5, 2.5, -2.5, 0.49999997, Math.PI, -Math.PI / 2, 88.72283, 88.8, -87.5, -103.9, -104.5, 1e-5, -1e-5, 9.9e-6, 4, -4, 3.99, 9.2];
/** Specials, sizes from 2^-140 to 2^127 of both signs, a dense stretch around 0, and random bits. */
function floatsOf(count = 60_000): Float32Array {
  const rng = random('floats'), values = new Float32Array(count), bits = new Int32Array(values.buffer);
  values.set(specials);
  for (let i = specials.length; i < count; i++) {
    if (i % 4 === 0) values[i] = (rng.uniform() - 0.5) * 20;
    else if (i % 4 === 1) values[i] = (rng.uniform() < 0.5 ? -1 : 1) * 2 ** (rng.uniform() * 267 - 140);
    else if (i % 4 === 2) values[i] = (rng.uniform() - 0.5) * 220;
    else bits[i] = Math.floor(rng.uniform() * 4294967296) | 0;
  }
  return values;
}
/** Units in the last place of the exact value, subnormals included. */
function ulps(got: number, exact: number): number {
  const nearest = Math.fround(exact);
  if (Object.is(got, nearest) || (Number.isNaN(got) && Number.isNaN(exact))) return 0;
  if (Number.isNaN(got) || Number.isNaN(exact) || !Number.isFinite(nearest)) return got === nearest ? 0 : Number.isFinite(nearest) || Number.isNaN(exact) || Number.isNaN(got) || !(Math.abs(got) > 3.402e38) ? Infinity : 0;
  const unit = Math.max(2 ** -149, 2 ** (Math.floor(Math.log2(Math.abs(exact) || 1e-60)) - 23));
  return Math.abs(got - exact) / unit;
}
const worst = (got: Lanes, exact: (i: number) => number): { error: number; at: number } => {
  let error = 0, at = -1;
  for (let i = 0; i < got.length; i++) { const e = ulps(got[i], exact(i)); if (e > error) { error = e; at = i; } }
  return { error, at };
};
const modes = features().relaxedSimd ? [true, false] : [false];

for (const fn of ['exp', 'expm1', 'log', 'log1p', 'sin', 'cos', 'tanh', 'sigmoid', 'erf'] as const) {
  test(`${fn} is within ${ulpBounds[fn]} units in the last place, with and without relaxed multiply-add`, () => {
    const xs = floatsOf(), f = (v: number) => { const y = unaryScalar(fn)(v); return fn === 'exp' && y < 1.1754944e-38 ? 0 : y; };
    // Angles far out: an absolute bound, below. Results of exp under the normal numbers are 0, those of sigmoid the least normal number.
    const x = fn === 'sin' || fn === 'cos' ? xs.map((v) => (Math.abs(v) > 1e4 ? v / 2 ** 120 : v)) : fn === 'sigmoid' ? xs.map((v) => (v < -87 ? v / 4 : v)).map((v) => (v < -87 ? -v : v)) : xs;
    for (const fma of modes) {
      const got = applied([x], withLibrary(fn, fma), true), { error, at } = worst(got, (i) => f(x[i]));
      assert.ok(error <= ulpBounds[fn], `${fn}(${x[at]}) = ${got[at]}, expected ${f(x[at])}: ${error} units, ${fma ? 'with' : 'without'} relaxed multiply-add`);
    }
  });
}

test('sines and cosines of large angles are right to 1e-6', () => {
  const x = Float32Array.from({ length: 4000 }, (_, i) => 1e6 * Math.sin(i));
  for (const fn of ['sin', 'cos'] as const) applied([x], withLibrary(fn, true), true).forEach((v, i) => assert.ok(Math.abs(v - Math[fn](x[i])) < 1e-6, `${fn}(${x[i]}) = ${v}`));
});

/** Pairs: every special with every special, and random ones. */
function pairs(): [Float32Array, Float32Array] {
  const all = floatsOf(20_000), a: number[] = [], b: number[] = [];
  for (const x of specials) for (const y of [...specials, 3, -3, 7, 0.25]) { a.push(x); b.push(y); }
  for (let i = 0; i < 10_000; i++) { a.push(all[i]); b.push(all[19_999 - i]); a.push(Math.abs(all[4 * (i % 5000)]) * 3); b.push(all[4 * ((7 * i) % 5000)]); }
  return [Float32Array.from(a), Float32Array.from(b)];
}
for (const fn of ['pow', 'atan2'] as const) {
  test(`${fn} is within ${ulpBounds[fn]} units in the last place, special cases as C has them`, () => {
    const [x, y] = pairs(), f = binaryScalar(fn, 'f32');
    for (const fma of modes) {
      const got = applied([x, y], withLibrary(fn, fma), true), { error, at } = worst(got, (i) => f(x[i], y[i]));
      assert.ok(error <= ulpBounds[fn], `${fn}(${x[at]}, ${y[at]}) = ${got[at]}, expected ${f(x[at], y[at])}: ${error} units`);
    }
  });
}

const same = (got: number, expected: number, what: string) => assert.ok(Object.is(got, expected) || (got === expected && got === 0), `${what} gives ${got}, expected ${expected}`);

test('exact functions of floats are exact', () => {
  const x = floatsOf(20_000), [a, b] = pairs();
  for (const fn of ['neg', 'abs', 'sign', 'floor', 'ceil', 'round', 'trunc', 'sqrt', 'reciprocal'] as const) applied([x], withLibrary(fn, true), true).forEach((v, i) => same(v, Math.fround(unaryScalar(fn)(x[i])), `${fn}(${x[i]})`));
  for (const fn of ['isNaN', 'isFinite'] as const) applied([x], withLibrary(fn, true), false).forEach((v, i) => same(-v, unaryScalar(fn)(x[i]), `${fn}(${x[i]})`));
  for (const fn of ['add', 'sub', 'mul', 'div', 'min', 'max', 'mod'] as const) applied([a, b], withLibrary(fn, true), true).forEach((v, i) => same(v, Math.fround(binaryScalar(fn, 'f32')(a[i], b[i])), `${fn}(${a[i]}, ${b[i]})`));
  for (const fn of ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const) applied([a, b], withLibrary(fn, true), false).forEach((v, i) => same(-v, binaryScalar(fn, 'f32')(a[i], b[i]), `${fn}(${a[i]}, ${b[i]})`));
});

test('functions of integers are exact, wrap around, and do not trap', () => {
  const rng = random('integers'), edges = [0, 1, -1, 2, -2, 2147483647, -2147483648, 7, -7, 31, 32, 33];
  const a = Int32Array.from([...edges.flatMap((x) => edges.map(() => x)), ...Array.from({ length: 4000 }, () => Math.floor(rng.uniform() * 4294967296) | 0)]);
  const b = Int32Array.from([...edges.flatMap(() => edges), ...Array.from({ length: 4000 }, (_, i) => (i % 2 ? Math.floor(rng.uniform() * 4294967296) | 0 : Math.floor(rng.uniform() * 40) - 10))]);
  const named = { addI: 'add', subI: 'sub', mulI: 'mul', divI: 'div', modI: 'mod', powI: 'pow', minI: 'min', maxI: 'max', andI: 'and', orI: 'or', xorI: 'xor', shlI: 'shl', shrI: 'shr', ushrI: 'ushr' } as const;
  for (const [fn, name] of Object.entries(named)) applied([a, b], withLibrary(fn as LaneFn, false), false).forEach((v, i) => same(v, binaryScalar(name, 'i32')(a[i], b[i]) | 0, `${fn}(${a[i]}, ${b[i]})`));
  for (const [fn, name] of Object.entries({ eqI: 'eq', neI: 'ne', ltI: 'lt', leI: 'le', gtI: 'gt', geI: 'ge' } as const)) applied([a, b], withLibrary(fn as LaneFn, false), false).forEach((v, i) => same(-v, binaryScalar(name, 'i32')(a[i], b[i]), `${fn}(${a[i]}, ${b[i]})`));
  for (const [fn, name] of Object.entries({ negI: 'neg', absI: 'abs', signI: 'sign', bitNotI: 'bitNot' } as const)) applied([a], withLibrary(fn as LaneFn, false), false).forEach((v, i) => same(v, unaryScalar(name)(a[i]) | 0, `${fn}(${a[i]})`));
  const key = Int32Array.from(a, () => 12345), other = Int32Array.from(a, (_, i) => i * 77);
  applied([key, other, a], withLibrary('threefry', false), false).forEach((v, i) => same(v, threefry(key[i], other[i], a[i]), `threefry(${a[i]})`));
});

test('conversions truncate and saturate, wrap or round as storage does', () => {
  const x = floatsOf(40_000), i = Int32Array.from(x, (v, k) => (Number.isFinite(v) ? v | 0 : k * 7919));
  applied([x], withLibrary('f32ToI32', false), false).forEach((v, k) => same(v, castScalar('f32', 'i32')(x[k]), `i32 of ${x[k]}`));
  applied([x], withLibrary('f32ToU8', false), false).forEach((v, k) => same(v, castScalar('f32', 'u8')(x[k]), `u8 of ${x[k]}`));
  applied([x], withLibrary('f32ToI8', false), false).forEach((v, k) => same(v, castScalar('f32', 'i8')(x[k]), `i8 of ${x[k]}`));
  applied([i], withLibrary('wrapU8', false), false).forEach((v, k) => same(v, store('u8')(i[k]), `u8 of ${i[k]}`));
  applied([i], withLibrary('wrapI8', false), false).forEach((v, k) => same(v, store('i8')(i[k]), `i8 of ${i[k]}`));
  applied([i], withLibrary('i32ToF32', false), true).forEach((v, k) => same(v, Math.fround(i[k]), `f32 of ${i[k]}`));
  applied([x], withLibrary('f32ToMask', false), false).forEach((v, k) => same(-v, x[k] !== 0 ? 1 : 0, `bool of ${x[k]}`));
  applied([x], withLibrary('roundF16', false), true).forEach((v, k) => same(v, roundF16(x[k]), `f16 of ${x[k]}`));
  applied([x], withLibrary('roundBf16', false), true).forEach((v, k) => same(v, roundBf16(x[k]), `bf16 of ${x[k]}`));
  applied([x], (f) => emitF32ToF16Bits(f), false).forEach((v, k) => same(fromF16Bits(v), fromF16Bits(toF16Bits(x[k])), `f16 bits of ${x[k]}`));
  applied([x], (f) => emitF32ToBf16Bits(f), false).forEach((v, k) => same(fromBf16Bits(v), fromBf16Bits(toBf16Bits(x[k])), `bf16 bits of ${x[k]}`));
  const bits = Int32Array.from({ length: 65536 }, (_, k) => k);
  applied([bits], (f) => emitF16BitsToF32(f), true).forEach((v, k) => same(v, fromF16Bits(k), `f16 ${k}`));
});
