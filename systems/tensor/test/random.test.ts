import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as t from '../src/index.ts';
import { threefry } from '../src/graph/scalar.ts';
import './exact.ts';

const { random } = t, key = random.key(42);
const mean = (x: t.Tensor) => x.mean().item(), std = (x: t.Tensor) => x.std().item();

test('threefry gives the published words', () => {
  // Known answers of Random123 (kat_vectors): threefry2x32, 20 rounds.
  assert.equal(threefry(0, 0, 0) >>> 0, 0x6b200159);
});

test('the same key gives the same numbers, under jit and vmap too', () => {
  const plain = random.normal(key, [5]).arraySync();
  assert.deepEqual(random.normal(random.key(42), [5]).arraySync(), plain);
  assert.deepEqual(t.jit((k: t.Tensor) => random.normal(k, [5]))(key).arraySync(), plain);
  const keys = random.split(key, 3), each = keys.map((k) => random.uniform(k, [4]).arraySync());
  assert.deepEqual(t.vmap((k: t.Tensor) => random.uniform(k, [4]))(t.stack(keys)).arraySync(), each);
  assert.equal(new Set(each.map(String)).size, 3, 'keys that were split differ');
  const steps = [0, 1, 2].map((i) => String(random.foldIn(key, i).arraySync()));
  assert.equal(new Set(steps).size, 3);
  assert.equal(String(random.foldIn(key, t.tensor(Int32Array.of(2))).arraySync()), steps[2]);
});

test('numbers have the distribution they say', () => {
  const n = [20000], u = random.uniform(key, n, { low: -1, high: 3 });
  assert.ok(Math.abs(mean(u) - 1) < 0.03 && Math.abs(std(u) - 4 / Math.sqrt(12)) < 0.02 && u.min().item() >= -1 && u.max().item() < 3);
  const z = random.normal(key, n, { mean: 2, std: 3 });
  assert.ok(Math.abs(mean(z) - 2) < 0.08 && Math.abs(std(z) - 3) < 0.06);
  assert.ok(Math.abs(mean(random.normal(key, n).pow(2).mul(random.normal(key, n).pow(2))) - 3) < 0.25, 'kurtosis');
  const cut = random.truncatedNormal(key, n);
  assert.ok(Math.abs(std(cut) - 0.8796) < 0.01 && cut.abs().max().item() <= 2);
  assert.ok(Math.abs(mean(random.bernoulli(key, 0.3, n).cast('f32')) - 0.3) < 0.01);
  assert.ok(Math.abs(mean(random.exponential(key, n)) - 1) < 0.03);
  const dice = random.randint(key, n, 1, 7), counts = t.bincount(dice, 7).arraySync() as number[];
  assert.ok(counts[0] === 0 && counts.slice(1).every((c) => Math.abs(c - 20000 / 6) < 220), String(counts));
  const drawn = t.bincount(random.categorical(key, t.tensor([0, Math.log(3), -Infinity]), { draws: 20000 }), 3).arraySync() as number[];
  assert.ok(Math.abs(drawn[0] - 5000) < 200 && drawn[2] === 0, String(drawn));
});

test('a permutation has every element once', () => {
  const order = random.permutation(key, 100).arraySync() as number[];
  assert.deepEqual(order.toSorted((a, b) => a - b), Array.from({ length: 100 }, (_, i) => i));
  assert.notDeepEqual(order, order.toSorted((a, b) => a - b));
  assert.deepEqual(t.sort(random.permutation(key, t.arange(6).reshape(3, 2)), 0).arraySync(), [[0, 1], [2, 3], [4, 5]]);
});

test('dropout keeps the mean, and drops what it says', () => {
  const y = random.dropout(key, t.ones([20000]), 0.25);
  assert.ok(Math.abs(mean(y) - 1) < 0.02 && Math.abs(mean(y.equal(0).cast('f32')) - 0.25) < 0.01);
});

test('seeds beyond 32 bits differ', () => {
  assert.notDeepEqual(random.key(1).arraySync(), random.key(1 + 2 ** 32).arraySync());
  assert.throws(() => random.key(0.5), /whole number as seed/);
});
