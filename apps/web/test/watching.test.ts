/** What whoever watches the process sees, and how it ends. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openStore, type Store } from '@galley/papers';
import { health } from '../src/serving/health.ts';
import { startSite } from './site.ts';

test('a public site is alive and ready, names every request, and shows its numbers to those who hold the token', async () => {
  const site = await startSite({ env: { PUBLIC_URL: 'http://localhost:3000', METRICS_TOKEN: 'secret' } });
  try {
    assert.equal(await (await fetch(`${site.address}/healthz`)).text(), 'alive\n');
    assert.equal(await (await fetch(`${site.address}/readyz`)).text(), 'ready\n');
    const names = await Promise.all(['/', '/', '/trending', '/nowhere'].map(async (place) => (await fetch(site.address + place)).headers.get('x-request-id')));
    assert.equal(new Set(names).size, 4);
    for (const name of names) assert.match(name!, /^[\da-f-]{36}$/);
    assert.equal((await fetch(`${site.address}/metrics`)).status, 401);
    assert.equal((await fetch(`${site.address}/metrics`, { headers: { authorization: 'Bearer wrong!' } })).status, 401);
    const metrics = await (await fetch(`${site.address}/metrics`, { headers: { authorization: 'Bearer secret' } })).text();
    assert.match(metrics, /galley_http_request_seconds_count\{method="GET",route="\/trending",status="200"\} 1/);
    const trace = await new Promise<number>((resolve, reject) => { http.request(site.address, { method: 'TRACE' }, (answer) => { answer.resume(); resolve(answer.statusCode!); }).on('error', reject).end(); });
    assert.ok(trace >= 400, `TRACE is answered ${trace}`);
    assert.match(metrics, /process_resident_memory_bytes \d/);
  } finally { await site.stop(); }
});

test('while it stops, and while the database is away, it is not ready', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'galley-watching-')), store = await openStore({ dataDir: folder });
  const away = { ...store, db: { execute: () => Promise.reject(new Error('gone')) } } as unknown as Store, silent = { ...store, db: { execute: () => new Promise(() => {}) } } as unknown as Store;
  const asked = async (watched: ReturnType<typeof health>) => {
    const server = http.createServer((q, r) => { assert.ok(watched.answers(q, r)); }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/readyz`), text = await answer.text();
    server.closeAllConnections();
    server.close();
    return [answer.status, text];
  };
  assert.deepEqual(await asked(health(store)), [200, 'ready\n']);
  assert.deepEqual(await asked(health(away)), [503, 'the database cannot be reached\n']);
  assert.deepEqual(await asked(health(silent)), [503, 'the database does not answer\n']);
  const stopping = health(store);
  stopping.drain();
  assert.deepEqual(await asked(stopping), [503, 'stopping\n']);
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});
