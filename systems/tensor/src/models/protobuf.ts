/**
 * Protocol buffers, read field by field: nothing is copied, everything is bounds-checked, and what is unknown is skipped.
 * A message within a message is a reader of the same bytes, so that errors name the place in the file.
 */
import { fail } from '../input-error.ts';

const text = new TextDecoder();
/** Messages within messages; deeper than any file that means well. */
const deepest = 100;

export class ProtoReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #what: string;
  readonly #depth: number;
  readonly #end: number;
  #at: number;
  /** Of the field that `next` came to: 0 varint, 1 eight bytes, 2 bytes with a length, 5 four bytes. */
  wire = 0;
  #field = 0;

  /** @param what names the format in errors */
  constructor(bytes: Uint8Array, what: string, from = 0, to = bytes.length, depth = 0) {
    this.#bytes = bytes; this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength); this.#what = what;
    this.#at = from; this.#end = to; this.#depth = depth;
  }
  get offset(): number { return this.#at; }

  /** Number of the next field; 0 at the end of the message. */
  next(): number {
    if (this.#at >= this.#end) return 0;
    const from = this.#at, tag = this.unsigned();
    this.#field = Math.floor(tag / 8);
    this.wire = tag % 8;
    if (this.#field < 1 || this.#field > 536870911 || ![0, 1, 2, 5].includes(this.wire)) this.#fail(`a field's tag ${tag}, which is none`, from);
    return this.#field;
  }
  /** Past the field that `next` came to. */
  skip(): void {
    if (this.wire === 0) this.unsigned();
    else if (this.wire === 2) this.#span();
    else this.#take(this.wire === 1 ? 8 : 4);
  }

  /** A varint as 64 bits with a sign: enums, int32, int64. Beyond 2⁵³ to the nearest number. */
  int(): number { this.#expect(0); return this.#varint(true); }
  bool(): boolean { this.#expect(0); return this.#varint(false) !== 0; }
  float(): number { this.#expect(5); return this.#view.getFloat32(this.#take(4), true); }
  bytes(): Uint8Array { this.#expect(2); const { from, to } = this.#span(); return this.#bytes.subarray(from, to); }
  string(): string { return text.decode(this.bytes()); }
  message(): ProtoReader {
    this.#expect(2);
    if (this.#depth >= deepest) this.#fail(`messages within messages, ${deepest} deep`, this.#at);
    const { from, to } = this.#span();
    return new ProtoReader(this.#bytes, this.#what, from, to, this.#depth + 1);
  }

  /** Appends to `into` what a repeated field holds: one number, or many packed. */
  ints(into: number[], isSigned = true): void { this.#repeated(0, (r) => into.push(r.#varint(isSigned))); }
  floats(into: number[]): void { this.#repeated(5, (r) => into.push(r.#view.getFloat32(r.#take(4), true))); }
  doubles(into: number[]): void { this.#repeated(1, (r) => into.push(r.#view.getFloat64(r.#take(8), true))); }

  #repeated(wire: number, one: (reader: ProtoReader) => void): void {
    if (this.wire !== 2) { this.#expect(wire); one(this); return; }
    const { from, to } = this.#span(), packed = new ProtoReader(this.#bytes, this.#what, from, to, this.#depth);
    while (packed.#at < to) one(packed);
  }
  unsigned(): number { return this.#varint(false); }
  #varint(isSigned: boolean): number {
    const from = this.#at;
    let low = 0, high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.#at >= this.#end) this.#fail('a number that the message ends within', from);
      const byte = this.#bytes[this.#at++], part = byte & 127;
      if (shift < 28) low += part * 2 ** shift;
      else if (shift === 28) { low += (part & 15) * 2 ** 28; high += part >>> 4; }
      else high = (high + part * 2 ** (shift - 32)) % 2 ** 32;
      if (byte < 128) return (isSigned ? high | 0 : high) * 2 ** 32 + low;
    }
    return this.#fail('a number of more than ten bytes', from);
  }
  #span(): { from: number; to: number } {
    const start = this.#at, length = this.unsigned();
    if (length > this.#end - this.#at) this.#fail(`${length} bytes, but only ${this.#end - this.#at} are left`, start);
    const from = this.#at;
    this.#at += length;
    return { from, to: this.#at };
  }
  #take(length: number): number {
    const from = this.#at;
    if (length > this.#end - from) this.#fail(`a number of ${length} bytes, but only ${this.#end - from} are left`, from);
    this.#at += length;
    return from;
  }
  #expect(wire: number): void {
    if (this.wire !== wire) this.#fail(`field ${this.#field} of wire type ${this.wire}, expected ${wire}`, this.#at);
  }
  #fail(found: string, at: number): never { return fail(`${this.#what}: at byte ${at} there is ${found}: the file is cut off, damaged or of another format`); }
}
