/**
 * The engine: which back end computes, when, and how long values live.
 *
 * A tensor's node is pending until somebody asks for values. Then the pending graph under it is made canonical, an
 * executable is found by its key or compiled, and run. A value is freed when no tensor holds its node and no pending
 * node stands on it: `users` and `handles` of a node count both. Tensors let go by `dispose`, by `using`, at the end
 * of `tidy`, or, as a safety net, when they are garbage.
 */
import type { Backend, Executable, MemoryReport } from './backend.ts';
import { canonical } from './graph/canonical.ts';
import { topological, type Buffer, type Node } from './graph/node.ts';
import type { TypedArray } from './graph/dtype.ts';
import { fail } from './input-error.ts';
import { isTracing, scope } from './scope.ts';
import type { Tensor } from './tensor.ts';

export interface EngineOptions {
  /** A registered name or a back end itself. */
  backend?: string | Backend;
  /** Threads of the WASM back end; as many as the machine has cores by default. */
  threads?: number;
  /** What its memory may grow to. */
  memoryLimitBytes?: number;
  /** Interpreter only: round every float to f32, or keep float64. */
  round?: 'f32' | 'none';
  /** Pending nodes after which a graph that nobody asked for is computed. 2000 by default. */
  maxPendingNodes?: number;
  /** Executables kept for graphs that come again. 256 by default. */
  maxExecutables?: number;
  [option: string]: unknown;
}
export type BackendFactory = (options: EngineOptions) => Backend;

const factories = new Map<string, BackendFactory>();
/** Makes a back end known by a name. The last one registered is the default. */
export function registerBackend(name: string, factory: BackendFactory): void { factories.delete(name); factories.set(name, factory); }

const options: EngineOptions = {}, executables = new Map<string, Executable>();
let current: Backend | undefined, pendingSince = 0;

/** Chooses the back end and its options. Tensors made before are carried over when they are next used. */
export async function configure(changes: EngineOptions): Promise<void> {
  const { backend: asked = options.backend } = changes;
  Object.assign(options, changes);
  if (typeof asked === 'string' && !factories.has(asked)) fail(`no back end is called "${asked}": expected ${[...factories.keys()].join(' or ')}`);
  const remakes = Object.keys(changes).some((k) => k !== 'maxPendingNodes' && k !== 'maxExecutables');
  if (!remakes) return;
  clearExecutables();
  current = typeof asked === 'object' ? asked : undefined;
}

/** The back end in use, made at the first call. */
export function backend(): Backend {
  if (current) return current;
  const name = typeof options.backend === 'string' ? options.backend : [...factories.keys()].at(-1);
  return (current = (name ? factories.get(name) : undefined)?.(options) ?? fail('no back end is registered: import @galley/tensor, not its parts'));
}

/** Bytes in use, by tag, and the most that ever were. */
export const memory = (): MemoryReport => backend().memory();

/** Runs `f` on another back end, and returns to this one: how one result is compared with another's. */
export function withBackend<T>(other: Backend, f: () => T): T {
  const before = current;
  clearExecutables();
  current = other;
  try { return f(); } finally { clearExecutables(); current = before; }
}

function clearExecutables(): void {
  for (const executable of executables.values()) executable.dispose();
  executables.clear();
}

/** The buffer of a node on the current back end; values on another are carried over. */
export function bufferOf(node: Node): Buffer {
  const value = node.value ?? fail('this tensor has no values any more: it was disposed or donated'), now = backend();
  if (value.backend === now) return value;
  const other = value.backend as Backend;
  if (!other.readSync) fail(`values on the back end ${other.name} cannot be read synchronously: read them with data() and make a new tensor`);
  const moved = now.upload(other.readSync(value), node.dtype);
  setValue(node, moved);
  value.dispose();
  return moved;
}

/** Computes the nodes that are pending, together. Values may still be on their way on a back end that is asynchronous. */
export function realizeNodes(wanted: readonly Node[]): void {
  const targets = new Set(wanted.filter((node) => node.value === undefined));
  if (targets.size === 0) return;
  if (scope.jits.length > 0) {
    const { firstId } = scope.jits[scope.jits.length - 1];
    for (const node of targets) if (node.id >= firstId) fail('a value was asked for while jit traces the function: it is not known yet. Return it from the function, and read it there');
  }
  for (const node of topological([...targets])) {
    for (const sibling of siblings.get(node) ?? []) if (sibling.value === undefined && sibling.handles > 0 && (sibling.inputs.length > 0 || sibling.op.kind === 'fill')) targets.add(sibling);
    if (node.handles > 0 && expensive.has(node.op.kind) && results.has(node) && node.value === undefined) targets.add(node);
  }
  const nodes = [...targets], { graph, leaves, key } = canonical(nodes);
  const outputs = executable(key, () => backend().compile(graph)).run(leaves.map(bufferOf));
  nodes.forEach((node, i) => setValue(node, outputs[i]));
  pendingSince = nodes[0] ? Math.max(pendingSince, nodes.reduce((id, node) => Math.max(id, node.id), 0)) : pendingSince;
  if (scope.differentiations === 0) nodes.forEach(dropInputs);
  else kept.push(...nodes);
}

/** What is worth keeping when somebody still holds it: computing it again would cost more than its memory. */
const expensive = new Set<Node['op']['kind']>(['contract', 'conv', 'reduce', 'scan', 'argSort', 'host', 'scatterAdd', 'scatterAddAlong', 'take', 'takeAlong']);
/** Nodes of tensors that were made outside every trace. */
const results = new WeakSet<Node>();
/** Nodes that are wanted together when one of them is: a value and its gradients. */
const siblings = new WeakMap<Node, readonly Node[]>();
export function computeTogether(nodes: readonly Node[]): void {
  for (const node of nodes) siblings.set(node, nodes);
}

/** Nodes that got values within a differentiation, whose history goes at its end. */
let kept: Node[] = [];
/** Runs `f` with graph history kept, so that it can be walked back. */
export function keepingHistory<T>(f: () => T): T {
  scope.differentiations++;
  try { return f(); } finally {
    if (--scope.differentiations === 0) { const done = kept; kept = []; done.forEach(dropInputs); }
  }
}

function executable(key: string, compile: () => Executable): Executable {
  let found = executables.get(key);
  if (found) executables.delete(key);
  else found = compile();
  executables.set(key, found);
  if (executables.size > (options.maxExecutables ?? 256)) {
    const [[oldest, unused]] = executables;
    executables.delete(oldest);
    unused.dispose();
  }
  return found;
}

const abandonedBuffers = new FinalizationRegistry<Buffer>((buffer) => buffer.dispose());
export function setValue(node: Node, value: Buffer): void {
  abandonedBuffers.unregister(node);
  node.value = value;
  abandonedBuffers.register(node, value, node);
}

/** The buffer has been taken over by somebody else. */
export function forgetValue(node: Node): void {
  abandonedBuffers.unregister(node);
  node.value = undefined;
}

function dropInputs(node: Node): void {
  const { inputs } = node;
  node.inputs = [];
  for (const input of inputs) { input.users--; release(input); }
}

/** Frees a node's value and history, if nothing needs them. */
function release(first: Node): void {
  const stack = [first];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.users > 0 || node.handles > 0) continue;
    if (node.value) { abandonedBuffers.unregister(node); node.value.dispose(); node.value = undefined; }
    const { inputs } = node;
    node.inputs = [];
    for (const input of inputs) { input.users--; stack.push(input); }
  }
}

// Tensors as holders of nodes

export interface Hold { node: Node }
const abandonedHolds = new FinalizationRegistry<Hold>(letGo);

/** A tensor begins to hold a node. */
export function hold(tensor: Tensor, node: Node): Hold {
  node.handles++;
  const held = { node };
  abandonedHolds.unregister(tensor);
  abandonedHolds.register(tensor, held, tensor);
  scope.tidies.at(-1)?.add(tensor);
  if (!isTracing()) {
    results.add(node);
    // A graph that grows without anybody asking for values would grow for ever.
    if (node.value === undefined && node.id - pendingSince > (options.maxPendingNodes ?? 2000)) { pendingSince = node.id; realizeNodes([node]); }
  }
  return held;
}
/** A tensor lets a node go; `keepsAnother` when it already holds the next. */
export function unhold(tensor: Tensor, held: Hold, keepsAnother = false): void {
  if (!keepsAnother) {
    abandonedHolds.unregister(tensor);
    scope.tidies.at(-1)?.delete(tensor);
  }
  letGo(held);
}
function letGo({ node }: Hold): void {
  node.handles--;
  release(node);
}

/** Values as the dtype's storage. */
export async function read(node: Node): Promise<TypedArray> { realizeNodes([node]); return backend().read(bufferOf(node)); }
/** @throws InputError on a back end that cannot block */
export function readSync(node: Node): TypedArray {
  realizeNodes([node]);
  const now = backend();
  return now.readSync ? now.readSync(bufferOf(node)) : fail(`the back end ${now.name} cannot be read synchronously here: await data() instead`);
}
