/** What kernels for a GPU are chosen by. */
export interface GpuTraits {
  /** Halves are stored in 16 bits. Off: 32, rounded as halves are. */
  f16: boolean;
  /** Invocations of a workgroup: 64 everywhere, which every device takes and none is slow with. */
  invocations: number;
  /** Buffers that one shader may have (maxStorageBuffersPerShaderStage). */
  buffers: number;
}
export const traitsByRule: GpuTraits = { f16: false, invocations: 64, buffers: 8 };
