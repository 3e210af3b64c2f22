import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import { openStore, rows, tables, upsertPapers, type Database } from '@galley/papers';
import { accountByHandle, bookmark, castVote, claimAuthorship, collect, comment, curate, deleteAccount, follow, makeApiKey, makeCollection, markSeen, personalReader, putAway, readerBibtex, readerExport, readerImport, readerMarkdown, readReaderExport, record, Refusal, report, startSession, submit, threads, type Reader } from '../src/index.ts';
import { askForLink } from '../src/sign-in/link.ts';
import { aReader, later, onBoth, postbox, t0 } from './databases.ts';

const refused = (says: RegExp, status = 400) => (error: unknown) => { assert.ok(error instanceof Refusal, String(error)); assert.match(error.message, says); assert.equal(error.status, status); return true; };

/** A reader who has done everything. */
async function busy(db: Database): Promise<Reader> {
  const reader = await aReader(db, 'curator');
  await castVote(db, reader, '2501.00001', { now: t0 });
  await castVote(db, reader, '2501.00002', { now: t0 });
  await castVote(db, reader, '2501.00002', { now: later(1) });
  await bookmark(db, reader, '2501.00003', { now: t0 });
  const { slug } = await makeCollection(db, reader, { name: 'To read', kind: 'reading-list', description: 'for "winter"', public: true }, t0);
  await collect(db, reader, slug, '2501.00004', { note: 'a note with {braces}\nand lines' }, t0);
  await collect(db, reader, slug, '2501.00001', {}, t0);
  await follow(db, reader, 'author', 'Ada Lovelace', t0);
  await follow(db, reader, 'topic', 'cs.LG', t0);
  await markSeen(db, reader, '2501.00005', t0);
  await putAway(db, reader, '2501.00006', true, t0);
  const first = await comment(db, reader, '2501.00001', 'first **words** of mine', null, t0);
  await comment(db, reader, '2501.00001', 'a reply', first, later(1));
  await comment(db, await aReader(db), '2501.00001', 'somebody answers', first, later(2));
  await curate(db, reader, '2026-01-05', '2501.00002', 'for the proofs');
  await submit(db, reader, '2502.01234', t0);
  await claimAuthorship(db, reader, { arxiv: '2501.00002', author: 'Ada Lovelace', proof: 'commit' }, t0);
  await startSession(db, reader.id, { method: 'link', userAgent: 'x', network: '192.0.2.1', now: t0 });
  await makeApiKey(db, reader, { name: 'k', scopes: ['read'], now: t0 });
  await report(db, reader, 'paper', '2501.00007', 'odd', t0);
  await report(db, await aReader(db), 'account', reader.handle, 'odd', t0);
  await record(db, { actor: reader.id, action: 'test', subject: reader.id, details: { email: reader.email } });
  await askForLink(db, postbox(), { email: reader.email!, browser: 'b', network: 'n', linkOf: (t) => t, site: 's', now: t0 });
  await db.insert(tables.outbox).values({ kind: 'sign-in', recipient: reader.email!, subject: 's', messageId: 'm', raw: `To: ${reader.email}` });
  return reader;
}

onBoth('what is exported is complete, and taken in elsewhere it is the same, however often', async ({ db }) => {
  const reader = await busy(db), exported = await readerExport(db, reader.id, t0), folder = mkdtempSync(path.join(os.tmpdir(), 'galley-elsewhere-'));
  assert.deepEqual([exported.votes.length, exported.collections.map((c) => [c.slug, c.papers.length]), exported.follows.length, exported.seen.length, exported.comments.length, exported.curations.length, exported.submissions.length, exported.authorships.length], [2, [['bookmarks', 1], ['to-read', 2]], 2, 2, 2, 1, 1, 1]);
  const elsewhere = await openStore({ dataDir: folder });
  try {
    await upsertPapers(elsewhere.db, Array.from({ length: 9 }, (_, i) => ({ arxiv: `2501.0000${i + 1}`, title: 'T', titlePlain: 'T', titleRank: 1, authors: ['A'] })));
    const there = await personalReader(elsewhere.db), document = readReaderExport(JSON.stringify(exported));
    assert.deepEqual(await readerImport(elsewhere.db, there, document, later(5)), { votes: 1, collected: 3, follows: 2, seen: 2, comments: 2, curations: 1, unknown: [] });
    assert.deepEqual(await readerImport(elsewhere.db, there, document, later(6)), { votes: 0, collected: 0, follows: 0, seen: 0, comments: 0, curations: 0, unknown: [] });
    const again = await readerExport(elsewhere.db, there.id, t0), bare = (e: typeof exported) => ({ votes: e.votes.filter((v) => v.takenBack === null).map((v) => v.arxiv), collections: e.collections.map(({ created: _created, ...c }) => c), follows: e.follows.map(({ kind, value }) => ({ kind, value })), seen: e.seen, comments: e.comments, curations: e.curations });
    assert.deepEqual(bare(again), bare(exported));
  } finally { await elsewhere.close(); rmSync(folder, { recursive: true, force: true }); }
  const secrets = JSON.stringify(exported);
  for (const table of ['sessions', 'api_keys']) for (const { hash } of await rows<{ hash: string }>(db, sql.raw(`select token_hash as hash from ${table}`))) assert.ok(!secrets.includes(hash));
});

onBoth('papers that are not here are submitted, and what was said of them waits for the second time', async ({ db }) => {
  const reader = await aReader(db), document = readReaderExport(JSON.stringify({ galley: 'reader', version: 1, votes: [{ arxiv: '2507.00001' }, { arxiv: '2501.00001' }], seen: [{ arxiv: '2507.00002', at: t0.toISOString(), putAway: false }] }));
  assert.deepEqual(await readerImport(db, reader, document, t0), { votes: 1, collected: 0, follows: 0, seen: 0, comments: 0, curations: 0, unknown: ['2507.00001'] });
  assert.deepEqual((await rows(db, sql`select arxiv, state from submissions where account = ${reader.id}::uuid`)), [{ arxiv: '2507.00001', state: 'waiting' }]);
  await upsertPapers(db, [{ arxiv: '2507.00001', title: 'T', titlePlain: 'T', titleRank: 1, authors: [] }]);
  assert.equal((await readerImport(db, reader, document, later(1))).votes, 1);
});

onBoth('an import makes nobody older, no comment earlier than it may be, and touches nothing of others', async ({ db }) => {
  const [ada, eve] = [await aReader(db), await aReader(db)], id = await comment(db, ada, '2501.00008', 'mine', null, t0), future = '2999-01-01T00:00:00.000Z';
  const report = await readerImport(db, eve, readReaderExport(JSON.stringify({ galley: 'reader', version: 1, votes: [{ arxiv: '2501.00008', cast: '2001-01-01T00:00:00.000Z' }], comments: [{ id, arxiv: '2501.00008', parent: null, body: 'stolen', written: t0.toISOString() }, { id: '01900000-0000-7000-8000-000000000001', arxiv: '2501.00008', parent: id, body: 'later', written: future }], curations: [{ day: '2026-01-05', arxiv: '2501.00008', position: 1 }] })), later(9));
  assert.deepEqual([report.comments, report.curations], [1, 0], 'no curator, no curated day');
  const { threads: [first] } = await threads(db, '2501.00008');
  assert.deepEqual([first.body, first.by?.handle, first.replies[0].body, new Date(first.replies[0].written).toISOString()], ['mine', ada.handle, 'later', later(9).toISOString()]);
  const [vote] = await rows<{ cast: string }>(db, sql`select "cast" from votes where account = ${eve.id}::uuid`);
  assert.equal(new Date(vote.cast).toISOString(), later(9).toISOString());
  await db.execute(sql`delete from comments where arxiv = '2501.00008'`);
});

test('what is no export is refused with the place where it is wrong', () => {
  assert.throws(() => readReaderExport('{'), refused(/not JSON/));
  assert.throws(() => readReaderExport('{"galley":"run"}'), refused(/galley/));
  assert.throws(() => readReaderExport(JSON.stringify({ galley: 'reader', version: 1, votes: [{ arxiv: 'nonsense' }] })), refused(/votes\.0\.arxiv: expected an arXiv identifier/));
  for (const wrong of ['null', '[]', '7', JSON.stringify({ galley: 'reader', version: 1, comments: [{ id: 'x', arxiv: '2501.00001', parent: null, body: 'x', written: 'x' }] })]) assert.throws(() => readReaderExport(wrong), Refusal);
});

onBoth('BibTeX and Markdown hold every paper voted for or collected, once, and nothing breaks out of them', async ({ db }) => {
  const reader = await busy(db), bibtex = await readerBibtex(db, reader.id), markdown = await readerMarkdown(db, reader.id, t0);
  assert.deepEqual([...bibtex.matchAll(/^@misc\{arxiv:([\d.]+),$/gm)].map((m) => m[1]).sort(), ['2501.00001', '2501.00003', '2501.00004']);
  for (const entry of bibtex.split(/^(?=@)/m)) assert.equal((entry.match(/\{/g) ?? []).length, (entry.match(/\}/g) ?? []).length, 'braces balance');
  assert.match(bibtex, /keywords {6}= \{To read\}/);
  assert.match(markdown, /## To read\n\nfor "winter"\n\n- \[Paper 4 on x²\]\(https:\/\/arxiv\.org\/abs\/2501\.00004\)\n {2}a note/);
  assert.match(markdown, /> first \*\*words\*\* of mine/);
});

onBoth('a deleted account is in no row of any table, by id, address or handle; a subscription stays, unlinked', async ({ db }) => {
  const reader = await busy(db), all = await rows<{ name: string }>(db, sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`);
  const found = async (needle: string, except: string[] = []) => (await Promise.all(all.filter((t) => !except.includes(t.name)).map(async ({ name }) => (await rows<{ n: number }>(db, sql`select count(*)::int as n from ${sql.identifier(name)} t where t::text ilike ${`%${needle}%`}`))[0].n > 0 ? [name] : []))).flat();
  assert.ok((await found(reader.id)).length >= 10, 'it was in many');
  await assert.rejects(deleteAccount(db, reader, later(15)), refused(/last 15 minutes/, 401));
  await db.insert(tables.subscribers).values({ email: reader.email!, account: reader.id, state: 'active' });
  await db.insert(tables.outbox).values({ kind: 'digest', recipient: reader.email!, subject: 's', messageId: 'd', raw: `To: ${reader.email}` });
  await deleteAccount(db, reader, later(14));
  assert.deepEqual(await found(reader.id), []);
  assert.deepEqual(await found(reader.handle), []);
  assert.deepEqual(await found(reader.email!, ['subscribers', 'outbox']), []);
  assert.deepEqual(await rows(db, sql`select kind from outbox where recipient = ${reader.email!}`), [{ kind: 'digest' }], 'letters of the subscription stay with it');
  assert.deepEqual(await rows(db, sql`select account, state from subscribers where email = ${reader.email!}`), [{ account: null, state: 'active' }]);
  const first = (await threads(db, '2501.00001')).threads.find((c) => c.state === 'removed')!;
  assert.deepEqual([first.state, first.by, first.replies.map((r) => r.body)], ['removed', null, ['somebody answers']]);
  assert.equal(await accountByHandle(db, reader.handle), undefined);
  await assert.rejects(deleteAccount(db, reader, later(14)), refused(/gone already/, 404));
});

onBoth('the last admin stays', async ({ db }) => {
  await db.execute(sql`update accounts set role = 'reader' where role = 'admin'`);
  const admin = await aReader(db, 'admin');
  await assert.rejects(deleteAccount(db, admin, t0), refused(/only admin/, 409));
  await aReader(db, 'admin');
  await deleteAccount(db, admin, t0);
});
