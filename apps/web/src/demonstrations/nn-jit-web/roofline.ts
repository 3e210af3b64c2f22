/** Every kernel of one training step, by its arithmetic for each byte and its speed, under the roof of this machine. */
import { dispose, tensor, withBackend } from '@galley/tensor';
import { createWasmBackend, measureDevice } from '@galley/tensor/internals';
import type { Roofline } from './messages.ts';
import { area, batch, Cnn, side, stepOf } from './training.ts';

export async function roofline(): Promise<Roofline> {
  const { peakGflops, reads } = await measureDevice({ threads: 1, budgetMs: 100 }), backend = createWasmBackend({ threads: 1, profile: true });
  try {
    const { milliseconds, rows } = withBackend(backend, () => {
      const net = new Cnn(), { opt, step } = stepOf(net), x = tensor(Float32Array.from({ length: batch * area }, (_, i) => Math.abs(Math.sin(i))), { shape: [batch, side, side, 1] }), y = tensor(Int32Array.from({ length: batch }, (_, i) => i % 10));
      let params = net.parameters(), state = opt.init(params);
      const run = (times: number) => { for (let i = 0; i < times; i++) { const [loss, p, s] = step(params, state, x, y); [params, state] = [p, s]; loss.dispose(); } };
      run(15);
      const before = new Map(backend.profile().map((row) => [row.name, row])), begun = performance.now(), times = 12;
      run(times);
      const spent = (performance.now() - begun) / times;
      const found = backend.profile().map((row) => { const b = before.get(row.name); return { name: row.name, ms: (row.ms - (b?.ms ?? 0)) / times, flop: (row.flop - (b?.flop ?? 0)) / times, bytes: (row.bytes - (b?.bytes ?? 0)) / times }; });
      dispose(x, y, params, state);
      step.clear();
      return { milliseconds: spent, rows: found.filter((row) => row.ms > 0 && row.flop > 0 && row.bytes > 0) };
    });
    const total = rows.reduce((sum, row) => sum + row.ms, 0);
    return { peakGflops, gigabytesPerSecond: Math.max(...reads.slice(-3).map((r) => r.gigabytesPerSecond)), milliseconds, dots: rows.map(({ name, ms, flop, bytes }) => ({ name, intensity: flop / bytes, gflops: flop / ms / 1e6, share: ms / total })).sort((a, b) => b.share - a.share) };
  } finally { backend.dispose(); }
}
