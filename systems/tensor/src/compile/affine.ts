/**
 * Index maps: where an element of a node lies, as affine functions of a kernel's axes. Views (permute, broadcast,
 * slice, window, reshape) only change the map; nothing is copied for them.
 */
import type { Op, Shape } from '../graph/node.ts';
import type { Value } from '../loops/value.ts';

/** offset + sum(terms[axis] * axis) + sum(gathers): one index of a node, in terms of the kernel's axes. */
export interface Index { offset: number; terms: readonly number[]; gathers?: readonly { index: Value; stride: number; size: number }[] }
/** One index per axis of the node. */
export type IndexMap = readonly Index[];

/** A reshape would have to divide a kernel axis: the kernel is to be built again with the axis cut, its inner part `inner` long. */
export class NeedsCut extends Error {
  readonly axis: number;
  readonly inner: number;
  constructor(axis: number, inner: number) { super(`axis ${axis} is to be cut at ${inner}`); this.axis = axis; this.inner = inner; }
}
/** No cutting of axes makes the map affine: the operand has to lie in memory as it is. */
export class NotAffine extends Error {}

export const zeros = (n: number): number[] => Array.from({ length: n }, () => 0);
export const zeroIndex = (axes: number): Index => ({ offset: 0, terms: zeros(axes) });
export const axisIndex = (axis: number, axes: number): Index => ({ offset: 0, terms: Array.from({ length: axes }, (_, a) => (a === axis ? 1 : 0)) });
export const identityMap = (shape: Shape): IndexMap => shape.map((size, axis) => (size === 1 ? zeroIndex(shape.length) : axisIndex(axis, shape.length)));

export function scaled(index: Index, by: number, offset = 0): Index {
  return { offset: index.offset * by + offset, terms: index.terms.map((t) => t * by), ...(index.gathers && { gathers: index.gathers.map((g) => ({ ...g, stride: g.stride * by })) }) };
}
export function sum(a: Index, b: Index): Index {
  const gathers = [...(a.gathers ?? []), ...(b.gathers ?? [])];
  return { offset: a.offset + b.offset, terms: a.terms.map((t, i) => t + b.terms[i]), ...(gathers.length && { gathers }) };
}
/** The index a map gives in a row-major buffer, or in one with the strides given. */
export function flatten(map: IndexMap, strides: readonly number[], axes: number): Index {
  return map.reduce((total, index, i) => sum(total, scaled(index, strides[i])), zeroIndex(axes));
}
export function rowMajor(shape: Shape): number[] {
  const strides = zeros(shape.length);
  for (let i = shape.length - 1, stride = 1; i >= 0; i--) { strides[i] = stride; stride *= shape[i]; }
  return strides;
}
export const sameIndex = (a: Index, b: Index): boolean => a.offset === b.offset && a.terms.every((t, i) => t === b.terms[i]) && !a.gathers?.length && !b.gathers?.length;
export const mapKey = (map: IndexMap): string => map.map(({ offset, terms, gathers }) => `${offset}:${terms.join()}${gathers ? `g${gathers.map((g) => `${valueId(g.index)}*${g.stride}`).join()}` : ''}`).join(';');
const ids = new WeakMap<Value, number>();
let identified = 0;
function valueId(value: Value): number {
  const known = ids.get(value);
  if (known !== undefined) return known;
  ids.set(value, identified);
  return identified++;
}

/** The map of a view's operand. @param sizes of the kernel's axes */
export function viewed(op: Op, map: IndexMap, from: Shape, to: Shape, sizes: readonly number[]): IndexMap {
  const axes = sizes.length;
  switch (op.kind) {
    case 'permute': { const result = Array.from<Index>({ length: from.length }); op.perm.forEach((axis, i) => { result[axis] = map[i]; }); return result; }
    case 'broadcast': return op.axes.map((axis, i) => (from[i] === 1 ? zeroIndex(axes) : map[axis]));
    case 'slice': return map.map((index, i) => scaled(index, op.steps[i], op.starts[i]));
    case 'window': return from.map((_, i) => (i < op.axis ? map[i] : i === op.axis ? sum(scaled(map[i], op.stride), scaled(map[i + 1], op.dilation)) : map[i + 1]));
    case 'reshape': return unflatten(flatten(map, rowMajor(to), axes), from, sizes);
    case 'barrier': return map;
    default: throw new Error(`${op.kind} is not a view`);
  }
}

/** A flat index as indices of a row-major shape. */
export function unflatten(flat: Index, shape: Shape, sizes: readonly number[]): IndexMap {
  if (shape.includes(0)) return shape.map(() => zeroIndex(sizes.length));
  if (flat.gathers?.length) {
    if (shape.filter((d) => d !== 1).length <= 1) return shape.map((d) => (d === 1 ? zeroIndex(sizes.length) : flat));
    throw new NotAffine();
  }
  const result = Array.from<Index>({ length: shape.length });
  let terms = flat.terms.map((t, axis) => (sizes[axis] === 1 ? 0 : t)), { offset } = flat;
  if (offset < 0 || terms.some((t) => t < 0)) {
    if (shape.filter((d) => d !== 1).length <= 1) return shape.map((d) => (d === 1 ? zeroIndex(sizes.length) : flat));
    throw new NotAffine();
  }
  for (let i = shape.length - 1; i >= 0; i--) {
    const d = shape[i];
    if (d === 1) { result[i] = zeroIndex(sizes.length); continue; }
    if (i === 0 || shape.slice(0, i).every((s) => s === 1)) { result[i] = { offset, terms }; for (let j = 0; j < i; j++) result[j] = zeroIndex(sizes.length); return result; }
    // Terms that are multiples of d belong to the axes before; the others must stay below d together.
    const low = terms.map((t) => (t % d === 0 ? 0 : t)), lowOffset = offset % d;
    terms.forEach((t, axis) => {
      if (t === 0 || t % d === 0 || t * (sizes[axis] - 1) < d) return;
      // Runs past d: cut the axis where it does.
      if (d % t === 0 && sizes[axis] % (d / t) === 0) throw new NeedsCut(axis, d / t);
      throw new NotAffine();
    });
    if (low.reduce((total, t, axis) => total + t * (sizes[axis] - 1), lowOffset) >= d) throw new NotAffine();
    result[i] = { offset: lowOffset, terms: low };
    terms = terms.map((t) => (t % d === 0 ? t / d : 0));
    offset = (offset - lowOffset) / d;
  }
  return result;
}

/** The map after kernel axis `axis` became two: the outer part, then `inner` points. */
export const cutIndex = (index: Index, axis: number, inner: number): Index => ({ ...index, terms: [...index.terms.slice(0, axis), index.terms[axis] * inner, ...index.terms.slice(axis)] });
