/** Scans and arg-reductions to kernels: one axis is walked in order, element after element; lanes are neighbours along another axis where there is one that is contiguous. */
import { bytesOf } from '../graph/dtype.ts';
import type { Callable, Local } from '../wasm/index.ts';
import type { EmitContext, Kernel, Lowered } from './kernel.ts';
import { laneBits, Lanes, type Place } from './lanes.ts';
import { costOf, keyOf, operationsOf, pickAxes, stridesOf, trafficOf, type ArgReduceNest, type ScanNest } from './nest.ts';
import { combine } from './rows.ts';
import { dynamicRun, staticRun } from './run.ts';
import { forTasks, repeat, Streams, taskCount, type Split } from './streams.ts';
import { walkText } from './text.ts';
import type { Store, Value } from './value.ts';

type Walk = ScanNest | ArgReduceNest;
const anyValue: Value = { kind: 'hole', lane: 'i32', hole: 0 };

/** Axes as: others.., the lanes' axis, the walked axis. */
function normalise<N extends Walk>(nest: N): N {
  const others = [...nest.sizes.keys()].filter((a) => a !== nest.axis && nest.sizes[a] !== 1), strides = stridesOf([{ access: nest.access, value: nest.value }]);
  const score = (axis: number) => strides.reduce((sum, s) => sum + (s[axis] === 1 ? 3 : s[axis] === 0 ? 0 : -1), 0);
  const lanes = others.filter((a) => nest.sizes[a] >= 4).reduce<number | undefined>((best, a) => (best === undefined || score(a) >= score(best) ? a : best), undefined);
  const rewriter = pickAxes([...others.filter((a) => a !== lanes), lanes ?? -1, nest.axis]);
  const sizes = [...others.filter((a) => a !== lanes).map((a) => nest.sizes[a]), lanes === undefined ? 1 : nest.sizes[lanes], nest.sizes[nest.axis]];
  return { ...nest, sizes, axis: sizes.length - 1, value: rewriter.value(nest.value), access: rewriter.access(nest.access) };
}

export function lowerScan(given: Walk): Lowered {
  if (given.sizes.some((s, a) => s === 0 && (given.kind === 'scan' || a !== given.axis))) return { temporaries: [], launches: [] };
  const nest = normalise(given), lanesAxis = nest.sizes.length - 2, length = nest.sizes[nest.axis], points = nest.sizes.reduce((n, s) => n * s, 1);
  // Tasks are blocks of 16 neighbours where the lanes have an axis, rows of the axis before where not.
  const byLanes = nest.sizes[lanesAxis] > 1, grain = Math.max(1, Math.floor(16384 / Math.max(1, length)));
  const split: Split = byLanes || lanesAxis === 0 ? { axis: lanesAxis, block: Math.min(Math.max(16, grain & ~15), nest.sizes[lanesAxis]) } : { axis: lanesAxis - 1, block: Math.min(grain, nest.sizes[lanesAxis - 1]) };
  const kernel: Kernel = {
    key: `${keyOf({ ...nest })}${JSON.stringify(split)}`, name: nest.kind, buffers: nest.buffers, tasks: taskCount(nest.sizes.slice(0, lanesAxis + 1), split), scratchBytes: 0,
    flop: points * (operationsOf([nest.value]) + 1), cost: points * costOf([nest.value]), bytes: trafficOf(nest.sizes, [{ access: nest.access, value: anyValue }], [nest.value], ({ dtype }) => bytesOf[dtype]),
    loops: () => walkText(nest),
    emit: (context) => emitWalk(nest, split, context),
  };
  return { temporaries: [], launches: [{ kernel, buffers: Array.from({ length: nest.buffers }, (_, buffer) => ({ buffer })) }] };
}

function emitWalk(nest: Walk, split: Split, context: EmitContext): Callable {
  const { sizes, buffers, axis, lane, value, access } = nest, vector = axis - 1, length = sizes[axis];
  const f = context.module.function(nest.kind, [...Array.from({ length: buffers }, () => context.module.address), context.module.address, 'i32', 'i32']);
  const result: Value = { kind: 'hole', lane, hole: 0 }, store: Store = { access, value: nest.kind === 'scan' ? result : { kind: 'hole', lane: 'i32', hole: 0 } };
  const streams = new Streams(f, [{ access, value }], [], Array.from({ length: buffers }, (_, i) => i)), lanes = new Lanes(f, context, [value]), storing = new Lanes(f, context, [store.value]);
  const backward = nest.kind === 'scan' && nest.reverse;

  /** Walks the axis for one vector of neighbours. */
  const walk = (ahead: number, width: Place['lanes']) => {
    const best = f.local('v128'), index = f.local('v128'), current = f.local('v128'), hole = () => { f.get(nest.kind === 'scan' ? best : index); };
    const at = (memo: Map<Value, Local>) => streams.place(vector, width, ahead, memo, hole);
    const neutral = nest.kind === 'scan' ? nest.neutral : (nest.fn === 'max' ? -1 : 1) * (lane === 'f32' ? Infinity : 2147483648);
    f.i32x4(laneBits(lane, neutral)).set(best);
    if (backward) { streams.advance(axis, length - 1); }
    if (nest.kind === 'scan') {
      streams.settle();
      repeat(f, length, () => {
        const place = at(new Map());
        const add = () => { f.get(best); lanes.emit(value, place); context.math.emit(f, combine[nest.fn][lane]); f.set(best); };
        const put = () => storing.store(store, at(new Map()));
        if (nest.exclusive) {
          // The value is read before its place, which may be the same, is written.
          lanes.emit(value, place);
          f.set(current);
          put();
          f.get(best).get(current);
          context.math.emit(f, combine[nest.fn][lane]);
          f.set(best);
        } else { add(); put(); }
        lanes.forget(place);
        streams.advance(axis, backward ? -1 : 1);
        streams.settle();
      });
      streams.advance(axis, backward ? 1 : -length);
    } else {
      const position = f.local('v128'), better = f.local('v128');
      f.i32x4(0).set(index).i32x4(0).set(position);
      streams.settle();
      repeat(f, length, () => {
        const place = at(new Map());
        lanes.emit(value, place);
        f.tee(current).get(best).op(lane === 'f32' ? (nest.fn === 'max' ? 'f32x4.gt' : 'f32x4.lt') : nest.fn === 'max' ? 'i32x4.gt_s' : 'i32x4.lt_s').set(better);
        if (lane === 'f32') {
          // NaN wins over numbers, the first NaN over later ones.
          f.get(better).get(current).get(current).op('f32x4.ne').get(best).get(best).op('f32x4.eq').op('v128.and').op('v128.or').set(better);
        }
        f.get(current).get(best).get(better).op('v128.bitselect').set(best);
        f.get(position).get(index).get(better).op('v128.bitselect').set(index);
        f.get(position).i32x4(1).op('i32x4.add').set(position);
        lanes.forget(place);
        streams.advance(axis, 1);
        streams.settle();
      });
      streams.advance(axis, -length);
      streams.settle();
      storing.store(store, at(new Map()));
      f.release(position, better);
    }
    streams.settle();
    f.release(best, index, current);
  };
  forTasks(f, streams, sizes.slice(0, axis), split, vectorBegin(buffers), vectorBegin(buffers) + 1, (count) => {
    if (split.axis === vector) { dynamicRun(f, streams, vector, count, sizes[vector] & 3, 1, walk); return; }
    const rows = f.local('i32');
    f.get(count).set(rows);
    repeat(f, { local: rows }, () => {
      staticRun(f, streams, vector, sizes[vector], 1, walk);
      streams.advance(split.axis, 1);
      streams.settle();
    });
    f.release(rows);
  });
  return f;
}
/** Parameters are the buffers, scratch memory, begin, end. */
const vectorBegin = (buffers: number): number => buffers + 1;

