/** Devices that may share what was tuned: rounded, so that two runs on one machine give one class. */
import { measureDevice, type MeasuredDevice } from '../loops/device.ts';

/** The device measured within `budgetMs`. */
export const probeDevice = ({ budgetMs = 60, threads = 1 }: { budgetMs?: number; threads?: number } = {}): Promise<MeasuredDevice> => measureDevice({ threads, budgetMs });

/** By registers, multiply-add, caches to a power of two, and peak to a factor of two. */
export function deviceClass({ registers, relaxedSimd, l2Bytes, peakGflops, threads }: MeasuredDevice): string {
  const power = (x: number) => 2 ** Math.round(Math.log2(Math.max(1, x)));
  return `wasm ${registers} registers${relaxedSimd ? ' fma' : ''}, ${power(l2Bytes / 1024)} KB, ${power(peakGflops)} GFLOP/s, ${threads === 1 ? '1 thread' : `${threads} threads`}`;
}
