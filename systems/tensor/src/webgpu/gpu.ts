/** The part of WebGPU that is used: a page's `navigator.gpu`, or Dawn's in Node (npm `webgpu`). */
export interface GpuBufferHandle { readonly size: number; mapAsync(mode: number): Promise<void>; getMappedRange(): ArrayBuffer; unmap(): void; destroy(): void }
export interface GpuPipeline { getBindGroupLayout(index: number): unknown }
export interface GpuPass { setPipeline(pipeline: GpuPipeline): void; setBindGroup(index: number, group: unknown): void; dispatchWorkgroups(x: number, y: number): void; end(): void }
export interface GpuEncoder { beginComputePass(): GpuPass; copyBufferToBuffer(from: GpuBufferHandle, fromOffset: number, to: GpuBufferHandle, toOffset: number, bytes: number): void; finish(): unknown }
export interface GpuDevice {
  readonly limits: Readonly<Record<string, number>>;
  readonly lost: Promise<{ reason: string; message: string }>;
  readonly queue: { submit(commands: readonly unknown[]): void; writeBuffer(to: GpuBufferHandle, offset: number, data: ArrayBufferView<ArrayBuffer>): void };
  createBuffer(of: { size: number; usage: number }): GpuBufferHandle;
  createShaderModule(of: { code: string }): { getCompilationInfo?(): Promise<{ messages: readonly { type: string; message: string; lineNum: number }[] }> };
  createComputePipeline(of: { layout: 'auto'; compute: { module: unknown; entryPoint: string } }): GpuPipeline;
  createBindGroup(of: { layout: unknown; entries: readonly { binding: number; resource: { buffer: GpuBufferHandle; offset?: number; size?: number } }[] }): unknown;
  createCommandEncoder(): GpuEncoder;
  addEventListener(event: 'uncapturederror', listener: (event: { error: { message: string } }) => void): void;
  destroy(): void;
}
export interface GpuAdapter { readonly limits: Readonly<Record<string, number>>; readonly info?: { vendor?: string; architecture?: string; description?: string }; requestDevice(of: { requiredLimits?: Record<string, number> }): Promise<GpuDevice> }
export interface Gpu { requestAdapter(options?: object): Promise<GpuAdapter | null> }

/** Values of GPUBufferUsage and GPUMapMode. */
export const usage = { mapRead: 1, copySource: 4, copyTarget: 8, storage: 128 } as const, mapRead = 1;
