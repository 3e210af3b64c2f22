import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as t from '../../src/index.ts';
import { createWasmBackend, type WasmOptions } from '../../src/runtime/index.ts';

test('wider instructions are on, or the report says why not; results have the same bits', () => {
  const results = (options: WasmOptions) => {
    const backend = createWasmBackend({ threads: 1, ...options });
    try {
      return t.withBackend(backend, () => t.tidy(() => {
        const x = t.random.normal(t.random.key(1), [70, 50]), f = t.jit((a: t.Tensor) => t.softmax(a.matmul(a.T)).matmul(a).tanh());
        let y = f(x);
        for (let i = 0; i < 30; i++) y = f(x);
        return { values: y.dataSync().slice(), report: backend.report().revectorize };
      }));
    } finally { backend.dispose(); }
  };
  const plain = results({}), wide = results({ revectorize: true });
  assert.equal(plain.report, 'off');
  assert.match(wide.report, /^on$|^off: ./);
  assert.deepEqual(wide.values, plain.values);
});
