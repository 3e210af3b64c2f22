/** The queue on both databases: work is done once, by one at a time, and again when it was cut off. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openMailer } from '@galley/mail';
import { openStore, papersOfDay, rows, type Store } from '@galley/papers';
import { sourceState } from '@galley/ingest';
import { sql } from 'drizzle-orm';
import { startPostgres, type Server } from '../../papers/test/postgres.ts';
import { jobSettings, startWorker, type Worker, type WorkerSaid } from '../src/index.ts';

let server: Server, folder: string;
before(async () => { folder = mkdtempSync(path.join(os.tmpdir(), 'galley-jobs-')); server = await startPostgres(); });
after(async () => { await server.stop(); rmSync(folder, { recursive: true, force: true }); });

/** The Hub's list, one paper a day; `hold` keeps every answer back until it is called. */
async function hub() {
  let inside = 0, most = 0, asked = 0, open: (() => void)[] | undefined;
  const listening = http.createServer((request, response) => {
    most = Math.max(most, ++inside);
    asked++;
    const day = new URL(request.url!, 'http://x').searchParams.get('date')!, answer = () => { inside--; response.end(JSON.stringify([{ paper: { id: `${day.slice(2, 4)}${day.slice(5, 7)}.${day.slice(8)}001`, title: `Of ${day}`, authors: [{ name: 'Ada Lovelace' }] } }])); };
    if (open) open.push(answer); else answer();
    response.on('close', () => { if (!response.writableEnded) inside--; });
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  after(() => { listening.closeAllConnections(); listening.close(); });
  return {
    base: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`, most: () => most, asked: () => asked,
    hold() { open = []; return () => { const waiting = open ?? []; open = undefined; for (const go of waiting) go(); }; },
  };
}

/** A job that said it is done is still to be written down as done. */
async function askWhenFree(worker: Worker): Promise<void> {
  while (!await worker.ask('hf-daily')) await new Promise((resolve) => { setTimeout(resolve, 20); });
}

/** Waits for something said of a job; the test's own time-out ends a wait in vain. */
function listener() {
  const said: WorkerSaid[] = [], waiting: { wanted: (s: WorkerSaid) => boolean; heard: () => void }[] = [];
  return {
    said, log: (s: WorkerSaid) => { said.push(s); for (const w of waiting.filter((x) => x.wanted(s))) w.heard(); },
    heard: (job: string, state: WorkerSaid['state'], times = 1) => new Promise<void>((resolve) => {
      const wanted = (s: WorkerSaid) => s.job === job && s.state === state, enough = () => { if (said.filter(wanted).length >= times) resolve(); };
      waiting.push({ wanted, heard: enough });
      enough();
    }),
  };
}

for (const kind of ['PGlite', 'PostgreSQL'] as const) describe(kind, () => {
  let store: Store;
  before(async () => { store = await openStore(kind === 'PGlite' ? { dataDir: folder } : { databaseUrl: server.url() }); });
  after(() => store.close());
  const settingsFor = (base: string) => jobSettings({ SOURCES: 'hf-daily', HF_BASE: base, FIRST_DAYS: '2' });

  test('papers come in by themselves when a worker starts; what is asked for twice at once is done once', async () => {
    const { base, hold, most } = await hub(), go = hold(), heard = listener(), mailer = await openMailer(store);
    const worker = await startWorker({ store, mailer, settings: settingsFor(base), log: heard.log, lookSeconds: 1 });
    await heard.heard('hf-daily', 'begun');
    assert.equal(await worker.ask('hf-daily'), false, 'one is under way');
    go();
    await heard.heard('hf-daily', 'done');
    const today = (await sourceState(store.db, 'hf-daily'))!;
    assert.equal(today.error, null);
    assert.equal((await papersOfDay(store.db, String(today.cursor!.day))).length, 1);
    await askWhenFree(worker);
    await heard.heard('hf-daily', 'done', 2);
    assert.equal(most(), 1);
    await worker.stop();
  });

  test('a worker that stops cuts off what it does, and the job is there for the next', async () => {
    const { base, hold } = await hub(), go = hold(), first = listener(), mailer = await openMailer(store);
    const worker = await startWorker({ store, mailer, settings: settingsFor(base), log: first.log, lookSeconds: 1 });
    await first.heard('hf-daily', 'begun');
    await worker.stop();
    assert.deepEqual(first.said.filter((s) => s.job === 'hf-daily').map((s) => s.state), ['begun', 'cut off']);
    go();
    const [job] = await rows<{ state: string }>(store.db, sql`select state::text as state from jobs.job where name = 'hf-daily' order by created_on desc limit 1`);
    assert.equal(job.state, 'retry');
    await store.db.execute(sql`update jobs.job set start_after = now() where name = 'hf-daily' and state = 'retry'`);
    const second = listener(), next = await startWorker({ store, mailer, settings: settingsFor(base), log: second.log, lookSeconds: 1 });
    await second.heard('hf-daily', 'done');
    await next.stop();
  });

  test('what has run out is deleted, what has not stays', async () => {
    const mailer = await openMailer(store), heard = listener();
    await store.db.execute(sql`insert into sign_in_links (token_hash, browser_hash, email, network, expires) values ('old', 'b', 'a@x', 'n', now() - interval '2 days'), ('new', 'b', 'a@x', 'n', now() + interval '5 minutes')`);
    const worker = await startWorker({ store, mailer, settings: jobSettings({ SOURCES: 'none' }), log: heard.log, lookSeconds: 1 });
    await worker.ask('upkeep');
    await heard.heard('upkeep', 'done');
    assert.deepEqual((await rows<{ hash: string }>(store.db, sql`select token_hash as hash from sign_in_links`)).map((l) => l.hash), ['new']);
    assert.match(heard.said.find((s) => s.job === 'upkeep' && s.state === 'done')!.what, /1 sign-in links/);
    await worker.stop();
  });
});

test('two workers share the work of one server: a harvest is under way on one of them only', async () => {
  const url = server.url(), stores = [await openStore({ databaseUrl: url }), await openStore({ databaseUrl: url })], { base, most } = await hub(), heard = listener();
  await stores[0].db.execute(sql`delete from jobs.job`);
  const workers = await Promise.all(stores.map(async (store) => startWorker({ store, mailer: await openMailer(store), settings: jobSettings({ SOURCES: 'hf-daily', HF_BASE: base, FIRST_DAYS: '2' }), log: heard.log, lookSeconds: 1 })));
  await heard.heard('hf-daily', 'done');
  for (let i = 2; i <= 4; i++) { await askWhenFree(workers[i % 2]); await heard.heard('hf-daily', 'done', i); }
  assert.equal(most(), 1);
  await Promise.all(workers.map((w) => w.stop()));
  for (const store of stores) await store.close();
});
