import assert from 'node:assert/strict';
import { createWriteStream, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { after, before, test } from 'node:test';
import { gzipSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { papers as catalogue, edition } from '@galley/catalog';
import { writeRun, type Run } from '@galley/claims';
import { countPapers, days, listRuns, openStore, paperByArxiv, papersOfDay, saveRuns, search, type Store } from '@galley/papers';
import { importFile, loadEdition, longestLine } from '../src/index.ts';

let folder: string, store: Store;
before(async () => { folder = mkdtempSync(path.join(os.tmpdir(), 'galley-import-')); store = await openStore({ dataDir: path.join(folder, 'data') }); });
after(async () => { await store.close(); rmSync(folder, { recursive: true, force: true }); });

const file = (name: string, content: string | Buffer): string => { const place = path.join(folder, name); writeFileSync(place, content); return place; };
const record = (id: string, more: object = {}) => ({ paper: { id, title: `Title of ${id}`, summary: 'A summary.', authors: [{ _id: '1', name: 'Ada Lovelace', hidden: false, user: { _id: '9', user: 'ada', avatarUrl: 'https://x/y.png' } }], publishedAt: '2025-01-02T03:04:05.000Z', submittedOnDailyAt: '2025-01-03T00:46:45.446Z', upvotes: 3, ...more }, publishedAt: '2025-01-01T23:04:05.000Z', title: `Title of ${id}`, numComments: 2, submittedBy: { user: 'ak', email: 'ak@example.org' } });
const take = (name: string, content: string | Buffer, options = {}) => importFile(store.db, file(name, content), options);
const atom = (entries: string, head = '') => `<?xml version="1.0" encoding="UTF-8"?>${head}<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">${entries}</feed>`;
const entry = (id: string, more = '') => `<entry><id>http://arxiv.org/abs/${id}</id><title>Feed ${id}</title><summary>  Two
  lines of $x^2$. </summary><published>2024-05-06T07:08:09Z</published><updated>2024-06-06T07:08:09Z</updated><author><name>Kurt G\u00f6del</name><arxiv:affiliation>Princeton</arxiv:affiliation></author><author><name>Emmy Noether</name></author><category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/><category term="68T05, 11A" scheme="http://www.ams.org/msc"/>${more}</entry>`;

test('a day goes in once: the second time nothing changes', async () => {
  const content = JSON.stringify([record('2501.10001'), record('2501.10002')]);
  const first = await take('2025-01-03.json', content), second = await take('2025-01-03.json', content);
  assert.deepEqual([first.kind, first.papers, first.listings], ['day', { new: 2, changed: 0, unchanged: 0 }, { new: 2, changed: 0, unchanged: 0 }]);
  assert.deepEqual([second.papers, second.listings], [{ new: 0, changed: 0, unchanged: 2 }, { new: 0, changed: 0, unchanged: 2 }]);
  assert.deepEqual((await papersOfDay(store.db, '2025-01-03')).map((p) => p.arxiv), ['2501.10001', '2501.10002']);
});

test('the inner date dates the paper, and no account or mail address is kept', async () => {
  await take('2025-01-04.json', JSON.stringify([record('2501.10003')]));
  const kept = (await paperByArxiv(store.db, '2501.10003'))!;
  assert.equal(new Date(kept.published!).toISOString(), '2025-01-02T03:04:05.000Z');
  assert.doesNotMatch(JSON.stringify(kept), /avatarUrl|ak@example|"user"/);
});

test('a day without its date in name or record is refused, and --day helps', async () => {
  const content = JSON.stringify([{ paper: { id: '2501.10004', title: 'No day' } }]);
  assert.match((await take('some.json', content)).failed!, /does not say which day/);
  assert.equal((await take('some.json', content, { day: '2025-01-05' })).papers.new, 1);
});

test('lines of days go in, plain and gzipped; broken lines are refused with their place, the rest goes in', async () => {
  const lines = [JSON.stringify({ date: '2025-02-01', papers: [record('2502.10001'), record('2502.0213'), { paper: { id: '2502.10002', title: '' } }, 7] }), '{"date": "2025-02-02", "papers": [', JSON.stringify({ date: '2025-13-40', papers: [record('2502.10003')] }), '', '{"something": "else"}', JSON.stringify({ date: '2025-02-03', papers: [record('2502.10004')] })].join('\n');
  for (const [name, content] of [['days.jsonl', lines], ['days.jsonl.gz', gzipSync(lines)]] as const) {
    const report = await take(name, content);
    assert.equal(report.papers.new + report.papers.unchanged, 2);
    assert.deepEqual(report.refused.map((r) => r.position), ['line 1, record 2', 'line 1, record 3', 'line 1, record 4', 'line 2', 'line 3', 'line 5']);
    const [number, empty, , broken, day, other] = report.refused.map((r) => r.why);
    assert.match(number, /read as a number/);
    assert.match(empty, /paper\.title: is empty/);
    assert.match(broken, /^Not JSON: /);
    assert.match(day, /date is not a day: "2025-13-40"/);
    assert.match(other, /Neither a day/);
  }
});

test('an Atom feed goes in by element names and namespaces, in any order, with arXiv categories only', async () => {
  const report = await take('feed.xml', atom(entry('2405.10001v2') + entry('cs.LG/0601001v1', '<arxiv:comment>This paper has been withdrawn</arxiv:comment>') + entry('nonsense')));
  assert.deepEqual([report.kind, report.papers.new, report.refused.map((r) => r.position.split(',')[0])], ['atom', 2, ['entry 3']]);
  const kept = (await paperByArxiv(store.db, '2405.10001'))!;
  assert.deepEqual([kept.title, kept.abstract, kept.abstractPlain, kept.authors, kept.categories, kept.published?.slice(0, 10)], ['Feed 2405.10001v2', 'Two lines of $x^2$.', 'Two lines of x².', ['Kurt Gödel', 'Emmy Noether'], ['cs.LG'], '2024-05-06']);
  assert.ok((await paperByArxiv(store.db, 'cs/0601001'))!.withdrawn);
});

test("arXiv's answer to a malformed identifier is an error, not a paper", async () => {
  const before = await countPapers(store.db), report = await take('error.xml', atom('<entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_abc</id><title>Error</title><summary>incorrect id format for abc</summary></entry>'));
  assert.match(report.refused[0].why, /arXiv answered with an error: incorrect id format/);
  assert.equal(await countPapers(store.db), before);
});

test('an XML bomb is refused before any of it is read', async () => {
  const bomb = `<!DOCTYPE lolz [<!ENTITY a "lol">${'b c d e f g h'.split(' ').map((n, i, all) => `<!ENTITY ${n} "${`&${i ? all[i - 1] : 'a'};`.repeat(10)}">`).join('')}]>`;
  const report = await take('bomb.xml', atom('<entry><id>2405.10009</id><title>&h;</title></entry>', bomb));
  assert.match(report.failed!, /document type declaration/);
  assert.equal(report.papers.new, 0);
  assert.match((await take('xxe.xml', atom(entry('2405.10010'), '<!DOCTYPE x SYSTEM "file:///etc/passwd">'))).failed!, /document type declaration/);
});

test('a broken, deep or wrong XML keeps what came before the fault and says where it is', async () => {
  const cut = await take('cut.xml', atom(entry('2405.10011')).replace('</feed>', '<entry><id>'));
  assert.equal(cut.papers.new, 1);
  assert.match(cut.failed!, /line \d+: .*unclosed tag/i);
  assert.match((await take('deep.xml', atom('<entry>'.repeat(30)))).failed!, /deeper than 12/);
  assert.match((await take('html.xml', '<html><body>Not found</body></html>')).failed!, /Expected an Atom feed, found <html>/);
  assert.match((await take('entity.xml', atom('<entry><title>&unknown;</title></entry>'))).failed!, /undefined entity/);
});

test('a line of 200 MB is refused without being held, and the lines around it go in', async () => {
  const place = path.join(folder, 'long.jsonl'), out = createWriteStream(place);
  out.write(`${JSON.stringify({ date: '2025-03-01', papers: [record('2503.10001')] })}\n`);
  const piece = 'x'.repeat(4e6);
  for (let i = 0; i < 50; i++) if (!out.write(piece)) await once(out, 'drain');
  out.end(`\n${JSON.stringify({ date: '2025-03-02', papers: [record('2503.10002')] })}`);
  await finished(out);
  const before = process.memoryUsage.rss(), report = await importFile(store.db, place), grown = process.memoryUsage.rss() - before;
  assert.deepEqual([report.papers.new, report.refused], [2, [{ position: 'line 2', why: `The line is longer than ${longestLine / 1024 / 1024} MB.` }]]);
  assert.ok(grown < 200e6, `memory grew by ${Math.round(grown / 1e6)} MB`);
  rmSync(place);
});

test('gzip that inflates without end, is cut short or is none is a sentence, not a crash', async () => {
  assert.match((await take('zeros.gz', gzipSync(Buffer.alloc(300e6), { level: 9 }))).failed!, /inflates to more than 200 times its size/);
  assert.match((await take('cut.gz', gzipSync(JSON.stringify({ date: '2025-03-03', papers: [record('2503.10003')] })).subarray(0, 60))).failed!, /damaged/);
  assert.match((await take('binary', Buffer.from([0, 1, 2, 3, 255, 254]))).failed!, /neither JSON, nor a feed, nor text/);
});

test('files that are missing, empty or folders are told apart', async () => {
  assert.match((await importFile(store.db, path.join(folder, 'nowhere.json'))).failed!, /There is no file/);
  assert.match((await take('empty.json', '')).failed!, /empty/);
  assert.match((await importFile(store.db, folder)).failed!, /not a file/);
  assert.match((await take('prose.txt', 'Dear reader,\n\nthis is a letter.')).failed!, /No paper was recognised/);
  assert.match((await take('broken.json', '[{"paper": ')).failed!, /^Not JSON: /);
});

test('hostile records are cleaned or refused: scripts, lone surrogates, control characters, 10,000 authors and one more', async () => {
  const authors = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `Author ${i}` }));
  const report = await take('2025-03-04.json', JSON.stringify([
    record('2503.10010', { title: '<script>alert(1)</script> & <b>bold</b>' }), record('2503.10011', { title: 'Lone \ud83d surrogate and \u202e override \u0007 bell' }), record('2503.10012', { authors: authors(10_000) }), record('2503.10013', { authors: authors(10_001) }),
    record('2503.10014', { upvotes: -1 }), record('2503.10015', { upvotes: '12' }), record('2503.10016', { publishedAt: '2025-13-40T00:00:00Z' }), record('2503.10017', { githubRepo: 'javascript:alert(1)' }), record('2503.10018', { title: 'x'.repeat(100_000), summary: 'y'.repeat(1e6) }), record('2503.10019', { __proto__: { polluted: true }, summary: null }),
  ]));
  assert.deepEqual(report.refused.map((r) => r.position), ['record 4', 'record 5', 'record 6', 'record 7']);
  assert.equal((await paperByArxiv(store.db, '2503.10010'))!.title, '<script>alert(1)</script> & <b>bold</b>');
  assert.equal((await paperByArxiv(store.db, '2503.10011'))!.title, 'Lone \ufffd surrogate and override bell');
  assert.equal((await paperByArxiv(store.db, '2503.10012'))!.authors.length, 10_000);
  assert.equal((await paperByArxiv(store.db, '2503.10017'))!.code, null);
  assert.ok((await paperByArxiv(store.db, '2503.10018'))!.abstract!.length <= 20_000);
});

test('whatever JSON a record is, it is taken or refused, never thrown', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.record({ paper: fc.record({ id: fc.oneof(fc.constant('2504.10001'), fc.string(), fc.integer()), title: fc.oneof(fc.string(), fc.jsonValue()), authors: fc.oneof(fc.jsonValue(), fc.array(fc.record({ name: fc.string({ unit: 'binary' }) }))), summary: fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()) }, { requiredKeys: [] }) })), { minLength: 1, maxLength: 8 }), async (records) => {
    const report = await take('any.json', `[${records.map((r) => JSON.stringify(r)).join(',')}]`, { day: '2025-04-01' });
    assert.equal(report.failed, undefined);
    assert.ok(report.refusedCount + report.listings.new + report.listings.changed + report.listings.unchanged <= records.length);
  }), { numRuns: 150 });
});

test('a stopped import keeps what was read and says so', async () => {
  const abort = new AbortController();
  abort.abort();
  const report = await take('stopped.json', JSON.stringify([record('2505.10001')]), { day: '2025-05-01', signal: abort.signal });
  assert.match(report.failed!, /Stopped/);
});

test("somebody else's runs go in as reported, twice as once, and never over one's own", async () => {
  const run = (id: string): Run => ({ id, paper: 'daq-model', experiment: 'upgrades', inputs: {}, changed: [], seed: 1, repeats: 1, startedAt: '2026-01-01T00:00:00.000Z', seconds: 1, state: 'done', measurements: [{ metric: 'm', value: 1, unit: '', samples: [1] }], events: [], device: { processor: 'theirs', architecture: 'arm64', logicalCores: 8, wasm: [], os: 'o', runtime: 'r' }, versions: {}, place: 'node', origin: 'here' });
  const [own, theirs] = [run('01900000-0000-7000-8000-000000000001'), run('01900000-0000-7000-8000-000000000002')];
  await saveRuns(store.db, [own]);
  const content = `${writeRun(own)}\n${writeRun(theirs)}\n{"galley":"run","version":1,"run":{}}`;
  const first = await take('runs.jsonl', content), second = await take('runs.jsonl', content);
  assert.deepEqual([first.kind, first.runs, first.refusedCount, second.runs], ['runs', { new: 1, changed: 0, unchanged: 1 }, 1, { new: 0, changed: 0, unchanged: 2 }]);
  assert.deepEqual(new Map((await listRuns(store.db)).map((r) => [r.id, r.origin])), new Map([[theirs.id, 'reported'], [own.id, 'here']]));
});

test('the bundled edition is there after loading, and a worse source does not change its titles', async () => {
  await loadEdition(store.db, catalogue, edition);
  const again = await loadEdition(store.db, catalogue, edition);
  assert.deepEqual([again.papers.new, again.papers.changed], [0, 0]);
  assert.equal((await papersOfDay(store.db, edition.date)).length, 30);
  const [first] = catalogue;
  await take('2025-10-08.json', JSON.stringify([record(first.arxiv, { title: 'A worse title', summary: 'An abstract from elsewhere.' })]));
  const kept = (await paperByArxiv(store.db, first.arxiv))!;
  assert.deepEqual([kept.title, kept.abstract], [first.title, 'An abstract from elsewhere.']);
});

const real = path.resolve(import.meta.dirname, '../../../../shared/data');
const needs = existsSync(real) ? false : 'the real data are not beside this checkout (../shared/data)';

test('all 196 real days go in, no paper twice, and searching them works', { skip: needs }, async () => {
  const fresh = await openStore({ dataDir: path.join(folder, 'real') });
  try {
    const reports = [];
    for (const name of readdirSync(path.join(real, 'hf-daily')).filter((f) => f.endsWith('.jsonl.gz')).sort()) reports.push(await importFile(fresh.db, path.join(real, 'hf-daily', name)));
    assert.deepEqual(reports.filter((r) => r.failed || r.refusedCount), []);
    assert.equal((await days(fresh.db)).length, 196);
    const listings = reports.reduce((n, r) => n + r.listings.new, 0), papers = reports.reduce((n, r) => n + r.papers.new, 0);
    assert.equal(await countPapers(fresh.db), papers);
    assert.ok(papers > 3000 && papers <= listings, `${papers} papers, ${listings} listings`);
    assert.ok((await search(fresh.db, { text: 'diffusion' })).total > 100);
  } finally { await fresh.close(); }
});

test('the copied daily-papers page: all 30 recognised, their abstracts stored', { skip: needs }, async () => {
  const fresh = await openStore({ dataDir: path.join(folder, 'page') });
  try {
    await loadEdition(fresh.db, catalogue, edition);
    const report = await importFile(fresh.db, path.join(real, 'seed/daily-papers-2025-10-08.txt'));
    assert.deepEqual([report.kind, report.papers.changed, report.refused], ['copied page', 30, []]);
    for (const p of catalogue) assert.ok((await paperByArxiv(fresh.db, p.arxiv))!.abstract!.length > 300, p.slug);
  } finally { await fresh.close(); }
});

test('recorded answers of the live arXiv API go in', { skip: needs }, async () => {
  const { readFileSync } = await import('node:fs');
  for (const name of readdirSync(path.join(real, 'arxiv/api-recorded'))) {
    const { body } = JSON.parse(readFileSync(path.join(real, 'arxiv/api-recorded', name), 'utf8')) as { body: string };
    const report = await take(`${name}.xml`, body.startsWith('\x1f') ? gunzipSync(body) : body);
    assert.equal(report.failed, undefined, name);
  }
});
