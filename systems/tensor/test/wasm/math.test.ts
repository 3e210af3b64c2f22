/** Every function of lanes against its definition in float64: the table below has no gap, or it does not compile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '@galley/numerics/random';
import openWabt from 'wabt';
import { fromBf16Bits, fromF16Bits, roundBf16, roundF16, toBf16Bits, toF16Bits } from '../../src/graph/half.ts';
import type { Binary, Unary } from '../../src/graph/node.ts';
import { binaryScalar, castScalar, store, threefry, unaryScalar } from '../../src/graph/scalar.ts';
import { createMathLibrary, emitF16BitsToF32, emitF32ToBf16Bits, emitF32ToF16Bits, ulpBounds } from '../../src/loops/math.ts';
import type { LaneFn, LaneKind } from '../../src/loops/value.ts';
import { features, ModuleBuilder, type FunctionBuilder } from '../../src/wasm/index.ts';

/** Operands, result, and what one element is; masks are 0 and 1 there. */
type Definition = readonly [operands: readonly LaneKind[], result: LaneKind, exact: (...xs: number[]) => number];
const f1 = (fn: Unary): Definition => [['f32'], 'f32', unaryScalar(fn)], f2 = (fn: Binary): Definition => [['f32', 'f32'], 'f32', binaryScalar(fn, 'f32')];
const compared = (fn: Binary): Definition => [['f32', 'f32'], 'mask', binaryScalar(fn, 'f32')], comparedI = (fn: Binary): Definition => [['i32', 'i32'], 'mask', binaryScalar(fn, 'i32')];
const i1 = (fn: Unary): Definition => [['i32'], 'i32', (x) => unaryScalar(fn)(x) | 0], i2 = (fn: Binary): Definition => [['i32', 'i32'], 'i32', (a, b) => binaryScalar(fn, 'i32')(a, b) | 0];
const logic = (fn: Binary): Definition => [['mask', 'mask'], 'mask', binaryScalar(fn, 'bool')];
const definitions: Readonly<Record<LaneFn, Definition>> = {
  neg: f1('neg'), abs: f1('abs'), sign: f1('sign'), floor: f1('floor'), ceil: f1('ceil'), round: f1('round'), trunc: f1('trunc'), sqrt: f1('sqrt'), reciprocal: f1('reciprocal'),
  exp: f1('exp'), expm1: f1('expm1'), log: f1('log'), log1p: f1('log1p'), sin: f1('sin'), cos: f1('cos'), tanh: f1('tanh'), sigmoid: f1('sigmoid'), erf: f1('erf'),
  add: f2('add'), sub: f2('sub'), mul: f2('mul'), div: f2('div'), mod: f2('mod'), pow: f2('pow'), atan2: f2('atan2'), min: f2('min'), max: f2('max'),
  eq: compared('eq'), ne: compared('ne'), lt: compared('lt'), le: compared('le'), gt: compared('gt'), ge: compared('ge'),
  isNaN: [['f32'], 'mask', unaryScalar('isNaN')], isFinite: [['f32'], 'mask', unaryScalar('isFinite')], fma: [['f32', 'f32', 'f32'], 'f32', (a, b, c) => Math.fround(a * b) + c],
  negI: i1('neg'), absI: i1('abs'), signI: i1('sign'), bitNotI: i1('bitNot'), addI: i2('add'), subI: i2('sub'), mulI: i2('mul'), divI: i2('div'), modI: i2('mod'), powI: i2('pow'), minI: i2('min'), maxI: i2('max'),
  eqI: comparedI('eq'), neI: comparedI('ne'), ltI: comparedI('lt'), leI: comparedI('le'), gtI: comparedI('gt'), geI: comparedI('ge'),
  andI: i2('and'), orI: i2('or'), xorI: i2('xor'), shlI: i2('shl'), shrI: i2('shr'), ushrI: i2('ushr'), threefry: [['i32', 'i32', 'i32'], 'i32', threefry],
  not: [['mask'], 'mask', unaryScalar('not')], and: logic('and'), or: logic('or'), xor: logic('xor'), where: [['mask', 'f32', 'f32'], 'f32', (mask, a, b) => (mask ? a : b)],
  i32ToF32: [['i32'], 'f32', castScalar('i32', 'f32')], f32ToI32: [['f32'], 'i32', castScalar('f32', 'i32')], f32ToU8: [['f32'], 'i32', castScalar('f32', 'u8')], f32ToI8: [['f32'], 'i32', castScalar('f32', 'i8')],
  wrapU8: [['i32'], 'i32', store('u8')], wrapI8: [['i32'], 'i32', store('i8')], maskToF32: [['mask'], 'f32', (x) => x], maskToI32: [['mask'], 'i32', (x) => x],
  f32ToMask: [['f32'], 'mask', castScalar('f32', 'bool')], i32ToMask: [['i32'], 'mask', castScalar('i32', 'bool')], roundF16: [['f32'], 'f32', roundF16], roundBf16: [['f32'], 'f32', roundBf16],
};
const names = Object.keys(definitions) as LaneFn[], modes = features().relaxedSimd ? [false, true] : [false];

// Values

const bits = new Int32Array(1), float = new Float32Array(bits.buffer);
/** x and the floats around it. */
function around(x: number): number[] {
  float[0] = x;
  const at = bits[0];
  return [-2, -1, 0, 1, 2].map((step) => { bits[0] = at + step; return float[0]; });
}
const specials = [0, -0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, 2.5, -2.5, 0.25, 7, 1e-45, -1e-45, 2 ** -126, -1.1e-38, 3.4028235e38, -3.4028235e38, Infinity, -Infinity, NaN, 16777216, 16777217, 8388609, -8388607.5, 0.49999997, 255, 255.5, 256, -128.9, 127.99, 2147483648, -2147483648, -2147483904];
/** Where functions change: ends of ranges, and where one polynomial takes over from another. */
const thresholds = [0.55, 1, 4, 9.1, Math.SQRT1_2, Math.SQRT2, 1e-5, Math.LN2 / 2, 30, 87.33654, 88.72283, 103.97, 104.5, Math.PI, Math.PI / 4, 1e4, 1e6, 65504, 65520, 2 ** -14, 2 ** -24, 2 ** -25];

const floats = (() => {
  const rng = random('lanes'), values = [...specials, ...thresholds.flatMap((x) => [...around(x), ...around(-x)])];
  for (let e = -149; e < 128; e++) for (let i = 0; i < 8; i++) values.push((i & 1 ? -1 : 1) * (1 + (i === 0 ? 0 : rng.uniform())) * 2 ** e);
  for (let k = 1; k < 2000; k++) values.push((k * Math.PI) / 2);
  for (let i = 0; i < 12_000; i++) values.push((rng.uniform() - 0.5) * 20, (rng.uniform() - 0.5) * 220, (rng.uniform() - 0.5) * 3);
  for (let i = 0; i < 4_000; i++) { bits[0] = Math.floor(rng.uniform() * 2 ** 32); values.push(float[0], (rng.uniform() - 0.5) * 2e6); }
  return Float32Array.from(values);
})();
const edges = [0, 1, -1, 2, -2, 3, 7, -7, 31, 32, 33, 255, 256, -128, 128, 65536, 2147483647, -2147483647, -2147483648];

/** For one operand all values; for more, all pairs of special ones, then random ones, near each other and far apart. */
function operandsOf(kinds: readonly LaneKind[]): (Float32Array | Int32Array)[] {
  const rng = random(kinds.join());
  if (kinds.length === 1) return [kinds[0] === 'f32' ? floats : kinds[0] === 'i32' ? Int32Array.from([...edges, ...Array.from({ length: 20_000 }, () => Math.floor(rng.uniform() * 2 ** 32) | 0)]) : Int32Array.of(0, -1, -1, 0)];
  const small = (kind: LaneKind): readonly number[] => (kind === 'f32' ? specials : kind === 'i32' ? edges : [0, -1]);
  const any = (kind: LaneKind): number => {
    if (kind === 'mask') return rng.uniform() < 0.5 ? 0 : -1;
    if (kind === 'f32') return floats[Math.floor(rng.uniform() * floats.length)];
    return rng.uniform() < 0.5 ? Math.floor(rng.uniform() * 80) - 20 : Math.floor(rng.uniform() * 2 ** 32) | 0;
  };
  const rows: number[][] = small(kinds.at(-2)!).flatMap((a) => small(kinds.at(-1)!).map((b) => [...kinds.slice(0, -2).map(any), a, b]));
  for (let i = 0; i < 15_000; i++) rows.push(kinds.map(any));
  for (let i = 0; i < 3_000 && kinds[0] === 'f32'; i++) { const x = any('f32'); rows.push(kinds.map((_, k) => (k ? x * (0.5 + rng.uniform()) : x)), kinds.map((_, k) => (k ? (rng.uniform() - 0.5) * 20 : rng.uniform() * 4))); }
  return kinds.map((kind, k) => (kind === 'f32' ? Float32Array : Int32Array).from(rows.map((row) => row[k])));
}

/** Applies a function of lanes to arrays: a module with one loop. */
function applied(operands: readonly (Float32Array | Int32Array)[], emit: (f: FunctionBuilder, module: ModuleBuilder) => void): ArrayBuffer {
  const count = operands[0].length, bytes = 16 * Math.ceil(count / 4), memory = new WebAssembly.Memory({ initial: Math.ceil((bytes * (operands.length + 1)) / 65536) }), module = new ModuleBuilder({ minPages: 1 });
  const f = module.function('run', [], [], { exported: true }), at = f.local('i32'), result = f.local('v128');
  f.i32(0).set(at).loop();
  operands.forEach((_, i) => f.get(at).mem('v128.load', bytes * i));
  emit(f, module);
  f.set(result).get(at).get(result).mem('v128.store', bytes * operands.length).get(at).i32(16).op('i32.add').tee(at).i32(bytes).op('i32.lt_s').brIf(0).end();
  operands.forEach((values, i) => new Int32Array(memory.buffer, bytes * i, count).set(new Int32Array(values.buffer, values.byteOffset, count)));
  (new WebAssembly.Instance(new WebAssembly.Module(module.finish()), { env: { memory } }).exports.run as () => void)();
  return memory.buffer.slice(bytes * operands.length, bytes * operands.length + 4 * count) as ArrayBuffer;
}
const lanes = (fn: LaneFn, fma: boolean, operands: readonly (Float32Array | Int32Array)[]) => applied(operands, (f, module) => createMathLibrary(module, { fma }).emit(f, fn));

// Errors

/** In units in the last place of the exact result, a result too large being 2^128. */
function ulps(got: number, exact: number): number {
  if (Object.is(got, Math.fround(exact)) || (got !== got && exact !== exact)) return 0;
  if (got !== got || exact !== exact || !Number.isFinite(exact)) return Infinity;
  const finite = Number.isFinite(got) ? got : Math.sign(got) * 2 ** 128;
  if (finite === 0 && exact === 0) return Infinity; // the other zero
  return Math.abs(finite - exact) / Math.max(2 ** -149, 2 ** (Math.min(127, Math.floor(Math.log2(Math.abs(exact)))) - 23));
}
/** As `ulps`, with what is promised of a function besides. */
function errorOf(fn: LaneFn, fma: boolean, got: number, exact: number, xs: readonly number[]): number {
  // Results below the normal numbers may be 0.
  if ((fn === 'exp' || fn === 'sigmoid') && exact < 2 ** -126 && got >= 0 && got <= 2 ** -126) return 0;
  if (fn === 'sin' || fn === 'cos') {
    if (Math.abs(xs[0]) > 1e6 && Number.isFinite(xs[0])) return Math.abs(got) <= 1 ? 0 : Infinity;
    if (Math.abs(xs[0]) > 1e4 && Number.isFinite(xs[0])) return Math.abs(got - exact) <= 1e-6 ? 0 : Infinity;
  }
  // Rounded once or twice.
  if (fn === 'fma' && fma) return Math.min(ulps(got, exact), Math.max(0, ulps(got, xs[0] * xs[1] + xs[2]) - 0.51));
  return ulps(got, exact);
}

for (const fn of names) {
  const [kinds, result, exact] = definitions[fn], bound = ulpBounds[fn as keyof typeof ulpBounds] ?? 0;
  test(`${fn} ${bound ? `is within ${bound} units in the last place` : 'is exact'}`, () => {
    const operands = operandsOf(kinds);
    for (const fma of modes) {
      const buffer = lanes(fn, fma, operands), got = result === 'f32' ? new Float32Array(buffer) : new Int32Array(buffer);
      let worst = 0, at = 0;
      for (let i = 0; i < got.length; i++) {
        const xs = operands.map((values, k) => (kinds[k] === 'mask' ? +(values[i] !== 0) : values[i])), expected = exact(...xs);
        const error = result === 'f32' ? errorOf(fn, fma, got[i], expected, xs) : got[i] === (result === 'mask' ? -expected : expected) ? 0 : Infinity;
        if (error > worst) { worst = error; at = i; }
      }
      if (worst > bound) assert.fail(`${fn}(${operands.map((v) => v[at]).join(', ')}) = ${got[at]}, expected ${exact(...operands.map((v, k) => (kinds[k] === 'mask' ? +(v[at] !== 0) : v[at])))}: ${worst} units, ${fma ? 'with' : 'without'} relaxed multiply-add`);
    }
  });
}

test('every float is rounded to f16 and to bf16 and read back as storage does it, ties and subnormals included', () => {
  const rng = random('halves'), halves = Array.from({ length: 65536 }, (_, k) => k), finite = halves.filter((k) => Number.isFinite(fromF16Bits(k)) && k % 0x8000 < 0x7bff);
  const ties = finite.flatMap((k) => around((fromF16Bits(k) + fromF16Bits(k + 1)) / 2)), bfloatTies = Array.from({ length: 20_000 }, () => { bits[0] = (Math.floor(rng.uniform() * 65536) << 16) | 0x8000; return around(float[0]); }).flat();
  const same = (got: Int32Array, from: Float32Array, to: (x: number) => number, back: (b: number) => number) => got.forEach((b, k) => { if (b !== to(from[k]) && !(Number.isNaN(from[k]) && Number.isNaN(back(b)))) assert.fail(`${from[k]} has the bits ${b}, expected ${to(from[k])}`); });
  for (const from of [floats, Float32Array.from(ties)]) same(new Int32Array(applied([from], (f) => emitF32ToF16Bits(f))), from, toF16Bits, fromF16Bits);
  for (const from of [floats, Float32Array.from(bfloatTies)]) same(new Int32Array(applied([from], (f) => emitF32ToBf16Bits(f))), from, toBf16Bits, fromBf16Bits);
  new Float32Array(applied([Int32Array.from(halves)], (f) => emitF16BitsToF32(f))).forEach((x, k) => { if (!Object.is(x, fromF16Bits(k))) assert.fail(`f16 ${k} is ${x}, expected ${fromF16Bits(k)}`); });
});

test('lanes do not touch each other: what stands beside an element does not change it', () => {
  for (const fn of names) {
    const operands = operandsOf(definitions[fn][0]).map((values) => values.slice(0, 2000)), count = operands[0].length, moved = operands.map((values) => { const out = values.slice(); out.set(values.subarray(0, count - 1), 1); out[0] = values[count - 1]; return out; });
    const here = new Int32Array(lanes(fn, false, operands)), there = new Int32Array(lanes(fn, false, moved));
    for (let i = 0; i < count; i++) if (here[i] !== there[(i + 1) % count]) assert.fail(`${fn}(${operands.map((v) => v[i]).join(', ')}) is ${here[i]} in one lane, ${there[(i + 1) % count]} in the next`);
  }
});

test('without relaxed multiply-add no relaxed instruction is emitted', async () => {
  const wabt = await openWabt();
  for (const fma of modes) {
    const module = new ModuleBuilder({ minPages: 1 }), library = createMathLibrary(module, { fma });
    for (const fn of names) { const operands = definitions[fn][0].length, f = module.function(`test ${fn}`, Array.from({ length: operands }, () => 'v128' as const), ['v128']); for (let i = 0; i < operands; i++) f.get(i); library.emit(f, fn); }
    const text = wabt.readWasm(module.finish(), { simd: true, relaxed_simd: true }).toText({});
    assert.equal(/relaxed/.test(text), fma);
  }
});

test('a long function is in a module once, and every temporary is given back', () => {
  for (const fn of names) {
    const operands = definitions[fn][0].length, module = new ModuleBuilder({ minPages: 1 }), library = createMathLibrary(module, { fma: false }), f = module.function('f', Array.from({ length: operands }, () => 'v128' as const), ['v128']);
    const use = () => { for (let i = 0; i < operands; i++) f.get(i); library.emit(f, fn); };
    use();
    const locals = f.localCount, functions = module.function('after', []).index;
    f.set(0);
    use();
    assert.equal(f.localCount, locals, fn);
    assert.equal(module.function('last', []).index, functions + 1, fn);
    assert.ok(WebAssembly.validate(module.finish()), fn);
  }
});
