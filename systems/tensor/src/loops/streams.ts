/**
 * Addresses in a loop nest. Accesses that move alike share one local, kept at their place as loops go round; what
 * differs between them is in the instructions' offsets. Moves are added up and made once, where they are needed.
 */
import { bytesOf } from '../graph/dtype.ts';
import type { FunctionBuilder, Local } from '../wasm/index.ts';
import type { Place } from './lanes.ts';
import { visitValues, type Access, type Store, type Value } from './value.ts';

interface Stream { local: Local; base: Local | undefined; /** Smallest offset among its accesses, elements. */ offset: number; strides: readonly number[]; bytes: number }

type Index = Extract<Value, { kind: 'index' }>;
const keyOf = (buffer: number, bytes: number, strides: readonly number[]): string => `${buffer}/${bytes}/${strides.join()}`;

export class Streams {
  readonly #f: FunctionBuilder;
  readonly #streams = new Map<string, Stream>();
  readonly #pending = new Map<number, number>();

  readonly #anchored: Local | undefined;
  #focus: ReadonlySet<string> | undefined;

  /**
   * @param bases the local with each buffer's address
   * @param anchored a base whose streams stay when tasks choose their elements: scratch memory
   */
  constructor(f: FunctionBuilder, stores: readonly Store[], values: readonly Value[], bases: readonly Local[], anchored?: Local) {
    this.#f = f; this.#anchored = anchored;
    const add = (key: string, base: Local | undefined, offset: number, strides: readonly number[], bytes: number) => {
      const known = this.#streams.get(key);
      if (known) known.offset = Math.min(known.offset, offset);
      else this.#streams.set(key, { local: f.local(base === undefined ? 'i32' : f.address), base, offset, strides, bytes });
    };
    const access = ({ buffer, dtype, offset, strides }: Access) => add(keyOf(buffer, bytesOf[dtype], strides), bases[buffer], offset, strides, bytesOf[dtype]);
    for (const store of stores) access(store.access);
    visitValues([...values, ...stores.flatMap(({ value, access: a }) => [value, ...(a.gathers ?? []).map((g) => g.index)])], (v) => {
      if (v.kind === 'load') access(v.access);
      if (v.kind === 'index') add(keyOf(-1, 0, v.strides), undefined, v.offset, v.strides, 1);
    });
  }

  /** Until the next call, moves concern only what these read and write: the moves in between must add up to none. */
  focus(stores?: readonly Store[], values: readonly Value[] = []): void {
    if (!stores) { this.#focus = undefined; return; }
    const keys = new Set<string>();
    for (const { access: a } of stores) keys.add(keyOf(a.buffer, bytesOf[a.dtype], a.strides));
    visitValues([...values, ...stores.map((s) => s.value)], (v) => {
      if (v.kind === 'load') keys.add(keyOf(v.access.buffer, bytesOf[v.access.dtype], v.access.strides));
      if (v.kind === 'index') keys.add(keyOf(-1, 0, v.strides));
    });
    this.#focus = keys;
  }

  /** Every stream to where all axes are 0. */
  reset(): void {
    const f = this.#f;
    this.#pending.clear();
    for (const { local, base, offset, bytes } of this.#streams.values()) {
      if (base === undefined) f.i32(offset);
      else { f.get(base); if (offset) f.addressConst(offset * bytes).addressOp('add'); }
      f.set(local);
    }
  }
  /** Moves along an axis by a number known now: done by the next `settle`. */
  advance(axis: number, count: number): void { this.#pending.set(axis, (this.#pending.get(axis) ?? 0) + count); }
  settle(): void {
    const f = this.#f, moves = [...this.#pending].filter(([, count]) => count !== 0);
    this.#pending.clear();
    if (moves.length === 0) return;
    for (const [key, { local, base, strides, bytes }] of this.#streams) {
      if (this.#focus && !this.#focus.has(key)) continue;
      const move = moves.reduce((sum, [axis, count]) => sum + (strides[axis] ?? 0) * count, 0) * bytes;
      if (move === 0) continue;
      f.get(local);
      if (base === undefined) f.i32(move).op('i32.add'); else f.addressConst(move).addressOp('add');
      f.set(local);
    }
  }
  /** Moves along an axis by the i32 in a local, times `sign`. */
  advanceBy(axis: number, count: Local, sign: 1 | -1 = 1): void {
    const f = this.#f;
    for (const { local, base, strides, bytes } of this.#streams.values()) {
      const stride = (strides[axis] ?? 0) * bytes * sign;
      if (stride === 0 || (base !== undefined && base === this.#anchored)) continue;
      f.get(local).get(count);
      if (base === undefined) { f.i32(stride).op('i32.mul').op('i32.add'); } else { f.toAddress(); if (stride !== 1) f.addressConst(stride).addressOp('mul'); f.addressOp('add'); }
      f.set(local);
    }
  }

  /** Where values are emitted: `ahead` elements along the vector axis from where the streams are. */
  place(vectorAxis: number, lanes: Place['lanes'], ahead: number, memo: Map<Value, Local>, hole: (hole: number) => void): Place {
    const f = this.#f;
    return {
      lanes, vectorAxis, memo, hole,
      address: (access, extraBytes) => {
        const bytes = bytesOf[access.dtype], stream = this.#streams.get(keyOf(access.buffer, bytes, access.strides))!;
        const offset = (access.offset - stream.offset + ahead * (access.strides[vectorAxis] ?? 0)) * bytes + extraBytes;
        f.get(stream.local);
        if (offset >= 0) return offset;
        f.addressConst(offset).addressOp('add');
        return 0;
      },
      index: (value: Index) => {
        const stream = this.#streams.get(keyOf(-1, 0, value.strides))!, offset = value.offset - stream.offset + ahead * (value.strides[vectorAxis] ?? 0);
        f.get(stream.local);
        if (offset) f.i32(offset).op('i32.add');
      },
    };
  }
}

/** Repeats `body`, a number of times known now or in a local (which is used up). */
export function repeat(f: FunctionBuilder, times: number | { local: Local }, body: () => void): void {
  if (typeof times === 'number') {
    if (times <= 0) return;
    if (times === 1) { body(); return; }
    const left = f.local('i32');
    f.i32(times).set(left).loop();
    body();
    f.get(left).i32(1).op('i32.sub').tee(left).brIf(0).end();
    f.release(left);
    return;
  }
  const { local } = times;
  f.get(local).i32(0).op('i32.gt_s').if().loop();
  body();
  f.get(local).i32(1).op('i32.sub').tee(local).brIf(0).end().end();
}

/** Loops over axes of known sizes, outermost first; afterwards the streams are where they were. */
export function loopAxes(f: FunctionBuilder, streams: Streams, axes: readonly { axis: number; size: number }[], body: () => void): void {
  if (axes.length === 0) { body(); return; }
  const [{ axis, size }, ...inner] = axes;
  streams.settle();
  repeat(f, size, () => {
    loopAxes(f, streams, inner, body);
    streams.advance(axis, 1);
    streams.settle();
  });
  streams.advance(axis, -size);
}

/** How a nest is cut into tasks: each takes one point of the axes before `axis`, and up to `block` of `axis`. Plain data, chosen by rule or by a tuner. */
export interface Split { axis: number; block: number }
export const taskCount = (sizes: readonly number[], { axis, block }: Split): number => sizes.slice(0, axis).reduce((n, s) => n * s, 1) * Math.ceil(sizes[axis] / block);

/** For each task in [begin, end): streams at its first element; `body` gets the local with how many of the split axis are its own. */
export function forTasks(f: FunctionBuilder, streams: Streams, sizes: readonly number[], { axis, block }: Split, begin: Local, end: Local, body: (count: Local, first: Local) => void): void {
  const task = f.local('i32'), rest = f.local('i32'), coordinate = f.local('i32'), count = f.local('i32'), first = f.local('i32'), blocks = Math.ceil(sizes[axis] / block);
  f.get(begin).set(task);
  f.get(task).get(end).op('i32.lt_s').if().loop();
  streams.reset();
  f.get(task).set(rest);
  const outer = [...sizes.keys()].slice(0, axis).filter((a) => sizes[a] > 1);
  if (blocks === 1) f.i32(0).set(first);
  else {
    f.get(rest);
    if (outer.length) f.i32(blocks).op('i32.rem_u');
    f.i32(block).op('i32.mul').set(first);
    if (outer.length) f.get(rest).i32(blocks).op('i32.div_u').set(rest);
    streams.advanceBy(axis, first);
  }
  for (let i = outer.length - 1; i >= 0; i--) {
    if (i === 0) { streams.advanceBy(outer[0], rest); break; }
    f.get(rest).i32(sizes[outer[i]]).op('i32.rem_u').set(coordinate);
    streams.advanceBy(outer[i], coordinate);
    f.get(rest).i32(sizes[outer[i]]).op('i32.div_u').set(rest);
  }
  // Its share of the split axis: the last block may be smaller.
  f.i32(block);
  if (sizes[axis] % block) f.i32(sizes[axis]).get(first).op('i32.sub').i32(block).i32(sizes[axis]).get(first).op('i32.sub').op('i32.lt_s').select();
  f.set(count);
  body(count, first);
  f.get(task).i32(1).op('i32.add').tee(task).get(end).op('i32.lt_s').brIf(0).end().end();
  f.release(task, rest, coordinate, count, first);
}
