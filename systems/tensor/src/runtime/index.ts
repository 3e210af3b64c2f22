/**
 * The runtime: what generated code runs on.
 *
 *   graph --compile/--> plan --assemble--> one module --program--> runs, over one memory (memory, ranges)
 *                                                          \--threads--> helpers, by words in that memory (control)
 */
export { assemble, type Assembled, type AssembleOptions, type Segment } from './assemble.ts';
export { OutOfMemoryError } from './memory.ts';
export type { ProfileRow } from './profile.ts';
export { createWasmBackend, type WasmBackend, type WasmOptions, type WasmReport } from './wasm-backend.ts';
