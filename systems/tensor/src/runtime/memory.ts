/**
 * The one memory that buffers, programs and threads share. It grows on demand up to a maximum that WebAssembly itself
 * enforces; who holds how much of it is kept by tag.
 */
import type { MemoryReport } from '../backend.ts';
import { heapBegin } from './control.ts';
import { Ranges } from './ranges.ts';

export const pageBytes = 65536;
const mostPages = 65535, firstPages = 16;
/** What runs need beside their operands and results is held under this tag. */
export const runningPrograms = 'running programs';

export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError';
}

export interface MemoryOptions { limitBytes?: number; shared: boolean }

export class EngineMemory {
  readonly memory: WebAssembly.Memory;
  readonly maxPages: number;
  readonly shared: boolean;
  /** All of the memory. Made anew when it grows: read it from here each time. */
  bytes!: Uint8Array;
  words!: Int32Array;
  /** Asked to let go what is only kept for speed, when memory is short. True when it did. */
  onPressure: () => boolean = () => false;
  readonly #ranges = new Ranges(heapBegin);
  readonly #byTag = new Map<string, number>();
  #live = 0;
  #reserved = 0;
  #highWater = 0;

  constructor({ limitBytes = mostPages * pageBytes, shared }: MemoryOptions) {
    const asked = Math.min(mostPages, Math.floor(limitBytes / pageBytes));
    if (!(asked >= 1)) throw new RangeError(`memoryLimitBytes is ${limitBytes}: expected at least one page of ${pageBytes} bytes`);
    this.shared = shared;
    [this.memory, this.maxPages] = largestMemory(asked, shared);
    this.#look();
  }

  get limitBytes(): number { return this.maxPages * pageBytes; }
  get buffer(): ArrayBufferLike { return this.bytes.buffer; }

  /** @throws OutOfMemoryError, with the memory as it was */
  allocate(bytes: number, tag: string): number {
    // Nothing is ever written to or read from a buffer without elements.
    if (bytes === 0) return heapBegin;
    const address = this.#find(bytes) ?? (this.onPressure() ? this.#find(bytes) : undefined);
    if (address === undefined) throw new OutOfMemoryError(this.#refusal(bytes, tag));
    this.#count(bytes, tag);
    return address;
  }
  free(address: number, bytes: number, tag: string): void {
    if (bytes === 0) return;
    this.#ranges.give(address, bytes);
    this.#count(-bytes, tag);
  }

  report(): MemoryReport {
    return { liveBytes: this.#live, byTag: Object.fromEntries(this.#byTag), highWaterBytes: this.#highWater, limitBytes: this.limitBytes };
  }
  /** How many pieces free memory is in, and how much of the memory there is at all. */
  get shape(): { pieces: number; freeBytes: number; totalBytes: number } { return { pieces: this.#ranges.pieces, freeBytes: this.#ranges.freeBytes, totalBytes: this.bytes.byteLength }; }

  #find(bytes: number): number | undefined {
    const address = this.#ranges.take(bytes);
    if (address !== undefined) return address;
    const missing = Math.ceil((bytes - this.#ranges.freeAtEnd) / pageBytes), room = this.maxPages - this.bytes.byteLength / pageBytes;
    if (missing > room) return undefined;
    // A quarter more than there is: growth is rare, and pages that nobody touches cost nothing.
    const generous = Math.min(room, Math.max(missing, Math.ceil(this.bytes.byteLength / pageBytes / 4)));
    if (!this.#grow(generous) && (generous === missing || !this.#grow(missing))) return undefined;
    return this.#ranges.take(bytes);
  }
  #grow(pages: number): boolean {
    try { this.memory.grow(pages); } catch { return false; }
    this.#look();
    return true;
  }
  #look(): void {
    this.bytes = new Uint8Array(this.memory.buffer);
    this.words = new Int32Array(this.memory.buffer);
    this.#ranges.extend(this.bytes.byteLength);
  }
  #count(bytes: number, tag: string): void {
    if (tag === runningPrograms) this.#reserved += bytes; else this.#live += bytes;
    const now = (this.#byTag.get(tag) ?? 0) + bytes;
    if (now === 0) this.#byTag.delete(tag); else this.#byTag.set(tag, now);
    if (this.#live + this.#reserved > this.#highWater) this.#highWater = this.#live + this.#reserved;
  }
  #refusal(bytes: number, tag: string): string {
    const used = this.#live + this.#reserved, tenants = [...this.#byTag].sort((a, b) => b[1] - a[1]), [shown, rest] = [tenants.slice(0, 6), tenants.slice(6)];
    const list = [...shown.map(([name, n]) => `${name} ${megabytes(n)}`), ...(rest.length ? [`${rest.length} others ${megabytes(rest.reduce((sum, [, n]) => sum + n, 0))}`] : [])].join(', ');
    const room = this.limitBytes - this.bytes.byteLength + this.#ranges.freeBytes;
    const pieces = room >= bytes ? `; the largest free piece has ${megabytes(Math.max(this.#ranges.largestFree, this.limitBytes - this.bytes.byteLength + this.#ranges.freeAtEnd))}` : '';
    return `cannot allocate ${megabytes(bytes)} for ${tag}: ${megabytes(used)} of ${megabytes(this.limitBytes)} are in use${list && `: ${list}`}${pieces}; raise memoryLimitBytes or free tensors`;
  }
}

const megabytes = (bytes: number): string => (bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** A memory that may grow to `pages`, or to what the platform gives: phones refuse to reserve gigabytes. */
function largestMemory(pages: number, shared: boolean): [WebAssembly.Memory, number] {
  for (let maximum = pages; ; maximum = Math.ceil(maximum / 2)) {
    try { return [new WebAssembly.Memory({ initial: Math.min(firstPages, maximum), maximum, shared }), maximum]; } catch (error) {
      if (maximum <= firstPages) throw error;
    }
  }
}
