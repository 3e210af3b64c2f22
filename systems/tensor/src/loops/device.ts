/**
 * The device that schedules are chosen for: by rule, at once, or measured within some 60 ms by kernels of our own.
 * Measured: the peak of multiply-adds, how fast memory is read at each size (where it falls is the end of a cache),
 * and whether a tile of more than 15 registers is slower than one that fits (V8 on x86 keeps 15, on Arm 31).
 */
import { features } from '../wasm/features.ts';
import { ModuleBuilder, type Callable } from '../wasm/index.ts';
import { emitTile } from './contract/tile.ts';
import type { Device, EmitContext } from './kernel.ts';
import { createMathLibrary } from './math.ts';

interface Platform { process?: { arch?: string }; navigator?: { userAgent?: string; hardwareConcurrency?: number } }

/** What the platform says of itself, and the caches of a usual core. */
export function deviceByRule({ threads, relaxedSimd = features().relaxedSimd }: { threads?: number; relaxedSimd?: boolean } = {}): Device {
  const { process, navigator } = globalThis as Platform, arm = process?.arch ? process.arch.startsWith('arm') : /\b(arm|aarch64|arm64|iPhone|iPad|Android)\b/i.test(navigator?.userAgent ?? '');
  return { registers: arm ? 31 : 15, l1Bytes: 32 << 10, l2Bytes: 1 << 20, l3Bytes: 16 << 20, relaxedSimd, threads: threads ?? navigator?.hardwareConcurrency ?? 1 };
}

export interface MeasuredDevice extends Device {
  /** Of one core, by multiply-adds on registers alone; a multiply-add is two operations. */
  peakGflops: number;
  /** Of one core, reading again and again what is so large, in GB/s. */
  reads: readonly { bytes: number; gigabytesPerSecond: number }[];
}

const sizes = [16, 32, 48, 96, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768].map((kilobytes) => kilobytes * 1024);

/** @param budgetMs how long it may take; waits for V8 to compile in between, so that the thread is not blocked throughout */
export async function measureDevice({ threads, budgetMs = 60 }: { threads?: number; budgetMs?: number } = {}): Promise<MeasuredDevice> {
  const rule = deviceByRule(threads === undefined ? {} : { threads }), fma = rule.relaxedSimd, module = new ModuleBuilder({ minPages: 1 }), shared = new Map<string, Callable>();
  const context: EmitContext = { module, fma, math: createMathLibrary(module, { fma }), shared: (key, emit) => { const known = shared.get(key) ?? emit(); shared.set(key, known); return known; } };
  emitPeak(module, fma);
  emitRead(module);
  const tiles = { small: [6, 8], large: [8, 8] } as const;
  for (const [name, [mr, nr]] of Object.entries(tiles)) {
    const tile = emitTile(context, { mr, nr, lane: 'f32', unroll: 4, rowStride: 4, stepStride: 4 * mr, resultStride: 4 * nr });
    module.function(name, ['i32'], [], { exported: true }).i32(0).i32(16_384).i32(49_152).get(0).i32(0).call(tile);
  }
  const memory = new WebAssembly.Memory({ initial: 1 + sizes.at(-1)! / 65536 }), { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.finish()), { env: { memory } });
  const call = exports as Record<string, (...args: number[]) => void>;
  new Float32Array(memory.buffer).fill(1);
  // Short calls bring the optimising compiler; then its code has to arrive.
  for (let i = 0; i < 200; i++) { call.peak(50); call.read(0, 16_384); call.small(64); call.large(64); }
  await new Promise((settle) => { setTimeout(settle, 8); });
  const best = (work: () => void, ms: number): number => {
    let least = Infinity;
    // As many calls to a sample as a coarse clock needs: pages that are not isolated have one of 0.1 ms.
    for (let calls = 1, begun = performance.now(); performance.now() - begun < ms || least === Infinity;) {
      const at = performance.now();
      for (let i = 0; i < calls; i++) work();
      const spent = performance.now() - at;
      if (spent < 0.2) calls *= 2; else least = Math.min(least, spent / calls);
    }
    return least;
  };
  const part = budgetMs / 16, rounds = 20_000, peakGflops = (rounds * 12 * 8) / best(() => call.peak(rounds), part) / 1e6;
  const reads = sizes.map((bytes) => {
    const times = Math.max(1, Math.floor((1 << 20) / bytes));
    return { bytes, gigabytesPerSecond: (bytes * times) / best(() => { for (let i = 0; i < times; i++) call.read(0, bytes); }, part) / 1e6 };
  });
  const rate = (name: keyof typeof tiles): number => (tiles[name][0] * tiles[name][1]) / best(() => { for (let i = 0; i < 64; i++) call[name](256); }, part);
  const registers = rate('large') > 0.85 * rate('small') ? 31 : 15;
  return { ...rule, registers, ...caches(reads, rule), peakGflops, reads };
}

/** Ends of caches: the last size read at three quarters of the speed of what came before, three times over. */
export function caches(reads: MeasuredDevice['reads'], otherwise: Device): Pick<Device, 'l1Bytes' | 'l2Bytes' | 'l3Bytes'> {
  const ends: number[] = [];
  let level = reads[0].gigabytesPerSecond;
  for (let i = 1; i < reads.length && ends.length < 3; i++) {
    if (reads[i].gigabytesPerSecond < 0.75 * level) { ends.push(reads[i - 1].bytes); level = reads[i].gigabytesPerSecond; } else level = Math.max(level * 0.98, Math.min(level, reads[i].gigabytesPerSecond));
  }
  // Loads of 16 bytes may hide the end of the first cache: then two knees are the second's and the third's.
  const [l1, l2, l3] = ends.length === 3 ? ends : [otherwise.l1Bytes, ...ends];
  return { l1Bytes: l1, l2Bytes: Math.max(l2 ?? otherwise.l2Bytes, 4 * l1), l3Bytes: Math.max(l3 ?? otherwise.l3Bytes, l2 ?? otherwise.l2Bytes) };
}

/** peak(rounds): twelve chains of multiply-adds. */
function emitPeak(module: ModuleBuilder, fma: boolean): void {
  const f = module.function('peak', ['i32'], [], { exported: true }), chains = Array.from({ length: 12 }, () => f.local('v128')), x = f.local('v128');
  f.f32x4(0.5).set(x).loop();
  for (const chain of chains) { f.get(x).get(chain); if (fma) f.get(x).op('f32x4.relaxed_madd'); else f.op('f32x4.mul').get(x).op('f32x4.add'); f.set(chain); }
  f.get(0).i32(1).op('i32.sub').tee(0).brIf(0).end();
  // What nobody reads would not be computed.
  f.i32(0);
  chains.forEach((chain, i) => { f.get(chain); if (i) f.op('f32x4.add'); });
  f.mem('v128.store', 65_504);
}
/** read(from, bytes): sums, a multiple of 256 bytes. */
function emitRead(module: ModuleBuilder): void {
  const f = module.function('read', ['i32', 'i32'], [], { exported: true }), sums = Array.from({ length: 8 }, () => f.local('v128')), end = f.local('i32');
  f.get(0).get(1).op('i32.add').set(end).loop();
  for (let i = 0; i < 16; i++) f.get(sums[i % 8]).get(0).mem('v128.load', 16 * i).op('v128.xor').set(sums[i % 8]);
  f.get(0).i32(256).op('i32.add').tee(0).get(end).op('i32.lt_u').brIf(0).end();
  f.i32(0);
  sums.forEach((sum, i) => { f.get(sum); if (i) f.op('v128.xor'); });
  f.mem('v128.store', 65_504);
}
