import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { random } from '@galley/numerics/random';
import { dtypes, isFloat, type DType } from '../../src/graph/dtype.ts';
import * as t from '../../src/index.ts';
import { createWasmBackend } from '../../src/runtime/index.ts';
import '../exact.ts';

/** Every dtype with every other: what generated code stores is what the interpreter, rounding to f32, stores: to the bit where only integers are involved. */
const backend = createWasmBackend({ threads: 2 });
after(() => backend.dispose());

const bits: Partial<Record<DType, number>> = { f16: 11, bf16: 8 };
const range: Record<DType, [number, number]> = { f32: [-300, 300], f16: [-300, 300], bf16: [-300, 300], i32: [-70_000, 70_000], u8: [0, 256], i8: [-128, 128], bool: [0, 2] };
const shapes = [[], [0], [1], [17], [3, 16], [5, 7], [2, 3, 11], [131]];

function given(seed: string, shape: readonly number[], dtype: DType): t.Tensor {
  const rng = random(seed), [low, high] = range[dtype];
  return t.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => { const v = low + (high - low) * rng.uniform(); return isFloat(dtype) ? v : Math.floor(v); }), { shape }).cast(dtype);
}

type Two = (x: t.Tensor, y: t.Tensor) => t.Tensor;
const binary: Record<string, Two> = {
  add: (x, y) => x.add(y), sub: (x, y) => (x.dtype === 'bool' ? x : x.sub(y)), mul: (x, y) => x.mul(y), maximum: (x, y) => x.maximum(y), minimum: (x, y) => x.minimum(y),
  less: (x, y) => x.less(y), equal: (x, y) => x.equal(y), greater: (x, y) => x.greater(y),
  where: (x, y) => t.where(x.less(y), x, y), div: (x, y) => x.div(y.cast('f32').abs().add(1)), mixed: (x, y) => x.add(y).cast(x.dtype).mul(y),
};
const unary: Record<string, (x: t.Tensor) => t.Tensor> = {
  neg: (x) => (x.dtype === 'bool' ? x : x.neg()), abs: (x) => (x.dtype === 'bool' ? x : x.abs()), sum: (x) => x.sum(), max: (x) => (x.size ? x.max() : x), rows: (x) => (x.rank ? x.sum(-1) : x), low: (x) => (x.rank && x.size ? x.min(0) : x),
  cumsum: (x) => (x.rank ? t.cumsum(x, -1) : x), reversed: (x) => (x.rank ? x.slice(x.shape.map(() => ({ step: -1 }))) : x), joined: (x) => (x.rank ? t.concat([x, x], -1) : x),
  taken: (x) => (x.rank && x.size ? t.take(x, t.tensor([0, x.shape[0] - 1, -1], { dtype: 'i32' }), 0) : x), argmax: (x) => (x.rank && x.size ? x.argmax(-1) : x), sorted: (x) => (x.rank ? t.sort(x, -1) : x),
};

/** As stored, on the back end and by the definition. */
function both(f: () => t.Tensor): { got: ArrayLike<number>; expected: ArrayLike<number>; dtype: DType } {
  let dtype: DType = 'f32';
  const read = () => t.tidy(() => { const result = f(); ({ dtype } = result); return { values: Float64Array.from(result.cast('f32').dataSync()) }; }).values;
  const got = t.withBackend(backend, read), expected = t.withBackend(new t.InterpreterBackend({ round: 'f32' }), read);
  return { got, expected, dtype };
}
function compare(what: string, f: () => t.Tensor, exact: boolean, size = 1): void {
  const { got, expected, dtype } = both(f), mantissa = bits[dtype] ?? 24, scale = Math.max(size, ...Array.from(expected, (v) => (Number.isFinite(v) ? Math.abs(v) : 0)));
  assert.equal(got.length, expected.length, what);
  for (let i = 0; i < got.length; i++) {
    if (Object.is(got[i], expected[i]) || got[i] === expected[i]) continue;
    // Fused: a sum in f32 before it is rounded, and multiply-adds.
    assert.ok(!exact && Math.abs(got[i] - expected[i]) <= scale * 4 * 2 ** -mantissa, `${what}, element ${i}, ${dtype}: ${got[i]}, expected ${expected[i]}`);
  }
}

for (const a of dtypes) {
  test(`${a} with every dtype: two operands, on every shape in turn`, () => {
    let turn = 0;
    for (const b of dtypes) {
      for (const [name, f] of Object.entries(binary)) {
        const shape = shapes[turn++ % shapes.length], exact = !isFloat(a) && !isFloat(b) && name !== 'div';
        compare(`${name} of ${a} and ${b} [${shape}]`, () => f(given(`x${turn}`, shape, a), given(`y${turn}`, shape, b)), exact);
      }
    }
  });
  test(`${a}: casts to every dtype, and one operand, on every shape`, () => {
    for (const shape of shapes) {
      for (const b of dtypes) compare(`${a} cast to ${b} [${shape}]`, () => given(`c${shape}`, shape, a).cast(b), true);
      for (const [name, f] of Object.entries(unary)) compare(`${name} of ${a} [${shape}]`, () => f(given(`u${shape}`, shape, a)), !isFloat(a), 1000);
    }
  });
}
