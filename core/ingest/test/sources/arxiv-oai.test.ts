import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { countPapers, openStore, paperByArxiv } from '@galley/papers';
import { nothingWritten, writeBatch } from '../../src/record.ts';
import { arxivOai, readOaiPage, type ArxivOaiSettings } from '../../src/sources/arxiv-oai.ts';
import type { Batch, Cursor } from '../../src/sources/source.ts';
import { everything, inTurn, misbehaving, settingsFor, status, StillClock, type Handler } from './misbehaving-server.ts';

const recorded = new URL('../../../../../shared/data/arxiv/oai/', import.meta.url);
const answer = (inside: string, responded = '2026-07-20T12:00:00Z') => `<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>${responded}</responseDate><request verb="ListRecords">x</request>${inside}</OAI-PMH>`;
const list = (records: string, token = '', expires = '2026-07-21T00:00:00Z') => answer(`<ListRecords>${records}${token ? `<resumptionToken expires="${expires}">${token.replaceAll('&', '&amp;')}</resumptionToken>` : '<resumptionToken></resumptionToken>'}</ListRecords>`);
const fault = (code: string) => answer(`<error code="${code}">As it is.</error>`);
const raw = (id: string, datestamp: string, more = '', authors = 'Emmy Noether and Kurt G\\"odel (Vienna)', versions = '<version version="v1"><date>Fri, 1 Dec 2023 17:01:34 GMT</date><size>10kb</size></version><version version="v2"><date>Fri, 31 May 2024 17:26:55 GMT</date></version>') => `<record><header><identifier>oai:arXiv.org:${id}</identifier><datestamp>${datestamp}</datestamp><setSpec>cs:cs:LG</setSpec></header><metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>${id}</id><submitter>E. N.</submitter>${versions}<title>On
  ${id}</title><authors>${authors}</authors><categories>cs.LG cs.AI</categories>${more}<abstract>  Text
of it.
</abstract></arXivRaw></metadata></record>`;
const gone = (id: string, datestamp: string) => `<record><header status="deleted"><identifier>oai:arXiv.org:${id}</identifier><datestamp>${datestamp}</datestamp></header></record>`;
const idOf = (n: number) => `2405.${String(n).padStart(5, '0')}`;
const ids = (batches: Batch[]) => batches.flatMap((b) => b.items).map((i) => i.kind === 'paper' ? i.paper.arxiv : i.kind);
const parametersOf = (url: string) => Object.fromEntries(new URL(url, 'http://x').searchParams);
const papersIn = (page: string) => readOaiPage(page).items.flatMap((i) => i.kind === 'paper' ? [i] : []);

async function source(handle: Handler, settings: ArxivOaiSettings = {}) {
  const clock = new StillClock(), server = await misbehaving(handle, clock);
  return { clock, server, oai: arxivOai({ ...settingsFor(`${server.base}/oai`, clock), ...settings }) };
}
const queries = ({ asked }: { asked: { url: string }[] }) => asked.map((a) => parametersOf(a.url));

test('a first harvest asks for everything, without until, and keeps the day of its first answer', async () => {
  const { oai, server } = await source(inTurn(list(raw(idOf(1), '2024-05-01'))), { set: 'cs:cs:LG' });
  const batches = await everything(oai.papers(undefined));
  assert.deepEqual(queries(server), [{ verb: 'ListRecords', metadataPrefix: 'arXivRaw', set: 'cs:cs:LG' }]);
  assert.deepEqual([ids(batches), batches[0].cursor], [[idOf(1)], { from: '2026-07-20' }]);
});

test('the next harvest overlaps the last by one day', async () => {
  const { oai, server } = await source(inTurn(list(raw(idOf(1), '2026-07-01'))));
  await everything(oai.papers({ from: '2026-07-01' }));
  assert.deepEqual(queries(server), [{ verb: 'ListRecords', metadataPrefix: 'arXivRaw', from: '2026-06-30' }]);
});

test('a resumption token, itself URL-encoded, is sent encoded once more, with verb and nothing else', async () => {
  const token = 'verb%3DListRecords%26metadataPrefix%3DarXivRaw%26skip%3D2500%26x=a+b&c';
  const { oai, server } = await source(inTurn(list(raw(idOf(1), '2024-05-01'), token), list(raw(idOf(2), '2024-05-02'))), { set: 'cs' });
  assert.deepEqual(ids(await everything(oai.papers(undefined))), [idOf(1), idOf(2)]);
  assert.equal(server.asked[1].url, `/oai?verb=ListRecords&resumptionToken=${encodeURIComponent(token)}`);
  assert.deepEqual(queries(server)[1], { verb: 'ListRecords', resumptionToken: token });
});

test('stopped within a list, it goes on with the token; once the token has expired, from the last datestamp', async () => {
  const { oai } = await source(inTurn(list(raw(idOf(1), '2024-05-01') + raw(idOf(2), '2024-05-03'), 'next')));
  let cursor: Cursor = {};
  for await (const batch of oai.papers(undefined)) { cursor = JSON.parse(JSON.stringify(batch.cursor)); break; }
  assert.deepEqual(cursor, { begun: '2026-07-20', token: 'next', from: '2024-05-03', expires: '2026-07-21T00:00:00Z' });
  for (const [hours, query] of [[1, { verb: 'ListRecords', resumptionToken: 'next' }], [13, { verb: 'ListRecords', metadataPrefix: 'arXivRaw', from: '2024-05-03' }]] as const) {
    const later = await source(inTurn(list(raw(idOf(3), '2024-05-04')).replace('2026-07-20T12', '2026-07-25T12')));
    later.clock.time += hours * 3_600_000;
    const batches: Batch[] = await everything(later.oai.papers(cursor));
    assert.deepEqual(queries(later.server), [query]);
    assert.deepEqual(batches.at(-1)!.cursor, { from: '2026-07-20' }, 'what changed while it was interrupted is left to the next harvest');
  }
});

test('badResumptionToken restarts from the last datestamp, and what repeats is yielded again', async () => {
  const { oai, server } = await source(inTurn(list(raw(idOf(1), '2024-05-01') + raw(idOf(2), '2024-05-02'), 'old'), fault('badResumptionToken'), list(raw(idOf(2), '2024-05-02') + raw(idOf(3), '2024-05-03'))));
  assert.deepEqual(ids(await everything(oai.papers(undefined))), [idOf(1), idOf(2), idOf(2), idOf(3)]);
  assert.equal(queries(server)[2].from, '2024-05-02');
});

test('where days do not ascend, a restart goes back to where the harvest began', async () => {
  const { oai, server } = await source(inTurn(list(raw(idOf(1), '2024-05-09') + raw(idOf(2), '2024-05-02'), 'old'), fault('badResumptionToken'), list(raw(idOf(3), '2024-05-09'))));
  await everything(oai.papers({ from: '2024-05-02' }));
  assert.equal(queries(server)[2].from, '2024-05-01');
});

test('a server that keeps refusing its tokens, or hands out the same for ever, is given up', async () => {
  const refusing: Handler = (q, r) => r.end(q.url!.includes('resumptionToken') ? fault('badResumptionToken') : list(raw(idOf(1), '2024-05-01'), 'again'));
  const first = await source(refusing), circle = await source((_q, r) => r.end(list(raw(idOf(1), '2024-05-01'), 'same')));
  await assert.rejects(everything(first.oai.papers({ from: '2024-05-02' })), /refused its own resumption tokens/);
  await assert.rejects(everything(circle.oai.papers(undefined)), /same resumption token twice/);
  assert.ok(first.server.asked.length < 12 && circle.server.asked.length === 2);
});

test('a clock that is a day ahead does not keep a harvest from ending', async () => {
  const { oai, clock, server } = await source(inTurn(list(raw(idOf(1), '2024-05-01'), 'a'), list(raw(idOf(2), '2024-05-01'), 'b'), list(raw(idOf(3), '2024-05-01'))));
  clock.time += 5 * 864e5;
  assert.equal((await everything(oai.papers(undefined))).length, 3);
  assert.deepEqual(queries(server).map((q) => q.resumptionToken), [undefined, 'a', 'b']);
});

test('noRecordsMatch is a quiet day: no item, and the cursor moves on', async () => {
  const { oai } = await source(inTurn(fault('noRecordsMatch')));
  assert.deepEqual(await everything(oai.papers({ from: '2026-07-19' })), [{ items: [], cursor: { from: '2026-07-20' } }]);
});

test('every other error is told by its name', async () => {
  for (const code of ['badArgument', 'cannotDisseminateFormat', 'noSetHierarchy', 'badResumptionToken']) {
    const { oai, server } = await source(inTurn(fault(code)));
    await assert.rejects(everything(oai.papers(undefined)), new RegExp(code));
    assert.equal(server.asked.length, 1);
  }
});

test('503 with Retry-After is obeyed in the middle of a list', async () => {
  const { oai, server } = await source(inTurn(list(raw(idOf(1), '2024-05-01'), 'a'), status(503, { 'retry-after': '120' }), list(raw(idOf(2), '2024-05-01'))));
  assert.equal(ids(await everything(oai.papers(undefined))).length, 2);
  assert.equal(server.asked[2].at - server.asked[1].at, 120_000);
});

test('the first version dates a paper and all versions are told, in any order', () => {
  const versions = '<version version="v2"><date>Fri, 31 May 2024 17:26:55 GMT</date></version><version version="v1"><date>Fri, 1 Dec 2023 17:01:34 GMT</date></version>';
  for (const page of [list(raw('2312.00752', '2024-06-03')), list(raw('2312.00752', '2024-06-03', '', 'A', versions))]) {
    const [{ paper, versions }] = papersIn(page);
    assert.equal(paper.published, '2023-12-01T17:01:34.000Z');
    assert.deepEqual(versions, [{ version: 1, at: '2023-12-01T17:01:34.000Z' }, { version: 2, at: '2024-05-31T17:26:55.000Z' }]);
  }
});

const plain = (authors: string) => list(`<record><header><identifier>oai:arXiv.org:2312.00752</identifier><datestamp>2024-06-03</datestamp></header><metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>2312.00752</id><created>2024-05-31</created><authors>${authors}</authors><title>Mixed</title><categories>cs.LG</categories><acm-class>68T05</acm-class><abstract>Text.</abstract></arXiv></metadata></record>`);
test('created of the format arXiv is the current version\'s date and dates no paper', () => {
  const [{ paper, versions }] = papersIn(plain('<author><keyname>Gu</keyname><forenames>Albert</forenames></author>'));
  assert.deepEqual([paper.published, versions], [undefined, undefined]);
});

test('authors come in parts with their suffix, and a collaboration is a lone keyname', () => {
  const [{ paper }] = papersIn(plain('<author><keyname>ATLAS Collaboration</keyname></author><author><keyname>Davis</keyname><forenames>Sammy</forenames><suffix>Jr.</suffix><affiliation>Somewhere</affiliation></author>'));
  assert.deepEqual(paper.authors, ['ATLAS Collaboration', 'Sammy Davis Jr.']);
});

test('the authors of arXivRaw are one line: taken apart, accents read, affiliations dropped', () => {
  assert.deepEqual(papersIn(list(raw(idOf(1), '2024-05-01')))[0].paper.authors, ['Emmy Noether', 'Kurt G\u00f6del']);
});

test('the acm-class that is printed from another field is no category', () => {
  assert.deepEqual(papersIn(plain('<author><keyname>Gu</keyname></author>'))[0].paper.categories, ['cs.LG']);
});

test('a withdrawn paper stays a record and is marked by its comment', () => {
  const [{ paper }] = papersIn(list(raw(idOf(1), '2024-06-03', '<comments>This paper has been withdrawn by the author</comments>')));
  assert.equal(paper.withdrawn, '2024-05-31T17:26:55.000Z');
  assert.equal(papersIn(list(raw(idOf(2), '2024-06-03', '<comments>12 pages</comments>')))[0].paper.withdrawn, undefined);
});

test('records that name no paper or have no title are refused with their place, the rest goes in', () => {
  const { items } = readOaiPage(list(raw('1234.12345', '2024-05-01') + raw(idOf(1), '2024-05-01').replace(/<title>[^]*<\/title>/, '') + raw(idOf(2), '2024-05-01')));
  assert.deepEqual(items.map((i) => i.kind === 'refused' ? i.position : i.kind), ['record 1', 'record 2', 'paper']);
});

test('a list cut on the way, a page of HTML and an answer without its date are asked for again', async () => {
  const whole = list(raw(idOf(1), '2024-05-01')), { oai, server } = await source(inTurn(whole.slice(0, -40), '<html><body>Busy</body></html>', whole.replace(/<responseDate>.*?<\/responseDate>/, ''), '', whole));
  assert.deepEqual(ids(await everything(oai.papers(undefined))), [idOf(1)]);
  assert.equal(server.asked.length, 5);
});

test('a document type, elements without end and a text without end are refused', () => {
  assert.throws(() => readOaiPage(`<!DOCTYPE x [<!ENTITY a "b">]>${list('')}`.replace(/<\?xml.*?\?>/, '')), /document type declaration/);
  assert.throws(() => readOaiPage(answer('<a>'.repeat(5000))), /nested deeper/);
  assert.throws(() => readOaiPage(answer(`<error code="x">${'y'.repeat(300_000)}</error>`)), /longer than/);
});

test('repeats are written over themselves, and a deleted record is marked without losing what is known', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'galley-oai-')), store = await openStore({ dataDir: path.join(folder, 'data') });
  try {
    const write = async (page: string) => { const written = nothingWritten(); await writeBatch(store.db, readOaiPage(page).items, written); return written.papers; };
    const page = list(raw(idOf(1), '2024-05-01') + raw(idOf(2), '2024-05-01'));
    assert.deepEqual(await write(page), { new: 2, changed: 0, unchanged: 0 });
    assert.deepEqual(await write(page), { new: 0, changed: 0, unchanged: 2 });
    const removal = list(gone(idOf(1), '2026-07-01') + gone(idOf(9), '2026-07-01'));
    assert.deepEqual(await write(removal), { new: 0, changed: 1, unchanged: 0 });
    assert.deepEqual(await write(removal), { new: 0, changed: 0, unchanged: 0 });
    const kept = (await paperByArxiv(store.db, idOf(1)))!;
    assert.deepEqual([kept.title, kept.authors, kept.abstract, new Date(kept.withdrawn!).toISOString().slice(0, 10)], [`On ${idOf(1)}`, ['Emmy Noether', 'Kurt G\u00f6del'], 'Text of it.', '2026-07-01']);
    assert.equal(await countPapers(store.db), 2);
  } finally { await store.close(); rmSync(folder, { recursive: true, force: true }); }
});

test('recorded records of arXiv are read, and recorded errors are errors', (t) => {
  if (!existsSync(recorded)) { t.skip('The recorded answers of arXiv\'s OAI-PMH server are not here (../shared/data/arxiv/oai).'); return; }
  let read = 0, errors = 0;
  for (const name of readdirSync(recorded).filter((n) => /^inspire-.*\.xml$/.test(n))) {
    const text = readFileSync(new URL(name, recorded), 'utf8');
    if (!text.includes('xmlns="http://arxiv.org/OAI/arXiv/"') && !text.includes('<error')) continue;
    const page = readOaiPage(text), code = /<error code="(\w+)"/.exec(text)?.[1];
    assert.equal(page.error?.code, code, name);
    if (code) { errors++; continue; }
    // What a plain text search sees in it.
    const [item] = page.items, id = /<id>([^<]+)<\/id>/.exec(text)![1], keynames = [...text.matchAll(/<keyname>([^<]+)<\/keyname>/g)].map((m) => m[1]);
    assert.ok(item.kind === 'paper', name);
    assert.equal(item.paper.arxiv, id);
    assert.deepEqual(item.paper.authors.length, keynames.length);
    for (const [i, keyname] of keynames.entries()) assert.ok(item.paper.authors[i].endsWith(keyname), `${name}: ${item.paper.authors[i]}`);
    assert.deepEqual(item.paper.categories, /<categories>([^<]+)</.exec(text)![1].split(' '));
    read++;
  }
  assert.ok(read >= 3 && errors >= 2, `${read} records, ${errors} errors`);
});

test('foreign lists are read for their tokens, and a broken one is told', (t) => {
  if (!existsSync(recorded)) { t.skip('The recorded answers of other OAI-PMH servers are not here (../shared/data/arxiv/oai).'); return; }
  for (const name of readdirSync(recorded).filter((n) => /^sickle-ListRecords\d?\.xml$/.test(n))) {
    const text = readFileSync(new URL(name, recorded), 'utf8'), page = readOaiPage(text);
    // One of the files has a record without a datestamp.
    assert.equal(page.items.length, text.split('<record>').length - 1, name);
    assert.equal(page.datestamps.length, text.split('<datestamp>').length - 1, name);
    assert.equal(page.token?.text, /<resumptionToken[^>]*>([^<\s]+)</.exec(text)?.[1], name);
    assert.ok(page.items.every((i) => i.kind === 'refused'), 'none of them names a paper of arXiv');
  }
  assert.throws(() => readOaiPage(readFileSync(new URL('sickle-ListRecordsBroken.xml', recorded), 'utf8')), /line 1/);
});
