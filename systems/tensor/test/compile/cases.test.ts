import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as t from '../../src/index.ts';
import { createWasmBackend } from '../../src/runtime/index.ts';
import { cases } from '../cases.ts';
import { distance, drawn, exact } from '../exact.ts';

const one = createWasmBackend({ threads: 1 }), two = createWasmBackend({ threads: 2 });
after(() => { one.dispose(); two.dispose(); });

/** f32 against float64: rounding, grown by what a function does to it. */
const bound = 2e-4;

for (const { name, f, args } of cases) {
  test(`${name}: values and gradients of generated code are the interpreter's, on one thread and on two`, () => {
    const xs = args.map(({ shape, low, high }, i) => drawn(`${name} ${i}`, shape, low, high)), weights = drawn(`${name} weights`, f(...xs).shape);
    const results = () => [f(...xs), ...t.grad((list: t.Tensor[]) => f(...list).mul(weights).sum())(xs)];
    const expected = results().map((r) => Float64Array.from(exact(r)));
    const bits: Float32Array[][] = [];
    for (const backend of [one, two]) {
      t.withBackend(backend, () => t.tidy(() => {
        const got = results().map((r) => Float32Array.from(r.dataSync()));
        got.forEach((values, i) => assert.ok(distance(values, expected[i]) < bound, `${i === 0 ? 'value' : `gradient ${i - 1}`} differs by ${distance(values, expected[i])} on ${backend === one ? 1 : 2} threads`));
        bits.push(got);
        return [];
      }));
    }
    assert.deepEqual(bits[1], bits[0], 'two threads give the bits of one');
  });
}
