import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Item } from '../../src/record.ts';
import { FetchError } from '../../src/sources/fetch.ts';
import { arxivApi } from '../../src/sources/arxiv-api.ts';
import type { Batch } from '../../src/sources/source.ts';
import { everything, inTurn, misbehaving, settingsFor, status, StillClock, type Handler } from './misbehaving-server.ts';

const recorded = new URL('../../../../../shared/data/arxiv/api-recorded/', import.meta.url);
const feed = (entries: string, total: number | string) => `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"><opensearch:totalResults>${total}</opensearch:totalResults>${entries}</feed>`;
const entry = (id: string, published = '2024-05-06T07:08:09Z', more = '') => `<entry><id>http://arxiv.org/abs/${id}</id><title>About ${id}</title><summary>  Text of
 it.</summary><published>${published}</published><updated>2025-06-06T07:08:09Z</updated><author><name>Emmy Noether</name></author><category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>${more}</entry>`;
const failure = feed('<entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_abc</id><title>Error</title><summary>incorrect id format for abc</summary></entry>', 1);
const idOf = (n: number) => `2405.${String(n).padStart(5, '0')}`;
const ids = (batches: Batch[]) => batches.flatMap((b) => b.items).map((i) => i.kind === 'paper' ? i.paper.arxiv : i.kind);
const parametersOf = (url: string) => Object.fromEntries(new URL(url, 'http://x').searchParams);

/** A well-behaved API over `count` papers, one a minute from 2024-05-01, that honours start, max_results and the date range. */
const library = (count: number): Handler => (request, response) => {
  const asked = parametersOf(request.url!), from = /submittedDate:\[(\d+) TO/.exec(asked.search_query)?.[1] ?? '';
  const timeOf = (n: number) => new Date(Date.UTC(2024, 4, 1) + n * 60_000).toISOString().replace('.000', '');
  const found = Array.from({ length: count }, (_, n) => n).filter((n) => timeOf(n).replace(/\D/g, '').slice(0, 12) >= from);
  if (Number(asked.start) + Number(asked.max_results) > 30_000) { status(400, {}, failure)(request, response, 0); return; }
  response.end(feed(found.slice(Number(asked.start), Number(asked.start) + Number(asked.max_results)).map((n) => entry(`${idOf(n)}v1`, timeOf(n))).join(''), found.length));
};

async function source(handle: Handler, query: Parameters<typeof arxivApi>[0] = { search: 'cat:cs.LG' }, settings = {}) {
  const clock = new StillClock(), server = await misbehaving(handle, clock);
  return { clock, server, api: arxivApi(query, { ...settingsFor(server.base, clock), ...settings }) };
}

test('pages follow each other to the end, three seconds apart, in the order of submission', async () => {
  const { api, server } = await source(library(25), undefined, { slice: 10 });
  const batches = await everything(api.papers(undefined));
  assert.deepEqual(ids(batches), Array.from({ length: 25 }, (_, n) => idOf(n)));
  assert.deepEqual(server.asked.map((a) => parametersOf(a.url).start), ['0', '10', '20']);
  for (const a of server.asked) assert.deepEqual([parametersOf(a.url).sortBy, parametersOf(a.url).sortOrder], ['submittedDate', 'ascending']);
  assert.deepEqual(server.asked.map((a) => a.at - server.asked[0].at), [0, 3000, 6000]);
});

test('a 200 with zero entries on a later page, although totalResults says more, is asked again and is never the end', async () => {
  const empty: Handler = (_q, r) => r.end(feed('', 20)), forgotten: Handler = (_q, r) => r.end(feed('', 0)), good = library(20);
  const { api, server } = await source(inTurn(good, empty, forgotten, good), undefined, { slice: 10 });
  assert.equal(ids(await everything(api.papers(undefined))).length, 20);
  assert.deepEqual(server.asked.map((a) => parametersOf(a.url).start), ['0', '10', '10', '10']);
});

test('a page that stays empty ends the harvest with an error; what came before stands with its cursor', async () => {
  const { api } = await source(inTurn(library(20), (_q, r) => r.end(feed('', 20))), undefined, { slice: 10 });
  const batches: Batch[] = [];
  await assert.rejects((async () => { for await (const batch of api.papers(undefined)) batches.push(batch); })(), /empty page at result 10, although there are more\. Tried 5 times/);
  assert.equal(batches.length, 1);
  assert.equal(batches[0].cursor.start, 10);
});

test('a page shorter than asked for loses nothing', async () => {
  const good = library(12), short: Handler = (_q, r) => r.end(feed([0, 1, 2].map((n) => entry(idOf(n))).join(''), 12));
  const { api } = await source(inTurn(short, good), undefined, { slice: 10 });
  assert.deepEqual(ids(await everything(api.papers(undefined))), Array.from({ length: 12 }, (_, n) => idOf(n)));
});

test('stopped anywhere and asked again with the last cursor, nothing is lost', async () => {
  for (const stopAfter of [1, 2, 3]) {
    const { api } = await source(library(35), undefined, { slice: 10 }), first: Batch[] = [];
    for await (const batch of api.papers(undefined)) if (first.push(batch) === stopAfter) break;
    const rest = await everything(api.papers(JSON.parse(JSON.stringify(first.at(-1)!.cursor))));
    assert.deepEqual(ids([...first, ...rest]), Array.from({ length: 35 }, (_, n) => idOf(n)));
  }
});

test('a finished harvest goes on from its newest submission, a week earlier for the papers held back', async () => {
  const { api, server } = await source(library(3)), last = (await everything(api.papers(undefined))).at(-1)!;
  assert.deepEqual(last.cursor, { from: '2024-04-24T00:02:00.000Z' });
  await everything(api.papers(last.cursor));
  assert.equal(parametersOf(server.asked.at(-1)!.url).search_query, '(cat:cs.LG) AND submittedDate:[202404240002 TO 209912312359]');
});

test('no query reaches beyond 30,000 results or asks for more than 2,000: a longer one goes on from the last submission', async () => {
  // 31,000 papers; identifiers have room for them.
  const { api, server } = await source(library(31_000), undefined, { slice: 2000 });
  const found = ids(await everything(api.papers(undefined)));
  assert.equal(new Set(found).size, 31_000);
  assert.equal(found.length, 31_001, 'the last one of the first window is the first of the second');
  for (const a of server.asked) assert.ok(Number(parametersOf(a.url).start) + Number(parametersOf(a.url).max_results) <= 30_000);
  assert.throws(() => arxivApi({ search: 'x' }, { slice: 2001 }), /from 1 to 2000/);
});

test('an error is a feed with an entry titled Error: it is never a paper', async () => {
  for (const code of [400, 200]) {
    const { api, server } = await source(status(code, {}, failure));
    await assert.rejects(everything(api.papers(undefined)), (error) => error instanceof FetchError && /incorrect id format/.test(error.message) && !error.again);
    assert.equal(server.asked.length, 1);
  }
});

test('an unknown identifier is told, a malformed one is never sent, a version is left away', async () => {
  const { api, server } = await source((_q, r) => r.end(feed(entry('2405.00001v3'), 1)), { ids: ['2405.00001v2', 'abc', '2405.00002', '1234.12345'] });
  const [{ items, cursor }] = await everything(api.papers(undefined));
  assert.equal(parametersOf(server.asked[0].url).id_list, '2405.00001,2405.00002');
  assert.deepEqual(items.map((i: Item) => i.kind === 'paper' ? i.paper.arxiv : i.kind === 'refused' ? i.position : i.kind).sort(), ['1234.12345', '2405.00001', '2405.00002', 'abc']);
  assert.deepEqual(cursor, { done: 4 });
  const none = await source(() => {}, { ids: ['abc'] });
  await everything(none.api.papers(undefined));
  assert.equal(none.server.asked.length, 0);
});

test('nothing found is an end, not an error', async () => {
  const { api } = await source((_q, r) => r.end(feed('', 0)));
  assert.deepEqual(await everything(api.papers(undefined)), [{ items: [], cursor: {} }]);
});

test('published is the first version, old abstracts lose their line breaks, MSC and ACM terms are no categories, elements come in any order', async () => {
  const turned = `<entry><category term="68T05, 11A" scheme="http://www.ams.org/msc"/><category term="I.2.6" scheme="http://arxiv.org/schemas/atom"/><category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/><author><name>A</name><arxiv:affiliation>X</arxiv:affiliation><arxiv:affiliation>Y</arxiv:affiliation></author><published>2001-02-03T04:05:06Z</published><updated>2009-01-01T00:00:00Z</updated><arxiv:doi>10.1/a 10.2/b 10.3/c</arxiv:doi><summary>  Two
  lines.</summary><title>Late title</title><id>http://arxiv.org/abs/math.CA/0611800v2</id></entry>`;
  const { api } = await source((_q, r) => r.end(feed(turned, 1)));
  const [{ items: [item] }] = await everything(api.papers(undefined));
  assert.ok(item.kind === 'paper');
  const { arxiv, title, abstract, published, categories, authors } = item.paper;
  assert.deepEqual({ arxiv, title, abstract, published, categories, authors }, { arxiv: 'math/0611800', title: 'Late title', abstract: 'Two lines.', published: '2001-02-03T04:05:06.000Z', categories: ['cs.LG'], authors: ['A'] });
});

test('a feed cut on the way without notice, a page of HTML and a feed without totals are asked for again', async () => {
  const cut: Handler = (_q, r) => { r.writeHead(200, { connection: 'close' }); r.end(feed(entry(idOf(0)), 1).slice(0, 500)); };
  const { api, server } = await source(inTurn(cut, '<html><body>Busy</body></html>', feed(entry(idOf(0)), 'many'), feed(entry(idOf(0)), 1)));
  assert.deepEqual(ids(await everything(api.papers(undefined))), [idOf(0)]);
  assert.equal(server.asked.length, 4);
});

test('a document type declaration, with or without entities, is refused unread', async () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>${feed(entry(idOf(0)).replace('About', '&b;&c;'), 1).replace(/^<\?xml.*?\?>/, '')}`;
  const { api } = await source((_q, r) => r.end(bomb), undefined, { limits: { tries: 1 } });
  await assert.rejects(everything(api.papers(undefined)), /document type declaration/);
});

test('recorded answers of arXiv are read entry by entry', async (t) => {
  if (!existsSync(recorded)) { t.skip('The recorded answers of arXiv are not here (../shared/data/arxiv/api-recorded).'); return; }
  let entries = 0;
  for (const name of readdirSync(recorded)) {
    const { url, status_code, body } = JSON.parse(readFileSync(new URL(name, recorded), 'utf8')) as { url: string; status_code: number; body: string };
    const asked = new URL(url).searchParams, start = Number(asked.get('start')), { api } = await source(status(status_code, {}, body), { search: asked.get('search_query') || `id:${asked.get('id_list')}` });
    // What a plain text search sees in it.
    const seen = [...body.matchAll(/<entry>[^]*?<id>http:\/\/arxiv\.org\/abs\/(.+?)v\d+<\/id>/g)].map((m) => m[1]), dates = [...body.matchAll(/<published>(.+?)<\/published>/g)].map((m) => Date.parse(m[1]));
    const { value } = await api.papers(start ? { start } : undefined)[Symbol.asyncIterator]().next() as { value: Batch };
    assert.deepEqual(ids([value]), seen, name);
    assert.deepEqual(value.items.map((i) => i.kind === 'paper' && Date.parse(i.paper.published!)), dates, name);
    assert.deepEqual(value.cursor.start, Number(/totalResults>(\d+)/.exec(body)![1]) > start + seen.length ? start + seen.length : undefined, name);
    entries += seen.length;
  }
  assert.ok(entries > 100, `${entries}`);
});
