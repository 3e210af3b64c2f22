/** A growing run of bytes with WebAssembly's number encodings. */

const scratch = new DataView(new ArrayBuffer(16));

export class Bytes {
  #buffer = new Uint8Array(256);
  length = 0;

  #reserve(more: number): void {
    if (this.length + more <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#buffer.length, this.length + more));
    larger.set(this.#buffer.subarray(0, this.length));
    this.#buffer = larger;
  }
  byte(b: number): void {
    if (this.length === this.#buffer.length) this.#reserve(1);
    this.#buffer[this.length++] = b;
  }
  /** LEB128, unsigned, up to 2^53. */
  unsigned(n: number): void {
    while (n >= 0x80) { this.byte((n % 128) | 0x80); n = Math.floor(n / 128); }
    this.byte(n);
  }
  /** LEB128 of a 32-bit integer. */
  signed(n: number): void {
    for (n |= 0; ;) {
      const low = n & 0x7f;
      n >>= 7;
      if ((n === 0 && !(low & 0x40)) || (n === -1 && low & 0x40)) { this.byte(low); return; }
      this.byte(low | 0x80);
    }
  }
  signed64(n: bigint): void {
    for (n = BigInt.asIntN(64, n); ;) {
      const low = Number(n & 0x7fn);
      n >>= 7n;
      if ((n === 0n && !(low & 0x40)) || (n === -1n && low & 0x40)) { this.byte(low); return; }
      this.byte(low | 0x80);
    }
  }
  f32(x: number): void { scratch.setFloat32(0, x, true); this.#scratch(4); }
  f64(x: number): void { scratch.setFloat64(0, x, true); this.#scratch(8); }
  #scratch(count: number): void { for (let i = 0; i < count; i++) this.byte(scratch.getUint8(i)); }
  name(text: string): void {
    const utf8 = new TextEncoder().encode(text);
    this.unsigned(utf8.length);
    this.append(utf8);
  }
  append(more: Uint8Array): void {
    this.#reserve(more.length);
    this.#buffer.set(more, this.length);
    this.length += more.length;
  }
  /** `more` with its length in front. */
  sized(more: Bytes): void { this.unsigned(more.length); this.append(more.view()); }
  view(): Uint8Array { return this.#buffer.subarray(0, this.length); }
  finish(): Uint8Array<ArrayBuffer> { return this.#buffer.slice(0, this.length); }
}
