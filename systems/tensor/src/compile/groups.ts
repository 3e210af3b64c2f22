/**
 * Which nodes are computed by one kernel.
 *
 * Nodes are taken inputs first. A view or a cheap function of operands belongs to nobody: it is worked out wherever it
 * is read. A node joins the kernel of a node it reads, where it walks the same axes: epilogues of contractions,
 * chains, several results of one loop, and reductions whose results are used over the same elements again (softmax,
 * normalisation) all come about by this one rule. Else it begins a kernel of its own.
 */
import type { Node, Shape } from '../graph/node.ts';
import { axisIndex, cutIndex, identityMap, NeedsCut, NotAffine, sameIndex, viewed, zeroIndex, type Index, type IndexMap } from './affine.ts';

export type GroupKind = 'map' | 'rows' | 'contract' | 'scan' | 'argReduce' | 'scatter' | 'fold' | 'border' | 'place' | 'host';

export interface Group {
  kind: GroupKind;
  /** The node it was begun for. */
  node: Node;
  /** Kernel axes; of a contraction those of the result, then the summed ones. */
  sizes: number[];
  reduced: boolean[];
  /** Contraction: the label of each kernel axis. */
  labels: number[];
  /** How each node's axes run along the kernel's. */
  members: Map<Node, IndexMap>;
  /** For each reduction among them, how its operand's axes run. */
  operands: Map<Node, IndexMap>;
  /** Kernels that must have run. */
  dependsOn: Set<Group>;
  /** Position of its last member in the graph's order. */
  last: number;
}

const views = new Set<Node['op']['kind']>(['reshape', 'permute', 'broadcast', 'slice', 'window', 'barrier']);
export const isView = (node: Node): boolean => views.has(node.op.kind);
export const isPointwise = (node: Node): boolean => node.op.kind === 'unary' || node.op.kind === 'binary' || node.op.kind === 'ternary' || node.op.kind === 'cast' || node.op.kind === 'take' || node.op.kind === 'takeAlong';
const costs: Record<string, number> = { exp: 10, expm1: 14, log: 10, log1p: 14, sin: 16, cos: 16, tanh: 14, sigmoid: 13, erf: 16, pow: 40, atan2: 25, mod: 12, threefry: 80, div: 3, sqrt: 3, reciprocal: 3 };
const costOf = ({ op }: Node): number => (op.kind === 'take' || op.kind === 'takeAlong' ? 20 : 'fn' in op ? costs[op.fn] ?? 1 : 1);

/** A read of a node that some kernel stores: its index in terms of the reader's axes, or null where it is not affine. */
interface Read { node: Node; map: IndexMap | null }

/** Elements from which on a kernel must have tasks to share. */
const worthSharing = 65536, fewestTasks = 8;

export class Grouping {
  readonly owner = new Map<Node, Group>();
  readonly groups: Group[] = [];
  /** The order nodes were given in. */
  readonly #place = new Map<Node, number>();
  readonly #inputs: ReadonlySet<Node>;
  readonly #bare: ReadonlySet<Node>;
  readonly constants: ReadonlySet<Node>;

  /**
   * @param order every node, inputs before users
   * @param stored nodes that must lie in memory, as a whole and in order: outputs, operands of host functions
   * @param bare contractions that take no epilogue
   * @param constants inputs that stay the same from run to run
   */
  constructor(order: readonly Node[], inputs: readonly Node[], stored: ReadonlySet<Node>, bare: ReadonlySet<Node> = new Set(), constants: ReadonlySet<Node> = new Set()) {
    this.#inputs = new Set(inputs);
    this.constants = constants;
    this.#bare = bare;
    order.forEach((node, i) => this.#place.set(node, i));
    for (const node of order) if (!this.#inputs.has(node)) this.#assign(node, stored.has(node));
  }
  isInput(node: Node): boolean { return this.#inputs.has(node); }
  /** Whether it lies in memory before a kernel that is not its own runs. */
  isStored(node: Node): boolean { return this.owner.has(node) || this.#inputs.has(node); }

  #assign(node: Node, stored: boolean): void {
    const { op } = node;
    switch (op.kind) {
      case 'fill': case 'iota': if (stored) this.#begin('map', node); return;
      case 'reshape': case 'permute': case 'broadcast': case 'slice': case 'window': case 'barrier':
        if (stored && !this.#join(node, node.shape, this.#readsOf([[node, identityMap(node.shape)]], node.shape))) this.#begin('map', node);
        return;
      case 'unary': case 'binary': case 'ternary': case 'cast': case 'take': case 'takeAlong': {
        if (!stored && this.#isCheap(node)) return;
        const reads = this.#readsOf([[node, identityMap(node.shape)]], node.shape);
        if (!this.#join(node, node.shape, reads) && !this.#joinBeside(node, reads)) this.#begin('map', node);
        return;
      }
      case 'reduce': {
        const [x] = node.inputs;
        if (!this.#joinReduce(node)) {
          const group = this.#begin('rows', node, x.shape);
          group.reduced = x.shape.map((_, axis) => op.axes.includes(axis));
          const kept = identityMap(x.shape).filter((_, axis) => !op.axes.includes(axis));
          group.members.set(node, kept);
          group.operands.set(node, identityMap(x.shape));
        }
        return;
      }
      case 'contract': {
        const summed = op.a.filter((l) => !op.out.includes(l)), [a] = node.inputs;
        const group = this.#begin('contract', node, [...node.shape, ...summed.map((l) => a.shape[op.a.indexOf(l)])]);
        group.labels = [...op.out, ...summed];
        group.reduced = group.labels.map((_, i) => i >= op.out.length);
        group.members.set(node, node.shape.map((size, axis) => (size === 1 ? zeroIndex(group.sizes.length) : axisIndex(axis, group.sizes.length))));
        return;
      }
      case 'scan': this.#begin('scan', node); return;
      case 'argReduce': this.#begin('argReduce', node, node.inputs[0].shape); return;
      case 'scatterAdd': case 'scatterAddAlong': this.#begin('scatter', node, node.inputs[1].shape); return;
      case 'fold': this.#begin('fold', node, node.inputs[0].shape); return;
      case 'pad': case 'concat': {
        const group = this.#begin('place', node);
        if (op.kind === 'pad') {
          const border: Group = { kind: 'border', node, sizes: [], reduced: [], labels: [], members: new Map(), operands: new Map(), dependsOn: new Set(), last: group.last };
          this.groups.push(border);
          group.dependsOn.add(border);
        }
        return;
      }
      case 'argSort': case 'host': {
        // All outputs of one call are one group.
        const first = op.kind === 'host' ? this.groups.find((g) => g.node.op.kind === 'host' && sameCall(g.node, node)) : undefined;
        if (first) { this.owner.set(node, first); first.members.set(node, identityMap(node.shape)); return; }
        this.#begin('host', node);
        return;
      }
      default: throw new Error(`the compiler does not know the primitive ${op.kind}`);
    }
  }

  #begin(kind: GroupKind, node: Node, sizes: Shape = node.shape): Group {
    const group: Group = { kind, node, sizes: [...sizes], reduced: sizes.map(() => false), labels: [], members: new Map([[node, identityMap(node.shape)]]), operands: new Map(), dependsOn: new Set(), last: this.#place.get(node)! };
    this.groups.push(group);
    this.owner.set(node, group);
    for (const read of this.#readsOf(node.inputs.map((input) => [input, null]), node.shape)) this.#depend(group, read.node);
    return group;
  }
  #depend(group: Group, on: Node): void { const other = this.owner.get(on)!; if (other !== group) group.dependsOn.add(other); }

  /** Stored nodes that are read by values at the maps given; a member's own operation is looked through once. */
  #readsOf(roots: readonly (readonly [Node, IndexMap | null])[], sizes: Shape): Read[] {
    const reads: Read[] = [], walk = (node: Node, map: IndexMap | null) => {
      if (this.#inputs.has(node)) return;
      if (this.owner.has(node)) { reads.push({ node, map }); return; }
      through(node, map);
    };
    const through = (node: Node, map: IndexMap | null) => {
      if (isView(node)) { walk(node.inputs[0], map && attempt(() => viewed(node.op, map, node.inputs[0].shape, node.shape, sizes))); for (const other of node.inputs.slice(1)) walk(other, null); } else if (node.op.kind === 'take' || node.op.kind === 'takeAlong') node.inputs.forEach((input) => walk(input, null));
      else node.inputs.forEach((input) => walk(input, map));
    };
    for (const [node, map] of roots) walk(node, map);
    return reads;
  }

  /** Worked out where it is read: few operations, on one operand that no kernel makes. */
  #isCheap(node: Node): boolean {
    const bases = new Set<Node>(), seen = new Set<Node>();
    let cost = 0, made = false;
    const visit = (n: Node) => {
      if (seen.has(n)) return;
      seen.add(n);
      if (this.owner.has(n)) { made = true; return; }
      if (this.#inputs.has(n)) { if (n.size > 1) bases.add(n); return; }
      if (isPointwise(n)) cost += costOf(n);
      n.inputs.forEach(visit);
    };
    visit(node);
    return !made && bases.size <= 1 && cost <= (bases.size === 0 ? 12 : 4);
  }

  #reaches(from: Group, to: Group): boolean {
    const seen = new Set<Group>(), stack = [from];
    for (let group = stack.pop(); group; group = stack.pop()) {
      if (group === to) return true;
      if (seen.has(group)) continue;
      seen.add(group);
      for (const next of group.dependsOn) stack.push(next);
    }
    return false;
  }

  /** Joins the newest kernel it reads from whose axes it walks. */
  #join(node: Node, shape: Shape, reads: readonly Read[]): boolean {
    const candidates = [...new Set(reads.filter((r) => r.map).map((r) => this.owner.get(r.node)!))].filter((g) => g.kind === 'map' || g.kind === 'rows' || (g.kind === 'contract' && !this.#bare.has(g.node))).sort((a, b) => b.last - a.last);
    for (const group of candidates) {
      if (reads.some((r) => { const other = this.owner.get(r.node)!; return other !== group && this.#reaches(other, group); })) continue;
      const along = this.#align(group, shape, reads);
      if (!along || !this.#fits(group, along)) continue;
      this.#add(group, node, along, reads);
      return true;
    }
    return false;
  }
  /** Joins a loop over the same elements that reads one of its operands: what is read once serves both (an optimiser's moments). */
  #joinBeside(node: Node, reads: readonly Read[]): boolean {
    const operands = this.#operands(node);
    if (operands.size === 0) return false;
    for (let i = this.groups.length - 1; i >= Math.max(0, this.groups.length - 16); i--) {
      const group = this.groups[i];
      if (group.kind !== 'map' || group.members.size >= 16 || !sameSizes(group.sizes, node.shape)) continue;
      const beside = [...group.members].some(([member, map]) => map.every((index, axis) => sameIndex(index, identityMap(node.shape)[axis])) && [...this.#operands(member)].some((input) => operands.has(input)));
      if (!beside || reads.some((r) => { const other = this.owner.get(r.node)!; return other === group || this.#reaches(other, group); })) continue;
      this.#add(group, node, identityMap(node.shape), reads);
      return true;
    }
    return false;
  }
  /** Inputs of the graph that a node reads element by element, itself or through what is worked out where it is read. */
  #operands(node: Node): Set<Node> {
    const found = new Set<Node>(), visit = (n: Node): void => {
      for (const input of n.inputs) {
        if (!sameSizes(input.shape, node.shape) || input.size === 1) continue;
        if (this.#inputs.has(input)) found.add(input);
        else if (!this.owner.has(input) && isPointwise(input)) visit(input);
      }
    };
    visit(node);
    return found;
  }
  #add(group: Group, node: Node, map: IndexMap, reads: readonly Read[]): void {
    group.members.set(node, map);
    group.last = this.#place.get(node)!;
    this.owner.set(node, group);
    for (const { node: read } of reads) this.#depend(group, read);
  }
  /** Elements of a row kernel that wait for its reductions need rows to be shared by; a kernel has only so many addresses. */
  #fits(group: Group, map: IndexMap): boolean {
    if (group.members.size >= 48) return false;
    if (group.kind !== 'rows') return true;
    const full = map.some(({ terms }) => terms.some((t, axis) => t !== 0 && group.reduced[axis]));
    return !full || this.#rowsShared(group);
  }
  #rowsShared({ sizes, reduced }: Group): boolean {
    const total = sizes.reduce((n, s) => n * s, 1), kept = sizes.reduce((n, s, a) => (reduced[a] ? n : n * s), 1);
    return total < worthSharing || kept >= fewestTasks;
  }

  /** A reduction joins where its operand is computed at every point. */
  #joinReduce(node: Node): boolean {
    const { op } = node, [x] = node.inputs;
    if (op.kind !== 'reduce') return false;
    const reads = this.#readsOf([[x, identityMap(x.shape)]], x.shape);
    const candidates = [...new Set(reads.filter((r) => r.map).map((r) => this.owner.get(r.node)!))].filter((g) => g.kind === 'map' || g.kind === 'rows').sort((a, b) => b.last - a.last);
    for (const group of candidates) {
      if (group.members.size >= 48 || reads.some((r) => { const other = this.owner.get(r.node)!; return other !== group && this.#reaches(other, group); })) continue;
      const along = this.#align(group, x.shape, reads);
      if (!along) continue;
      const reduced = group.sizes.map((_, axis) => op.axes.some((a) => along[a].terms[axis] !== 0)), used = group.sizes.map((size, axis) => size === 1 || along.some(({ terms }) => terms[axis] !== 0));
      if (!used.every(Boolean)) continue;
      // An axis is reduced as a whole or not at all.
      if (group.sizes.some((_, axis) => reduced[axis] && along.some(({ terms }, a) => terms[axis] !== 0 && !op.axes.includes(a)))) continue;
      if (group.kind === 'rows' && group.sizes.some((size, axis) => size > 1 && reduced[axis] !== group.reduced[axis])) continue;
      if (group.kind === 'map') {
        group.kind = 'rows';
        group.reduced = reduced;
      }
      group.operands.set(node, along);
      this.#add(group, node, along.filter((_, axis) => !op.axes.includes(axis)), reads);
      return true;
    }
    return false;
  }

  /**
   * How a node's axes run along a kernel's, such that each of its reads of the kernel's members is of the element that
   * the kernel is at. Axes of the kernel are cut where the node's end within them.
   */
  #align(group: Group, shape: Shape, reads: readonly Read[]): IndexMap | undefined {
    for (let attempts = 0; attempts < 16; attempts++) {
      try { return alignOnce(group, shape, reads.filter((r) => this.owner.get(r.node) === group)); } catch (error) {
        if (!(error instanceof NeedsCut)) throw error;
        cutGroup(group, error.axis, error.inner);
      }
    }
    return undefined;
  }
}

const sameSizes = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => d === b[i]);

function sameCall(a: Node, b: Node): boolean {
  return a.op.kind === 'host' && b.op.kind === 'host' && a.op.fn === b.op.fn && JSON.stringify(a.op.attributes) === JSON.stringify(b.op.attributes) && a.inputs.length === b.inputs.length && a.inputs.every((input, i) => input === b.inputs[i]);
}

function attempt(f: () => IndexMap): IndexMap | null {
  try { return f(); } catch (error) {
    if (error instanceof NotAffine || error instanceof NeedsCut) return null;
    throw error;
  }
}

/** A kernel axis becomes two. */
export function cutGroup(group: Group, axis: number, inner: number): void {
  group.sizes.splice(axis, 1, group.sizes[axis] / inner, inner);
  group.reduced.splice(axis, 0, group.reduced[axis]);
  if (group.labels.length) group.labels.splice(axis, 0, group.labels[axis]);
  for (const maps of [group.members, group.operands]) for (const [node, map] of maps) maps.set(node, map.map((index) => cutIndex(index, axis, inner)));
}

interface Term { axis: number; stride: number; size: number }
/** Terms, innermost first, if they are the digits of one number that runs from 0 without gaps. */
function digits(index: Index, sizes: readonly number[]): Term[] | undefined {
  if (index.offset !== 0 || index.gathers?.length) return undefined;
  const terms = index.terms.flatMap((stride, axis): Term[] => (stride !== 0 && sizes[axis] !== 1 ? [{ axis, stride, size: sizes[axis] }] : [])).sort((a, b) => a.stride - b.stride);
  let expected = 1;
  for (const { stride, size } of terms) { if (stride !== expected) return undefined; expected *= size; }
  return terms;
}

function alignOnce(group: Group, shape: Shape, reads: readonly Read[]): IndexMap | undefined {
  const { sizes } = group, axes = sizes.length, along: (Index | undefined)[] = shape.map((size) => (size === 1 ? zeroIndex(axes) : undefined));
  /** The node's digits are the kernel's: each of the node's axes takes those of the kernel within its range. */
  const settle = (mine: readonly Term[], kernels: readonly Term[]): boolean => {
    let k = 0;
    for (const { axis, stride, size } of mine) {
      const index: Index = zeroIndex(axes), terms = [...index.terms];
      let covered = stride;
      while (k < kernels.length && kernels[k].stride < stride * size) {
        const kernel = kernels[k++];
        if (kernel.stride !== covered) return false;
        covered *= kernel.size;
        if (covered > stride * size) {
          const inner = (stride * size) / kernel.stride;
          if (Number.isInteger(inner) && kernel.size % inner === 0) throw new NeedsCut(kernel.axis, inner);
          return false;
        }
        terms[kernel.axis] = kernel.stride / stride;
      }
      if (covered !== stride * size) return false;
      const found: Index = { offset: 0, terms };
      if (along[axis] && !sameIndex(along[axis], found)) return false;
      along[axis] = found;
    }
    return k === kernels.length;
  };
  for (const { node, map } of reads) {
    if (!map) return undefined;
    const at = group.members.get(node)!;
    for (let i = 0; i < map.length; i++) {
      const mine = digits(map[i], shape), kernels = digits(at[i], sizes);
      if (!mine || !kernels || !settle(mine, kernels)) return undefined;
    }
  }
  // Two axes of the node on one of the kernel's would be a diagonal.
  if (sizes.some((_, axis) => along.filter((index) => index !== undefined && index.terms[axis] !== 0).length > 1)) return undefined;
  // What the reads leave open: the node's other axes, in order, are the kernel's other axes.
  const open = shape.flatMap((size, axis) => (along[axis] ? [] : [{ axis, size }]));
  const used = new Set(along.flatMap((index) => index?.terms.flatMap((t, axis) => (t !== 0 ? [axis] : [])) ?? []));
  const summed = (axis: number) => group.kind === 'contract' && group.reduced[axis];
  const free = sizes.flatMap((size, axis) => (size === 1 || used.has(axis) || summed(axis) ? [] : [{ axis, size }]));
  if (open.length === 0) return free.every(({ axis }) => group.kind === 'rows' && group.reduced[axis]) ? along as IndexMap : undefined;
  const asDigits = (list: { axis: number; size: number }[]) => { let stride = 1; return [...list].reverse().map(({ axis, size }): Term => { const term = { axis, stride, size }; stride *= size; return term; }); };
  if (open.some(({ size }) => size === 0)) return undefined;
  if (!settle(asDigits(open), asDigits(free))) return undefined;
  return along as IndexMap;
}

