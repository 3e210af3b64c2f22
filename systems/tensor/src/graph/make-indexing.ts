/** Constructors of the primitives that read and write by index, sort, or run on the host. */
import { fail } from '../input-error.ts';
import { isFloat } from './dtype.ts';
import { checkAxis, checkDtype, sameShape, show } from './make.ts';
import { Node, type HostFn, type Shape } from './node.ts';

const checkIndices = (op: string, indices: Node) => checkDtype(op, indices, 'indices of i32', (d) => d === 'i32');

export function take(x: Node, indices: Node, axis: number): Node {
  checkIndices('take', indices);
  checkAxis('take', axis, x.shape.length);
  return new Node({ kind: 'take', axis }, [x, indices], x.shape.toSpliced(axis, 1, ...indices.shape), x.dtype);
}
export function takeAlong(x: Node, indices: Node, axis: number): Node {
  checkIndices('takeAlongAxis', indices);
  checkAxis('takeAlongAxis', axis, x.shape.length);
  const fitting = x.shape.with(axis, indices.shape[axis] ?? 0);
  if (!sameShape(fitting, indices.shape)) fail(`takeAlongAxis: indices ${show(indices)} do not fit ${show(x)} outside axis ${axis}`);
  return new Node({ kind: 'takeAlong', axis }, [x, indices], indices.shape, x.dtype);
}
/** Zeros of `size` along the axis, plus each update at its index. */
export function scatterAdd(indices: Node, updates: Node, axis: number, size: number): Node {
  checkIndices('scatterAdd', indices);
  checkDtype('scatterAdd', updates, 'numbers', (d) => d !== 'bool');
  const rank = indices.shape.length;
  if (!sameShape(updates.shape.slice(axis, axis + rank), indices.shape)) fail(`scatterAdd: updates ${show(updates)} do not have the shape of the indices ${show(indices)} at axis ${axis}`);
  return new Node({ kind: 'scatterAdd', axis, size }, [indices, updates], updates.shape.toSpliced(axis, rank, size), updates.dtype);
}
export function scatterAddAlong(indices: Node, updates: Node, axis: number, size: number): Node {
  checkIndices('scatterAddAlongAxis', indices);
  checkDtype('scatterAddAlongAxis', updates, 'numbers', (d) => d !== 'bool');
  checkAxis('scatterAddAlongAxis', axis, indices.shape.length);
  if (!sameShape(indices.shape, updates.shape)) fail(`scatterAddAlongAxis: indices ${show(indices)} and updates ${show(updates)} differ in shape`);
  return new Node({ kind: 'scatterAddAlong', axis, size }, [indices, updates], updates.shape.with(axis, size), updates.dtype);
}
export function argSort(x: Node, axis: number, descending = false): Node {
  checkAxis('argsort', axis, x.shape.length);
  return new Node({ kind: 'argSort', axis, descending }, [x], x.shape, 'i32');
}

export interface HostAttributes { lower?: boolean; transpose?: boolean; unitDiagonal?: boolean; inverse?: boolean }
/** All outputs of a host function; interpreter/host.ts says what each takes and gives. */
export function host(fn: HostFn, inputs: readonly Node[], attributes: HostAttributes = {}): Node[] {
  const [x] = inputs;
  if (fn !== 'unique') for (const node of inputs) checkDtype(fn, node, 'floats', isFloat);
  const given = Object.fromEntries(Object.entries(attributes).filter(([, v]) => v !== undefined)) as Record<string, boolean>;
  return hostShapes(fn, inputs).map((shape, output) =>
    new Node({ kind: 'host', fn, output, ...(Object.keys(given).length && { attributes: given }) }, inputs, shape, hostDtype(fn, output) ?? x.dtype));
}

/** Dtype of an output, where it is not the operand's. */
const hostDtype = (fn: HostFn, output: number): 'i32' | undefined => ((fn === 'unique' && output > 0) || (fn === 'lu' && output === 1) ? 'i32' : undefined);

function hostShapes(fn: HostFn, inputs: readonly Node[]): Shape[] {
  const [x, y] = inputs, batch = x.shape.slice(0, -2), rank = x.shape.length, [m, n] = [x.shape[rank - 2], x.shape[rank - 1]], k = Math.min(m, n);
  const matrix = () => { if (rank < 2) fail(`${fn}: expected a matrix [.., m, n], got ${show(x)}`); };
  const square = () => { matrix(); if (m !== n) fail(`${fn}: expected square matrices, got ${show(x)}`); };
  switch (fn) {
    case 'cholesky': square(); return [x.shape];
    case 'lu': square(); return [x.shape, [...batch, n], batch];
    case 'eigh': square(); return [[...batch, n], x.shape];
    case 'qr': matrix(); return [[...batch, m, k], [...batch, k, n]];
    case 'svd': matrix(); return [[...batch, m, k], [...batch, k], [...batch, k, n]];
    case 'triangularSolve':
      square();
      if (y.dtype !== x.dtype) fail(`triangularSolve: operands ${show(x)} and ${show(y)} differ in dtype`);
      if (y.shape.length !== rank || !sameShape(y.shape.slice(0, -1), x.shape.slice(0, -1))) fail(`triangularSolve: right side ${show(y)} does not fit the matrix ${show(x)}: expected [${[...x.shape.slice(0, -1), 'k'].join(', ')}]`);
      return [y.shape];
    case 'fft':
      if (rank < 1 || !sameShape(x.shape, y.shape) || x.dtype !== y.dtype) fail(`fft: expected real and imaginary parts of one shape and dtype with an axis, got ${show(x)} and ${show(y)}`);
      return [x.shape, x.shape];
    case 'unique':
      if (rank !== 1) fail(`unique: expected one axis, got ${show(x)}`);
      return [x.shape, x.shape, x.shape, []];
  }
}
