/** Contenders as workers of one cross-origin isolated page in headless Chromium. */
import { existsSync, readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, Request } from './answer.ts';
import type { Contender } from './timing.ts';

const here = fileURLToPath(new URL('.', import.meta.url)), require = createRequire(import.meta.url);
const versionOf = (name: string): string => (JSON.parse(readFileSync(`${here}node_modules/${name}/package.json`, 'utf8')) as { version: string }).version;

/** What each worker runs. Packages are named in text: types must check when none is installed. */
const workers: Record<string, () => string> = {
  ours: () => "import { ours } from './peers/ours.ts'; await serve((threads) => ours(threads));",
  'onnxruntime-web': () => `import * as ort from 'onnxruntime-web/wasm'; import { onnxruntime } from './peers/onnxruntime.ts';
    await serve((threads) => { ort.env.wasm.wasmPaths = location.origin + '/onnxruntime-web/'; return onnxruntime(ort, 'onnxruntime-web', '${versionOf('onnxruntime-web')}', threads); });`,
  'tfjs wasm': () => `import * as tf from '@tensorflow/tfjs'; import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'; import { tfjs } from './peers/tfjs.ts';
    await serve(async (threads) => { tf.enableProdMode(); setWasmPaths(location.origin + '/tfjs-backend-wasm/'); setThreadsCount(threads); await tf.setBackend('wasm'); return tfjs(tf); });`,
  // It counts the cores when it is loaded.
  'jax-js': () => `import { jaxJs } from './peers/jax-js.ts';
    await serve(async (threads) => { Object.defineProperty(navigator, 'hardwareConcurrency', { value: threads }); const jax = await import('@jax-js/jax'); await jax.init('wasm'); jax.defaultDevice('wasm'); return jaxJs(jax, '${versionOf('@jax-js/jax')}'); });`,
};
const wasmFolders: Record<string, string> = { 'onnxruntime-web': `${here}node_modules/onnxruntime-web/dist`, 'tfjs-backend-wasm': `${here}node_modules/@tensorflow/tfjs-backend-wasm/dist` };

interface Bundled { outputFiles: { contents: Uint8Array; text: string }[] }
interface Esbuild { build(options: object): Promise<Bundled> }
/** One module, its imports in it, minified. */
export async function bundle(source: { contents: string } | { file: string }, more: object = {}): Promise<Uint8Array> {
  const { build } = require('./node_modules/esbuild') as Esbuild;
  const entry = 'file' in source ? { entryPoints: [source.file] } : { stdin: { contents: source.contents, resolveDir: here, loader: 'ts' } };
  const { outputFiles } = await build({ ...entry, bundle: true, write: false, minify: true, format: 'esm', target: 'es2022', platform: 'browser', external: ['node:*', 'fs', 'path', 'os', 'crypto', 'util', 'string_decoder', 'worker_threads', 'perf_hooks', 'module', 'url'], logLevel: 'error', ...more });
  return outputFiles[0].contents;
}

interface Page { evaluate<A, R>(f: (argument: A) => R | Promise<R>, argument: A): Promise<R>; goto(address: string): Promise<unknown> }
interface Browser { newPage(): Promise<Page>; close(): Promise<void>; version(): string }

export interface Pages { version: string; start(name: string, threads: number): Promise<(Contender & { version: string }) | string>; stop(name: string): Promise<void>; close(): Promise<void> }

async function launch(): Promise<Browser> {
  const { chromium } = require('playwright-core') as { chromium: { launch(options: object): Promise<Browser> } };
  const installed = process.env.CHROMIUM_PATH ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => existsSync(file)), args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
  if (installed) return chromium.launch({ executablePath: installed, args });
  const { default: packed } = require('@sparticuz/chromium') as { default: { executablePath(): Promise<string>; args: string[] } };
  return chromium.launch({ executablePath: await packed.executablePath(), args: [...args, ...packed.args.filter((a) => !a.startsWith('--headless') && a !== '--single-process' && a !== '--no-zygote')] });
}

/** @throws when there is no browser */
export async function openPages(): Promise<Pages> {
  const made = new Map<string, Uint8Array | string>([['/', '<!doctype html><title>bench</title>']]);
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost'), [, folder, file] = pathname.split('/'), wasm = wasmFolders[folder];
    const body = made.get(pathname) ?? (wasm && file && existsSync(path.join(wasm, path.basename(file))) ? readFileSync(path.join(wasm, path.basename(file))) : undefined);
    const type = pathname === '/' ? 'text/html' : pathname.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type, 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-resource-policy': 'same-origin' }).end(body);
  });
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
  const address = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  made.set('/thread.ts', await bundle({ file: `${here}../src/runtime/thread.ts` }));
  const browser = await launch().catch((error: unknown) => { server.close(); throw error; }), page = await browser.newPage();
  await page.goto(address);
  return {
    version: browser.version(),
    async start(name, threads) {
      const source = workers[name];
      if (!source) return 'it does not run in a page';
      const file = `/${name.replace(/\W/g, '-')}.js`;
      try { if (!made.has(file)) made.set(file, await bundle({ contents: `import { serve } from './page/serve.ts';\n${source()}` })); } catch (error) { return `it could not be bundled: ${(error as Error).message.split('\n')[0]}`; }
      await page.evaluate(([key, at, count]) => {
        const scope = globalThis as unknown as { contenders?: Record<string, Worker> };
        (scope.contenders ??= {})[key] = new Worker(at, { type: 'module', name: count });
      }, [name, file, String(threads)] as const);
      const ask = (request: Request): Promise<Answer> => page.evaluate(([key, question]) => new Promise<Answer>((settle) => {
        const worker = (globalThis as unknown as { contenders: Record<string, Worker> }).contenders[key];
        worker.onmessage = ({ data }) => settle(data as Answer);
        worker.onerror = (event) => settle({ cannot: event.message || 'its worker failed' });
        worker.postMessage(question);
      }), [name, request] as const);
      const { name: said, version, cannot } = await ask({ do: 'hello' });
      return said === undefined ? cannot ?? 'no answer' : { name: said, version: version!, threads, ask };
    },
    async stop(name) { await page.evaluate((key) => { (globalThis as unknown as { contenders: Record<string, Worker> }).contenders[key]?.terminate(); }, name); },
    async close() { await browser.close(); server.close(); },
  };
}

/** Writes bundles where Node may run them; gone when the process ends. */
export function temporaryFolder(files: Record<string, Uint8Array>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'tensor-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const [name, bytes] of Object.entries({ 'package.json': new TextEncoder().encode('{"type":"module"}'), ...files })) writeFileSync(path.join(folder, name), bytes);
  return folder;
}
