/** The list of a database equals the pure function over the same events: on PGlite, and on a real PostgreSQL server. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sql } from 'drizzle-orm';
import type { Run } from '@galley/claims';
import { random } from '@galley/numerics/random';
import { openStore, saveRuns, tables, upsertListings, upsertPapers, type Database, type Store } from '@galley/papers';
import { startPostgres, type Server } from '../../papers/test/postgres.ts';
import { rank, trending, type Events, type Window } from '../src/index.ts';
import { day, hour, now, person, town } from './town.ts';

const iso = (ms: number) => new Date(ms).toISOString();
const rng = random(11);

/** A town with everything that may happen in one: votes taken back, bans, authors, counts that grow and fall, runs. */
const events: Events = (() => {
  const base = town({ readers: 80, papers: 40, votesEach: 6 }), some = <T>(list: T[], share: number) => list.filter(() => rng.uniform() < share);
  const lately = base.papers.filter((p) => p.known > now - 8 * day);
  return {
    ...base,
    votes: base.votes.map((v) => ({ ...v, referrer: rng.uniform() < 0.3 ? 'news.example' : '', takenBack: rng.uniform() < 0.1 && v.cast < now - 2 * hour ? v.cast + Math.floor(rng.uniform() * (now - v.cast)) : null })),
    accounts: base.accounts.map((a) => ({ ...a, banned: rng.uniform() < 0.05 ? now - rng.below(5 * day) : null })),
    authors: some(lately, 0.3).map((p) => ({ arxiv: p.arxiv, account: person(rng.below(80)), confirmed: now - rng.below(3 * day) })),
    counts: some(lately, 0.7).flatMap((p) => (['upvotes', 'stars'] as const).flatMap((kind) => { let value = rng.below(50); return Array.from({ length: 1 + rng.below(4) }, (_, i) => { value = Math.max(0, value + rng.below(60) - 10); return { arxiv: p.arxiv, kind, at: p.known - 2 * hour + i * 17 * hour, value }; }); })),
    reports: some(lately, 0.3).map((p) => ({ arxiv: p.arxiv, account: person(rng.below(80)), saved: now - rng.below(6 * day) })),
  };
})();

async function fill(db: Database, { papers, accounts, votes, counts, reports, authors }: Events): Promise<void> {
  await upsertPapers(db, papers.map((p, i) => ({ arxiv: p.arxiv, slug: `slug-${p.arxiv}`, title: p.arxiv, titlePlain: p.arxiv, titleRank: 1, authors: [], categories: i % 3 ? ['cs.LG'] : ['cs.CV', 'cs.LG'] })));
  await upsertListings(db, papers.map((p) => ({ day: iso(p.known).slice(0, 10), arxiv: p.arxiv, position: 1, listed: iso(p.known) })));
  await db.insert(tables.accounts).values(accounts.map((a, i) => ({ id: a.id, handle: `h${i}`, name: `N${i}`, created: iso(a.created), banned: a.banned === null ? null : iso(a.banned) })));
  await db.insert(tables.votes).values(votes.map((v) => ({ ...v, cast: iso(v.cast), takenBack: v.takenBack === null ? null : iso(v.takenBack) })));
  await db.insert(tables.counts).values(counts.map((c) => ({ ...c, at: iso(c.at) })));
  await db.insert(tables.authorships).values(authors.map((a) => ({ account: a.account, arxiv: a.arxiv, author: 'A', proof: 'orcid' as const, evidence: 'e', code: 'c', state: 'confirmed' as const, checked: iso(a.confirmed) })));
  const run = (i: number, paper: string, more: Partial<Run> = {}): Run => ({ id: `01900000-0000-7000-8000-${String(i).padStart(12, '0')}`, paper, experiment: 'e', inputs: {}, changed: [], seed: 1, repeats: 1, startedAt: iso(now - day), seconds: 1, state: 'done', measurements: [{ metric: 'm', value: 1, unit: '', samples: [1] }], events: [], device: { processor: 'p', architecture: 'a', logicalCores: 1, wasm: [], os: 'o', runtime: 'r' }, versions: {}, place: 'node', origin: 'reported', ...more });
  await saveRuns(db, reports.map((r, i) => run(i, `slug-${r.arxiv}`)));
  for (const [i, r] of reports.entries()) await db.execute(sql`update runs set account = ${r.account}, saved = ${iso(r.saved)} where id = ${run(i, '').id}`);
  // Runs that report nothing: failed, unmeasured, with changed inputs, nobody's.
  const idle = [run(900, `slug-${papers[0].arxiv}`, { state: 'failed' }), run(901, `slug-${papers[0].arxiv}`, { measurements: [] }), run(902, `slug-${papers[0].arxiv}`, { changed: ['x'] })];
  await saveRuns(db, [...idle, run(903, `slug-${papers[0].arxiv}`)]);
  for (const r of idle) await db.execute(sql`update runs set account = ${person(1)}, saved = ${iso(now - hour)} where id = ${r.id}`);
}

let server: Server, folder: string;
before(async () => { folder = mkdtempSync(path.join(os.tmpdir(), 'galley-trending-')); server = await startPostgres(); });
after(async () => { await server.stop(); rmSync(folder, { recursive: true, force: true }); });

for (const kind of ['PGlite', 'PostgreSQL'] as const) describe(kind, () => {
  let store: Store;
  before(async () => { store = await openStore(kind === 'PGlite' ? { dataDir: folder } : { databaseUrl: server.url() }); await fill(store.db, events); });
  after(() => store.close());

  for (const window of ['today', 'week', 'month'] as const satisfies Window[]) test(`a replay of ${window} at any moment is the formula over the same events`, async () => {
    for (const at of [now, now - 7 * hour, now - 2 * day, now - 6 * day, now + 40 * day]) {
      const stored = await trending(store.db, { at, limit: 1000, window }), pure = rank(events, { at, window, limit: 1000 });
      assert.deepEqual(stored, pure);
    }
    assert.ok((await trending(store.db, { at: now, limit: 1000, window })).items.length >= 10);
  });
  test('a category has its own list, with what is usual there', async () => {
    const cv = new Set(events.papers.filter((_, i) => i % 3 === 0).map((p) => p.arxiv)), list = await trending(store.db, { at: now, limit: 1000, category: 'cs.CV' });
    assert.deepEqual(list, rank({ ...events, papers: events.papers.filter((p) => cv.has(p.arxiv)) }, { at: now, window: 'week', limit: 1000 }));
    assert.deepEqual((await trending(store.db, { at: now, limit: 5, category: `x'); drop table votes; --` })).items, []);
  });
  test('a paper first seen by this site later than it was listed is known from its listing', async () => {
    const [{ arxiv }] = (await trending(store.db, { at: now, limit: 1 })).items;
    await store.db.execute(sql`update papers set seen = ${iso(now + 10 * day)} where arxiv = ${arxiv}`);
    assert.equal((await trending(store.db, { at: now, limit: 1 })).items[0].arxiv, arxiv);
  });
});

test('of ten thousand papers that moved, the thousand that moved most are weighed, the same ones in SQL and here', async () => {
  const many: Events = { papers: [], accounts: [{ id: person(1), created: now - 300 * day, banned: null }], votes: [], counts: [], reports: [], authors: [] };
  for (let i = 0; i < 10_000; i++) {
    const arxiv = `2509.${String(i).padStart(5, '0')}`;
    many.papers.push({ arxiv, known: now - 20 * day + i * 60_000 });
    many.counts.push({ arxiv, kind: 'upvotes', at: now - day + i, value: 1 + ((i * 7919) % 997) });
  }
  const { Client } = (await import('pg')).default, client = new Client({ connectionString: server.url() });
  await client.connect();
  await client.query('create database many');
  await client.end();
  const store = await openStore({ databaseUrl: server.url('many') });
  for (let i = 0; i < 10_000; i += 1000) {
    const part = { papers: many.papers.slice(i, i + 1000), counts: many.counts.slice(i, i + 1000) };
    await upsertPapers(store.db, part.papers.map((p) => ({ arxiv: p.arxiv, title: p.arxiv, titlePlain: p.arxiv, titleRank: 1, authors: [] })));
    await upsertListings(store.db, part.papers.map((p) => ({ day: iso(p.known).slice(0, 10), arxiv: p.arxiv, position: 1, listed: iso(p.known) })));
    await store.db.insert(tables.counts).values(part.counts.map((c) => ({ ...c, at: iso(c.at) })));
  }
  const list = await trending(store.db, { at: now, limit: 1000, window: 'month' });
  assert.equal(list.weighed, 1000);
  assert.deepEqual(list, rank(many, { at: now, limit: 1000, window: 'month' }));
  await store.close();
});
