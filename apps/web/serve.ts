/** Serves the built pages until it is told to stop. The CLI's `serve` calls this; nothing else does. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import compression from 'compression';
import { papers as catalogue, edition } from '@galley/catalog';
import { loadEdition } from '@galley/ingest';
import { openStore, type Store } from '@galley/papers';

export interface ServeOptions { host: string; port: number; dataDir?: string; databaseUrl?: string; publicUrl?: string }
export interface Serving { /** Where readers find it: PUBLIC_URL, or this machine. */ address: string; port: number; where: string; papers: number; close(): Promise<void> }

type Handler = (request: http.IncomingMessage, response: http.ServerResponse, next: (error?: unknown) => void) => void;

export class ServeError extends Error { override name = 'ServeError'; }

export async function serve(options: ServeOptions): Promise<Serving> {
  const server = http.createServer();
  await listen(server, options.port, options.host);
  let opened: Store | undefined;
  try {
    opened = await openStore({ dataDir: options.dataDir, databaseUrl: options.databaseUrl, exclusive: true });
    return await answer(server, opened, options);
  } catch (error) {
    server.close();
    await opened?.close();
    throw error;
  }
}

async function answer(server: http.Server, opened: Store, { host, publicUrl }: ServeOptions): Promise<Serving> {
  const loaded = await loadEdition(opened.db, catalogue, edition);
  (globalThis as { galleyStore?: Promise<Store> }).galleyStore = Promise.resolve(opened);
  const { port: listening } = server.address() as AddressInfo;
  const address = publicUrl || `http://${host === '127.0.0.1' || host === '::1' ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${listening}`;
  process.env.ORIGIN ??= new URL(address).origin;
  process.env.BODY_SIZE_LIMIT ??= String(largestBody);
  const { handler } = await import(new URL('./build/handler.js', import.meta.url).href) as { handler: Handler };
  const compress = compression({ threshold: 800 }) as unknown as Handler;
  server.on('request', (request, response) => {
    response.setHeader('x-content-type-options', 'nosniff');
    if (isolatesWorker(request.url ?? '')) response.setHeader('content-security-policy', "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
    if (request.url?.startsWith('/client/') && !request.url.startsWith('/client/manifest')) response.setHeader('cache-control', 'public, max-age=31536000, immutable');
    if (bodyTooLarge(request)) { response.writeHead(413, { 'content-type': 'text/plain', connection: 'close' }).end('The body is larger than 12 MB.\n'); return; }
    compress(request, response, () => handler(request, response, () => response.writeHead(404).end()));
  });
  opened.announce(`serving ${address}`);
  return {
    address, port: listening, where: opened.where, papers: Object.values(loaded.papers).reduce((a, b) => a + b, 0),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 2000).unref();
      await closed;
      await opened.close();
    },
  };
}

/** A worker that runs experiments gets its own policy: it may load code of this site and reach nothing else. */
const isolatesWorker = (url: string) => /^\/client\/assets\/worker-[\w-]+\.js/.test(url);

const largestBody = 12e6;
const bodyTooLarge = (request: http.IncomingMessage) => Number(request.headers['content-length'] ?? 0) > largestBody;

function listen(server: http.Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE'
      ? new ServeError(`Port ${port} is taken by another program. Set PORT, or stop what listens there.`)
      : error.code === 'EACCES' ? new ServeError(`Port ${port} may not be used by this user. Set PORT to one above 1023.`) : error));
    server.listen(port, host, resolve);
  });
}
