/**
 * A contraction brought into the form the kernels know: operands that are plain loads, lanes along the result's
 * contiguous axis, axes merged. Tiles lie within the inner m and the inner n axis of the stores; outer ones are walked.
 */
import type { ContractNest } from '../contract-nest.ts';
import { Rewriter } from '../nest.ts';
import { visitValues, type Access, type Store, type Value } from '../value.ts';

export interface Axis { size: number; stride: number }
/** Elements of an operand: batch strides; axes of m or n, and of k, outermost first, as it has them. */
export interface Operand { buffer: number; offset: number; batch: readonly number[]; x: readonly Axis[]; k: readonly Axis[] }

export interface Problem {
  lane: 'f32' | 'i32';
  buffers: number;
  /** Sizes of the axes of the stores: of each role outermost first, m and n at least one. */
  batch: readonly number[];
  m: readonly number[];
  n: readonly number[];
  /** Length of the sum. */
  k: number;
  a: Operand;
  b: Operand;
  /** Axes: batch, m, n. */
  stores: readonly Store[];
  /** Operands that stay the same from run to run. */
  constant?: readonly ('a' | 'b')[];
}

export const product = (sizes: readonly number[]): number => sizes.reduce((n, s) => n * s, 1);

/** An operand that the kernels read as it is: of the accumulator's type, no function of it, no gather. */
export const isPlain = (value: Value, lane: 'f32' | 'i32'): boolean => value.kind === 'load' && value.access.dtype === lane && !value.access.gathers?.length;

const accessOf = (value: Value): Access => { if (value.kind !== 'load') throw new Error('an operand of a contraction is not a load'); return value.access; };

export function problemOf(nest: ContractNest, buffers: number): Problem {
  const roles = [nest.batch, nest.m, nest.n, nest.k], first = (role: number) => roles.slice(0, role).reduce((n, c) => n + c, 0);
  const axesOf = (role: number) => Array.from({ length: roles[role] }, (_, i) => first(role) + i).filter((axis) => nest.sizes[axis] !== 1);
  const [batch, , , k] = [0, 1, 2, 3].map(axesOf);
  let [, m, n] = [0, 1, 2].map(axesOf), [a, b] = [accessOf(nest.a), accessOf(nest.b)];
  // Lanes run along n: where the results are contiguous, then where an operand is.
  const contiguous = (axes: readonly number[], operand: Access) => nest.stores.filter((s) => axes.some((axis) => s.access.strides[axis] === 1)).length + (axes.some((axis) => operand.strides[axis] === 1) ? 0.5 : 0);
  if (contiguous(m, a) > contiguous(n, b)) { [m, n] = [n, m]; [a, b] = [b, a]; }
  const [main] = nest.stores, inward = (axes: readonly number[], { strides }: Access) => [...axes].sort((p, q) => Math.abs(strides[q]) - Math.abs(strides[p]));
  m = inward(m, main.access);
  n = inward(n, main.access);
  // The innermost k axis is the one whose runs are contiguous in b, which is packed.
  const summed = inward(k, b.strides.some((s, axis) => s === 1 && k.includes(axis)) || !k.some((axis) => a.strides[axis] === 1) ? b : a);
  const strides: (readonly number[])[] = [];
  for (const { access } of nest.stores) strides.push(access.strides);
  visitValues(nest.stores.flatMap((s) => [s.value, ...(s.access.gathers ?? []).map((g) => g.index)]), (v) => { if (v.kind === 'load') strides.push(v.access.strides); if (v.kind === 'index') strides.push(v.strides); });
  const merged = (axes: readonly number[], all: readonly (readonly number[])[]): number[][] => {
    const groups: number[][] = [];
    for (const axis of axes) {
      const group = groups.at(-1), before = group?.at(-1);
      if (group && before !== undefined && all.every((s) => s[before] === s[axis] * nest.sizes[axis])) group.push(axis); else groups.push([axis]);
    }
    return groups;
  };
  const size = (group: readonly number[]) => product(group.map((axis) => nest.sizes[axis]));
  const batches = merged(batch, [...strides, a.strides, b.strides]), ms = merged(m, strides), ns = merged(n, strides);
  // An axis of size 1 where a role has none.
  const inner = [...batches, ...(ms.length ? ms : [[-1]]), ...(ns.length ? ns : [[-1]])].map((group) => group.at(-1)!);
  const rewriter = new Rewriter((s) => inner.map((axis) => (axis < 0 ? 0 : s[axis])));
  const operand = ({ buffer, offset, strides: own }: Access, x: readonly number[]): Operand => {
    const axes = (list: readonly number[]) => merged(list, [own]).map((group): Axis => ({ size: size(group), stride: own[group.at(-1)!] }));
    return { buffer, offset, batch: batches.map((group) => own[group.at(-1)!]), x: orOne(axes(x)), k: orOne(axes(summed)) };
  };
  const constant = ([['a', a], ['b', b]] as const).filter(([, { buffer }]) => nest.constant?.includes(buffer)).map(([name]) => name);
  return {
    ...(constant.length && { constant }), lane: nest.lane, buffers, batch: batches.map(size), m: ms.length ? ms.map(size) : [1], n: ns.length ? ns.map(size) : [1], k: product(k.map((axis) => nest.sizes[axis])),
    a: operand(a, m), b: operand(b, n), stores: nest.stores.map((store) => rewriter.store(store)),
  };
}
const orOne = (axes: readonly Axis[]): readonly Axis[] => (axes.length ? axes : [{ size: 1, stride: 0 }]);

/** Stride from one element to the next along all of k, where it is one. */
export const linearK = ({ k }: Operand): number | undefined => (k.length === 1 ? k[0].stride : undefined);
/** Stride along the inner axis of the stores, where the operand has one stride there. */
export const linearX = ({ x }: Operand, inner: number): number | undefined => { const last = x[x.length - 1]; return last.size % inner === 0 ? last.stride : undefined; };

/**
 * What a schedule is found for: sizes, how the operands and results lie, and what is done with the sums; not where
 * the operands begin. Two layers of one shape have one key.
 */
export function problemKey({ lane, batch, m, n, k, a, b, stores, constant }: Problem): string {
  const axes = (list: readonly Axis[]) => list.map(({ size, stride }) => `${size}*${stride}`).join(','), operand = (o: Operand) => `${o.batch.join(',')};${axes(o.x)};${axes(o.k)}`;
  const done = stores.map(({ access, value, add }) => {
    const fns: string[] = [];
    visitValues([value], (v) => { if (v.kind === 'map') fns.push(v.fn); else if (v.kind === 'load') fns.push(`${v.access.dtype}[${v.access.strides.join(',')}]${v.access.gathers?.length ? '@' : ''}`); });
    return `${access.dtype}[${access.strides.join(',')}]${access.gathers?.length ? '@' : ''}${add ? '+=' : '='}${fns.join(' ')}`;
  });
  return `${lane} ${batch.join('x') || '1'} | ${m.join('x')} x ${n.join('x')} x ${k} | a ${operand(a)}${constant?.includes('a') ? ' constant' : ''} | b ${operand(b)}${constant?.includes('b') ? ' constant' : ''} | ${done.join(' & ')}`;
}
