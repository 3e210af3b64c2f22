/**
 * Kernels one after the other within each point of the batch axes they share: attention is scores, softmax and weighted
 * values head by head, so that what passes from one to the next stays in the core's cache, and what nobody else wants
 * is in scratch memory and never stored.
 *
 *   contract -> rows -> contract, each over all heads      becomes      for each head: contract, rows, contract
 */
import { bytesOf } from '../graph/dtype.ts';
import type { Node } from '../graph/node.ts';
import { lowerContract } from '../loops/contract/index.ts';
import type { ContractNest } from '../loops/contract-nest.ts';
import type { Device, Kernel, Lowered } from '../loops/kernel.ts';
import { lowerMap } from '../loops/map.ts';
import { Rewriter, type MapNest, type RowNest } from '../loops/nest.ts';
import { lowerRows } from '../loops/rows.ts';
import { visitValues, type Access, type Store, type Value } from '../loops/value.ts';
import type { Callable } from '../wasm/index.ts';
import type { Group } from './groups.ts';
import type { Storage } from './kernel-values.ts';
import type { LoweredGroup } from './lower.ts';

export type Nest = ContractNest | RowNest | MapNest;
interface Entry { group: Group; lowered: LoweredGroup; /** Groups that a chain has taken in. */ taken?: readonly Group[] }

/** Points of the batch from which on they are shared out well enough. */
const fewestPoints = 4;
/** Scratch memory that still is in a core's second cache. */
const scratchLimit = (device: Device): number => 2 * device.l2Bytes;

/** Every chain of kernels that share their batch axes, as one. */
export function pipelined(entries: readonly Entry[], outputs: readonly Node[], storage: (node: Node) => Storage, device: Device): Entry[] {
  const result: Entry[] = [...entries], isOutput = new Set(outputs);
  for (let i = 0; i < result.length; i++) {
    const first = result[i], nest = first.lowered.nest;
    if (nest?.kind !== 'contract' || nest.batch === 0) continue;
    const sizes = nest.sizes.slice(0, nest.batch), points = sizes.reduce((n, s) => n * s, 1);
    if (points < fewestPoints) continue;
    const links: Link[] = [{ entry: first, nest, axes: sizes.map((_, axis) => axis) }], known = new Map<Node, readonly number[]>();
    // The axes of what a link stores, for those after it.
    const learn = ({ entry, nest: n, axes }: Link) => { for (const { access } of n.stores) known.set(entry.lowered.buffers[access.buffer], axes.map((axis) => access.strides[axis])); };
    learn(links[0]);
    for (let j = i + 1; j < result.length; j++) {
      const entry = result[j];
      if (!entry.lowered.nest || !entry.lowered.reads.some((node) => known.has(storage(node).of))) continue;
      const axes = shared(entry.lowered, known, sizes), inChain = new Set(links.map((link) => link.entry.group)), before = new Set(result.slice(0, i).flatMap((e) => e.taken ?? [e.group]));
      // Whatever else it needs has run already.
      if (!axes || [...entry.group.dependsOn].some((g) => !inChain.has(g) && !before.has(g))) continue;
      const link = { entry, nest: entry.lowered.nest, axes };
      links.push(link);
      learn(link);
    }
    const chain = links.length > 1 ? composed(links, sizes, result, isOutput, storage, device) : undefined;
    if (!chain) continue;
    const gone = new Set(links.slice(1).map((link) => link.entry));
    result.splice(i, 1, chain);
    for (let j = result.length - 1; j > i; j--) if (gone.has(result[j])) result.splice(j, 1);
  }
  return result;
}

/** A kernel of a chain, and which of its axes are the chain's batch axes. */
interface Link { entry: Entry; nest: Nest; axes: readonly number[] }

function loadsOf(nest: Nest): Access[] {
  const accesses: Access[] = nest.stores.map((s) => s.access);
  visitValues(rootsOf(nest), (v) => { if (v.kind === 'load') accesses.push(v.access); });
  return accesses;
}
const rootsOf = (nest: Nest): Value[] => [...nest.stores.flatMap((s) => [s.value, ...(s.access.gathers ?? []).map((g) => g.index)]), ...(nest.kind === 'contract' ? [nest.a, nest.b] : nest.kind === 'rows' ? nest.reductions.map((r) => r.value) : [])];

/** The axes along which a kernel walks what the chain has stored, as its batch axes do. */
function shared({ nest, buffers }: LoweredGroup, known: ReadonlyMap<Node, readonly number[]>, sizes: readonly number[]): number[] | undefined {
  if (!nest) return undefined;
  const kept = (axis: number) => (nest.kind === 'rows' ? !nest.reduced[axis] : nest.kind === 'contract' ? axis < nest.batch + nest.m + nest.n : true);
  let axes: number[] | undefined;
  for (const access of loadsOf(nest)) {
    const strides = known.get(buffers[access.buffer]);
    if (!strides) continue;
    if (!axes) {
      const free = new Set([...nest.sizes.keys()].filter(kept)), found: number[] = [];
      for (const [k, stride] of strides.entries()) {
        const axis = [...free].find((a) => nest.sizes[a] === sizes[k] && access.strides[a] === stride);
        if (axis === undefined) return undefined;
        free.delete(axis);
        found.push(axis);
      }
      axes = found;
    }
    if (strides.some((stride, k) => access.strides[axes![k]] !== stride)) return undefined;
  }
  return axes;
}

/** One buffer of the composed kernel: memory of a node, moved on by `strides` for each point of the batch; or scratch memory. */
interface View { node: Node; strides: readonly number[]; bytes: 1 | 2 | 4; scratch?: number }

function composed(links: readonly Link[], sizes: readonly number[], all: readonly Entry[], isOutput: ReadonlySet<Node>, storage: (node: Node) => Storage, device: Device): Entry | undefined {
  const inChain = new Set(links.map((link) => link.entry)), points = sizes.reduce((n, s) => n * s, 1);
  // What only the chain reads, and all of which lies within each point, is scratch.
  const stored = links.flatMap((link) => link.entry.lowered.stored), readElsewhere = (node: Node) => isOutput.has(node) || all.some((entry) => !inChain.has(entry) && (entry.lowered.reads.includes(node) || entry.lowered.stored.includes(node)));
  const passing = stored.filter((node) => storage(node).of === node && !readElsewhere(node));
  if (passing.length === 0) return undefined;
  const views: View[] = [], real: Node[] = [], lowereds: { lowered: Lowered; views: number[] }[] = [];
  let scratchBytes = 0;
  const reserve = (bytes: number): number => { const at = scratchBytes; scratchBytes += (bytes + 63) & ~63; return at; };
  const scratchOf = new Map<Node, { at: number; strides: readonly number[] }>();
  for (const { entry: { lowered }, nest, axes } of links) {
    let fits = true;
    visitValues(rootsOf(nest), (v) => { if (v.kind === 'index' && axes.some((axis) => v.strides[axis] !== 0)) fits = false; });
    if (!fits) return undefined;
    const own: number[] = [], viewOf = (access: Access): number => {
      const node = lowered.buffers[access.buffer], strides = axes.map((axis) => access.strides[axis]);
      let index = views.findIndex((view) => view.node === node && view.strides.every((s, k) => s === strides[k]));
      if (index < 0) {
        index = views.push({ node, strides, bytes: bytesOf[access.dtype] }) - 1;
        if (passing.includes(node)) {
          // A slice per point, as it lies in the whole: its axes are the inner ones.
          const inner = node.size / points, known = scratchOf.get(node);
          if (known && known.strides.some((s, k) => s !== strides[k])) fits = false;
          if (!isRowMajorPrefix(strides, sizes, inner)) fits = false;
          const at = known?.at ?? reserve(inner * bytesOf[access.dtype]);
          scratchOf.set(node, { at, strides });
          views[index].scratch = at;
        } else if (!real.includes(node)) real.push(node);
      }
      const position = own.indexOf(index);
      return position >= 0 ? position : own.push(index) - 1;
    };
    const inner = [...nest.sizes.keys()].filter((axis) => !axes.includes(axis)), sliced = sliceNest(nest, axes, inner, viewOf);
    if (!fits) return undefined;
    const part = sliced.kind === 'contract' ? lowerContract(sliced, own.length, device) : sliced.kind === 'rows' ? lowerRows({ ...sliced, buffers: own.length }) : lowerMap({ ...sliced, buffers: own.length });
    lowereds.push({ lowered: part, views: own });
  }
  const temporaries = lowereds.map(({ lowered }) => lowered.temporaries.map(reserve));
  const working = Math.max(0, ...lowereds.flatMap(({ lowered }) => lowered.launches.map(({ kernel }) => kernel.scratchBytes))), workAt = reserve(working);
  if (scratchBytes > scratchLimit(device)) return undefined;
  const kernels = lowereds.flatMap(({ lowered }) => lowered.launches.map(({ kernel }) => kernel));
  const kernel: Kernel = {
    key: `pipeline ${JSON.stringify([sizes, views.map((v) => [real.indexOf(v.node), v.strides, v.bytes, v.scratch]), temporaries, workAt, lowereds.map((l) => [l.views, l.lowered.launches.map((x) => x.buffers)])])}${kernels.map((k) => k.key).join('|')}`,
    name: `pipeline ${sizes.join('x')} of ${links.map(({ entry }) => entry.lowered.launches.at(-1)?.kernel.name ?? '').join(' | ')}`,
    buffers: real.length, tasks: points, scratchBytes,
    flop: points * kernels.reduce((sum, k) => sum + k.flop, 0), cost: points * kernels.reduce((sum, k) => sum + (k.cost ?? k.flop), 0), bytes: points * kernels.reduce((sum, k) => sum + k.bytes, 0),
    loops: () => kernels.flatMap((k) => (k.loops ? [k.loops()] : [])).map((text) => `for each of the ${points} points of the batch\n${text.replaceAll(/^/gm, '  ')}`).join('\n'),
    emit(context) {
      const { address } = context.module, callees = kernels.map((k): Callable => context.shared(`kernel ${k.key}`, () => k.emit(context)));
      const f = context.module.function('pipeline', [...real.map(() => address), address, 'i32', 'i32']), scratch = real.length, task = f.local('i32'), rest = f.local('i32'), coordinates = sizes.map(() => f.local('i32'));
      const places = views.map(() => f.local(address));
      f.get(real.length + 1).set(task).get(task).get(real.length + 2).op('i32.lt_s').if().loop();
      f.get(task).set(rest);
      for (let k = sizes.length - 1; k >= 0; k--) { f.get(rest).i32(sizes[k]).op('i32.rem_u').set(coordinates[k]).get(rest).i32(sizes[k]).op('i32.div_u').set(rest); }
      views.forEach(({ node, strides, bytes, scratch: at }, v) => {
        if (at !== undefined) { f.get(scratch).addressConst(at).addressOp('add').set(places[v]); return; }
        f.get(real.indexOf(node));
        strides.forEach((stride, k) => { if (stride) f.get(coordinates[k]).toAddress().addressConst(stride * bytes).addressOp('mul').addressOp('add'); });
        f.set(places[v]);
      });
      let next = 0;
      lowereds.forEach(({ lowered, views: own }, l) => {
        for (const launch of lowered.launches) {
          for (const b of launch.buffers) { if ('temporary' in b) f.get(scratch).addressConst(temporaries[l][b.temporary]).addressOp('add'); else f.get(places[own[b.buffer]]); }
          f.get(scratch).addressConst(workAt).addressOp('add').i32(0).i32(launch.kernel.tasks).call(callees[next++]);
        }
      });
      f.get(task).i32(1).op('i32.add').tee(task).get(real.length + 2).op('i32.lt_s').brIf(0).end().end();
      return f;
    },
  };
  const { group } = links[0].entry, isPassing = (node: Node) => passing.includes(node);
  const reads = [...new Set(links.flatMap((link) => link.entry.lowered.reads))].filter((node) => !isPassing(node) && !stored.includes(node));
  const whole: Group = { ...group, dependsOn: new Set(links.flatMap((link) => [...link.entry.group.dependsOn])) };
  for (const link of links) whole.dependsOn.delete(link.entry.group);
  return {
    group: whole, taken: links.map((link) => link.entry.group),
    lowered: { temporaries: [], launches: [{ kernel, buffers: real.map((_, buffer) => ({ buffer })) }], buffers: real, reads, stored: stored.filter((node) => !isPassing(node)), inPlace: () => false },
  };
}

/** Whether batch strides are those of leading axes, so that each point's slice lies in one piece. */
function isRowMajorPrefix(strides: readonly number[], sizes: readonly number[], inner: number): boolean {
  let expected = inner;
  for (let k = sizes.length - 1; k >= 0; k--) { if (sizes[k] !== 1 && strides[k] !== expected) return false; expected *= sizes[k]; }
  return true;
}

/** The nest at one point of the batch: its batch axes dropped, its buffers named by their views. */
function sliceNest(nest: Nest, axes: readonly number[], inner: readonly number[], viewOf: (access: Access) => number): Nest {
  // Views are known by the strides of the batch axes, which the rewriting drops: accesses are named first.
  const named = renamed(nest, viewOf), rewriter = new Rewriter((s) => inner.map((axis) => s[axis])), stores = named.stores.map((s) => rewriter.store(s as Store & { perRow?: boolean })), sizes = inner.map((axis) => nest.sizes[axis]);
  if (named.kind === 'contract') {
    const role = (from: number, count: number) => axes.filter((axis) => axis >= from && axis < from + count).length, { batch, m, n } = named;
    return { ...named, sizes, batch: batch - role(0, batch), m: m - role(batch, m), n: n - role(batch + m, n), a: rewriter.value(named.a), b: rewriter.value(named.b), stores };
  }
  if (named.kind === 'rows') return { ...named, sizes, reduced: inner.map((axis) => named.reduced[axis]), reductions: named.reductions.map((r) => ({ ...r, value: rewriter.value(r.value) })), stores };
  return { ...named, sizes, sequential: [], stores };
}
function renamed<N extends Nest>(nest: N, viewOf: (access: Access) => number): N {
  const done = new Map<Value, Value>();
  const access = (a: Access): Access => ({ ...a, buffer: viewOf(a), ...(a.gathers && { gathers: a.gathers.map((g) => ({ ...g, index: value(g.index) })) }) });
  const value = (v: Value): Value => {
    const known = done.get(v);
    if (known) return known;
    const made: Value = v.kind === 'load' ? { ...v, access: access(v.access) } : v.kind === 'map' ? { ...v, args: v.args.map(value) } : v;
    done.set(v, made);
    return made;
  };
  const stores = nest.stores.map((s) => ({ ...s, access: access(s.access), value: value(s.value) }));
  if (nest.kind === 'contract') return { ...nest, a: value(nest.a), b: value(nest.b), stores };
  if (nest.kind === 'rows') return { ...nest, reductions: nest.reductions.map((r) => ({ ...r, value: value(r.value) })), stores };
  return { ...nest, stores };
}
