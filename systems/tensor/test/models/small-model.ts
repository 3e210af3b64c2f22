/** A model as the readers make them, small enough for tests: two products with GELU between, and a convolution in front. */
import { inLayer } from '../../src/graph/node.ts';
import * as t from '../../src/index.ts';
import type { Model } from '../../src/models/model.ts';

const values = (shape: readonly number[], seed: number) => t.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => 0.3 * Math.sin(i * 1.7 + seed)), { shape: [...shape] });

export function smallModel(width = 96): Model {
  const weights = { filter: values([3, 3, 3, 8], 1), up: values([128, 4 * width], 2), bias: values([4 * width], 3), down: values([4 * width, width], 4) };
  return {
    format: 'onnx', weights, layers: [{ name: 'conv', op: 'Conv' }, { name: 'up', op: 'Gemm' }, { name: 'down', op: 'MatMul' }],
    inputs: [{ name: 'image', dtype: 'f32', shape: ['n', 8, 8, 3] }], outputs: [{ name: 'y', dtype: 'f32', shape: null }, { name: 'rows', dtype: 'i64', shape: [1] }],
    apply({ image }, w) {
      const x = image as t.Tensor, seen = inLayer('conv', () => t.conv2d(x, w.filter, { padding: 'same' }).relu().reshape([-1, 128])), h = inLayer('up', () => t.gelu(seen.matmul(w.up).add(w.bias)));
      return { y: inLayer('down', () => h.matmul(w.down)), rows: { values: [seen.shape[0]], shape: [1] } };
    },
  };
}
