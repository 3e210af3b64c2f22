import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import { faultSentence, openStore, StoreError } from '../src/index.ts';

test('a fault of the database is one sentence and never holds the query or what was to be written', async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'galley-fault-')), store = await openStore({ dataDir });
  try {
    await assert.rejects(store.db.execute(sql`insert into listings (day, arxiv, position) values ('2025-01-01', ${'a secret abstract'}, 1)`), (error) => {
      const said = faultSentence(error);
      assert.match(said, /foreign key constraint/);
      assert.doesNotMatch(said, /secret|insert into|\n/);
      return true;
    });
  } finally { await store.close(); rmSync(dataDir, { recursive: true, force: true }); }
});

test('a full disk and a lost connection are said as that', () => {
  const query = (cause: object) => Object.assign(new Error('Failed query: insert ... params: secret'), { cause });
  assert.match(faultSentence(query({ code: '53100', message: 'could not extend file "base/5/16402": No space left on device' })), /^The disk of the database is full/);
  assert.match(faultSentence(query({ message: 'Connection terminated unexpectedly' })), /^The connection to the database was lost/);
  assert.equal(faultSentence(new StoreError('As it is.')), 'As it is.');
});
