/**
 * Contractions to kernels: a block of b is packed into panels that stay in the cache, register tiles run down the rows,
 * and what is stored of the sums (the epilogue) is worked out tile by tile.
 *
 *   task = (batch, block of columns, block of rows):  for each block of the sum: pack b (and a) | for each panel, each tile: sums | results
 *
 * The order of every sum depends on sizes alone: neither threads nor the cutting of tasks change a bit.
 */
import type { Callable, Local } from '../../wasm/index.ts';
import type { ContractNest } from '../contract-nest.ts';
import type { Device, EmitContext, Kernel, Launch, Lowered } from '../kernel.ts';
import { Lanes, type Place } from '../lanes.ts';
import { invariants, lowerMap } from '../map.ts';
import { keyOf, Rewriter } from '../nest.ts';
import { lowerRows } from '../rows.ts';
import { repeat, Streams } from '../streams.ts';
import { contractText } from '../text.ts';
import type { Access, Value } from '../value.ts';
import { emitOffset, emitPack, emitPackRows } from './pack.ts';
import { isPlain, linearK, linearX, problemKey, problemOf, product, type Operand, type Problem } from './problem.ts';
import { checkSchedule, contractSchedule, type ContractSchedule } from './schedule.ts';
import { emitTile } from './tile.ts';

export { checkSchedule, contractSchedule, registersOf, type ContractSchedule } from './schedule.ts';
export { problemKey, problemOf, type Problem } from './problem.ts';

export function lowerContract(nest: ContractNest, buffers: number, device: Device, schedule?: ContractSchedule): Lowered {
  const { sizes, batch, m, n, k } = nest, points = product(sizes.slice(0, batch + m + n)), sum = product(sizes.slice(batch + m + n));
  if (points === 0) return { temporaries: [], launches: [] };
  if (sum === 0) return withoutSum(nest, buffers);
  if (!isPlain(nest.a, nest.lane) || !isPlain(nest.b, nest.lane)) return materialised(nest, buffers, device, schedule);
  const parts = schedule ? undefined : cutSum(nest, buffers, device, k);
  if (parts) return parts;
  const problem = problemOf(nest, buffers);
  return lowerProblem(problem, schedule ?? device.schedules?.get(problemKey(problem)) ?? contractSchedule(problem, device), device);
}
/** @throws Error naming the rule that the schedule breaks */
export function lowerProblem(problem: Problem, schedule: ContractSchedule, device: Device): Lowered {
  checkSchedule(problem, schedule, device);
  return tiled(problem, schedule);
}

/** A sum of nothing is 0. */
function withoutSum(nest: ContractNest, buffers: number): Lowered {
  const axes = nest.batch + nest.m + nest.n, zero: Value = { kind: 'constant', lane: nest.lane, value: 0 };
  const done = new Map<Value, Value>();
  const visit = (v: Value): Value => {
    const known = done.get(v);
    if (known) return known;
    const made = v.kind === 'hole' ? zero : v.kind === 'map' ? { ...v, args: v.args.map(visit) } : v;
    done.set(v, made);
    return made;
  };
  const rewriter = new Rewriter((s) => s.slice(0, axes));
  return lowerMap({ kind: 'map', sizes: nest.sizes.slice(0, axes), buffers, stores: nest.stores.map((s) => rewriter.store({ ...s, value: visit(s.value) })) });
}

const identity = (buffers: number): Launch['buffers'] => Array.from({ length: buffers }, (_, buffer) => ({ buffer }));

/** An operand that is a function of loads, or of another type, is worked out first, [batch, its axes, k]. */
function materialised(nest: ContractNest, buffers: number, device: Device, schedule?: ContractSchedule): Lowered {
  const starts = { batch: 0, m: nest.batch, n: nest.batch + nest.m, k: nest.batch + nest.m + nest.n }, rank = nest.sizes.length;
  const temporaries: number[] = [], launches: Launch[] = [], operands: Value[] = [];
  for (const side of ['a', 'b'] as const) {
    const value = nest[side];
    if (isPlain(value, nest.lane)) { operands.push(value); continue; }
    const axes = [...range(starts.batch, nest.batch), ...(side === 'a' ? range(starts.m, nest.m) : []), ...range(starts.k, nest.k), ...(side === 'b' ? range(starts.n, nest.n) : [])];
    const strides: number[] = Array.from({ length: rank }, () => 0);
    let stride = 1;
    for (let i = axes.length - 1; i >= 0; i--) { strides[axes[i]] = stride; stride *= nest.sizes[axes[i]]; }
    const access: Access = { buffer: buffers + temporaries.push(4 * stride) - 1, dtype: nest.lane, offset: 0, strides };
    operands.push({ kind: 'load', lane: nest.lane, access });
    const rewriter = new Rewriter((s) => axes.map((axis) => s[axis]));
    const lowered = lowerMap({ kind: 'map', sizes: axes.map((axis) => nest.sizes[axis]), buffers: access.buffer + 1, stores: [rewriter.store({ access, value })] });
    launches.push(...joined([], [], lowered, buffers).launches);
  }
  const rest = lowerContract({ ...nest, a: operands[0], b: operands[1] }, buffers + temporaries.length, device, schedule);
  return joined(temporaries, launches, rest, buffers);
}
const range = (start: number, count: number): number[] => Array.from({ length: count }, (_, i) => start + i);

/** Launches of a lowering for which our temporaries were buffers, after ours. */
function joined(temporaries: readonly number[], launches: readonly Launch[], rest: Lowered, buffers: number): Lowered {
  return {
    temporaries: [...temporaries, ...rest.temporaries],
    launches: [...launches, ...rest.launches.map(({ kernel, buffers: own }) => ({ kernel, buffers: own.map((b) => ('temporary' in b ? { temporary: b.temporary + temporaries.length } : b.buffer >= buffers ? { temporary: b.buffer - buffers } : b)) }))],
  };
}

/** Few results, each a long sum: the sum's outermost axis is cut into fixed parts, done side by side and added in order. */
function cutSum(nest: ContractNest, buffers: number, device: Device, k: number): Lowered | undefined {
  const kept = nest.batch + nest.m + nest.n, m = product(nest.sizes.slice(nest.batch, nest.batch + nest.m)), n = product(nest.sizes.slice(nest.batch + nest.m, kept)), batch = product(nest.sizes.slice(0, nest.batch)), sum = product(nest.sizes.slice(kept));
  const tiles = batch * Math.ceil(m / 6) * Math.ceil(n / 8);
  if (nest.lane !== 'f32' || sum < 4096 || tiles >= 64 || k === 0) return undefined;
  const axis = kept + nest.sizes.slice(kept).reduce((best, size, i, all) => (size > 1 && all[best] === 1 ? i : best), 0), size = nest.sizes[axis];
  let parts = 1;
  for (let d = 2; d <= Math.min(size, 24); d++) if (size % d === 0 && sum / d >= 512) parts = d;
  if (parts < 4) return undefined;
  // The parts are a batch axis in front.
  const spread = new Rewriter((s) => [s[axis] * (size / parts), ...s]), sizes = [parts, ...nest.sizes.map((s, a) => (a === axis ? size / parts : s))], points = batch * m * n;
  const strides = sizes.map(() => 0);
  let stride = 1;
  for (let a = kept; a >= 1; a--) { strides[a] = stride; stride *= sizes[a]; }
  strides[0] = points;
  const partial: Access = { buffer: buffers, dtype: 'f32', offset: 0, strides };
  const sums = lowerContract({ ...nest, sizes, batch: nest.batch + 1, a: spread.value(nest.a), b: spread.value(nest.b), stores: [{ access: partial, value: { kind: 'hole', lane: 'f32', hole: 0 } }] }, buffers + 1, device);
  const outer = new Rewriter((s) => [0, ...s.slice(0, kept)]);
  const added = lowerRows({
    kind: 'rows', sizes: [parts, ...nest.sizes.slice(0, kept)], reduced: [true, ...nest.sizes.slice(0, kept).map(() => false)], buffers: buffers + 1,
    reductions: [{ fn: 'sum', lane: 'f32', neutral: 0, value: { kind: 'load', lane: 'f32', access: { ...partial, strides: strides.slice(0, kept + 1) } } }],
    stores: nest.stores.map((store) => ({ ...outer.store(store), perRow: true })),
  });
  const both: Lowered = { temporaries: sums.temporaries, launches: [...sums.launches, ...added.launches] };
  return joined([4 * points * parts], [], both, buffers);
}

/** Panels of an operand: tiles along its inner axis, for each point of the outer ones. */
interface Panels { width: number; outer: readonly number[]; inner: number; perOuter: number; count: number }
const panelsOf = (sizes: readonly number[], width: number): Panels => {
  const inner = sizes.at(-1)!, outer = sizes.slice(0, -1), perOuter = Math.ceil(inner / width);
  return { width, outer, inner, perOuter, count: product(outer) * perOuter };
};

function tiled(problem: Problem, s: ContractSchedule): Lowered {
  const { k, batch, buffers } = problem, rows = panelsOf(problem.m, s.mr), columns = panelsOf(problem.n, s.nr), batches = product(batch), temporaries: number[] = [], launches: Launch[] = [];
  const before = (operand: Operand, panels: Panels): number => {
    const temporary = temporaries.push(4 * batches * panels.count * panels.width * k) - 1;
    const group = Math.max(1, Math.floor(16384 / (k * panels.width)));
    launches.push({ kernel: packKernel(problem, operand, panels, group), buffers: [{ buffer: operand.buffer }, { temporary }] });
    return temporary;
  };
  const a = s.packA === 'before' ? before(problem.a, rows) : undefined, b = s.packB === 'before' ? before(problem.b, columns) : undefined;
  const own = [...identity(buffers), ...(a === undefined ? [] : [{ temporary: a }]), ...(b === undefined ? [] : [{ temporary: b }])];
  launches.push({ kernel: contractKernel(problem, s, rows, columns, a === undefined ? undefined : buffers, b === undefined ? undefined : buffers + (a === undefined ? 0 : 1), own.length), buffers: own });
  return { temporaries, launches };
}

/** Whether all panels lie side by side in each of the operand's rows, for a sum along one axis. */
const isRow = (operand: Operand, panels: Panels): boolean => panels.outer.length === 0 && linearX(operand, panels.inner) === 1 && operand.x.length === 1 && linearK(operand) !== undefined;

/** Leaves the offset in bytes of the batch whose number is in `index` (used up). */
const emitBatch = (f: Parameters<typeof emitOffset>[0], problem: Problem, operand: Operand, index: Local): void => {
  if (problem.batch.length === 0) f.addressConst(operand.offset * 4);
  else { emitOffset(f, problem.batch.map((size, i) => ({ size, stride: operand.batch[i] })), index); if (operand.offset) f.addressConst(operand.offset * 4).addressOp('add'); }
};

/** Element number along the operand's x axes at which a panel begins, and how many of its elements there are. */
function emitPanel(f: Parameters<typeof emitOffset>[0], { width, inner, perOuter }: Panels, panel: Local, first: Local, valid: Local): void {
  // first = (panel / perOuter) * inner + (panel % perOuter) * width
  f.get(panel).i32(perOuter).op('i32.rem_u').i32(width).op('i32.mul').set(valid);
  f.get(panel).i32(perOuter).op('i32.div_u').i32(inner).op('i32.mul').get(valid).op('i32.add').set(first);
  f.i32(width).i32(inner).get(valid).op('i32.sub').i32(width).i32(inner).get(valid).op('i32.sub').op('i32.lt_s').select().set(valid);
}

/** All panels of an operand, once: [batch][panel][k][width]. */
function packKernel(problem: Problem, operand: Operand, panels: Panels, group: number): Kernel {
  const { k } = problem, batches = product(problem.batch), all = batches * panels.count;
  if (isRow(operand, panels)) return packRowsKernel(problem, operand, panels);
  return {
    key: `pack ${JSON.stringify([operand.x, operand.k, operand.batch, operand.offset, problem.batch, panels, group])}`, name: 'pack', buffers: 2, tasks: Math.ceil(all / group), scratchBytes: 0, flop: 0, bytes: 8 * all * panels.width * k,
    emit(context) {
      const { address } = context.module, pack = emitPack(context, operand, panels.width);
      const f = context.module.function('pack all', [address, address, address, 'i32', 'i32']), [source, to, , begin, end] = [0, 1, 2, 3, 4];
      const at = f.local('i32'), last = f.local('i32'), panel = f.local('i32'), index = f.local('i32'), first = f.local('i32'), valid = f.local('i32');
      f.get(begin).i32(group).op('i32.mul').set(at).get(end).i32(group).op('i32.mul').set(last);
      f.get(last).i32(all).get(last).i32(all).op('i32.lt_s').select().set(last);
      f.get(at).get(last).op('i32.lt_s').if().loop();
      f.get(at).i32(panels.count).op('i32.rem_u').set(panel).get(at).i32(panels.count).op('i32.div_u').set(index);
      emitBatch(f, problem, operand, index);
      f.get(source).addressOp('add');
      f.get(at).toAddress().addressConst(4 * panels.width * k).addressOp('mul').get(to).addressOp('add');
      emitPanel(f, panels, panel, first, valid);
      f.get(first).get(valid).i32(0).i32(k).call(pack);
      f.get(at).i32(1).op('i32.add').tee(at).get(last).op('i32.lt_s').brIf(0).end().end();
      return f;
    },
  };
}

/** The same, of an operand whose rows lie along the panels: tasks are stretches of panels. */
function packRowsKernel(problem: Problem, operand: Operand, panels: Panels): Kernel {
  const { k } = problem, batches = product(problem.batch), stretch = Math.min(panels.count, Math.max(4, Math.ceil(32768 / (k * panels.width)))), perBatch = Math.ceil(panels.count / stretch);
  return {
    key: `pack rows ${JSON.stringify([operand.x, operand.k, operand.batch, operand.offset, problem.batch, panels, stretch])}`, name: 'pack', buffers: 2, tasks: batches * perBatch, scratchBytes: 0, flop: 0, bytes: 8 * batches * panels.count * panels.width * k,
    emit(context) {
      const { address } = context.module, pack = emitPackRows(context, operand, panels.width, panels.inner);
      const f = context.module.function('pack rows', [address, address, address, 'i32', 'i32']), [source, to, , begin, end] = [0, 1, 2, 3, 4], task = f.local('i32'), batch = f.local('i32'), panel = f.local('i32'), count = f.local('i32'), index = f.local('i32');
      f.get(begin).set(task).get(task).get(end).op('i32.lt_s').if().loop();
      f.get(task).i32(perBatch).op('i32.div_u').tee(batch).set(index).get(task).i32(perBatch).op('i32.rem_u').i32(stretch).op('i32.mul').set(panel);
      f.i32(stretch).i32(panels.count).get(panel).op('i32.sub').i32(stretch).i32(panels.count).get(panel).op('i32.sub').op('i32.lt_s').select().set(count);
      emitBatch(f, problem, operand, index);
      f.get(source).addressOp('add');
      f.get(batch).i32(panels.count).op('i32.mul').get(panel).op('i32.add').toAddress().addressConst(4 * panels.width * k).addressOp('mul').get(to).addressOp('add');
      f.get(panel).i32(panels.width).op('i32.mul').get(count).i32(0).i32(k).call(pack);
      f.get(task).i32(1).op('i32.add').tee(task).get(end).op('i32.lt_s').brIf(0).end().end();
      return f;
    },
  };
}

function contractKernel(problem: Problem, s: ContractSchedule, rows: Panels, columns: Panels, packedA: number | undefined, packedB: number | undefined, buffers: number): Kernel {
  const { k } = problem, batches = product(problem.batch), nBlocks = Math.ceil(columns.count / (s.nb / s.nr)), mBlocks = Math.ceil(rows.count / (s.mb / s.mr));
  const tileBytes = 4 * s.mr * s.nr, kBlocks = Math.ceil(k / s.kc), align = (n: number) => (n + 63) & ~63;
  // Scratch: packed b, packed a, sums of a row of tiles (of all of a task's where the sum is done in blocks).
  const bBytes = packedB === undefined ? align(4 * s.nb * Math.min(k, s.kc)) : 0, aBytes = s.packA === 'task' ? align(4 * s.mb * Math.min(k, s.kc)) : 0;
  const sumBytes = tileBytes * (s.nb / s.nr) * (kBlocks > 1 ? s.mb / s.mr : 1);
  return {
    key: `contract ${keyOf({ kind: 'contract', ...problem } as never)}${JSON.stringify(s)}${packedA}/${packedB}`, name: 'contract', buffers, tasks: batches * nBlocks * mBlocks, scratchBytes: bBytes + aBytes + align(sumBytes),
    flop: 2 * batches * product(problem.m) * product(problem.n) * k, bytes: 4 * batches * (product(problem.m) * k + product(problem.n) * k + problem.stores.length * product(problem.m) * product(problem.n)),
    task: { problem, schedule: s },
    loops: () => contractText(problem, s),
    emit: (context) => emitContract(context, problem, s, rows, columns, { packedA, packedB, buffers, nBlocks, mBlocks, kBlocks, bBytes, aBytes, tileBytes }),
  };
}

interface Layout { packedA: number | undefined; packedB: number | undefined; buffers: number; nBlocks: number; mBlocks: number; kBlocks: number; bBytes: number; aBytes: number; tileBytes: number }

function emitContract(context: EmitContext, problem: Problem, s: ContractSchedule, rows: Panels, columns: Panels, layout: Layout): Callable {
  const { module } = context, { address } = module, { k, a, b } = problem, { kBlocks, tileBytes, nBlocks, mBlocks } = layout, perN = s.nb / s.nr, perM = s.mb / s.mr;
  const packB = layout.packedB === undefined ? emitPack(context, b, s.nr) : undefined, packA = s.packA === 'task' ? emitPack(context, a, s.mr) : undefined;
  // Where the only thing stored is the sum itself, whole tiles go straight to the result.
  const [main] = problem.stores, direct = kBlocks === 1 && problem.stores.length === 1 && main.value.kind === 'hole' && main.access.dtype === problem.lane && !main.access.gathers?.length && !main.add && main.access.strides.at(-1) === 1;
  const mAxis = problem.batch.length + problem.m.length - 1, rowBytes = 4 * main.access.strides[mAxis], straight = direct && rowBytes >= 0;
  const rowStride = s.packA === 'none' ? 4 * linearX(a, rows.inner)! : 4, stepStride = s.packA === 'none' ? 4 * linearK(a)! : 4 * s.mr;
  const tileOf = (mr: number, resultStride: number) => emitTile(context, { mr, nr: s.nr, lane: problem.lane, unroll: s.unroll, rowStride, stepStride, resultStride });
  const lastRows = rows.inner % s.mr || s.mr, heights = [...new Set([...(rows.inner >= s.mr ? [s.mr] : []), lastRows])];
  const tiles = new Map(heights.map((mr) => [mr, tileOf(mr, 4 * s.nr)])), straightTiles = straight ? new Map(heights.map((mr) => [mr, tileOf(mr, rowBytes)])) : undefined;
  const finish = emitResults(context, problem, s, rows, columns), place = straight ? emitPlace(context, problem, rows, columns) : undefined;

  const f = module.function('contract', [...Array.from({ length: layout.buffers }, () => address), address, 'i32', 'i32']), scratch = layout.buffers, begin = layout.buffers + 1, end = layout.buffers + 2;
  const i32 = () => f.local('i32'), pointer = () => f.local(address);
  const task = i32(), rest = i32(), batch = i32(), nFirst = i32(), nLast = i32(), mFirst = i32(), mLast = i32(), n = i32(), m = i32(), k0 = i32(), length = i32(), first = i32(), valid = i32(), index = i32(), height = i32(), stretch = i32(), stretchEnd = i32(), wholeEnd = i32();
  const aBase = pointer(), bBase = pointer(), panel = pointer(), rowsAt = pointer(), sums = pointer(), result = pointer();
  const blockEnd = (from: Local, to: Local, per: number, count: number) => { f.get(from).i32(per).op('i32.add').tee(to).i32(count).get(to).i32(count).op('i32.lt_s').select().set(to); };

  f.get(begin).set(task).get(task).get(end).op('i32.lt_s').if().loop();
  // Task -> batch, block of columns, block of rows.
  f.get(task).set(rest);
  if (mBlocks > 1) f.get(rest).i32(mBlocks).op('i32.rem_u').i32(perM).op('i32.mul').set(mFirst).get(rest).i32(mBlocks).op('i32.div_u').set(rest); else f.i32(0).set(mFirst);
  if (nBlocks > 1) f.get(rest).i32(nBlocks).op('i32.rem_u').i32(perN).op('i32.mul').set(nFirst).get(rest).i32(nBlocks).op('i32.div_u').set(rest); else f.i32(0).set(nFirst);
  f.get(rest).set(batch);
  blockEnd(mFirst, mLast, perM, rows.count);
  blockEnd(nFirst, nLast, perN, columns.count);
  for (const [operand, base] of [[a, aBase], [b, bBase]] as const) { f.get(batch).set(index); emitBatch(f, problem, operand, index); f.get(operand.buffer).addressOp('add').set(base); }
  f.i32(0).set(k0);
  if (kBlocks > 1) f.loop();
  if (kBlocks > 1) f.i32(s.kc).i32(k).get(k0).op('i32.sub').i32(s.kc).i32(k).get(k0).op('i32.sub').op('i32.lt_s').select().set(length); else f.i32(k).set(length);
  const packAll = (pack: Callable, operand: Operand, base: Local, panels: Panels, from: Local, to: Local, counter: Local, offset: number) => {
    if (isRow(operand, panels)) {
      // The operand's rows lie along the panels: all panels of the block at once.
      f.get(base).get(scratch);
      if (offset) f.addressConst(offset).addressOp('add');
      f.get(from).i32(panels.width).op('i32.mul').get(to).get(from).op('i32.sub').get(k0).get(length).call(emitPackRows(context, operand, panels.width, panels.inner));
      return;
    }
    f.get(from).set(counter).loop();
    f.get(base);
    f.get(counter).get(from).op('i32.sub').get(length).op('i32.mul').toAddress().addressConst(4 * panels.width).addressOp('mul').get(scratch).addressOp('add');
    if (offset) f.addressConst(offset).addressOp('add');
    emitPanel(f, panels, counter, first, valid);
    f.get(first).get(valid).get(k0).get(length).call(pack);
    f.get(counter).i32(1).op('i32.add').tee(counter).get(to).op('i32.lt_s').brIf(0).end();
  };
  if (packB) packAll(packB, b, bBase, columns, nFirst, nLast, n, 0);
  if (packA) packAll(packA, a, aBase, rows, mFirst, mLast, m, layout.bBytes);
  // Down the rows; for each tile of them along the panels of b, so that results are written as they lie.
  f.get(mFirst).set(m).loop();
  if (packA) f.get(m).get(mFirst).op('i32.sub').get(length).op('i32.mul').toAddress().addressConst(4 * s.mr).addressOp('mul').get(scratch).addressOp('add').addressConst(layout.bBytes).addressOp('add').set(rowsAt);
  else if (layout.packedA !== undefined) f.get(batch).i32(rows.count).op('i32.mul').get(m).op('i32.add').toAddress().addressConst(4 * s.mr * k).addressOp('mul').get(layout.packedA).addressOp('add').get(k0).toAddress().addressConst(4 * s.mr).addressOp('mul').addressOp('add').set(rowsAt);
  else {
    emitPanel(f, rows, m, first, valid);
    f.get(first).set(index);
    emitOffset(f, a.x, index);
    f.get(aBase).addressOp('add').get(k0).toAddress().addressConst(4 * linearK(a)!).addressOp('mul').addressOp('add').set(rowsAt);
  }
  f.i32(s.mr).set(height);
  if (lastRows !== s.mr) f.i32(lastRows).i32(s.mr).get(m).i32(rows.perOuter).op('i32.rem_u').i32(rows.perOuter - 1).op('i32.eq').select().set(height);
  const run = (which: ReadonlyMap<number, Callable>, result: () => void) => {
    const call = (tile: Callable) => { f.get(rowsAt).get(panel); result(); f.get(length).get(k0).call(tile); };
    if (heights.length === 1) { call(which.get(heights[0])!); return; }
    f.get(height).i32(s.mr).op('i32.eq').if();
    call(which.get(s.mr)!);
    f.else();
    call(which.get(lastRows)!);
    f.end();
  };
  // Panels are walked in stretches within one outer point of the columns.
  f.get(nFirst).set(n).loop();
  f.get(n).set(stretch);
  if (columns.outer.length) { f.get(n).i32(columns.perOuter).op('i32.div_u').i32(1).op('i32.add').i32(columns.perOuter).op('i32.mul').set(stretchEnd); f.get(stretchEnd).get(nLast).get(stretchEnd).get(nLast).op('i32.lt_s').select().set(stretchEnd); } else f.get(nLast).set(stretchEnd);
  if (packB) f.get(n).get(nFirst).op('i32.sub').get(length).op('i32.mul').toAddress().addressConst(4 * s.nr).addressOp('mul').get(scratch).addressOp('add').set(panel);
  else f.get(batch).i32(columns.count).op('i32.mul').get(n).op('i32.add').toAddress().addressConst(4 * s.nr * k).addressOp('mul').get(layout.packedB!).addressOp('add').get(k0).toAddress().addressConst(4 * s.nr).addressOp('mul').addressOp('add').set(panel);
  const nextPanel = () => { f.get(panel); if (packB) f.get(length); else f.i32(k); f.toAddress().addressConst(4 * s.nr).addressOp('mul').addressOp('add').set(panel); f.get(n).i32(1).op('i32.add').set(n); };
  if (straightTiles && place) {
    // Whole panels go straight to the result; one that is cut goes by the tile's sums.
    f.get(stretchEnd).set(wholeEnd);
    if (columns.inner % s.nr) f.get(stretchEnd).get(stretchEnd).i32(columns.perOuter).op('i32.rem_u').op('i32.eqz').op('i32.sub').set(wholeEnd);
    f.get(n).get(wholeEnd).op('i32.lt_s').if();
    f.get(main.access.buffer).get(batch).get(m).get(n).call(place).set(result).loop();
    run(straightTiles, () => f.get(result));
    f.get(result).addressConst(4 * s.nr).addressOp('add').set(result);
    nextPanel();
    f.get(n).get(wholeEnd).op('i32.lt_s').brIf(0).end().end();
    f.get(n).set(stretch);
  }
  if (!straight || columns.inner % s.nr) {
    f.get(n).get(stretchEnd).op('i32.lt_s').if();
    f.get(scratch).addressConst(layout.bBytes + layout.aBytes).addressOp('add').set(sums);
    if (kBlocks > 1) {
      f.get(m).get(mFirst).op('i32.sub').i32(perN).op('i32.mul').get(n).get(nFirst).op('i32.sub').op('i32.add').toAddress().addressConst(tileBytes).addressOp('mul').get(sums).addressOp('add').set(sums);
    }
    f.get(sums).set(result).loop();
    run(tiles, () => f.get(result));
    f.get(result).addressConst(tileBytes).addressOp('add').set(result);
    nextPanel();
    f.get(n).get(stretchEnd).op('i32.lt_s').brIf(0).end();
    if (kBlocks > 1) f.get(k0).get(length).op('i32.add').i32(k).op('i32.eq').if();
    for (let i = 0; i < problem.buffers; i++) f.get(i);
    f.get(sums).get(batch).get(m).get(stretch).get(stretchEnd).get(stretch).op('i32.sub').call(finish);
    if (kBlocks > 1) f.end();
    f.end();
  }
  f.get(n).get(nLast).op('i32.lt_s').brIf(0).end();
  f.get(m).i32(1).op('i32.add').tee(m).get(mLast).op('i32.lt_s').brIf(0).end();
  if (kBlocks > 1) f.get(k0).i32(s.kc).op('i32.add').tee(k0).i32(k).op('i32.lt_s').brIf(0).end();
  f.get(task).i32(1).op('i32.add').tee(task).get(end).op('i32.lt_s').brIf(0).end().end();
  return f;
}

/** Moves streams to a tile: batch, panel of rows, panel of columns. */
function emitSeek(f: Parameters<typeof emitOffset>[0], streams: Streams, problem: Problem, rows: Panels, columns: Panels, [batch, m, n]: readonly Local[]): void {
  const rest = f.local('i32'), coordinate = f.local('i32');
  streams.reset();
  const walk = (sizes: readonly number[], firstAxis: number, from: Local) => {
    f.get(from).set(rest);
    for (let i = sizes.length - 1; i >= 0; i--) {
      if (i === 0) { streams.advanceBy(firstAxis, rest); break; }
      f.get(rest).i32(sizes[i]).op('i32.rem_u').set(coordinate);
      streams.advanceBy(firstAxis + i, coordinate);
      f.get(rest).i32(sizes[i]).op('i32.div_u').set(rest);
    }
  };
  walk(problem.batch, 0, batch);
  const side = (panels: Panels, firstAxis: number, panel: Local) => {
    const axis = firstAxis + panels.outer.length, index = f.local('i32');
    f.get(panel).i32(panels.perOuter).op('i32.rem_u').i32(panels.width).op('i32.mul').set(coordinate);
    streams.advanceBy(axis, coordinate);
    if (panels.outer.length) { f.get(panel).i32(panels.perOuter).op('i32.div_u').set(index); walk(panels.outer, firstAxis, index); }
    f.release(index);
  };
  side(rows, problem.batch.length, m);
  side(columns, problem.batch.length + problem.m.length, n);
  f.release(rest, coordinate);
}

/** A function (result's buffer, batch, panel of rows, panel of columns) -> the address of a tile of the result. */
function emitPlace(context: EmitContext, problem: Problem, rows: Panels, columns: Panels): Callable {
  const { module } = context, f = module.function('place', [module.address, 'i32', 'i32', 'i32'], [module.address]), [main] = problem.stores, access: Access = { ...main.access, buffer: 0 };
  const streams = new Streams(f, [{ access, value: main.value }], [], [0]);
  emitSeek(f, streams, problem, rows, columns, [1, 2, 3]);
  const offset = streams.place(problem.batch.length + problem.m.length + problem.n.length - 1, 4, 0, new Map(), () => {}).address(access, 0);
  if (offset) f.addressConst(offset).addressOp('add');
  return f;
}

/** A function (buffers.., sums of tiles, batch, panel of rows, first panel of columns, panels) that works out and stores what is to be stored of them, row by row. */
function emitResults(context: EmitContext, problem: Problem, s: ContractSchedule, rows: Panels, columns: Panels): Callable {
  const { module } = context, { address } = module, count = problem.buffers, values = problem.stores.map((store) => store.value);
  const f = module.function('results', [...Array.from({ length: count }, () => address), address, 'i32', 'i32', 'i32', 'i32']), sums = count, [batch, m, n, panels] = [count + 1, count + 2, count + 3, count + 4];
  const streams = new Streams(f, problem.stores, [], Array.from({ length: count }, (_, i) => i)), lanes = new Lanes(f, context, values);
  const mAxis = problem.batch.length + problem.m.length - 1, nAxis = mAxis + problem.n.length, left = f.local('i32'), at = f.local(address), whole = f.local('i32'), going = f.local('i32');
  emitSeek(f, streams, problem, rows, columns, [batch, m, n]);
  // Rows of the tiles that there are; panels that are whole, and one that is cut.
  f.i32(s.mr).set(left);
  if (rows.inner % s.mr) f.i32(rows.inner % s.mr).i32(s.mr).get(m).i32(rows.perOuter).op('i32.rem_u').i32(rows.perOuter - 1).op('i32.eq').select().set(left);
  const rest = columns.inner % s.nr, cut = f.local('i32');
  f.i32(0).set(cut);
  if (rest) f.get(n).get(panels).op('i32.add').i32(columns.perOuter).op('i32.rem_u').op('i32.eqz').set(cut);
  f.get(panels).get(cut).op('i32.sub').set(whole);
  const once = invariants(values, nAxis, () => true);
  const vectors = (width: number, memo: Map<Value, Local>) => {
    const lasting = new Set(memo.keys());
    for (let j = 0; j < width; j += 4) {
      const place = streams.place(nAxis, Math.min(4, width - j) as Place['lanes'], j, new Map(memo), () => { f.get(at).mem('v128.load', 4 * j); });
      for (const store of problem.stores) lanes.store(store, place);
      lanes.forget(place, lasting);
    }
  };
  const tileBytes = 4 * s.mr * s.nr;
  f.loop();
  f.get(sums).set(at);
  // What is the same all along the row.
  const memo = new Map<Value, Local>(), before = streams.place(nAxis, 4, 0, memo, () => {});
  for (const value of once) {
    lanes.emit(value, before);
    const kept = memo.get(value) ?? f.local('v128');
    f.set(kept);
    memo.set(value, kept);
  }
  f.get(whole).set(going);
  repeat(f, { local: going }, () => {
    vectors(s.nr, memo);
    streams.advance(nAxis, s.nr);
    streams.settle();
    f.get(at).addressConst(tileBytes).addressOp('add').set(at);
  });
  if (rest) { f.get(cut).if(); vectors(rest, memo); f.end(); }
  f.release(...memo.values());
  // Back to the row's beginning, and on to the next.
  f.get(whole).i32(s.nr).op('i32.mul').set(going);
  streams.advanceBy(nAxis, going, -1);
  streams.advance(mAxis, 1);
  streams.settle();
  f.get(sums).addressConst(4 * s.nr).addressOp('add').set(sums);
  f.get(left).i32(1).op('i32.sub').tee(left).brIf(0).end();
  return f;
}
