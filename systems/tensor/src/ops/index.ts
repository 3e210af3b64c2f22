/** Every operation on tensors, by idea. */
export * from './activation.ts';
export * from './attention.ts';
export * from './convolution.ts';
export * from './create.ts';
export * from './elementwise.ts';
export * from './fourier.ts';
export * from './indexing.ts';
export * from './join.ts';
export * from './linalg.ts';
export * from './movement.ts';
export * from './pooling.ts';
export * from './product.ts';
export * from './reduction.ts';
export * from './resize.ts';
export * from './sorting.ts';
export type { Axis, TensorLike } from './like.ts';
