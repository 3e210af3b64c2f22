/** Feeds, sitemaps, citations and pictures as a site serves them; trending, topics and recommendations as a browser shows them. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import * as v from 'valibot';
import { validateXML } from 'xmllint-wasm';
import type { Browser } from 'playwright-core';
import { accountFor, collect, follow, makeApiKey, makeCollection, type Reader } from '@galley/people';
import { openStore, tables } from '@galley/papers';
import { sql } from 'drizzle-orm';
import { launch } from './browser.ts';
import { fillFolder, hostileTitle } from './fixture.ts';
import { closePage, openPage, violations } from './reader.ts';
import { startSite, type Site } from './site.ts';

let site: Site, own: Site, browser: Browser, handle: string, key: string;
before(async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'galley-feeds-'));
  await fillFolder(dataDir);
  const store = await openStore({ dataDir }), account = await accountFor(store.db, 'ada@example.org'), reader = { ...account, session: null } as unknown as Reader;
  handle = account.handle;
  key = await makeApiKey(store.db, reader, { name: 'test', scopes: ['read'] });
  const open = await makeCollection(store.db, reader, { name: 'Norms & more', public: true }), hidden = await makeCollection(store.db, reader, { name: 'Mine', public: false });
  for (const { slug } of [open, hidden]) await collect(store.db, reader, slug, '2510.00002', { note: 'read <first>' });
  await store.db.insert(tables.curations).values({ account: account.id, day: '2025-10-07', arxiv: '2510.00001', position: 1, note: 'a pick' });
  await follow(store.db, reader, 'author', 'Ada Lovelace');
  // The day as if it had just been fetched, so that something has moved.
  await store.db.execute(sql`update listings set listed = now() - interval '20 hours' where day = '2025-10-07'`);
  await store.db.execute(sql`update counts set at = now() - interval '1 hour'`);
  await store.db.execute(sql`update papers set categories = '{cs.LG,math.FA}', keywords = '{"norms / spaces"}' where arxiv = '2510.00002'`);
  await store.close();
  site = await startSite({ shared: true, dataDir });
  own = await startSite();
  browser = await launch();
});
after(async () => { await browser.close(); await site.stop(); await own.stop(); });

const get = (place: string, headers: Record<string, string> = {}) => fetch(site.address + place, { headers });
const schema = (name: string) => readFileSync(path.join(import.meta.dirname, 'schemas', `${name}.rng`), 'utf8');
const faults = async (xml: string, name: string) => (await validateXML({ xml, schema: schema(name), extension: 'relaxng' })).errors.map((e) => e.message);
const feedPlaces = () => ['day', 'trending', 'topic/cs.LG', 'topic/norms%20%2F%20spaces', 'author/Ada%20Lovelace', `collection/${handle}/norms-more`, `curator/${handle}`];

test('every feed is valid in all three forms, and holds to the rules that schemas cannot say', async () => {
  for (const place of [...feedPlaces().map((p) => [p, '']), ['search', '?q=norms']]) {
    const feeds = await Promise.all(['atom', 'rss', 'json'].map(async (format) => { const response = await get(`/feeds/${place[0]}.${format}${place[1]}`); assert.equal(response.status, 200, `${place.join('')} ${format}`); return { type: response.headers.get('content-type')!, text: await response.text(), self: `${site.address}/feeds/${place[0]}.${format}${place[1]}` }; }));
    const [atom, rss, json] = feeds;
    assert.deepEqual(await faults(atom.text, 'atom'), [], place[0]);
    assert.deepEqual(await faults(rss.text, 'rss'), [], place[0]);
    assert.match(atom.type, /^application\/atom\+xml/); assert.match(rss.type, /^application\/rss\+xml/); assert.match(json.type, /^application\/feed\+json/);
    assert.ok(atom.text.includes(`rel="self" type="application/atom+xml" href="${atom.self}"`) && rss.text.includes(`href="${rss.self}"`), 'says where it is');
    const ids = [...atom.text.matchAll(/<entry><id>([^<]+)/g)].map((m) => m[1]);
    assert.ok(ids.length > 0, `${place[0]} has entries`);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual([...rss.text.matchAll(/<guid isPermaLink="false">([^<]+)/g)].map((m) => m[1]), ids);
    assert.deepEqual((JSON.parse(json.text) as { items: { id: string }[] }).items.map((i) => i.id), ids);
    v.parse(v.object({ version: v.literal('https://jsonfeed.org/version/1.1'), feed_url: v.literal(json.self) }), JSON.parse(json.text));
    for (const { text } of feeds) assert.doesNotMatch(text, /href="\/|src="\//, 'nothing relative');
  }
});
test('titles are plain text with mathematics in Unicode; hostile ones stay text', async () => {
  const { items } = await (await get('/feeds/day.json')).json() as { items: { id: string; title: string; content_html: string }[] };
  assert.equal(items.find((i) => i.id.endsWith('2510.00002'))!.title, 'On ℓ₂ⁿ norms and 10⁴ samples');
  assert.equal(items.find((i) => i.id.endsWith('2510.00001'))!.title, hostileTitle);
  assert.ok(items.every((i) => !/<(?!\/?(?:p|em)>)/.test(i.content_html)));
});
test('who has a feed already is told so, by tag or by date, and asked to come again later', async () => {
  const first = await get('/feeds/topic/cs.LG.atom'), etag = first.headers.get('etag')!, modified = first.headers.get('last-modified')!;
  assert.match(first.headers.get('cache-control')!, /max-age=\d+/);
  assert.equal((await get('/feeds/topic/cs.LG.atom', { 'if-none-match': etag })).status, 304);
  assert.equal((await get('/feeds/topic/cs.LG.atom', { 'if-modified-since': modified })).status, 304);
  assert.equal((await get('/feeds/topic/cs.LG.atom', { 'if-none-match': '"other"', 'if-modified-since': modified })).status, 200, 'the tag decides');
  assert.equal((await get('/feeds/topic/cs.LG.atom', { 'if-modified-since': 'Mon, 01 Jan 2024 00:00:00 GMT' })).status, 200);
});
test('there is no feed of what is private, or not there', async () => {
  for (const place of [`/feeds/collection/${handle}/mine.atom`, '/feeds/collection/nobody/x.atom', '/feeds/curator/nobody.rss', '/feeds/search.json', '/feeds/topic.atom', '/feeds/day.xml', '/feeds/nothing.rss']) assert.equal((await get(place)).status, 404, place);
});
test('pages say which feeds go with them', async () => {
  for (const [place, feed] of [['/', '/feeds/day.atom'], ['/trending', '/feeds/trending.rss'], ['/topics/cs.LG', '/feeds/topic/cs.LG.json'], ['/authors/Ada%20Lovelace', '/feeds/author/Ada%20Lovelace.atom'], ['/search?q=norms', '/feeds/search.atom?q=norms']]) assert.ok((await (await get(place)).text()).includes(`href="${feed}"`), place);
  const built = await (await get('/feeds?kind=topic&of=norms+%2F+spaces')).text();
  assert.ok(built.includes('/feeds/topic/norms%20%2F%20spaces.atom'));
});

test('a paper’s page carries its citation for machines', async () => {
  const text = await (await get('/papers/2510.00002')).text(), tag = (name: string) => [...text.matchAll(new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)"`, 'g'))].map((m) => m[1]);
  assert.deepEqual([tag('citation_title')[0], tag('citation_author')[0], tag('citation_publication_date')[0], tag('citation_arxiv_id')[0]], ['On ℓ₂ⁿ norms and 10⁴ samples', 'Ada Lovelace', '2025/10/01', '2510.00002']);
  assert.deepEqual([tag('og:image')[0], tag('og:url')[0], tag('twitter:card')[0]], [`${site.address}/og/2510.00002.png`, `${site.address}/papers/2510.00002`, 'summary_large_image']);
  const linked = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/.exec(text)![1]) as { '@type': string; name: string; author: { name: string }[] };
  assert.deepEqual([linked['@type'], linked.name, linked.author[0].name], ['ScholarlyArticle', 'On ℓ₂ⁿ norms and 10⁴ samples', 'Ada Lovelace']);
  const hostile = await (await get('/papers/2510.00001')).text();
  assert.equal((JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/.exec(hostile)![1]) as { name: string }).name, hostileTitle);
  assert.doesNotMatch(hostile, /<script>alert/);
  assert.ok((await (await get('/papers/2510.00003')).text()).split('citation_author').length - 1 <= 100, 'of two thousand authors a hundred');
});
test('BibTeX by itself', async () => {
  const response = await get('/papers/2510.00002.bib');
  assert.match(response.headers.get('content-type')!, /^application\/x-bibtex/);
  assert.match(await response.text(), /^@misc\{lovelace2025\w+,[^]*eprint {8}= \{2510\.00002\}/);
  assert.equal((await get('/papers/2510.99999.bib')).status, 404);
});
test('a sitemap names every paper and day once, and robots.txt names the sitemap; a site for one person has neither', async () => {
  const index = await (await get('/sitemap.xml')).text(), files = [...index.matchAll(/<loc>([^<]+)/g)].map((m) => m[1]), named: string[] = [];
  for (const file of files) { assert.ok(file.startsWith(site.address)); named.push(...[...(await (await fetch(file)).text()).matchAll(/<loc>([^<]+)<\/loc>/g)].map((m) => m[1])); }
  assert.equal(new Set(named).size, named.length);
  for (const place of ['/papers/2510.00001', '/papers/2407.00123', '/papers/2025-10-07', '/trending']) assert.ok(named.includes(site.address + place), place);
  assert.ok((await (await get('/robots.txt')).text()).includes(`Sitemap: ${site.address}/sitemap.xml`));
  assert.equal((await get('/sitemap-2.xml')).status, 404);
  assert.equal((await fetch(`${own.address}/sitemap.xml`)).status, 404);
  assert.equal(await (await fetch(`${own.address}/robots.txt`)).text(), 'User-agent: *\nDisallow: /\n');
});
test('the picture of a paper is a PNG of 1200 by 630, whatever its title and however many its authors', async () => {
  for (const id of ['2510.00001', '2510.00002', '2510.00003', '2407.00123']) {
    const response = await get(`/og/${id}.png`), png = Buffer.from(await response.arrayBuffer());
    assert.equal(response.headers.get('content-type'), 'image/png');
    assert.deepEqual([png.subarray(1, 4).toString(), png.readUInt32BE(16), png.readUInt32BE(20)], ['PNG', 1200, 630]);
    assert.ok(png.length > 10_000 && png.length < 300_000, `${png.length} bytes`);
    assert.equal((await get(`/og/${id}.png`, { 'if-none-match': response.headers.get('etag')! })).status, 304);
  }
  assert.notEqual((await get('/og/2510.00001.png')).headers.get('etag'), (await get('/og/2510.00002.png')).headers.get('etag'));
  for (const place of ['/og/2510.99999.png', '/og/x.png', '/og/2510.00001']) assert.equal((await get(place)).status, 404, place);
});

test('trending shows each item with its parts, and can be made again for any moment', async () => {
  const text = await (await get('/trending')).text();
  assert.match(text, /votes elsewhere, counted as [\d.]+; [\d.]+ would be usual/);
  assert.match(await (await get('/trending?at=2020-01-01')).text(), /No paper has moved/);
  assert.equal((await get('/trending?at=yesterday')).status, 400);
  assert.equal((await get('/trending?window=year')).status, 400);
  const how = await (await get('/trending/how')).text();
  assert.match(how, /<math/);
  assert.match(how, /An example from the list/);
});
test('for you needs an account, and says why each paper is there', async () => {
  assert.equal((await fetch(`${site.address}/for-you`, { redirect: 'manual' })).status, 303);
  const { items } = await (await get('/api/for-you', { authorization: `Bearer ${key}` })).json() as { items: { follow: { value: string } }[] };
  assert.ok(items.length > 0 && items.every((i) => i.follow.value === 'Ada Lovelace'));
  assert.equal((await fetch(`${own.address}/for-you`)).status, 200);
});
test('the pages keep the rules of accessibility, in light, in the dark, and on a phone', async () => {
  for (const place of ['/trending', '/trending/how', '/topics', '/topics/cs.LG', '/authors/Ada%20Lovelace', '/feeds?kind=topic&of=cs.LG', '/papers/2510.00002']) for (const options of [{}, { colorScheme: 'dark' as const }, { width: 390, height: 844 }]) {
    const page = await openPage(browser, site.address + place, options);
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    assert.deepEqual(await violations(page), [], `${place} ${JSON.stringify(options)}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${place} is not wider than ${JSON.stringify(options)}`);
    await closePage(page);
  }
});
