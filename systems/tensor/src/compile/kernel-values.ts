/** What a group computes, as values of its kernel: loads from stored nodes, everything between worked out in lanes. */
import type { DType } from '../graph/dtype.ts';
import type { Node } from '../graph/node.ts';
import { laneKind, type Access, type Value } from '../loops/value.ts';
import { flatten, mapKey, NeedsCut, NotAffine, rowMajor, sameIndex, viewed, zeroIndex, type Index, type IndexMap } from './affine.ts';
import { cast, elementwise } from './elementwise.ts';
import { isView, type Group, type Grouping } from './groups.ts';

/** Where a stored node lies: elements of a storage, which is its own or the one of a larger node it is a part of. */
export interface Storage { /** The node that owns the memory. */ of: Node; offset: number; strides: readonly number[] }

/** A node has to lie in memory before it can be read as it is: the plan is to be made again with it stored. */
export class MustBeStored extends Error {
  readonly node: Node;
  constructor(node: Node) { super(`${node.op.kind} must be stored`); this.node = node; }
}

export class KernelValues {
  /** Buffers of the nest, in order of their first use: the nodes that own their memory. */
  readonly buffers: Node[] = [];
  readonly #memo = new Map<string, Value>();
  readonly #ids = new Map<Node, number>();
  readonly #group: Group;
  readonly #grouping: Grouping;
  readonly #storage: (node: Node) => Storage;
  readonly #hole: (node: Node) => Value | undefined;
  /** Stored nodes that were read. */
  readonly reads = new Set<Node>();

  /** @param hole a member that the kernel itself provides: a contraction's sum, the result of a reduction */
  constructor(group: Group, grouping: Grouping, storage: (node: Node) => Storage, hole: (node: Node) => Value | undefined) {
    this.#group = group; this.#grouping = grouping; this.#storage = storage; this.#hole = hole;
  }
  #buffer(node: Node): number {
    const known = this.buffers.indexOf(node);
    return known >= 0 ? known : this.buffers.push(node) - 1;
  }
  /** Elements of a node as an access. */
  access(node: Node, map: IndexMap): Access {
    const { of, offset, strides } = this.#storage(node), flat = flatten(map, strides, this.#group.sizes.length);
    return { buffer: this.#buffer(of), dtype: node.dtype, offset: offset + flat.offset, strides: flat.terms, ...(flat.gathers?.length && { gathers: flat.gathers }) };
  }
  #flatAccess(node: Node, flat: Index): Access | undefined {
    const { of, offset, strides } = this.#storage(node), own = rowMajor(node.shape);
    if (strides.some((s, i) => s !== own[i] && node.shape[i] > 1)) return undefined;
    return { buffer: this.#buffer(of), dtype: node.dtype, offset: offset + flat.offset, strides: flat.terms, ...(flat.gathers?.length && { gathers: flat.gathers }) };
  }

  #isExternal(node: Node): boolean { return this.#grouping.isStored(node) && !this.#group.members.has(node); }

  at(node: Node, map: IndexMap): Value {
    let id = this.#ids.get(node);
    if (id === undefined) this.#ids.set(node, id = this.#ids.size);
    const key = `${id}@${mapKey(map)}`, known = this.#memo.get(key);
    if (known) return known;
    const value = this.#compute(node, map);
    this.#memo.set(key, value);
    return value;
  }

  #compute(node: Node, map: IndexMap): Value {
    if (this.#isExternal(node)) { this.reads.add(node); return { kind: 'load', lane: laneKind(node.dtype), access: this.access(node, map) }; }
    const member = this.#group.members.get(node);
    if (member && !member.every((index, i) => sameIndex(index, map[i]))) throw new Error(`${node.op.kind} is read at another place of the kernel that makes it`);
    const hole = this.#hole(node);
    if (hole) return hole;
    const { op } = node, [x] = node.inputs, { sizes } = this.#group;
    switch (op.kind) {
      case 'fill': return { kind: 'constant', lane: laneKind(node.dtype), value: op.value };
      case 'iota': { const { offset, terms, gathers } = map[op.axis]; if (gathers?.length) throw new MustBeStored(node); return { kind: 'index', lane: 'i32', offset, strides: terms }; }
      case 'reshape':
        if (this.#isExternal(x)) {
          const access = this.#flatAccess(x, flatten(map, rowMajor(node.shape), sizes.length));
          if (access) { this.reads.add(x); return { kind: 'load', lane: laneKind(x.dtype), access }; }
        }
        return this.#viewed(node, map);
      case 'permute': case 'broadcast': case 'slice': case 'window': case 'barrier': return this.#viewed(node, map);
      case 'unary': case 'binary': case 'ternary': case 'cast':
        if (map.some((index) => index.gathers?.length)) throw new MustBeStored(node);
        return elementwise(node, node.inputs.map((input) => this.at(input, map)));
      case 'take': {
        const [, indices] = node.inputs, rank = indices.shape.length, index = this.at(indices, map.slice(op.axis, op.axis + rank));
        return this.#gathered(x, [...map.slice(0, op.axis), this.#gather(index, x.shape[op.axis]), ...map.slice(op.axis + rank)]);
      }
      case 'takeAlong': return this.#gathered(x, map.with(op.axis, this.#gather(this.at(node.inputs[1], map), x.shape[op.axis])));
      default: throw new Error(`${op.kind} has no value of its own`);
    }
  }
  #viewed(node: Node, map: IndexMap): Value {
    const [x] = node.inputs;
    try { return this.at(x, viewed(node.op, map, x.shape, node.shape, this.#group.sizes)); } catch (error) {
      if (error instanceof NotAffine) throw new MustBeStored(x);
      throw error;
    }
  }
  #gather(index: Value, size: number): Index { return { ...zeroIndex(this.#group.sizes.length), gathers: [{ index, stride: 1, size }] }; }
  /** Out of range reads 0, so nothing may be computed between the memory and the gather. */
  #gathered(x: Node, map: IndexMap): Value {
    let base = x;
    while (!this.#isExternal(base)) {
      if (!isView(base)) throw new MustBeStored(x);
      base = base.inputs[0];
    }
    try { return this.at(x, map); } catch (error) {
      if (error instanceof NeedsCut) throw new MustBeStored(x);
      throw error;
    }
  }
}

/** An operand of a sum or product, in the lane the accumulator has. */
export function accumulated(value: Value, dtype: DType): Value { return dtype === 'bool' ? cast(value, 'bool', 'i32') : value; }

