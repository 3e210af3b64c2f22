/** A module's functions as text, one instruction a line, indented by blocks: for people who want to see what was generated. Reads what `ModuleBuilder` writes. */
import { instructions, typeByte, type Instruction, type ValueType } from './opcodes.ts';

export interface Disassembled { name: string; bytes: number; text: string }

const byCode = new Map<number, [string, Instruction]>(Object.entries(instructions).map(([name, i]) => [i.prefix * 65536 + i.code, [name, i]]));
const typeName = new Map(Object.entries(typeByte).map(([name, byte]) => [byte, name as ValueType]));

class Reader {
  readonly bytes: Uint8Array;
  at: number;
  constructor(bytes: Uint8Array, at = 0) { this.bytes = bytes; this.at = at; }
  byte(): number { return this.bytes[this.at++]; }
  unsigned(): number { let n = 0, scale = 1; for (;;) { const b = this.byte(); n += (b & 127) * scale; scale *= 128; if (b < 128) return n; } }
  signed(): bigint { let n = 0n, shift = 0n; for (;;) { const b = this.byte(); n |= BigInt(b & 127) << shift; shift += 7n; if (b < 128) return b & 64 ? n - (1n << shift) : n; } }
  text(): string { const length = this.unsigned(); this.at += length; return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at)); }
  view(length: number): DataView { this.at += length; return new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at - length, length); }
  types(): string[] { return Array.from({ length: this.unsigned() }, () => typeName.get(this.byte()) ?? '?'); }
}

/** Every function of a module with its name, where the module carries names. */
export function disassemble(module: Uint8Array): Disassembled[] {
  const reader = new Reader(module, 8), types: { params: string[]; results: string[] }[] = [], functionTypes: number[] = [], bodies: { start: number; end: number }[] = [], names = new Map<number, string>();
  let imported = 0;
  while (reader.at < module.length) {
    const id = reader.byte(), size = reader.unsigned(), end = reader.at + size;
    if (id === 1) for (let n = reader.unsigned(); n > 0; n--) { reader.byte(); types.push({ params: reader.types(), results: reader.types() }); }
    if (id === 2) for (let n = reader.unsigned(); n > 0; n--) {
      reader.text(); reader.text();
      if (reader.byte() === 0) { reader.unsigned(); imported++; } else { const limits = reader.byte(); reader.unsigned(); if (limits & 1) reader.unsigned(); }
    }
    if (id === 3) for (let n = reader.unsigned(); n > 0; n--) functionTypes.push(reader.unsigned());
    if (id === 10) for (let n = reader.unsigned(); n > 0; n--) { const length = reader.unsigned(); bodies.push({ start: reader.at, end: reader.at + length }); reader.at += length; }
    if (id === 0 && reader.text() === 'name') while (reader.at < end) {
      const kind = reader.byte(), stop = reader.unsigned() + reader.at;
      if (kind === 1) for (let n = reader.unsigned(); n > 0; n--) { const index = reader.unsigned(); names.set(index, reader.text()); }
      reader.at = stop;
    }
    reader.at = end;
  }
  const nameOf = (index: number) => names.get(index) ?? `function ${index}`;
  return bodies.map(({ start, end }, i) => ({ name: nameOf(imported + i), bytes: end - start, text: body(new Reader(module, start), end, types[functionTypes[i]], nameOf) }));
}

function body(reader: Reader, end: number, { params, results }: { params: string[]; results: string[] }, nameOf: (index: number) => string): string {
  const lines = [`(${params.join(', ')})${results.length ? ` -> ${results.join(', ')}` : ''}`], locals: string[] = [];
  for (let n = reader.unsigned(); n > 0; n--) { const count = reader.unsigned(); locals.push(`${count} ${typeName.get(reader.byte()) ?? '?'}`); }
  if (locals.length) lines.push(`  locals ${locals.join(', ')}`);
  let depth = 1;
  const say = (text: string) => { lines.push('  '.repeat(depth) + text); };
  while (reader.at < end) {
    const code = reader.byte();
    if (code === 0x0b) { depth--; if (reader.at < end) say('end'); continue; }
    if (code === 0x05) { depth--; say('else'); depth++; continue; }
    if (code === 0x02 || code === 0x03 || code === 0x04) { const type = reader.byte(); say(`${['block', 'loop', 'if'][code - 2]}${type === 0x40 ? '' : ` -> ${typeName.get(type)}`}`); depth++; continue; }
    say(instruction(reader, code, nameOf));
  }
  return lines.join('\n');
}

const withIndex: Record<number, string> = { 0x0c: 'br', 0x0d: 'br_if', 0x20: 'local.get', 0x21: 'local.set', 0x22: 'local.tee' };
function instruction(reader: Reader, code: number, nameOf: (index: number) => string): string {
  if (withIndex[code]) return `${withIndex[code]} ${reader.unsigned()}`;
  switch (code) {
    case 0x00: return 'unreachable';
    case 0x0f: return 'return';
    case 0x10: return `call ${nameOf(reader.unsigned())}`;
    case 0x1a: return 'drop';
    case 0x1b: return 'select';
    case 0x1c: reader.types(); return 'select';
    case 0x41: return `i32.const ${BigInt.asIntN(32, reader.signed())}`;
    case 0x42: return `i64.const ${reader.signed()}`;
    case 0x43: return `f32.const ${Number(reader.view(4).getFloat32(0, true).toPrecision(9))}`;
    case 0x44: return `f64.const ${reader.view(8).getFloat64(0, true)}`;
    default: break;
  }
  const prefix = code >= 0xfc ? code : 0, op = prefix ? reader.unsigned() : code;
  if (prefix === 0xfd && op === 12) { const lanes = reader.view(16); return `v128.const ${[0, 4, 8, 12].map((at) => { const i = lanes.getInt32(at, true); return Math.abs(i) < 65536 ? i : Number(lanes.getFloat32(at, true).toPrecision(7)); }).join(' ')}`; }
  if (prefix === 0xfd && op === 13) return `i8x16.shuffle ${Array.from({ length: 16 }, () => reader.byte()).join(' ')}`;
  if (prefix === 0xfc && op === 10) { reader.byte(); reader.byte(); return 'memory.copy'; }
  if (prefix === 0xfc && op === 11) { reader.byte(); return 'memory.fill'; }
  const known = byCode.get(prefix * 65536 + op);
  if (!known) throw new Error(`an instruction that is not written here: ${prefix.toString(16)} ${op.toString(16)}`);
  const [name, { align, lane }] = known;
  let text = name;
  if (align >= 0) { reader.unsigned(); const offset = reader.unsigned(); if (offset) text += ` offset=${offset}`; }
  if (lane) text += ` ${reader.byte()}`;
  return text;
}
