import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as t from '../src/index.ts';
import { canonical } from '../src/graph/canonical.ts';
import * as make from '../src/graph/make.ts';
import { topological } from '../src/graph/node.ts';
import './exact.ts';

test('graphs that compute the same have the same key, and others have not', () => {
  const key = (f: (x: t.Tensor) => t.Tensor, x = t.ones([2, 3]).add(0)) => { x.dataSync(); return canonical([f(x).node]).key; };
  const mine = key((x) => x.mul(2).sum(1));
  assert.equal(key((x) => x.mul(2).sum(1)), mine);
  assert.equal(key((x) => t.stopGradient(x.reshape(3, 2).reshape(2, 3)).mul(2).sum(-1)), mine, 'identities vanish');
  for (const other of [(x: t.Tensor) => x.mul(3).sum(1), (x: t.Tensor) => x.mul(2).sum(0), (x: t.Tensor) => x.mul(-0).sum(1), (x: t.Tensor) => x.add(2).sum(1), (x: t.Tensor) => x.mul(2).max(1)]) assert.notEqual(key(other), mine);
  assert.notEqual(key((x) => x.mul(0)), key((x) => x.mul(-0)));
  assert.notEqual(key((x) => x.mul(Infinity)), key((x) => x.mul(NaN)));
  assert.notEqual(key((x) => x.mul(2).sum(1), t.ones([3, 2]).add(0)), mine);
});

test('equal nodes become one, but for barriers', () => {
  const x = make.input(0, [2], 'f32'), same = canonical([make.binary('add', make.unary('exp', x), make.unary('exp', x))], [x]).graph;
  assert.equal(topological(same.outputs).length, 3);
  const apart = canonical([make.binary('add', make.unary('exp', make.barrier(x)), make.unary('exp', make.barrier(x)))], [x]).graph;
  assert.equal(topological(apart.outputs).length, 6);
});

test('what changes nothing makes no node', () => {
  const x = make.input(0, [2, 3], 'f32'), one = make.fill(1, [2, 3], 'f32');
  assert.equal(make.reshape(x, [2, 3]), x);
  assert.equal(make.reshape(make.reshape(x, [6]), [2, 3]), x);
  assert.equal(make.permute(make.permute(x, [1, 0]), [1, 0]), x);
  assert.equal(make.slice(x, [0, 0], [1, 1], [2, 3]), x);
  assert.equal(make.pad(x, [0, 0], [0, 0]), x);
  assert.equal(make.cast(x, 'f32'), x);
  assert.equal(make.concat([x], 0), x);
  assert.equal(make.binary('mul', x, one), x);
  assert.equal(make.constantOf(make.unary('exp', make.binary('sub', one, one))), 1);
  assert.notEqual(make.identity(x), x);
});

test('deep graphs are walked without recursion', () => {
  let x = make.input(0, [1], 'f32');
  const first = x;
  for (let i = 0; i < 50000; i++) x = make.unary('neg', x);
  assert.equal(canonical([x], [first]).graph.inputs.length, 1);
});
