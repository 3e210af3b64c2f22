/** How the claims of nn-JIT.web (arXiv 2309.08978) are measured with this library. */
import type { Experiment, ExperimentEvent, Host, Measurement } from '@galley/claims';
import * as t from '../src/index.ts';
import { measureDevice } from '../src/loops/device.ts';
import { createWasmBackend } from '../src/runtime/index.ts';
import { compile } from './compile.ts';
import { devices } from './devices.ts';
import { growth } from './growth.ts';
import { liteSpaceExperiment } from './lite-space.ts';
import { peers } from './peers.ts';
import { serving } from './serving.ts';
import { warmDatabase } from './warm-database.ts';

type Events = AsyncGenerator<ExperimentEvent, Measurement[]>;

interface Work { metric: string; title: string; flop: number; bytes: number; make(): () => t.Tensor }
const values = (n: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i));
const of = (...shape: number[]) => t.tensor(values(shape.reduce((a, b) => a * b, 1)), { shape });

/** Operations and bytes that must be done and moved, whatever a kernel does besides. */
const works: Work[] = [
  ...[256, 512, 1024].map((n): Work => ({ metric: `matmul-${n}`, title: `matmul ${n}`, flop: 2 * n ** 3, bytes: 12 * n * n, make() { const a = of(n, n), b = of(n, n); return () => a.matmul(b); } })),
  { metric: 'matmul-ragged', title: 'matmul 383x769x1021', flop: 2 * 383 * 769 * 1021, bytes: 4 * (383 * 769 + 769 * 1021 + 383 * 1021), make() { const a = of(383, 769), b = of(769, 1021); return () => a.matmul(b); } },
  { metric: 'matmul-epilogue', title: 'matmul 512, bias and GELU in it', flop: 2 * 512 ** 3, bytes: 12 * 512 * 512, make() { const a = of(512, 512), b = of(512, 512), c = of(512); return () => t.gelu(a.matmul(b).add(c)); } },
  { metric: 'conv-3x3', title: 'conv 3x3, 64 of 56x56', flop: 2 * 56 * 56 * 64 * 64 * 9, bytes: 4 * (2 * 56 * 56 * 64 + 9 * 64 * 64), make() { const x = of(1, 64, 56, 56), w = of(64, 64, 3, 3); return () => t.conv2d(x, w, { padding: 1, layout: 'NCHW' }); } },
  { metric: 'conv-1x1', title: 'conv 1x1, 64 to 256 of 56x56', flop: 2 * 56 * 56 * 64 * 256, bytes: 4 * (56 * 56 * (64 + 256) + 64 * 256), make() { const x = of(1, 64, 56, 56), w = of(256, 64, 1, 1); return () => t.conv2d(x, w, { layout: 'NCHW' }); } },
  { metric: 'softmax', title: 'softmax 512x512', flop: 5 * 512 * 512, bytes: 8 * 512 * 512, make() { const x = of(512, 512); return () => t.softmax(x); } },
  { metric: 'layer-norm', title: 'layerNorm 512x512', flop: 8 * 512 * 512, bytes: 8 * 512 * 512, make() { const x = of(512, 512); return () => t.nn.layerNorm(x); } },
];

const kernels: Experiment<{ seconds: number }> = {
  id: 'kernels',
  paper: 'nn-jit-web',
  title: 'What kernels generated on the spot reach on this machine',
  claims: ['C1'],
  runsIn: ['node', 'browser'],
  inputs: { seconds: { kind: 'number', label: 'Seconds for each kernel', default: 0.3, min: 0.05, max: 5 } },
  cost: { seconds: 8, memoryMB: 150 },
  plots: {
    roofline: {
      title: 'Roofline of one core', caption: 'Kernels under the roof that the peak of multiply-adds and the bandwidth of memory make; products and convolutions lie close to its flat part.', mark: 'dot',
      x: { label: 'operations per byte', unit: 'FLOP/byte', scale: 'log' }, y: { label: 'speed', unit: 'GFLOP/s', scale: 'log' },
    },
    speed: { title: 'Speed of each kernel', caption: 'Medians of one core, with the middle half of the samples.', mark: 'bar', x: { label: 'kernel' }, y: { label: 'GFLOP/s' } },
  },
  async *run({ seconds }: { seconds: number }, host: Host): Events {
    yield { type: 'progress', done: 0, of: works.length + 1, doing: 'measuring the peak and the memory' };
    const { peakGflops, reads } = await measureDevice({ threads: 1, budgetMs: 120 }), bandwidth = reads.at(-1)!.gigabytesPerSecond;
    for (let i = 0; i <= 40; i++) { const intensity = 0.1 * 10 ** (i / 10); yield { type: 'point', plot: 'roofline', series: 'roof', x: intensity, y: Math.min(peakGflops, bandwidth * intensity), reference: true }; }
    const measurements: Measurement[] = [
      { metric: 'kernels/peak', value: peakGflops, unit: 'GFLOP/s', remark: 'Multiply-adds on registers alone, one core: what no kernel of 128-bit vectors can exceed.' },
      { metric: 'kernels/bandwidth', value: bandwidth, unit: 'GB/s', remark: 'Reading 32 MB again and again, one core.' },
    ];
    const backend = createWasmBackend({ threads: 1 });
    try {
      for (const [i, { metric, title, flop, bytes, make }] of works.entries()) {
        host.signal.throwIfAborted();
        yield { type: 'progress', done: i + 1, of: works.length + 1, doing: title };
        // The back end is asked for within one turn only: between turns another may be in use.
        const prepared = t.withBackend(backend, () => t.jit(make()));
        const once = () => t.withBackend(backend, () => prepared().dispose());
        for (const begun = host.now(); host.now() - begun < 150;) once();
        await new Promise((settle) => { setTimeout(settle, 8); });
        const samples: number[] = [];
        for (const begun = host.now(); host.now() - begun < 1000 * seconds || samples.length < 5;) { const at = host.now(); once(); samples.push(flop / (host.now() - at) / 1e6); }
        samples.sort((a, b) => a - b);
        const at = (q: number) => samples[Math.min(samples.length - 1, Math.floor(q * samples.length))], speed = at(0.5);
        measurements.push({ metric: `kernels/${metric}`, value: speed, unit: 'GFLOP/s', remark: `${title}, one core: ${((100 * speed) / peakGflops).toFixed(0)} % of the peak, ${(bytes * speed / flop).toFixed(1)} GB/s.` });
        yield { type: 'point', plot: 'roofline', series: title, x: flop / bytes, y: speed };
        yield { type: 'point', plot: 'speed', series: 'one core', x: title, y: speed, low: at(0.25), high: at(0.75) };
      }
    } finally { backend.dispose(); }
    return measurements;
  },
};

export const experiments: Experiment[] = [serving, peers, liteSpaceExperiment, compile, devices, warmDatabase, kernels, growth];
export default experiments;
