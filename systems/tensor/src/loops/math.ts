/** Placeholder interface. */
import type { FunctionBuilder } from '../wasm/index.ts';
import type { LaneFn } from './value.ts';

export interface MathLibrary {
  /** Operands as v128 on the stack, result left there. */
  emit(f: FunctionBuilder, fn: LaneFn): void;
}
