/**
 * The graph: what is to be computed, as primitives on whole tensors. Nodes are immutable and make a DAG through
 * `inputs`; shapes and dtypes are known when a node is made. Everything else (NumPy's names, broadcasting, layers,
 * gradients) is written with these primitives, so a back end that knows them knows everything.
 *
 *   Tensor API, autodiff  --make-->  Node  --compile/-->  loop nests  --loops/-->  WASM
 *                                         \--interpreter/-->  float64, element by element: the oracle
 */
import type { DType } from './dtype.ts';

export type Shape = readonly number[];

/** Elementwise with one operand. `cast` is an op of its own. Floats: all; integers: neg, abs, sign, bitNot; bool: not. */
export type Unary =
  | 'neg' | 'abs' | 'sign' | 'floor' | 'ceil' | 'round' /* half to even */ | 'trunc'
  | 'sqrt' | 'reciprocal' | 'exp' | 'expm1' | 'log' | 'log1p' | 'sin' | 'cos' | 'tanh' | 'sigmoid' | 'erf'
  | 'not' /* bool */ | 'bitNot' /* integers */ | 'isNaN' | 'isFinite' /* -> bool */;
/** Elementwise with two operands of one dtype. Comparisons give bool. `div` of integers truncates; `mod` has the sign of the dividend (C's). min and max hand on NaN. */
export type Binary = 'add' | 'sub' | 'mul' | 'div' | 'mod' | 'pow' | 'atan2' | 'min' | 'max' | 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'and' | 'or' | 'xor' | 'shl' | 'shr' /* arithmetic */ | 'ushr';
/** `where(condition: bool, a, b)`. `threefry(key0, key1, counter: i32) -> i32`: word 0 of Threefry-2x32-20 on the counter block (counter, 0). */
export type Ternary = 'where' | 'threefry';

export type ReduceFn = 'sum' | 'prod' | 'max' | 'min';

export type Op =
  // Leaves
  | { kind: 'data' } /* A tensor's own values: `Node.value` says where. */
  | { kind: 'input'; index: number } /* A parameter of a traced function. */
  | { kind: 'fill'; value: number }
  | { kind: 'iota'; axis: number } /* i32: each element's index along the axis. */
  // Elementwise: all inputs have the output's shape (broadcasts are explicit).
  | { kind: 'unary'; fn: Unary }
  | { kind: 'binary'; fn: Binary }
  | { kind: 'ternary'; fn: Ternary }
  | { kind: 'cast' } /* To Node.dtype. Float to integer truncates and saturates, NaN gives 0; to bool: is not 0. */
  // Reductions drop the axes. sum and prod of bool are i32; of u8, i8: i32.
  | { kind: 'reduce'; fn: ReduceFn; axes: readonly number[] /* ascending */ }
  | { kind: 'argReduce'; fn: 'max' | 'min'; axis: number } /* i32, the first of equals; NaN wins. */
  | { kind: 'scan'; fn: 'sum' | 'prod' | 'max' | 'min'; axis: number; reverse: boolean; exclusive: boolean } /* Exclusive begins with the neutral element. */
  // Movement
  | { kind: 'reshape' }
  | { kind: 'permute'; perm: readonly number[] } /* Output axis i is input axis perm[i]. */
  | { kind: 'broadcast'; axes: readonly number[] } /* Input axis i becomes output axis axes[i] (ascending), of the same size or, when it is 1, of any; the other output axes are new. */
  | { kind: 'slice'; starts: readonly number[]; steps: readonly number[] } /* out[i] = in[start + i * step] per axis; steps may be negative, never 0. Sizes are the node's shape. */
  | { kind: 'pad'; low: readonly number[]; high: readonly number[]; interior: readonly number[]; value: number } /* interior zeros between elements, as XLA. No negative amounts. */
  | { kind: 'window'; axis: number; size: number; stride: number; dilation: number } /* [.., n, ..] -> [.., out, size, ..]: element (o, k) is in[o * stride + k * dilation]. */
  | { kind: 'fold'; axis: number; length: number; stride: number; dilation: number } /* Transpose of window: [.., out, size, ..] -> [.., length, ..], overlaps added. */
  | { kind: 'concat'; axis: number }
  // Contractions
  /** Einsum on two operands. Labels are small integers, one per axis; each label in `out` is in a or b; a label in both and not in out is summed; none repeats within an operand, none is in one operand only and not in out. */
  | { kind: 'contract'; a: readonly number[]; b: readonly number[]; out: readonly number[] }
  /** N-dimensional convolution and its two transposes; see ConvSpec. */
  | { kind: 'conv'; mode: 'forward' | 'inputGrad' | 'filterGrad'; spec: ConvSpec }
  // Indexing. Indices are i32 and must be in range; out of range reads 0 and writes nothing.
  | { kind: 'take'; axis: number } /* (x, indices of any shape): x.shape with the axis replaced by the indices' shape. */
  | { kind: 'takeAlong'; axis: number } /* (x, indices of x's rank and shape but for the axis): out[.., j, ..] = x[.., indices[.., j, ..], ..] */
  | { kind: 'scatterAdd'; axis: number; size: number } /* Transpose of take: (indices, updates shaped like take's output) -> zeros of `size` along the axis, plus updates, in order of the indices. */
  | { kind: 'scatterAddAlong'; axis: number; size: number } /* Transpose of takeAlong: (indices, updates). */
  | { kind: 'argSort'; axis: number; descending: boolean } /* i32, stable, NaN last. */
  // Plain loops on the host, in float64: small linear algebra and transforms. `outputs` of one call are told apart by `output`.
  | { kind: 'host'; fn: HostFn; output: number; attributes?: Readonly<Record<string, number | boolean | string>> }
  // Identities that mean something to transformations
  | { kind: 'stopGradient' }
  | { kind: 'barrier' } /* First input, once the others are there; never merged with an equal node. What `checkpoint` recomputes behind. */
  | { kind: 'custom'; rule: CustomRule } /* First input; its gradient is what the rule says. */;

/** cholesky, triangularSolve, lu, qr, svd, eigh, fft: on the last axes, batched. See interpreter/host.ts for each one's operands and outputs. */
export type HostFn = 'cholesky' | 'triangularSolve' | 'lu' | 'qr' | 'svd' | 'eigh' | 'fft' | 'unique';

/**
 * x: [batch, spatial.., channels] when `channelsLast`, else [batch, channels, spatial..].
 * w: [outChannels, inChannels / groups, kernel..] when not `channelsLast`, else [kernel.., inChannels / groups, outChannels].
 * y: as x with outChannels and out = floor((in + low + high - dilation * (k - 1) - 1) / stride) + 1.
 * forward: (x, w) -> y.  inputGrad: (dy, w) -> dx, spatial size `inputSize`.  filterGrad: (x, dy) -> dw, kernel size `kernelSize`.
 */
export interface ConvSpec {
  channelsLast: boolean;
  strides: readonly number[];
  dilations: readonly number[];
  low: readonly number[];
  high: readonly number[];
  groups: number;
  inputSize: readonly number[];
  kernelSize: readonly number[];
}

/** (cotangent of the output, the node, its inputs) -> cotangents of each input after the first; null where there is none. */
export interface CustomRule { name: string; vjp(cotangent: Node, node: Node, inputs: readonly Node[]): (Node | null)[] }

/** Where a tensor's values are, for the back end that holds them. */
export interface Buffer { readonly backend: unknown; readonly bytes: number; dispose(): void }

/** While `f` runs, nodes are made for the layer called `name`: profiles say so. Layers within it take their own name. */
export function inLayer<T>(name: string | undefined, f: () => T): T {
  const outer = Node.layer;
  Node.layer = name ?? outer;
  try { return f(); } finally { Node.layer = outer; }
}

export class Node {
  static #made = 0;
  /** The layer nodes are being made for. */
  static layer: string | undefined;
  readonly id = Node.#made++;
  readonly op: Op;
  /** Emptied when the node is materialised and nothing needs its history any more. */
  inputs: readonly Node[];
  readonly shape: Shape;
  readonly dtype: DType;
  /** Set once the values exist. The node is then a leaf, whatever its op was. */
  value?: Buffer;
  /** Nodes made from this one that still need it, and Tensors that hold it: what `engine.ts` frees buffers by. */
  users = 0;
  handles = 0;
  /** What it was made for, in profiles; means nothing to what is computed. */
  readonly layer: string | undefined = Node.layer;

  constructor(op: Op, inputs: readonly Node[], shape: Shape, dtype: DType) {
    this.op = op; this.inputs = inputs; this.shape = shape; this.dtype = dtype;
    for (const input of inputs) input.users++;
  }
  /** How many nodes were ever made; a node with an id below it is older. */
  static get made(): number { return Node.#made; }
  get size(): number { return sizeOf(this.shape); }
}

export const sizeOf = (shape: Shape): number => shape.reduce((n, d) => n * d, 1);

/** Nodes that `roots` stand on, inputs before users; stops at nodes that have values. No recursion: graphs are deep. */
export function topological(roots: readonly Node[], stop: (node: Node) => boolean = (n) => n.value !== undefined): Node[] {
  const order: Node[] = [], done = new Set<Node>(), stack: [Node, number][] = [];
  for (const root of roots) {
    if (done.has(root)) continue;
    done.add(root);
    stack.push([root, 0]);
    while (stack.length) {
      const top = stack[stack.length - 1], [node, next] = top, inputs = stop(node) ? [] : node.inputs;
      if (next < inputs.length) { top[1]++; const input = inputs[next]; if (!done.has(input)) { done.add(input); stack.push([input, 0]); } }
      else { order.push(node); stack.pop(); }
    }
  }
  return order;
}
