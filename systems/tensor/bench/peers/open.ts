/** Loads a peer in Node, from the bench folder's own node_modules. Packages are named by strings: types must check when none is installed. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { copy } from './copy.ts';
import { jaxJs, type Jax } from './jax-js.ts';
import { onnxruntime, type Ort } from './onnxruntime.ts';
import { ours } from './ours.ts';
import type { Peer } from './peer.ts';
import { tfjs, type Tfjs } from './tfjs.ts';

const require = createRequire(new URL('../package.json', import.meta.url));
const versionOf = (name: string): string => (JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')) as { version: string }).version;

/** @throws when the package is not installed or does not run here */
export async function openPeer(name: string, threads: number): Promise<Peer> {
  switch (name) {
    case 'ours': return ours(threads);
    case 'ours 256-bit': return { ...ours(threads, { revectorize: true }), name };
    case 'copy': return copy();
    case 'onnxruntime-web': case 'onnxruntime-node': return onnxruntime(require(name) as Ort, name, versionOf(name), threads);
    case 'jax-js': {
      const jax = require('@jax-js/jax') as Jax & { init(device: string): Promise<unknown>; defaultDevice(device: string): void };
      await jax.init('wasm');
      jax.defaultDevice('wasm');
      return jaxJs(jax, versionOf('@jax-js/jax'));
    }
    case 'tfjs wasm': case 'tfjs cpu': {
      const tf = require('@tensorflow/tfjs') as Tfjs & { setBackend(name: string): Promise<boolean>; enableProdMode(): void };
      const backend = name.slice(5);
      if (backend === 'wasm') require('@tensorflow/tfjs-backend-wasm');
      tf.enableProdMode();
      await tf.setBackend(backend);
      return tfjs(tf);
    }
    default: throw new Error(`no peer is called ${name}`);
  }
}
