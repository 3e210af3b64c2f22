/**
 * `jit`: a function on trees of tensors becomes one compiled graph. It runs once per signature, on tensors without
 * values, to see what it computes; afterwards only the executable runs, and no graph is built.
 */
import type { Executable } from './backend.ts';
import { backend, bufferOf, forgetValue, realizeNodes } from './engine.ts';
import { canonical } from './graph/canonical.ts';
import type { DType } from './graph/dtype.ts';
import * as make from './graph/make.ts';
import { Node, type Buffer, type Shape } from './graph/node.ts';
import { fail } from './input-error.ts';
import { isTracing, scope, type Trace } from './scope.ts';
import { Tensor } from './tensor.ts';
import { tidy } from './tidy.ts';
import { treeLeaves, treeStructure, treeTensors, treeUnflatten } from './tree.ts';

export interface JitOptions {
  /** Positions of arguments whose tensors the call uses up: their memory is overwritten by the results where it fits. */
  donate?: readonly number[];
  /** What the results are for, in memory reports. */
  tag?: string;
}

/** One signature, compiled. */
interface Program {
  outputs: unknown;
  /** Per leaf of `outputs`: which graph output it is, or a value that is not a tensor. */
  leaves: ({ output: number; shape: Shape; dtype: DType } | { constant: unknown })[];
  captured: Tensor[];
  graph: ReturnType<typeof canonical>['graph'];
  /** By which parameters are donated: a tensor that something else still needs is not. */
  executables: Map<string, Executable>;
}

/**
 * The function, compiled at its first call with each signature: tree structure, shapes, dtypes, and values that are
 * not tensors. Tensors it closes over are read at each call. Within another transformation it is simply called.
 * @throws InputError when it asks for a value, at the call that traces it
 */
export function jit<A extends unknown[], R>(f: (...args: A) => R, { donate = [], tag }: JitOptions = {}): ((...args: A) => R) & { clear(): void } {
  const programs = new Map<string, { program: Program; on: unknown }>();
  const call = (...args: A): R => {
    if (isTracing()) return f(...args);
    const leaves = treeLeaves(args), tensors = leaves.filter((leaf) => leaf instanceof Tensor), key = signature(args, leaves), now = backend();
    let entry = programs.get(key);
    if (entry?.on !== now) { entry = { program: trace(f, args, tensors), on: now }; programs.set(key, entry); }
    const { program } = entry;
    const donated = new Set(donate.flatMap((i) => treeLeaves(args[i]).filter((leaf) => leaf instanceof Tensor)));
    const outputs = run(program, tensors, donated, tag);
    return treeUnflatten(program.outputs, program.leaves.map((leaf) => {
      if (!('output' in leaf)) return leaf.constant;
      return new Tensor(make.data(outputs[leaf.output], leaf.shape, leaf.dtype));
    })) as R;
  };
  const clear = () => {
    for (const { program } of programs.values()) for (const executable of program.executables.values()) executable.dispose();
    programs.clear();
  };
  return Object.assign(call, { clear });
}

const identities = new WeakMap<object, number>();
let identified = 0;
function signature(args: unknown, leaves: readonly unknown[]): string {
  const one = (leaf: unknown): string => {
    if (leaf instanceof Tensor) return `${leaf.dtype}${leaf.shape.join(',')}`;
    if ((typeof leaf === 'object' && leaf !== null) || typeof leaf === 'function') {
      if (!identities.has(leaf)) identities.set(leaf, identified++);
      return `@${identities.get(leaf)}`;
    }
    return `${typeof leaf}${Object.is(leaf, -0) ? '-0' : String(leaf)}`;
  };
  return `${treeStructure(args)}|${leaves.map(one).join('|')}`;
}

function trace(f: (...args: never[]) => unknown, args: unknown[], tensors: readonly Tensor[]): Program {
  const parameters = tensors.map((t, i) => make.input(i, t.shape, t.dtype));
  const record: Trace = { firstId: parameters[0]?.id ?? Node.made, captured: new Map() };
  scope.jits.push(record);
  try {
    let next = 0;
    const traced = treeUnflatten(args, treeLeaves(args).map((leaf) => (leaf instanceof Tensor ? new Tensor(parameters[next++]) : leaf))) as never[];
    return tidy(() => {
      const result = f(...traced), found = treeLeaves(result), nodes: Node[] = [];
      if (found.some((leaf) => leaf instanceof Promise)) fail('jit: the function returned a promise: expected one that builds its result without waiting');
      const leaves = found.map((leaf): Program['leaves'][number] => {
        if (!(leaf instanceof Tensor)) return { constant: leaf };
        return { output: nodes.push(leaf.node) - 1, shape: leaf.shape, dtype: leaf.dtype };
      });
      const { graph, leaves: all } = canonical(nodes, parameters);
      const captured = all.slice(parameters.length).map((node) => record.captured.get(node) ?? holding(node));
      // The outputs' structure without their tensors, which die with the trace.
      return { outputs: treeUnflatten(result, found.map(() => 0)), leaves, captured, graph, executables: new Map() };
    });
  } finally { scope.jits.pop(); }
}

export interface Traced { graph: ReturnType<typeof canonical>['graph']; /** Tensors the function made or closes over: further inputs, after its own. */ captured: Tensor[] }

/** What `jit` would compile for tensors like these: to be looked at, or for a back end that is not the current one. */
export function traceOf(f: (...tensors: Tensor[]) => unknown, inputs: readonly { shape: Shape; dtype?: DType }[]): Traced {
  const parameters = inputs.map(({ shape, dtype = 'f32' }, i) => make.input(i, shape, dtype)), record: Trace = { firstId: parameters[0]?.id ?? Node.made, captured: new Map() };
  scope.jits.push(record);
  try {
    return tidy(() => {
      const { graph, leaves } = canonical(treeTensors(f(...parameters.map((p) => new Tensor(p)))).map((x) => x.node), parameters);
      return { graph, captured: leaves.slice(parameters.length).map((node) => record.captured.get(node) ?? holding(node)) };
    });
  } finally { scope.jits.pop(); }
}
export const graphOf = (...of: Parameters<typeof traceOf>): Traced['graph'] => traceOf(...of).graph;

/** A tensor of the function's own, such as a constant: kept with the program. */
function holding(node: Node): Tensor {
  scope.tidies.push(new Set());
  try { return new Tensor(node); } finally { scope.tidies.pop(); }
}

function run(program: Program, tensors: readonly Tensor[], donated: ReadonlySet<Tensor>, tag: string | undefined): Buffer[] {
  const nodes = tensors.map((t) => t.node), seen = new Set<Node>();
  // All pending arguments at once.
  const buffers: Buffer[] = [];
  for (const node of nodes) if (node.value === undefined) { realizeNodes(nodes); break; }
  for (const node of nodes) buffers.push(bufferOf(node));
  const given: number[] = [];
  nodes.forEach((node, i) => {
    const twice = seen.has(node);
    seen.add(node);
    if (donated.has(tensors[i]) && !twice && node.users === 0 && node.handles === 1) given.push(i);
  });
  const captured = program.captured.map((t) => { if (t.node.value === undefined) realizeNodes([t.node]); return bufferOf(t.node); });
  const key = given.join(',');
  let executable = program.executables.get(key);
  if (!executable) {
    const constants = captured.map((_, i) => buffers.length + i);
    executable = backend().compile(program.graph, { ...(given.length && { donate: given }), ...(constants.length && { constants }), ...(tag !== undefined && { tags: program.graph.outputs.map(() => tag) }) });
    program.executables.set(key, executable);
  }
  const outputs = executable.run([...buffers, ...captured]);
  // The back end has taken these buffers over.
  for (const i of given) forgetValue(nodes[i]);
  for (const t of donated) t.donated();
  return outputs;
}
