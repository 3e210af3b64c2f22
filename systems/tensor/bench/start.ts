/** From the import to the first result, in a fresh process each time; and what a page must fetch for it. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { median, quantile } from '@galley/numerics/bootstrap';
import { bundle, temporaryFolder } from './in-page.ts';

export interface StartRow { library: string; ms: number | null; spread: number | null; gzipKB: number; ofWhich: string; why?: string }
const here = fileURLToPath(new URL('.', import.meta.url)), gzipped = (bytes: Uint8Array) => gzipSync(bytes, { level: 9 }).length / 1000;

const product = 'const a = Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i));';
const ours = (from: string) => `${product} const { tensor } = await import('${from}'); const x = tensor(a, { shape: [64, 64] }); const y = await x.matmul(x).relu().data();`;
const first: Record<string, { code(): Promise<string>; page: string; wasm?: [folder: string, file: RegExp] }> = {
  ours: {
    // As it is published: JavaScript, not TypeScript that Node strips first.
    async code() {
      const [library, thread] = await Promise.all([bundle({ contents: "export { tensor } from '../src/index.ts';" }, { platform: 'node' }), bundle({ file: `${here}../src/runtime/thread.ts` }, { platform: 'node' })]);
      return ours(pathToFileURL(`${temporaryFolder({ 'tensor.js': library, 'thread.ts': thread })}/tensor.js`).href);
    },
    page: "export * from '../src/index.ts';",
  },
  'onnxruntime-web': {
    code: () => Promise.resolve(`${product} const ort = await import('${pathToFileURL(`${here}node_modules/onnxruntime-web/dist/ort.node.min.mjs`).href}'); const { onnxModel } = await import('${pathToFileURL(`${here}peers/onnx-tasks.ts`).href}'); const { encodeModel } = await import('${pathToFileURL(`${here}peers/onnx-model.ts`).href}');
      ort.env.wasm.numThreads = 1; const s = await ort.InferenceSession.create(encodeModel(onnxModel({ kind: 'matmul', m: 64, k: 64, n: 64 }, { a: { shape: [64, 64] }, b: { shape: [64, 64] } })), { executionProviders: ['wasm'] }); const t = new ort.Tensor('float32', a, [64, 64]); const y = (await s.run({ a: t, b: t })).y.data;`),
    page: "export * from 'onnxruntime-web/wasm';", wasm: ['onnxruntime-web/dist', /^ort-wasm-simd-threaded\.(wasm|mjs)$/],
  },
  'tfjs wasm': {
    code: () => Promise.resolve(`${product} import { createRequire } from 'node:module'; const require = createRequire('${here}package.json'); const tf = require('@tensorflow/tfjs'); require('@tensorflow/tfjs-backend-wasm'); await tf.setBackend('wasm'); const x = tf.tensor(a, [64, 64]); const y = await tf.relu(tf.matMul(x, x)).data();`),
    page: "export * from '@tensorflow/tfjs'; import '@tensorflow/tfjs-backend-wasm';", wasm: ['@tensorflow/tfjs-backend-wasm/dist', /^tfjs-backend-wasm-simd\.wasm$/],
  },
  'jax-js': {
    code: () => Promise.resolve(`${product} import { createRequire } from 'node:module'; const require = createRequire('${here}package.json'); const jax = require('@jax-js/jax'); await jax.init('wasm'); jax.defaultDevice('wasm'); const x = jax.numpy.array(a).reshape([64, 64]); const y = await jax.nn.relu(jax.numpy.matmul(x.ref, x)).data();`),
    page: "export * from '@jax-js/jax';",
  },
};

export async function startRows(repeats: number): Promise<StartRow[]> {
  const rows: StartRow[] = [], samples: Record<string, number[]> = {}, why: Record<string, string> = {}, codes: Record<string, string> = {};
  for (const [library, { code }] of Object.entries(first)) codes[library] = `const begun = performance.now(); ${await code()} if (y.length !== 4096) throw new Error('no result'); const took = performance.now() - begun; process.stdout.write('took ' + took); process.exit(0);`;
  for (let round = 0; round < repeats; round++) {
    for (const library of Object.keys(first)) {
      const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', codes[library]], { encoding: 'utf8', cwd: here, timeout: 60_000 }), found = /took ([\d.]+)/.exec(stdout);
      if (found) (samples[library] ??= []).push(Number(found[1]));
      else why[library] = stderr.split('\n').find((l) => /error/i.test(l)) ?? 'no result';
    }
  }
  for (const [library, { page, wasm }] of Object.entries(first)) {
    const script = gzipped(await bundle({ contents: page })), folder = wasm && `${here}node_modules/${wasm[0]}`;
    const binary = wasm && folder ? readdirSync(folder).filter((file) => wasm[1].test(file)).reduce((sum, file) => sum + gzipped(readFileSync(`${folder}/${file}`)), 0) : 0;
    const times = samples[library] ?? [];
    rows.push({ library, ms: times.length ? median(times) : null, spread: times.length ? (quantile(times, 0.75) - quantile(times, 0.25)) / median(times) : null, gzipKB: script + binary, ofWhich: binary ? `${script.toFixed(0)} script, ${binary.toFixed(0)} WebAssembly` : 'script', ...(!times.length && { why: why[library] }) });
  }
  return rows;
}
