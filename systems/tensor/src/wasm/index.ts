/** The emitter: WebAssembly modules written instruction by instruction, checked as they are written. */
export { features, type Features } from './features.ts';
export { FunctionBuilder, type Callable, type Local } from './function.ts';
export { ModuleBuilder, type MemoryType } from './module.ts';
export type { Access, AccessLane, Lane, Plain, ValueType } from './opcodes.ts';
