import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

/** The server and the pages. What runs in a reader's browser is built beside it: vite.client.config.ts. */
export default defineConfig({
  plugins: [sveltekit({
    adapter: adapter({ precompress: true }),
    csp: {
      mode: 'nonce',
      directives: {
        'default-src': ['none'], 'script-src': ['self'], 'worker-src': ['self'], 'connect-src': ['self'], 'img-src': ['self', 'data:'], 'font-src': ['self'],
        'style-src': ['self'], 'style-src-attr': ['unsafe-inline'], 'form-action': ['self'], 'base-uri': ['none'], 'frame-ancestors': ['none'], 'manifest-src': ['self'],
      },
    },
  })],
  build: { assetsInlineLimit: 0 },
  // Galley's own rooms run as they are: Node reads TypeScript.
  ssr: { external: ['@galley/catalog', '@galley/claims', '@galley/ingest', '@galley/papers', '@galley/typeset', '@galley/daq', '@galley/data-laws', '@galley/numerics'], noExternal: [/^d3-/, 'internmap'] },
});
