/**
 * The body of a WebAssembly function, one instruction after another, checked as it is written: an instruction whose
 * operands are not on the stack with the right types throws here and not when the module is compiled.
 */
import { Bytes } from './bytes.ts';
import { instructions, typeByte, type Access, type AccessLane, type Instruction, type Lane, type Plain, type ValueType } from './opcodes.ts';

export type Local = number & { readonly local?: never };
const letter: Record<ValueType, string> = { i32: 'i', i64: 'l', f32: 'f', f64: 'd', v128: 'v' };

interface Block { kind: 'block' | 'loop' | 'if' | 'else' | 'function'; /** Height of the stack where it began. */ height: number; results: string; /** Nothing after a branch is reached. */ closed: boolean }

export interface Callable { readonly index: number; readonly params: readonly ValueType[]; readonly results: readonly ValueType[]; readonly name: string }

const bits = new DataView(new ArrayBuffer(4));
const floatBits = (x: number): number => { bits.setFloat32(0, x); return bits.getInt32(0); };

export class FunctionBuilder implements Callable {
  readonly name: string;
  readonly index: number;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  /** Type of an address: i64 with memory64. */
  readonly address: 'i32' | 'i64';
  readonly #code = new Bytes();
  readonly #locals: ValueType[] = [];
  readonly #constants = new Map<string, { local: Local; lanes: readonly number[] }>();
  readonly #free: Partial<Record<ValueType, Local[]>> = {};
  readonly #stack: string[] = [];
  readonly #blocks: Block[] = [];
  #finished = false;

  constructor(name: string, index: number, params: readonly ValueType[], results: readonly ValueType[], address: 'i32' | 'i64') {
    this.name = name; this.index = index; this.params = params; this.results = results; this.address = address;
    this.#blocks.push({ kind: 'function', height: 0, results: results.map((t) => letter[t]).join(''), closed: false });
  }

  // Locals

  /** A new local, or one that was given back. Zero only when new: set it before it is read. */
  local(type: ValueType): Local {
    const free = this.#free[type]?.pop();
    return free ?? this.params.length + this.#locals.push(type) - 1;
  }
  /** Gives locals back, to be used again. */
  release(...locals: Local[]): void { for (const local of locals) (this.#free[this.typeOf(local)] ??= []).push(local); }
  typeOf(local: Local): ValueType { return local < this.params.length ? this.params[local] : this.#locals[local - this.params.length] ?? this.#wrong(`there is no local ${local}`); }
  get localCount(): number { return this.#locals.length; }
  get(local: Local): this { this.#emit(0x20, local); this.#push(letter[this.typeOf(local)]); return this; }
  set(local: Local): this { this.#take(letter[this.typeOf(local)], 'local.set'); this.#emit(0x21, local); return this; }
  tee(local: Local): this { const type = letter[this.typeOf(local)]; this.#take(type, 'local.tee'); this.#emit(0x22, local); this.#push(type); return this; }

  // Constants

  i32(n: number): this { this.#code.byte(0x41); this.#code.signed(n); this.#push('i'); return this; }
  i64(n: bigint): this { this.#code.byte(0x42); this.#code.signed64(n); this.#push('l'); return this; }
  f32(x: number): this { this.#code.byte(0x43); this.#code.f32(x); this.#push('f'); return this; }
  f64(x: number): this { this.#code.byte(0x44); this.#code.f64(x); this.#push('d'); return this; }
  /**
   * A vector of four lanes of 32 bits. V8 builds one from four instructions wherever it stands, so all but zeros and
   * ones are set once, at the function's entry, and read from a local.
   */
  i32x4(a: number, b = a, c = a, d = a): this {
    a |= 0; b |= 0; c |= 0; d |= 0;
    if (a === b && a === c && a === d && (a === 0 || a === -1)) { this.#constant(this.#code, [a, b, c, d]); this.#push('v'); return this; }
    const key = `${a},${b},${c},${d}`;
    let local = this.#constants.get(key)?.local;
    if (local === undefined) this.#constants.set(key, { local: local = this.params.length + this.#locals.push('v128') - 1, lanes: [a, b, c, d] });
    return this.get(local);
  }
  f32x4(a: number, b = a, c = a, d = a): this { return this.i32x4(floatBits(a), floatBits(b), floatBits(c), floatBits(d)); }
  #constant(code: Bytes, lanes: readonly number[]): void {
    code.byte(0xfd); code.byte(12);
    for (const n of lanes) for (let shift = 0; shift < 32; shift += 8) code.byte((n >>> shift) & 255);
  }

  // Instructions

  op(name: Plain): this { const instruction = this.#instruction(name); this.#apply(name, instruction); this.#opcode(instruction); return this; }
  /** A load, a store or an atomic at `offset` bytes from the address on the stack. `align` is log2 of what the address is sure to be a multiple of; atomics need their size. */
  mem(name: Access, offset = 0, align?: number): this {
    const instruction = this.#instruction(name);
    this.#apply(name, instruction);
    this.#opcode(instruction);
    if (align !== undefined && align > instruction.align) this.#wrong(`${name} aligned to 2^${align} bytes: it touches 2^${instruction.align}`);
    this.#code.unsigned(align ?? (instruction.prefix === 0xfe ? instruction.align : Math.min(2, instruction.align)));
    if (offset < 0) this.#wrong(`${name} with the offset ${offset}: offsets are not negative`);
    this.#code.unsigned(offset);
    return this;
  }
  memLane(name: AccessLane, lane: number, offset = 0): this {
    const instruction = this.#instruction(name);
    this.#checkLane(name, lane, 16 >> instruction.align);
    this.#apply(name, instruction);
    this.#opcode(instruction);
    this.#code.unsigned(Math.min(2, instruction.align));
    if (offset < 0) this.#wrong(`${name} with the offset ${offset}: offsets are not negative`);
    this.#code.unsigned(offset);
    this.#code.byte(lane);
    return this;
  }
  lane(name: Lane, lane: number): this { const instruction = this.#instruction(name); this.#checkLane(name, lane, Number(name.slice(name.indexOf('x') + 1, name.indexOf('.')))); this.#apply(name, instruction); this.#opcode(instruction); this.#code.byte(lane); return this; }
  /** i8x16.shuffle: byte i of the result is byte `pick[i]` of the two operands side by side. */
  shuffle(pick: readonly number[]): this {
    if (pick.length !== 16 || pick.some((p) => p < 0 || p > 31)) this.#wrong(`i8x16.shuffle with [${pick.join(', ')}]: expected 16 numbers from 0 to 31`);
    this.#take('vv', 'i8x16.shuffle');
    this.#code.byte(0xfd); this.#code.byte(13);
    for (const p of pick) this.#code.byte(p);
    this.#push('v');
    return this;
  }
  /** The same, by lanes of 32 bits: four numbers from 0 to 7. */
  shuffle32(a: number, b: number, c: number, d: number): this { return this.shuffle([a, b, c, d].flatMap((lane) => [0, 1, 2, 3].map((i) => 4 * lane + i))); }
  drop(): this { this.#pop('drop'); this.#code.byte(0x1a); return this; }
  /** condition ? first : second, of three operands on the stack. */
  select(): this {
    this.#take('i', 'select');
    const b = this.#pop('select'), a = this.#pop('select');
    if (a !== b) this.#wrong('select between two types');
    if (a === 'v') { this.#code.byte(0x1c); this.#code.byte(1); this.#code.byte(typeByte.v128); } else this.#code.byte(0x1b);
    this.#push(a);
    return this;
  }
  /** memory.copy (to, from, bytes). */
  copyMemory(): this { this.#take('aaa', 'memory.copy'); for (const b of [0xfc, 10, 0, 0]) this.#code.byte(b); return this; }
  /** memory.fill (to, byte, bytes). */
  fillMemory(): this { this.#take('aia', 'memory.fill'); for (const b of [0xfc, 11, 0]) this.#code.byte(b); return this; }
  call(callee: Callable): this {
    this.#take(callee.params.map((t) => letter[t]).join(''), `call ${callee.name}`);
    this.#emit(0x10, callee.index);
    this.#push(callee.results.map((t) => letter[t]).join(''));
    return this;
  }

  // Addresses: i32, or i64 with memory64

  addressConst(n: number): this { return this.address === 'i32' ? this.i32(n) : this.i64(BigInt(n)); }
  addressOp(name: 'add' | 'sub' | 'mul'): this { return this.op(`${this.address}.${name}`); }
  /** An i32 on the stack as an address or a distance between two. */
  toAddress(): this { return this.address === 'i32' ? this : this.op('i64.extend_i32_s'); }

  // Control

  block(results: readonly ValueType[] = []): this { return this.#open('block', 0x02, results); }
  loop(): this { return this.#open('loop', 0x03, []); }
  if(results: readonly ValueType[] = []): this { this.#take('i', 'if'); return this.#open('if', 0x04, results); }
  else(): this {
    const block = this.#blocks.at(-1)!;
    if (block.kind !== 'if') this.#wrong('else without if');
    this.#settle(block);
    this.#stack.length = block.height;
    block.kind = 'else';
    block.closed = false;
    this.#code.byte(0x05);
    return this;
  }
  end(): this {
    if (this.#blocks.length < 2) this.#wrong('end without a block');
    const block = this.#blocks.pop()!;
    if (block.kind === 'if' && block.results) this.#wrong(`if that leaves (${block.results}) has no else`);
    this.#settle(block);
    this.#stack.length = block.height;
    this.#code.byte(0x0b);
    this.#push(block.results);
    return this;
  }
  /** Branches out of `depth` blocks; to a loop's beginning. */
  br(depth: number): this { this.#take(this.#target(depth, 'br'), 'br'); this.#emit(0x0c, depth); this.#blocks.at(-1)!.closed = true; return this; }
  brIf(depth: number): this { const left = this.#target(depth, 'br_if'); this.#take('i', 'br_if'); this.#take(left, 'br_if'); this.#push(left); this.#emit(0x0d, depth); return this; }
  return(): this { this.#take(this.#blocks[0].results, 'return'); this.#code.byte(0x0f); this.#blocks.at(-1)!.closed = true; return this; }
  unreachable(): this { this.#code.byte(0x00); this.#blocks.at(-1)!.closed = true; return this; }

  /** The body with its locals in front. */
  finish(): Bytes {
    if (this.#blocks.length !== 1) this.#wrong(`${this.#blocks.length - 1} blocks are not ended`);
    if (!this.#finished) { this.#settle(this.#blocks[0]); this.#code.byte(0x0b); this.#finished = true; }
    const body = new Bytes(), groups: [ValueType, number][] = [];
    for (const type of this.#locals) { const last = groups.at(-1); if (last?.[0] === type) last[1]++; else groups.push([type, 1]); }
    body.unsigned(groups.length);
    for (const [type, count] of groups) { body.unsigned(count); body.byte(typeByte[type]); }
    for (const { local, lanes } of this.#constants.values()) { this.#constant(body, lanes); body.byte(0x21); body.unsigned(local); }
    body.append(this.#code.view());
    return body;
  }

  // Checking

  #instruction(name: Plain | Access | Lane | AccessLane): Instruction { return instructions[name] ?? this.#wrong(`no instruction is called ${name}`); }
  #emit(opcode: number, immediate: number): void { this.#code.byte(opcode); this.#code.unsigned(immediate); }
  #opcode({ prefix, code }: Instruction): void { if (prefix) { this.#code.byte(prefix); this.#code.unsigned(code); } else this.#code.byte(code); }
  #apply(name: string, { takes, gives }: Instruction): void { this.#take(takes, name); this.#push(gives); }
  #push(types: string): void { for (let i = 0; i < types.length; i++) this.#stack.push(types[i]); }
  #pop(by: string): string {
    const { height, closed } = this.#blocks[this.#blocks.length - 1];
    if (closed) this.#wrong(`${by} after a branch: it would never run`);
    if (this.#stack.length <= height) this.#wrong(`${by} finds nothing on the stack`);
    return this.#stack.pop()!;
  }
  #take(types: string, by: string): void {
    for (let i = types.length - 1; i >= 0; i--) {
      const expected = types[i] === 'a' ? letter[this.address] : types[i], got = this.#pop(by);
      if (got !== expected) this.#wrong(`${by} takes (${types}), finds ${got} where ${expected} belongs`);
    }
  }
  /** What a branch out of `depth` blocks must find on the stack. */
  #target(depth: number, by: string): string {
    const block = this.#blocks[this.#blocks.length - 1 - depth] ?? this.#wrong(`${by} ${depth} out of ${this.#blocks.length} blocks, the function being one`);
    return block.kind === 'loop' ? '' : block.results;
  }
  #open(kind: Block['kind'], opcode: number, results: readonly ValueType[]): this {
    if (results.length > 1) this.#wrong('blocks with several results are not written');
    this.#code.byte(opcode);
    this.#code.byte(results.length ? typeByte[results[0]] : 0x40);
    this.#blocks.push({ kind, height: this.#stack.length, results: results.map((t) => letter[t]).join(''), closed: false });
    return this;
  }
  #settle({ kind, height, results, closed }: Block): void {
    if (closed) return;
    const left = this.#stack.slice(height).join('');
    if (left !== results) this.#wrong(`${kind} ends with (${left}) on the stack where (${results}) is expected`);
  }
  #checkLane(name: string, lane: number, lanes: number): void { if (!(lane >= 0 && lane < lanes)) this.#wrong(`${name} of lane ${lane}: there are ${lanes}`); }
  #wrong(what: string): never { throw new Error(`emitting ${this.name}: ${what}`); }
}
