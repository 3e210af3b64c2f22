/** A group as nests, and the nests as launches. */
import { isFloat, laneOf, type DType } from '../graph/dtype.ts';
import type { HostFn, Node, ReduceFn } from '../graph/node.ts';
import type { ContractNest } from '../loops/contract-nest.ts';
import type { Launch, Lowered } from '../loops/kernel.ts';
import type { MapNest, RowNest } from '../loops/nest.ts';
import { laneKind, visitValues, type Access, type Store, type Value } from '../loops/value.ts';
import { identityMap, NeedsCut, zeroIndex, zeros, type Index, type IndexMap } from './affine.ts';
import { cast, wrapped } from './elementwise.ts';
import { cutGroup, type Group, type Grouping } from './groups.ts';
import type { Nest } from './pipeline.ts';
import { accumulated, KernelValues, MustBeStored, type Storage } from './kernel-values.ts';
import type { Lowering } from './lowering.ts';

export interface LoweredGroup extends Lowered {
  /** Owners of the memory that the launches' buffers are. */
  buffers: readonly Node[];
  /** Stored nodes that are read, and those that are stored. */
  reads: readonly Node[];
  stored: readonly Node[];
  host?: { fn: HostFn | 'argSort'; attributes: Readonly<Record<string, number | boolean | string>>; operands: readonly Node[]; results: readonly (Node | null)[] };
  /** Whether an operand is read, if at all, at exactly the elements where the result is written. */
  inPlace(operand: Node, result: Node): boolean;
  /** What it was lowered from, where that may be lowered again as a part of a chain. */
  nest?: Nest;
}

const nothing: Omit<LoweredGroup, 'reads'> = { temporaries: [], launches: [], buffers: [], stored: [], inPlace: () => false };

/** @param wanted nodes that kernels after this one read, and outputs */
export function lowerGroup(group: Group, grouping: Grouping, storage: (node: Node) => Storage, wanted: ReadonlySet<Node>, parts: ReadonlyMap<Node, Storage>, lowering: Lowering): LoweredGroup {
  const lowered = lowerKind(group, grouping, storage, wanted, parts, lowering), named = said(group), { layer } = group.node;
  return { ...lowered, launches: lowered.launches.map(({ kernel, buffers }) => ({ buffers, kernel: { ...kernel, name: `${kernel.name} ${named}`, ...(layer !== undefined && { layer }) } })) };
}
/** What a kernel is for, in profiles: its axes, reduced ones in brackets, and what it computes. */
function said({ sizes, reduced, members, node }: Group): string {
  const ops = [...members.keys()].map(({ op }) => ('fn' in op ? op.fn : op.kind));
  return `${(sizes.length ? sizes : node.shape).map((s, axis) => (reduced[axis] ? `(${s})` : s)).join('x') || '1'}: ${ops.length > 6 ? `${ops.slice(0, 5).join(' ')} .. ${ops.at(-1)!}` : ops.join(' ') || node.op.kind}`;
}

function lowerKind(group: Group, grouping: Grouping, storage: (node: Node) => Storage, wanted: ReadonlySet<Node>, parts: ReadonlyMap<Node, Storage>, lowering: Lowering): LoweredGroup {
  const stored = [...group.members.keys()].filter((node) => wanted.has(node)), { node } = group;
  if (stored.length === 0 && group.kind !== 'border') return { ...nothing, reads: [] };
  switch (group.kind) {
    case 'map': case 'rows': return points(group, grouping, storage, stored, lowering);
    case 'contract': return contraction(group, grouping, storage, stored, lowering);
    case 'scan': case 'argReduce': return walk(group, grouping, storage, lowering);
    case 'scatter': case 'fold': return overlapping(group, grouping, storage, lowering);
    case 'border': return wanted.has(node) ? border(group, grouping, storage, lowering) : { ...nothing, reads: [] };
    case 'place': return placed(group, grouping, storage, parts, lowering);
    case 'host': return host(group, wanted);
  }
}

function done(values: KernelValues, lowered: Lowered, stores: readonly Store[], stored: readonly Node[], nest?: Nest): LoweredGroup {
  return {
    ...lowered, ...(nest && { nest }), buffers: values.buffers, reads: [...values.reads], stored,
    inPlace: (operand, result) => {
      const from = values.buffers.indexOf(operand), to = values.buffers.indexOf(result), written = stores.find((s) => s.access.buffer === to)?.access;
      if (!written) return false;
      let same = true;
      visitValues(stores.map((s) => s.value), (v) => {
        if (v.kind === 'load' && v.access.buffer === from && (v.access.offset !== written.offset || v.access.gathers || v.access.strides.some((s, i) => s !== written.strides[i]))) same = false;
      });
      return same;
    },
  };
}
const launchesOf = (...parts: Lowered[]): Lowered => ({ temporaries: parts.flatMap((p) => p.temporaries), launches: parts.flatMap((p) => p.launches) });

/** Elements of members, at every point or once per row. */
function storesOf(group: Group, values: KernelValues, stored: readonly Node[]): (Store & { perRow: boolean })[] {
  return stored.map((node) => {
    const map = group.members.get(node)!;
    return { value: values.at(node, map), access: values.access(node, map), perRow: !map.some(({ terms }) => terms.some((t, axis) => t !== 0 && group.reduced[axis])) };
  });
}

const laneOfReduce = (dtype: DType): 'f32' | 'i32' => laneOf(dtype);
function neutral(fn: ReduceFn, dtype: DType): number {
  if (fn === 'sum') return 0;
  if (fn === 'prod') return 1;
  const [low, high] = isFloat(dtype) ? [-Infinity, Infinity] : dtype === 'bool' ? [0, 1] : dtype === 'u8' ? [0, 255] : dtype === 'i8' ? [-128, 127] : [-2147483648, 2147483647];
  return fn === 'max' ? low : high;
}

function points(group: Group, grouping: Grouping, storage: (node: Node) => Storage, stored: readonly Node[], lowering: Lowering): LoweredGroup {
  const reductions: { node: Node; value: Value; fn: ReduceFn; lane: 'f32' | 'i32'; neutral: number }[] = [];
  const values: KernelValues = new KernelValues(group, grouping, storage, (node) => {
    if (node.op.kind !== 'reduce' || !group.members.has(node)) return undefined;
    const { op } = node, [x] = node.inputs;
    let hole = reductions.findIndex((r) => r.node === node);
    if (hole < 0) {
      const value = accumulated(values.at(x, group.operands.get(node)!), x.dtype);
      hole = reductions.push({ node, value, fn: op.fn, lane: laneOfReduce(x.dtype), neutral: neutral(op.fn, x.dtype) }) - 1;
    }
    const result: Value = { kind: 'hole', lane: reductions[hole].lane, hole };
    return node.dtype === 'bool' ? cast(result, 'i32', 'bool') : wrapped(result, node.dtype);
  });
  const stores = storesOf(group, values, stored);
  const buffers = () => values.buffers.length;
  if (reductions.length === 0) {
    // What was wanted of a row kernel may be computed without its reductions.
    const nest: MapNest = { kind: 'map', sizes: group.sizes.map((s, axis) => (group.kind === 'rows' && group.reduced[axis] && stores.every((store) => store.perRow) ? 1 : s)), buffers: buffers(), stores: stores.map(({ access, value }) => ({ access, value })) };
    return done(values, lowering.map(nest), stores, stored, nest);
  }
  const nest: RowNest = { kind: 'rows', sizes: group.sizes, reduced: group.reduced, buffers: buffers(), reductions: reductions.map(({ fn, lane, value, neutral: n }) => ({ fn, lane, value, neutral: n })), stores };
  return done(values, lowering.rows(nest), stores, stored, nest);
}

function contraction(group: Group, grouping: Grouping, storage: (node: Node) => Storage, stored: readonly Node[], lowering: Lowering): LoweredGroup {
  const { node } = group, { op } = node, [a, b] = node.inputs;
  if (op.kind !== 'contract') throw new Error('not a contraction');
  const lane = laneOf(node.dtype), axes = group.sizes.length;
  const values = new KernelValues(group, grouping, storage, (member) => (member === node ? wrapped({ kind: 'hole', lane, hole: 0 }, node.dtype) : undefined));
  /** Axes of an operand by label: kernel axes with that label, row-major. */
  const mapOf = (labels: readonly number[], shape: readonly number[]): IndexMap => labels.map((label, i): Index => {
    if (shape[i] === 1) return zeroIndex(axes);
    const terms = zeros(axes);
    let stride = 1;
    for (let axis = axes - 1; axis >= 0; axis--) if (group.labels[axis] === label) { terms[axis] = stride; stride *= group.sizes[axis]; }
    return { offset: 0, terms };
  });
  const left = accumulated(values.at(a, mapOf(op.a, a.shape)), a.dtype), right = accumulated(values.at(b, mapOf(op.b, b.shape)), b.dtype), stores = storesOf(group, values, stored);
  // Axes in the order of the nest: batch, m, n, k.
  const role = (label: number) => (!op.out.includes(label) ? 3 : !op.b.includes(label) ? 1 : !op.a.includes(label) ? 2 : 0);
  const order = [0, 1, 2, 3].flatMap((r) => [...group.sizes.keys()].filter((axis) => role(group.labels[axis]) === r));
  const count = (r: number) => group.labels.filter((label) => role(label) === r).length;
  const pick = reorder(order), constant = values.buffers.flatMap((owner, buffer) => (grouping.constants.has(owner) ? [buffer] : []));
  const nest: ContractNest = {
    kind: 'contract', sizes: order.map((axis) => group.sizes[axis]), batch: count(0), m: count(1), n: count(2), k: count(3), lane,
    a: pick.value(left), b: pick.value(right), stores: stores.map(({ access, value }) => ({ access: pick.access(access), value: pick.value(value) })),
    ...(constant.length && { constant }),
  };
  return done(values, lowering.contract(nest, values.buffers.length), stores, stored, nest);
}

function reorder(order: readonly number[]): { value(v: Value): Value; access(a: Access): Access } {
  const known = new Map<Value, Value>();
  const access = (a: Access): Access => ({ ...a, strides: order.map((axis) => a.strides[axis]), ...(a.gathers && { gathers: a.gathers.map((g) => ({ ...g, index: value(g.index) })) }) });
  const value = (v: Value): Value => {
    const done = known.get(v);
    if (done) return done;
    const made: Value = v.kind === 'load' ? { ...v, access: access(v.access) } : v.kind === 'index' ? { ...v, strides: order.map((axis) => v.strides[axis]) } : v.kind === 'map' ? { ...v, args: v.args.map(value) } : v;
    known.set(v, made);
    return made;
  };
  return { value, access };
}

const noHole = (): undefined => undefined;

function walk(group: Group, grouping: Grouping, storage: (node: Node) => Storage, lowering: Lowering): LoweredGroup {
  const { node } = group, { op } = node, [x] = node.inputs, values = new KernelValues(group, grouping, storage, noHole);
  if (op.kind !== 'scan' && op.kind !== 'argReduce') throw new Error('not a walk');
  const full = mapOver(group, x), lane = laneOf(x.dtype);
  let value: Value;
  // The axis that is walked stays one.
  try { value = accumulated(values.at(x, full), x.dtype); } catch (error) { throw error instanceof NeedsCut ? new MustBeStored(x) : error; }
  const out = op.kind === 'scan' ? full : full.filter((_, axis) => axis !== op.axis), access = values.access(node, out);
  const axis = op.axis, shared = { sizes: group.sizes, buffers: values.buffers.length, axis, lane, value, access };
  const lowered = op.kind === 'scan'
    ? lowering.scan({ kind: 'scan', ...shared, fn: op.fn, reverse: op.reverse, exclusive: op.exclusive, neutral: neutral(op.fn, x.dtype) })
    : lowering.scan({ kind: 'argReduce', ...shared, fn: op.fn });
  return done(values, lowered, [], [node]);
}

/** The map of a node whose shape the kernel's axes are; they may have been cut since. */
function mapOver(group: Group, node: Node): IndexMap {
  const axes = group.sizes.length;
  if (group.sizes.length === node.shape.length) return identityMap(node.shape);
  let axis = axes;
  const map = Array.from<Index>({ length: node.shape.length });
  for (let i = node.shape.length - 1; i >= 0; i--) {
    const terms = zeros(axes);
    for (let covered = 1; covered < node.shape[i];) { axis--; terms[axis] = covered; covered *= group.sizes[axis]; }
    map[i] = { offset: 0, terms };
  }
  return map;
}

/** Zeros, and on them sums of what falls on one place, in order. */
function overlapping(group: Group, grouping: Grouping, storage: (node: Node) => Storage, lowering: Lowering): LoweredGroup {
  const { node } = group, { op } = node, values = new KernelValues(group, grouping, storage, noHole), x = op.kind === 'fold' ? node.inputs[0] : node.inputs[1];
  const map = mapOver(group, x), value = values.at(x, map), axes = group.sizes.length;
  let out: IndexMap, overlapped: number[];
  const axesOf = (range: readonly number[]) => [...group.sizes.keys()].filter((axis) => range.some((i) => map[i].terms[axis] !== 0));
  if (op.kind === 'fold') {
    const at = map[op.axis], within = map[op.axis + 1];
    out = [...map.slice(0, op.axis), { offset: 0, terms: at.terms.map((t, axis) => t * op.stride + within.terms[axis] * op.dilation) }, ...map.slice(op.axis + 2)];
    overlapped = axesOf([op.axis, op.axis + 1]);
  } else if (op.kind === 'scatterAdd' || op.kind === 'scatterAddAlong') {
    const [indices] = node.inputs, rank = op.kind === 'scatterAdd' ? indices.shape.length : 1;
    const index = values.at(indices, op.kind === 'scatterAdd' ? map.slice(op.axis, op.axis + rank) : map);
    out = [...map.slice(0, op.axis), { ...zeroIndex(axes), gathers: [{ index, stride: 1, size: op.size }] }, ...map.slice(op.axis + rank)];
    overlapped = axesOf(Array.from({ length: rank }, (_, i) => op.axis + i));
  } else throw new Error('nothing overlaps');
  const access = values.access(node, out), stores: Store[] = [{ access, value, add: true }];
  const zeros = fillNest(node, 0, values.buffers.length, access.buffer), nest: MapNest = { kind: 'map', sizes: group.sizes, buffers: values.buffers.length, stores, sequential: overlapped };
  return done(values, launchesOf(lowering.map(zeros), lowering.map(nest)), [], [node]);
}

const fillNest = (node: Node, value: number, buffers: number, buffer: number): MapNest => ({
  kind: 'map', sizes: [node.size], buffers, stores: [{ access: { buffer, dtype: node.dtype, offset: 0, strides: [1] }, value: { kind: 'constant', lane: laneKind(node.dtype), value } }],
});

/** What is around a padded node. */
function border(group: Group, grouping: Grouping, storage: (node: Node) => Storage, lowering: Lowering): LoweredGroup {
  const { node } = group, { op, inputs: [x] } = node;
  if (op.kind !== 'pad') throw new Error('not a pad');
  const values = new KernelValues({ ...group, sizes: [...node.shape], members: new Map([[node, identityMap(node.shape)]]) }, grouping, storage, noHole);
  const whole = values.access(node, identityMap(node.shape)), value: Value = { kind: 'constant', lane: laneKind(node.dtype), value: op.value };
  if (op.interior.some((n) => n > 0) || x.size === 0) return done(values, lowering.map(fillNest(node, op.value, 1, 0)), [], [node]);
  const slabs: Lowered[] = [];
  node.shape.forEach((_, axis) => {
    for (const [from, size] of [[0, op.low[axis]], [op.low[axis] + x.shape[axis], op.high[axis]]]) {
      if (size === 0) continue;
      // Axes before are inside, those after whole: every element of the border once.
      const sizes = node.shape.map((d, a) => (a < axis ? x.shape[a] : a === axis ? size : d));
      const offset = whole.strides.reduce((sum, s, a) => sum + s * (a < axis ? op.low[a] : a === axis ? from : 0), whole.offset);
      slabs.push(lowering.map({ kind: 'map', sizes, buffers: 1, stores: [{ access: { ...whole, offset }, value }] }));
    }
  });
  return done(values, launchesOf(...slabs), [], [node]);
}

/** The operands of a pad or a concat that were not stored in their place by the kernels that made them. */
function placed(group: Group, grouping: Grouping, storage: (node: Node) => Storage, parts: ReadonlyMap<Node, Storage>, lowering: Lowering): LoweredGroup {
  const { node } = group, { op } = node, lowered: LoweredGroup[] = [], reads: Node[] = [];
  if (op.kind !== 'pad' && op.kind !== 'concat') throw new Error('nothing to place');
  let start = 0;
  for (const x of node.inputs) {
    const at = start;
    if (op.kind === 'concat') start += x.shape[op.axis];
    if (parts.get(x)?.of === node) { reads.push(x); continue; }
    const copy: Group = { ...group, sizes: [...x.shape], reduced: x.shape.map(() => false), members: new Map(), operands: new Map() };
    lowered.push(copied(copy, grouping, storage, lowering, node, x, (map) => map.map((index, i): Index => (op.kind === 'pad'
      ? { offset: index.offset * (1 + op.interior[i]) + op.low[i], terms: index.terms.map((t) => t * (1 + op.interior[i])) }
      : { offset: index.offset + (i === op.axis ? at : 0), terms: index.terms }))));
  }
  const buffers = [...new Set(lowered.flatMap((l) => l.buffers))];
  const launches = lowered.flatMap((l) => l.launches.map((launch): Launch => ({ kernel: launch.kernel, buffers: launch.buffers.map((b) => ('buffer' in b ? { buffer: buffers.indexOf(l.buffers[b.buffer]) } : b)) })));
  return { ...nothing, launches, buffers, reads: [...reads, ...lowered.flatMap((l) => l.reads)], stored: [node] };
}

function copied(group: Group, grouping: Grouping, storage: (node: Node) => Storage, lowering: Lowering, into: Node, x: Node, moved: (map: IndexMap) => IndexMap): LoweredGroup {
  for (;;) {
    try {
      const values = new KernelValues(group, grouping, storage, noHole), map = mapOver(group, x), value = values.at(x, map), access = values.access(into, moved(map)), stores = [{ access, value }];
      return done(values, lowering.map({ kind: 'map', sizes: group.sizes, buffers: values.buffers.length, stores }), stores, []);
    } catch (error) {
      if (!(error instanceof NeedsCut)) throw error;
      cutGroup(group, error.axis, error.inner);
    }
  }
}

function host(group: Group, wanted: ReadonlySet<Node>): LoweredGroup {
  const { node } = group, { op } = node, outputs = [...group.members.keys()].filter((n) => wanted.has(n));
  if (op.kind === 'argSort') return { ...nothing, reads: node.inputs, stored: outputs, host: { fn: 'argSort', attributes: { axis: op.axis, descending: op.descending }, operands: node.inputs, results: [node] } };
  if (op.kind !== 'host') throw new Error('not a host function');
  const results: (Node | null)[] = [];
  for (const output of outputs) { const { op: o } = output; if (o.kind === 'host') results[o.output] = output; }
  return { ...nothing, reads: node.inputs, stored: outputs, host: { fn: op.fn, attributes: op.attributes ?? {}, operands: node.inputs, results: Array.from(results, (r) => r ?? null) } };
}

