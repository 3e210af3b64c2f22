/** Accounts and what a reader made, from the command line. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openStore, upsertPapers } from '@galley/papers';
import { accountFor, auditLog, castVote, personalReader } from '@galley/people';

const main = path.resolve(import.meta.dirname, '../src/main.ts');
let folder: string;
before(() => { folder = mkdtempSync(path.join(os.tmpdir(), 'galley-cli-people-')); });
after(() => rmSync(folder, { recursive: true, force: true }));

async function galley(dataDir: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, [main, ...args, '--data-dir', dataDir], { cwd: folder, env: { ...process.env, DATABASE_URL: '', PUBLIC_URL: '' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '', err = '';
  child.stdout.on('data', (d: Buffer) => { out += d.toString(); });
  child.stderr.on('data', (d: Buffer) => { err += d.toString(); });
  const [code] = await once(child, 'close') as [number];
  return { code, out, err };
}

test('an admin of the machine sees accounts, gives roles, bans and lets in again; it is written down', async () => {
  const dataDir = path.join(folder, 'many'), store = await openStore({ dataDir });
  try {
    const ada = await accountFor(store.db, 'ada@example.org');
    assert.deepEqual((JSON.parse((await galley(dataDir, 'accounts', 'ADA@', '--json')).out) as { handle: string }[]).map((a) => a.handle), [ada.handle]);
    assert.deepEqual(await galley(dataDir, 'accounts', 'role', 'ada@example.org', 'curator'), { code: 0, out: `${ada.handle} is curator now\n`, err: '' });
    assert.equal((await galley(dataDir, 'accounts', 'ban', ada.handle, 'spam')).out, `${ada.handle} is banned\n`);
    assert.equal((await galley(dataDir, 'accounts', 'unban', ada.handle)).code, 0);
    assert.deepEqual((await auditLog(store.db, { about: ada.id })).map((e) => [e.action, e.actor]), [['unban', null], ['ban', null], ['role', null]]);
    const { code, err } = await galley(dataDir, 'accounts', 'role', 'nobody', 'admin');
    assert.deepEqual([code, err], [4, 'There is no account "nobody" here; name a handle or an e-mail address.\n']);
  } finally { await store.close(); }
});

test('what one reader made goes into another Galley by a file', async () => {
  const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')], file = path.join(folder, 'me.json');
  const store = await openStore({ dataDir: from });
  await upsertPapers(store.db, [{ arxiv: '2407.00123', title: 'T', titlePlain: 'T', titleRank: 0, authors: [] }]);
  await castVote(store.db, await personalReader(store.db), '2407.00123');
  await store.close();
  assert.match((await galley(from, 'me', 'export', '--output', file)).err, /Written to/);
  assert.deepEqual((JSON.parse(readFileSync(file, 'utf8')) as { votes: { arxiv: string }[] }).votes.map((v) => v.arxiv), ['2407.00123']);
  assert.equal((await galley(to, 'me', 'import', file)).out, '1 vote, 0 papers in collections, 0 follows, 0 comments, 0 seen, 0 curated\n');
  assert.match((await galley(to, 'me', 'export', '--format', 'bibtex')).out, /@misc\{arxiv:2407\.00123,/);
  const { code, err } = await galley(to, 'me', 'import', main);
  assert.deepEqual([code, err], [2, 'This is not JSON. Expected the file that "as JSON" at /account gives.\n']);
});
