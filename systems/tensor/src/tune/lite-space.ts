/**
 * The schedules worth timing for one contraction on one device: dozens, cut from thousands by what was measured to matter.
 *
 *   registers   V8 on x86 holds values in 15 of the 16 vector registers, and a splatted element of a needs one at a time,
 *               so a tile takes mr nr / 4 + nr / 4 + 1; the paper counts a whole column of a, and turns down the best tile
 *   sums        blocks of the sum stay as the rule has them: the order of additions, and so every bit of the result, is the
 *               same whichever schedule wins
 *   caches      panels of b from a thirty-second to a half of the second cache; the first cache does not show
 */
import { checkSchedule, contractSchedule, registersOf, type ContractSchedule, type Problem } from '../loops/contract/index.ts';
import { linearK, linearX } from '../loops/contract/problem.ts';
import type { Device } from '../loops/kernel.ts';
import { paperCpuFilter, paperSpace } from './paper-space.ts';

export type Rule = 'measured' | 'paper';

const widths = [4, 8, 12, 16], heights = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12];
const product = (sizes: readonly number[]): number => sizes.reduce((n, s) => n * s, 1), roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;

/** Candidates for a problem, the rule's own choice first. With `paper`: its filter's survivors, as our kernels understand them. */
export function liteSpace(problem: Problem, device: Device, rule: Rule = 'measured'): ContractSchedule[] {
  const first = contractSchedule(problem, device);
  return distinct(problem, device, [first, ...(rule === 'paper' ? paperCandidates(first, device) : measuredCandidates(problem, device, first))]);
}

function paperCandidates(first: ContractSchedule, { registers, l1Bytes }: Device): ContractSchedule[] {
  return paperSpace().filter((s) => paperCpuFilter(s, { registers: registers + 1, l1Bytes })).map(({ mb, kb, nb, mr, nr }) => ({ ...first, mr, nr, mb, nb, kc: kb }));
}

/** What a candidate differs by: its tile, the share of the second cache for b, how rows are cut, packing, unrolling. */
interface Choice { tile: number; share: number; cut: number; packing: number; unroll: number }
const shares = [8, 32, 2], unrolls = [4, 1, 2, 8];
const rulesChoice: Choice = { tile: 0, share: 0, cut: 0, packing: 0, unroll: 0 };

function measuredCandidates(problem: Problem, device: Device, first: ContractSchedule): ContractSchedule[] {
  // Other packings for the two best tiles alone: what is packed matters alike for all.
  const { tiles, packings, make } = choices(problem, device, first), found: ContractSchedule[] = [];
  for (let tile = 0; tile < tiles; tile++) for (let share = 0; share < shares.length; share++) for (const cut of [0, 1]) for (let packing = 0; packing < (tile < 2 ? packings : 1); packing++) found.push(make({ tile, share, cut, packing, unroll: 0 }));
  // What the inner loop is unrolled by matters less: only around the rule's choice.
  for (let unroll = 1; unroll < unrolls.length; unroll++) found.push({ ...first, unroll: unrolls[unroll] });
  return found;
}

function choices(problem: Problem, device: Device, first: ContractSchedule) {
  const tiles = bestTiles(problem, device, 6), packings = packingsOf(problem, first);
  const make = ({ tile, share, cut, packing, unroll }: Choice): ContractSchedule => {
    const { mr, nr } = tiles[tile], columns = Math.max(1, Math.floor(device.l2Bytes / shares[share] / (first.kc * nr * 4))), nb = Math.min(columns, totalTiles(problem.n, nr)) * nr;
    return { ...first, ...packings[packing], mr, nr, nb, mb: rowsOfTasks(problem, mr, nr, nb)[cut], unroll: unrolls[unroll] };
  };
  return { tiles: tiles.length, packings: packings.length, make };
}

/**
 * The lite space one step at a time: tiles first, then for the best tile the blocks, then packing, then unrolling. A
 * quarter of the trials, and, where what is best of one does not depend on the others, the same result.
 * @returns next(best) -> candidates of the next step, given the schedule that is best so far; none when it is done
 */
export function descent(problem: Problem, device: Device): (best: ContractSchedule) => ContractSchedule[] {
  const first = contractSchedule(problem, device), { tiles, packings, make } = choices(problem, device, first), made = new Map<string, Choice>();
  let step = 0;
  const offer = (list: Choice[]) => { const schedules = list.map((choice) => { const s = make(choice); if (!made.has(scheduleKey(s))) made.set(scheduleKey(s), choice); return s; }); return distinct(problem, device, schedules); };
  return (best) => {
    const from = made.get(scheduleKey(best)) ?? rulesChoice;
    switch (step++) {
      case 0: return offer(Array.from({ length: tiles }, (_, tile) => ({ ...from, tile })));
      case 1: return offer(shares.flatMap((_, share) => [0, 1].map((cut) => ({ ...from, share, cut }))));
      case 2: return offer(Array.from({ length: packings }, (_, packing) => ({ ...from, packing })));
      case 3: return offer(unrolls.map((_, unroll) => ({ ...from, unroll })));
      default: return [];
    }
  };
}

/** Tiles within the registers, by the work they do for each load, less what lies beyond the edges. */
export function bestTiles({ m, n }: Problem, device: Device, count: number): { mr: number; nr: number }[] {
  const rows = m.at(-1)!, columns = n.at(-1)!;
  const scored = widths.flatMap((nr) => heights.filter((mr) => registersOf({ mr, nr }, device.relaxedSimd) <= device.registers).map((mr) => ({ mr, nr, score: ((mr * nr) / (mr + nr / 4)) * (rows / roundUp(rows, mr)) * (columns / roundUp(columns, nr)) * (mr * nr) ** 0.15 })));
  return scored.sort((a, b) => b.score - a.score).slice(0, count).map(({ mr, nr }) => ({ mr, nr }));
}

const totalTiles = (sizes: readonly number[], width: number): number => product(sizes.slice(0, -1)) * Math.ceil(sizes.at(-1)! / width);

/** All rows in a task, and tasks of some 200 kFLOP where threads share. */
function rowsOfTasks(problem: Problem, mr: number, nr: number, nb: number): number[] {
  const tiles = totalTiles(problem.m, mr), blocks = Math.ceil(totalTiles(problem.n, nr) / (nb / nr)), flop = 2 * product(problem.m) * product(problem.n) * problem.k * product(problem.batch), tasks = Math.max(1, Math.min(24, Math.floor(flop / 200_000)) / product(problem.batch));
  const cut = Math.max(1, Math.ceil(tiles / Math.max(1, tasks / blocks)));
  return [tiles, Math.min(tiles, cut)].map((count) => count * mr);
}

type Packing = Pick<ContractSchedule, 'packA' | 'packB'>;
function packingsOf(problem: Problem, first: ContractSchedule): Packing[] {
  const { a, m, constant } = problem, readable = linearK(a) !== undefined && linearX(a, m.at(-1)!) !== undefined;
  const as = [...new Set<Packing['packA']>([first.packA, ...(readable ? ['none' as const] : []), constant?.includes('a') ? 'before' : 'task'])], bs: Packing['packB'][] = constant?.includes('b') ? ['before'] : [first.packB, first.packB === 'task' ? 'before' : 'task'];
  return as.flatMap((packA) => bs.map((packB) => ({ packA, packB })));
}

/** Valid ones, each once. */
function distinct(problem: Problem, device: Device, candidates: readonly ContractSchedule[]): ContractSchedule[] {
  const seen = new Set<string>(), fewest = device.threads > 1 ? Math.min(4 * device.threads, tasksOf(problem, contractSchedule(problem, device))) : 0;
  return candidates.filter((s) => {
    const key = scheduleKey(s);
    if (seen.has(key)) return false;
    seen.add(key);
    if (tasksOf(problem, s) < fewest) return false;
    try { checkSchedule(problem, s, device); return true; } catch { return false; }
  });
}
/** How many tasks threads can share. */
const tasksOf = (problem: Problem, { mr, nr, mb, nb }: ContractSchedule): number => product(problem.batch) * Math.ceil(totalTiles(problem.m, mr) / (mb / mr)) * Math.ceil(totalTiles(problem.n, nr) / (nb / nr));
export const scheduleKey = ({ mr, nr, kc, nb, mb, unroll, packA, packB }: ContractSchedule): string => [mr, nr, kc, nb, mb, unroll, packA, packB].join('/');

/** Far more: every tile, block, packing and unrolling, for measuring what the lite space misses. Up to `limit`, evenly over the whole. */
export function exhaustiveSpace(problem: Problem, device: Device, limit = 2000): ContractSchedule[] {
  const first = contractSchedule(problem, device), all: ContractSchedule[] = [], { k } = problem, constantB = problem.constant?.includes('b');
  const kcs = [...new Set([first.kc, ...[64, 128, 256, 512, 1024].filter((kc) => kc < k), k])];
  for (const nr of widths) for (const mr of heights) for (const kc of kcs) for (const columns of [1, 2, 4, 8, 16, 32, 64, 128]) for (const rows of [4, 8, 16, 32, 1 << 20]) for (const packA of ['none', 'task', 'before'] as const) for (const packB of constantB ? ['before'] as const : ['task', 'before'] as const) for (const unroll of [1, 2, 4, 8]) {
    all.push({ mr, nr, kc, nb: Math.min(columns, totalTiles(problem.n, nr)) * nr, mb: Math.min(rows, totalTiles(problem.m, mr)) * mr, unroll, packA, packB });
  }
  const valid = distinct(problem, device, all);
  // A step that shares no factor with the count visits all kinds evenly.
  return valid.length <= limit ? valid : Array.from({ length: limit }, (_, i) => valid[Math.floor((i * valid.length) / limit)]);
}
