import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { papersOfDay, rows, upsertPapers } from '@galley/papers';
import { bookmark, bookmarksOf, changeCollection, collect, collectionsOf, curate, curatedBy, curatorsOf, follow, followsOf, isTrapped, makeCollection, markRead, move, moveCurated, papersIn, readFollow, Refusal, removeCollection, saveProfile, setRole, settleSubmission, stampField, submissionsOf, submit, takeOut, trapField, trapStamp, uncurate, unfollow, visibleCollection, waitingSubmissions, type Reader } from '../src/index.ts';
import { moved } from '../src/library/collections.ts';
import { aReader, later, onBoth, t0 } from './databases.ts';

const refused = (says: RegExp, status = 400) => (error: unknown) => { assert.ok(error instanceof Refusal, String(error)); assert.match(error.message, says); assert.equal(error.status, status); return true; };

onBoth('bookmarks are private, made at their first use, and toggled', async ({ db }) => {
  const reader = await aReader(db);
  assert.deepEqual(await collectionsOf(db, reader.id), []);
  assert.deepEqual(await bookmark(db, reader, '2501.00001'), { kept: true });
  assert.deepEqual(await bookmark(db, reader, '2501.00002', { on: true }), { kept: true });
  assert.deepEqual(await bookmark(db, reader, '2501.00001'), { kept: false });
  assert.deepEqual((await collectionsOf(db, reader.id)).map((c) => [c.slug, c.kind, c.public, c.papers]), [['bookmarks', 'bookmarks', false, 1]]);
  assert.equal(await visibleCollection(db, reader.handle, 'bookmarks', await aReader(db)), undefined);
  assert.equal(await visibleCollection(db, reader.handle, 'bookmarks', null), undefined);
  await Promise.all(Array.from({ length: 8 }, async () => bookmarksOf(db, { id: (await aReader(db)).id })));
});

onBoth('a collection has an order, notes and marks; others see it when it is public; nobody else changes it', async ({ db }) => {
  const [ada, ben] = [await aReader(db), await aReader(db)], { slug, id } = await makeCollection(db, ada, { name: 'Kernels & co', kind: 'reading-list' }, t0);
  assert.equal(slug, 'kernels-co');
  assert.equal((await makeCollection(db, ada, { name: 'Kernels, co!' })).slug, 'kernels-co-2');
  for (const n of [1, 2, 3, 4]) await collect(db, ada, slug, `2501.0000${n}`, { note: `note ${n}` });
  await collect(db, ada, slug, '2501.00002', { note: 'better' });
  await collect(db, ada, slug, '2501.00003');
  await move(db, ada, slug, '2501.00004', -2);
  await markRead(db, ada, slug, '2501.00001', true, t0);
  assert.deepEqual((await papersIn(db, id)).map((p) => [p.arxiv.at(-1), p.note, p.read !== null]), [['1', 'note 1', true], ['4', 'note 4', false], ['2', 'better', false], ['3', 'note 3', false]]);
  await takeOut(db, ada, slug, '2501.00004');
  for (const wrong of [() => collect(db, ben, slug, '2501.00005'), () => takeOut(db, ben, slug, '2501.00001'), () => move(db, ben, slug, '2501.00001', 1), () => removeCollection(db, ben, slug), () => changeCollection(db, ben, slug, { name: 'x' }), () => markRead(db, ben, slug, '2501.00001', false)]) await assert.rejects(wrong(), refused(/You have no collection/, 404));
  assert.equal(await visibleCollection(db, ada.handle, slug, ben), undefined);
  await changeCollection(db, ada, slug, { name: 'Kernels', public: true, kind: 'reading-list' });
  assert.deepEqual([(await visibleCollection(db, ada.handle, slug, null))?.collection.name, (await visibleCollection(db, ada.handle, slug, ada))?.mine, (await visibleCollection(db, ada.handle, slug, ben))?.mine], ['Kernels', true, false]);
  await removeCollection(db, ada, slug);
  assert.equal(await visibleCollection(db, ada.handle, slug, ada), undefined);
  await assert.rejects(makeCollection(db, ada, { name: '  ' }), refused(/needs a name/));
  await assert.rejects(collect(db, ada, 'kernels-co-2', '9999.99999'), refused(/not in this Galley/, 404));
});

test('moving keeps every element and only one of them changes its place among the others', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 20 }), fc.nat(), fc.integer({ min: -30, max: 30 }), (list, n, by) => {
    const element = list[n % list.length], after = moved(list, element, by);
    assert.deepEqual([...after].sort(), [...list].sort());
    assert.deepEqual(after.filter((x) => x !== element), list.filter((x) => x !== element));
    assert.equal(after.indexOf(element), Math.max(0, Math.min(list.length - 1, list.indexOf(element) + by)));
  }));
});

onBoth('papers that are collected at the same time all get in', async ({ db }) => {
  const reader = await aReader(db), { slug, id } = await makeCollection(db, reader, { name: 'many' });
  await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((n) => collect(db, reader, slug, `2501.0000${n}`)));
  assert.deepEqual((await papersIn(db, id)).map((p) => p.position), [1, 2, 3, 4, 5, 6, 7, 8]);
});

onBoth('topics, authors and searches are followed once, in one way of writing', async ({ db }) => {
  const reader = await aReader(db);
  for (const [kind, value] of [['topic', ' Large  Language Models '], ['topic', 'large language models'], ['topic', 'cs.LG'], ['author', 'Ada Lovelace'], ['search', '"exact words" -not']]) await follow(db, reader, kind, value, t0);
  assert.deepEqual((await followsOf(db, reader.id)).map((f) => `${f.kind}: ${f.value}`), ['author: Ada Lovelace', 'search: "exact words" -not', 'topic: cs.LG', 'topic: large language models']);
  await unfollow(db, reader, 'topic', 'LARGE language models');
  assert.equal((await followsOf(db, reader.id)).length, 3);
  assert.throws(() => readFollow('person', 'x'), refused(/topic, an author or a search/));
  assert.throws(() => readFollow('topic', 'x'.repeat(201)), refused(/2 to 200/));
});

onBoth('a paper is submitted in any way of writing; one that is here is listed at once, another waits until it is settled', async ({ db }) => {
  const reader = await aReader(db), day = '2026-01-05';
  const here = await submit(db, reader, 'https://arxiv.org/pdf/2501.00006v2', t0);
  assert.deepEqual([here.arxiv, here.state], ['2501.00006', 'listed']);
  assert.deepEqual((await papersOfDay(db, day)).map((p) => p.arxiv), ['2501.00006']);
  assert.match((await submit(db, reader, 'arXiv:2501.00006', later(24 * 60))).why!, /already/);
  assert.deepEqual((await papersOfDay(db, '2026-01-06')).map((p) => p.arxiv), [], 'not listed again');
  const waiting = await submit(db, reader, '10.48550/arXiv.2502.00001', t0), again = await submit(db, await aReader(db), 'hf.co/papers/2502.00001', t0);
  assert.equal(again.id, waiting.id, 'fetched once');
  assert.ok((await waitingSubmissions(db)).some((s) => s.arxiv === '2502.00001'));
  await assert.rejects(settleSubmission(db, waiting.id, 'listed', null, t0), refused(/not stored/, 409));
  await upsertPapers(db, [{ arxiv: '2502.00001', title: 'New', titlePlain: 'New', titleRank: 2, authors: ['A'] }]);
  await settleSubmission(db, waiting.id, 'listed', null, t0);
  assert.deepEqual((await papersOfDay(db, day)).map((p) => [p.arxiv, p.position]), [['2501.00006', 1], ['2502.00001', 2]]);
  const lost = await submit(db, reader, '2502.00002', t0);
  await settleSubmission(db, lost.id, 'not found', 'arXiv does not know it.');
  assert.deepEqual((await submissionsOf(db, reader.id)).find((s) => s.arxiv === '2502.00002')?.state, 'not found');
  await assert.rejects(submit(db, reader, '2503.0213'), refused(/read as a number/));
  await db.execute(sql`delete from listings where day = ${day}::date`);
  await db.execute(sql`delete from submissions`);
  await db.execute(sql`delete from papers where arxiv = '2502.00001'`);
});

onBoth('many who submit one paper at once make one submission', async ({ db }) => {
  const reader = await aReader(db), made = await Promise.all(Array.from({ length: 12 }, () => submit(db, reader, '2502.00009', t0)));
  assert.equal(new Set(made.map((s) => s.id)).size, 1);
});

onBoth('a curator makes a list of a day with an order and notes; a reader does not', async ({ db }) => {
  const [curator, reader] = [await aReader(db, 'curator'), await aReader(db)], day = '2026-01-07';
  await assert.rejects(curate(db, reader, day, '2501.00001'), refused(/by curators/, 403));
  for (const n of [1, 2, 3]) await curate(db, curator, day, `2501.0000${n}`, `why ${n}`);
  await moveCurated(db, curator, day, '2501.00003', -2);
  await curate(db, curator, day, '2501.00001', 'a better reason');
  await uncurate(db, curator, day, '2501.00002');
  assert.deepEqual((await curatedBy(db, curator.id, day)).map((p) => [p.arxiv, p.note]), [['2501.00003', 'why 3'], ['2501.00001', 'a better reason']]);
  assert.deepEqual(await curatorsOf(db, day), [{ handle: curator.handle, name: curator.name, papers: 2 }]);
  await setRole(db, null, curator.handle, 'reader');
  assert.deepEqual(await curatorsOf(db, day), []);
});

onBoth('roles change by those who may, the last admin stays one, all is written down', async ({ db }) => {
  await db.execute(sql`update accounts set role = 'reader' where role = 'admin'`);
  const [one, two] = [await aReader(db, 'admin'), await aReader(db, 'admin')];
  const both = await Promise.allSettled([setRole(db, one.id, two.handle, 'reader'), setRole(db, two.id, one.handle, 'reader')]);
  assert.deepEqual(both.map((r) => r.status).sort(), ['fulfilled', 'rejected'], 'two who demote each other leave one');
  assert.equal((await rows<{ n: number }>(db, sql`select count(*)::int as n from accounts where role = 'admin'`))[0].n, 1);
  await assert.rejects(setRole(db, null, one.handle, 'emperor'), refused(/reader, curator, admin/));
  await assert.rejects(setRole(db, null, 'nobody-here', 'admin'), refused(/no account/, 404));
});

onBoth('a profile takes a free handle and a name without tricks', async ({ db }) => {
  const [ada, ben] = [await aReader(db), await aReader(db)], save = (reader: Reader, more: object) => saveProfile(db, reader, { handle: reader.handle, name: 'Ada', hidesSeenDays: 0, ...more });
  await save(ada, { handle: `ada-${ada.handle.slice(-4)}`, name: '  Ada\u202e \u200bLovelace\n', hidesSeenDays: 30 });
  const [kept] = await rows<{ name: string; days: number }>(db, sql`select name, hides_seen_days as days from accounts where id = ${ada.id}::uuid`);
  assert.deepEqual(kept, { name: 'Ada Lovelace', days: 30 });
  await assert.rejects(save(ben, { handle: `ADA-${ada.handle.slice(-4)}` }), refused(/taken/, 409));
  for (const handle of ['ab', '-abc', 'abc-', 'a b c', 'ädä', 'x'.repeat(31), '../x']) await assert.rejects(save(ben, { handle }), refused(/3 to 30/));
  await assert.rejects(save(ben, { handle: 'admin' }), refused(/kept back/, 409));
  await assert.rejects(save(ben, { name: '\u200b ' }), refused(/1 to 60/));
  await assert.rejects(save(ben, { hidesSeenDays: 9 }), refused(/7 or 30/));
});

onBoth('programs that fill in forms are caught by the empty field, by haste, and by a stamp that is not ours', async ({ db }) => {
  const stamp = await trapStamp(db, t0), form = (fields: Record<string, string>) => new Map(Object.entries({ [stampField]: stamp, [trapField]: '', ...fields })), after = (ms: number) => new Date(t0.getTime() + ms);
  assert.equal(await isTrapped(db, form({}), 700, after(700)), false);
  assert.equal(await isTrapped(db, form({}), 700, after(699)), true);
  assert.equal(await isTrapped(db, form({ [trapField]: 'http://spam' }), 700, after(5000)), true);
  for (const wrong of ['', `${t0.getTime() - 5000}`, stamp.replace(/^\d/, '1') + 'x', `0.${stamp.split('.')[1]}`]) assert.equal(await isTrapped(db, form({ [stampField]: wrong }), 700, after(5000)), true, wrong);
  assert.equal(await isTrapped(db, form({}), 700, after(8 * 86_400_000)), true);
});
