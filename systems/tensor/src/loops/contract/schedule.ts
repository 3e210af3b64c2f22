/** How a contraction is tiled, as plain data: chosen by rule here, or by a tuner. */
import type { Device } from '../kernel.ts';
import { linearK, linearX, product, type Problem } from './problem.ts';

export interface ContractSchedule {
  /** Register tile: rows, and columns (a multiple of 4). */
  mr: number;
  nr: number;
  /** Length of the sum that is done at a time; panels of b are this long. */
  kc: number;
  /** Columns of a task: its packed block of b is kc x nb. A multiple of nr. */
  nb: number;
  /** Rows of a task. A multiple of mr. */
  mb: number;
  /** Steps of the sum per round of the innermost loop. */
  unroll: number;
  /** a: read where it lies, packed into panels by each task, or once by a launch before. */
  packA: 'none' | 'task' | 'before';
  /** b: packed by each task, or once by a launch before. */
  packB: 'task' | 'before';
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b)), leastCommonMultiple = (a: number, b: number): number => (a / divisor(a, b)) * b;
const roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;
/** Registers that a tile takes: accumulators, a row of b, and one splatted element of a; one more for the product without fused multiply-add. */
export const registersOf = ({ mr, nr }: { mr: number; nr: number }, fma: boolean): number => (mr * nr) / 4 + nr / 4 + (fma ? 1 : 2);

/** By rule: the largest tile that the registers hold, blocks that stay in the second cache, tasks enough to share. */
export function contractSchedule(problem: Problem, device: Device, fma = device.relaxedSimd): ContractSchedule {
  const m = problem.m.at(-1)!, n = problem.n.at(-1)!, rows = product(problem.m), columns = product(problem.n), batch = product(problem.batch), { k } = problem;
  let best = { mr: 1, nr: 4 }, value = -1;
  for (const nr of [4, 8, 12, 16]) for (let mr = 1; mr <= 8; mr++) {
    if (registersOf({ mr, nr }, fma) > device.registers) continue;
    // Work per load, less what lies beyond the edges; the larger of two, for more sums in flight.
    const used = (m / roundUp(m, mr)) * (n / roundUp(n, nr)), score = ((mr * nr) / (mr + nr / 4)) * used * (mr * nr) ** 0.15;
    if (score > value + 1e-9) { best = { mr, nr }; value = score; }
  }
  const { mr, nr } = best, budget = device.l2Bytes / 8;
  // The whole sum at once where a panel and its rows of a stream from the second cache; else blocks of whole inner runs of both operands.
  const run = [problem.a.k, problem.b.k].filter((axes) => axes.length > 1).map((axes) => axes[axes.length - 1].size).reduce(leastCommonMultiple, 1);
  const kc = k <= 2048 ? Math.max(1, k) : Math.min(k, Math.max(run, Math.floor(1024 / run) * run));
  const mTiles = (rows / m) * Math.ceil(m / mr), nTiles = (columns / n) * Math.ceil(n / nr), flop = 2 * rows * columns * k * batch;
  // Some 200 kFLOP are worth a task; 24 tasks share well.
  const tasks = Math.max(1, Math.min(24, Math.floor(flop / 200_000)) / batch);
  let nb = Math.max(1, Math.min(nTiles, Math.floor(budget / (kc * nr)))), mb = mTiles;
  if (nTiles / nb < tasks) nb = Math.max(Math.min(nb, 4), Math.ceil(nTiles / tasks));
  const wanted = tasks / Math.ceil(nTiles / nb);
  if (Math.ceil(nTiles / nb) < 12 && wanted > 1) mb = Math.max(Math.min(mTiles, 8), Math.ceil(mTiles / wanted));
  const split = mb < mTiles, kA = linearK(problem.a), xA = linearX(problem.a, m);
  const readable = kA !== undefined && xA !== undefined && (kA === 1 || (xA === 1 && k <= 64)) && !(kA === 1 && (xA * 4) % 4096 === 0 && k > 512);
  return { mr, nr, kc, nb: nb * nr, mb: mb * mr, unroll: 4, packA: readable ? 'none' : !problem.constant?.includes('a') && rows * k > 1 << 18 && Math.ceil(nTiles / nb) <= 4 ? 'task' : 'before', packB: split || problem.constant?.includes('b') ? 'before' : 'task' };
}

/** @throws Error naming the rule that a schedule breaks */
export function checkSchedule(problem: Problem, s: ContractSchedule, device: Device, fma = device.relaxedSimd): void {
  const fail = (what: string): never => { throw new Error(`schedule ${JSON.stringify(s)}: ${what}`); };
  for (const [name, n] of Object.entries({ mr: s.mr, nr: s.nr, kc: s.kc, nb: s.nb, mb: s.mb, unroll: s.unroll })) if (!Number.isInteger(n) || n < 1) fail(`${name} is not a whole number of at least 1`);
  if (s.nr % 4) fail('nr is not a multiple of the 4 lanes of a vector');
  if (s.nb % s.nr) fail('nb is not a multiple of nr');
  if (s.mb % s.mr) fail('mb is not a multiple of mr');
  if (registersOf(s, fma) > device.registers) fail(`a tile of ${s.mr}x${s.nr} takes ${registersOf(s, fma)} registers, the device has ${device.registers}`);
  const runs = [problem.a.k, problem.b.k].filter((axes) => axes.length > 1).map((axes) => axes.at(-1)!.size);
  if (s.kc < problem.k && runs.some((run) => s.kc % run)) fail(`kc is not a multiple of the inner runs of the sum, ${runs.join(' and ')}`);
  if (s.packA === 'none' && (linearK(problem.a) === undefined || linearX(problem.a, problem.m.at(-1)!) === undefined)) fail('a cannot be read where it lies: it has no single stride along its rows or along the sum');
}
