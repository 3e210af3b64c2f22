/** A database of an older Galley becomes one of this, whoever and how many start at once. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { openStore, paperByArxiv, rows } from '../src/index.ts';
import { startPostgres, type Server } from './postgres.ts';

let server: Server, admin: pg.Client;
before(async () => { server = await startPostgres(); admin = new pg.Client({ connectionString: server.url() }); await admin.connect(); });
after(async () => { await admin.end(); await server.stop(); });

test('several that start together on a new database make it once', async () => {
  await admin.query('create database together');
  const stores = await Promise.all(Array.from({ length: 5 }, () => openStore({ databaseUrl: server.url('together') })));
  const [{ applied }] = await rows<{ applied: number }>(stores[0].db, sql`select count(*)::int as applied from drizzle.__drizzle_migrations`);
  const journal = JSON.parse(readFileSync(new URL('../migrations/meta/_journal.json', import.meta.url), 'utf8')) as { entries: unknown[] };
  assert.equal(applied, journal.entries.length);
  await Promise.all(stores.map((s) => s.close()));
});

test('the first Galley\'s database is brought along with everything in it', async () => {
  await admin.query('create database first');
  const old = new pg.Client({ connectionString: server.url('first') });
  await old.connect();
  for (const statement of readFileSync(new URL('../migrations/0000_first_tables.sql', import.meta.url), 'utf8').split('--> statement-breakpoint')) await old.query(statement);
  const { entries: [{ when }] } = JSON.parse(readFileSync(new URL('../migrations/meta/_journal.json', import.meta.url), 'utf8')) as { entries: { when: number }[] };
  await old.query('create schema drizzle; create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)');
  await old.query('insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)', ['', when]);
  await old.query(`insert into papers (arxiv, title, title_plain, title_rank, authors, authors_plain, upvotes) values ('2407.00123', 'Kept', 'Kept', 1, '["Ada"]', 'Ada', 41)`);
  await old.query(`insert into listings (day, arxiv, position) values ('2025-10-08', '2407.00123', 1)`);
  await old.end();
  const store = await openStore({ databaseUrl: server.url('first') }), paper = (await paperByArxiv(store.db, '2407.00123'))!;
  assert.deepEqual([paper.title, paper.upvotes, paper.keywords, paper.version], ['Kept', 41, [], null]);
  await store.close();
});
