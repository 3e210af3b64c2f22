import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tensor, treeLeaves, treeMap, treeStructure, treeTensors, treeUnflatten } from '../src/index.ts';
import './exact.ts';

test('trees come apart into leaves and together again', () => {
  const x = tensor([1]), tree = { a: [1, { b: x }], c: 'text', d: null, e: [] };
  assert.deepEqual(treeLeaves(tree), [1, x, 'text', null]);
  assert.deepEqual(treeTensors(tree), [x]);
  assert.deepEqual(treeUnflatten(tree, [5, 6, 7, 8]), { a: [5, { b: 6 }], c: 7, d: 8, e: [] });
  assert.equal(treeStructure(tree), '{"a":[*,{"b":*}],"c":*,"d":*,"e":[]}');
  assert.throws(() => treeUnflatten(tree, [1]), /has 4 leaves, got 1/);
});

test('treeMap goes over corresponding leaves, and says when there are none', () => {
  assert.deepEqual(treeMap((a: number, b: number) => a + b, { x: [1, 2] }, { x: [10, 20] }), { x: [11, 22] });
  assert.throws(() => treeMap((a: number) => a, { x: 1 }, { y: 1 }), /differ in structure: \{"x":\*\} and \{"y":\*\}/);
});
