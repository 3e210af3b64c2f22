/**
 * From a graph to a plan: primitives expanded, nodes gathered into kernels, each kernel's values worked out as loads and
 * lanes, its nest lowered to launches, and everything that is stored given a place.
 *
 *   graph --expand--> fewer primitives --group--> kernels --values--> nests --lower--> launches --pipeline, place--> plan
 */
import type { Graph } from '../backend.ts';
import * as make from '../graph/make.ts';
import { topological, type Node } from '../graph/node.ts';
import type { Device } from '../loops/kernel.ts';
import { NeedsCut, rowMajor } from './affine.ts';
import { placeIntervals, type Interval } from './arena.ts';
import { expand } from './expand.ts';
import { constantPart, launchKey, temporaryKey } from './constant-part.ts';
import { cutGroup, Grouping, type Group } from './groups.ts';
import { MustBeStored, type Storage } from './kernel-values.ts';
import { lowerGroup, type LoweredGroup } from './lower.ts';
import { wasmLowering, type Lowering } from './lowering.ts';
import { pipelined } from './pipeline.ts';
import type { HostValue, Place, Plan, Step } from './plan.ts';

export type { Lowering } from './lowering.ts';
export type { HostValue, Place, Plan, Step } from './plan.ts';

export interface PlanOptions {
  /** Inputs whose buffers the run may take over. */
  donate?: readonly number[];
  /** Inputs that stay the same from run to run: what depends on them alone is done once. */
  constants?: readonly number[];
}
/** What kernels are made for: a device on which WebAssembly runs, or whatever has a lowering of its own. */
export type PlanTarget = { device: Device } | { lowering: Lowering };

/** Each group's part of the plan, in an order that it can run in. */
export interface Compiled { groups: { group: Group; lowered: LoweredGroup }[]; storage: (node: Node) => Storage }

export function planGraph(graph: Graph, { donate = [], constants = [], ...target }: PlanOptions & PlanTarget): Plan {
  const lowering = 'lowering' in target ? target.lowering : wasmLowering(target.device);
  const { inputs, outputs } = distinctOutputs(expand(graph)), order = topological(outputs);
  const stored = new Set<Node>(outputs);
  for (const node of order) if (node.op.kind === 'host' || node.op.kind === 'argSort') for (const operand of node.inputs) stored.add(operand);
  const bare = new Set<Node>();
  for (;;) {
    try {
      const compiled = compile(order, inputs, outputs, stored, bare, new Set(constants.map((i) => inputs[i])), lowering), crossing = epiloguesForRows(compiled, bare);
      if (crossing.length === 0) return place('device' in target ? { ...compiled, groups: pipelined(compiled.groups, outputs, compiled.storage, target.device) } : compiled, inputs, outputs, donate, constants, lowering);
      for (const node of crossing) bare.add(node);
    } catch (error) {
      if (!(error instanceof MustBeStored) || stored.has(error.node)) throw error;
      stored.add(error.node);
    }
  }
}

/**
 * Contractions with an epilogue of several results that one row kernel reads: stored bare, they are one result, and the
 * row kernel works the others out.
 */
function epiloguesForRows({ groups }: Compiled, bare: ReadonlySet<Node>): Node[] {
  return groups.filter(({ group, lowered }) => group.kind === 'contract' && !bare.has(group.node) && lowered.stored.length > 1
    && groups.some((other) => other.group.kind === 'rows' && lowered.stored.filter((node) => other.lowered.reads.includes(node)).length > 1)).map(({ group }) => group.node);
}

/** Every output is a node of its own that some kernel makes. */
function distinctOutputs({ inputs, outputs }: Graph): Graph {
  const seen = new Set<Node>(inputs);
  return {
    inputs,
    outputs: outputs.map((node) => {
      const own = seen.has(node) ? make.barrier(node) : node;
      seen.add(own);
      return own;
    }),
  };
}

function compile(order: readonly Node[], inputs: readonly Node[], outputs: readonly Node[], stored: ReadonlySet<Node>, bare: ReadonlySet<Node>, constants: ReadonlySet<Node>, lowering: Lowering): Compiled {
  const grouping = new Grouping(order, inputs, stored, bare, constants), parts = partsOf(grouping, stored), groups = inOrder(grouping.groups);
  const storage = (node: Node): Storage => parts.get(node) ?? { of: node, offset: 0, strides: rowMajor(node.shape) };
  // Users first: what they read is what the kernels before them store.
  const wanted = new Set<Node>(outputs), compiled: Compiled['groups'] = [];
  for (const group of [...groups].reverse()) {
    for (;;) {
      try {
        const lowered = lowerGroup(group, grouping, storage, wanted, parts, lowering);
        for (const node of lowered.reads) wanted.add(node);
        compiled.push({ group, lowered });
        break;
      } catch (error) {
        if (!(error instanceof NeedsCut)) throw error;
        cutGroup(group, error.axis, error.inner);
      }
    }
  }
  return { groups: compiled.reverse(), storage };
}

/** Nodes that are stored straight into the padded or joined node they are part of. */
function partsOf(grouping: Grouping, stored: ReadonlySet<Node>): Map<Node, Storage> {
  const parts = new Map<Node, Storage>();
  for (const group of grouping.groups) {
    const { node } = group, { op } = node;
    if (group.kind !== 'place' || (op.kind !== 'pad' && op.kind !== 'concat')) continue;
    const strides = rowMajor(node.shape), border = [...group.dependsOn].find((g) => g.kind === 'border');
    let start = 0;
    for (const x of node.inputs) {
      const owner = grouping.owner.get(x), at = op.kind === 'concat' ? start : 0;
      if (op.kind === 'concat') start += x.shape[op.axis];
      if (!owner || (owner.kind !== 'map' && owner.kind !== 'rows' && owner.kind !== 'contract') || stored.has(x) || parts.has(x) || node.inputs.filter((other) => other === x).length > 1) continue;
      if (border) owner.dependsOn.add(border);
      parts.set(x, op.kind === 'pad'
        ? { of: node, offset: op.low.reduce((sum, low, i) => sum + low * strides[i], 0), strides: strides.map((s, i) => s * (1 + op.interior[i])) }
        : { of: node, offset: at * strides[op.axis], strides });
    }
  }
  return parts;
}

/** Groups such that each follows those it depends on; otherwise as early as the graph has them. */
function inOrder(groups: readonly Group[]): Group[] {
  const ordered: Group[] = [], done = new Set<Group>(), byPlace = [...groups].sort((a, b) => a.last - b.last);
  const visit = (group: Group) => {
    const stack: [Group, Group[]][] = [[group, [...group.dependsOn]]];
    if (done.has(group)) return;
    done.add(group);
    while (stack.length) {
      const [top, open] = stack[stack.length - 1], next = open.pop();
      if (!next) { ordered.push(top); stack.pop(); } else if (!done.has(next)) { done.add(next); stack.push([next, [...next.dependsOn].sort((a, b) => b.last - a.last)]); }
    }
  };
  byPlace.forEach(visit);
  return ordered;
}

/** Gives every storage and every temporary its place. */
function place({ groups, storage }: Compiled, inputs: readonly Node[], outputs: readonly Node[], donate: readonly number[], constants: readonly number[], { bytesOf, alignment }: Lowering): Plan {
  const bytes = (node: Node) => node.size * bytesOf[node.dtype], once = constantPart(groups, storage, inputs, outputs, constants, bytes);
  // When each storage is first and last touched, in steps.
  const lives = new Map<Node, { first: number; last: number }>(), temporaries: { group: number; index: number; interval: Interval }[] = [];
  const touch = (node: Node, step: number) => { const life = lives.get(node); if (life) life.last = step; else lives.set(node, { first: step, last: step }); };
  groups.forEach(({ lowered }, step) => {
    if (lowered.launches.length > 0 && lowered.launches.every((_, i) => once.launches.has(launchKey(step, i)))) return;
    for (const node of lowered.buffers) touch(node, step);
    for (const node of [...lowered.reads, ...lowered.stored]) touch(storage(node).of, step);
    lowered.temporaries.forEach((size, index) => { if (!once.places.has(temporaryKey(step, index))) temporaries.push({ group: step, index, interval: { bytes: size, first: step, last: step } }); });
  });
  const inArena = [...lives.keys()].filter((node) => !inputs.includes(node) && !outputs.includes(node) && !once.places.has(node));
  const intervals: Interval[] = [...inArena.map((node) => ({ bytes: bytes(node), ...lives.get(node)! })), ...temporaries.map((t) => t.interval)], { offsets, bytes: arenaBytes } = placeIntervals(intervals, alignment);
  const places = new Map<Node, Place>(), kept = (key: Node | string): Place => ({ input: inputs.length + once.places.get(key)! });
  for (const key of once.places.keys()) if (typeof key !== 'string') places.set(key, kept(key));
  inputs.forEach((node, i) => places.set(node, { input: i }));
  outputs.forEach((node, i) => places.set(node, { output: i }));
  inArena.forEach((node, i) => places.set(node, { arena: offsets[i], bytes: bytes(node) }));
  const placeOf = (node: Node): Place => places.get(node)!;
  const steps: Step[] = groups.flatMap(({ lowered }, step): Step[] => {
    if (lowered.host) {
      const value = (node: Node): HostValue => ({ place: placeOf(storage(node).of), dtype: node.dtype, shape: node.shape });
      return [{ kind: 'host', fn: lowered.host.fn, attributes: lowered.host.attributes, operands: lowered.host.operands.map(value), results: lowered.host.results.map((node) => node && value(node)) }];
    }
    const temporary = (index: number): Place => {
      if (once.places.has(temporaryKey(step, index))) return kept(temporaryKey(step, index));
      const i = temporaries.findIndex((t) => t.group === step && t.index === index);
      return { arena: offsets[inArena.length + i], bytes: temporaries[i].interval.bytes };
    };
    return lowered.launches.flatMap(({ kernel, buffers }, i): Step[] => (once.launches.has(launchKey(step, i)) ? [] : [{ kind: 'kernel', kernel, buffers: buffers.map((b) => ('temporary' in b ? temporary(b.temporary) : placeOf(lowered.buffers[b.buffer]))) }]));
  });
  const taken = new Set<number>(), inputBytes = inputs.map((node) => ({ bytes: bytes(node) }));
  return {
    inputs: inputBytes,
    outputs: outputs.map((node) => {
      const reuses = donate.find((i) => !taken.has(i) && takesOver(node, inputs[i], groups, lives));
      if (reuses !== undefined) taken.add(reuses);
      return { bytes: bytes(node), ...(reuses !== undefined && { reuses }) };
    }),
    arenaBytes, unplannedBytes: intervals.reduce((sum, i) => sum + ((i.bytes + 63) & ~63), 0), steps,
    ...(once.steps.length && { once: { inputs: inputBytes, outputs: once.outputs, arenaBytes: 0, unplannedBytes: 0, steps: once.steps } }),
  };
}

/** Whether a result may be written over an operand: the kernel that makes it is the last to read the operand, and reads each element where it writes it. */
function takesOver(output: Node, input: Node, groups: Compiled['groups'], lives: ReadonlyMap<Node, { first: number; last: number }>): boolean {
  if (output.size !== input.size || output.dtype !== input.dtype) return false;
  const made = groups.findIndex(({ lowered }) => lowered.stored.includes(output)), life = lives.get(input);
  if (made < 0 || (life && life.last > made)) return false;
  if (!life || life.last < made) return true;
  const { group, lowered } = groups[made];
  return group.kind === 'map' && lowered.launches.length === 1 && lowered.inPlace(input, output);
}

