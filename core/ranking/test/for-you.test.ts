/** What a reader is given, from a database: on PGlite, and on a real PostgreSQL server. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openStore, tables, upsertPapers, type Store } from '@galley/papers';
import { startPostgres, type Server } from '../../papers/test/postgres.ts';
import { forYou, similarPapers } from '../src/index.ts';
import { shelfSettled } from '../src/reading/stored-shelf.ts';
import { person } from './town.ts';

let server: Server, folder: string;
before(async () => { folder = mkdtempSync(path.join(os.tmpdir(), 'galley-for-you-')); server = await startPostgres(); });
after(async () => { await server.stop(); rmSync(folder, { recursive: true, force: true }); });

const words = ['robot grasping gripper', 'speech speaker acoustic', 'protein folding residue'];
const paper = (i: number) => ({ arxiv: `2510.${String(i).padStart(5, '0')}`, title: `${words[i % 3]} number${i % 5}`, titlePlain: `${words[i % 3]} number${i % 5}`, titleRank: 1, abstract: `${words[i % 3]} study${i % 4}`, abstractPlain: `${words[i % 3]} study${i % 4}`, abstractRank: 1, authors: [i % 3 ? 'Ada Lovelace' : 'Grace Hopper', `Author ${i}`], categories: [['cs.RO', 'cs.SD', 'q-bio.BM'][i % 3]], published: new Date(Date.UTC(2025, 9, 1, i)).toISOString() });
const id = (i: number) => paper(i).arxiv, isRobot = (arxiv: string) => Number(arxiv.slice(5)) % 3 === 0;

for (const kind of ['PGlite', 'PostgreSQL'] as const) describe(kind, () => {
  const me = person(1);
  let store: Store;
  before(async () => {
    store = await openStore(kind === 'PGlite' ? { dataDir: folder } : { databaseUrl: server.url() });
    await upsertPapers(store.db, Array.from({ length: 60 }, (_, i) => paper(i)));
    await store.db.insert(tables.accounts).values([{ id: me, handle: 'me', name: 'Me' }, { id: person(2), handle: 'other', name: 'Other' }]);
    await store.db.insert(tables.votes).values(Array.from({ length: 20 }, (_, i) => ({ account: person(2), arxiv: id(i * 3 + 1) })));
  });
  after(() => store.close());

  test('a reader who has done nothing gets nothing, and is told what it takes', async () => {
    assert.deepEqual(await forYou(store.db, me), { likes: 0, needed: 5, by: 'nothing', items: [] });
  });
  test('until there are likes, what is followed: topics, authors, searches, each saying which', async () => {
    await store.db.insert(tables.follows).values([{ account: me, kind: 'topic', value: 'cs.RO' }, { account: me, kind: 'search', value: 'protein -study1' }]);
    const got = await forYou(store.db, me, { limit: 10 });
    assert.equal(got.by, 'follows');
    assert.deepEqual(got.items.slice(0, 2).map((i) => [i.arxiv, 'follow' in i && i.follow.value]), [[id(59), 'protein -study1'], [id(57), 'cs.RO']]);
    assert.equal(new Set(got.items.map((i) => i.arxiv)).size, got.items.length);
  });
  test('from five votes and collected papers on, taste; not what others like, and nothing seen or taken back', async () => {
    await store.db.insert(tables.votes).values([0, 3, 6].map((i) => ({ account: me, arxiv: id(i) })));
    await store.db.insert(tables.votes).values({ account: me, arxiv: id(1), takenBack: '2025-10-08T00:00:00Z' });
    const [{ id: collection }] = await store.db.insert(tables.collections).values({ account: me, slug: 's', name: 'S' }).returning({ id: tables.collections.id });
    await store.db.insert(tables.collected).values([9, 12].map((i, position) => ({ collection, arxiv: id(i), position })));
    await store.db.insert(tables.seen).values([{ account: me, arxiv: id(15) }, { account: me, arxiv: id(20), putAway: true }]);
    const got = await forYou(store.db, me, { limit: 8 });
    assert.deepEqual([got.by, got.likes], ['taste', 5]);
    assert.ok(got.items.every((i) => isRobot(i.arxiv)), JSON.stringify(got.items.map((i) => i.arxiv)));
    assert.ok(!got.items.some((i) => [0, 3, 6, 9, 12, 15].map(id).includes(i.arxiv)));
    assert.deepEqual(await forYou(store.db, me, { limit: 8 }), got);
  });
  test('papers like a paper change when papers do, within half a minute', async () => {
    const start = Date.now(), before = await similarPapers(store.db, id(0), { now: start });
    assert.ok(before.length > 0 && before.every((s) => isRobot(s.arxiv) && s.words.includes('gripper')));
    const twin = { ...paper(0), arxiv: '2511.00001' };
    await upsertPapers(store.db, [twin]);
    assert.deepEqual(await similarPapers(store.db, id(0), { now: start + 1000 }), before);
    await similarPapers(store.db, id(0), { now: start + 31_000 });
    await shelfSettled(store.db);
    assert.ok((await similarPapers(store.db, id(0), { now: start + 32_000, limit: 30 })).some((s) => s.arxiv === twin.arxiv && s.cosine > 0.99));
  });
  test('a paper that is on no shelf yet has its neighbours; one that is not here has none', async () => {
    await upsertPapers(store.db, [{ ...paper(3), arxiv: '2511.00002' }]);
    assert.ok((await similarPapers(store.db, '2511.00002')).length > 0);
    assert.deepEqual(await similarPapers(store.db, '2512.99999'), []);
  });
});
