import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

/** The server and the pages. What runs in a reader's browser is built beside it: vite.client.config.ts. */
export default defineConfig({
  plugins: [sveltekit({
    adapter: adapter({ precompress: true }),
    // hooks.server.ts checks where a write comes from, for every path but those that a mail provider's server posts to.
    csrf: { trustedOrigins: ['*'] },
    csp: {
      mode: 'hash',
      directives: {
        'default-src': ['none'], // The one inline line of app.html, which says that scripts run.
        'script-src': ['self', 'sha256-Du+OJKJSbdUgz5nrHeWWINvez6XKDDU/tyj/5c2uvwo='], 'worker-src': ['self'], 'connect-src': ['self'], 'img-src': ['self', 'data:'], 'font-src': ['self'], 'frame-src': ['self'],
        'style-src': ['self'], 'style-src-attr': ['unsafe-inline'], 'form-action': ['self'], 'base-uri': ['none'], 'frame-ancestors': ['none'], 'manifest-src': ['self'],
      },
    },
  })],
  build: { assetsInlineLimit: 0 },
  // Galley's own rooms run as they are, from their folders: Node reads TypeScript.
  environments: { ssr: { build: { rolldownOptions: { external: /^@galley\// } } } },
});
