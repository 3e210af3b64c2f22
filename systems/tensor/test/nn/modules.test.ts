/** Modules as trees and as pure functions. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { grad, jit, random, relu, tensor, treeStructure, valueAndGrad, type Tensor } from '../../src/index.ts';
import * as nn from '../../src/nn/index.ts';

class Net extends nn.Module {
  l1 = new nn.Linear(4, 8);
  blocks = [new nn.Linear(8, 8), new nn.Linear(8, 8)];
  norm = new nn.BatchNorm(8);
  drop = new nn.Dropout(0.5);
  l2 = new nn.Linear(8, 3);
  forward(x: Tensor): Tensor {
    let y = this.norm.forward(relu(this.l1.forward(x)));
    for (const block of this.blocks) y = relu(block.forward(y));
    return this.l2.forward(this.drop.forward(y));
  }
}
const x = tensor([[1, 2, 3, 4], [-1, 0, 1, 0], [0.5, 0.5, -2, 1]]), labels = tensor([0, 2, 1], { dtype: 'i32' });

test('parameters are a tree by the names of fields, buffers another', () => {
  const net = new Net();
  assert.equal(treeStructure(net.parameters()), '{"l1":{"weight":*,"bias":*},"blocks":{"0":{"weight":*,"bias":*},"1":{"weight":*,"bias":*}},"norm":{"weight":*,"bias":*},"l2":{"weight":*,"bias":*}}');
  assert.equal(treeStructure(net.buffers()), '{"norm":{"mean":*,"variance":*}}');
  assert.equal(net.modules().length, 7);
});

test('a call with other parameters leaves the module as it was', () => {
  const net = new Net().eval(), before = net.parameters(), own = [...net.forward(x).dataSync()], other = { ...before };
  other.l2 = { weight: (before.l2 as { weight: Tensor }).weight.mul(0), bias: tensor([1, 2, 3]) };
  assert.deepEqual([...net.call(other, x).dataSync()], [1, 2, 3, 1, 2, 3, 1, 2, 3]);
  assert.deepEqual([...net.forward(x).dataSync()], own);
});

test('the layers made after the same seed are the same', () => {
  nn.seed(7); const a = new Net().parameters(); nn.seed(7); const b = new Net().parameters(), c = new Net().parameters();
  const weight = (p: nn.Params) => [...(p.l1 as { weight: Tensor }).weight.dataSync()];
  assert.deepEqual(weight(a), weight(b));
  assert.notDeepEqual(weight(a), weight(c));
});

test('apply hands back new statistics and changes nothing; plain forward in training keeps them', () => {
  const net = new Net(), key = random.key(1), means = () => [...(net.buffers().norm as { mean: Tensor }).mean.dataSync()], before = means();
  const { buffers } = net.apply({ training: true, key }, x);
  assert.deepEqual(means(), before);
  assert.notDeepEqual([...(buffers.norm as { mean: Tensor }).mean.dataSync()], before);
  const norm = new nn.BatchNorm(4);
  norm.forward(x);
  assert.ok(Math.abs(norm.mean.dataSync()[0] - (0.1 * 0.5) / 3) < 1e-6);
});

test('one jitted step trains with statistics and dropout', () => {
  const net = new Net(), key = random.key(3);
  const step = jit((p: nn.Params, buffers: nn.Params, k: Tensor) => {
    const [[loss, next], grads] = valueAndGrad((q: nn.Params): [Tensor, nn.Params] => {
      const { output, buffers: moved } = net.apply({ params: q, buffers, training: true, key: k }, x);
      return [nn.crossEntropy(output, labels), moved];
    }, { hasAux: true })(p);
    return { loss, next, grads };
  });
  const first = step(net.parameters(), net.buffers(), key), again = step(net.parameters(), first.next, random.foldIn(key, 1));
  assert.equal(treeStructure(first.grads), treeStructure(net.parameters()));
  assert.ok(first.loss.item() > 0 && again.loss.item() !== first.loss.item());
});

test('randomness without a key, and statistics that would be lost, are refused with what to do', () => {
  assert.throws(() => new nn.Dropout(0.5).forward(x), /needs a key: model.apply/);
  const norm = new nn.BatchNorm(4);
  assert.throws(() => grad((p: nn.Params) => norm.call(p, x).sum())(norm.parameters()), /use model.apply/);
});

test('trees that do not fit name what is wrong', () => {
  const layer = new nn.Linear(4, 3);
  assert.throws(() => layer.call({ weight: layer.weight }, x), /parameter bias, f32\[3\], is missing/);
  assert.throws(() => layer.call({ weight: layer.weight, bias: tensor([1, 2]) }, x), /bias is f32\[2\], expected f32\[3\]/);
  assert.throws(() => layer.call({ weight: layer.weight, bias: layer.bias!, scale: tensor([1]) }, x), /Linear has no parameter scale/);
  assert.throws(() => layer.forward(tensor([[1, 2]])), /Linear: expected \[\.\., 4\], got f32\[1, 2\]/);
});

test('tied weights are one parameter, and their gradient is the sum', () => {
  class Tied extends nn.Module {
    a = new nn.Linear(2, 2, { bias: false });
    b = this.a.weight;
    forward(v: Tensor): Tensor { return this.a.forward(v).matmul(this.b).sum(); }
  }
  const tied = new Tied(), v = tensor([[1, 2]]);
  assert.equal(treeStructure(tied.parameters()), '{"a":{"weight":*}}');
  const g = grad((p: nn.Params) => tied.call(p, v))(tied.parameters()) as { a: { weight: Tensor } };
  const w = [...tied.a.weight.dataSync()], expected = grad((m: Tensor) => v.matmul(m).matmul(m).sum())(tensor(w, { shape: [2, 2] }));
  assert.ok(g.a.weight.sub(expected).abs().max().item() < 1e-6);
});

test('decoding with a cache gives the rows of the whole, grouped queries and rotary positions included', () => {
  const layer = new nn.MultiHeadAttention(8, 4, { kvHeads: 2, causal: true, rotary: true, key: random.key(5) }), seq = random.normal(random.key(6), [2, 6, 8]);
  const whole = layer.forward(seq).dataSync(), step = jit((part: Tensor, cache: nn.KvCache) => layer.decode(part, cache));
  let cache = layer.cache(2, 9);
  for (const [from, to] of [[0, 3], [3, 4], [4, 5], [5, 6]]) {
    const { output, cache: next } = step(seq.slice([null, [from, to]].map((i) => i ?? [undefined, undefined])), cache);
    cache = next;
    const got = output.dataSync();
    for (let b = 0; b < 2; b++) for (let i = from; i < to; i++) for (let d = 0; d < 8; d++) {
      const off = Math.abs(got[(b * (to - from) + i - from) * 8 + d] - whole[(b * 6 + i) * 8 + d]);
      assert.ok(off < 1e-5, `batch ${b}, place ${i}: off by ${off}`);
    }
  }
  assert.equal(cache.length.item(), 6);
});

test('initialisers have the variances they are named for', () => {
  const key = random.key(11), variance = (t: Tensor) => t.var().item();
  for (const [make, expected] of [[nn.init.xavierNormal(), 2 / 500], [nn.init.xavierUniform(), 2 / 500], [nn.init.kaimingNormal(), 2 / 200], [nn.init.kaimingUniform(), 2 / 200], [nn.init.fanIn(), 1 / 600], [nn.init.truncatedNormal(), 0.7737]] as const) {
    const got = variance(make(key, [200, 300]));
    assert.ok(Math.abs(got / expected - 1) < 0.03, `expected ${expected}, got ${got}`);
  }
  for (const shape of [[5, 3], [3, 5], [2, 2, 3]]) {
    const q = nn.init.orthogonal()(key, shape).reshape([-1, shape.at(-1)!]), small = q.shape[0] < q.shape[1] ? q.matmul(q.T) : q.T.matmul(q), n = small.shape[0];
    assert.ok([...small.dataSync()].every((v, i) => Math.abs(v - (i % (n + 1) === 0 ? 1 : 0)) < 1e-5));
  }
});
