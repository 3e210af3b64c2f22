/** A kernel for a GPU: one compute shader and how often it is dispatched. */
import type { Kernel, Lowered } from '../loops/kernel.ts';
import type { Shader } from './wgsl/shader.ts';

export interface GpuKernel extends Kernel {
  gpu: {
    /** @param writable buffers bound for writing although they are only read: parts of one that is written elsewhere */
    text(writable: (buffer: number) => boolean): string;
    /** Which of the kernel's buffers are bound, in the order of their bindings. */
    bound: readonly number[];
    workgroups: number;
  };
}
export const isGpuKernel = (kernel: Kernel): kernel is GpuKernel => 'gpu' in kernel;

/** One launch of a finished shader. */
export function launched(name: string, shader: Shader, buffers: number, workgroups: number, work: { flop: number; bytes: number }): Lowered {
  const code = shader.text(() => false);
  const kernel: GpuKernel = {
    key: code, name, buffers, tasks: workgroups, scratchBytes: 0, ...work, loops: () => code, gpu: { text: (writable) => shader.text(writable), bound: shader.bound, workgroups },
    emit() { throw new Error(`the kernel ${name} was made for a GPU: it has no WebAssembly`); },
  };
  return { temporaries: [], launches: [{ kernel, buffers: Array.from({ length: buffers }, (_, buffer) => ({ buffer })) }] };
}
export const nothingToDo: Lowered = { temporaries: [], launches: [] };
