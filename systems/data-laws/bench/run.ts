/**
 * Side by side with its peers: `npm run bench -w systems/data-laws [-- --quick] [-- --json]`.
 *
 * Everybody fits the same curves: the four released buckets, five evaluations each with noise 0.0024 (a, b, τ free,
 * d = 0.1 given), and published language-model losses (d free too). The optimisers from npm are handed this library's
 * own law, so that only the search is compared, and start from the same 54 places as scipy. Rounds are interleaved;
 * a figure is the median over rounds, its spread the interquartile range of the ratio over the median.
 *
 * Peers are optional: `npm install --no-save --no-package-lock` in this folder, and python3 with scipy. Absent ones are named.
 * fmin stays at 0.0.2: the shrink step of 0.0.4 uses an undeclared variable and throws.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median, quantile } from '@galley/numerics/bootstrap';
import { random } from '@galley/numerics/random';
import { datablations, fitPools, frontier, predict, releasedEffectiveData, releasedUtility, type Family, type Form, type Pool } from '../src/index.ts';

const { values: { quick = false, json = false } } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'boolean' } } });

interface Problem { name: string; form: Form; pool: Pool; d: number | null }
interface Solved { sse: number; /** Where each start ended. */ costs: number[] }
interface Peer { name: string; solve(problem: Problem): Solved }
interface Row { work: string; threads: number; ours: number; peer: string; theirs: number; unit: string; ratio: number; spread: number; goal: number | null }

const buckets: Problem[] = releasedUtility.pools.map(({ name, size, params }) => {
  const rng = random(`bench/${name}`);
  const points = [2, 4, 6, 8, 10].map((epochs) => ({ samples: epochs * size, error: predict('utility', params!, { samples: epochs * size, epochSize: size, form: 'reference' }) + 0.0024 * rng.normal() }));
  return { name, form: 'reference', pool: { name, size, points }, d: 0.1 };
});
const losses: Problem[] = [datablations['2.8B on 4B'], datablations['4.2B on 12B']].map((series) => ({ name: series.name, form: 'paper', pool: series, d: null }));

const fitOurs = ({ pool, form, d }: Problem) => fitPools('utility', [pool], { form, quantity: 'loss', ...(d === null ? {} : { d }) });

/** The places every multi-start peer starts from: log a in units of the first budget, b, log τ, and d where it is free. */
function startsOf({ pool, d }: Problem): number[][] {
  const top = 0.999 * Math.min(...pool.points!.map(({ error }) => error!)), starts: number[][] = [];
  for (const logA of d === null ? [-1, 1, 3] : [-1, 0, 1, 2, 3, 4]) for (const b of [-0.05, -0.15, -0.4]) for (const tau of [0.7, 2, 6]) {
    if (d === null) starts.push([logA, b, Math.log(tau), 0.2 * top], [logA, b, Math.log(tau), 0.7 * top]); else starts.push([logA, b, Math.log(tau)]);
  }
  return starts;
}

function lawOf({ pool, form, d }: Problem): { at: (x: ArrayLike<number>) => (samples: number) => number; sse: (x: ArrayLike<number>) => number } {
  const unit = 1e5 / pool.points![0].samples;
  const at = (x: ArrayLike<number>) => {
    const params = { a: unit * Math.exp(Math.min(60, Math.max(-60, x[0]))), b: Math.min(-1e-6, Math.max(-5, x[1])), tau: Math.exp(Math.min(7, Math.max(-3, x[2]))), d: Math.max(0, d ?? x[3]) };
    return (samples: number) => predict('utility', params, { samples, epochSize: pool.size, form });
  };
  return { at, sse: (x) => { const law = at(x); let sum = 0; for (const { samples, error } of pool.points!) sum += (law(samples) - error!) ** 2; return sum; } };
}

const absent: string[] = [];
const versionOf = (name: string) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version as string;

async function peersFromNpm(): Promise<Peer[]> {
  const peers: Peer[] = [];
  try {
    const name = 'ml-levenberg-marquardt', { levenbergMarquardt } = await import(name);
    peers.push({
      name: `${name} ${versionOf(name)}, 54 starts`,
      solve(problem) {
        const law = lawOf(problem), x = problem.pool.points!.map(({ samples }) => samples), y = problem.pool.points!.map(({ error }) => error!);
        const costs = startsOf(problem).map((start) => {
          const { parameterValues } = levenbergMarquardt({ x, y }, (p: number[]) => law.at(p), {
            initialValues: start, gradientDifference: start.map(() => 1e-6), centralDifference: true, damping: 1e-2, maxIterations: 300, errorTolerance: 0,
            minValues: [-60, -5, -3, 0].slice(0, start.length), maxValues: [60, -1e-6, 7, 0.999 * Math.min(...y)].slice(0, start.length),
          });
          return law.sse(parameterValues);
        });
        return { sse: Math.min(...costs), costs };
      },
    });
  } catch (error) { absent.push(`ml-levenberg-marquardt (${(error as Error).message.split('\n')[0]})`); }
  try {
    const name = 'fmin', { nelderMead } = await import(name);
    peers.push({
      name: `fmin ${versionOf(name)} (Nelder-Mead), 54 starts`,
      solve(problem) {
        const { sse } = lawOf(problem), costs = startsOf(problem).map((start) => nelderMead(sse, start, { maxIterations: 2000, minErrorDelta: 1e-12 }).fx as number);
        return { sse: Math.min(...costs), costs };
      },
    });
  } catch (error) { absent.push(`fmin (${(error as Error).message.split('\n')[0]})`); }
  return peers;
}

/** scipy reports its own seconds, so that starting Python is not counted. */
function scipy(problems: Problem[]): { name: string; results: (Solved & { seconds: number; starts: number; converged: number })[] } | null {
  try {
    const input = JSON.stringify(problems.map(({ form, pool, d }) => ({ law: 'utility', form, size: pool.size, samples: pool.points!.map(({ samples }) => samples), error: pool.points!.map(({ error }) => error), d })));
    const results = JSON.parse(execFileSync('python3', [fileURLToPath(new URL('scipy-multistart.py', import.meta.url))], { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] }));
    return { name: `scipy ${results[0].scipy} least_squares, 54 starts`, results };
  } catch { return null; }
}

/** Milliseconds of one call, over enough calls to be measured. */
function milliseconds(work: () => unknown, atLeast = 5): number {
  let calls = 1;
  for (;;) {
    const begun = performance.now();
    for (let i = 0; i < calls; i++) work();
    const spent = performance.now() - begun;
    if (spent >= atLeast) return spent / calls;
    calls = Math.ceil(calls * Math.max(2, (1.2 * atLeast) / Math.max(spent, 0.01)));
  }
}

/** Until the compiler has seen it: peers and library alike. */
function warm(work: () => unknown): void {
  const begun = performance.now();
  while (performance.now() - begun < 300) work();
}

const rows: Row[] = [];
function record(work: string, peer: string, unit: string, goal: number | null, ours: number[], theirs: number[]): void {
  const ratios = theirs.map((value, i) => value / ours[i]), ratio = median(ratios);
  rows.push({ work, threads: 1, ours: median(ours), peer, theirs: median(theirs), unit, ratio, spread: (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / ratio, goal });
}

const grid = (problem: Problem): Solved => {
  const fit = fitPools('utility', [problem.pool], { form: problem.form, d: problem.d ?? undefined, method: 'grid' });
  return { sse: fit.sse, costs: [fit.sse] };
};

async function oneBucket(rounds: number): Promise<void> {
  const peers: Peer[] = [{ name: 'reference grid, 100,000 points', solve: grid }, ...(await peersFromNpm())];
  const ours: number[] = [], theirs = peers.map((): number[] => []), sse = { ours: 0, peers: peers.map(() => 0), scipy: 0 };
  const scipyTimes: number[] = [], oursBesideScipy: number[] = [];
  let scipyName: string | null = null, scipyStarts = 0, scipyConverged = 0;
  warm(() => buckets.map(fitOurs));
  for (const peer of peers) warm(() => peer.solve(buckets[0]));
  for (let round = 0; round < rounds; round++) {
    // Milliseconds of all four buckets over four: one bucket.
    ours.push(milliseconds(() => buckets.map(fitOurs)) / buckets.length);
    for (const [p, peer] of peers.entries()) theirs[p].push(milliseconds(() => buckets.map((problem) => peer.solve(problem)), 0) / buckets.length);
    if (round >= (quick ? 2 : 5)) continue;
    const solved = scipy(buckets);
    if (!solved) { if (round === 0) absent.push('python3 with scipy'); continue; }
    scipyName = solved.name;
    scipyTimes.push((1000 * solved.results.reduce((sum, { seconds }) => sum + seconds, 0)) / buckets.length);
    oursBesideScipy.push(ours[round]);
    sse.scipy = solved.results.reduce((sum, result) => sum + result.sse, 0);
    scipyStarts = solved.results.reduce((sum, { starts }) => sum + starts, 0); scipyConverged = solved.results.reduce((sum, { converged }) => sum + converged, 0);
  }
  const best = buckets.map((problem) => fitOurs(problem).sse);
  sse.ours = best.reduce((sum, value) => sum + value, 0);
  const shares = peers.map((peer, p) => {
    const solved = buckets.map((problem) => peer.solve(problem));
    sse.peers[p] = solved.reduce((sum, result) => sum + result.sse, 0);
    const costs = solved.flatMap((result, i) => result.costs.map((cost) => cost <= best[i] * (1 + 1e-6)));
    return (100 * costs.filter(Boolean).length) / costs.length;
  });
  peers.forEach((peer, p) => record('fit one bucket (a, b, τ)', peer.name, 'ms', p === 0 ? 1000 : null, ours, theirs[p]));
  if (scipyName) record('fit one bucket (a, b, τ)', scipyName, 'ms', 10, oursBesideScipy, scipyTimes);
  peers.forEach((peer, p) => record('squared error reached, four buckets', peer.name, 'SSE', 1, [sse.ours], [sse.peers[p]]));
  if (scipyName) record('squared error reached, four buckets', scipyName, 'SSE', 1, [sse.ours], [sse.scipy]);
  peers.forEach((peer, p) => { if (p > 0) rows.push({ work: 'starts that end at the best', threads: 1, ours: 100, peer: peer.name, theirs: shares[p], unit: '%', ratio: 100 / shares[p], spread: 0, goal: null }); });
  if (scipyName) rows.push({ work: 'starts that end at the best', threads: 1, ours: 100, peer: scipyName, theirs: (100 * scipyConverged) / scipyStarts, unit: '%', ratio: scipyStarts / scipyConverged, spread: 0, goal: null });
}

async function fourBuckets(rounds: number): Promise<void> {
  const pools = buckets.map(({ pool }) => pool), ours: number[] = [], theirs: number[] = [];
  const fit = (method: 'nested' | 'grid') => fitPools('utility', pools, { form: 'reference', d: 0.1, method });
  warm(() => fit('nested'));
  for (let round = 0; round < Math.ceil(rounds / 3); round++) {
    ours.push(milliseconds(() => fit('nested')));
    theirs.push(milliseconds(() => fit('grid'), 0));
  }
  record('fit four buckets sharing a', 'reference grid, 100 a × 10,000 points', 'ms', 1000, ours, theirs);
  record('squared error reached, shared a', 'reference grid, 100 a × 10,000 points', 'SSE', 1, [fit('nested').sse], [fit('grid').sse]);
}

async function publishedLosses(rounds: number): Promise<void> {
  const peers = await peersFromNpm(), ours: number[] = [], theirs = peers.map((): number[] => []);
  warm(() => losses.map(fitOurs));
  for (let round = 0; round < Math.ceil(rounds / 2); round++) {
    ours.push(milliseconds(() => losses.map(fitOurs)) / losses.length);
    for (const [p, peer] of peers.entries()) theirs[p].push(milliseconds(() => losses.map((problem) => peer.solve(problem)), 0) / losses.length);
  }
  const sse = losses.reduce((sum, problem) => sum + fitOurs(problem).sse, 0), work = 'fit published losses (a, b, τ, d)';
  const solved = scipy(losses);
  peers.forEach((peer, p) => record(work, peer.name, 'ms', null, ours, theirs[p]));
  if (solved) record(work, solved.name, 'ms', 10, [median(ours)], [(1000 * solved.results.reduce((sum, { seconds }) => sum + seconds, 0)) / losses.length]);
  peers.forEach((peer) => record('squared error reached, losses', peer.name, 'SSE', 1, [sse], [losses.reduce((sum, problem) => sum + peer.solve(problem).sse, 0)]));
  if (solved) record('squared error reached, losses', solved.name, 'SSE', 1, [sse], [solved.results.reduce((sum, result) => sum + result.sse, 0)]);
}

/** The mixture as printed: a product with a power for each epoch. */
function asPrinted({ pools, form }: Family, samples: number): number {
  const period = pools.length * pools[0].size, { a, d } = pools[0].params!, epochs = Math.floor(samples / period);
  let y = 0;
  for (let k = 0; k <= epochs; k++) {
    let exponent = 0;
    for (const { params } of pools) exponent += params!.b * 0.5 ** (k / (pools.length * (params!.tau as number)));
    exponent /= pools.length;
    const high = Math.min(period * (k + 1), samples);
    if (k === 0) y = ((a * high) / 1e5) ** exponent + (form === 'reference' ? d : 0); else y *= (high / (period * k)) ** exponent;
  }
  return form === 'paper' ? y + d : y;
}

function curves(rounds: number): void {
  const range = { from: 1e7, to: 1e10, steps: 400 }, prefixes = releasedUtility.pools.map((_, i) => ({ ...releasedUtility, pools: releasedUtility.pools.slice(0, i + 1) }));
  const ours: number[] = [], theirs: number[] = [], rival: number[] = [];
  const points = frontier(releasedUtility, range);
  for (const family of [releasedUtility, releasedEffectiveData]) warm(() => frontier(family, range));
  for (let round = 0; round < rounds; round++) {
    ours.push(milliseconds(() => frontier(releasedUtility, range)));
    theirs.push(milliseconds(() => points.map(({ samples }) => prefixes.map((family) => asPrinted(family, samples)))));
    rival.push(milliseconds(() => frontier(releasedEffectiveData, range)));
  }
  record('curves of four cuts at 400 budgets', 'the law as printed, in the same language', 'ms', null, ours, theirs);
  record('curves under effective data', 'a frame of 16 ms', 'ms', 1, rival, rival.map(() => 16));
  record('curves of four cuts at 400 budgets', 'a frame of 16 ms', 'ms', 1, ours, ours.map(() => 16));
}

const rounds = quick ? 5 : 15;
await oneBucket(rounds);
await fourBuckets(rounds);
await publishedLosses(rounds);
curves(rounds);

const device = { processor: os.cpus()[0]?.model ?? 'unknown', architecture: os.arch(), logicalCores: os.cpus().length, memoryMB: Math.round(os.totalmem() / 2 ** 20), os: `${os.type()} ${os.release()}`, runtime: `Node.js ${process.versions.node} (V8 ${process.versions.v8})` };
if (json) {
  process.stdout.write(`${JSON.stringify({ device, rows, ...(absent.length ? { absent: [...new Set(absent)] } : {}) })}\n`);
} else {
  const digits = (value: number) => (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5) ? value.toExponential(3) : value.toPrecision(4));
  const table = [['work', 'peer', 'ours', 'theirs', 'unit', 'ratio', 'spread', 'goal'], ...rows.map((row) => [row.work, row.peer, digits(row.ours), digits(row.theirs), row.unit, row.unit === 'SSE' ? row.ratio.toFixed(6) : row.ratio.toPrecision(3), `${(100 * row.spread).toFixed(0)} %`, row.goal === null ? '' : `${row.goal} ${row.ratio >= row.goal * (1 - 1e-9) ? 'met' : 'missed'}`])];
  const widths = table[0].map((_, c) => Math.max(...table.map((row) => row[c].length)));
  process.stdout.write(`${device.processor}, ${device.logicalCores} logical cores, ${device.runtime}; one thread; ratio > 1: ours is better\n\n`);
  for (const row of table) process.stdout.write(`${row.map((cell, c) => (c < 2 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join('  ').trimEnd()}\n`);
  for (const name of new Set(absent)) process.stdout.write(`not measured, absent here: ${name}\n`);
}
