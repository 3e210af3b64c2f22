/** The same promises on both databases: PGlite, and a real PostgreSQL server. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Run } from '@galley/claims';
import { days, daysOfPaper, everyRun, firstListing, judgeableRuns, listedBetween, listRuns, neighbourDays, newestDay, openStore, paperByArxiv, papersOfDay, runById, saveRuns, search, searchRecords, sourceRank, upsertListings, upsertPapers, type PaperInput, type Store } from '../src/index.ts';
import { startPostgres, type Server } from './postgres.ts';

const input = (arxiv: string, more: Partial<PaperInput> = {}): PaperInput => ({ arxiv, title: `Title of ${arxiv}`, titlePlain: `Title of ${arxiv}`, titleRank: sourceRank['daily-papers'], authors: ['Ada Lovelace', 'Charles Babbage'], published: '2025-01-02T03:04:05.000Z', ...more });
let made = 0;
const run = (more: Partial<Run> = {}): Run => {
  made++;
  return {
    id: `01900000-0000-7000-8000-${String(made).padStart(12, '0')}`, paper: 'p', experiment: 'e', inputs: {}, changed: [], seed: 1, repeats: 1, startedAt: new Date(1.75e12 + made * 1000).toISOString(), seconds: 1, state: 'done',
    measurements: [{ metric: 'm', value: made, unit: '', samples: [made] }], events: [{ type: 'note', text: 'n' }], device: { processor: 'p', architecture: 'a', logicalCores: 1, wasm: [], os: 'o', runtime: 'r' }, versions: {}, place: 'node', origin: 'here', ...more,
  };
};

let server: Server;
let folder: string;
before(async () => { folder = mkdtempSync(path.join(os.tmpdir(), 'galley-queries-')); server = await startPostgres(); });
after(async () => { await server.stop(); rmSync(folder, { recursive: true, force: true }); });

for (const kind of ['PGlite', 'PostgreSQL'] as const) describe(kind, () => {
  let store: Store;
  before(async () => { store = await openStore(kind === 'PGlite' ? { dataDir: folder } : { databaseUrl: server.url() }); });
  after(() => store.close());

  test('a paper is new, then unchanged, then changed', async () => {
    assert.deepEqual([...(await upsertPapers(store.db, [input('2501.00001'), input('2501.00002')])).values()], ['new', 'new']);
    assert.deepEqual([...(await upsertPapers(store.db, [input('2501.00001'), input('2501.00002', { upvotes: 7 })])).values()], ['unchanged', 'changed']);
    assert.equal((await paperByArxiv(store.db, '2501.00002'))!.upvotes, 7);
  });

  test('a worse source replaces neither title nor abstract, an absent field erases nothing', async () => {
    await upsertPapers(store.db, [input('2501.00003', { title: 'With $x^2$', titlePlain: 'With x²', titleRank: sourceRank.arxiv, abstract: 'From arXiv.', abstractPlain: 'From arXiv.', abstractRank: sourceRank.arxiv, venue: 'V', code: 'https://c' })]);
    const worse = input('2501.00003', { title: 'With x2', titlePlain: 'With x2', abstract: 'From a page.', abstractPlain: 'From a page.', abstractRank: sourceRank.page, titleRank: sourceRank.page, published: undefined });
    assert.deepEqual([...(await upsertPapers(store.db, [worse])).values()], ['unchanged']);
    const kept = (await paperByArxiv(store.db, '2501.00003'))!;
    assert.deepEqual([kept.title, kept.abstract, kept.venue, kept.code], ['With $x^2$', 'From arXiv.', 'V', 'https://c']);
    await upsertPapers(store.db, [input('2501.00003', { title: 'Better', titlePlain: 'Better', titleRank: sourceRank.edition })]);
    assert.equal((await paperByArxiv(store.db, '2501.00003'))!.title, 'Better');
  });

  test('hostile text goes in and comes out as it is', async () => {
    const title = `'); drop table papers; -- <script>alert(1)</script> \u202e 𝔘 "quoted" \\ $1`;
    await upsertPapers(store.db, [input('2501.00004', { title, titlePlain: title, authors: Array.from({ length: 10_000 }, (_, i) => `Author ${i}`) })]);
    const back = (await paperByArxiv(store.db, '2501.00004'))!;
    assert.equal(back.title, title);
    assert.equal(back.authors.length, 10_000);
  });

  test('days list their papers in order and know their neighbours', async () => {
    await upsertListings(store.db, [{ day: '2025-10-06', arxiv: '2501.00001', position: 1 }, { day: '2025-10-08', arxiv: '2501.00002', position: 1, comments: 3 }, { day: '2025-10-08', arxiv: '2501.00001', position: 2 }, { day: '2025-10-09', arxiv: '2501.00003', position: 1 }]);
    assert.deepEqual((await papersOfDay(store.db, '2025-10-08')).map((p) => [p.arxiv, p.position, p.comments]), [['2501.00002', 1, 3], ['2501.00001', 2, 0]]);
    assert.deepEqual(await neighbourDays(store.db, '2025-10-08'), { previous: '2025-10-06', next: '2025-10-09' });
    assert.deepEqual(await neighbourDays(store.db, '2025-10-07'), { previous: '2025-10-06', next: '2025-10-08' });
    assert.equal(await newestDay(store.db), '2025-10-09');
    assert.deepEqual(await days(store.db), [{ day: '2025-10-09', papers: 1 }, { day: '2025-10-08', papers: 2 }, { day: '2025-10-06', papers: 1 }]);
    assert.deepEqual(await daysOfPaper(store.db, '2501.00001'), ['2025-10-06', '2025-10-08']);
    assert.equal((await firstListing(store.db, '2501.00001'))!.day, '2025-10-06');
    assert.deepEqual((await listedBetween(store.db, '2025-10-06', '2025-10-08', { limit: 2, offset: 1 })).map((l) => `${l.listing.day} ${l.paper.arxiv}`), ['2025-10-08 2501.00001', '2025-10-06 2501.00001']);
  });

  test('a paper of thousands of authors shows thirty on a list', async () => {
    await upsertListings(store.db, [{ day: '2025-11-01', arxiv: '2501.00004', position: 1 }]);
    assert.equal((await papersOfDay(store.db, '2025-11-01'))[0].authors.length, 30);
    await store.db.execute(`delete from listings where day = '2025-11-01'`);
  });

  test('search finds by title, author, abstract; phrases, exclusions and filters hold', async () => {
    await upsertPapers(store.db, [
      input('2501.00010', { title: 'Serverless vector search', titlePlain: 'Serverless vector search', abstract: 'We quantise attributes.', abstractPlain: 'We quantise attributes.', abstractRank: 1, slug: `squash-${kind}`, runsHere: true }),
      input('2501.00011', { title: 'Search in vectors', titlePlain: 'Search in vectors', authors: ['Grace Hopper'], abstract: 'Serverless is not the point.', abstractPlain: 'Serverless is not the point.', abstractRank: 1 }),
    ]);
    await upsertListings(store.db, [{ day: '2025-10-06', arxiv: '2501.00010', position: 9 }, { day: '2025-10-09', arxiv: '2501.00011', position: 9 }]);
    const ids = async (q: Parameters<typeof search>[1]) => (await search(store.db, q)).papers.map((p) => p.arxiv);
    assert.deepEqual(await ids({ text: 'serverless' }), ['2501.00010', '2501.00011'], 'a hit in the title ranks first');
    assert.deepEqual(await ids({ text: 'hopper' }), ['2501.00011']);
    assert.deepEqual(await ids({ text: '"vector search"' }), ['2501.00010']);
    assert.deepEqual(await ids({ text: 'vectors -serverless' }), []);
    assert.deepEqual(await ids({ text: 'searching', runsHere: true }), ['2501.00010']);
    assert.deepEqual(await ids({ text: 'search', from: '2025-10-08' }), ['2501.00011']);
    assert.deepEqual(await ids({ text: 'search', to: '2025-10-07' }), ['2501.00010']);
    assert.match((await search(store.db, { text: 'attributes' })).papers[0].snippet!, /quantise \u0002attributes\u0003/);
    assert.equal((await search(store.db, { text: '', from: '2025-10-09', to: '2025-10-09' })).total, 2);
    assert.deepEqual((await searchRecords(store.db, 'serverless', 1)).map((p) => p.arxiv), ['2501.00010']);
  });

  test('no search text breaks the query', async () => {
    for (const text of [`'`, `"`, '((', '&|!', ':*', '-', '\\', 'a & b | !c', '💥', 'x'.repeat(3000), '%_', '$1', 'drop table papers;--']) assert.ok((await search(store.db, { text })).total >= 0, text);
  });

  test('runs are kept whole, once, and never change their origin', async () => {
    const own = run();
    assert.deepEqual(await saveRuns(store.db, [own]), [own.id]);
    assert.deepEqual(await saveRuns(store.db, [{ ...own, origin: 'reported', seconds: 9 }]), []);
    assert.deepEqual(await runById(store.db, own.id), own);
  });

  test('what can be judged are finished runs with unchanged inputs, the newest of each experiment and origin', async () => {
    const given = [run({ paper: 'q' }), run({ paper: 'q', state: 'failed' }), run({ paper: 'q', changed: ['x'] }), run({ paper: 'q', origin: 'reported' }), run({ paper: 'q', experiment: 'f' })];
    await saveRuns(store.db, given);
    const found = await judgeableRuns(store.db, ['q']);
    assert.deepEqual(new Set(found.map((r) => r.id)), new Set([given[0].id, given[3].id, given[4].id]));
    assert.ok(found.every((r) => r.events.length === 0), 'without plots');
    assert.deepEqual((await listRuns(store.db, { paper: 'q', limit: 2 })).map((r) => r.id), [given[4].id, given[3].id]);
    assert.deepEqual((await listRuns(store.db, { paper: 'q', origin: 'reported' })).map((r) => r.id), [given[3].id]);
  });

  test('an export gives every run once, in pieces', async () => {
    const all: string[] = [];
    for await (const r of everyRun(store.db, 2)) all.push(r.id);
    assert.equal(new Set(all).size, all.length);
    assert.equal(all.length, await store.db.$count((await import('../src/schema.ts')).runs));
    assert.deepEqual(all, all.toSorted());
  });
});

test('several processes may start on one new PostgreSQL database at once', async () => {
  const { Client } = (await import('pg')).default, client = new Client({ connectionString: server.url() });
  await client.connect();
  await client.query('create database together');
  await client.end();
  const stores = await Promise.all(Array.from({ length: 4 }, () => openStore({ databaseUrl: server.url('together') })));
  for (const [i, store] of stores.entries()) assert.equal((await upsertPapers(store.db, [input(`2502.0000${i}`)])).get(`2502.0000${i}`), 'new');
  await Promise.all(stores.map((s) => s.close()));
});
