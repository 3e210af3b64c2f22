/**
 * What the exact model costs, beside a program that draws its scores (Python, if there is one) and beside events drawn one by one.
 *
 *   node main.ts [--quick] [--json]        SYSTEM_FLOW=<checkout> also times the released code, about half a minute
 *
 * Peers run interleaved with ours in the same process run; medians, spread = (p90 − p10) / median.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { median, quantile } from '@galley/numerics/bootstrap';
import { cms, linspace, scoreSum, simulate, sweepOver } from '../src/index.ts';
import { menu, objects } from '../src/cms/figures/l1t.ts';
import { subdetectors } from '../src/cms/figures/systems.ts';
import { wallTime } from '../src/cms/figures/wall-time.ts';

interface Row { work: string; threads: number; ours: number; peer: string; theirs: number; unit: string; ratio: number; spread: number; goal: number }

const quick = process.argv.includes('--quick'), json = process.argv.includes('--json');
const say = (text: string) => { if (!json) console.log(text); };

function python(script: string, args: string[], input: string, executable = '/usr/bin/python3'): { seconds: number; scipy: string; rows?: number[][] } | undefined {
  const { status, stdout, stderr } = spawnSync(executable, [fileURLToPath(new URL(script, import.meta.url)), ...args], { input, encoding: 'utf8', maxBuffer: 1 << 26, timeout: 300_000 });
  if (status === 0) return JSON.parse(stdout);
  say(`${script} did not run (${stderr?.trim().split('\n').pop() || `no ${executable}`}): install python3-scipy, python3-pandas, python3-networkx and python3-openpyxl to compare`);
  return undefined;
}
const timed = (f: () => unknown): number => { const t = performance.now(); f(); return performance.now() - t; };
const spreadOf = (values: number[]) => (quantile(values, 0.9) - quantile(values, 0.1)) / median(values);

/** Everything from the curves on, nothing from the cache. */
function wholeTable(): number[] {
  const l1 = scoreSum(cms.l1Paths(), cms.l1Menu());
  return cms.configurations.map(({ build }) => {
    const p = build(), boost = p.stage('L1T').classifier?.settings.boost ?? 0;
    return p.with({ stages: { L1T: { classifier: l1.with({ boost }) } } }).evaluate().productivityPerKJ ?? NaN;
  });
}

const rows: Row[] = [];
const add = (work: string, ours: number[], peer: string, theirs: number, unit: string, goal: number, higherIsBetter = false) =>
  rows.push({ work, threads: 1, ours: median(ours), peer, theirs, unit, ratio: higherIsBetter ? median(ours) / theirs : theirs / median(ours), spread: spreadOf(ours), goal });

// ten configurations, spectra and distributions included
const figures = JSON.stringify({ objects, menu, subdetectors, wallTime });
const tableMs: number[] = [], drawnMs: number[] = [];
let scipy = '', worst = 0;
for (let i = 0; i < 3; i++) wholeTable();
for (let i = 0; i < (quick ? 3 : 7); i++) {
  for (let k = 0; k < 5; k++) tableMs.push(timed(wholeTable));
  const peer = python('peer.py', [], figures);
  if (!peer) break;
  scipy = peer.scipy;
  drawnMs.push(1000 * peer.seconds);
  const exact = wholeTable();
  peer.rows?.forEach((row, r) => { worst = Math.max(worst, Math.abs(row[2] / exact[r] - 1)); });
}
if (drawnMs.length > 0) add('ten configurations, from the curves on', tableMs, `SciPy ${scipy}, vectorised draws`, median(drawnMs), 'ms', 10);
const checkout = process.env.SYSTEM_FLOW;
if (checkout) {
  const peer = python('released.py', [checkout], '');
  if (peer) add('ten configurations, from the curves on', tableMs, `released code, SciPy ${peer.scipy}`, 1000 * peer.seconds, 'ms', 1000);
}

// classifier, evaluation, sweep: no peer but the goal
const builds = Array.from({ length: quick ? 15 : 41 }, () => timed(() => scoreSum(cms.l1Paths(), cms.l1Menu())));
add('level-1 classifier, fit and distributions', builds, 'goal of 20 ms', 20, 'ms', 1);
const p = cms.run5();
const evaluations = Array.from({ length: quick ? 15 : 41 }, () => timed(() => { for (let i = 0; i < 200; i++) p.evaluate(); }) / 200);
add('one evaluation of 26 nodes', evaluations, 'goal of 1 ms', 1, 'ms', 1);
const pileUp = linspace(60, 200, 101), l1Reduction = linspace(450, 40, 101);
const sweeps = Array.from({ length: quick ? 3 : 9 }, () => timed(() => sweepOver((point) => cms.system(point), { pileUp, l1Reduction })));
add('contour of 101 × 101', sweeps, 'goal of 300 ms', 300, 'ms', 1);

// the same contingency to the accuracy of a million drawn events
const events = quick ? 1_000_000 : 5_000_000, rates: number[] = [];
for (let i = 0; i < (quick ? 3 : 7); i++) rates.push(events / timed(() => simulate(p, { events, seed: i })) / 1e3);
add('events drawn and classified', rates, 'goal of 10 M/s', 10, 'M/s', 1, true);
add('contingency, exact against a million events', evaluations, 'our event simulation', 1e3 / median(rates), 'ms', 1000);

if (json) {
  console.log(JSON.stringify({
    device: { processor: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), memoryMB: Math.round(totalmem() / 2 ** 20), os: `${platform()} ${release()}`, runtime: `Node.js ${process.versions.node} (V8 ${process.versions.v8})` }, rows,
  }));
} else {
  const cells = [['work', 'ours', 'peer', 'theirs', 'ratio', 'goal', 'spread'], ...rows.map((r) => [r.work, `${r.ours.toPrecision(3)} ${r.unit}`, r.peer, `${r.theirs.toPrecision(3)} ${r.unit}`, `${r.ratio.toPrecision(3)}×`, `${r.goal}×`, `${(100 * r.spread).toFixed(0)} %`])];
  const widths = cells[0].map((_, c) => Math.max(...cells.map((row) => row[c].length)));
  for (const row of cells) console.log(row.map((cell, c) => cell.padEnd(widths[c])).join('  '));
  if (drawnMs.length > 0) console.log(`largest relative difference of productivity between the draws of SciPy and the exact value: ${(100 * worst).toFixed(2)} %`);
}
