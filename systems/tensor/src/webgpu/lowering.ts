/** Nests to shaders: what the planner is given in place of WebAssembly. Every element takes 32 bits on the GPU. */
import type { Lowering } from '../compile/lowering.ts';
import { traitsByRule, type GpuTraits } from './device.ts';
import { lowerContract } from './wgsl/contract.ts';
import { lowerMap } from './wgsl/map.ts';
import { lowerRows } from './wgsl/rows.ts';
import { lowerWalk } from './wgsl/walk.ts';

const word = 4;
export const gpuLowering = (traits: GpuTraits = traitsByRule): Lowering => ({
  map: (nest) => lowerMap(nest, traits), rows: (nest) => lowerRows(nest, traits), scan: (nest) => lowerWalk(nest, traits), contract: (nest, buffers) => lowerContract(nest, buffers, traits),
  bytesOf: { f32: word, i32: word, u8: word, i8: word, bool: word, f16: word, bf16: word },
  // Offsets of bindings are multiples of 256 bytes on every device.
  alignment: 256,
});
