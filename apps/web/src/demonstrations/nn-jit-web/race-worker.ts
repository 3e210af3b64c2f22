/** Our side of the race: a session that answers while another thread tunes it. */
import { configure, type Tensor } from '@galley/tensor';
import { greedyCtc, readOnnx, Session } from '@galley/tensor/models';
import { deviceClass, KernelDb, probeDevice } from '@galley/tensor/tune';
import { measureDevice } from '@galley/tensor/internals';
import type { Layer, Loaded, RaceAsk, RaceTell, Tuned, Where } from './race-messages.ts';

const tell = (message: RaceTell) => { (postMessage as (message: RaceTell) => void)(message); }, pause = () => new Promise((settle) => { setTimeout(settle, 3); });
let session: Session | undefined, name = '', input: { data: Float32Array; shape: number[] } | undefined;

function once(): { milliseconds: number } {
  const begun = performance.now(), [y] = Object.values(session!.run({ [name]: input! })) as Tensor[];
  y.dataSync();
  const milliseconds = performance.now() - begun;
  y.dispose();
  return { milliseconds };
}
async function serve(goesOn: () => boolean): Promise<void> {
  while (goesOn()) { const { milliseconds } = once(); tell({ event: 'run', at: performance.now(), milliseconds }); await pause(); }
}

async function answer(ask: RaceAsk): Promise<unknown> {
  switch (ask.do) {
    case 'load': {
      await configure({ backend: 'wasm', threads: 1 });
      session?.dispose();
      // What was found on an earlier visit is used from the first answer on; where nothing may be kept, tuning begins anew.
      const db = await probeDevice({ budgetMs: 120 }).then((device) => KernelDb.open('indexeddb', deviceClass(device))).catch(() => undefined);
      const begun = performance.now(), model = readOnnx(new Uint8Array(ask.bytes));
      [{ name }] = model.inputs;
      input = { data: Float32Array.from({ length: ask.shape.reduce((n, d) => n * d, 1) }, (_, i) => Math.sin(i * 0.7)), shape: ask.shape };
      session = await Session.load(model, db ? { db } : {});
      once();
      return { layers: model.layers.length, weights: Object.values(model.weights).reduce((n, w) => n + w.size, 0), milliseconds: performance.now() - begun, known: db?.size ?? 0 } satisfies Loaded;
    }
    case 'serve': { const end = performance.now() + ask.milliseconds; await serve(() => performance.now() < end); return null; }
    case 'tune': {
      let candidates = 0, going = true, rule = 1, task = 0;
      const handle = session!.tuneInBackground({ budgetMs: 30_000, onTrial: ({ trial, task: now }) => { candidates++; if (now !== task) { task = now; rule = trial.ms; } if (Number.isFinite(trial.ms)) tell({ event: 'trial', at: performance.now(), factor: rule / trial.ms }); } });
      const done = handle.done.finally(() => { going = false; });
      await serve(() => going);
      const { tasks, tookMs, replaced } = await done;
      return { candidates, tasks: tasks.length, milliseconds: tookMs, replaced } satisfies Tuned;
    }
    case 'layers': {
      const rows = session!.profile({ [name]: input! }, { runs: 5 }), ops = new Map(session!.model.layers.map((l) => [l.name, l.op])), byLayer = new Map<string, { ms: number; flop: number }>();
      for (const row of rows) { const key = row.layer ?? 'the rest', sum = byLayer.get(key) ?? { ms: 0, flop: 0 }; sum.ms += row.ms; sum.flop += row.flop; byLayer.set(key, sum); }
      const total = rows.reduce((sum, row) => sum + row.ms, 0);
      const layers = [...byLayer].map(([layer, { ms, flop }]): Layer => ({ name: layer, op: ops.get(layer) ?? '', milliseconds: ms, gflops: flop / ms / 1e6, share: ms / total })).sort((a, b) => b.milliseconds - a.milliseconds).slice(0, 12);
      const { peakGflops, reads } = await measureDevice({ threads: 1, budgetMs: 80 }), dots = rows.filter((row) => row.ms > 0 && row.flop > 0 && row.bytes > 0).map((row) => ({ name: `${row.layer ?? ''} ${row.name}`.trim(), intensity: row.flop / row.bytes, gflops: row.flop / row.ms / 1e6, share: row.ms / total }));
      return { layers, roof: { peakGflops, gigabytesPerSecond: Math.max(...reads.slice(-3).map((r) => r.gigabytesPerSecond)), milliseconds: total, dots } } satisfies Where;
    }
    case 'read': {
      const [y] = Object.values(session!.run({ [name]: { data: ask.data, shape: ask.shape } })) as Tensor[], text = greedyCtc(y.dataSync(), y.shape, ask.characters);
      y.dispose();
      return text;
    }
  }
}
let last: Promise<unknown> = Promise.resolve();
onmessage = ({ data: ask }: MessageEvent<RaceAsk>) => {
  last = last.then(async () => { try { tell({ id: ask.id, ok: await answer(ask) }); } catch (error) { tell({ id: ask.id, wrong: error instanceof Error ? error.message : String(error) }); } });
};
