/** Operands: tensors and JavaScript's numbers, axes as NumPy counts them, broadcasting and promotion. What every operation begins with. */
import { isFloat, promote, type DType } from '../graph/dtype.ts';
import * as make from '../graph/make.ts';
import type { Node, Shape } from '../graph/node.ts';
import { fail } from '../input-error.ts';
import { Tensor } from '../tensor.ts';

/** Numbers and booleans take the dtype of the tensor beside them, as far as it can hold them. */
export type TensorLike = Tensor | number | boolean;
/** One axis, several, or null for all. Negative ones count from the end. */
export type Axis = number | readonly number[] | null;

export const wrap = (node: Node): Tensor => new Tensor(node);

const ranges: Partial<Record<DType, [number, number]>> = { i32: [-2147483648, 2147483647], u8: [0, 255], i8: [-128, 127] };
/** The dtype of a JavaScript number beside a tensor: an i32 tensor and 2 stay i32, an i32 tensor and 2.5 become f32. */
export function scalarDtype(op: string, value: number | boolean, beside?: DType): DType {
  if (typeof value === 'boolean') return beside ?? 'bool';
  if (beside === undefined) return 'f32';
  if (isFloat(beside)) return beside;
  if (!Number.isInteger(value)) return 'f32';
  const dtype = beside === 'bool' ? 'i32' : beside, [low, high] = ranges[dtype]!;
  if (value < low || value > high) fail(`${op}: ${value} does not fit ${dtype}, which holds ${low} to ${high}: cast the tensor first`);
  return dtype;
}

/** The node of one operand. */
export const nodeOf = (x: TensorLike, dtype?: DType): Node => (x instanceof Tensor ? x.node : make.fill(Number(x), [], scalarDtype('tensor', x, dtype)));

/** Integers and bool become f32: what NumPy does before a square root. */
export const floating = (x: Node): Node => (isFloat(x.dtype) ? x : make.cast(x, 'f32'));
/** bool becomes i32: what arithmetic does. */
export const arithmetic = (x: Node): Node => (x.dtype === 'bool' ? make.cast(x, 'i32') : x);

/** Shape that all broadcast to, by NumPy's rule. @throws InputError naming the axis that does not fit */
export function broadcastShapes(op: string, ...shapes: Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map((s) => s.length)), out: number[] = Array.from({ length: rank }, () => 1);
  for (const shape of shapes) shape.forEach((d, i) => {
    const at = rank - shape.length + i;
    if (d !== 1 && out[at] !== 1 && out[at] !== d) fail(`${op}: shapes ${shapes.map((s) => `[${s.join(', ')}]`).join(' and ')} do not broadcast: axis ${at - rank} has sizes ${out[at]} and ${d}, expected equal ones or 1`);
    if (d !== 1) out[at] = d;
  });
  return out;
}

/** x repeated along axes of size 1 and new leading ones. */
export function broadcastNode(x: Node, shape: Shape): Node {
  const lead = shape.length - x.shape.length;
  return make.broadcast(x, shape, x.shape.map((_, i) => lead + i));
}

/** Operands of one dtype and shape. */
export function operands(op: string, a: TensorLike, b: TensorLike, prepare: (x: Node) => Node = (x) => x): [Node, Node] {
  const tensor = a instanceof Tensor ? a : b instanceof Tensor ? b : undefined;
  const node = (x: TensorLike): Node => (x instanceof Tensor ? x.node : make.fill(Number(x), [], scalarDtype(op, x, tensor?.dtype)));
  const left = prepare(node(a)), right = prepare(node(b)), dtype = promote(left.dtype, right.dtype), shape = broadcastShapes(op, left.shape, right.shape);
  return [broadcastNode(make.cast(left, dtype), shape), broadcastNode(make.cast(right, dtype), shape)];
}

/** Axis counted from the front. @throws InputError when there is none such */
export function axisOf(op: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) fail(`${op}: axis ${axis} is out of range for ${rank} axes: expected ${rank ? `${-rank} to ${rank - 1}` : 'none'}`);
  return axis < 0 ? axis + rank : axis;
}
/** Axes counted from the front, ascending; all for null. */
export function axesOf(op: string, axis: Axis | undefined, rank: number): number[] {
  if (axis == null) return Array.from({ length: rank }, (_, i) => i);
  const axes = (typeof axis === 'number' ? [axis] : axis).map((a) => axisOf(op, a, rank)).sort((a, b) => a - b);
  if (new Set(axes).size !== axes.length) fail(`${op}: an axis of [${String(axis)}] repeats`);
  return axes;
}
