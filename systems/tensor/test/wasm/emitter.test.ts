/** The emitter against two oracles that are not itself: V8, which validates and runs modules, and wabt, which reads them, names their instructions and assembles them again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import openWabt from 'wabt';
import { Bytes } from '../../src/wasm/bytes.ts';
import { features, ModuleBuilder, type Access, type AccessLane, type FunctionBuilder, type Lane, type MemoryType, type Plain, type ValueType } from '../../src/wasm/index.ts';
import { instructions } from '../../src/wasm/opcodes.ts';

const wabt = await openWabt(), everything = { simd: true, relaxed_simd: true, threads: true, bulk_memory: true, memory64: true, sat_float_to_int: true, multi_value: true };

function disassembled(bytes: Uint8Array): string {
  const module = wabt.readWasm(bytes, { ...everything, readDebugNames: true });
  module.applyNames();
  const text = module.toText({});
  module.destroy();
  return text;
}
function assembled(text: string): Uint8Array {
  const module = wabt.parseWat('module.wat', text, everything), { buffer } = module.toBinary({ canonicalize_lebs: true, write_debug_names: false });
  module.destroy();
  return buffer;
}
const roundTrips = (bytes: Uint8Array<ArrayBuffer>) => { assert.ok(WebAssembly.validate(bytes)); assert.deepEqual(assembled(disassembled(bytes)), new Uint8Array(bytes)); };
function run<F>(module: ModuleBuilder, memory: WebAssembly.Memory, imports: Record<string, () => unknown> = {}): Record<string, F> {
  return new WebAssembly.Instance(new WebAssembly.Module(module.finish()), { env: { memory }, host: imports as WebAssembly.ModuleImports }).exports as Record<string, F>;
}
/** Node's types do not know memories of 64-bit addresses. */
const memoryOf = (descriptor: object): WebAssembly.Memory => new WebAssembly.Memory(descriptor as WebAssembly.MemoryDescriptor);

// Numbers

function written(write: (b: Bytes) => void): number[] { const b = new Bytes(); write(b); return [...b.finish()]; }
/** LEB128 as the specification reads it: seven bits at a time, the last one's bit 6 the sign. */
function leb(bytes: readonly number[], signed: boolean): bigint {
  const bits = BigInt(7 * bytes.length), value = bytes.reduceRight((sum, b) => (sum << 7n) | BigInt(b & 127), 0n);
  assert.ok(bytes.every((b, i) => b >= 128 === i < bytes.length - 1));
  return signed ? BigInt.asIntN(Number(bits), value) : value;
}

test('LEB128 is the standard\'s: its examples, and every number read back', () => {
  assert.deepEqual(written((b) => b.unsigned(624485)), [0xe5, 0x8e, 0x26]);
  assert.deepEqual(written((b) => b.signed(-123456)), [0xc0, 0xbb, 0x78]);
  assert.deepEqual(written((b) => b.signed(64)), [0xc0, 0x00]);
  assert.deepEqual(written((b) => b.signed(-64)), [0x40]);
  fc.assert(fc.property(fc.maxSafeNat(), (n) => leb(written((b) => b.unsigned(n)), false) === BigInt(n)));
  fc.assert(fc.property(fc.integer(), (n) => leb(written((b) => b.signed(n)), true) === BigInt(n)));
  fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (n) => leb(written((b) => b.signed64(n)), true) === n));
});

test('no number takes more bytes than it needs', () => {
  fc.assert(fc.property(fc.maxSafeNat(), (n) => written((b) => b.unsigned(n)).length === Math.max(1, Math.ceil(n.toString(2).length / 7))));
  fc.assert(fc.property(fc.integer(), (n) => { const bytes = written((b) => b.signed(n)); return bytes.length === 1 || leb([...bytes.slice(0, -2), bytes.at(-2)! & 127], true) !== BigInt(n); }));
});

test('runs of bytes grow, nest and keep what was written', () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 6 }), (parts) => {
    const all = new Bytes();
    for (const part of parts) { const inner = new Bytes(); inner.append(part); all.sized(inner); }
    assert.deepEqual([...all.finish()], parts.flatMap((part) => [...written((b) => b.unsigned(part.length)), ...part]));
  }));
  assert.deepEqual(written((b) => { b.f32(1); b.f64(-2); b.name('é'); }), [0, 0, 0x80, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0, 2, 0xc3, 0xa9]);
});

// Instructions

const typeOf = (letter: string, address: ValueType): ValueType => ({ i: 'i32', l: 'i64', f: 'f32', d: 'f64', v: 'v128', a: address } as const)[letter as 'i'];
/** A function per instruction, its operands the parameters. */
function oneOfEach(memory: MemoryType): ModuleBuilder {
  const module = new ModuleBuilder(memory);
  for (const [name, { takes, gives, align, lane }] of Object.entries(instructions)) {
    const f = module.function(name, [...takes].map((t) => typeOf(t, module.address)), [...gives].map((t) => typeOf(t, module.address)));
    for (let i = 0; i < takes.length; i++) f.get(i);
    if (lane && align >= 0) f.memLane(name as AccessLane, 1, 8);
    else if (lane) f.lane(name as Lane, 1);
    else if (align >= 0) f.mem(name as Access, 8);
    else f.op(name as Plain);
  }
  return module;
}

for (const memory of [{ minPages: 1 }, { minPages: 1, maxPages: 2, shared: true }, { minPages: 1, maxPages: 2, memory64: true }, { minPages: 1, maxPages: 2, shared: true, memory64: true }] as MemoryType[]) {
  test(`every instruction is valid, has the name it is called by, and assembles to the same bytes; memory of ${memory.memory64 ? 64 : 32} bits${memory.shared ? ', shared' : ''}`, (t) => {
    if (memory.memory64 && !features().memory64) { t.skip('no memory64 here'); return; }
    const bytes = oneOfEach(memory).finish();
    const functions = disassembled(bytes).split('(func (').slice(-Object.keys(instructions).length).map((text) => text.trim().split('\n').at(-1)!.trim().replace(/\)+$/, ''));
    assert.equal(functions.length, Object.keys(instructions).length);
    Object.entries(instructions).forEach(([name, { align, lane }], i) => assert.equal(functions[i].replace(/ align=\d+/, ''), `${name}${align >= 0 ? ' offset=8' : ''}${lane ? ' 1' : ''}`));
    roundTrips(bytes);
  });
}

/** Something of everything that is not in the table: constants, locals, control, calls, bulk memory, imports. */
function motley(): ModuleBuilder {
  const module = new ModuleBuilder({ minPages: 1 });
  const tick = module.importFunction('host', 'tick', ['i32'], ['i32']), inner = module.function('inner', ['f64', 'v128'], ['f64']);
  inner.get(0).get(1).lane('f64x2.extract_lane', 1).op('f64.add');
  const f = module.function('outer', ['i32', 'i64'], ['i32'], { exported: true }), n = f.local('i32'), v = f.local('v128'), x = f.local('f32'), d = f.local('f64');
  f.i32(-1).set(n).f32(0.1).set(x).f64(Math.PI).set(d);
  f.i32x4(1, -2, 3, -4).f32x4(0.5).op('f32x4.mul').i32x4(-1).op('v128.xor').tee(v).get(v).shuffle32(1, 4, 0, 7).get(v).get(n).select().set(v);
  f.block(['i32']).i32(5).get(n).brIf(0).drop().i32(70).end().set(n);
  f.block().loop().get(n).i32(1).op('i32.sub').tee(n).brIf(0).br(1).end().end();
  f.get(n).if(['i32']).get(n).call(tick).else().get(1).op('i32.wrap_i64').end().set(n);
  f.get(n).op('i32.eqz').if().i32(7).return().end();
  f.get(d).get(v).call(inner).drop();
  f.get(x).f32(NaN).get(n).select().drop();
  f.i32(16).i32(0).i32(16).copyMemory().i32(0).i32(255).i32(8).fillMemory();
  f.i64(-(2n ** 63n)).get(1).op('i64.mul').op('i32.wrap_i64').get(n).op('i32.add');
  module.function('never', []).unreachable();
  return module;
}

test('control, calls, constants and bulk memory go through text and back to the same bytes, and so does nothing at all', () => {
  roundTrips(motley().finish());
  roundTrips(new ModuleBuilder({ minPages: 0 }).finish());
});

test('the same calls give the same bytes', () => {
  assert.deepEqual(motley().finish(), motley().finish());
  const module = motley();
  assert.deepEqual(module.finish(), module.finish());
});

test('functions have their names in the text when names are asked for', () => {
  assert.match(disassembled(motley().finish({ names: true })), /\(func \$inner[^]*call \$tick/);
  assert.ok(WebAssembly.validate(motley().finish({ names: true })));
  assert.doesNotMatch(disassembled(motley().finish()), /\$inner/);
});

// Running

test('control runs as written: sums over a loop, both arms of an if, a branch that carries a value', () => {
  const module = new ModuleBuilder({ minPages: 1 });
  const sum = module.function('sum', ['i32'], ['i32'], { exported: true }), total = sum.local('i32');
  sum.i32(0).set(total).block().get(0).op('i32.eqz').brIf(0).loop().get(total).get(0).op('i32.add').set(total).get(0).i32(1).op('i32.sub').tee(0).brIf(0).end().end().get(total);
  module.function('sign', ['i32'], ['i32'], { exported: true }).get(0).i32(0).op('i32.lt_s').if(['i32']).i32(-1).else().i32(1).end();
  module.function('clamp', ['i32'], ['i32'], { exported: true }).block(['i32']).i32(9).get(0).i32(9).op('i32.gt_s').brIf(0).drop().get(0).end();
  const { sum: s, sign, clamp } = run<(n: number) => number>(module, new WebAssembly.Memory({ initial: 1 }));
  assert.deepEqual([s(0), s(10), sign(-5), sign(5), clamp(3), clamp(12)], [0, 55, -1, 1, 3, 9]);
});

test('a constant is set once however often it is used, and a local that was given back is used again', () => {
  const module = new ModuleBuilder({ minPages: 1 }), f = module.function('f', ['v128'], ['v128']);
  f.get(0);
  for (let i = 0; i < 50; i++) { f.f32x4(0.5).op('f32x4.add'); const t = f.local('v128'); f.set(t).get(t); f.release(t); }
  assert.equal(disassembled(module.finish()).match(/v128\.const/g)?.length, 1);
  assert.equal(f.localCount, 2);
  assert.notEqual(f.local('i32'), f.local('i32'));
});

test('atomics work on shared memory: additions give what was there, exchanges compare, nobody waits to be woken', (t) => {
  if (!features().threads) { t.skip('no shared memory here'); return; }
  const module = new ModuleBuilder({ minPages: 1, maxPages: 1, shared: true });
  module.function('add', ['i32'], ['i32'], { exported: true }).i32(0).get(0).mem('i32.atomic.rmw.add', 8);
  module.function('swap', ['i32', 'i32'], ['i32'], { exported: true }).i32(0).get(0).get(1).mem('i32.atomic.rmw.cmpxchg', 8);
  module.function('wait', ['i32'], ['i32'], { exported: true }).i32(0).get(0).i64(0n).mem('memory.atomic.wait32', 8);
  module.function('notify', [], ['i32'], { exported: true }).i32(0).i32(1).mem('memory.atomic.notify', 8);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }), { add, swap, wait, notify } = run<(...n: number[]) => number>(module, memory);
  assert.deepEqual([add(5), add(2), swap(7, 1), swap(7, 2), wait(99), wait(1), notify()], [0, 5, 7, 1, 1, 2, 0]);
  assert.equal(new Int32Array(memory.buffer)[2], 1);
});

test('with memory64 addresses are of 64 bits: bytes beyond 4 GiB are read and written', (t) => {
  if (!features().memory64) { t.skip('no memory64 here'); return; }
  const module = new ModuleBuilder({ minPages: 1, memory64: true });
  const f = module.function('move', ['i64', 'i64'], ['i32'], { exported: true });
  assert.equal(f.address, 'i64');
  f.get(1).get(0).mem('v128.load', 16).mem('v128.store').get(0).addressConst(16).addressOp('add').i32(4).toAddress().addressOp('add').mem('i32.load');
  roundTrips(module.finish());
  let memory: WebAssembly.Memory;
  try { memory = memoryOf({ address: 'i64', initial: 65537n, maximum: 65537n }); } catch { t.skip('no room for 4 GiB of addresses here'); return; }
  const far = 2 ** 32 + 64, { move } = run<(a: bigint, b: bigint) => number>(module, memory);
  new Int32Array(memory.buffer, far, 4).set([1, 2, 3, 4]);
  assert.equal(move(BigInt(far - 16), 4096n), 2);
  assert.deepEqual([...new Int32Array(memory.buffer, 4096, 4)], [1, 2, 3, 4]);
  assert.equal(move(4080n, BigInt(far + 16)), 2);
  assert.deepEqual([...new Int32Array(memory.buffer, far + 16, 4)], [1, 2, 3, 4]);
  assert.throws(() => move(2n ** 33n, 0n), WebAssembly.RuntimeError);
});

// Mistakes

const mistakes: [string, (f: FunctionBuilder) => unknown, RegExp][] = [
  ['an operand of another type', (f) => f.i32(1).f32(2).op('i32.add'), /emitting wrong: i32\.add takes \(ii\), finds f where i belongs/],
  ['an operand too few', (f) => f.i32(1).op('i32.add'), /i32\.add finds nothing on the stack/],
  ['operands from outside the block', (f) => f.i32(1).block().op('i32.eqz'), /i32\.eqz finds nothing on the stack/],
  ['a local set to another type', (f) => f.i32(1).set(1), /local\.set takes \(v\), finds i where v belongs/],
  ['a local that does not exist', (f) => f.get(99), /there is no local 99/],
  ['an address of 64 bits in a memory of 32', (f) => f.i64(0n).mem('v128.load'), /v128\.load takes \(a\), finds l where i belongs/],
  ['a negative offset', (f) => f.i32(0).mem('i32.load', -4), /i32\.load with the offset -4: offsets are not negative/],
  ['an alignment larger than the access', (f) => f.i32(0).mem('i32.load', 0, 3), /i32\.load aligned to 2\^3 bytes: it touches 2\^2/],
  ['a lane that is not there', (f) => f.get(1).lane('f64x2.extract_lane', 2), /f64x2\.extract_lane of lane 2: there are 2/],
  ['a lane in memory that is not there', (f) => f.i32(0).get(1).memLane('v128.load32_lane', 4), /v128\.load32_lane of lane 4: there are 4/],
  ['a shuffle of 15 bytes', (f) => f.get(1).get(1).shuffle(Array.from({ length: 15 }, () => 0)), /expected 16 numbers from 0 to 31/],
  ['an instruction that does not exist', (f) => f.op('f32x4.cbrt' as Plain), /no instruction is called f32x4\.cbrt/],
  ['a call with other arguments', (f) => f.i32(1).call({ index: 0, name: 'callee', params: ['v128'], results: [] }), /call callee takes \(v\), finds i where v belongs/],
  ['a select between two types', (f) => f.i32(1).f32(1).i32(1).select(), /select between two types/],
  ['a block that leaves more than it says', (f) => f.block().i32(1).end(), /block ends with \(i\) on the stack where \(\) is expected/],
  ['an arm that leaves nothing', (f) => f.i32(1).if(['i32']).i32(1).else().end(), /else ends with \(\) on the stack where \(i\) is expected/],
  ['a result without an else', (f) => f.i32(1).if(['i32']).i32(1).end(), /if that leaves \(i\) has no else/],
  ['a second else', (f) => f.i32(1).if().else().else(), /else without if/],
  ['an end too many', (f) => f.end(), /end without a block/],
  ['a branch out of more blocks than there are', (f) => f.block().br(2), /br 2 out of 2 blocks, the function being one/],
  ['a branch without the value it carries', (f) => f.block(['i32']).br(0), /br finds nothing on the stack/],
  ['code after a branch', (f) => f.block().br(0).op('i32.eqz'), /i32\.eqz after a branch: it would never run/],
  ['a block that is not ended', (f) => f.block().finish(), /1 blocks are not ended/],
  ['a function that does not leave its result', (f) => f.finish(), /function ends with \(\) on the stack where \(i\) is expected/],
];
for (const [what, make, message] of mistakes) {
  test(`${what} is an error where it is written`, () => { assert.throws(() => make(new ModuleBuilder({ minPages: 1 }).function('wrong', ['i32', 'v128'], ['i32'])), message); });
}

test('a module says what it cannot be', () => {
  assert.throws(() => new ModuleBuilder({ minPages: 1, shared: true }), /a shared memory needs maxPages/);
  const module = new ModuleBuilder({ minPages: 1 });
  module.function('f', []);
  assert.throws(() => module.importFunction('host', 'late', [], []), /import of host\.late after a function was begun/);
});

// Features

test('features are what V8 says of modules that wabt assembled', () => {
  const valid = (text: string) => WebAssembly.validate(new Uint8Array(assembled(text)));
  assert.deepEqual(features(), {
    simd: valid('(module (func (param v128) (result v128) local.get 0 local.get 0 f32x4.add))'),
    relaxedSimd: valid('(module (func (param v128) (result v128) local.get 0 local.get 0 local.get 0 f32x4.relaxed_madd))'),
    threads: typeof SharedArrayBuffer === 'function' && valid('(module (memory 1 1 shared) (func (result i32) i32.const 0 i32.atomic.load))'),
    memory64: valid('(module (memory i64 1) (func (result i32) i64.const 0 i32.load))'),
  });
  assert.equal(features(), features());
});
