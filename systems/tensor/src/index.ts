/**
 * Tensors, gradients and training on kernels generated just in time.
 *
 *   tensor([[1, 2], [3, 4]]).matmul(w).relu()   --lazy-->   a graph   --data(), jit-->   one executable   -->   values
 *   f  --grad, vjp, jvp, vmap, checkpoint-->  another function, made of the same operations
 *
 * Row-major; NumPy's names, axes and broadcasting; f32 unless said otherwise. Whatever is random takes a key.
 */
import { registerBackend } from './engine.ts';
import { createInterpreterBackend } from './interpreter/index.ts';
import { createDefaultBackend } from './runtime/index.ts';

registerBackend('interpreter', (options) => createInterpreterBackend(options));
registerBackend('wasm', createDefaultBackend);

export { InputError } from './input-error.ts';
export { Tensor, type Nested } from './tensor.ts';
export type { DType, TypedArray } from './graph/dtype.ts';
export type { Shape } from './graph/node.ts';
export type { Backend, MemoryReport } from './backend.ts';
export { backend, configure, memory, registerBackend, withBackend, type EngineOptions } from './engine.ts';
export { dispose, realize, tidy } from './tidy.ts';
export { jit, type JitOptions } from './jit.ts';
export { treeLeaves, treeMap, treeStructure, treeTensors, treeUnflatten, type Mapped, type Tree } from './tree.ts';
export * from './ops/index.ts';
export * from './autodiff/index.ts';
export * as random from './random.ts';
export * as nn from './nn/index.ts';
export * as optim from './optim/index.ts';
export * as io from './io/index.ts';
export { createInterpreterBackend, InterpreterBackend } from './interpreter/index.ts';
