import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as t from '../src/index.ts';
import type { Tensor } from '../src/index.ts';
import './exact.ts';

const live = () => t.memory().liveBytes;
test('nothing is computed until a value is asked for, and then once', () => {
  const inner = t.createInterpreterBackend();
  let compiled = 0, runs = 0;
  const compile = inner.compile.bind(inner);
  inner.compile = (graph, options) => { compiled++; const e = compile(graph, options); return { run: (b) => { runs++; return e.run(b); }, dispose() {} }; };
  t.withBackend(inner, () => {
    const x = t.tensor([1, 2, 3]), y = x.mul(2).sum();
    assert.equal(runs, 0);
    assert.equal(y.item(), 12);
    assert.equal(y.item(), 12);
    assert.equal(runs, 1);
    assert.equal(t.tensor([4, 5, 6]).mul(2).sum().item(), 30);
    assert.deepEqual([compiled, runs], [1, 2], 'an equal graph is compiled once');
    const hidden = t.ones([2, 2]).matmul(t.ones([2, 2])), out = hidden.add(1);
    out.dataSync();
    const before = runs;
    hidden.dataSync();
    assert.equal(runs, before, 'what was expensive and is still held is kept');
    const [loss, g] = t.valueAndGrad((v: Tensor) => v.exp().sum())(x);
    loss.item();
    const after = runs;
    g.dataSync();
    assert.equal(runs, after, 'a value and its gradient are computed together');
  });
});

test('values are freed by dispose, by using, at the end of tidy, and not before what is pending has read them', () => {
  const start = live(), x = t.tensor([1, 2, 3, 4]);
  assert.equal(live() - start, 32);
  const y = x.add(1);
  x.dispose();
  assert.equal(live() - start, 32, 'y is pending');
  assert.deepEqual([...y.dataSync()], [2, 3, 4, 5]);
  assert.equal(live() - start, 32, 'x went, y came');
  y.dispose();
  assert.equal(live(), start);
  { using z = t.tensor([1, 2]); z.dataSync(); }
  assert.equal(live(), start);
  const kept = t.tidy(() => { const a = t.tensor([1, 2]), b = a.mul(a); b.dataSync(); t.tidy(() => t.ones([9]).realize()); return { sum: b.sum() }; });
  kept.sum.item();
  assert.equal(live() - start, 8);
  t.dispose(kept);
  assert.equal(live(), start);
  assert.throws(() => t.tidy(() => { t.tensor([1, 2]); throw new Error('within'); }), /within/);
  assert.equal(live(), start, 'tidy frees when the function throws');
});

test('a disposed tensor says so', () => {
  const x = t.tensor([1]);
  x.dispose();
  x.dispose();
  assert.ok(x.isDisposed);
  assert.throws(() => x.add(1), /f32\[1\] was disposed/);
});

test('realize computes several at once, and a graph that grows for ever is computed on the way', async () => {
  const a = t.tensor([1]), b = a.add(1), c = b.mul(2);
  await t.realize({ b, list: [c] });
  assert.ok(b.node.value && c.node.value && c.node.inputs.length === 0);
  let x = t.tensor([0]);
  for (let i = 0; i < 5000; i++) x = x.add(1);
  let depth = 0;
  for (let node = x.node; node.inputs.length; [node] = node.inputs) depth++;
  assert.ok(depth < 2500, `${depth} pending`);
  assert.equal(x.item(), 5000);
});

test('tensors move to another back end when they are used there', async () => {
  const x = t.tensor([1, 2]), other = t.createInterpreterBackend({ round: 'f32' });
  assert.equal(t.withBackend(other, () => x.add(0.1).dataSync()[0]), Math.fround(1.1));
  assert.deepEqual(x.arraySync(), [1, 2]);
  await assert.rejects(t.configure({ backend: 'gpu' }), /no back end is called "gpu": expected .*interpreter/);
});

test('values come as what the dtype holds', async () => {
  const x = t.tensor([1.1, -2.5, 300]);
  assert.ok((await x.data()) instanceof Float32Array);
  assert.deepEqual([...await x.cast('i32').data()], [1, -2, 300]);
  assert.deepEqual([...x.cast('u8').dataSync()], [1, 0, 255]);
  assert.deepEqual(x.greater(0).arraySync(), [true, false, true]);
  assert.deepEqual([...x.cast('bf16').dataSync()], [1.1015625, -2.5, 300]);
  assert.deepEqual(await t.tensor([[1, 2], [3, 4]]).array(), [[1, 2], [3, 4]]);
  assert.throws(() => x.item(), /3 elements, expected 1/);
});

test('assign replaces the values where shape and dtype stay', () => {
  const x = t.tensor([1, 2]), y = x.mul(10), read = t.jit((k: Tensor) => k.add(x));
  assert.deepEqual(read(t.tensor([0, 0])).arraySync(), [1, 2]);
  x.assign(t.tensor([3, 4]));
  assert.deepEqual(y.arraySync(), [10, 20], 'what was made before stays');
  assert.deepEqual(read(t.tensor([0, 0])).arraySync(), [3, 4], 'a jitted function sees it');
  assert.throws(() => x.assign(t.ones([3])), /f32\[3\] does not fit f32\[2\]/);
  assert.throws(() => t.grad((v: Tensor) => x.assign(v).sum())(x), /return the new value instead/);
});
