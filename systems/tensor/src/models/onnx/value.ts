/** What an edge of the graph carries while it is built: a tensor, numbers that are known already, or a sequence of such. */
import { fail } from '../../input-error.ts';
import { full } from '../../ops/create.ts';
import type { Shape } from '../../graph/node.ts';
import { sizeOf } from '../../graph/node.ts';
import { isTracing } from '../../scope.ts';
import type { Tensor } from '../../tensor.ts';
import { isKnown, type Feed } from '../model.ts';
import { storedAs, type ElementType } from './element-type.ts';
import { fromNumbers } from './tensor-values.ts';

/** Numbers beyond this many are computed on as tensors. */
export const mostKnown = 4096;

export class Value {
  readonly type: ElementType;
  readonly shape: Shape;
  /** Row-major, where they are known while the graph is built. */
  readonly known: readonly number[] | undefined;
  /** Of a sequence, or of an optional that is there; undefined for a tensor. */
  readonly items: readonly Value[] | undefined;
  #tensor: Tensor | undefined;

  constructor(type: ElementType, shape: Shape, { tensor, known, items }: { tensor?: Tensor; known?: readonly number[]; items?: readonly Value[] }) {
    this.type = type; this.shape = shape; this.known = known; this.items = items; this.#tensor = tensor;
  }
  get size(): number { return sizeOf(this.shape); }
  get rank(): number { return this.shape.length; }
  toString(): string { return this.items ? `${this.type} of ${this.items.length}` : `${this.type}[${this.shape.join(', ')}]`; }

  get tensor(): Tensor {
    if (this.#tensor) return this.#tensor;
    const { known } = this, dtype = storedAs(this.type);
    if (!known || dtype === undefined) return fail(`expected a tensor, got ${this.toString()}`);
    const [first] = known, isOne = known.length > 0 && Math.abs(first) <= 2147483647 && known.every((v) => v === first);
    return (this.#tensor = isOne ? full(this.shape, first, dtype) : fromNumbers(known, this.shape, this.type, 'this operand'));
  }
  /** The numbers, where it is needed to know them: read from the back end when they are not known. @throws InputError where that is too early */
  numbers(): readonly number[] {
    if (this.known) return this.known;
    const { tensor } = this;
    if (isTracing()) fail(`it depends on the values of ${this.toString()}, which are not known while a function is traced: call the model without jit, or give the input they come from as known numbers`);
    return Array.from(tensor.dataSync());
  }
}

const ofDtype = (t: Tensor): ElementType => t.dtype;
/** @param type what the file calls it, where the dtype does not say */
export const ofTensor = (t: Tensor, type: ElementType = ofDtype(t)): Value => new Value(type, t.shape, { tensor: t });
export function ofNumbers(known: readonly number[], shape: Shape, type: ElementType): Value {
  if (known.length !== sizeOf(shape)) fail(`${known.length} values do not fit [${shape.join(', ')}]`);
  return new Value(type, shape, { known });
}
/** The same numbers without the tensor that may have been made of them: it lives no longer than the graph it was made for. */
export const freshly = (constants: ReadonlyMap<string, Value>): Map<string, Value> => new Map([...constants].map(([name, { known, shape, type }]) => [name, ofNumbers(known!, shape, type)]));
export const ofItems = (items: readonly Value[], type: 'sequence' | 'none' = 'sequence'): Value => new Value(type, [], { items });

export const ofFeed = (feed: Feed, type: ElementType): Value =>
  (isKnown(feed) ? ofNumbers(feed.values, feed.shape, type) : ofTensor(feed, storedAs(type) === feed.dtype ? type : feed.dtype));
/** Whole numbers stay known; everything else is a tensor. */
export function toFeed(value: Value): Feed {
  if (value.items) fail(`a ${value.type} cannot be handed out: only tensors can`);
  return value.known && (value.type === 'i64' || value.type === 'u64') ? { values: value.known, shape: value.shape } : value.tensor;
}
