/** Shapes: asking for them, changing them, and values made from them. What is known stays known. */
import { sizeOf } from '../../../graph/node.ts';
import * as ops from '../../../ops/index.ts';
import { broadcastShapes } from '../../../ops/like.ts';
import type { Call, Table } from '../call.ts';
import { elementType, isFloatType, nameOfCode, storedAs } from '../element-type.ts';
import type { NodeProto } from '../format.ts';
import { fitted, mapped, moved, reshaped } from '../on-host.ts';
import { mostKnown, ofNumbers, ofTensor, type Value } from '../value.ts';

const inShape = (x: Value, shape: readonly number[]): Value => (x.known ? reshaped(x, shape) : ofTensor(ops.reshape(x.tensor, shape), x.type));

function shapeOf(c: Call): Value {
  const { shape } = c.value(0), part = shape.slice(c.int('start', 0), c.int('end'));
  return ofNumbers(part, [part.length], 'i64');
}
/** 0 takes the size from the operand, unless `allowzero`; -1 is what remains. */
function reshape(c: Call): Value {
  const x = c.value(0), asked = c.ints('shape') ?? c.numbers(1), isZeroKept = c.int('allowzero', 0) === 1;
  const shape = asked.map((d, i) => (d === 0 && !isZeroKept ? x.shape[i] ?? c.fail(`size 0 at place ${i} stands for the operand's, but ${x.toString()} has ${x.rank} axes`) : d));
  const open = shape.indexOf(-1), rest = sizeOf(shape.filter((_, i) => i !== open)), all = open < 0 ? shape : shape.with(open, rest ? x.size / rest : 0);
  if (sizeOf(all) !== x.size || !all.every(Number.isInteger)) c.fail(`${x.toString()} does not take the shape [${asked.join(', ')}]`);
  return inShape(x, all);
}
function flatten(c: Call): Value {
  const x = c.value(0), asked = c.int('axis', 1), axis = asked < 0 ? asked + x.rank : asked;
  return inShape(x, [sizeOf(x.shape.slice(0, axis)), sizeOf(x.shape.slice(axis))]);
}
function squeeze(c: Call): Value {
  const x = c.value(0), axes = c.axes(1)?.map((a) => c.axis(a, x.rank)) ?? [...x.shape.keys()].filter((i) => x.shape[i] === 1);
  for (const axis of axes) if (x.shape[axis] !== 1) c.fail(`axis ${axis} of ${x.toString()} has size ${x.shape[axis]}, expected 1`);
  return inShape(x, x.shape.filter((_, i) => !axes.includes(i)));
}
function unsqueeze(c: Call): Value {
  const x = c.value(0), asked = c.axes(1) ?? c.fail('it has no axes'), rank = x.rank + asked.length, axes = asked.map((a) => c.axis(a, rank));
  let next = 0;
  return inShape(x, Array.from({ length: rank }, (_, i) => (axes.includes(i) ? 1 : x.shape[next++])));
}
function expand(c: Call): Value {
  const x = c.value(0), shape = broadcastShapes('Expand', x.shape, c.numbers(1)), lead = shape.length - x.rank;
  if (x.known && sizeOf(shape) <= mostKnown) return moved(x, shape, (index) => x.shape.map((d, i) => (d === 1 ? 0 : index[lead + i])));
  return ofTensor(ops.broadcastTo(x.tensor, shape), x.type);
}
function constantOfShape(c: Call): Value {
  const shape = c.numbers(0), value = c.tensorAttribute('value'), type = value?.type ?? 'f32', x = value?.known?.[0] ?? 0;
  if (sizeOf(shape) <= mostKnown) return ofNumbers(Array.from({ length: sizeOf(shape) }, () => x), shape, type);
  return ofTensor(ops.full(shape, x, storedAs(type)), type);
}
function range(c: Call): Value {
  const [start, limit, step] = [0, 1, 2].map((i) => c.numbers(i)[0]), { type } = c.value(0), count = Math.max(0, Math.ceil((limit - start) / step));
  if (!Number.isFinite(count)) c.fail(`it would count from ${start} to ${limit} by ${step}`);
  if (count <= mostKnown) return ofNumbers(Array.from({ length: count }, (_, i) => fitted(start + i * step, type)), [count], type);
  return ofTensor(ops.arange(start, limit, step, isFloatType(type) ? 'f32' : 'i32'), type);
}
function eyeLike(c: Call): Value {
  const x = c.value(0), code = c.int('dtype'), type = code === undefined ? x.type : elementType(code)!;
  return ofTensor(ops.eye(x.shape[0], x.shape[1], { k: c.int('k', 0), dtype: storedAs(type)! }), type);
}

function constant(c: Call): Value {
  const { attributes } = c.node, [name] = attributes.keys(), a = attributes.get(name);
  switch (name) {
    case 'value': return c.tensorAttribute('value')!;
    case 'value_int': return ofNumbers([a!.i ?? 0], [], 'i64');
    case 'value_ints': return ofNumbers(a!.ints, [a!.ints.length], 'i64');
    case 'value_float': return ofNumbers([a!.f ?? 0], [], 'f32');
    case 'value_floats': return ofNumbers(a!.floats, [a!.floats.length], 'f32');
    default: return c.fail(`its value is given as ${name}, which is not supported`);
  }
}

const castTo = (c: Call): Value => converted(c.value(0), c.int('to', 1));
/** Floats to integers are truncated. */
function converted(x: Value, code: number): Value {
  const type = elementType(code)!, dtype = storedAs(type)!, isWhole = isFloatType(x.type) && !isFloatType(type);
  if (x.known) return mapped(x, (v) => (isWhole && type !== 'bool' ? Math.trunc(v) || 0 : v), type);
  // Whole numbers of 16 bits are kept in 32: they wrap here.
  if (type === 'u16' && !isWhole) return ofTensor(ops.bitwiseAnd(x.tensor.cast('i32'), 0xffff), type);
  if (type === 'i16' && !isWhole) return ofTensor(ops.rightShift(ops.leftShift(x.tensor.cast('i32'), 16), 16), type);
  return ofTensor(x.tensor.cast(dtype), type);
}
const castLike = (c: Call): Value => {
  const x = c.value(0), { type } = c.value(1);
  return x.known ? mapped(x, (v) => (isFloatType(x.type) && !isFloatType(type) ? Math.trunc(v) : v), type) : ofTensor(x.tensor.cast(storedAs(type) ?? c.fail(`a cast to ${type} is not supported`)), type);
};
function refuseCast(node: NodeProto): string | undefined {
  const code = node.attributes.get('to')?.i ?? 1, type = elementType(code);
  return type && storedAs(type) ? undefined : `a cast to ${nameOfCode(code)} is not supported`;
}

export const shape: Table = {
  Shape: shapeOf, Size: (c) => ofNumbers([c.value(0).size], [], 'i64'), Reshape: { run: reshape, constants: [1] }, Flatten: flatten, Squeeze: { run: squeeze, constants: [1] }, Unsqueeze: { run: unsqueeze, constants: [1] },
  Expand: { run: expand, constants: [1] }, ConstantOfShape: { run: constantOfShape, constants: [0] }, Range: { run: range, constants: [0, 1, 2] }, EyeLike: eyeLike, Identity: (c) => c.value(0),
  Constant: { run: constant, refuse: (node) => (node.attributes.has('value_string') || node.attributes.has('value_strings') || node.attributes.get('value')?.t?.type === 'string' ? 'strings are not supported' : node.attributes.has('sparse_value') ? 'sparse constants are not supported' : undefined) },
  Cast: { run: castTo, refuse: refuseCast }, CastLike: castLike,
};
