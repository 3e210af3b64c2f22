/**
 * A tensor: a shape, a dtype, and values that exist once somebody asks for them. Immutable but for `assign` and
 * `dispose`. Every method has a functional form of the same name in `ops/`, where it is documented; this class only hands on.
 */
import { hold, read, readSync, realizeNodes, unhold, type Hold } from './engine.ts';
import { isFloat, type DType, type TypedArray } from './graph/dtype.ts';
import { fromBf16Bits, fromF16Bits } from './graph/half.ts';
import { sameShape } from './graph/make.ts';
import type { Node, Shape } from './graph/node.ts';
import { fail } from './input-error.ts';
import * as ops from './ops/index.ts';
import type { AxesOptions, Axis, IndexItem, PadMode, SortOptions, TensorLike, VarianceOptions } from './ops/index.ts';
import { isTracing, scope } from './scope.ts';

export type Nested<T> = T | Nested<T>[];

export class Tensor {
  readonly shape: Shape;
  readonly dtype: DType;
  #hold: Hold | undefined;
  #gone = 'disposed';

  /** Made by the functions of this library; `tensor(values)` makes one from values. */
  constructor(node: Node) {
    this.shape = node.shape;
    this.dtype = node.dtype;
    this.#hold = hold(this, node);
  }

  /** What computes it. @throws InputError once it is disposed */
  get node(): Node {
    const node = this.#hold?.node ?? fail(`this tensor ${this.dtype}[${this.shape.join(', ')}] was ${this.#gone}: it has no values any more`);
    const trace = scope.jits.at(-1);
    if (trace && node.id < trace.firstId && node.op.kind !== 'fill' && node.op.kind !== 'iota') {
      if (node.value === undefined) realizeNodes([node]);
      trace.captured.set(node, this);
    }
    return node;
  }
  get size(): number { return this.shape.reduce((n, d) => n * d, 1); }
  get rank(): number { return this.shape.length; }
  get isDisposed(): boolean { return this.#hold === undefined; }

  // Values

  /** The values, row-major. f16 and bf16 come as Float32Array, bool as Uint8Array of 0 and 1. */
  async data(): Promise<TypedArray> { return numbers(await read(this.node), this.dtype); }
  /** As `data`, blocking. @throws InputError where the back end cannot block */
  dataSync(): TypedArray { return numbers(readSync(this.node), this.dtype); }
  /** The one value of a tensor of one element; a boolean is 0 or 1. */
  item(): number { return this.size === 1 ? this.dataSync()[0] : fail(`item: ${this.toString()} has ${this.size} elements, expected 1`); }
  /** The values as nested arrays of numbers, or booleans. */
  async array(): Promise<Nested<number> | Nested<boolean>> { return nest(await this.data(), this.shape, this.dtype); }
  arraySync(): Nested<number> | Nested<boolean> { return nest(this.dataSync(), this.shape, this.dtype); }
  /** Computes the values now and keeps them on the back end. */
  async realize(): Promise<this> { realizeNodes([this.node]); return this; }

  /** Takes over the other's values; functions compiled by `jit` that captured this tensor see them. @throws InputError on another shape or dtype, and within transformations */
  assign(other: Tensor): this {
    if (isTracing()) fail('assign: not within jit, grad or vmap, which run the function to look at it: return the new value instead');
    if (!sameShape(this.shape, other.shape) || this.dtype !== other.dtype) fail(`assign: ${other.toString()} does not fit ${this.toString()}`);
    const before = this.#hold, { node } = other;
    this.#hold = hold(this, node);
    if (before) unhold(this, before, true);
    return this;
  }
  /** Frees the values, as soon as nothing that is pending needs them. */
  dispose(): void { this.#let('disposed'); }
  [Symbol.dispose](): void { this.dispose(); }
  /** Its values were given away to a function that may overwrite them. */
  donated(): void { this.#let('donated to a jitted function, which may have overwritten it'); }
  #let(how: string): void {
    const held = this.#hold;
    if (!held) return;
    this.#hold = undefined;
    this.#gone = how;
    unhold(this, held);
  }
  toString(): string { return `${this.dtype}[${this.shape.join(', ')}]`; }
  get [Symbol.toStringTag](): string { return `Tensor ${this.toString()}`; }

  // Elementwise
  add(other: TensorLike): Tensor { return ops.add(this, other); }
  sub(other: TensorLike): Tensor { return ops.sub(this, other); }
  mul(other: TensorLike): Tensor { return ops.mul(this, other); }
  div(other: TensorLike): Tensor { return ops.div(this, other); }
  floorDivide(other: TensorLike): Tensor { return ops.floorDivide(this, other); }
  mod(other: TensorLike): Tensor { return ops.mod(this, other); }
  pow(other: TensorLike): Tensor { return ops.pow(this, other); }
  atan2(other: TensorLike): Tensor { return ops.atan2(this, other); }
  minimum(other: TensorLike): Tensor { return ops.minimum(this, other); }
  maximum(other: TensorLike): Tensor { return ops.maximum(this, other); }
  clip(low?: TensorLike, high?: TensorLike): Tensor { return ops.clip(this, low, high); }
  equal(other: TensorLike): Tensor { return ops.equal(this, other); }
  notEqual(other: TensorLike): Tensor { return ops.notEqual(this, other); }
  less(other: TensorLike): Tensor { return ops.less(this, other); }
  lessEqual(other: TensorLike): Tensor { return ops.lessEqual(this, other); }
  greater(other: TensorLike): Tensor { return ops.greater(this, other); }
  greaterEqual(other: TensorLike): Tensor { return ops.greaterEqual(this, other); }
  logicalAnd(other: TensorLike): Tensor { return ops.logicalAnd(this, other); }
  logicalOr(other: TensorLike): Tensor { return ops.logicalOr(this, other); }
  logicalNot(): Tensor { return ops.logicalNot(this); }
  where(a: TensorLike, b: TensorLike): Tensor { return ops.where(this, a, b); }
  cast(dtype: DType): Tensor { return ops.cast(this, dtype); }
  neg(): Tensor { return ops.neg(this); }
  abs(): Tensor { return ops.abs(this); }
  sign(): Tensor { return ops.sign(this); }
  floor(): Tensor { return ops.floor(this); }
  ceil(): Tensor { return ops.ceil(this); }
  round(): Tensor { return ops.round(this); }
  trunc(): Tensor { return ops.trunc(this); }
  sqrt(): Tensor { return ops.sqrt(this); }
  rsqrt(): Tensor { return ops.rsqrt(this); }
  square(): Tensor { return ops.square(this); }
  reciprocal(): Tensor { return ops.reciprocal(this); }
  exp(): Tensor { return ops.exp(this); }
  expm1(): Tensor { return ops.expm1(this); }
  log(): Tensor { return ops.log(this); }
  log1p(): Tensor { return ops.log1p(this); }
  log2(): Tensor { return ops.log2(this); }
  sin(): Tensor { return ops.sin(this); }
  cos(): Tensor { return ops.cos(this); }
  tan(): Tensor { return ops.tan(this); }
  tanh(): Tensor { return ops.tanh(this); }
  sigmoid(): Tensor { return ops.sigmoid(this); }
  erf(): Tensor { return ops.erf(this); }
  isNaN(): Tensor { return ops.isNaN(this); }
  isFinite(): Tensor { return ops.isFinite(this); }
  // Activations
  relu(): Tensor { return ops.relu(this); }
  gelu(approximate?: 'none' | 'tanh'): Tensor { return ops.gelu(this, approximate); }
  silu(): Tensor { return ops.silu(this); }
  softplus(): Tensor { return ops.softplus(this); }
  softmax(axis?: number): Tensor { return ops.softmax(this, axis); }
  logSoftmax(axis?: number): Tensor { return ops.logSoftmax(this, axis); }
  // Reductions
  sum(axis?: Axis, options?: AxesOptions): Tensor { return ops.sum(this, axis, options); }
  prod(axis?: Axis, options?: AxesOptions): Tensor { return ops.prod(this, axis, options); }
  mean(axis?: Axis, options?: AxesOptions): Tensor { return ops.mean(this, axis, options); }
  var(axis?: Axis, options?: VarianceOptions): Tensor { return ops.variance(this, axis, options); }
  std(axis?: Axis, options?: VarianceOptions): Tensor { return ops.std(this, axis, options); }
  max(axis?: Axis, options?: AxesOptions): Tensor { return ops.max(this, axis, options); }
  min(axis?: Axis, options?: AxesOptions): Tensor { return ops.min(this, axis, options); }
  all(axis?: Axis, options?: AxesOptions): Tensor { return ops.all(this, axis, options); }
  any(axis?: Axis, options?: AxesOptions): Tensor { return ops.any(this, axis, options); }
  argmax(axis?: number, options?: AxesOptions): Tensor { return ops.argmax(this, axis, options); }
  argmin(axis?: number, options?: AxesOptions): Tensor { return ops.argmin(this, axis, options); }
  logsumexp(axis?: Axis, options?: AxesOptions): Tensor { return ops.logsumexp(this, axis, options); }
  norm(order?: number, axis?: Axis, options?: AxesOptions): Tensor { return ops.norm(this, order, axis, options); }
  cumsum(axis?: number): Tensor { return ops.cumsum(this, axis); }
  cumprod(axis?: number): Tensor { return ops.cumprod(this, axis); }
  // Movement
  reshape(...shape: (number | Shape)[]): Tensor { return ops.reshape(this, shape.flat()); }
  flatten(start?: number, end?: number): Tensor { return ops.flatten(this, start, end); }
  transpose(axes?: readonly number[]): Tensor { return ops.transpose(this, axes); }
  get T(): Tensor { return ops.transpose(this); }
  swapaxes(a: number, b: number): Tensor { return ops.swapaxes(this, a, b); }
  moveaxis(source: number, destination: number): Tensor { return ops.moveaxis(this, source, destination); }
  expandDims(axis: Axis): Tensor { return ops.expandDims(this, axis); }
  squeeze(axis?: Axis): Tensor { return ops.squeeze(this, axis); }
  broadcastTo(shape: Shape): Tensor { return ops.broadcastTo(this, shape); }
  slice(index: readonly IndexItem[]): Tensor { return ops.slice(this, index); }
  flip(axis?: Axis): Tensor { return ops.flip(this, axis); }
  roll(shift: number, axis?: number): Tensor { return ops.roll(this, shift, axis); }
  split(parts: number | readonly number[], axis?: number): Tensor[] { return ops.split(this, parts, axis); }
  tile(repeats: number | readonly number[]): Tensor { return ops.tile(this, repeats); }
  repeat(repeats: number, axis?: number): Tensor { return ops.repeat(this, repeats, axis); }
  pad(widths: number | readonly (readonly [number, number])[], mode?: PadMode, value?: number): Tensor { return ops.pad(this, widths, mode, value); }
  tril(k?: number): Tensor { return ops.tril(this, k); }
  triu(k?: number): Tensor { return ops.triu(this, k); }
  // Indexing and order
  take(indices: TensorLike | readonly number[], axis?: number): Tensor { return ops.take(this, indices, axis); }
  takeAlongAxis(indices: Tensor, axis: number): Tensor { return ops.takeAlongAxis(this, indices, axis); }
  sort(axis?: number, options?: SortOptions): Tensor { return ops.sort(this, axis, options); }
  argsort(axis?: number, options?: SortOptions): Tensor { return ops.argsort(this, axis, options); }
  // Products
  matmul(other: Tensor): Tensor { return ops.matmul(this, other); }
  dot(other: Tensor): Tensor { return ops.dot(this, other); }
  outer(other: Tensor): Tensor { return ops.outer(this, other); }
}

function numbers(stored: TypedArray, dtype: DType): TypedArray {
  if (!isFloat(dtype) || dtype === 'f32') return stored;
  return Float32Array.from(stored, dtype === 'f16' ? fromF16Bits : fromBf16Bits);
}

function nest(values: ArrayLike<number>, shape: Shape, dtype: DType): Nested<number> | Nested<boolean> {
  let next = 0;
  const build = (axis: number): Nested<number | boolean> => {
    if (axis === shape.length) { const v = values[next++]; return dtype === 'bool' ? v === 1 : v; }
    return Array.from({ length: shape[axis] }, () => build(axis + 1));
  };
  return build(0) as Nested<number> | Nested<boolean>;
}
