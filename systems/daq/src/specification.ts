/**
 * What a data-acquisition pipeline is made of: sources feed stages, stages feed stages, one stage stores.
 * A tree whose root is the storage. Here are its parts and the check that they fit together.
 */
import type { Classifier } from './classifiers/classifier.ts';
import { passAll } from './classifiers/pass-all.ts';
import { densityScale } from './technology.ts';
import type { Technology } from './technology.ts';

/** A detector: sends `bytes` of every event, `rate` times a second. */
export interface SourceSpec {
  name: string;
  /** The stage it feeds. */
  into: string;
  bytes: number;
  /** Events per second. */
  rate: number;
  /** Share of the bytes taken away before sending. */
  compression?: number;
  linkJPerBit: number;
  opJ?: number;
}

/** A processing node: merges its inputs, adds data, computes, and keeps one event in `reduction`. */
export interface StageSpec {
  name: string;
  /** The stage it feeds; the storage has none. */
  into?: string;
  /** Bytes it adds to every event. */
  bytes?: number;
  /** One event in so many is kept; 1 keeps all. */
  reduction: number;
  classifier?: Classifier;
  /** Operations per event as a function of the bytes that arrive; one per byte by default. */
  complexity?: (bytes: number) => number;
  opJ?: number;
  linkJPerBit?: number;
  compression?: number;
}

export interface PipelineSpec {
  sources: readonly SourceSpec[];
  stages: readonly StageSpec[];
  technology?: Technology;
  /** Links carry what a node received (as the released code has it) instead of what it sends on. Differs only with compression. */
  linksBeforeCompression?: boolean;
}

/** A node in evaluation order: every node comes after all that feed it, the storage last. */
export interface Node {
  readonly name: string;
  readonly source: SourceSpec | undefined;
  readonly stage: StageSpec | undefined;
  /** Index of the node it feeds, −1 for the storage. */
  readonly parent: number;
  /** How many nodes feed it. */
  readonly inputs: number;
  readonly bytes: number;
  readonly keptFraction: number;
  readonly opJ: number;
  readonly linkJPerBit: number;
  readonly reduction: number;
  readonly classifier: Classifier;
  readonly complexity: (bytes: number) => number;
}

const oncePerByte = (bytes: number) => bytes;
const dummy = passAll();

/** Orders the nodes and checks that they form a tree. @throws a sentence that names the node at fault. */
export function arrange(spec: PipelineSpec): readonly Node[] {
  const { sources, stages } = spec;
  if (spec.technology) densityScale(spec.technology);
  if (sources.length === 0) throw new RangeError('a pipeline needs at least one source');
  if (stages.length === 0) throw new RangeError('a pipeline needs at least one stage: the one that stores');
  const indexOf = new Map<string, number>();
  for (const [i, { name }] of [...sources, ...stages].entries()) {
    if (indexOf.has(name)) throw new RangeError(`two nodes are named "${name}": names must differ`);
    indexOf.set(name, i);
  }
  const count = sources.length + stages.length;
  const target = new Int32Array(count).fill(-1), inputs = new Int32Array(count);
  let root = -1;
  for (let i = 0; i < count; i++) {
    const node = i < sources.length ? sources[i] : stages[i - sources.length];
    if (node.into === undefined) {
      if (root >= 0) throw new RangeError(`"${nameAt(spec, root)}" and "${node.name}" both feed nothing: exactly one stage stores, give the other an \`into\``);
      root = i;
      continue;
    }
    const into = indexOf.get(node.into);
    if (into === undefined) throw new RangeError(`"${node.name}" feeds "${node.into}", which is no stage; the stages are ${stages.map((s) => s.name).join(', ')}`);
    if (into < sources.length) throw new RangeError(`"${node.name}" feeds "${node.into}", which is a source: only stages can be fed`);
    target[i] = into;
    inputs[into]++;
  }
  if (root < 0) throw new RangeError('no stage stores: one stage must have no `into` (every path ends in a cycle)');
  for (let i = sources.length; i < count; i++) {
    if (inputs[i] === 0) throw new RangeError(`stage "${nameAt(spec, i)}" has no input: feed it from a source or another stage, or remove it`);
  }
  // sources first, then every stage once all that feed it are placed
  const waiting = inputs.slice(), order: number[] = [];
  for (let i = 0; i < sources.length; i++) order.push(i);
  for (let k = 0; k < order.length; k++) {
    const into = target[order[k]];
    if (into >= 0 && --waiting[into] === 0) order.push(into);
  }
  if (order.length < count) {
    const stuck = stages.map((s) => s.name).filter((name) => !order.includes(indexOf.get(name) ?? -1));
    throw new RangeError(`the stages ${stuck.join(', ')} feed each other in a cycle: data must flow towards the one stage that stores`);
  }
  const place = new Int32Array(count);
  for (let k = 0; k < count; k++) place[order[k]] = k;
  return order.map((i) => {
    const parent = target[i] < 0 ? -1 : place[target[i]];
    return i < sources.length ? sourceNode(sources[i], parent) : stageNode(stages[i - sources.length], parent, inputs[i]);
  });
}

function sourceNode(source: SourceSpec, parent: number): Node {
  const { name, bytes, rate, compression = 0, linkJPerBit, opJ = 0 } = source;
  amount(name, 'bytes', bytes);
  amount(name, 'linkJPerBit', linkJPerBit);
  amount(name, 'opJ', opJ);
  share(name, 'compression', compression);
  if (!(rate > 0 && Number.isFinite(rate))) throw new RangeError(`source "${name}" has a rate of ${rate}: expected events per second, more than zero`);
  return { name, source, stage: undefined, parent, inputs: 0, bytes, keptFraction: 1 - compression, opJ, linkJPerBit, reduction: 1, classifier: dummy, complexity: oncePerByte };
}

function stageNode(stage: StageSpec, parent: number, inputs: number): Node {
  const { name, bytes = 0, reduction, classifier, complexity = oncePerByte, opJ = 0, linkJPerBit = 0, compression = 0 } = stage;
  amount(name, 'bytes', bytes);
  amount(name, 'linkJPerBit', linkJPerBit);
  amount(name, 'opJ', opJ);
  share(name, 'compression', compression);
  if (!(reduction >= 1 && Number.isFinite(reduction))) throw new RangeError(`stage "${name}" has a reduction of ${reduction}: expected at least 1 (one event kept in so many; 1 keeps all)`);
  if (reduction > 1 && !classifier) throw new RangeError(`stage "${name}" is to keep one event in ${reduction} but has no classifier: give it one, or a reduction of 1`);
  return { name, source: undefined, stage, parent, inputs, bytes, keptFraction: 1 - compression, opJ, linkJPerBit, reduction, classifier: classifier ?? dummy, complexity };
}

function amount(node: string, what: string, value: number): void {
  if (!(value >= 0 && Number.isFinite(value))) throw new RangeError(`"${node}" has ${what} ${value}: expected a number that is not negative`);
}
function share(node: string, what: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`"${node}" has a ${what} of ${value}: expected a share from 0 to 1`);
}
function nameAt(spec: PipelineSpec, i: number): string {
  return i < spec.sources.length ? spec.sources[i].name : spec.stages[i - spec.sources.length].name;
}
