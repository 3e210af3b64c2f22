/** Numbers of 8 bits for numbers of 32: x = (q - zero point) · scale. */
import * as ops from '../../../ops/index.ts';
import type { Tensor } from '../../../tensor.ts';
import type { Call, Table } from '../call.ts';
import { elementType, storedAs, type ElementType } from '../element-type.ts';
import type { NodeProto } from '../format.ts';
import { convolved } from './convolution.ts';
import { ofTensor, type Value } from '../value.ts';

const ranges: Partial<Record<ElementType, readonly [number, number]>> = { u8: [0, 255], i8: [-128, 127], u16: [0, 65535], i16: [-32768, 32767] };

/** One scale for all, one per slice of the axis, or one per block of it: shaped to broadcast with x. */
function spread(c: Call, v: Tensor, x: Tensor): Tensor {
  const block = c.int('block_size', 0), axis = x.rank ? c.axis(c.int('axis', 1), Math.max(x.rank, 2)) : 0;
  if (block > 0) return ops.slice(ops.repeat(v, block, axis), x.shape.map((d, i) => (i === axis ? [0, d] : null)));
  return v.size === 1 ? ops.reshape(v, []) : v.rank === 1 ? ops.reshape(v, x.shape.map((_, i) => (i === axis ? -1 : 1))) : v;
}
function quantised(scaled: Tensor, zero: Tensor | undefined, type: ElementType): Value {
  const [low, high] = ranges[type]!, shifted = zero ? ops.add(ops.round(scaled), zero.cast('f32')) : ops.round(scaled);
  return ofTensor(ops.clip(shifted, low, high).cast(storedAs(type)!), type);
}
function quantize(c: Call): Value {
  const x = c.tensor(0).cast('f32'), zero = c.inputs[2], asked = c.int('output_dtype', 0), type = zero?.type ?? (asked ? elementType(asked)! : 'u8');
  if (!ranges[type]) c.fail(`quantising to ${type} is not supported`);
  return quantised(ops.div(x, spread(c, c.tensor(1), x)), zero && spread(c, zero.tensor, x), type);
}
function dequantize(c: Call): Value {
  const q = c.tensor(0), scale = c.tensor(1), x = c.has(2) ? ops.sub(q.cast('i32'), spread(c, c.tensor(2).cast('i32'), q)) : q;
  return ofTensor(ops.mul(x.cast('f32'), spread(c, scale, q)).cast(scale.dtype), c.value(1).type);
}
/** Scale and zero point so that 0 and all values fit 8 bits. */
function dynamicQuantize(c: Call): Value[] {
  const x = c.tensor(0), low = ops.minimum(ops.min(x), 0), high = ops.maximum(ops.max(x), 0), range = ops.sub(high, low), scale = ops.where(ops.equal(range, 0), 1, ops.div(range, 255)), zero = ops.clip(ops.round(ops.div(ops.neg(low), scale)), 0, 255).cast('u8');
  return [quantised(ops.div(x, scale), zero, 'u8'), ofTensor(scale, 'f32'), ofTensor(zero, 'u8')];
}
/** Zero points of rows or columns broadcast along the other axis. */
const centred = (x: Tensor, zero: Tensor | undefined, isRows: boolean): Tensor => {
  if (!zero) return x.cast('i32');
  return ops.sub(x.cast('i32'), (zero.size === 1 ? ops.reshape(zero, []) : isRows && zero.rank === 1 ? ops.expandDims(zero, -1) : zero).cast('i32'));
};
const matmulInteger = (c: Call): Value => ofTensor(ops.matmul(centred(c.tensor(0), c.tensorOr(2, undefined), true), centred(c.tensor(1), c.tensorOr(3, undefined), false)), 'i32');
const perFilter = (zero: Tensor | undefined, w: Tensor): Tensor | undefined => (zero && zero.size > 1 ? ops.reshape(zero, [-1, ...w.shape.slice(1).map(() => 1)]) : zero);
const convInteger = (c: Call): Value => ofTensor(convolved(c, centred(c.tensor(0), c.tensorOr(2, undefined), false), centred(c.tensor(1), perFilter(c.tensorOr(3, undefined), c.tensor(1)), false)), 'i32');

function qlinearMatmul(c: Call): Value {
  const a = centred(c.tensor(0), c.tensor(2), true), b = centred(c.tensor(3), c.tensor(5), false), column = (v: Tensor): Tensor => (v.size === 1 ? ops.reshape(v, []) : v), sa = c.tensor(1), rows = sa.size > 1 && sa.rank === 1 ? ops.expandDims(sa, -1) : column(sa);
  return quantised(ops.div(ops.mul(ops.matmul(a, b).cast('f32'), ops.mul(rows, column(c.tensor(4)))), column(c.tensor(6))), c.tensor(7), c.value(7).type);
}
function qlinearConv(c: Call): Value {
  const x = centred(c.tensor(0), c.tensor(2), false), w = centred(c.tensor(3), perFilter(c.tensor(5), c.tensor(3)), false), y = convolved(c, x, w), along = (v: Tensor): Tensor => (v.size === 1 ? ops.reshape(v, []) : ops.reshape(v, [-1, ...y.shape.slice(2).map(() => 1)]));
  const sum = c.has(8) ? ops.add(y, along(c.tensor(8))) : y;
  return quantised(ops.div(ops.mul(sum.cast('f32'), ops.mul(along(c.tensor(1)), along(c.tensor(4)))), along(c.tensor(6))), along(c.tensor(7)), c.value(7).type);
}
const refuse = (node: NodeProto): string | undefined => { const code = node.attributes.get('output_dtype')?.i ?? 0; return code && !ranges[elementType(code) ?? 'none'] ? `quantising to element type ${code} is not supported` : undefined; };

export const quantisation: Table = {
  QuantizeLinear: { run: quantize, refuse }, DequantizeLinear: dequantize, DynamicQuantizeLinear: dynamicQuantize,
  MatMulInteger: matmulInteger, ConvInteger: convInteger, QLinearMatMul: qlinearMatmul, QLinearConv: qlinearConv,
};
