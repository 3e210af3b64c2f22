/** What a run needs beside its operands and results: one piece of memory, as large as the largest program wants, kept between runs unless memory is short. */
import { runningPrograms, type EngineMemory } from './memory.ts';

export class Workspace {
  readonly #memory: EngineMemory;
  #address = 0;
  #bytes = 0;
  #used = false;

  constructor(memory: EngineMemory) {
    this.#memory = memory;
    memory.onPressure = () => { if (this.#used || this.#bytes === 0) return false; this.#release(); return true; };
  }
  /** Its address, good until `leave`. @throws OutOfMemoryError */
  enter(bytes: number): number {
    if (bytes > this.#bytes) {
      this.#release();
      this.#address = this.#memory.allocate(bytes, runningPrograms);
      this.#bytes = bytes;
    }
    this.#used = true;
    return this.#address;
  }
  leave(): void { this.#used = false; }
  #release(): void {
    this.#memory.free(this.#address, this.#bytes, runningPrograms);
    this.#bytes = 0;
  }
}
