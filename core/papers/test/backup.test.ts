/** From one kind of database into the other and back, nothing is lost. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { backup, openStore, restore, rows, StoreError, upsertListings, upsertPapers, type Store } from '../src/index.ts';
import { startPostgres, type Server } from './postgres.ts';

let server: Server, folder: string, embedded: Store, served: Store;
before(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'galley-backup-'));
  server = await startPostgres();
  embedded = await openStore({ dataDir: folder });
  served = await openStore({ databaseUrl: server.url() });
});
after(async () => { await embedded.close(); await served.close(); await server.stop(); rmSync(folder, { recursive: true, force: true }); });

async function linesOf(store: Store): Promise<string[]> {
  const lines: string[] = [];
  await backup(store, async (line) => { lines.push(line); });
  return lines;
}
async function* from(lines: string[]) { yield* lines; }

const account = '01900000-0000-7000-8000-000000000001', hostile = `'); drop table papers; -- "quoted" \\ \u2028 𝔘`;

async function fill({ db }: Store): Promise<void> {
  await upsertPapers(db, Array.from({ length: 1201 }, (_, i) => ({ arxiv: `2510.${String(i).padStart(5, '0')}`, title: `${hostile} ${i}`, titlePlain: `${hostile} ${i}`, titleRank: 1, authors: ['A', hostile], keywords: ['a', 'b,"c'], upvotes: i, versions: [{ version: 1, at: '2025-10-01T00:00:00.000Z' }], record: { nested: { deep: [1, null, hostile] } } })));
  await upsertListings(db, [{ day: '2025-10-08', arxiv: '2510.00001', position: 1 }]);
  await db.execute(sql`insert into accounts (id, handle, name, email, role) values (${account}, 'ada', ${hostile}, 'ada@example.org', 'admin')`);
  await db.execute(sql`insert into votes (account, arxiv) select ${account}, arxiv from papers where upvotes < 700`);
  // Written in one moment: the child must not come before its parent all the same.
  await db.execute(sql`insert into comments (id, arxiv, account, parent, body, written) values ('01900000-0000-7000-8000-00000000000f', '2510.00001', ${account}, null, 'first', '2025-10-08T10:00:00Z'), ('01900000-0000-7000-8000-000000000002', '2510.00001', ${account}, '01900000-0000-7000-8000-00000000000f', 'reply', '2025-10-08T11:00:00Z')`);
  await db.execute(sql`insert into audit (actor, action, subject) values (${account}, 'made', 'x'), (${account}, 'made', 'y')`);
  await db.execute(sql`insert into secrets (name, value) values ('mail links', 'kept') on conflict (name) do update set value = 'kept'`);
}

test('an embedded database goes into a server line by line, and back, the same', async () => {
  await fill(embedded);
  await served.db.execute(sql`insert into secrets (name, value) values ('mail links', 'made by the fresh one')`);
  const lines = await linesOf(embedded), counts = await restore(served, from(lines));
  assert.deepEqual([counts.papers, counts.votes, counts.comments, counts.versions, counts.counts], [1201, 700, 2, 1201, 1201]);
  const sorted = (all: string[]) => all.toSorted();
  assert.deepEqual(sorted(await linesOf(served)), sorted(lines));
  const [{ value }] = await rows<{ value: string }>(served.db, sql`select value from secrets where name = 'mail links'`);
  assert.equal(value, 'kept');
  await served.db.execute(sql`insert into audit (action, subject) values ('goes on', 'z')`);
});

test('what has something in it is not filled, a cut or foreign or newer file is refused, and nothing is changed by either', async () => {
  await assert.rejects(restore(served, from([])), (e) => e instanceof StoreError && /is not empty \(there are papers in it\)/.test(e.message));
  const fresh = await openStore({ databaseUrl: await newDatabase() }), lines = await linesOf(served);
  for (const [given, said] of [
    [lines.slice(0, -1), /no end: the file was cut/], [lines.slice(0, 40).concat('{"row":{"arx'), /Line 41 .* cannot be read/], [['{"date":"2025-10-08"}'], /not a backup of Galley/],
    [[lines[0].replace(/"migration":"\d{4}/, '"migration":"9999'), ...lines.slice(1)], /made by a newer Galley/], [lines.toSpliced(2, 1), /do not fit together/], [lines.toSpliced(lines.findIndex((l) => l.startsWith('{"table":"audit"')) + 1, 1), /promises \d+ rows of audit/],
  ] as [string[], RegExp][]) await assert.rejects(restore(fresh, from(given)), (e) => e instanceof StoreError && said.test(e.message), said.source);
  assert.equal((await rows<{ n: number }>(fresh.db, sql`select count(*)::int as n from papers`))[0].n, 0);
  await fresh.close();
});

async function newDatabase(): Promise<string> {
  await served.db.execute(sql`create database another`);
  return server.url('another');
}
