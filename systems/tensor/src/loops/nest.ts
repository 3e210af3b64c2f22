/**
 * Loop nests as plain data, and what may be done to one without changing what it computes: axes of size 1 dropped, axes
 * put in another order, neighbours merged where every access runs through both at one stride.
 *
 *   map    every point of the axes: values stored, or added to what is there
 *   rows   some axes are reduced: passes over each row, and values that use the results over the same row again
 *   scan   running sums, products, maxima, minima along one axis
 *   argReduce   where along one axis the largest or smallest is
 * Contractions have a file of their own, contract-nest.ts.
 */
import type { ReduceFn } from '../graph/node.ts';
import { visitValues, type Access, type Store, type Value } from './value.ts';

export interface MapNest {
  kind: 'map';
  sizes: readonly number[];
  buffers: number;
  stores: readonly Store[];
  /** Axes along which different points write to the same place: their points stay in order, in one task. */
  sequential?: readonly number[];
}

export interface Reduction { fn: ReduceFn; lane: 'f32' | 'i32'; /** At every point; holes are earlier reductions. */ value: Value; /** What an empty row gives. */ neutral: number }

export interface RowNest {
  kind: 'rows';
  sizes: readonly number[];
  buffers: number;
  reduced: readonly boolean[];
  reductions: readonly Reduction[];
  stores: readonly (Store & { /** Once per row, not at every point of it. */ perRow?: boolean })[];
}

export interface ScanNest { kind: 'scan'; sizes: readonly number[]; buffers: number; axis: number; fn: ReduceFn; lane: 'f32' | 'i32'; reverse: boolean; exclusive: boolean; neutral: number; value: Value; access: Access }
export interface ArgReduceNest { kind: 'argReduce'; sizes: readonly number[]; buffers: number; axis: number; fn: 'max' | 'min'; lane: 'f32' | 'i32'; value: Value; /** Stride 0 along the axis. */ access: Access }

/** Values with every access and index replaced; shared values stay shared. */
export class Rewriter {
  readonly #access: (access: Access) => Access | Value;
  readonly #strides: (strides: readonly number[]) => readonly number[];
  readonly #done = new Map<Value, Value>();
  constructor(strides: (strides: readonly number[]) => readonly number[], access: (access: Access) => Access | Value = (a) => a) { this.#strides = strides; this.#access = access; }
  access(access: Access): Access {
    const gathers = access.gathers?.map((g) => ({ ...g, index: this.value(g.index) }));
    return { buffer: access.buffer, dtype: access.dtype, offset: access.offset, strides: this.#strides(access.strides), ...(gathers && { gathers }) };
  }
  value(value: Value): Value {
    const known = this.#done.get(value);
    if (known) return known;
    let made: Value = value;
    if (value.kind === 'load') { const access = this.#access(this.access(value.access)); made = 'kind' in access ? access : { ...value, access }; }
    if (value.kind === 'index') made = { ...value, strides: this.#strides(value.strides) };
    if (value.kind === 'map') made = { ...value, args: value.args.map((arg) => this.value(arg)) };
    this.#done.set(value, made);
    return made;
  }
  store<S extends Store>(store: S): S { return { ...store, access: this.access(store.access), value: this.value(store.value) }; }
}

/** Axes in the order given; axes left out must have size 1. */
export const pickAxes = (order: readonly number[]): Rewriter => new Rewriter((strides) => order.map((axis) => strides[axis] ?? 0));

/** Every list of strides a nest's stores and values have. */
export function stridesOf(stores: readonly Store[], values: readonly Value[] = []): (readonly number[])[] {
  const all: (readonly number[])[] = stores.map(({ access }) => access.strides);
  const roots = [...values, ...stores.flatMap(({ value, access }) => [value, ...(access.gathers ?? []).map((g) => g.index)])];
  visitValues(roots, (v) => { if (v.kind === 'load') all.push(v.access.strides); if (v.kind === 'index') all.push(v.strides); });
  return all;
}

/** For each axis, whether it can be one with the next: both are of one class, and every stride runs on. */
export function mergeable(sizes: readonly number[], strides: readonly (readonly number[])[], sameClass: (a: number, b: number) => boolean): boolean[] {
  return sizes.map((_, i) => i + 1 < sizes.length && sameClass(i, i + 1) && strides.every((s) => s[i] === s[i + 1] * sizes[i + 1]));
}

/** Groups of axes that become one, outermost first. */
export function mergedGroups(sizes: readonly number[], strides: readonly (readonly number[])[], sameClass: (a: number, b: number) => boolean): number[][] {
  const groups: number[][] = [], merges = mergeable(sizes, strides, sameClass);
  sizes.forEach((_, axis) => { if (axis > 0 && merges[axis - 1]) groups.at(-1)!.push(axis); else groups.push([axis]); });
  return groups;
}

/** The nest as text: two nests with one text are one kernel. */
export function keyOf(nest: { kind: string; stores?: readonly Store[] } & Record<string, unknown>): string {
  const number = new Map<unknown, number>();
  return JSON.stringify(nest, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
    if (Object.is(value, -0)) return '-0';
    if (typeof value !== 'object' || value === null || !('lane' in value)) return value;
    const seen = number.get(value);
    if (seen !== undefined) return `#${seen}`;
    number.set(value, number.size);
    return value;
  });
}

/** Rough work of computing a value once, in cheap operations; shared parts count once. */
const heavy = new Map(Object.entries({ exp: 10, expm1: 14, log: 10, log1p: 14, sin: 16, cos: 16, tanh: 14, sigmoid: 13, erf: 16, pow: 40, atan2: 25, mod: 12, divI: 20, modI: 20, powI: 40, threefry: 80, div: 3, sqrt: 3, reciprocal: 3, sign: 3, roundF16: 10, roundBf16: 5 }));
export function costOf(roots: readonly Value[]): number {
  let cost = 0;
  visitValues(roots, (v) => { cost += v.kind === 'map' ? heavy.get(v.fn) ?? 1 : v.kind === 'load' ? 1 + 6 * (v.access.gathers?.length ?? 0) : 0; });
  return cost;
}
/** Arithmetic of computing values once: a function is one operation, a fused multiply-add two; shared parts count once, loads not. */
export function operationsOf(roots: readonly Value[]): number {
  let operations = 0;
  visitValues(roots, (v) => { if (v.kind === 'map') operations += v.fn === 'fma' ? 2 : 1; });
  return operations;
}
/** Of a row nest: what is done at every point, the reductions themselves, and what is done once a row. */
export function rowOperations({ reductions, stores }: Pick<RowNest, 'reductions' | 'stores'>, rows: number, length: number): number {
  const values = (perRow: boolean) => stores.filter((s) => (s.perRow ?? false) === perRow).map((s) => s.value);
  return rows * (length * (operationsOf([...reductions.map((r) => r.value), ...values(false)]) + reductions.length) + operationsOf(values(true)));
}
/** Bytes that are read and written if every element of every access is touched once. */
export function trafficOf(sizes: readonly number[], stores: readonly Store[], values: readonly Value[], bytes: (access: Access) => number): number {
  let total = 0;
  const seen = new Set<string>(), touch = (access: Access, times = 1) => {
    const key = `${access.buffer}/${access.offset}/${access.strides.join()}`;
    if (seen.has(key)) return;
    seen.add(key);
    total += times * bytes(access) * sizes.reduce((n, size, axis) => (access.strides[axis] === 0 ? n : n * size), 1);
  };
  visitValues([...values, ...stores.map((s) => s.value)], (v) => { if (v.kind === 'load') touch(v.access); });
  for (const store of stores) touch(store.access, store.add ? 2 : 1);
  return total;
}
