/**
 * Row nests to kernels: reductions, and everything that uses a reduction's result over the same elements again
 * (softmax, normalisations, their gradients, cross-entropy), in as few passes over each row as their order allows.
 * What is dear and needed in two passes is kept in scratch memory between them.
 *
 * The lanes run along the contiguous axis. When that is a reduced one, four partial results are combined at the end
 * of a row; when it is not, a block of neighbouring columns is reduced side by side.
 */
import { bytesOf } from '../graph/dtype.ts';
import type { Callable, Local } from '../wasm/index.ts';
import type { EmitContext, Kernel, Lowered } from './kernel.ts';
import { laneBits, Lanes, uniformAlong, type Place } from './lanes.ts';
import { invariants } from './map.ts';
import { costOf, keyOf, mergedGroups, pickAxes, Rewriter, rowOperations, stridesOf, trafficOf, type Reduction, type RowNest } from './nest.ts';
import { staticRun } from './run.ts';
import { forTasks, loopAxes, repeat, Streams, taskCount, type Split } from './streams.ts';
import { rowsText } from './text.ts';
import { visitValues, type Access, type LaneFn, type Store, type Value } from './value.ts';

export interface RowSchedule { split: Split; /** Sets of partial results side by side, along the row. */ unroll: number; /** Vectors of columns that are reduced together, when the lanes are columns. */ columns: number }

const product = (sizes: readonly number[]): number => sizes.reduce((n, s) => n * s, 1);
export const combine: Readonly<Record<Reduction['fn'], { f32: LaneFn; i32: LaneFn }>> = { sum: { f32: 'add', i32: 'addI' }, prod: { f32: 'mul', i32: 'mulI' }, max: { f32: 'max', i32: 'maxI' }, min: { f32: 'min', i32: 'minI' } };

/** Kept axes first, then reduced ones, the lanes' axis last within its class; neighbours merged. Returns which class the lanes run along. */
export function normaliseRows(nest: RowNest): { nest: RowNest; byColumn: boolean } {
  const values = nest.reductions.map((r) => r.value), strides = stridesOf(nest.stores, values);
  const long = [...nest.sizes.keys()].filter((axis) => nest.sizes[axis] !== 1);
  const score = (axis: number) => {
    let sum = 0;
    for (const s of strides) sum += s[axis] === 1 ? 3 : s[axis] === 0 ? 0 : -1;
    return nest.sizes[axis] < 4 ? sum - 8 : sum;
  };
  const pick = (reduced: boolean) => {
    const axes = long.filter((axis) => nest.reduced[axis] === reduced);
    const best = axes.reduce<number | undefined>((b, axis) => (b === undefined || score(axis) >= score(b) ? axis : b), undefined);
    return { best, order: best === undefined ? [] : [...axes.filter((a) => a !== best), best] };
  };
  const kept = pick(false), reduced = pick(true);
  const byColumn = kept.best !== undefined && (reduced.best === undefined || score(kept.best) > score(reduced.best));
  // One reduced axis at least, so that there is a row.
  const ordered = [...kept.order, ...reduced.order], sizes = ordered.map((a) => nest.sizes[a]), isReduced = ordered.map((a) => nest.reduced[a]);
  const groups = mergedGroups(sizes, strides.map((s) => ordered.map((a) => s[a])), (a, b) => isReduced[a] === isReduced[b]);
  const picked = groups.map((g) => ordered[g.at(-1)!]), rewriter = pickAxes(reduced.best === undefined ? [...picked, -1] : picked);
  const merged: RowNest = {
    kind: 'rows', buffers: nest.buffers,
    sizes: [...groups.map((g) => g.reduce((n, i) => n * sizes[i], 1)), ...(reduced.best === undefined ? [1] : [])],
    reduced: [...groups.map((g) => isReduced[g[0]]), ...(reduced.best === undefined ? [true] : [])],
    reductions: nest.reductions.map((r) => ({ ...r, value: rewriter.value(r.value) })),
    stores: nest.stores.map((s) => rewriter.store(s)),
  };
  return { nest: merged, byColumn };
}

/** Passes a value must wait for: 0 when it uses no reduction. */
export function levels(nest: RowNest): { of(value: Value): number; reductions: number[] } {
  const reductions: number[] = [], known = new Map<Value, number>();
  const of = (root: Value): number => {
    visitValues([root], (v) => {
      if (known.has(v)) return;
      let level = v.kind === 'hole' ? reductions[v.hole] + 1 : 0;
      if (v.kind === 'map') for (const arg of v.args) level = Math.max(level, known.get(arg)!);
      if (v.kind === 'load') for (const { index } of v.access.gathers ?? []) level = Math.max(level, known.get(index)!);
      known.set(v, level);
    });
    return known.get(root)!;
  };
  for (const { value } of nest.reductions) reductions.push(of(value));
  return { of, reductions };
}

export function rowSchedule(nest: RowNest, byColumn: boolean): RowSchedule {
  const keptAxes = nest.reduced.indexOf(true), kept = nest.sizes.slice(0, keptAxes), row = product(nest.sizes.slice(keptAxes));
  const cost = Math.max(1, costOf(nest.reductions.map((r) => r.value)) + costOf(nest.stores.map((s) => s.value))), grain = Math.max(1024, 65536 / cost);
  const columns = Math.max(1, Math.min(8, Math.floor(12 / nest.reductions.length)));
  const unroll = Math.max(1, Math.min(4, Math.floor(8 / nest.reductions.length)));
  if (kept.length === 0) return { split: { axis: 0, block: 1 }, unroll, columns };
  if (byColumn) return { split: { axis: keptAxes - 1, block: Math.min(4 * columns, kept[keptAxes - 1]) }, unroll, columns };
  const rows = Math.max(1, Math.floor(grain / Math.max(1, row)));
  return { split: { axis: keptAxes - 1, block: Math.min(rows, kept[keptAxes - 1]) }, unroll, columns };
}

/** Elements from which on a reduction is shared out by cutting its rows. */
const worthCutting = 65536;

export function lowerRows(given: RowNest, schedule?: RowSchedule): Lowered {
  const keptCount = product(given.sizes.filter((_, i) => !given.reduced[i])), rowCount = product(given.sizes.filter((_, i) => given.reduced[i]));
  if (keptCount === 0) return { temporaries: [], launches: [] };
  const cut = schedule ? undefined : cutRows(given, keptCount, rowCount);
  if (cut) return cut;
  const { nest: normal, byColumn } = normaliseRows(given), nest = withReciprocals(normal), chosen = schedule ?? rowSchedule(nest, byColumn);
  const kept = nest.reduced.indexOf(true), values = [...nest.reductions.map((r) => r.value), ...nest.stores.map((s) => s.value)];
  const cached = cachedBetweenPasses(nest, byColumn, chosen);
  const kernel: Kernel = {
    key: `${keyOf({ ...nest })}${JSON.stringify(chosen)}${byColumn}`, name: byColumn ? 'columns' : 'rows', buffers: nest.buffers,
    tasks: kept === 0 ? 1 : taskCount(nest.sizes.slice(0, kept), chosen.split),
    scratchBytes: cached.bytes, flop: rowOperations(nest, keptCount, rowCount), cost: keptCount * rowCount * costOf(values), bytes: trafficOf(nest.sizes, nest.stores, nest.reductions.map((r) => r.value), ({ dtype }) => bytesOf[dtype]),
    loops: () => rowsText(nest, byColumn, chosen),
    emit: (context) => emitRows(nest, byColumn, chosen, cached, context),
  };
  return { temporaries: [], launches: [{ kernel, buffers: Array.from({ length: nest.buffers }, (_, buffer) => ({ buffer })) }] };
}

/** Few rows, each long: cut into parts that are reduced side by side. Cuts depend on sizes alone, so results do not depend on the number of threads. */
function cutRows(nest: RowNest, kept: number, row: number): Lowered | undefined {
  if (kept * row < worthCutting || row < 1024) return undefined;
  const { byColumn } = normaliseRows(nest);
  if ((byColumn ? Math.ceil(kept / 32) : kept) >= 8) return undefined;
  const cut = rowsInParts(nest, Math.min(Math.ceil((kept * row) / 16384), 256));
  if (!cut) return undefined;
  const launches = cut.nests.flatMap((n) => lowerRows(n, rowScheduleOf(n)).launches).map(({ kernel, buffers }) => ({ kernel, buffers: buffers.map((b) => ('buffer' in b && b.buffer >= nest.buffers ? { temporary: b.buffer - nest.buffers } : b)) }));
  return { temporaries: cut.temporaries, launches };
}

/**
 * The longest reduced axis is cut into fixed parts, each reduced into a temporary, and the parts are combined in order.
 * The nests' buffers after the given one's are the temporaries.
 */
export function rowsInParts(nest: RowNest, asked: number): { nests: RowNest[]; temporaries: number[] } | undefined {
  const level = levels(nest), kept = product(nest.sizes.filter((_, i) => !nest.reduced[i]));
  if (nest.reductions.length === 0 || level.reductions.some((l) => l > 0) || nest.stores.some((s) => !s.perRow && level.of(s.value) > 0)) return undefined;
  const axis = [...nest.sizes.keys()].filter((a) => nest.reduced[a]).reduce((best, a) => (nest.sizes[a] > nest.sizes[best] ? a : best), nest.reduced.indexOf(true));
  const size = nest.sizes[axis], wanted = Math.min(size >> 1, asked);
  if (wanted < 2) return undefined;
  const length = Math.ceil(size / wanted), whole = Math.floor(size / length), rest = size - whole * length, parts = whole + (rest ? 1 : 0), rank = nest.sizes.length;
  const first = nest.buffers, temporaries = nest.reductions.map(() => 4 * parts * kept);
  // Temporary [part, kept..], one per reduction.
  const keptStrides: number[] = nest.sizes.map(() => 0);
  let stride = 1;
  for (let a = rank - 1; a >= 0; a--) if (!nest.reduced[a]) { keptStrides[a] = stride; stride *= nest.sizes[a]; }
  const temporary = (i: number, offset: number, strides: readonly number[]): Access => ({ buffer: first + i, dtype: nest.reductions[i].lane, offset, strides });
  const partial = (count: number, partLength: number, from: number, part: number): RowNest => {
    // Axes: [count] + the nest's, whose cut axis is now partLength long.
    const rewriter = new Rewriter((s) => [s[axis] * partLength, ...s], (a) => ({ ...a, offset: a.offset + from * a.strides[axis + 1] }));
    const shift = (v: Value): Value => shiftIndices(rewriter.value(v), axis + 1, from);
    const store = (s: RowNest['stores'][number]) => { const done = rewriter.store(s); return { ...done, access: { ...done.access, offset: done.access.offset + from * done.access.strides[axis + 1] }, value: shiftIndices(done.value, axis + 1, from) }; };
    return {
      kind: 'rows', buffers: first + nest.reductions.length, sizes: [count, ...nest.sizes.map((s, a) => (a === axis ? partLength : s))], reduced: [false, ...nest.reduced],
      reductions: nest.reductions.map((r) => ({ ...r, value: shift(r.value) })),
      stores: [...nest.stores.filter((s) => !s.perRow).map(store), ...nest.reductions.map((r, i) => ({ access: temporary(i, part * kept, [kept, ...keptStrides]), value: { kind: 'hole', lane: r.lane, hole: i } as Value, perRow: true }))],
    };
  };
  const combined: RowNest = {
    kind: 'rows', buffers: first + nest.reductions.length, sizes: [parts, ...nest.sizes.map((s, a) => (nest.reduced[a] ? 1 : s))], reduced: [true, ...nest.sizes.map(() => false)],
    reductions: nest.reductions.map((r, i) => ({ ...r, value: { kind: 'load', lane: r.lane, access: temporary(i, 0, [kept, ...keptStrides]) } })),
    stores: nest.stores.filter((s) => s.perRow).map((s) => new Rewriter((strides) => [0, ...strides]).store(s)),
  };
  return { nests: [partial(whole, length, 0, 0), ...(rest ? [partial(1, rest, whole * length, whole)] : []), combined], temporaries };
}
function rowScheduleOf(nest: RowNest): RowSchedule { const n = normaliseRows(nest); return rowSchedule(n.nest, n.byColumn); }
function shiftIndices(value: Value, axis: number, by: number): Value {
  if (by === 0) return value;
  const done = new Map<Value, Value>();
  const visit = (v: Value): Value => {
    const known = done.get(v);
    if (known) return known;
    let made = v;
    if (v.kind === 'index') made = { ...v, offset: v.offset + by * v.strides[axis] };
    if (v.kind === 'map') made = { ...v, args: v.args.map(visit) };
    if (v.kind === 'load' && v.access.gathers) made = { ...v, access: { ...v.access, gathers: v.access.gathers.map((g) => ({ ...g, index: visit(g.index) })) } };
    done.set(v, made);
    return made;
  };
  return visit(value);
}

/** What a last bit may turn into a whole number's difference. */
const rounds = new Set(['round', 'floor', 'ceil', 'trunc', 'f32ToI32', 'f32ToU8', 'f32ToI8', 'eq', 'ne', 'lt', 'le', 'gt', 'ge']);

/** Division by what is the same all along a row: one reciprocal, and multiplications; not where the quotient is rounded or compared. */
function withReciprocals(nest: RowNest): RowNest {
  const along = [...nest.sizes.keys()].filter((axis) => nest.reduced[axis]), uniform = (v: Value) => along.every((axis) => uniformAlong(v, axis, () => false));
  const done = new Map<Value, Value>(), exact = new Set<Value>();
  visitValues([...nest.reductions.map((r) => r.value), ...nest.stores.map((s) => s.value)], (v) => { if (v.kind === 'map' && rounds.has(v.fn)) for (const arg of v.args) exact.add(arg); });
  const visit = (v: Value): Value => {
    const known = done.get(v);
    if (known) return known;
    let made = v;
    if (v.kind === 'map') {
      const args = v.args.map(visit), [a, b] = args;
      if (v.fn === 'div' && !exact.has(v) && uniform(v.args[1]) && !uniform(v.args[0]) && b.kind !== 'constant') made = { kind: 'map', lane: 'f32', fn: 'mul', args: [a, reciprocal(b)] };
      else if (args.some((arg, i) => arg !== v.args[i])) made = { ...v, args };
    }
    done.set(v, made);
    return made;
  };
  const reciprocals = new Map<Value, Value>();
  const reciprocal = (v: Value): Value => {
    const known = reciprocals.get(v);
    if (known) return known;
    const made: Value = { kind: 'map', lane: 'f32', fn: 'reciprocal', args: [v] };
    reciprocals.set(v, made);
    return made;
  };
  return { ...nest, reductions: nest.reductions.map((r) => ({ ...r, value: visit(r.value) })), stores: nest.stores.map((s) => (s.perRow ? s : { ...s, value: visit(s.value) })) };
}

interface Cached { bytes: number; /** By pass: what is written to scratch memory in it. */ writes: Store[][]; /** By pass: its reductions and stores, with what is kept read instead. */ passes: { reductions: { index: number; value: Value }[]; stores: Store[] }[]; perRow: Store[] }
const worthKeeping = 6, scratchLimit = 1 << 18;

/** Which pass does what; and values that are dear, vary along the row and are wanted in several passes, written to scratch memory in the first. */
function cachedBetweenPasses(nest: RowNest, byColumn: boolean, { columns }: RowSchedule): Cached {
  const level = levels(nest), kept = nest.reduced.indexOf(true), rank = nest.sizes.length;
  const full = nest.stores.filter((s) => !s.perRow), perRow = nest.stores.filter((s) => s.perRow);
  const count = 1 + Math.max(0, ...level.reductions, ...full.map((s) => level.of(s.value)));
  const passes: Cached['passes'] = Array.from({ length: count }, (_, p) => ({
    reductions: nest.reductions.flatMap((r, index) => (level.reductions[index] === p ? [{ index, value: r.value }] : [])), stores: full.filter((s) => level.of(s.value) === p),
  }));
  const writes: Store[][] = passes.map(() => []);
  const rowElements = product(nest.sizes.slice(kept)), width = byColumn ? 4 * columns : 1;
  const strides: number[] = Array.from({ length: rank }, () => 0);
  let stride = width;
  for (let a = rank - 1; a >= kept; a--) { strides[a] = stride; stride *= nest.sizes[a]; }
  if (byColumn) strides[kept - 1] = 1;
  const padded = (rowElements * width * 4 + 63) & ~63;
  let bytes = 0;
  const uniform = (v: Value) => [...nest.sizes.keys()].slice(kept).every((a) => uniformAlong(v, a, () => false));
  const seenIn = passes.map(({ reductions, stores }) => { const set = new Set<Value>(); visitValues([...reductions.map((r) => r.value), ...stores.map((s) => s.value)], () => {}, set); return set; });
  const chosen = new Map<Value, { pass: number; access: Access }>();
  for (let p = 1; p < count; p++) {
    const looked = new Set<Value>();
    const look = (v: Value) => {
      if (looked.has(v) || chosen.has(v)) return;
      looked.add(v);
      if (v.kind !== 'map') return;
      const first = seenIn.findIndex((set, q) => q < p && set.has(v) && level.of(v) <= q);
      if (first >= 0 && !uniform(v) && costOf([v]) >= worthKeeping && bytes + padded <= scratchLimit) {
        chosen.set(v, { pass: first, access: { buffer: nest.buffers, dtype: v.lane === 'mask' ? 'bool' : v.lane, offset: bytes / 4, strides } });
        bytes += padded;
        return;
      }
      v.args.forEach(look);
    };
    for (const { value } of [...passes[p].reductions, ...passes[p].stores]) look(value);
  }
  if (chosen.size === 0) return { bytes: 0, writes, passes, perRow };
  // In later passes, what was kept is read.
  const after = (p: number) => {
    const done = new Map<Value, Value>();
    const visit = (v: Value): Value => {
      const known = done.get(v);
      if (known) return known;
      const kept = chosen.get(v);
      let made: Value = v;
      if (kept && kept.pass < p) made = { kind: 'load', lane: v.lane, access: kept.access };
      else if (v.kind === 'map') { const args = v.args.map(visit); if (args.some((a, i) => a !== v.args[i])) made = { ...v, args }; }
      done.set(v, made);
      return made;
    };
    return visit;
  };
  const rewritten = passes.map(({ reductions, stores }, p) => {
    const visit = after(p);
    for (const [value, { pass, access }] of chosen) if (pass === p) writes[p].push({ access, value: value.kind === 'map' ? { ...value, args: value.args.map(visit) } : value });
    return { reductions: reductions.map((r) => ({ ...r, value: visit(r.value) })), stores: stores.map((s) => ({ ...s, value: visit(s.value) })) };
  });
  // The pass that writes shares the object it writes, so that it is computed once.
  writes.forEach((stores, p) => stores.forEach((store, i) => { const original = [...chosen].filter(([, c]) => c.pass === p)[i][0]; stores[i] = { access: store.access, value: after(p)(original) }; }));
  return { bytes, writes, passes: rewritten, perRow };
}

function emitRows(nest: RowNest, byColumn: boolean, { split, unroll }: RowSchedule, cached: Cached, context: EmitContext): Callable {
  const { sizes, buffers, reductions } = nest, kept = nest.reduced.indexOf(true), vector = byColumn ? kept - 1 : sizes.length - 1;
  const f = context.module.function(byColumn ? 'columns' : 'rows', [...Array.from({ length: buffers }, () => context.module.address), context.module.address, 'i32', 'i32']);
  // Scratch memory follows the buffers, as one more.
  const bases = Array.from({ length: buffers + 1 }, (_, i) => i), begin = buffers + 1, end = buffers + 2;
  const inPass = cached.passes.map(({ reductions: r, stores }, p) => ({ reductions: r, stores: [...cached.writes[p], ...stores] }));
  const valuesOf = inPass.map((pass) => [...pass.reductions.map((r) => r.value), ...pass.stores.map((s) => s.value)]);
  const streams = new Streams(f, [...inPass.flatMap((p) => p.stores), ...cached.perRow], inPass.flatMap((p) => p.reductions.map((r) => r.value)), bases, bases[buffers]);
  const passLanes = valuesOf.map((values) => new Lanes(f, context, values)), rowLanes = new Lanes(f, context, cached.perRow.map((s) => s.value));
  const reducedAxes = [...sizes.keys()].slice(kept).map((axis) => ({ axis, size: sizes[axis] })), empty = reducedAxes.some(({ size }) => size === 0);
  const along = reducedAxes.map(({ axis }) => axis);
  const fnOf = ({ fn, lane }: Reduction) => combine[fn][lane];

  /** One row, or one block of columns: `widths` are the lanes of its vectors. */
  const row = (widths: readonly Place['lanes'][]) => {
    const holes = reductions.map(() => widths.map(() => f.local('v128'))), memos = widths.map(() => new Map<Value, Local>());
    const hole = (j: number) => (i: number) => { f.get(holes[i][j]); };
    const vectorsAt = (body: (j: number, width: Place['lanes']) => void) => widths.forEach((width, j) => body(j, width));
    inPass.forEach((pass, p) => {
      const lanes = passLanes[p];
      streams.settle();
      streams.focus(pass.stores, pass.reductions.map((r) => r.value));
      // What is the same all along the row.
      const once = invariants(valuesOf[p], along[along.length - 1], () => false).filter((v) => along.every((a) => uniformAlong(v, a, () => false)));
      vectorsAt((j, width) => {
        const place = streams.place(vector, byColumn ? width : 4, byColumn ? 4 * j : 0, memos[j], hole(j));
        for (const value of once) {
          if (memos[j].has(value)) continue;
          lanes.emit(value, place);
          const local = memos[j].get(value) ?? f.local('v128');
          f.set(local);
          memos[j].set(value, local);
        }
      });
      const sets = byColumn ? 1 : unroll, accumulators = pass.reductions.map(({ index }) => (byColumn ? [] : Array.from({ length: sets }, (_, u) => (u === 0 ? holes[index][0] : f.local('v128')))));
      pass.reductions.forEach(({ index }, k) => {
        const targets = byColumn ? holes[index] : accumulators[k];
        for (const local of targets) f.i32x4(laneBits(reductions[index].lane, reductions[index].neutral)).set(local);
      });
      /** Where NaN was met, for each accumulator of a largest or smallest. */
      const invalid: Record<number, Local[]> = {};
      pass.reductions.forEach(({ index }, k) => {
        const { fn, lane } = reductions[index];
        if (lane !== 'f32' || (fn !== 'max' && fn !== 'min')) return;
        invalid[index] = (byColumn ? holes[index] : accumulators[k]).map(() => f.local('v128'));
        for (const local of invalid[index]) f.i32x4(0).set(local);
      });
      const element = (j: number, ahead: number, width: Place['lanes'], set: number) => {
        const place = streams.place(vector, width, ahead, new Map(memos[j]), hole(j)), lasting = new Set(memos[j].keys());
        for (const store of pass.stores) lanes.store(store, place);
        pass.reductions.forEach(({ index, value }, k) => {
          const into = byColumn ? holes[index][j] : accumulators[k][set], reduction = reductions[index];
          if (reduction.fn === 'sum' && reduction.lane === 'f32' && width === 4) { lanes.emitSum(into, value, place); f.set(into); return; }
          const missing: Local[] | undefined = invalid[index];
          if (missing !== undefined && (byColumn || width === 4)) {
            // The larger of two in one instruction; NaN, which it drops, is noted beside.
            const v = f.local('v128');
            lanes.emit(value, place);
            f.set(v).get(into).get(v).op(reduction.fn === 'max' ? 'f32x4.pmax' : 'f32x4.pmin').set(into);
            const noted = missing[byColumn ? j : set];
            f.get(noted).get(v).get(v).op('f32x4.ne').op('v128.or').set(noted);
            f.release(v);
            return;
          }
          f.get(into);
          lanes.emit(value, place);
          if (!byColumn && width < 4) {
            // Lanes beyond the row's end are neutral.
            f.i32x4(laneBits(reduction.lane, reduction.neutral)).i32x4(-1, width > 1 ? -1 : 0, width > 2 ? -1 : 0, 0).op('v128.bitselect');
          }
          context.math.emit(f, fnOf(reduction));
          f.set(into);
        });
        lanes.forget(place, lasting);
      };
      if (!empty && (pass.reductions.length > 0 || pass.stores.length > 0)) {
        if (byColumn) loopAxes(f, streams, reducedAxes, () => { streams.settle(); vectorsAt((j, width) => element(j, 4 * j, width, 0)); });
        else loopAxes(f, streams, reducedAxes.slice(0, -1), () => staticRun(f, streams, vector, sizes[vector], unroll, (ahead, width, set) => element(0, ahead, width, set)));
      }
      streams.settle();
      streams.focus();
      pass.reductions.forEach(({ index }, k) => (invalid[index] ?? []).forEach((noted, i) => {
        const into = (byColumn ? holes[index] : accumulators[k])[i];
        f.f32x4(NaN).get(into).get(noted).op('v128.bitselect').set(into);
        f.release(noted);
      }));
      if (byColumn) return;
      pass.reductions.forEach(({ index }, k) => {
        const fn = fnOf(reductions[index]), result = holes[index][0];
        // Sets, then lanes, in a fixed order; the result in all four.
        for (const other of accumulators[k].slice(1)) { f.get(result).get(other); context.math.emit(f, fn); f.set(result); f.release(other); }
        f.get(result).get(result).get(result).shuffle32(2, 3, 0, 1);
        context.math.emit(f, fn);
        f.tee(result).get(result).get(result).shuffle32(1, 0, 3, 2);
        context.math.emit(f, fn);
        f.set(result);
      });
    });
    vectorsAt((j, width) => {
      const place = streams.place(vector, byColumn ? width : 1, byColumn ? 4 * j : 0, memos[j], hole(j));
      for (const store of cached.perRow) rowLanes.store(store, place);
    });
    for (const memo of memos) f.release(...memo.values());
    f.release(...holes.flat());
  };
  /** Vectors that make up a number of columns. */
  const widthsOf = (count: number): Place['lanes'][] => [...Array.from({ length: count >> 2 }, () => 4 as const), ...(count & 3 ? [(count & 3) as Place['lanes']] : [])];

  if (kept === 0) {
    f.get(begin).i32(0).op('i32.eq').get(end).i32(0).op('i32.gt_s').op('i32.and').if();
    streams.reset();
    row([4]);
    f.end();
    return f;
  }
  forTasks(f, streams, sizes.slice(0, kept), split, begin, end, (count) => {
    if (byColumn) {
      const rest = sizes[vector] % split.block, most = Math.min(split.block, sizes[vector]);
      if (rest === 0) { row(widthsOf(most)); return; }
      f.get(count).i32(most).op('i32.eq').if();
      row(widthsOf(most));
      f.else();
      row(widthsOf(rest));
      f.end();
      return;
    }
    const rows = f.local('i32');
    f.get(count).set(rows);
    repeat(f, { local: rows }, () => { row([4]); streams.advance(split.axis, 1); streams.settle(); });
    f.release(rows);
  });
  return f;
}
