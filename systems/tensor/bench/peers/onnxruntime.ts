/** onnxruntime, in WebAssembly or native: one session per task. */
import { encodeModel } from './onnx-model.ts';
import { onnxModel } from './onnx-tasks.ts';
import { valuesOf, type Peer } from './peer.ts';

interface OrtTensor { data: unknown; dispose?(): void }
interface Session { run(feeds: Record<string, OrtTensor>): Promise<Record<string, OrtTensor>>; release(): Promise<void> }
/** The part of onnxruntime-web and onnxruntime-node that is used. */
export interface Ort {
  env: { versions?: { common?: string; web?: string; node?: string }; wasm: { numThreads?: number; wasmPaths?: string; proxy?: boolean } };
  Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OrtTensor;
  InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
}

export function onnxruntime(ort: Ort, name: string, version: string, threads: number): Peer {
  ort.env.wasm.numThreads = threads;
  return {
    name, version,
    async prepare(task, inputs) {
      const model = onnxModel(task, inputs), providers = name === 'onnxruntime-web' ? ['wasm'] : ['cpu'];
      const session = await ort.InferenceSession.create(encodeModel(model), { executionProviders: providers, intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: 'all' });
      const feeds = Object.fromEntries(Object.keys(model.inputs).map((key) => [key, new ort.Tensor('float32', valuesOf(inputs[key]) as Float32Array, inputs[key].shape)]));
      let last: Record<string, OrtTensor> = {};
      return {
        async run() { last.y?.dispose?.(); last = await session.run(feeds); },
        async result() { return new Float32Array(last.y.data as Float32Array); },
        dispose() { void session.release(); },
      };
    },
  };
}
