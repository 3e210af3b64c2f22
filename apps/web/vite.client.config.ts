import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defaultClientConditions, defineConfig } from 'vite';

/**
 * What runs in a reader's browser: one small entry, everything else fetched when it is wanted
 * (a run, a demonstration). The pages themselves need none of it to be read.
 */
export default defineConfig({
  plugins: [svelte({ configFile: false })],
  publicDir: false,
  base: '/client/',
  build: {
    outDir: 'static/client', emptyOutDir: true, manifest: 'manifest.json', modulePreload: false, target: 'es2022', assetsInlineLimit: 0,
    rollupOptions: { input: 'src/client/main.ts' },
  },
  // The peer's WebAssembly is fetched when it is raced against, not bundled.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  worker: { format: 'es' },
});
