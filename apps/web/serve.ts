/** Serves the built pages until it is told to stop, with a worker beside them unless told otherwise. The CLI's `serve` calls this; nothing else does. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import compression from 'compression';
import { papers as catalogue, edition } from '@galley/catalog';
import { loadEdition } from '@galley/ingest';
import { jobSettings, startWorker, type JobSettings, type Worker } from '@galley/jobs';
import { openMailer, type Mailer } from '@galley/mail';
import { faultSentence, openStore, type Store } from '@galley/papers';
import { health } from './src/serving/health.ts';
import { answersKept } from './src/serving/kept-pages.ts';
import { log } from './src/serving/log.ts';
import { countJob, watchProcess } from './src/serving/metrics.ts';
import { PageCache } from './src/serving/page-cache.ts';

export interface ServeOptions { host: string; port: number; dataDir?: string; databaseUrl?: string; publicUrl?: string; /** Do the work in the background here too. */ worker?: boolean }
export interface Serving { /** Where readers find it: PUBLIC_URL, or this machine. */ address: string; port: number; where: string; papers: number; close(): Promise<void> }

type Handler = (request: http.IncomingMessage, response: http.ServerResponse, next: (error?: unknown) => void) => void;

export class ServeError extends Error { override name = 'ServeError'; }

/** @throws ServeError, StoreError or a settings error, each with one sentence. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const settings = jobSettings();
  const server = http.createServer();
  await listen(server, options.port, options.host);
  let opened: Store | undefined;
  try {
    opened = await openStore({ dataDir: options.dataDir, databaseUrl: options.databaseUrl, exclusive: true });
    return await answer(server, opened, options, settings);
  } catch (error) {
    server.close();
    await opened?.close();
    throw error;
  }
}

async function answer(server: http.Server, opened: Store, { host, publicUrl, worker: working = true }: ServeOptions, settings: JobSettings): Promise<Serving> {
  const loaded = await loadEdition(opened.db, catalogue, edition);
  const { port: listening } = server.address() as AddressInfo;
  process.env.PORT = String(listening);
  const mailer = await openMailer(opened);
  const pages = new PageCache(), watching = await pages.watch(opened);
  Object.assign(globalThis as { galleyStore?: Promise<Store>; galleyMailer?: Promise<Mailer>; galleyPages?: PageCache }, { galleyStore: Promise.resolve(opened), galleyMailer: Promise.resolve(mailer), galleyPages: pages });
  const address = publicUrl || `http://${host === '127.0.0.1' || host === '::1' ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${listening}`;
  process.env.ORIGIN ??= new URL(address).origin;
  process.env.BODY_SIZE_LIMIT ??= String(largestBody);
  const { handler } = await import(new URL('./build/handler.js', import.meta.url).href) as { handler: Handler };
  const compress = compression({ threshold: 800 }) as unknown as Handler;
  const watched = health(opened, { publicUrl });
  watchProcess(opened);
  server.on('request', (request, response) => {
    if (watched.answers(request, response)) return;
    // A personal Galley's pages are its reader's own: they are not kept.
    if (publicUrl && answersKept(pages, request, response)) return;
    response.setHeader('x-content-type-options', 'nosniff');
    if (isolatesWorker(request.url ?? '')) response.setHeader('content-security-policy', "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
    // A peer that is raced against fetches its own binary from here, and nothing else.
    if (/^\/client\/assets\/peer-[\w-]+\.js/.test(request.url ?? '')) response.setHeader('content-security-policy', "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'");
    // Pages are isolated, so that the engine may have threads: its workers have to say so too.
    if (request.url?.startsWith('/client/')) response.setHeader('cross-origin-embedder-policy', 'require-corp');
    if (request.url?.startsWith('/client/') && !request.url.startsWith('/client/manifest')) response.setHeader('cache-control', 'public, max-age=31536000, immutable');
    if (bodyTooLarge(request)) { response.writeHead(413, { 'content-type': 'text/plain', connection: 'close' }).end('The body is larger than 12 MB.\n'); return; }
    compress(request, response, () => handler(request, response, () => response.writeHead(404).end()));
  });
  opened.announce(`serving ${address}`);
  const worker = working ? begin(opened, mailer, settings) : undefined;
  return {
    address, port: listening, where: opened.where, papers: Object.values(loaded.papers).reduce((a, b) => a + b, 0),
    async close() {
      watched.drain();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 5000).unref();
      await Promise.all([closed, worker?.then((w) => w?.stop())]);
      await watching.stop();
      await mailer.close();
      await opened.close();
    },
  };
}

/** The site is up before its worker is; a worker that cannot start leaves a site that reads. */
async function begin(store: Store, mailer: Mailer, settings: JobSettings): Promise<Worker | undefined> {
  try {
    return await startWorker({ store, mailer, settings, log(said) { countJob(said); log[said.state === 'failed' || said.state === 'trouble' ? 'warn' : 'info'](said, `${said.job}: ${said.what}`); } });
  } catch (error) {
    log.error(`The worker did not start: ${faultSentence(error)}`);
    return undefined;
  }
}

/** A worker that runs experiments gets its own policy: it may load code of this site and reach nothing else. */
const isolatesWorker = (url: string) => /^\/client\/assets\/(worker|thread|tuner-thread|race-worker)-[\w-]+\.js/.test(url);

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
