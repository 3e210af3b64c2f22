/**
 * The runtime: what generated code runs on.
 *
 *   graph --compile/--> plan --assemble--> one module --program--> runs, over one memory (memory, ranges)
 *                                                          \--threads--> helpers, by words in that memory (control)
 *   a page's main thread --remote, messages--> worker: the same in a worker, because a page may not block
 */
import type { Backend } from '../backend.ts';
import { mayBlock } from './environment.ts';
import { createRemoteBackend } from './remote.ts';
import { createWasmBackend, type WasmOptions } from './wasm-backend.ts';

export { assemble, type Assembled, type AssembleOptions, type Segment } from './assemble.ts';
export { OutOfMemoryError } from './memory.ts';
export type { ProfileRow } from './profile.ts';
export { createRemoteBackend, type RemoteBackend } from './remote.ts';
export { createWasmBackend, type WasmBackend, type WasmOptions, type WasmReport } from './wasm-backend.ts';

/** In Node and in workers the engine itself; on a page's main thread one that works in a worker. */
export function createDefaultBackend(options: WasmOptions = {}): Backend { return mayBlock() ? createWasmBackend(options) : createRemoteBackend(options); }
