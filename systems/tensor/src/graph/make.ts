/**
 * One function per primitive: checks the operands, infers shape and dtype, and makes the node, or hands back an
 * operand where the operation would change nothing. Constants are folded. Nothing here broadcasts or promotes: `ops/` does.
 * @throws InputError, each of them, naming the operation, what it was given, and what would fit.
 */
import { fail } from '../input-error.ts';
import { isFloat, type DType } from './dtype.ts';
import { Node, sizeOf, type Binary, type Buffer, type CustomRule, type Op, type ReduceFn, type Shape, type Unary } from './node.ts';
import { binaryScalar, castScalar, store, unaryScalar } from './scalar.ts';

export * from './make-contraction.ts';
export * from './make-indexing.ts';

export const show = (node: Node): string => `${node.dtype}[${node.shape.join(', ')}]`;
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => d === b[i]);

export function checkShape(op: string, shape: Shape): void {
  for (const d of shape) if (!Number.isInteger(d) || d < 0) fail(`${op}: shape [${shape.join(', ')}] has the size ${d}: expected whole numbers of at least 0`);
}
export function checkAxis(op: string, axis: number, rank: number): void {
  if (!Number.isInteger(axis) || axis < 0 || axis >= rank) fail(`${op}: axis ${axis} is not one of the ${rank} axes of the operand`);
}
export function checkDtype(op: string, node: Node, what: string, fits: (dtype: DType) => boolean): void {
  if (!fits(node.dtype)) fail(`${op}: expected ${what}, got ${show(node)}`);
}
/** The number in every element, of a node that is a constant. */
export const constantOf = (node: Node): number | undefined => (node.op.kind === 'fill' ? node.op.value : undefined);

// Leaves

export function data(value: Buffer, shape: Shape, dtype: DType): Node {
  const node = new Node({ kind: 'data' }, [], shape, dtype);
  node.value = value;
  return node;
}
export const input = (index: number, shape: Shape, dtype: DType): Node => new Node({ kind: 'input', index }, [], shape, dtype);
export function fill(value: number, shape: Shape, dtype: DType): Node {
  checkShape('full', shape);
  return new Node({ kind: 'fill', value: castScalar('f32', dtype)(value) }, [], shape, dtype);
}
export function iota(axis: number, shape: Shape): Node {
  checkShape('iota', shape);
  checkAxis('iota', axis, shape.length);
  return new Node({ kind: 'iota', axis }, [], shape, 'i32');
}

// Elementwise

const unaryDomain = (fn: Unary): [string, (d: DType) => boolean] => {
  if (fn === 'not') return ['bool', (d) => d === 'bool'];
  if (fn === 'bitNot') return ['integers', (d) => !isFloat(d) && d !== 'bool'];
  if (fn === 'neg' || fn === 'abs' || fn === 'sign') return ['numbers', (d) => d !== 'bool'];
  return ['floats', isFloat];
};
export function unary(fn: Unary, x: Node): Node {
  checkDtype(fn, x, ...unaryDomain(fn));
  const dtype = fn === 'isNaN' || fn === 'isFinite' ? 'bool' : x.dtype, constant = constantOf(x);
  if (constant !== undefined) return fill(store(dtype)(unaryScalar(fn)(constant)), x.shape, dtype);
  return new Node({ kind: 'unary', fn }, [x], x.shape, dtype);
}

const comparisons = new Set<Binary>(['eq', 'ne', 'lt', 'le', 'gt', 'ge']), bitwise = new Set<Binary>(['and', 'or', 'xor']), shifts = new Set<Binary>(['shl', 'shr', 'ushr']);
export function binary(fn: Binary, a: Node, b: Node): Node {
  sameOperands(fn, a, b);
  if (shifts.has(fn)) checkDtype(fn, a, 'integers', (d) => !isFloat(d) && d !== 'bool');
  else if (bitwise.has(fn)) checkDtype(fn, a, 'integers or bool', (d) => !isFloat(d));
  else if (fn === 'atan2') checkDtype(fn, a, 'floats', isFloat);
  else if (!comparisons.has(fn) && fn !== 'min' && fn !== 'max') checkDtype(fn, a, 'numbers (cast bool to i32 first)', (d) => d !== 'bool');
  const dtype = comparisons.has(fn) ? 'bool' : a.dtype, left = constantOf(a), right = constantOf(b);
  if (left !== undefined && right !== undefined) return fill(store(dtype)(binaryScalar(fn, a.dtype)(left, right)), a.shape, dtype);
  if (right === 1 && (fn === 'mul' || fn === 'div' || fn === 'pow')) return a;
  if (left === 1 && fn === 'mul') return b;
  if (right === 0 && (fn === 'sub' || (fn === 'add' && !isFloat(dtype)))) return a;
  return new Node({ kind: 'binary', fn }, [a, b], a.shape, dtype);
}
export function where(condition: Node, a: Node, b: Node): Node {
  checkDtype('where', condition, 'a condition of bool', (d) => d === 'bool');
  sameOperands('where', a, b);
  if (!sameShape(condition.shape, a.shape)) fail(`where: condition ${show(condition)} and operands ${show(a)} differ in shape`);
  const constant = constantOf(condition);
  if (constant !== undefined) return constant ? a : b;
  return new Node({ kind: 'ternary', fn: 'where' }, [condition, a, b], a.shape, a.dtype);
}
export function threefry(key0: Node, key1: Node, counter: Node): Node {
  for (const x of [key0, key1, counter]) checkDtype('threefry', x, 'i32', (d) => d === 'i32');
  sameOperands('threefry', key0, counter);
  sameOperands('threefry', key1, counter);
  return new Node({ kind: 'ternary', fn: 'threefry' }, [key0, key1, counter], counter.shape, 'i32');
}
function sameOperands(op: string, a: Node, b: Node): void {
  if (!sameShape(a.shape, b.shape)) fail(`${op}: operands ${show(a)} and ${show(b)} differ in shape`);
  if (a.dtype !== b.dtype) fail(`${op}: operands ${show(a)} and ${show(b)} differ in dtype`);
}
export function cast(x: Node, dtype: DType): Node {
  if (x.dtype === dtype) return x;
  const constant = constantOf(x);
  if (constant !== undefined) return fill(castScalar(x.dtype, dtype)(constant), x.shape, dtype);
  return new Node({ kind: 'cast' }, [x], x.shape, dtype);
}

// Reductions

export function reduce(fn: ReduceFn, x: Node, axes: readonly number[]): Node {
  axes.forEach((axis, i) => { checkAxis(fn, axis, x.shape.length); if (i && axis <= axes[i - 1]) fail(`${fn}: axes [${axes.join(', ')}] are not ascending`); });
  const dtype = (fn === 'sum' || fn === 'prod') && !isFloat(x.dtype) ? 'i32' : x.dtype;
  if (axes.length === 0) return cast(x, dtype);
  return new Node({ kind: 'reduce', fn, axes: [...axes] }, [x], x.shape.filter((_, i) => !axes.includes(i)), dtype);
}
export function argReduce(fn: 'max' | 'min', x: Node, axis: number): Node {
  checkAxis(`arg${fn}`, axis, x.shape.length);
  if (x.shape[axis] === 0) fail(`arg${fn}: axis ${axis} of ${show(x)} is empty`);
  return new Node({ kind: 'argReduce', fn, axis }, [x], x.shape.toSpliced(axis, 1), 'i32');
}
export function scan(fn: ReduceFn, x: Node, axis: number, { reverse = false, exclusive = false } = {}): Node {
  checkAxis(`cumulative ${fn}`, axis, x.shape.length);
  checkDtype(`cumulative ${fn}`, x, 'numbers', (d) => d !== 'bool');
  return new Node({ kind: 'scan', fn, axis, reverse, exclusive }, [x], x.shape, x.dtype);
}

// Movement

export function reshape(x: Node, shape: Shape): Node {
  checkShape('reshape', shape);
  if (sameShape(x.shape, shape)) return x;
  if (sizeOf(shape) !== x.size) fail(`reshape: ${show(x)} has ${x.size} elements, which do not fit [${shape.join(', ')}] with ${sizeOf(shape)}`);
  if (x.op.kind === 'fill') return fill(x.op.value, shape, x.dtype);
  const from = x.op.kind === 'reshape' && !x.value && !sameShape(x.shape, x.inputs[0].shape) ? x.inputs[0] : x;
  return sameShape(from.shape, shape) ? from : new Node({ kind: 'reshape' }, [from], shape, x.dtype);
}
export function permute(x: Node, perm: readonly number[]): Node {
  if (perm.length !== x.shape.length || new Set(perm).size !== perm.length) fail(`permute: [${perm.join(', ')}] does not order the ${x.shape.length} axes of ${show(x)}`);
  perm.forEach((axis) => checkAxis('permute', axis, x.shape.length));
  if (perm.every((axis, i) => axis === i)) return x;
  const shape = perm.map((axis) => x.shape[axis]);
  if (x.op.kind === 'fill') return fill(x.op.value, shape, x.dtype);
  if (x.op.kind === 'permute' && !x.value) { const { perm: inner } = x.op; return permute(x.inputs[0], perm.map((axis) => inner[axis])); }
  return new Node({ kind: 'permute', perm: [...perm] }, [x], shape, x.dtype);
}
/** Input axis i becomes output axis `axes[i]`. */
export function broadcast(x: Node, shape: Shape, axes: readonly number[]): Node {
  checkShape('broadcast', shape);
  axes.forEach((axis, i) => {
    checkAxis('broadcast', axis, shape.length);
    if (i && axis <= axes[i - 1]) fail(`broadcast: axes [${axes.join(', ')}] are not ascending`);
    if (x.shape[i] !== 1 && x.shape[i] !== shape[axis]) fail(`broadcast: axis ${i} of ${show(x)} has size ${x.shape[i]}, which does not fit axis ${axis} of [${shape.join(', ')}]: expected ${shape[axis]} or 1`);
  });
  if (axes.length !== x.shape.length) fail(`broadcast: ${show(x)} has ${x.shape.length} axes, got places for ${axes.length}`);
  if (sameShape(x.shape, shape)) return x;
  if (x.op.kind === 'fill') return fill(x.op.value, shape, x.dtype);
  if (sizeOf(shape) === x.size && x.size > 0) return reshape(x, shape);
  return new Node({ kind: 'broadcast', axes: [...axes] }, [x], shape, x.dtype);
}
export function slice(x: Node, starts: readonly number[], steps: readonly number[], shape: Shape): Node {
  const rank = x.shape.length;
  if (starts.length !== rank || steps.length !== rank || shape.length !== rank) fail(`slice: ${show(x)} has ${rank} axes, got ${starts.length} starts, ${steps.length} steps and ${shape.length} sizes`);
  checkShape('slice', shape);
  for (let i = 0; i < rank; i++) {
    const last = starts[i] + (shape[i] - 1) * steps[i];
    if (steps[i] === 0 || !Number.isInteger(steps[i])) fail(`slice: step ${steps[i]} on axis ${i}: expected a whole number other than 0`);
    if (shape[i] && (Math.min(starts[i], last) < 0 || Math.max(starts[i], last) >= x.shape[i])) fail(`slice: elements ${starts[i]} to ${last} of axis ${i} are not all within ${show(x)}`);
  }
  if (sameShape(x.shape, shape) && starts.every((s) => s === 0) && steps.every((s) => s === 1)) return x;
  if (x.op.kind === 'fill') return fill(x.op.value, shape, x.dtype);
  return new Node({ kind: 'slice', starts: [...starts], steps: [...steps] }, [x], shape, x.dtype);
}
export function pad(x: Node, low: readonly number[], high: readonly number[], { value = 0, interior = x.shape.map(() => 0) }: { value?: number; interior?: readonly number[] } = {}): Node {
  const rank = x.shape.length;
  for (const amounts of [low, high, interior]) {
    if (amounts.length !== rank) fail(`pad: ${show(x)} has ${rank} axes, got amounts for ${amounts.length}`);
    for (const n of amounts) if (!Number.isInteger(n) || n < 0) fail(`pad: amount ${n} is not a whole number of at least 0: to cut, slice`);
  }
  if ([...low, ...high, ...interior].every((n) => n === 0)) return x;
  const shape = x.shape.map((d, i) => low[i] + high[i] + d + Math.max(0, d - 1) * interior[i]), stored = castScalar('f32', x.dtype)(value);
  if (x.op.kind === 'fill' && x.op.value === stored) return fill(stored, shape, x.dtype);
  return new Node({ kind: 'pad', low: [...low], high: [...high], interior: [...interior], value: stored }, [x], shape, x.dtype);
}
export function window(x: Node, axis: number, size: number, stride = 1, dilation = 1): Node {
  checkAxis('window', axis, x.shape.length);
  const out = windows('window', x.shape[axis], size, stride, dilation);
  return new Node({ kind: 'window', axis, size, stride, dilation }, [x], x.shape.toSpliced(axis, 1, out, size), x.dtype);
}
export function fold(x: Node, axis: number, length: number, stride = 1, dilation = 1): Node {
  checkAxis('fold', axis + 1, x.shape.length);
  const out = windows('fold', length, x.shape[axis + 1], stride, dilation);
  if (x.shape[axis] !== out) fail(`fold: axis ${axis} of ${show(x)} has ${x.shape[axis]} windows, expected ${out} for length ${length}`);
  return new Node({ kind: 'fold', axis, length, stride, dilation }, [x], x.shape.toSpliced(axis, 2, length), x.dtype);
}
function windows(op: string, length: number, size: number, stride: number, dilation: number): number {
  for (const [name, n] of [['size', size], ['stride', stride], ['dilation', dilation]] as const) if (!Number.isInteger(n) || n < 1) fail(`${op}: ${name} ${n} is not a whole number of at least 1`);
  return Math.max(0, Math.floor((length - dilation * (size - 1) - 1) / stride) + 1);
}
export function concat(xs: readonly Node[], axis: number): Node {
  if (xs.length === 0) fail('concat: expected at least one operand, got none');
  const [first] = xs;
  checkAxis('concat', axis, first.shape.length);
  for (const x of xs) {
    if (x.dtype !== first.dtype) fail(`concat: operands ${show(first)} and ${show(x)} differ in dtype`);
    if (x.shape.length !== first.shape.length || x.shape.some((d, i) => i !== axis && d !== first.shape[i])) fail(`concat: operands ${show(first)} and ${show(x)} differ outside axis ${axis}`);
  }
  const filled = xs.filter((x) => x.shape[axis] > 0);
  if (filled.length === 1) return filled[0];
  if (filled.length === 0) return first;
  return new Node({ kind: 'concat', axis }, filled, first.shape.with(axis, filled.reduce((n, x) => n + x.shape[axis], 0)), first.dtype);
}

// Identities that mean something to transformations

export const stopGradient = (x: Node): Node => (constantOf(x) === undefined ? new Node({ kind: 'stopGradient' }, [x], x.shape, x.dtype) : x);
/** x, once `others` are there. */
export const barrier = (x: Node, others: readonly Node[] = []): Node => new Node({ kind: 'barrier' }, [x, ...others], x.shape, x.dtype);
/** x, whose gradient goes to `operands` as the rule says. */
export const custom = (rule: CustomRule, x: Node, operands: readonly Node[]): Node => new Node({ kind: 'custom', rule }, [x, ...operands], x.shape, x.dtype);
/** x under a new identity: what is differentiated with respect to. Vanishes in `canonical`. */
export const identity = (x: Node): Node => new Node({ kind: 'reshape' }, [x], x.shape, x.dtype);
/** The node's operation on other operands of the same shapes. */
export const rebuild = (node: Node, inputs: readonly Node[], op: Op = node.op): Node => new Node(op, inputs, node.shape, node.dtype);
