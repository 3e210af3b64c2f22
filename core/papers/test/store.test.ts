import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { countPapers, openStore, paperByArxiv, StoreError, upsertPapers, type PaperInput } from '../src/index.ts';

const folders: string[] = [];
const folder = (): string => { const made = mkdtempSync(path.join(os.tmpdir(), 'galley-store-')); folders.push(made); return made; };
after(() => { for (const f of folders) rmSync(f, { recursive: true, force: true }); });
const paper = (n: number): PaperInput => ({ arxiv: `2401.${String(n).padStart(5, '0')}`, title: `Paper ${n}`, titlePlain: `Paper ${n}`, titleRank: 1, authors: ['A. Author'] });

/** Another process on the same folder; says a line for each thing it has done. */
function other(dataDir: string, what: string): { child: ChildProcess; lines: AsyncIterator<string> } {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'other-process.ts'), dataDir, what], { stdio: ['pipe', 'pipe', 'inherit'] });
  return { child, lines: createInterface(child.stdout!)[Symbol.asyncIterator]() };
}
const line = async (lines: AsyncIterator<string>): Promise<string> => (await lines.next()).value as string;

test('what was written is there when the folder is opened again', async () => {
  const dataDir = folder(), first = await openStore({ dataDir });
  await upsertPapers(first.db, [paper(1)]);
  await first.close();
  const again = await openStore({ dataDir });
  assert.equal((await paperByArxiv(again.db, '2401.00001'))?.title, 'Paper 1');
  await again.close();
});

test('a process killed while it writes loses nothing it acknowledged, and the folder opens at once', async () => {
  const dataDir = folder(), { child, lines } = other(dataDir, 'write-on-and-on');
  let acknowledged = 0;
  while (acknowledged < 40) acknowledged = Number(await line(lines));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const store = await openStore({ dataDir });
  const there = await countPapers(store.db);
  assert.ok(there >= acknowledged && there <= acknowledged + 1, `${acknowledged} acknowledged, ${there} there`);
  await store.close();
});

test('a process killed while it makes the database leaves nothing half-made', async () => {
  const dataDir = folder(), { child } = other(dataDir, 'open');
  while (!existsSync(path.join(dataDir, 'pg.making'))) await new Promise((r) => setTimeout(r, 5));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const store = await openStore({ dataDir });
  assert.equal(await countPapers(store.db), 0);
  await store.close();
});

test('a second process that wants the folder for itself is told who has it', async () => {
  const dataDir = folder(), store = await openStore({ dataDir, exclusive: true });
  store.announce('serving http://localhost:3000');
  const { lines } = other(dataDir, 'open-exclusively');
  assert.equal(await line(lines), `Another Galley (process ${process.pid}, serving http://localhost:3000) already uses ${dataDir}. Stop it, give this one another DATA_DIR, or let both use one DATABASE_URL.`);
  await store.close();
});

test('a second process that may share reads and writes through the first', async () => {
  const dataDir = folder(), store = await openStore({ dataDir, exclusive: true });
  await upsertPapers(store.db, [paper(1)]);
  const { lines } = other(dataDir, 'share');
  assert.equal(await line(lines), 'sees Paper 1');
  assert.equal(await line(lines), 'wrote 2 in a transaction');
  assert.equal(await line(lines), 'rolled back');
  assert.equal(await countPapers(store.db), 3);
  await store.close();
});

test('a sharing process that dies inside a transaction is rolled back and blocks nobody', async () => {
  const dataDir = folder(), store = await openStore({ dataDir, exclusive: true });
  const { child, lines } = other(dataDir, 'die-in-transaction');
  assert.equal(await line(lines), 'in transaction');
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(await countPapers(store.db), 0);
  assert.deepEqual([...(await upsertPapers(store.db, [paper(9)])).values()], ['new']);
  await store.close();
});

test('of several processes that start together one owns the folder and all can work', async () => {
  const dataDir = folder(), others = Array.from({ length: 3 }, () => other(dataDir, 'write-three'));
  for (const { lines } of others) assert.equal(await line(lines), 'done');
  await Promise.all(others.map(({ child }) => { child.stdin!.end(); return once(child, 'exit'); }));
  const store = await openStore({ dataDir });
  assert.equal(await countPapers(store.db), 9);
  await store.close();
});

test('a database of a newer Galley is left alone', async () => {
  const dataDir = folder(), store = await openStore({ dataDir });
  await store.db.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('from the future', 99999999999999)`);
  await store.close();
  await assert.rejects(openStore({ dataDir }), (error) => error instanceof StoreError && /written by a newer Galley/.test(error.message));
});

test('what cannot be opened is said in one sentence', async () => {
  const file = path.join(folder(), 'a-file');
  writeFileSync(file, 'x');
  await assert.rejects(openStore({ dataDir: file }), /is not a folder/);
  await assert.rejects(openStore({ databaseUrl: 'postgres://nobody@127.0.0.1:9/none' }), /PostgreSQL at 127\.0\.0\.1:9\/none cannot be reached/);
  await assert.rejects(openStore({ databaseUrl: 'not an address' }), /DATABASE_URL is not an address/);
});
