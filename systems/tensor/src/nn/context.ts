/** What a call of a module brings along for the modules inside: its mode and its randomness. The only state, and it lasts as long as the call. */
import { fail } from '../input-error.ts';
import { foldIn } from '../random.ts';
import { isTracing } from '../scope.ts';
import type { Tensor } from '../tensor.ts';

export interface CallContext {
  /** Overrides every module's own mode. */
  training?: boolean;
  /** Of which each random layer gets its own. */
  key?: Tensor;
  /** Whether changes to buffers are handed back to the caller. */
  keepsBuffers: boolean;
}

const calls: (CallContext & { drawn: number })[] = [];

export function within<R>(context: CallContext, f: () => R): R {
  calls.push({ ...context, drawn: 0 });
  try { return f(); } finally { calls.pop(); }
}

export const trainingMode = (own: boolean): boolean => calls.at(-1)?.training ?? own;

/** A key that no other layer of this call gets. @throws InputError when the call brought none */
export function nextKey(layer: string): Tensor {
  const call = calls.at(-1);
  if (!call?.key) return fail(`${layer} draws random numbers in training and needs a key: model.apply({ params, key: random.key(0), training: true }, ...), or model.eval() first`);
  return foldIn(call.key, call.drawn++);
}

/** Within a transformation a buffer's new value must be handed back, or it would be the value of a trace. @throws InputError when it would not be */
export function checkBuffersAreKept(layer: string): void {
  if (isTracing() && !calls.at(-1)?.keepsBuffers) fail(`${layer} in training has new statistics, which must leave jit or grad as values: use model.apply({ params, buffers, training: true }, ...), which returns them, or model.eval()`);
}
