/**
 * Which ranges of an address space are free: best fit, the lowest of equals, neighbours joined as soon as both are free.
 * Everything is in whole lines of 64 bytes.
 */
import { OrderedNumbers } from './ordered-numbers.ts';

export const lineBytes = 64;
const linesOf = (bytes: number): number => Math.ceil(bytes / lineBytes);
/** A range as one integer, ordered by size, then by where it is: both have 26 bits in 4 GiB. */
const span = 2 ** 26;

export class Ranges {
  readonly #bySize = new OrderedNumbers();
  /** Free ranges: size by beginning, beginning by end. In lines. */
  readonly #sizes = new Map<number, number>();
  readonly #begins = new Map<number, number>();
  #end: number;
  #freeLines = 0;

  /** An empty space that begins at an address. */
  constructor(begin: number) { this.#end = linesOf(begin); }

  /** @returns where `bytes` are taken from, undefined when no free range is large enough */
  take(bytes: number): number | undefined {
    const lines = linesOf(bytes), found = this.#bySize.atLeast(lines * span);
    if (found === undefined) return undefined;
    const size = Math.floor(found / span), begin = found % span;
    this.#remove(begin, size);
    if (size > lines) this.#insert(begin + lines, size - lines);
    return begin * lineBytes;
  }

  give(address: number, bytes: number): void {
    let begin = address / lineBytes, size = linesOf(bytes);
    const before = this.#begins.get(begin), after = this.#sizes.get(begin + size);
    if (after !== undefined) { this.#remove(begin + size, after); size += after; }
    if (before !== undefined) { this.#remove(before, begin - before); size += begin - before; begin = before; }
    this.#insert(begin, size);
  }

  /** The space grows to end at an address. */
  extend(end: number): void {
    const begin = this.#end, lines = Math.floor(end / lineBytes) - begin;
    if (lines <= 0) return;
    this.#end += lines;
    this.give(begin * lineBytes, lines * lineBytes);
  }

  /** Free bytes at the very end: what growth need not add. */
  get freeAtEnd(): number { const begin = this.#begins.get(this.#end); return begin === undefined ? 0 : (this.#end - begin) * lineBytes; }
  get freeBytes(): number { return this.#freeLines * lineBytes; }
  get largestFree(): number { return Math.floor((this.#bySize.largest() ?? 0) / span) * lineBytes; }
  /** How many pieces the free bytes are in. */
  get pieces(): number { return this.#sizes.size; }

  #insert(begin: number, size: number): void {
    this.#bySize.add(size * span + begin);
    this.#sizes.set(begin, size);
    this.#begins.set(begin + size, begin);
    this.#freeLines += size;
  }
  #remove(begin: number, size: number): void {
    this.#bySize.delete(size * span + begin);
    this.#sizes.delete(begin);
    this.#begins.delete(begin + size);
    this.#freeLines -= size;
  }
}
