/**
 * Modules in the manner of PyTorch, on pure functions: `class Net extends nn.Module { l1 = new nn.Linear(784, 128); forward(x) { .. } }`.
 *
 * A module's tensors are its parameters, its modules' tensors too: `parameters()` is their tree, by field names. To train,
 * the parameters are an argument: `model.call(params, x)` runs `forward` with those instead of its own, for the time of
 * the call. So `grad`, `jit`, optimisers and checkpoints see nothing but a function on a tree.
 *
 *   const step = jit((p, x, y) => valueAndGrad((q) => nn.crossEntropy(model.call(q, x), y))(p));
 *
 * Buffers (running statistics) are tensors that no gradient reaches. `apply` takes them and returns the new ones; a plain
 * `forward` in training keeps them in the module, as PyTorch does.
 */
import { fail } from '../input-error.ts';
import { Tensor } from '../tensor.ts';
import { isBranch, type Tree } from '../tree.ts';
import { within } from './context.ts';

/** A tree of tensors, by the names of fields. */
export interface Params { [field: string]: Tree<Tensor> }

export interface ApplyOptions {
  /** Instead of the module's own. */
  params?: Params;
  buffers?: Params;
  /** Instead of every module's own mode. */
  training?: boolean;
  /** For dropout and other random layers. */
  key?: Tensor;
}

/** A place that holds a tensor: a field of a module, or an element of an array or object in one. */
interface Slot { path: string[]; holder: Record<string, unknown>; field: string; tensor: Tensor; isBuffer: boolean }
type Callable<A extends unknown[], R> = Module & { forward(...inputs: A): R };

export abstract class Module {
  /** Own mode: dropout drops and batch norm takes the batch's statistics. */
  training = true;
  /** Names of fields that are buffers. */
  protected readonly bufferFields?: readonly string[];

  abstract forward(...inputs: never[]): unknown;

  /** Tensors to be trained. One that is in several places (tied weights) is listed at the first. */
  parameters(): Params { return treeOf(this.#slots().filter((slot) => !slot.isBuffer)); }
  /** Tensors that are not trained. */
  buffers(): Params { return treeOf(this.#slots().filter((slot) => slot.isBuffer)); }

  /** forward with other parameters, for this call only. @throws InputError naming what is missing, unknown, or of another shape */
  call<A extends unknown[], R>(this: Callable<A, R>, params: Params, ...inputs: A): R {
    return this.#swapped(params, undefined, () => within({ keepsBuffers: false }, () => this.forward(...inputs)));
  }

  /** forward with everything it depends on as an argument, and everything it changes as a result. */
  apply<A extends unknown[], R>(this: Callable<A, R>, { params, buffers, training, key }: ApplyOptions, ...inputs: A): { output: R; buffers: Params } {
    return this.#swapped(params, buffers, () => within({ training, key, keepsBuffers: true }, () => {
      const output = this.forward(...inputs);
      return { output, buffers: this.buffers() };
    }));
  }

  /** Puts tensors into the module for good: after training, or from a file. */
  load(params?: Params, buffers?: Params): this {
    this.#put(params, buffers);
    return this;
  }

  train(on = true): this {
    for (const module of this.modules()) module.training = on;
    return this;
  }
  eval(): this { return this.train(false); }

  /** This module and all within it, each once. */
  modules(): Module[] {
    const found = new Set<Module>();
    const walk = (value: unknown): void => {
      if (value instanceof Module) { if (found.has(value)) return; found.add(value); for (const child of Object.values(value)) walk(child); }
      else if (isBranch(value)) for (const child of Object.values(value)) walk(child);
    };
    walk(this);
    return [...found];
  }

  #slots(): Slot[] {
    const slots: Slot[] = [], seen = new Set<Module>();
    const walk = (holder: Record<string, unknown>, path: string[], buffers: readonly string[]): void => {
      for (const [field, value] of Object.entries(holder)) {
        const here = [...path, field];
        if (value instanceof Tensor) slots.push({ path: here, holder, field, tensor: value, isBuffer: buffers.includes(field) });
        else if (value instanceof Module) { if (!seen.has(value)) { seen.add(value); walk(value as unknown as Record<string, unknown>, here, value.bufferFields ?? []); } }
        else if (isBranch(value)) walk(value as Record<string, unknown>, here, []);
      }
    };
    walk(this as unknown as Record<string, unknown>, [], this.bufferFields ?? []);
    return slots;
  }

  /** Every place's tensor replaced by the tree's; places that held the same tensor hold the same again. Returns what undoes it. */
  #put(params: Params | undefined, buffers: Params | undefined): () => void {
    const slots = this.#slots(), now = new Map<Tensor, Tensor>();
    for (const [tree, isBuffer, what] of [[params, false, 'parameter'], [buffers, true, 'buffer']] as const) {
      if (tree === undefined) continue;
      const wanted = slots.filter((slot) => slot.isBuffer === isBuffer && !now.has(slot.tensor)), given = leavesByPath(tree);
      for (const { path, tensor } of wanted) {
        if (now.has(tensor)) continue;
        const name = path.join('.'), next = given.get(name) ?? fail(`${this.constructor.name}: the ${what} ${name}, ${tensor.toString()}, is missing: the tree has ${[...given.keys()].join(', ') || 'nothing'}`);
        if (next.shape.join() !== tensor.shape.join()) fail(`${this.constructor.name}: ${what} ${name} is ${next.toString()}, expected ${tensor.toString()}`);
        now.set(tensor, next);
        given.delete(name);
      }
      for (const name of given.keys()) fail(`${this.constructor.name} has no ${what} ${name}: expected ${wanted.map(({ path }) => path.join('.')).join(', ') || 'none'}`);
    }
    for (const { holder, field, tensor } of slots) holder[field] = now.get(tensor) ?? tensor;
    return () => { for (const { holder, field, tensor } of slots) holder[field] = tensor; };
  }

  #swapped<R>(params: Params | undefined, buffers: Params | undefined, f: () => R): R {
    const undo = this.#put(params, buffers);
    try { return f(); } finally { undo(); }
  }
}

function leavesByPath(tree: unknown, path = '', found = new Map<string, Tensor>()): Map<string, Tensor> {
  if (tree instanceof Tensor) found.set(path, tree);
  else if (isBranch(tree)) for (const [key, child] of Object.entries(tree)) leavesByPath(child, path ? `${path}.${key}` : key, found);
  return found;
}

/** The tensors as a tree, each at the first of its places. */
function treeOf(slots: readonly Slot[]): Params {
  const tree: Record<string, unknown> = {}, seen = new Set<Tensor>();
  for (const { path, tensor } of slots) {
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    let at = tree;
    path.forEach((key, i) => {
      if (i === path.length - 1) at[key] = tensor;
      else at = (at[key] ??= {}) as Record<string, unknown>;
    });
  }
  return tree as Params;
}
