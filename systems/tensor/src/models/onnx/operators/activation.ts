/** Activations, and the exponentials over an axis. */
import { isFloat } from '../../../graph/dtype.ts';
import * as ops from '../../../ops/index.ts';
import type { Tensor } from '../../../tensor.ts';
import type { Call, Operator, Table } from '../call.ts';
import { ofTensor } from '../value.ts';
import { unary } from './elementwise.ts';

/** f computes in floats; the result has the operand's dtype. */
const simple = (f: (x: Tensor, c: Call) => Tensor): Operator => (c) => { const x = c.value(0), y = f(x.tensor, c); return ofTensor(isFloat(x.tensor.dtype) ? y.cast(x.tensor.dtype) : y, x.type); };

/** Over one axis; before version 13, over all axes from it on as one. */
const alongAxis = (f: (x: Tensor, axis: number) => Tensor): Operator => simple((x, c) => {
  const axis = c.axis(c.int('axis', c.opset < 13 ? 1 : -1), x.rank);
  if (c.opset >= 13 || axis === x.rank - 1) return f(x, axis);
  const rows = x.shape.slice(0, axis).reduce((a, b) => a * b, 1);
  return f(x.reshape([rows, -1]), 1).reshape(x.shape);
});
const hardmax = (x: Tensor, axis: number): Tensor => {
  const chosen = ops.argmax(x, axis), last = ops.oneHot(chosen, x.shape[axis], x.dtype);
  return ops.moveaxis(last, -1, axis);
};

export const activation: Table = {
  Relu: unary(ops.relu, (x) => Math.max(x, 0)), Sigmoid: unary(ops.sigmoid), Softplus: unary(ops.softplus), Softsign: unary(ops.softsign), Mish: unary(ops.mish), HardSwish: unary(ops.hardSwish),
  LeakyRelu: simple((x, c) => ops.leakyRelu(x, c.float('alpha', 0.01))), Elu: simple((x, c) => ops.elu(x, c.float('alpha', 1))),
  Selu: simple((x, c) => ops.mul(ops.elu(x, c.float('alpha', 1.6732632423543772)), c.float('gamma', 1.0507009873554805))),
  Celu: simple((x, c) => { const alpha = c.float('alpha', 1); return ops.elu(ops.div(x, alpha)).mul(alpha); }),
  Gelu: simple((x, c) => ops.gelu(x, c.string('approximate', 'none') === 'tanh' ? 'tanh' : 'none')),
  HardSigmoid: simple((x, c) => ops.clip(ops.add(ops.mul(x, c.float('alpha', 0.2)), c.float('beta', 0.5)), 0, 1)),
  ThresholdedRelu: simple((x, c) => ops.where(ops.greater(x, c.float('alpha', 1)), x, 0)),
  Shrink: simple((x, c) => { const lambda = c.float('lambd', 0.5), bias = c.float('bias', 0); return ops.where(ops.less(x, -lambda), ops.add(x, bias), ops.where(ops.greater(x, lambda), ops.sub(x, bias), 0)); }),
  PRelu: (c) => {
    const x = c.value(0), slope = c.tensor(1), isPerChannel = c.opset < 7 && slope.rank === 1 && slope.size > 1;
    return ofTensor(ops.where(ops.greaterEqual(x.tensor, 0), x.tensor, ops.mul(x.tensor, isPerChannel ? slope.reshape([-1, ...x.shape.slice(2).map(() => 1)]) : slope)), x.type);
  },
  Softmax: alongAxis(ops.softmax), LogSoftmax: alongAxis(ops.logSoftmax), Hardmax: alongAxis(hardmax),
};
