/**
 * Side by side with its peers: `npm run bench -w systems/tensor [-- --quick] [-- --json] [-- --only matmul] [-- --threads 1] [-- --browser]`.
 *
 * Every contender, this library included, is a process of its own that makes the same inputs and must compute the same
 * result before it is timed. Rounds are interleaved; a figure is the median over rounds, its spread the interquartile
 * range of the ratio over the ratio. A ratio above 1 means that this library is better. Peers that have one thread
 * only are compared with one and with two threads of ours.
 */
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { median } from '@galley/numerics/bootstrap';
import { installPeers } from './install.ts';
import { start, stopAll } from './processes.ts';
import { printTable, type Row } from './table.ts';
import { measure, ratioOf, type Contender, type Plan } from './timing.ts';
import { works, type Work } from './works/list.ts';
import { bytes, flop } from './works/task.ts';

const { values: { quick = false, json = false, only, threads: asked, peers: wanted } } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'boolean' }, only: { type: 'string' }, threads: { type: 'string' }, peers: { type: 'string' } } });
const say = (text: string) => { if (json) console.error(text); else console.log(text); };

const peers = { 'onnxruntime-web': 2, 'tfjs wasm': 1, 'tfjs cpu': 1, 'jax-js': 1, 'onnxruntime-node': 2, torch: 2, copy: 1 } as const;
const plan: Plan = quick ? { rounds: 3, ms: 40, warmMs: 60, budgetMs: 1200 } : { rounds: 11, ms: 120, warmMs: 400, budgetMs: 8000 };
const chosen = works.filter((work) => (only === undefined ? !quick || work.quick : work.name.toLowerCase().includes(only.toLowerCase())));
const threadCounts = asked ? asked.split(',').map(Number) : quick || availableParallelism() === 1 ? [1] : [1, 2];

/** In the unit of the work: rates count what must be done, not what a peer does. */
const valueOf = ({ unit, task }: Work, ms: number): number => (unit === 'GFLOP/s' ? flop(task) / ms / 1e6 : unit === 'GB/s' ? bytes(task) / ms / 1e6 : ms);

const rows: Row[] = [], versions: Record<string, string> = {};
const missing = installPeers();
if (missing) say(missing);

for (const threads of threadCounts) {
  const contenders: Contender[] = [];
  for (const [name, most] of Object.entries({ ours: 8, ...peers })) {
    if (wanted && !wanted.split(',').includes(name)) continue;
    const contender = await start(name, Math.min(threads, most));
    if (typeof contender === 'string') say(`${name} takes no part: ${contender}`);
    else { contenders.push(contender); versions[contender.name] = contender.version; }
  }
  for (const work of chosen) {
    // Plain JavaScript only where the WASM back end lacks a kernel: elsewhere it is a hundred times behind, and says nothing.
    const able = contenders.filter(({ name }) => (name !== 'copy' || (work.unit === 'GB/s' && threads === 1)) && (name !== 'tfjs cpu' || work.task.kind === 'cnnStep' || (work.task.kind === 'conv' && work.task.mode === 'filterGrad')));
    const { timings, absent } = await measure(work.task, able, plan);
    const ours = timings.find(({ contender }) => contender.name === 'ours');
    for (const { contender, samples } of timings) {
      if (contender.name === 'ours') continue;
      const goal = Object.entries(work.goals).find(([name]) => contender.name.startsWith(name))?.[1] ?? null;
      const { ratio, spread } = ours ? ratioOf(ours.samples, samples) : { ratio: NaN, spread: NaN };
      const peer = `${contender.name} ${versions[contender.name]}${contender.threads < threads ? ', 1 thread' : ''}`;
      rows.push({ work: work.name, threads, ours: ours ? valueOf(work, median(ours.samples)) : NaN, peer, theirs: valueOf(work, median(samples)), unit: work.unit, ratio, spread, goal });
    }
    if (!json) printTable(rows.filter((row) => row.work === work.name && row.threads === threads));
    if (!json || process.env.BENCH_DEBUG) for (const { name, why } of absent) say(`  without ${name}: ${why}`);
  }
  stopAll();
}

if (json) {
  const device = { processor: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), memoryMB: Math.round(totalmem() / 2 ** 20), os: `${platform()} ${release()}`, runtime: `Node.js ${process.versions.node} (V8 ${process.versions.v8})` };
  console.log(JSON.stringify({ device, rows: rows.map((row) => ({ ...row, ours: finite(row.ours), ratio: finite(row.ratio), spread: finite(row.spread) })) }));
}
function finite(value: number): number | null { return Number.isFinite(value) ? value : null; }
