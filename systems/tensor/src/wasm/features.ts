/** What this machine's WebAssembly can do, asked by validating modules of a few bytes, one per feature. */
import { ModuleBuilder } from './module.ts';

export interface Features {
  simd: boolean;
  relaxedSimd: boolean;
  /** Shared memory and atomics: SharedArrayBuffer is there, in a page only when it is cross-origin isolated. */
  threads: boolean;
  memory64: boolean;
}

const validates = (build: () => Uint8Array<ArrayBuffer>): boolean => typeof WebAssembly === 'object' && WebAssembly.validate(build());

let known: Features | undefined;
export function features(): Features {
  return (known ??= {
    simd: validates(() => {
      const m = new ModuleBuilder({ minPages: 1 });
      m.function('f', ['v128'], ['v128']).get(0).get(0).op('f32x4.add');
      return m.finish();
    }),
    relaxedSimd: validates(() => {
      const m = new ModuleBuilder({ minPages: 1 });
      m.function('f', ['v128'], ['v128']).get(0).get(0).get(0).op('f32x4.relaxed_madd');
      return m.finish();
    }),
    threads: typeof SharedArrayBuffer === 'function' && validates(() => {
      const m = new ModuleBuilder({ minPages: 1, maxPages: 1, shared: true });
      m.function('f', [], ['i32']).i32(0).mem('i32.atomic.load');
      return m.finish();
    }),
    memory64: validates(() => {
      const m = new ModuleBuilder({ minPages: 1, maxPages: 1, memory64: true });
      m.function('f', [], ['i32']).i64(0n).mem('i32.load');
      return m.finish();
    }),
  });
}
