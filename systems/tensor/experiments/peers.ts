/** Today's runtimes for the browser on the same work in the same run: where the paper's factor of 8.2 can still be seen, and where it cannot. */
import { median } from '@galley/numerics/bootstrap';
import type { Experiment, ExperimentEvent, Host, Measurement } from '@galley/claims';
import type { Contender, Measured, Plan } from '../bench/timing.ts';
import type { Task } from '../bench/works/task.ts';

/** Of the paper's kind: layers of T5-small, RoBERTa and BART at their sizes, and what nets for images do. */
const works: { id: string; title: string; transformer: boolean; task: Task }[] = [
  { id: 'roberta', title: 'layer of RoBERTa, sequence 384', transformer: true, task: { kind: 'encoderLayer', sequence: 384, width: 768, heads: 12, hidden: 3072 } },
  { id: 't5', title: 'layer of T5-small, sequence 256', transformer: true, task: { kind: 'encoderLayer', sequence: 256, width: 512, heads: 8, hidden: 2048 } },
  { id: 'conv', title: 'conv 3x3, 64 of 56x56', transformer: false, task: { kind: 'conv', mode: 'forward', batch: 1, inChannels: 64, outChannels: 64, height: 56, width: 56, kernel: 3, stride: 1, groups: 1 } },
  { id: 'layer-norm', title: 'layer norm 128x768', transformer: false, task: { kind: 'layerNorm', rows: 128, columns: 768 } },
];
const runtimes = ['onnxruntime-web', 'tfjs wasm', 'jax-js'];

export const peers: Experiment = {
  id: 'peers',
  paper: 'nn-jit-web',
  title: 'Against today’s runtimes for the browser',
  claims: ['C1'],
  runsIn: ['node'],
  inputs: {},
  cost: { seconds: 40, memoryMB: 2000 },
  plots: { factor: { title: 'How many times faster than each runtime', caption: 'One thread each, interleaved, equal results first: layers of transformers stay within the ratio of the machine’s multiply-adds; other work does not.', mark: 'bar', x: { label: 'work and runtime' }, y: { label: 'factor', unit: '×', scale: 'log' } } },
  async *run(_: Record<string, never>, host: Host): AsyncGenerator<ExperimentEvent, Measurement[]> {
    // Only in Node, and only in a checkout: bundlers are not to follow.
    const bench = new URL('../bench/', import.meta.url).href, load = <T>(file: string) => import(/* @vite-ignore */ `${bench}${file}`) as Promise<T>;
    const { installPeers } = await load<{ installPeers(): string | undefined }>('install.ts').catch(() => ({ installPeers: () => 'this experiment needs the bench folder of a checkout' })), missing = installPeers();
    if (missing) throw new Error(missing);
    const { start, stopAll } = await load<{ start(name: string, threads: number): Promise<(Contender & { version: string }) | string>; stopAll(): void }>('processes.ts'), { measure, ratioOf } = await load<{ measure(task: Task, contenders: readonly Contender[], plan: Plan): Promise<Measured>; ratioOf(a: readonly number[], b: readonly number[]): { ratio: number } }>('timing.ts');
    const contenders: (Contender & { version: string })[] = [], measurements: Measurement[] = [], transformers: { factor: number; remark: string; runtime: string; version: string; ms: number; theirs: number }[] = [];
    let largest = { factor: 0, what: '' };
    try {
      for (const name of ['ours', ...runtimes]) { const contender = await start(name, 1); if (typeof contender === 'string') yield { type: 'log', level: 'warn', text: `${name} takes no part: ${contender}` }; else contenders.push(contender); }
      for (const [i, { id, title, transformer, task }] of works.entries()) {
        host.signal.throwIfAborted();
        yield { type: 'progress', done: i, of: works.length, doing: title };
        const { timings, absent } = await measure(task, contenders, { rounds: 7, ms: 100, warmMs: 300, budgetMs: 4000 }), ours = timings.find(({ contender }) => contender.name === 'ours')!;
        for (const { name, why } of absent) yield { type: 'log', level: 'warn', text: `${title} without ${name}: ${why}` };
        for (const { contender, samples } of timings) {
          if (contender === ours.contender) continue;
          const factor = ratioOf(ours.samples, samples).ratio, { version } = contenders.find((c) => c === contender)!, ms = median(ours.samples), theirs = median(samples);
          yield { type: 'point', plot: 'factor', series: contender.name, x: title, y: factor };
          measurements.push({ metric: `peers/${id}/${contender.name.replace(/\W/g, '-')}`, value: factor, unit: '×', remark: `${title}: ${ms.toFixed(2)} ms here, ${theirs.toFixed(2)} ms with ${contender.name} ${version}, one thread each.` });
          if (transformer) transformers.push({ factor, remark: title, runtime: contender.name, version, ms, theirs });
          if (factor > largest.factor) largest = { factor, what: `${title} against ${contender.name} ${version}` };
        }
      }
    } finally { stopAll(); }
    const best = transformers.reduce((a, b) => (b.factor > a.factor ? b : a));
    return [
      { metric: 'peers/transformer-factor', value: best.factor, unit: '×', baseline: { name: best.runtime, version: best.version, value: best.theirs / best.ms }, remark: `The largest of ${transformers.length}: ${best.remark} against ${best.runtime}. Multiply-adds of 128 bits are twice as fast as a multiplication and an addition, and today’s runtimes are near the latter: in 32-bit floats that is the bound. Larger factors are elsewhere: ${largest.factor.toFixed(0)} on ${largest.what}.` },
      { metric: 'peers/largest-factor', value: largest.factor, unit: '×', remark: largest.what },
      ...measurements,
    ];
  },
};
