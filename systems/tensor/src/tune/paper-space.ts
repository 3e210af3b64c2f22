/**
 * The paper's space of schedules and its two filters, as its authors released them (nnjit-web/nnjit-web, `verify.py` and
 * `device_capability.py`; figures and rules, none of the code): what "only dozens of candidates" was counted by.
 *
 * The filters take a register tile to hold all of a column of a and a row of b at once, and its blocks to fill the first
 * cache; `lite-space.ts` says what was measured to hold instead where V8 compiles.
 */

/** Blocks for the caches, mb x kb of a and kb x nb of b, and a register tile of mr x nr. */
export interface PaperSchedule { mb: number; kb: number; nb: number; mr: number; nr: number }
export interface PaperGpuSchedule extends PaperSchedule { /** Four lanes to an invocation. */ vectorize: boolean }

export interface PaperCpu { /** 128-bit registers. */ registers: number; /** Bytes; null where it is not known, and then not asked for. */ l1Bytes: number | null }
export interface PaperGpu {
  l1Bytes: number;
  registersPerThread: number;
  registersPerBlock: number;
  registersPerProcessor: number;
  threadsPerBlock: number;
  blocksPerProcessor: number;
  execution: 'SIMT' | 'SIMD';
}

/** Rows of the released table. */
export const paperCpus = {
  x86: { registers: 16, l1Bytes: 32_768 },
  'Arm phones': { registers: 32, l1Bytes: null },
  default: { registers: 32, l1Bytes: 65_536 },
} as const satisfies Record<string, PaperCpu>;
const nvidia = { registersPerThread: 255, registersPerBlock: 65_536, registersPerProcessor: 65_536, blocksPerProcessor: 16, execution: 'SIMT' } as const;
export const paperGpus = {
  'HP EliteDesk 800 G6': { l1Bytes: 32_768, registersPerThread: 1024, registersPerBlock: 57_344, registersPerProcessor: 57_344, threadsPerBlock: 65_536, blocksPerProcessor: 65_536, execution: 'SIMD' },
  'Honor MagicBook 16': { ...nvidia, l1Bytes: 131_072, threadsPerBlock: 1536 },
  'Honor MagicBook 17 (AMD)': { l1Bytes: 131_072, registersPerThread: 1024, registersPerBlock: 65_536, registersPerProcessor: 65_536, threadsPerBlock: 65_536, blocksPerProcessor: 65_536, execution: 'SIMT' },
  'Surface Book 4': { ...nvidia, l1Bytes: 65_536, threadsPerBlock: 1024 },
} as const satisfies Record<string, PaperGpu>;

const blocks = [4, 8, 16, 32, 64, 128, 256], tiles = [4, 8, 16, 32];
const pairs = blocks.flatMap((block) => tiles.filter((tile) => block % tile === 0).map((tile) => [block, tile] as const));

/** All of a kind: 3,388 for a product of matrices; 484 for a dense layer, whose kb is 2. */
export function paperSpace(kind: 'matmul' | 'dense' = 'matmul'): PaperSchedule[] {
  return (kind === 'dense' ? [2] : blocks).flatMap((kb) => pairs.flatMap(([mb, mr]) => pairs.map(([nb, nr]) => ({ mb, kb, nb, mr, nr }))));
}
/** On a GPU each once with and once without vectors: 6,776. */
export const paperGpuSpace = (): PaperGpuSchedule[] => paperSpace().flatMap((s) => [false, true].map((vectorize) => ({ ...s, vectorize })));

/** The registers the paper's rule counts for a tile: accumulators, a column of a splatted, a row of b. */
export const paperRegisters = ({ mr, nr }: Pick<PaperSchedule, 'mr' | 'nr'>): number => (mr * nr) / 4 + mr + nr / 4;
const l1Bytes = ({ mb, kb, nb }: PaperSchedule): number => 4 * (mb * kb + kb * nb);

/** Registers at least four fifths used, the first cache at least nine tenths. */
export function paperCpuFilter(s: PaperSchedule, { registers, l1Bytes: l1 }: PaperCpu): boolean {
  const used = paperRegisters(s), bytes = l1Bytes(s);
  return s.mr <= s.mb && s.nr <= s.nb && used <= registers && used >= 0.8 * registers && (l1 === null || (bytes <= l1 && bytes >= 0.9 * l1));
}

/** Square tiles, at least 4 x 4 invocations, and registers as what bounds the blocks that are resident at once. */
export function paperGpuFilter(s: PaperGpuSchedule, gpu: PaperGpu): boolean {
  if (s.mr !== s.nr || s.vectorize !== (gpu.execution === 'SIMD')) return false;
  const across = s.mb / s.mr, down = s.nb / s.nr, threads = across * down, perThread = s.mr + s.nr + s.mr * s.nr, perBlock = perThread * threads, bytes = l1Bytes(s);
  if (across < 4 || down < 4 || perThread > gpu.registersPerThread || perBlock > gpu.registersPerBlock) return false;
  const byRegisters = Math.floor(gpu.registersPerProcessor / perBlock);
  const active = Math.min(gpu.blocksPerProcessor, byRegisters, Math.floor(gpu.l1Bytes / bytes), Math.floor(gpu.threadsPerBlock / threads));
  return active >= byRegisters && active * bytes <= gpu.l1Bytes && active * perBlock <= gpu.registersPerBlock;
}
