/** FlatBuffers, as far as reading tables goes: every offset is checked before it is followed. */
import { InputError } from '../../input-error.ts';

const utf8 = new TextDecoder();

/** A table in the buffer; fields are numbered from 0 in the order of the schema. */
export class Table {
  readonly #view: DataView;
  readonly #at: number;
  readonly #fields: number;
  readonly #count: number;

  /** The root table of a buffer. @param what names the format in errors */
  static root(bytes: Uint8Array, what: string): Table {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new Table(view, offset(view, 0, what), what);
  }
  readonly #what: string;
  private constructor(view: DataView, at: number, what: string) {
    this.#view = view; this.#at = at; this.#what = what;
    check(view, at, 4, what);
    this.#fields = at - view.getInt32(at, true);
    check(view, this.#fields, 4, what);
    const size = view.getUint16(this.#fields, true);
    if (size < 4 || size % 2) damaged(what, this.#fields);
    check(view, this.#fields, size, what);
    this.#count = (size - 4) / 2;
  }
  /** Where a field lies; undefined where it has its default. */
  #place(field: number, bytes: number): number | undefined {
    if (field >= this.#count) return undefined;
    const from = this.#view.getUint16(this.#fields + 4 + 2 * field, true);
    if (from === 0) return undefined;
    check(this.#view, this.#at + from, bytes, this.#what);
    return this.#at + from;
  }
  int8(field: number, otherwise = 0): number { const at = this.#place(field, 1); return at === undefined ? otherwise : this.#view.getInt8(at); }
  uint8(field: number, otherwise = 0): number { const at = this.#place(field, 1); return at === undefined ? otherwise : this.#view.getUint8(at); }
  int32(field: number, otherwise = 0): number { const at = this.#place(field, 4); return at === undefined ? otherwise : this.#view.getInt32(at, true); }
  float32(field: number, otherwise = 0): number { const at = this.#place(field, 4); return at === undefined ? otherwise : this.#view.getFloat32(at, true); }
  string(field: number): string { return utf8.decode(this.bytes(field)); }
  table(field: number): Table | undefined { const at = this.#place(field, 4); return at === undefined ? undefined : new Table(this.#view, offset(this.#view, at, this.#what), this.#what); }
  tables(field: number): Table[] { return this.#vector(field, 4, (at) => new Table(this.#view, offset(this.#view, at, this.#what), this.#what)); }
  ints(field: number): number[] { return this.#vector(field, 4, (at) => this.#view.getInt32(at, true)); }
  floats(field: number): number[] { return this.#vector(field, 4, (at) => this.#view.getFloat32(at, true)); }
  longs(field: number): number[] { return this.#vector(field, 8, (at) => Number(this.#view.getBigInt64(at, true))); }
  /** A view of the buffer. */
  bytes(field: number): Uint8Array {
    const found = this.#range(field, 1);
    return found ? new Uint8Array(this.#view.buffer, this.#view.byteOffset + found.at, found.length) : new Uint8Array();
  }
  #range(field: number, each: number): { at: number; length: number } | undefined {
    const place = this.#place(field, 4);
    if (place === undefined) return undefined;
    const at = offset(this.#view, place, this.#what);
    check(this.#view, at, 4, this.#what);
    const length = this.#view.getUint32(at, true);
    check(this.#view, at + 4, length * each, this.#what);
    return { at: at + 4, length };
  }
  #vector<T>(field: number, each: number, read: (at: number) => T): T[] {
    const found = this.#range(field, each);
    return found ? Array.from({ length: found.length }, (_, i) => read(found.at + i * each)) : [];
  }
}

function damaged(what: string, at: number): never { throw new InputError(`${what}: at byte ${at} there is no table: the file is cut off, damaged or of another format`); }
function check(view: DataView, at: number, bytes: number, what: string): void { if (at < 0 || at + bytes > view.byteLength) damaged(what, at); }
function offset(view: DataView, at: number, what: string): number { check(view, at, 4, what); return at + view.getUint32(at, true); }
