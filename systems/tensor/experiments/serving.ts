/** A model that answers while it is tuned: its latency with and without, its answers against those before, and how long tuning takes. */
import type { Experiment, ExperimentEvent, Host, Measurement } from '@galley/claims';
import { inLayer } from '../src/graph/node.ts';
import * as t from '../src/index.ts';
import type { Model } from '../src/models/model.ts';
import { Session } from '../src/models/session.ts';
import { createWasmBackend } from '../src/runtime/index.ts';

type Events = AsyncGenerator<ExperimentEvent, Measurement[]>;
const values = (shape: readonly number[], scale: number) => t.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => scale * Math.sin(i * 1.7 + shape.length)), { shape: [...shape] });

/** A layer of BERT's kind with weights that mean nothing. */
export function encoderModel(width: number, heads: number, sequence: number): Model {
  const weights: Record<string, t.Tensor> = {};
  for (const [name, from, to] of [['q', width, width], ['k', width, width], ['v', width, width], ['out', width, width], ['up', width, 4 * width], ['down', 4 * width, width]] as const) { weights[`${name}.w`] = values([from, to], from ** -0.5); weights[`${name}.b`] = values([to], 0.1); }
  return {
    format: 'onnx', weights, layers: ['q', 'k', 'v', 'attention', 'out', 'up', 'down'].map((name) => ({ name, op: name === 'attention' ? 'Attention' : 'Gemm' })),
    inputs: [{ name: 'x', dtype: 'f32', shape: [sequence, width] }], outputs: [{ name: 'y', dtype: 'f32', shape: [sequence, width] }],
    apply({ x }, w) {
      const input = x as t.Tensor, linear = (y: t.Tensor, name: string) => inLayer(name, () => y.matmul(w[`${name}.w`]).add(w[`${name}.b`])), split = (y: t.Tensor) => y.reshape([1, sequence, heads, width / heads]).transpose([0, 2, 1, 3]);
      const attended = inLayer('attention', () => t.attention(split(linear(input, 'q')), split(linear(input, 'k')), split(linear(input, 'v'))).transpose([0, 2, 1, 3]).reshape([sequence, width]));
      const y = t.nn.layerNorm(input.add(linear(attended, 'out')));
      return { y: t.nn.layerNorm(y.add(linear(t.gelu(linear(y, 'up')), 'down'))) };
    },
  };
}

const at = (sorted: readonly number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];

export const serving: Experiment<{ width: number }> = {
  id: 'serving',
  paper: 'nn-jit-web',
  title: 'Serving while tuning: one encoder layer, answering throughout',
  claims: ['C1', 'C6'],
  runsIn: ['node', 'browser'],
  inputs: { width: { kind: 'number', label: 'Width of the layer', default: 768, min: 128, max: 1024, step: 64, integer: true } },
  cost: { seconds: 20, memoryMB: 500 },
  plots: {
    latency: { title: 'Latency of each request', caption: 'Every request of the run: before tuning, while it goes on, and after the better program has taken over.', mark: 'dot', x: { label: 'time', unit: 's' }, y: { label: 'latency', unit: 'ms' } },
    trials: { title: 'Candidates', caption: 'Each candidate of the tuner, by the time it was tried.', mark: 'dot', x: { label: 'time', unit: 's' }, y: { label: 'speed', unit: 'GFLOP/s' } },
  },
  async *run({ width }: { width: number }, host: Host): Events {
    const sequence = 128, backend = createWasmBackend({ threads: 1 });
    try {
      await t.configure({ backend });
      const session = await Session.load(encoderModel(width, width / 64, sequence));
      const x = { data: Float32Array.from({ length: sequence * width }, (_, i) => Math.sin(i)), shape: [sequence, width] }, begun = host.now();
      const request = (): { ms: number; y: Float32Array } => { const from = host.now(), y = session.run({ x }).y as t.Tensor, read = y.dataSync() as Float32Array; y.dispose(); return { ms: host.now() - from, y: read }; };
      const expected = request().y, pause = () => new Promise((settle) => { setTimeout(settle, 2); }), seconds = () => (host.now() - begun) / 1000;
      for (let i = 0; i < 10; i++) { request(); await pause(); }
      let wrong = 0;
      const serve = async function *(series: string, into: number[], goesOn: () => boolean): AsyncGenerator<ExperimentEvent> {
        for (let i = 0; goesOn(); i++) {
          host.signal.throwIfAborted();
          const { ms, y } = request();
          into.push(ms);
          if (y.some((v, k) => !(Math.abs(v - expected[k]) <= 1e-4))) wrong++;
          if (i % 2 === 0) yield { type: 'point', plot: 'latency', series, x: seconds(), y: ms };
          await pause();
        }
      };
      const untuned: number[] = [], during: number[] = [], after: number[] = [], until = (ms: number) => { const end = host.now() + ms; return () => host.now() < end; };
      yield { type: 'progress', done: 0, of: 3, doing: 'answering, untuned' };
      yield *serve('untuned', untuned, until(3500));
      yield { type: 'progress', done: 1, of: 3, doing: 'answering while tuning' };
      const points: ExperimentEvent[] = [], handle = session.tuneInBackground({ onTrial: ({ trial }) => { if (Number.isFinite(trial.gflops) && trial.gflops > 0) points.push({ type: 'point', plot: 'trials', series: 'candidate', x: seconds(), y: trial.gflops }); } });
      let going = true;
      const done = handle.done.finally(() => { going = false; });
      yield *serve('while tuning', during, () => going);
      const report = await done;
      yield *points;
      yield { type: 'progress', done: 2, of: 3, doing: 'answering, tuned' };
      yield *serve('tuned', after, until(2500));
      session.dispose();
      for (const list of [untuned, during, after]) list.sort((a, b) => a - b);
      const gain = at(untuned, 0.5) / at(after, 0.5);
      return [
        { metric: 'tuning/time', value: report.tookMs / 1000, unit: 's', remark: `${report.tasks.length} different contractions, ${report.tasks.reduce((sum, task) => sum + task.trials, 0)} candidates, on another thread while requests were answered.` },
        { metric: 'latency-99/tuning-over-untuned', value: at(during, 0.99) / at(untuned, 0.99), unit: '×', remark: `99th percentile ${at(during, 0.99).toFixed(1)} ms of ${during.length} requests while tuning, ${at(untuned, 0.99).toFixed(1)} ms of ${untuned.length} before; medians ${at(during, 0.5).toFixed(1)} and ${at(untuned, 0.5).toFixed(1)} ms.` },
        { metric: 'serving-while-tuning/wrong-answers', value: wrong, unit: '', remark: `Of ${untuned.length + during.length + after.length} answers, each held against the first.` },
        { metric: 'tuning/gain', value: gain, unit: '×', remark: `Median latency before over after: the schedules by rule leave little to find. ${report.replaced} programs were replaced.` },
      ];
    } finally { backend.dispose(); await t.configure({ backend: 'wasm' }); }
  },
};
