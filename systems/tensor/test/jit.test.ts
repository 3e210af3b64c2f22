import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as t from '../src/index.ts';
import type { Tensor } from '../src/index.ts';
import './exact.ts';

test('jit runs the function once per signature: structure, shapes, dtypes, and what is not a tensor', () => {
  let traced = 0;
  const f = t.jit((p: { w: Tensor; b?: Tensor }, times: number, name = 'relu') => { traced++; const y = p.w.mul(times); return { y: p.b ? y.add(p.b) : y, name }; });
  assert.deepEqual(f({ w: t.tensor([1, 2]) }, 3).y.arraySync(), [3, 6]);
  assert.deepEqual(f({ w: t.tensor([5, 5]) }, 3).y.arraySync(), [15, 15]);
  assert.equal(traced, 1);
  f({ w: t.tensor([1, 2, 3]) }, 3);
  f({ w: t.tensor([1, 2]) }, 4);
  f({ w: t.tensor(Int32Array.of(1, 2)) }, 3);
  f({ w: t.tensor([1, 2]), b: t.tensor([1, 1]) }, 3);
  assert.equal(f({ w: t.tensor([1, 2]) }, 3, 'other').name, 'other');
  assert.equal(traced, 6);
  f.clear();
  f({ w: t.tensor([1, 2]) }, 3);
  assert.equal(traced, 7);
});

test('jit gives tensors with values, and passes arguments and captured tensors through', () => {
  const outside = t.tensor([7]), lazy = outside.add(1), f = t.jit((x: Tensor) => [x, outside, lazy, x.add(lazy), t.tensor([9]).add(x), t.full([1], 3)]);
  for (const start of [1, 2]) {
    const out = f(t.tensor([start]));
    assert.ok(out.every((y) => y.node.value && y.node.inputs.length === 0));
    assert.deepEqual(out.map((y) => y.item()), [start, 7, 8, start + 8, 9 + start, 3]);
  }
  outside.dispose();
  assert.throws(() => f(t.tensor([1])), /was disposed/);
});

test('donated arguments are used up, and say so', () => {
  const step = t.jit((state: { m: Tensor; v: Tensor }, g: Tensor) => ({ m: state.m.add(g), v: state.v.mul(2) }), { donate: [0], tag: 'state' });
  const first = { m: t.tensor([1, 2]), v: t.tensor([3, 4]) }, g = t.ones([2]).add(0), second = step(first, g);
  assert.throws(() => first.m.add(1), /donated to a jitted function/);
  assert.deepEqual(g.arraySync(), [1, 1]);
  assert.deepEqual(step(second, g).v.arraySync(), [12, 16]);
  assert.ok(t.memory().byTag.state > 0);
  // One that something else still needs is copied instead.
  const x = t.tensor([1]), pending = x.mul(10), out = step({ m: x, v: x }, t.tensor([5]));
  assert.deepEqual([out.m.item(), out.v.item(), pending.item()], [6, 2, 10]);
});

test('a training step under jit holds its memory: no growth from step to step', () => {
  const w = { a: t.full([4, 4], 0.1).add(0), b: t.zeros([4]).add(0) }, x = t.ones([8, 4]).add(0);
  const step = t.jit((p: typeof w) => t.tidy(() => {
    const [loss, g] = t.valueAndGrad((q: typeof w) => x.matmul(q.a).add(q.b).sub(1).square().mean())(p);
    return { loss, p: t.treeMap((v: Tensor, d: Tensor) => v.sub(d.mul(0.1)), p, g) };
  }), { donate: [0] });
  let p = w, bytes = 0, last = Infinity;
  for (let i = 0; i < 10; i++) {
    const out = step(p);
    p = out.p;
    const loss = out.loss.item();
    out.loss.dispose();
    assert.ok(loss < last);
    last = loss;
    if (i === 1) bytes = t.memory().liveBytes;
    if (i > 1) assert.equal(t.memory().liveBytes, bytes);
  }
});

test('a value asked for while jit traces is an error that says what to do', () => {
  assert.throws(() => t.jit((x: Tensor) => x.mul(x.sum().item()))(t.ones([2])), /not known yet. Return it from the function/);
  assert.throws(() => t.jit(async (x: Tensor) => x)(t.ones([2])), /returned a promise/);
  assert.equal(t.jit((x: Tensor) => x.add(1))(t.ones([])).item(), 2, 'and the next function is not confused');
});

test('jit within grad, vmap and jit is simply called', () => {
  const f = t.jit((x: Tensor) => x.mul(x).sum());
  assert.deepEqual(t.grad(f)(t.tensor([1, 2])).arraySync(), [2, 4]);
  assert.deepEqual(t.vmap(f)(t.tensor([[1, 2], [3, 4]])).arraySync(), [5, 25]);
  assert.deepEqual(t.jit((x: Tensor) => t.grad(f)(x).add(f(x)))(t.tensor([1, 2])).arraySync(), [7, 9]);
});
