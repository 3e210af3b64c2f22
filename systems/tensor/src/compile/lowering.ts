/** What turns nests into launches of kernels, and what a kernel's memory is like: WebAssembly's by default, a GPU's in its place. */
import { bytesOf, type DType } from '../graph/dtype.ts';
import { lowerContract } from '../loops/contract/index.ts';
import type { ContractNest } from '../loops/contract-nest.ts';
import type { Device, Lowered } from '../loops/kernel.ts';
import { lowerMap } from '../loops/map.ts';
import type { ArgReduceNest, MapNest, RowNest, ScanNest } from '../loops/nest.ts';
import { lowerRows } from '../loops/rows.ts';
import { lowerScan } from '../loops/scan.ts';

export interface Lowering {
  map(nest: MapNest): Lowered;
  rows(nest: RowNest): Lowered;
  scan(nest: ScanNest | ArgReduceNest): Lowered;
  /** @param buffers how many the nest has: numbers from there on are free for temporaries */
  contract(nest: ContractNest, buffers: number): Lowered;
  /** Bytes of an element where kernels read and write it. */
  readonly bytesOf: Readonly<Record<DType, number>>;
  /** Offsets into the arena are multiples of this, a power of two. */
  readonly alignment: number;
}

export const wasmLowering = (device: Device): Lowering => ({ map: lowerMap, rows: lowerRows, scan: lowerScan, contract: (nest, buffers) => lowerContract(nest, buffers, device), bytesOf, alignment: 64 });
