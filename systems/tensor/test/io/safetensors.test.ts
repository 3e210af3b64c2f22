/** safetensors files and checkpoints. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import fc from 'fast-check';
import { configure, InputError, jit, nn, optim, random, tensor, valueAndGrad, type DType, type Tensor } from '../../src/index.ts';
import * as io from '../../src/io/index.ts';

// To the bit means to the bit of what is stored, so the interpreter must round to it as well.
await configure({ round: 'f32' });

/** A file by hand: header as given, then data. */
function file(header: unknown, data: Uint8Array = new Uint8Array(), length?: number): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header), bytes = new TextEncoder().encode(text), whole = new Uint8Array(8 + bytes.length + data.length);
  new DataView(whole.buffer).setBigUint64(0, BigInt(length ?? bytes.length), true);
  whole.set(bytes, 8);
  whole.set(data, 8 + bytes.length);
  return whole;
}

test('every dtype of ours comes back to the bit', async () => {
  const tree = Object.fromEntries((['f32', 'i32', 'u8', 'i8', 'bool', 'f16', 'bf16'] as DType[]).map((dtype) => [dtype, tensor([[0, 1, 1], [1, 0, 1]], { dtype })]));
  tree.odd = tensor([1 / 3, -0, NaN, Infinity, 1e-40]);
  tree.nothing = tensor([], { shape: [0, 4] });
  tree.scalar = tensor(2.5);
  const bytes = await io.saveSafetensors({ a: tree, 'b': [tree.odd] }, { who: 'test' }), { tensors, metadata } = io.loadSafetensors(bytes);
  assert.deepEqual(metadata, { who: 'test' });
  for (const [name, t] of Object.entries(tree)) {
    assert.equal(tensors[`a.${name}`].toString(), t.toString());
    assert.deepEqual(await tensors[`a.${name}`].data(), await t.data());
  }
  assert.ok(Object.is((await tensors['b.0'].data())[1], -0));
  const nested = io.treeOfNames(tensors) as { a: { scalar: Tensor } };
  assert.equal(nested.a.scalar.item(), 2.5);
});

test('the same file from the same tree, its data aligned', async () => {
  const tree = { x: tensor([1, 0], { dtype: 'u8' }), y: tensor([1, 2, 3]) }, bytes = await io.saveSafetensors(tree);
  assert.deepEqual(bytes, await io.saveSafetensors({ y: tree.y, x: tree.x }));
  assert.equal(new DataView(bytes.buffer).getUint32(0, true) % 8, 0);
});

test('dtypes that are not ours are taken where nothing is lost', () => {
  const data = new DataView(new ArrayBuffer(64)), header: Record<string, unknown> = {};
  let at = 0;
  const put = (name: string, dtype: string, bytes: number, write: (at: number) => void) => { write(at); header[name] = { dtype, shape: [1], data_offsets: [at, at + bytes] }; at += bytes; };
  put('f64', 'F64', 8, (i) => data.setFloat64(i, 0.1, true));
  put('i64', 'I64', 8, (i) => data.setBigInt64(i, -5n, true));
  put('u64', 'U64', 8, (i) => data.setBigUint64(i, 7n, true));
  put('u32', 'U32', 4, (i) => data.setUint32(i, 9, true));
  put('i16', 'I16', 2, (i) => data.setInt16(i, -300, true));
  put('u16', 'U16', 2, (i) => data.setUint16(i, 65535, true));
  put('e5m2', 'F8_E5M2', 1, (i) => data.setUint8(i, 0b1_10000_10));
  put('e4m3', 'F8_E4M3', 1, (i) => data.setUint8(i, 0b0_1111_110));
  const { tensors } = io.loadSafetensors(file(header, new Uint8Array(data.buffer, 0, at)));
  assert.deepEqual(Object.fromEntries(Object.entries(tensors).map(([k, t]) => [k, `${t.dtype} ${t.item()}`])),
    { f64: `f32 ${Math.fround(0.1)}`, i64: 'i32 -5', u64: 'i32 7', u32: 'i32 9', i16: 'i32 -300', u16: 'i32 65535', e5m2: 'f32 -3', e4m3: 'f32 448' });
  data.setBigInt64(0, 2n ** 40n, true);
  assert.throws(() => io.loadSafetensors(file({ big: { dtype: 'I64', shape: [1], data_offsets: [0, 8] } }, new Uint8Array(data.buffer, 0, 8))), /big is I64 and has the value 1099511627776, which i32 cannot hold/);
});

test('a corrupt file is refused with what is wrong', () => {
  const entry = (from: number, to: number, more: object = {}) => ({ dtype: 'U8', shape: [to - from], data_offsets: [from, to], ...more }), eight = new Uint8Array(8);
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(3), /has 3 bytes: expected at least 8/],
    [file('{}', undefined, 1e9), /header would have 1000000000 bytes/],
    [file('{}', undefined, 500), /header says 500 bytes, the file ends after 2/],
    [file('{"a":'), /header is not JSON/],
    [file('[1]'), /not a JSON object beginning with \{/],
    [file(' {}'), /not a JSON object beginning with \{/],
    [file({ a: entry(0, 9) }, eight), /a ends at byte 9 of the data, which has 8/],
    [file({ a: entry(0, 4), b: entry(3, 8) }, eight), /b begins at byte 3, expected 4: it overlaps/],
    [file({ a: entry(0, 4), b: entry(5, 8) }, eight), /bytes before it belong to nothing/],
    [file({ a: entry(0, 7) }, eight), /1 bytes at the end belong to no tensor/],
    [file({ a: entry(0, 8, { dtype: 'F32' }) }, eight), /a is F32\[8\], which takes 32 bytes, but has 8/],
    [file({ a: entry(0, 8, { dtype: 'C64' }) }, eight), /a has the dtype "C64"/],
    [file({ a: entry(0, 8, { shape: [-8] }) }, eight), /a has the shape \[-8\]/],
    [file({ a: entry(0, 8, { data_offsets: [8, 0] }) }, eight), /data_offsets \[8,0\]/],
    [file({ a: null }, eight), /a has the dtype undefined/],
    [file({ __metadata__: { n: 1 } }), /__metadata__ is not an object of strings/],
    [file({ a: { dtype: 'BOOL', shape: [1], data_offsets: [0, 1] } }, Uint8Array.of(2)), /neither 0 nor 1/],
  ];
  for (const [bytes, message] of cases) assert.throws(() => io.loadSafetensors(bytes), (error: Error) => error instanceof InputError && message.test(error.message));
});

test('whatever byte is flipped, loading either works or says why', async () => {
  const bytes = await io.saveSafetensors({ a: tensor([1, 2, 3]), b: { c: tensor([[1, 0]], { dtype: 'bool' }) } });
  fc.assert(fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
    const broken = bytes.slice();
    broken[at] ^= change;
    try { io.loadSafetensors(broken); } catch (error) { assert.ok(error instanceof InputError, String(error)); }
  }), { numRuns: 300, seed: 4 });
});

test('training resumed from a checkpoint goes on to the bit, dropout and schedule included', async () => {
  const model = () => { nn.seed(1); return new nn.Sequential(new nn.Linear(4, 16), (x) => x.relu(), new nn.Dropout(0.2), new nn.Linear(16, 2)); };
  const net = model(), opt = optim.adamW({ lr: optim.cosine(0.05, 20) }), x = random.normal(random.key(2), [8, 4]), y = random.randint(random.key(3), [8], 0, 2);
  interface Run { params: nn.Params; state: optim.OptimizerState<nn.Params>; key: Tensor; step: number; note: string | null }
  const begin = (): Run => ({ params: net.parameters(), state: opt.init(net.parameters()), key: random.key(5), step: 0, note: null });
  // One program for every step: what is compiled together is what fixes the last bits.
  const update = jit((before: nn.Params, s: optim.OptimizerState<nn.Params>, k: Tensor): [nn.Params, optim.OptimizerState<nn.Params>, Tensor] => {
    const [now, next] = random.split(k), [, grads] = valueAndGrad((p: nn.Params) => nn.crossEntropy(net.apply({ params: p, training: true, key: now }, x).output, y))(before);
    return [...opt.update(grads, s, before), next];
  });
  const advance = (run: Run, steps: number): Run => {
    for (let i = 0; i < steps; i++) { const [params, state, key] = update(run.params, run.state, run.key); run = { params, state, key, step: run.step + 1, note: run.note }; }
    return run;
  };
  const whole = await io.saveCheckpoint(advance(begin(), 10)), half = await io.saveCheckpoint(advance(begin(), 5)), resumed = io.loadCheckpoint(half, begin());
  assert.equal(resumed.step, 5);
  assert.equal(resumed.note, null);
  assert.deepEqual(await io.saveCheckpoint(advance(resumed, 5)), whole);
});

test('a checkpoint keeps structure and leaves of every kind, and says where it differs from what is expected', async () => {
  const shared = tensor([1]), tree = { list: [shared, { shared }], n: -0, inf: -Infinity, none: undefined, text: 'ü', flag: true, 'a.b': { c: tensor([2]) }, a: { 'b.c': tensor([3]) } };
  const back = io.loadCheckpoint<typeof tree>(await io.saveCheckpoint(tree));
  assert.equal(back.list[0], (back.list[1] as { shared: Tensor }).shared);
  assert.ok(Object.is(back.n, -0) && back.inf === -Infinity && 'none' in back && back.none === undefined && back.text === 'ü' && back.flag);
  assert.deepEqual([back['a.b'].c.item(), back.a['b.c'].item()], [2, 3]);
  const bytes = await io.saveCheckpoint({ w: [tensor([1, 2])] });
  assert.throws(() => io.loadCheckpoint(bytes, { w: [tensor([1, 2, 3])] }), /w\.0 is f32\[2\], expected f32\[3\]/);
  assert.throws(() => io.loadCheckpoint(bytes, { w: [tensor([1, 2])], v: 1 }), /the tree is an object of w, expected an object of w, v/);
  await assert.rejects(io.saveCheckpoint({ when: new Date() }), /when is Date/);
  assert.throws(() => io.loadCheckpoint(file({})), /is no checkpoint/);
});

test('the reference implementation reads what we write', async (t) => {
  const bytes = await io.saveSafetensors({ w: tensor([[1, 2], [3, 4.5]]) });
  try {
    const out = execFileSync('python3', ['-c', 'import sys, safetensors.numpy as s; print(s.load(sys.stdin.buffer.read())["w"].tolist())'], { input: bytes, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });
    assert.equal(out.trim(), '[[1.0, 2.0], [3.0, 4.5]]');
  } catch (error) { if (error instanceof assert.AssertionError) throw error; t.skip('no python3 with safetensors'); }
});
