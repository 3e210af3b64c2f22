import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError, io } from '../../src/index.ts';

const file = (...bytes: number[]) => Uint8Array.from(bytes);

test('images and labels of the MNIST family are read as bytes with their shape', () => {
  assert.deepEqual(io.parseIdx(file(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 7, 8, 9, 255)), { shape: [2, 1, 2], values: file(7, 8, 9, 255) });
  assert.deepEqual(io.parseIdx(file(0, 0, 8, 1, 0, 0, 0, 3, 1, 0, 9)), { shape: [3], values: file(1, 0, 9) });
});

test('wider types are big-endian', () => {
  assert.deepEqual(io.parseIdx(file(0, 0, 0x0b, 1, 0, 0, 0, 2, 0xff, 0xfe, 1, 0)).values, Int32Array.of(-2, 256));
  assert.deepEqual(io.parseIdx(file(0, 0, 0x0d, 1, 0, 0, 0, 1, 0x3f, 0xc0, 0, 0)).values, Float32Array.of(1.5));
  assert.deepEqual(io.parseIdx(file(0, 0, 9, 1, 0, 0, 0, 1, 0xff)).values, Int8Array.of(-1));
});

test('what is no IDX file, or a part of one, is said to be so', () => {
  assert.throws(() => io.parseIdx(file(0x1f, 0x8b, 8, 0)), (e) => e instanceof InputError && /gzip/.test(e.message));
  assert.throws(() => io.parseIdx(file(0, 0, 8, 1, 0, 0, 0, 3, 1)), /takes 3 bytes, the file has 1/);
  assert.throws(() => io.parseIdx(file(1, 2, 3, 4)), /expected 00 00/);
  assert.throws(() => io.parseIdx(file()), /an empty file/);
  assert.throws(() => io.parseIdx(file(0, 0, 8, 2, 0, 0)), /within its 2 sizes/);
});
