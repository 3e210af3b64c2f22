import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as t from '../src/index.ts';
import { InputError } from '../src/index.ts';
import './exact.ts';

const x = t.ones([2, 3]), i = t.tensor(Int32Array.of(1, 2)), image = t.ones([1, 4, 4, 3]);
const mistakes: [string, () => unknown, RegExp][] = [
  ['shapes that do not broadcast', () => x.add(t.ones([2])), /add: shapes \[2, 3\] and \[2\] do not broadcast: axis -1 has sizes 3 and 2, expected equal ones or 1/],
  ['inner sizes', () => x.matmul(x), /matmul: f32\[2, 3\] and f32\[2, 3\]: the last axis of the first has 3 elements, the second last axis of the second 2/],
  ['batches', () => t.ones([2, 1, 1]).matmul(t.ones([3, 1, 1])), /batch axes have sizes 2 and 3/],
  ['an axis', () => x.sum(2), /sum: axis 2 is out of range for 2 axes: expected -2 to 1/],
  ['an axis twice', () => x.sum([0, -2]), /repeats/],
  ['an empty maximum', () => t.ones([0, 2]).max(0), /max: f32\[0, 2\] has no elements along axes \[0\]/],
  ['a reshape', () => x.reshape(4), /6 elements, which do not fit \[4\]/],
  ['a reshape with two open sizes', () => x.reshape(-1, -1), /only one size/],
  ['a squeeze', () => x.squeeze(0), /axis 0 of f32\[2, 3\] has size 2, expected 1/],
  ['an element', () => x.slice([5]), /element 5 is out of range for axis 0 of f32\[2, 3\]/],
  ['too many indices', () => x.slice([0, 0, 0]), /has 2 axes, got 3 indices/],
  ['a step of 0', () => x.slice([[0, 2, 0]]), /step 0 on axis 0/],
  ['a broadcast', () => x.broadcastTo([2, 4]), /do not broadcast/],
  ['a permutation', () => x.transpose([0, 0]), /does not order the 2 axes/],
  ['floats as bits', () => t.bitwiseAnd(x, x), /and: expected integers or bool, got f32\[2, 3\]/],
  ['bool minus bool', () => t.tensor([true]).sub(t.tensor([true])), /expected numbers \(cast bool to i32 first\)/],
  ['floats as indices', () => x.take(x), /expected indices of integers, got f32\[2, 3\]/],
  ['an index', () => x.take([4], 1), /index 4 is out of range for an axis of 3/],
  ['a number that does not fit', () => t.tensor([1], { dtype: 'u8' }).add(300), /add: 300 does not fit u8, which holds 0 to 255/],
  ['ragged arrays', () => t.tensor([[1, 2], [3]]), /ragged: expected 2 elements along axis 1, got 1/],
  ['a shape for values', () => t.tensor(new Float32Array(5), { shape: [2, 2] }), /5 values do not fit the shape \[2, 2\], which takes 4/],
  ['negative sizes', () => t.zeros([-1]), /has the size -1/],
  ['concat of other shapes', () => t.concat([x, t.ones([2, 4])]), /f32\[2, 3\] and f32\[2, 4\] differ outside axis 0/],
  ['an uneven split', () => x.split(2, 1), /does not divide into 2 equal parts/],
  ['a formula', () => t.einsum('ij,jk->ik', x, x), /label j has sizes 3 and 2/],
  ['a formula’s operands', () => t.einsum('ij', x, x), /has 1 operands, got 2/],
  ['channels', () => t.conv2d(image, t.ones([3, 3, 2, 5])), /expected an input of shape \[1, 4, 4, 2\], got f32\[1, 4, 4, 3\]/],
  ['groups', () => t.conv2d(image, t.ones([3, 3, 1, 4]), { groups: 3 }), /4 output channels are not divisible into 3 groups|4 .* not divisible/],
  ['a kernel larger than the image', () => t.conv2d(image, t.ones([5, 5, 3, 1])), /kernel \[5, 5\] .* is larger than the padded input \[4, 4\]/],
  ['heads', () => t.attention(t.ones([1, 3, 2, 4]), t.ones([1, 2, 2, 4]), t.ones([1, 2, 2, 4])), /kvHeads dividing heads/],
  ['square matrices', () => t.inv(x), /inv: expected square matrices \[.., n, n\], got f32\[2, 3\]/],
  ['a key', () => t.random.normal(x, [2]), /expected a random key, i32\[2\], got f32\[2, 3\]/],
  ['k', () => t.topK(i, 3), /k = 3 does not fit axis 0 of i32\[2\]/],
];
for (const [what, f, message] of mistakes) {
  test(`says at the call what is wrong with ${what}`, () => {
    assert.throws(f, (error: unknown) => error instanceof InputError && message.test(error.message) || assert.fail(String(error)));
  });
}
