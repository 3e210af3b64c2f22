/** What a kernel costs to compile here and through Binaryen's optimiser, and whether the passes that are left out would make it faster. */
import { median } from '@galley/numerics/bootstrap';
import type { Experiment, ExperimentEvent, Host, Measurement } from '@galley/claims';
import { planGraph } from '../src/compile/index.ts';
import type { Plan } from '../src/compile/plan.ts';
import * as t from '../src/index.ts';
import { graphOf } from '../src/jit.ts';
import { deviceByRule } from '../src/loops/device.ts';
import { assemble } from '../src/runtime/assemble.ts';

type Events = AsyncGenerator<ExperimentEvent, Measurement[]>;
/** The part of the package binaryen that is used. */
interface Binaryen {
  readBinary(bytes: Uint8Array): { setFeatures(features: number): void; optimize(): void; emitBinary(): Uint8Array; dispose(): void };
  setOptimizeLevel(level: number): void;
  setShrinkLevel(level: number): void;
  Features: { All: number };
}

const kernels: { name: string; title: string; flop: number; graph: ReturnType<typeof graphOf> }[] = [
  { name: 'matmul', title: 'matmul 256', flop: 2 * 256 ** 3, graph: graphOf((a, b) => a.matmul(b), [{ shape: [256, 256] }, { shape: [256, 256] }]) },
  { name: 'ragged', title: 'matmul 97x131x113, bias and GELU', flop: 2 * 97 * 131 * 113, graph: graphOf((a, b, c) => t.gelu(a.matmul(b).add(c)), [{ shape: [97, 131] }, { shape: [131, 113] }, { shape: [113] }]) },
  { name: 'conv', title: 'conv 3x3, 32 of 28x28', flop: 2 * 28 * 28 * 32 * 32 * 9, graph: graphOf((x, w) => t.conv2d(x, w, { padding: 1 }), [{ shape: [1, 28, 28, 32] }, { shape: [3, 3, 32, 32] }]) },
  { name: 'softmax', title: 'softmax 128x256', flop: 0, graph: graphOf((x) => t.softmax(x), [{ shape: [128, 256] }]) },
  { name: 'layerNorm', title: 'layerNorm 128x256', flop: 0, graph: graphOf((x) => t.nn.layerNorm(x), [{ shape: [128, 256] }]) },
];


/** A module of one program on memory of its own, as one function to call. */
function ready(bytes: Uint8Array, plan: Plan): () => void {
  const align = (n: number) => (n + 127) & ~63, sizes = [...plan.inputs, ...plan.outputs].map((b) => b.bytes), scratch = plan.steps.reduce((most, s) => Math.max(most, s.kind === 'kernel' ? s.kernel.scratchBytes : 0), 0);
  const table = 64, places: number[] = [];
  let top = table + align(4 * sizes.length);
  for (const size of sizes) { places.push(top); top += align(size); }
  const arena = top, scratchAt = arena + align(plan.arenaBytes), memory = new WebAssembly.Memory({ initial: Math.ceil((scratchAt + scratch) / 65536) + 1, maximum: 4096 });
  new Float32Array(memory.buffer).fill(0.25);
  new Uint32Array(memory.buffer).set(places, table / 4);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>), { env: { memory } }), run = exports.first0 as (table: number, arena: number, scratch: number, block: number) => number;
  return () => { run(table, arena, scratchAt, 0); };
}

export const compile: Experiment<{ rounds: number }> = {
  id: 'compile',
  paper: 'nn-jit-web',
  title: 'The cost of compiling a kernel, and the worth of the passes that are left out',
  claims: ['C3', 'C4'],
  runsIn: ['node'],
  inputs: { rounds: { kind: 'number', label: 'Rounds', default: 9, min: 3, max: 51, integer: true } },
  cost: { seconds: 15, memoryMB: 300 },
  plots: {
    time: { title: 'Time to compile a kernel', caption: 'From the graph to bytes here, lowering included, and from those bytes through Binaryen’s optimiser at -O2.', mark: 'bar', x: { label: 'kernel' }, y: { label: 'time', unit: 'ms', scale: 'log' } },
    speed: { title: 'Speed as emitted, and optimised', caption: 'The same kernel on one core: as emitted, and after Binaryen at -O3.', mark: 'bar', x: { label: 'kernel' }, y: { label: 'speed', unit: 'GFLOP/s' } },
  },
  async *run({ rounds }: { rounds: number }, host: Host): Events {
    const name = 'binaryen', loaded = await import(/* @vite-ignore */ name).then((m: { default: Binaryen }) => m.default, () => undefined);
    if (!loaded) throw new Error('the package binaryen is not installed: it is a peer that only this experiment needs (npm install --no-save binaryen)');
    const optimised = (bytes: Uint8Array, level: number): Uint8Array => {
      const module = loaded.readBinary(bytes);
      module.setFeatures(loaded.Features.All);
      loaded.setOptimizeLevel(level);
      loaded.setShrinkLevel(0);
      module.optimize();
      const made = module.emitBinary();
      module.dispose();
      return made;
    };
    const device = deviceByRule({ threads: 1 }), ratios: number[] = [], speeds: number[] = [], measurements: Measurement[] = [], total = kernels.length;
    for (const [i, { name: id, title, flop, graph }] of kernels.entries()) {
      host.signal.throwIfAborted();
      yield { type: 'progress', done: i, of: total, doing: title };
      const emit = () => { const plan = planGraph(graph, { device }); return { plan, bytes: assemble(plan, { fma: device.relaxedSimd, maxPages: 4096 }).bytes }; }, { plan, bytes } = emit();
      // Both compilers are compiled first.
      for (let k = 0; k < 20; k++) emit();
      optimised(bytes, 2);
      const own: number[] = [], theirs: number[] = [];
      for (let round = 0; round < rounds; round++) {
        let at = host.now();
        for (let k = 0; k < 8; k++) emit();
        own.push((host.now() - at) / 8);
        at = host.now();
        optimised(bytes, 2);
        theirs.push(host.now() - at);
        await new Promise((settle) => { setTimeout(settle, 0); });
      }
      const ms = median(own), peer = median(theirs);
      ratios.push(peer / ms);
      yield { type: 'point', plot: 'time', series: 'emitted', x: title, y: ms };
      yield { type: 'point', plot: 'time', series: 'Binaryen -O2', x: title, y: peer };
      measurements.push({ metric: `compile/${id}`, value: ms, unit: 'ms', remark: `${title}: graph to ${bytes.length} bytes; Binaryen -O2 on these bytes takes ${peer.toFixed(1)} ms.` });
      const small = optimised(bytes, 3), plain = ready(bytes, plan), passes = ready(small, plan), a: number[] = [], b: number[] = [];
      for (const f of [plain, passes]) for (const begun = host.now(); host.now() - begun < 60;) f();
      await new Promise((settle) => { setTimeout(settle, 8); });
      for (let round = 0; round < Math.max(9, rounds); round++) {
        for (const [f, list] of round % 2 ? [[plain, a], [passes, b]] as const : [[passes, b], [plain, a]] as const) {
          const at = host.now();
          let runs = 0;
          do { f(); runs++; } while (host.now() - at < 8);
          list.push((host.now() - at) / runs);
        }
      }
      const ratio = median(b.map((x, k) => x / a[k]));
      speeds.push(ratio);
      if (flop) {
        yield { type: 'point', plot: 'speed', series: 'emitted', x: title, y: flop / median(a) / 1e6 };
        yield { type: 'point', plot: 'speed', series: 'Binaryen -O3', x: title, y: flop / median(b) / 1e6 };
      }
      measurements.push({ metric: `kernel-speed/${id}`, value: ratio, unit: '×', remark: `${title}: ${bytes.length} bytes as emitted, ${small.length} optimised.` });
    }
    return [
      { metric: 'compile/binaryen-over-emitter', value: median(ratios), unit: '×', remark: `Median of ${total} kernels, between ${Math.min(...ratios).toFixed(0)} and ${Math.max(...ratios).toFixed(0)}; here the time holds everything from the graph on, there the optimiser alone.` },
      { metric: 'kernel-speed/emitted-over-optimised', value: median(speeds), unit: '×', remark: `Time after Binaryen -O3 over time as emitted, the same kernel, interleaved: median of ${total} kernels, between ${Math.min(...speeds).toFixed(2)} and ${Math.max(...speeds).toFixed(2)}.` },
      ...measurements,
    ];
  },
};
