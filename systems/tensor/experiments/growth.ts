/** How the cost of products and of training grows: time against size, threads and batch, memory against batch, with and without checkpoints. */
import type { Experiment, ExperimentEvent, Host, Measurement } from '@galley/claims';
import * as t from '../src/index.ts';
import { graphOf } from '../src/jit.ts';
import { createWasmBackend, type WasmBackend } from '../src/runtime/index.ts';

type Events = AsyncGenerator<ExperimentEvent, Measurement[]>;
const sizes = [48, 64, 96, 128, 192, 256, 384, 512, 768, 1024], batches = [4, 8, 16, 32, 64, 128];
const layers = 8, width = 128, sequence = 32;

const values = (n: number, scale = 1) => Float32Array.from({ length: n }, (_, i) => scale * Math.sin(i * 1.7));

/** Milliseconds a call takes: the median of samples of at least 2 ms, after warming. */
async function timed(once: () => void, host: Host, { warmMs = 60, ms = 120 } = {}): Promise<number> {
  for (const begun = host.now(); host.now() - begun < warmMs;) once();
  await new Promise((settle) => { setTimeout(settle, 5); });
  host.signal.throwIfAborted();
  const samples: number[] = [];
  for (const begun = host.now(); host.now() - begun < ms || samples.length < 3;) {
    const at = host.now();
    let runs = 0;
    do { once(); runs++; } while (host.now() - at < 2);
    samples.push((host.now() - at) / runs);
  }
  return samples.sort((a, b) => a - b)[samples.length >> 1];
}

/** The slope of log y over log x, by least squares. */
function exponent(points: readonly [number, number][]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]), mean = (i: number) => logs.reduce((sum, p) => sum + p[i], 0) / logs.length, [mx, my] = [mean(0), mean(1)];
  return logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}

type Params = Record<string, t.Tensor>;
/** Residual blocks of two products, as a transformer's feed-forward half. */
function training(batch: number, checkpointed: boolean): { once(): void; end(): void } {
  const make = (n: number, ...shape: number[]) => t.tensor(values(n, 0.08), { shape });
  let params: Params = Object.fromEntries(Array.from({ length: layers }, (_, l) => [[`${l}.up`, make(width * 4 * width, width, 4 * width)], [`${l}.down`, make(width * 4 * width, 4 * width, width)]] as const).flat());
  const x = t.tensor(values(batch * sequence * width), { shape: [batch * sequence, width] }), opt = t.optim.sgd({ lr: 1e-3 });
  const block = (y: t.Tensor, up: t.Tensor, down: t.Tensor) => y.add(t.gelu(t.nn.layerNorm(y).matmul(up)).matmul(down)), apply = checkpointed ? t.checkpoint(block) : block;
  let state = opt.init(params);
  const step = t.jit((p: Params, s: typeof state, input: t.Tensor) => {
    const [loss, grads] = t.valueAndGrad((q: Params) => { let y = input; for (let l = 0; l < layers; l++) y = apply(y, q[`${l}.up`], q[`${l}.down`]); return y.mul(y).mean(); })(p);
    return [loss, ...opt.update(grads, s, p)] as const;
  }, { donate: [0, 1] });
  return {
    once() { const [loss, p, s] = step(params, state, x); [params, state] = [p, s]; loss.dispose(); },
    end() { t.dispose(params, state, x); step.clear(); },
  };
}

export const growth: Experiment<{ largest: number }> = {
  id: 'growth',
  paper: 'nn-jit-web',
  title: 'How time and memory grow with size, threads and batch',
  claims: ['C1'],
  runsIn: ['node', 'browser'],
  inputs: { largest: { kind: 'number', label: 'Largest product', unit: 'rows', default: 1024, min: 128, max: 2048, integer: true } },
  cost: { seconds: 15, memoryMB: 400 },
  plots: {
    product: { title: 'Time of a square product', caption: 'Time of a square product against its rows, on one thread and on all: it grows with the cube, and threads pay from about a hundred rows on.', mark: 'line', x: { label: 'rows', scale: 'log' }, y: { label: 'time', unit: 'ms', scale: 'log' } },
    step: { title: 'Time of a training step', caption: 'Time of a step of eight residual blocks against the batch.', mark: 'line', x: { label: 'batch', scale: 'log' }, y: { label: 'time', unit: 'ms', scale: 'log' } },
    memory: { title: 'Memory of a training step', caption: 'The most that was in use at once during a step against the batch: with checkpoints only each block’s input is kept, and the rest computed again.', mark: 'line', x: { label: 'batch' }, y: { label: 'high water', unit: 'MB' } },
  },
  async *run({ largest }: { largest: number }, host: Host): Events {
    const measured: Record<string, [number, number][]> = {}, measurements: Measurement[] = [], chosen = [...sizes.filter((n) => n < largest), largest];
    const keep = (series: string, x: number, y: number) => { (measured[series] ??= []).push([x, y]); };
    const all = (() => { const backend = createWasmBackend(); try { return backend.report().threads; } finally { backend.dispose(); } })(), counts = all > 1 ? [1, all] : [1], named = (threads: number) => (threads === 1 ? 'one thread' : `${threads} threads`);
    const total = counts.length * (chosen.length + 2 * batches.length);
    let done = 0;
    /** The back end is asked for within one turn only: between turns another may be in use. */
    const on = (backend: WasmBackend, f: () => void) => () => t.withBackend(backend, f);
    for (const threads of counts) {
      const backend = createWasmBackend({ threads });
      try {
        for (const n of chosen) {
          yield { type: 'progress', done: done++, of: total, doing: `product of ${n} rows, ${named(threads)}` };
          const a = backend.upload(values(n * n), 'f32'), b = backend.upload(values(n * n), 'f32'), executable = backend.compile(graphOf((x, y) => x.matmul(y), [{ shape: [n, n] }, { shape: [n, n] }]));
          const ms = await timed(() => { for (const out of executable.run([a, b])) out.dispose(); }, host);
          a.dispose(); b.dispose(); executable.dispose();
          keep(`product ${threads}`, n, ms);
          yield { type: 'point', plot: 'product', series: named(threads), x: n, y: ms };
        }
      } finally { backend.dispose(); }
      for (const checkpointed of [false, true]) {
        for (const batch of batches) {
          yield { type: 'progress', done: done++, of: total, doing: `step of ${batch}, ${named(threads)}${checkpointed ? ', with checkpoints' : ''}` };
          const fresh = createWasmBackend({ threads });
          try {
            let work: ReturnType<typeof training> | undefined;
            on(fresh, () => { work = training(batch, checkpointed); })();
            const ms = await timed(on(fresh, () => work!.once()), host, { warmMs: 40, ms: 80 }), megabytes = fresh.memory().highWaterBytes / 1e6, kind = checkpointed ? 'with checkpoints' : 'all kept';
            on(fresh, () => work!.end())();
            keep(`step ${threads}${checkpointed ? ' again' : ''}`, batch, ms);
            yield { type: 'point', plot: 'step', series: `${named(threads)}, ${kind}`, x: batch, y: ms };
            if (threads === 1) { keep(`memory${checkpointed ? ' again' : ''}`, batch, megabytes); yield { type: 'point', plot: 'memory', series: kind, x: batch, y: megabytes }; }
          } finally { fresh.dispose(); }
        }
      }
    }
    const last = (series: string) => measured[series].at(-1)![1];
    measurements.push(
      { metric: 'growth/product-exponent', value: exponent(measured['product 1'].filter(([n]) => n >= 128)), unit: '', remark: 'The power of the rows with which the time of a product grows, from 128 rows on, one thread; the operations grow with the third.' },
      { metric: 'growth/step-exponent', value: exponent(measured['step 1']), unit: '', remark: 'The power of the batch with which the time of a training step grows.' },
      { metric: 'growth/checkpoint-memory', value: last('memory') / last('memory again'), unit: '×', remark: `High water of a step of ${batches.at(-1)}: ${last('memory').toFixed(0)} MB, with checkpoints ${last('memory again').toFixed(0)} MB.` },
      { metric: 'growth/checkpoint-time', value: last('step 1 again') / last('step 1'), unit: '×', remark: 'What that costs: the time of a step with checkpoints over the time without.' },
    );
    if (all > 1) measurements.push({ metric: 'growth/threads', value: last('product 1') / last(`product ${all}`), unit: '×', remark: `A product of ${chosen.at(-1)} rows on ${all} threads against one.` });
    return measurements;
  },
};
