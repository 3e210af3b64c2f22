/**
 * Load on the whole site: requests per second and the 99th percentile, with 10,000 and 1,000,000 papers, in the embedded
 * database and in a PostgreSQL server; alone and with votes cast meanwhile. The site is a process of its own; whoever asks
 * shares its two cores. The peer is a bare HTTP server that sends the same bytes from memory: what there is to lose.
 *
 *   node bench/load.ts [--quick] [--json] [--only postgres|embedded] [--papers 10000]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { nodeDevice } from '@galley/claims/node';
import { openStore, rows as query } from '@galley/papers';
import { sql } from 'drizzle-orm';
import { startPostgres } from '../../../core/papers/test/postgres.ts';
import { arxivOf, dayOfPaper, fill, perDay, signedIn } from './filled.ts';

const { values: asked } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'boolean' }, only: { type: 'string' }, papers: { type: 'string' } } });
const seconds = asked.quick ? 1 : 10, connections = 16, sizes = asked.papers ? [Number(asked.papers)] : asked.quick ? [10_000] : [10_000, 1_000_000];
const say = (text: string) => { if (!asked.json) process.stderr.write(`${text}\n`); };
process.env.SOURCES = 'none';

interface Row { work: string; threads: number; ours: number; peer: string; theirs: number; unit: string; ratio: number; p99Ms: number; failed: number; spread?: number[]; goal?: number }
const rows: Row[] = [];

for (const papers of sizes) for (const kind of ['embedded', 'postgres']) {
  if (asked.only && asked.only !== kind) continue;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'galley-load-')), server = kind === 'postgres' ? await startPostgres() : undefined;
  try {
    const begun = performance.now(), store = await openStore(server ? { databaseUrl: server.url() } : { dataDir: folder });
    await fill(store.db, papers, (done) => say(`${kind}: ${done} of ${papers} papers`));
    const cookies = await signedIn(store.db, 200);
    await store.close();
    say(`${kind}: filled in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    await measure(kind, papers, cookies, folder, server?.url());
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(kind: string, papers: number, cookies: string[], dataDir: string, databaseUrl?: string): Promise<void> {
  const site = spawn(process.execPath, [path.resolve(import.meta.dirname, '../../cli/src/main.ts'), 'serve', '--port', '0', '--json', '--no-worker', '--data-dir', dataDir], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, PUBLIC_URL: 'http://localhost:3000', LOG_LEVEL: 'error', DATABASE_URL: databaseUrl ?? '' } });
  const [line] = await once(createInterface({ input: site.stdout }), 'line') as [string], { port } = JSON.parse(line) as { port: number }, url = `http://localhost:${port}`;
  const day = `/papers/${dayOfPaper(0)}`, someDays = Array.from({ length: 300 }, (_, i) => `/papers/${dayOfPaper((i % Math.floor(papers / perDay)) * perDay)}`), somePapers = Array.from({ length: 3000 }, (_, i) => `/papers/${arxivOf((i * 7919) % papers)}`), searches = ['sparse attention', 'quantum lattice', 'video texture agent', 'proof 4711'].map((q) => `/search?q=${encodeURIComponent(q)}`);
  const work: { name: string; paths: string[]; cookie?: boolean; votes?: boolean }[] = [
    { name: 'the newest day', paths: [day] }, { name: '300 days', paths: someDays }, { name: '3,000 papers', paths: somePapers }, { name: 'the newest day, signed in', paths: [day], cookie: true },
    { name: 'days and papers while votes are cast', paths: [...someDays, ...somePapers.slice(0, 300)], votes: true }, { name: 'search', paths: searches },
  ];
  const bare = await bareServer(await (await fetch(url + day)).text());
  for (const { name, paths, cookie, votes } of work) {
    await shoot(url, paths.slice(0, 50), 1, cookie ? cookies : undefined);
    const voting = votes ? castVotes(url, cookies, somePapers.slice(0, 300)) : undefined, ours = await shoot(url, paths, seconds, cookie ? cookies : undefined), cast = await voting?.stop();
    const theirs = await shoot(bare.url, ['/'], Math.min(seconds, 3));
    rows.push({ work: `${name}, ${papers} papers, ${kind}${cast ? ` (${(cast / seconds).toFixed(0)} votes/s)` : ''}`, threads: 1, ours: ours.perSecond, peer: 'bare node:http, same bytes', theirs: theirs.perSecond, unit: 'requests/s', ratio: ours.perSecond / theirs.perSecond, p99Ms: ours.p99, failed: ours.failed });
    const row = rows.at(-1)!;
    say(`${row.work.padEnd(72)} ${row.ours.toFixed(0).padStart(6)} requests/s  p99 ${row.p99Ms.toFixed(0).padStart(5)} ms  bare ${row.theirs.toFixed(0)}/s${row.failed ? `  ${row.failed} failed` : ''}`);
  }
  bare.stop();
  site.kill('SIGTERM');
  await once(site, 'exit');
  if (databaseUrl) {
    const store = await openStore({ databaseUrl });
    const [{ n }] = await query<{ n: number }>(store.db, sql`select count(*)::int as n from votes where taken_back is null`);
    say(`${n} votes in the database`);
    await store.close();
  }
}

async function shoot(url: string, paths: string[], duration: number, cookies?: string[]): Promise<{ perSecond: number; p99: number; failed: number }> {
  const result = await autocannon({ url, connections, duration, timeout: 30, requests: paths.map((p, i) => ({ path: p, headers: { accept: 'text/html', 'accept-encoding': 'gzip', ...(cookies && { cookie: cookies[i % cookies.length] }) } })) });
  return { perSecond: result.requests.average, p99: result.latency.p99, failed: result.non2xx + result.errors };
}

/** Four readers at a time vote as fast as they are answered. */
function castVotes(url: string, cookies: string[], papers: string[]): { stop(): Promise<number> } {
  const ended = new AbortController();
  let cast = 0, n = 0;
  const one = async () => {
    while (!ended.signal.aborted) {
      const k = n++, answer = await fetch(`${url}${papers[Math.floor(k / cookies.length) % papers.length]}?/vote`, { method: 'POST', redirect: 'manual', headers: { cookie: cookies[k % cookies.length], origin: url, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' }, body: 'on=yes' });
      await answer.arrayBuffer();
      if (answer.status === 303) cast++;
    }
  };
  const all = Promise.all(Array.from({ length: 4 }, one));
  return { async stop() { ended.abort(); await all; return cast; } };
}

async function bareServer(body: string): Promise<{ url: string; stop(): void }> {
  const bytes = Buffer.from(body), server = http.createServer((_request, response) => { response.writeHead(200, { 'content-type': 'text/html' }).end(bytes); }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop() { server.closeAllConnections(); server.close(); } };
}

if (asked.json) process.stdout.write(`${JSON.stringify({ device: nodeDevice(), rows })}\n`);
process.exit(0);
