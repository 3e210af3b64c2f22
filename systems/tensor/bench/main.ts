/**
 * Side by side with its peers: see `help` below.
 *
 * Every contender, this library included, is a process of its own (or a worker of a page) that makes the same inputs and
 * must compute the same result before it is timed. Rounds are interleaved; a figure is the median over rounds, its
 * spread the interquartile range of the ratio over the ratio. A ratio above 1 means that this library is better. Peers
 * that have one thread only are compared with one and with two threads of ours.
 */
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { median } from '@galley/numerics/bootstrap';
import { installPeers } from './install.ts';
import { openPages } from './in-page.ts';
import { start, stopAll } from './processes.ts';
import { startRows } from './start.ts';
import { printTable, type Row } from './table.ts';
import { measure, ratioOf, type Contender, type Plan } from './timing.ts';
import { works, type Work } from './works/list.ts';
import { bytes, flop } from './works/task.ts';

const help = `npm run bench -w systems/tensor -- [options]

  --quick              a few works, few rounds: two minutes instead of half an hour
  --only <text>        works whose name holds the text
  --threads <list>     1,2 by default
  --peers <list>       ours and these only: onnxruntime-web, tfjs wasm, tfjs cpu, jax-js, onnxruntime-node, torch, copy
  --browser            in headless Chromium instead of Node
  --revectorize        this library again with V8's experiment with 256 bits, as a peer
  --start              time from import to first result, and sizes of page bundles, instead
  --json               one JSON object on standard output

Examples
  npm run bench -w systems/tensor -- --quick
  npm run bench -w systems/tensor -- --only "conv 3x3" --threads 1 --json
  npm run bench -w systems/tensor -- --browser --only matmul

Peers are installed into bench/node_modules at first use. How time and memory grow: npx galley run nn-jit-web/growth`;

let parsed;
try { parsed = parseArgs({ options: { help: { type: 'boolean', short: 'h' }, quick: { type: 'boolean' }, json: { type: 'boolean' }, only: { type: 'string' }, threads: { type: 'string' }, peers: { type: 'string' }, browser: { type: 'boolean' }, revectorize: { type: 'boolean' }, start: { type: 'boolean' } } }).values; } catch (error) { console.error(`${(error as Error).message}\n\n${help}`); process.exit(2); }
const { quick = false, json = false, only, threads: asked, peers: wanted, browser = false, revectorize = false } = parsed;
if (parsed.help) { console.log(help); process.exit(0); }
const say = (text: string) => { if (json) console.error(text); else console.log(text); };

const peers = { 'onnxruntime-web': 2, 'tfjs wasm': 1, 'tfjs cpu': 1, 'jax-js': 1, 'onnxruntime-node': 2, torch: 2, copy: 1, ...(revectorize && { 'ours 256-bit': 8 }) };
const plan: Plan = quick ? { rounds: 3, ms: 40, warmMs: 60, budgetMs: 1200 } : { rounds: 11, ms: 120, warmMs: 400, budgetMs: 8000 };
const chosen = works.filter((work) => (only === undefined ? !quick || work.quick : work.name.toLowerCase().includes(only.toLowerCase())));
const threadCounts = asked ? asked.split(',').map(Number) : quick || availableParallelism() === 1 ? [1] : [1, 2];

/** In the unit of the work: rates count what must be done, not what a peer does. */
const valueOf = ({ unit, task }: Work, ms: number): number => (unit === 'GFLOP/s' ? flop(task) / ms / 1e6 : unit === 'GB/s' ? bytes(task) / ms / 1e6 : ms);

const rows: Row[] = [], versions: Record<string, string> = {};
const missing = installPeers();
if (missing) say(missing);
const device = { processor: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), memoryMB: Math.round(totalmem() / 2 ** 20), os: `${platform()} ${release()}`, runtime: `Node.js ${process.versions.node} (V8 ${process.versions.v8})` };

if (parsed.start) {
  const found = await startRows(quick ? 3 : 9);
  if (json) console.log(JSON.stringify({ device, start: found }));
  else for (const { library, ms, spread, gzipKB, ofWhich, why } of found) console.log(`${library.padEnd(18)} ${ms === null ? `does not start: ${why}` : `${ms.toFixed(0).padStart(5)} ms to the first result (spread ${(100 * spread!).toFixed(0)} %)`}   ${gzipKB.toFixed(0).padStart(6)} KB gzip in a page (${ofWhich})`);
  process.exit(0);
}
const pages = browser ? await openPages() : undefined;
if (pages) device.runtime = `Chromium ${pages.version}`;

for (const threads of threadCounts) {
  const contenders: Contender[] = [];
  for (const [name, most] of Object.entries({ ours: 8, ...peers })) {
    if (wanted && !wanted.split(',').includes(name)) continue;
    // In a page, TensorFlow.js and jax-js have threads too.
    const count = Math.min(threads, pages && (name === 'tfjs wasm' || name === 'jax-js') ? threads : most), contender = await (pages ? pages.start(name, count) : start(name, count));
    if (typeof contender === 'string') { if (!pages || contender !== 'it does not run in a page') say(`${name} takes no part: ${contender}`); } else { contenders.push(contender); versions[contender.name] = contender.version; }
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
  if (pages) for (const { name } of contenders) await pages.stop(name);
}

await pages?.close();
if (json) {
  console.log(JSON.stringify({ device, rows: rows.map((row) => ({ ...row, ours: finite(row.ours), ratio: finite(row.ratio), spread: finite(row.spread) })) }));
}
function finite(value: number): number | null { return Number.isFinite(value) ? value : null; }
