/** What one process commits, another hears. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { openStore, upsertPapers, watchChanges, type Store } from '../src/index.ts';
import { startPostgres, type Server } from './postgres.ts';

let server: Server, folder: string;
before(async () => { folder = mkdtempSync(path.join(os.tmpdir(), 'galley-changes-')); server = await startPostgres(); });
after(async () => { await server.stop(); rmSync(folder, { recursive: true, force: true }); });

const paper = { arxiv: '2510.00001', title: 'T', titlePlain: 'T', titleRank: 1, authors: ['A'] };

/** What was heard, and a wait for one subject more. */
function ears() {
  const heard: string[] = [], waiting: { subject: string; done: () => void }[] = [], states: boolean[] = [];
  return {
    heard, states, listener: { heard(subject: string) { heard.push(subject); for (const w of waiting) if (w.subject === subject) w.done(); }, hearing(now: boolean) { states.push(now); for (const w of waiting) if (w.subject === `hearing ${now}`) w.done(); } },
    next: (subject: string) => new Promise<void>((done) => { waiting.push({ subject, done }); }),
  };
}

for (const kind of ['PGlite', 'PostgreSQL'] as const) describe(kind, () => {
  let store: Store;
  before(async () => { store = await openStore(kind === 'PGlite' ? { dataDir: folder } : { databaseUrl: server.url() }); });
  after(() => store.close());

  test('a vote names its paper, an import its table, and what is rolled back is never heard', async () => {
    const { heard, listener, next, states } = ears(), watching = await watchChanges(store, listener);
    const imported = next('papers');
    await upsertPapers(store.db, [paper]);
    await imported;
    await store.db.execute(sql`insert into accounts (id, handle, name) values ('01900000-0000-7000-8000-000000000001', 'a', 'A') on conflict do nothing`);
    heard.length = 0;
    await assert.rejects(store.db.transaction(async (tx) => { await tx.execute(sql`insert into votes (account, arxiv) values ('01900000-0000-7000-8000-000000000001', '2510.00001')`); throw new Error('no'); }), /no/);
    const voted = next('paper:2510.00001');
    await store.db.execute(sql`insert into votes (account, arxiv) values ('01900000-0000-7000-8000-000000000001', '2510.00001')`);
    await voted;
    assert.deepEqual(heard, ['paper:2510.00001']);
    await watching.stop();
    assert.deepEqual(states, [true, false]);
  });
});

test('a command that joins the folder of a running site is heard by it', async () => {
  const own = mkdtempSync(path.join(os.tmpdir(), 'galley-changes-')), store = await openStore({ dataDir: own }), { listener, next } = ears(), watching = await watchChanges(store, listener);
  const anything = next('*');
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'other-process.ts'), own], { stdio: 'ignore' });
  await anything;
  if (child.exitCode === null) { child.kill(); await once(child, 'exit'); }
  await watching.stop();
  await store.close();
  rmSync(own, { recursive: true, force: true });
});

test('when the server cuts the connection nothing is relied on until it is back', async () => {
  const store = await openStore({ databaseUrl: server.url() }), { listener, next, states } = ears(), watching = await watchChanges(store, listener);
  const back = next('hearing true');
  await store.db.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'galley changes'`);
  await back;
  assert.deepEqual(states, [true, false, true]);
  const voted = next('papers');
  await upsertPapers(store.db, [{ ...paper, arxiv: '2510.00002' }]);
  await voted;
  await watching.stop();
  await store.close();
});
