/** A plan on a GPU: pipelines made once, the dispatches of a run in one command buffer; steps of the host cut it. */
import type { Executable } from '../backend.ts';
import type { HostValue, Place, Plan, Step } from '../compile/plan.ts';
import type { DType } from '../graph/dtype.ts';
import { sizeOf, type Buffer } from '../graph/node.ts';
import { runHostStep } from '../runtime/host-step.ts';
import type { GpuBuffer } from './buffer.ts';
import { fromWords, toWords } from './buffer.ts';
import type { GpuBufferHandle, GpuPipeline } from './gpu.ts';
import type { WebgpuBackend } from './index.ts';
import { isGpuKernel } from './kernel.ts';

type KernelStep = Extract<Step, { kind: 'kernel' }>;
type HostStep = Extract<Step, { kind: 'host' }>;
interface Dispatch { pipeline: GpuPipeline; places: readonly Place[]; x: number; y: number }

export class GpuProgram implements Executable {
  readonly #backend: WebgpuBackend;
  readonly #plan: Plan;
  readonly #outputs: readonly { dtype: DType; length: number; tag: string }[];
  readonly #donate: readonly number[];
  readonly #stretches: readonly (readonly Dispatch[] | HostStep)[];
  #arena: GpuBufferHandle | undefined;

  constructor(backend: WebgpuBackend, plan: Plan, outputs: readonly { dtype: DType; length: number; tag: string }[], donate: readonly number[]) {
    this.#backend = backend; this.#plan = plan; this.#outputs = outputs; this.#donate = donate;
    const stretches: (Dispatch[] | HostStep)[] = [];
    for (const step of plan.steps) {
      if (step.kind === 'host') { stretches.push(step); continue; }
      const last = stretches.at(-1), dispatch = this.#prepared(step);
      if (Array.isArray(last)) last.push(dispatch); else stretches.push([dispatch]);
    }
    this.#stretches = stretches;
  }

  #prepared({ kernel, buffers }: KernelStep): Dispatch {
    if (!isGpuKernel(kernel)) throw new Error(`the kernel ${kernel.name} was not made for a GPU`);
    const { gpu } = kernel, most = this.#backend.limit('maxComputeWorkgroupsPerDimension', 65_535), storage = this.#backend.limit('maxStorageBuffersPerShaderStage', 8);
    if (gpu.bound.length > storage) throw new Error(`the kernel ${kernel.name} takes ${gpu.bound.length} buffers: this GPU lets a shader have ${storage} (maxStorageBuffersPerShaderStage)`);
    const x = Math.min(gpu.workgroups, most), y = Math.ceil(gpu.workgroups / x);
    if (y > most) throw new Error(`the kernel ${kernel.name} has ${gpu.workgroups} workgroups: this GPU takes ${most} x ${most}`);
    // Parts of one buffer are bound alike: those that are read lie beside those that are written.
    return { pipeline: this.#backend.pipeline(gpu.text((buffer) => 'arena' in buffers[buffer])), places: gpu.bound.map((buffer) => buffers[buffer]), x, y };
  }

  run(given: readonly Buffer[]): Buffer[] {
    const inputs = this.#backend.checked(given, this.#plan.inputs.length), made: GpuBuffer[] = [];
    try { for (const { dtype, length, tag } of this.#outputs) made.push(this.#backend.allocate(length, dtype, tag)); } catch (error) { for (const buffer of made) buffer.dispose(); throw error; }
    this.#backend.inTurn(() => this.#execute(inputs, made));
    for (const i of this.#donate) inputs[i].dispose();
    return made;
  }
  dispose(): void { const arena = this.#arena; this.#arena = undefined; if (arena) this.#backend.inTurn(() => arena.destroy()); }

  #execute(inputs: readonly GpuBuffer[], outputs: readonly GpuBuffer[]): void | Promise<void> {
    const { device } = this.#backend;
    if (this.#plan.arenaBytes > 0) this.#arena ??= this.#backend.handle(this.#plan.arenaBytes);
    const at = (place: Place): { buffer: GpuBufferHandle; offset?: number; size?: number } => ('input' in place ? { buffer: inputs[place.input].handle } : 'output' in place ? { buffer: outputs[place.output].handle } : { buffer: this.#arena!, offset: place.arena, size: Math.max(4, place.bytes ?? 4) });
    const go = (stretch: readonly Dispatch[]) => {
      const encoder = device.createCommandEncoder(), pass = encoder.beginComputePass();
      for (const { pipeline, places, x, y } of stretch) {
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: places.map((place, binding) => ({ binding, resource: at(place) })) }));
        pass.dispatchWorkgroups(x, y);
      }
      pass.end();
      device.queue.submit([encoder.finish()]);
    };
    let first = 0;
    for (; first < this.#stretches.length; first++) { const stretch = this.#stretches[first]; if (!isDispatches(stretch)) break; go(stretch); }
    if (first === this.#stretches.length) return undefined;
    return (async () => {
      for (const stretch of this.#stretches.slice(first)) if (isDispatches(stretch)) go(stretch); else await this.#onHost(stretch, at);
    })();
  }
  /** Operands come from the GPU, results go there. */
  async #onHost(step: HostStep, at: (place: Place) => { buffer: GpuBufferHandle; offset?: number }): Promise<void> {
    const memory = new Map<HostValue, ReturnType<typeof fromWords>>();
    for (const value of step.operands) { const { buffer, offset = 0 } = at(value.place), length = sizeOf(value.shape); memory.set(value, fromWords(await this.#backend.words(buffer, offset, length), value.dtype, length)); }
    for (const value of step.results) if (value) memory.set(value, fromWords(new ArrayBuffer(4 * sizeOf(value.shape)), value.dtype, sizeOf(value.shape)));
    runHostStep(step, (value) => memory.get(value)!);
    for (const value of step.results) if (value && sizeOf(value.shape) > 0) { const { buffer, offset = 0 } = at(value.place); this.#backend.device.queue.writeBuffer(buffer, offset, toWords(memory.get(value)!, value.dtype)); }
  }
}
const isDispatches = (stretch: readonly Dispatch[] | HostStep): stretch is readonly Dispatch[] => Array.isArray(stretch);
