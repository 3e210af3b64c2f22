/** Map nests to kernels: elementwise chains, copies between layouts, fills, gathers and scatters. */
import { bytesOf } from '../graph/dtype.ts';
import type { Callable, Local } from '../wasm/index.ts';
import type { EmitContext, Kernel, Lowered } from './kernel.ts';
import { Lanes, uniformAlong, type Place } from './lanes.ts';
import { costOf, keyOf, mergedGroups, operationsOf, pickAxes, Rewriter, stridesOf, trafficOf, type MapNest } from './nest.ts';
import { dynamicRun, staticRun } from './run.ts';
import { forTasks, loopAxes, repeat, Streams, taskCount, type Split } from './streams.ts';
import { mapText } from './text.ts';
import type { Store, Value } from './value.ts';

export interface MapSchedule { split: Split; /** Vectors in flight. */ unroll: number }

/** Axes of size 1 dropped, the vector axis last, axes that stay in order after those that need not, neighbours merged. */
export function normaliseMap(nest: MapNest): MapNest {
  const strides = stridesOf(nest.stores), isSequential = new Set(nest.sequential ?? []);
  const long = [...nest.sizes.keys()].filter((axis) => nest.sizes[axis] !== 1);
  if (long.length === 0) { const one = pickAxes([0]); return { ...nest, sizes: [1], sequential: [], stores: nest.stores.map((s) => one.store(s)) }; }
  // What the lanes run along: where most accesses are contiguous, stores above all.
  const score = (axis: number) => {
    let sum = 0;
    nest.stores.forEach(({ access, add }) => { sum += access.strides[axis] === 1 ? 6 : access.strides[axis] === 0 ? (add ? -100 : 0) : -2; });
    for (const s of strides.slice(nest.stores.length)) sum += s[axis] === 1 ? 3 : s[axis] === 0 ? 1 : -2;
    return nest.sizes[axis] < 4 ? sum - 8 : sum;
  };
  const vector = long.reduce((best, axis) => (score(axis) >= score(best) ? axis : best), long[0]);
  const reach = (axis: number) => Math.abs(nest.stores[0].access.strides[axis]);
  const others = long.filter((axis) => axis !== vector);
  const ordered = [...others.filter((a) => !isSequential.has(a)).sort((a, b) => reach(b) - reach(a)), ...others.filter((a) => isSequential.has(a)), vector];
  const sizes = ordered.map((axis) => nest.sizes[axis]), classes = ordered.map((axis) => isSequential.has(axis));
  const groups = mergedGroups(sizes, strides.map((s) => ordered.map((axis) => s[axis])), (a, b) => classes[a] === classes[b]);
  const kept = groups.map((group) => ordered[group.at(-1)!]), rewriter = pickAxes(kept);
  return tiled({
    kind: 'map', buffers: nest.buffers,
    sizes: groups.map((group) => group.reduce((n, i) => n * sizes[i], 1)),
    stores: nest.stores.map((store) => rewriter.store(store)),
    sequential: groups.flatMap((group, i) => (classes[group[0]] ? [i] : [])),
  });
}

/**
 * A copy between layouts reads along one axis and writes along another. In tiles of both, the lines of memory that are
 * read for one row of the tile still are in the cache for the next.
 */
function tiled(nest: MapNest): MapNest {
  const { sizes, stores } = nest, vector = sizes.length - 1;
  if (nest.sequential?.length || vector === 0 || sizes.reduce((n, s) => n * s, 1) < 4096) return nest;
  const strides = stridesOf(stores).slice(stores.length);
  const across = [...sizes.keys()].slice(0, vector).find((axis) => sizes[axis] >= 8 && strides.some((s) => s[axis] === 1 && Math.abs(s[vector]) > 1));
  if (across === undefined) return nest;
  const divisor = (n: number, most: number) => { for (let d = Math.min(n, most); d > 1; d--) if (n % d === 0) return d; return 1; };
  const rows = divisor(sizes[across], 16), columns = sizes[vector] <= 64 ? sizes[vector] : divisor(sizes[vector], 64);
  if (rows < 4 || columns < 16) return nest;
  // Axes: those before as they are, both in parts, then within a part.
  const others = [...sizes.keys()].filter((axis) => axis !== across && axis !== vector);
  const rewriter = new Rewriter((s) => [...others.map((axis) => s[axis]), s[across] * rows, s[vector] * columns, s[across], s[vector]]);
  return { ...nest, sizes: [...others.map((axis) => sizes[axis]), sizes[across] / rows, sizes[vector] / columns, rows, columns], stores: stores.map((store) => rewriter.store(store)) };
}

/** By rule: tasks of some 16 thousand cheap element operations, fewer where each is dear. */
export function mapSchedule(nest: MapNest): MapSchedule {
  const { sizes, sequential = [] } = nest, cost = Math.max(1, costOf(nest.stores.map((s) => s.value))), grain = Math.max(1024, Math.min(16384, 65536 / cost)), vector = sizes.length - 1;
  const unroll = Math.max(1, Math.min(4, Math.floor(32 / cost)));
  const parallel = (axis: number) => !sequential.includes(axis);
  const limit = [...sizes.keys()].findIndex((axis) => !parallel(axis)), last = limit < 0 ? vector : limit - 1;
  const inner = (axis: number) => sizes.slice(axis + 1).reduce((n, s) => n * s, 1);
  if (last < 0) {
    // Everything before the vector axis stays in order: only the lanes' axis can be shared out.
    const rows = sizes.slice(0, vector).reduce((n, s) => n * s, 1);
    return { split: { axis: vector, block: parallel(vector) ? Math.max(16, 16 * Math.ceil(Math.min(sizes[vector], Math.max(64, grain / rows)) / 16)) : sizes[vector] }, unroll };
  }
  for (let axis = 0; axis <= last; axis++) {
    if (axis < last && inner(axis) > grain) continue;
    const block = Math.max(1, Math.floor(grain / inner(axis)));
    return { split: { axis, block: Math.min(axis === vector ? Math.max(16, block & ~15) : block, sizes[axis]) }, unroll };
  }
  throw new Error('unreachable');
}

export function lowerMap(given: MapNest, schedule?: MapSchedule): Lowered {
  if (given.sizes.includes(0)) return { temporaries: [], launches: [] };
  const nest = normaliseMap(given), chosen = schedule ?? mapSchedule(nest), values = nest.stores.map((s) => s.value);
  const elements = nest.sizes.reduce((n, s) => n * s, 1);
  const kernel: Kernel = {
    key: `${keyOf({ ...nest })}${JSON.stringify(chosen)}`, name: 'map', buffers: nest.buffers, tasks: taskCount(taskSizes(nest, chosen), chosen.split), scratchBytes: 0,
    flop: elements * operationsOf(values), cost: elements * costOf(values), bytes: trafficOf(nest.sizes, nest.stores, [], ({ dtype }) => bytesOf[dtype]),
    loops: () => mapText(nest, chosen),
    emit: (context) => emitMap(nest, chosen, context),
  };
  return { temporaries: [], launches: [{ kernel, buffers: Array.from({ length: nest.buffers }, (_, buffer) => ({ buffer })) }] };
}

/** Axes before the split one that stay in order are loops within each task, not part of its number. */
const taskSizes = ({ sizes, sequential = [] }: MapNest, { split }: MapSchedule): number[] => sizes.map((size, axis) => (axis < split.axis && sequential.includes(axis) ? 1 : size));

/** Maximal parts of the values that are worked out once for a whole run along the axis. */
export function invariants(roots: readonly Value[], axis: number, holeVaries?: (hole: number) => boolean): Value[] {
  const found: Value[] = [], seen = new Set<Value>();
  const visit = (value: Value) => {
    if (seen.has(value)) return;
    seen.add(value);
    if (value.kind === 'map' && uniformAlong(value, axis, holeVaries)) { found.push(value); return; }
    if (value.kind === 'map') value.args.forEach(visit);
    if (value.kind === 'load') for (const { index } of value.access.gathers ?? []) { if (index.kind !== 'constant' && uniformAlong(index, axis, holeVaries) && !seen.has(index)) { seen.add(index); found.push(index); } else visit(index); }
  };
  roots.forEach(visit);
  return found.filter((v) => v.kind !== 'constant');
}

function emitMap(nest: MapNest, { split, unroll }: MapSchedule, context: EmitContext): Callable {
  const { sizes, stores, buffers } = nest, vector = sizes.length - 1;
  const f = context.module.function('map', [...Array.from({ length: buffers }, () => context.module.address), context.module.address, 'i32', 'i32']);
  const bases = Array.from({ length: buffers }, (_, i) => i), begin = buffers + 1, end = buffers + 2;
  const roots = [...stores.map((s) => s.value), ...stores.flatMap((s) => (s.access.gathers ?? []).map((g) => g.index))];
  const streams = new Streams(f, stores, [], bases), lanes = new Lanes(f, context, roots), once = sizes[vector] > 16 ? invariants(roots, vector) : [];
  const noHole = () => { throw new Error('a map nest has no holes'); };

  /** Emits a run along the lanes' axis with what is invariant worked out before it. */
  const run = (emitRun: (body: (ahead: number, width: Place['lanes']) => void) => void) => {
    const memo = new Map<Value, Local>();
    const before = streams.place(vector, 4, 0, memo, noHole);
    if (once.length) streams.settle();
    for (const value of once) {
      lanes.emit(value, before);
      const kept = memo.get(value) ?? f.local('v128');
      f.set(kept);
      memo.set(value, kept);
    }
    const lasting = new Set(memo.keys());
    emitRun((ahead, width) => {
      const place = streams.place(vector, width, ahead, new Map(memo), noHole);
      for (const store of stores) lanes.store(store as Store, place);
      lanes.forget(place, lasting);
    });
    f.release(...memo.values());
  };

  const looped = new Set(nest.sequential ?? []);
  forTasks(f, streams, taskSizes(nest, { split, unroll }), split, begin, end, (count) => {
    const between = [...sizes.keys()].filter((axis) => axis < vector && (axis > split.axis || (axis < split.axis && looped.has(axis)))).map((axis) => ({ axis, size: sizes[axis] }));
    if (split.axis === vector) {
      loopAxes(f, streams, between, () => run((body) => {
        dynamicRun(f, streams, vector, count, sizes[vector] & 3, unroll, body);
        if (between.length) {
          const whole = f.local('i32');
          f.get(count).i32(-4).op('i32.and').set(whole);
          streams.advanceBy(vector, whole, -1);
          f.release(whole);
        }
      }));
      streams.settle();
    } else {
      const rows = f.local('i32');
      f.get(count).set(rows);
      repeat(f, { local: rows }, () => {
        loopAxes(f, streams, between, () => run((body) => staticRun(f, streams, vector, sizes[vector], unroll, body)));
        streams.advance(split.axis, 1);
        streams.settle();
      });
      f.release(rows);
    }
  });
  return f;
}
