/** Runs what a nest was lowered to, without the runtime: one module, launches one after the other, tasks in any order asked for. */
import type { EmitContext, Lowered } from '../../src/loops/kernel.ts';
import { createMathLibrary } from '../../src/loops/math.ts';
import { ModuleBuilder, type Callable } from '../../src/wasm/index.ts';

export function runLowered({ temporaries, launches }: Lowered, buffers: readonly (Float32Array | Int32Array | Uint8Array)[], { fma = true, order = 'forward' as 'forward' | 'backward' } = {}): void {
  const module = new ModuleBuilder({ minPages: 1 }), shared = new Map<string, Callable>();
  const context: EmitContext = { module, fma, math: createMathLibrary(module, { fma }), shared: (key, emit) => { const known = shared.get(key) ?? emit(); shared.set(key, known); return known; } };
  const callees = launches.map(({ kernel }) => kernel.emit(context));
  launches.forEach(({ kernel }, i) => {
    const f = module.function(`launch ${i}`, [...Array.from({ length: kernel.buffers + 1 }, () => 'i32' as const), 'i32', 'i32'], [], { exported: true });
    for (let p = 0; p < kernel.buffers + 3; p++) f.get(p);
    f.call(callees[i]);
  });
  let top = 64;
  const reserve = (bytes: number) => { const at = top; top += (bytes + 127) & ~63; return at; };
  const places = buffers.map((b) => reserve(b.byteLength)), temporary = temporaries.map(reserve), scratch = reserve(Math.max(0, ...launches.map((l) => l.kernel.scratchBytes)));
  const memory = new WebAssembly.Memory({ initial: Math.ceil(top / 65536) + 1 });
  buffers.forEach((b, i) => new Uint8Array(memory.buffer, places[i]).set(new Uint8Array(b.buffer, b.byteOffset, b.byteLength)));
  // What is not written yet must not be read: temporaries and scratch memory begin as NaN.
  new Uint8Array(memory.buffer, temporary[0] ?? scratch).fill(0xff);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.finish()), { env: { memory } });
  launches.forEach(({ kernel, buffers: own }, i) => {
    const call = exports[`launch ${i}`] as (...args: number[]) => void, args = own.map((b) => ('temporary' in b ? temporary[b.temporary] : places[b.buffer]));
    for (let t = 0; t < kernel.tasks; t++) { const task = order === 'forward' ? t : kernel.tasks - 1 - t; call(...args, scratch, task, task + 1); }
  });
  buffers.forEach((b, i) => new Uint8Array(b.buffer, b.byteOffset, b.byteLength).set(new Uint8Array(memory.buffer, places[i], b.byteLength)));
}
