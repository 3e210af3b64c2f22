/** Products of matrices. */
import * as ops from '../../../ops/index.ts';
import type { Call, Table } from '../call.ts';
import { isFloatType } from '../element-type.ts';
import { ofTensor, type Value } from '../value.ts';

/** alpha a b + beta c. */
function gemm(c: Call): Value {
  const { type } = c.value(0), a = c.int('transA', 0) ? c.tensor(0).T : c.tensor(0), b = c.int('transB', 0) ? c.tensor(1).T : c.tensor(1), alpha = c.float('alpha', 1), beta = c.float('beta', 1), product = ops.matmul(a, b), scaled = alpha === 1 ? product : ops.mul(product, alpha);
  if (!c.has(2) || (c.opset < 7 && beta === 0)) return ofTensor(scaled, type);
  return ofTensor(ops.add(scaled, beta === 1 ? c.tensor(2) : ops.mul(c.tensor(2), beta)).cast(isFloatType(type) ? c.tensor(0).dtype : 'i32'), type);
}
export const product: Table = {
  MatMul: (c) => ofTensor(ops.matmul(c.tensor(0), c.tensor(1)), c.value(0).type), Gemm: gemm,
  Einsum: (c) => ofTensor(ops.einsum(c.string('equation', ''), ...c.inputs.map((_, i) => c.tensor(i))), c.value(0).type), Det: (c) => ofTensor(ops.det(c.tensor(0)), c.value(0).type),
};
