/**
 * The back end for GPUs: the same nests as WebAssembly's, as compute shaders (WebGPU). Made from a page's `navigator.gpu`,
 * or in Node from npm `webgpu`. Reading is asynchronous; everything else returns at once and happens in order.
 *
 *   const backend = await createWebgpuBackend(navigator.gpu);  await configure({ backend });  ...  await y.data();
 *
 * When the GPU is lost, whatever waits is told so, and so is every later call: make a new back end; values that were
 * only on the GPU are gone.
 */
import type { Backend, CompileOptions, Executable, Graph, MemoryReport } from '../backend.ts';
import { planGraph } from '../compile/index.ts';
import type { DType, TypedArray } from '../graph/dtype.ts';
import type { Buffer } from '../graph/node.ts';
import { InputError } from '../input-error.ts';
import { OutOfMemoryError } from '../runtime/index.ts';
import { fromWords, GpuBuffer, toWords } from './buffer.ts';
import { mapRead, usage, type Gpu, type GpuBufferHandle, type GpuDevice, type GpuPipeline } from './gpu.ts';
import { traitsByRule } from './device.ts';
import { gpuLowering } from './lowering.ts';
import { GpuProgram } from './program.ts';

export type { Gpu, GpuAdapter, GpuDevice } from './gpu.ts';
export { gpuLowering } from './lowering.ts';
export { gpuSchedule, type GpuSchedule } from './wgsl/contract.ts';

export interface WebgpuOptions {
  /** For `requestAdapter`: powerPreference and the like. */
  adapter?: object;
  memoryLimitBytes?: number;
}
/** Limits that are asked for as high as the adapter has them. */
const raised = ['maxStorageBufferBindingSize', 'maxBufferSize', 'maxStorageBuffersPerShaderStage', 'maxComputeWorkgroupsPerDimension'];

/** @throws InputError when there is no adapter */
export async function createWebgpuBackend(gpu: Gpu | undefined, { adapter: asked, memoryLimitBytes = Infinity }: WebgpuOptions = {}): Promise<WebgpuBackend> {
  const adapter = await gpu?.requestAdapter(asked);
  if (!adapter) throw new InputError(`there is ${gpu ? 'no GPU adapter' : 'no WebGPU'} here: use the back end 'wasm'`);
  const requiredLimits = Object.fromEntries(raised.flatMap((name) => (adapter.limits[name] === undefined ? [] : [[name, adapter.limits[name]]])));
  const { vendor = '', architecture = '', description = '' } = adapter.info ?? {};
  return new WebgpuBackend(await adapter.requestDevice({ requiredLimits }), [vendor, architecture, description].filter(Boolean).join(' ') || 'a GPU', memoryLimitBytes);
}

export class WebgpuBackend implements Backend {
  readonly name = 'webgpu';
  readonly device: GpuDevice;
  /** What the adapter says of itself. */
  readonly adapter: string;
  readonly #limitBytes: number;
  readonly #pipelines = new Map<string, GpuPipeline>();
  readonly #byTag = new Map<string, number>();
  #live = 0;
  #highest = 0;
  #failure: Error | undefined;
  #disposed = false;
  /** What has to be done before: only steps on the host make anybody wait. */
  #turn: Promise<void> | undefined;

  constructor(device: GpuDevice, adapter: string, limitBytes: number) {
    this.device = device; this.adapter = adapter; this.#limitBytes = limitBytes;
    void device.lost.then(({ reason, message }) => { if (!this.#disposed) this.#failure ??= new Error(`the GPU was lost (${reason}${message ? `: ${message}` : ''}): make a new back end; values that were only there are gone`); });
    device.addEventListener('uncapturederror', ({ error }) => { this.#failure ??= new Error(`the GPU refused a command: ${error.message}`); });
  }

  upload(values: TypedArray, dtype: DType, tag = 'untagged'): Buffer {
    this.#check();
    const buffer = this.allocate(values.length, dtype, tag), words = toWords(values, dtype);
    if (words.length) this.inTurn(() => this.device.queue.writeBuffer(buffer.handle, 0, words));
    return buffer;
  }
  compile(graph: Graph, { donate = [], tags = [] }: CompileOptions = {}): Executable {
    this.#check();
    return new GpuProgram(this, planGraph(graph, { lowering: gpuLowering({ ...traitsByRule, buffers: this.limit('maxStorageBuffersPerShaderStage', traitsByRule.buffers) }) }), graph.outputs.map((node, i) => ({ dtype: node.dtype, length: node.size, tag: tags[i] ?? 'untagged' })), donate);
  }
  async read(buffer: Buffer): Promise<TypedArray> {
    this.#check();
    const [own] = this.checked([buffer], 1), words = this.inTurn(() => this.words(own.handle, 0, own.length));
    return fromWords(await words, own.dtype, own.length);
  }
  memory(): MemoryReport { return { liveBytes: this.#live, byTag: Object.fromEntries(this.#byTag), highWaterBytes: this.#highest, limitBytes: this.#limitBytes }; }
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.inTurn(() => this.device.destroy());
  }

  // For programs

  limit(name: string, otherwise: number): number { return this.device.limits[name] ?? otherwise; }
  pipeline(code: string): GpuPipeline {
    let made = this.#pipelines.get(code);
    if (!made) this.#pipelines.set(code, (made = this.device.createComputePipeline({ layout: 'auto', compute: { module: this.device.createShaderModule({ code }), entryPoint: 'main' } })));
    return made;
  }
  /** Now, or after whatever still waits for the host. */
  inTurn<T>(f: () => T | Promise<T>): T | Promise<T> {
    if (!this.#turn) { const result = f(); if (result instanceof Promise) this.#wait(result); return result; }
    const result = this.#turn.then(f);
    this.#wait(result);
    return result;
  }
  #wait(result: Promise<unknown>): void {
    const turn = result.then(() => { /* It has been done. */ }, (error: unknown) => { this.#failure ??= error instanceof Error ? error : new Error(String(error)); }).finally(() => { if (this.#turn === turn) this.#turn = undefined; });
    this.#turn = turn;
  }
  checked(given: readonly Buffer[], count: number): readonly GpuBuffer[] {
    this.#check();
    if (given.length !== count) throw new Error(`a run was given ${given.length} buffers: expected ${count}, one for each input of the graph`);
    for (const [i, buffer] of given.entries()) {
      if (!(buffer instanceof GpuBuffer) || buffer.backend !== this) throw new Error(`input ${i} belongs to another back end`);
      if (!buffer.alive) throw new Error(`input ${i} was disposed or donated before`);
    }
    return given as readonly GpuBuffer[];
  }
  handle(bytes: number): GpuBufferHandle {
    const size = Math.max(4, Math.ceil(bytes / 4) * 4);
    for (const name of ['maxBufferSize', 'maxStorageBufferBindingSize']) { const most = this.limit(name, 128 << 20); if (size > most) throw new InputError(`a buffer of ${(size / 1e6).toFixed(1)} MB is wanted: this GPU allows ${(most / 1e6).toFixed(1)} MB (${name})`); }
    return this.device.createBuffer({ size, usage: usage.storage | usage.copySource | usage.copyTarget });
  }
  allocate(length: number, dtype: DType, tag: string): GpuBuffer {
    const bytes = 4 * length;
    if (this.#live + bytes > this.#limitBytes) throw new OutOfMemoryError(`cannot allocate ${(bytes / 1e6).toFixed(1)} MB for ${tag}: ${(this.#live / 1e6).toFixed(1)} MB of ${(this.#limitBytes / 1e6).toFixed(1)} MB are in use: ${[...this.#byTag].sort((a, b) => b[1] - a[1]).slice(0, 4).map(([name, n]) => `${name} ${(n / 1e6).toFixed(1)} MB`).join(', ')}; raise memoryLimitBytes or free tensors`);
    const buffer = new GpuBuffer(this, this.handle(bytes), length, dtype, tag, (gone) => { this.#count(gone, -1); void this.inTurn(() => gone.handle.destroy()); });
    this.#count(buffer, 1);
    return buffer;
  }
  #count({ bytes, tag }: GpuBuffer, sign: 1 | -1): void {
    this.#live += sign * bytes;
    this.#highest = Math.max(this.#highest, this.#live);
    const of = (this.#byTag.get(tag) ?? 0) + sign * bytes;
    if (of) this.#byTag.set(tag, of); else this.#byTag.delete(tag);
  }
  /** Copies what lies in a buffer to where it can be read. */
  async words(from: GpuBufferHandle, offset: number, length: number): Promise<ArrayBuffer> {
    const size = 4 * length;
    if (size === 0) return new ArrayBuffer(0);
    const staging = this.device.createBuffer({ size, usage: usage.mapRead | usage.copyTarget }), encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, offset, staging, 0, size);
    this.device.queue.submit([encoder.finish()]);
    try { await staging.mapAsync(mapRead); } catch (error) { await Promise.resolve(); this.#check(); throw error; }
    this.#check();
    const words = staging.getMappedRange().slice(0);
    staging.unmap();
    staging.destroy();
    return words;
  }
  #check(): void {
    if (this.#disposed) throw new Error('the back end was disposed');
    if (this.#failure) throw this.#failure;
  }
}
