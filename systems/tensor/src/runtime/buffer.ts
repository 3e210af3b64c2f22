/** A tensor's values in the engine's memory. */
import type { DType } from '../graph/dtype.ts';
import type { Buffer } from '../graph/node.ts';
import type { EngineMemory } from './memory.ts';

export class WasmBuffer implements Buffer {
  readonly backend: unknown;
  readonly bytes: number;
  readonly dtype: DType;
  readonly tag: string;
  readonly address: number;
  readonly #memory: EngineMemory;
  alive = true;

  /** @param over the buffer whose place it takes over, instead of a new one */
  constructor(backend: unknown, memory: EngineMemory, bytes: number, dtype: DType, tag: string, over?: WasmBuffer) {
    this.backend = backend; this.#memory = memory; this.bytes = bytes; this.dtype = dtype;
    this.tag = over?.tag ?? tag;
    this.address = over?.address ?? memory.allocate(bytes, tag);
  }
  dispose(): void {
    if (!this.alive) return;
    this.alive = false;
    this.#memory.free(this.address, this.bytes, this.tag);
  }
}
