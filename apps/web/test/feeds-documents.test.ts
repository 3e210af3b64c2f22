import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import * as v from 'valibot';
import { validateXML } from 'xmllint-wasm';
import { atom } from '../src/feeds/atom.ts';
import type { FeedDocument } from '../src/feeds/document.ts';
import { feedAddress, readSubject, type Subject } from '../src/feeds/subjects.ts';
import { jsonFeed } from '../src/feeds/json-feed.ts';
import { rss } from '../src/feeds/rss.ts';
import { holdable } from '../src/feeds/xml.ts';

const schema = (name: string) => readFileSync(path.join(import.meta.dirname, 'schemas', `${name}.rng`), 'utf8');
const faults = async (xml: string, name: 'atom' | 'rss') => (await validateXML({ xml, schema: schema(name), extension: 'relaxng' })).errors.map((e) => e.message);
/** JSON Feed 1.1: what its specification requires, and nothing beside what it knows. */
const whole = v.pipe(v.string(), v.url()), instant = v.pipe(v.string(), v.isoTimestamp());
export const jsonFeedSchema = v.strictObject({
  version: v.literal('https://jsonfeed.org/version/1.1'), title: v.string(), description: v.optional(v.string()), home_page_url: whole, feed_url: whole, language: v.optional(v.string()),
  items: v.array(v.strictObject({ id: v.pipe(v.string(), v.minLength(1)), url: whole, title: v.string(), content_html: v.string(), date_published: instant, authors: v.optional(v.pipe(v.array(v.strictObject({ name: v.string() })), v.minLength(1))), tags: v.optional(v.array(v.string())) })),
});

const origin = 'https://galley.example';
const feed = (entries: Partial<FeedDocument['entries'][number]>[] = [{}]): FeedDocument => ({
  title: 'Galley: the day', description: 'The papers.', page: `${origin}/`, self: `${origin}/feeds/day.atom`, id: `${origin}/feeds/day`, updated: entries.length ? Date.UTC(2025, 9, 8) : null,
  entries: entries.map((e, i) => ({ id: `https://arxiv.org/abs/2510.0000${i}`, link: `${origin}/papers/2510.0000${i}`, title: 'A title', summary: '<p>Text.</p>', authors: ['Ada Lovelace'], topics: ['cs.LG'], published: Date.UTC(2025, 9, 7, 12), ...e })),
});

test('Atom holds the rules of RFC 4287, RSS those of its specification, JSON Feed those of 1.1', async () => {
  for (const document of [feed(), feed([]), feed([{}, { authors: [], topics: [] }])]) {
    assert.deepEqual(await faults(atom(document), 'atom'), []);
    assert.deepEqual(await faults(rss(document), 'rss'), []);
    v.parse(jsonFeedSchema, JSON.parse(jsonFeed(document)));
  }
});
test('the schemas find what is wrong', async () => {
  const good = atom(feed());
  for (const bad of [good.replace(/<updated>[^<]*<\/updated>/, ''), good.replace('2025-10-08T00:00:00.000Z', '8 October'), good.replace('href="https://galley.example/papers', 'href="/papers'), good.replace('<feed ', '<feed wrong="1" '), good.replace('<entry>', '<entry><extra/>')]) { assert.notEqual(bad, good); assert.ok((await faults(bad, 'atom')).length > 0); }
  const fine = rss(feed());
  for (const bad of [fine.replace(/<guid[^>]*>[^<]*<\/guid>/, ''), fine.replace('Tue, 07 Oct 2025 12:00:00 GMT', '2025-10-07'), fine.replace(/<atom:link[^>]*>/, '')]) { assert.notEqual(bad, fine); assert.ok((await faults(bad, 'rss')).length > 0); }
  assert.throws(() => v.parse(jsonFeedSchema, { ...JSON.parse(jsonFeed(feed())), version: 'https://jsonfeed.org/version/1' }));
});

const hostile = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom(']]>', '<!DOCTYPE x [<!ENTITY a "b">]>', '&nbsp;', '\u0000\u0008\u000b\ufffe\uffff', '\ud800', '\udc00x', '</title><script>alert(1)</script>', 'a\rb', '<?xml?>', '--><!--'));
test('no title, name or text makes a feed that is not well-formed; what comes out is what went in, less what XML cannot hold', async () => {
  const samples = fc.sample(fc.record({ title: hostile, summary: hostile, author: hostile, topic: hostile }), { numRuns: 300, seed: 5 });
  const document = feed(samples.map((s) => ({ title: `t${s.title}`, summary: s.summary, authors: [`a${s.author}`], topics: [`k${s.topic}`] })));
  document.entries.forEach((e, i) => { e.id = `https://arxiv.org/abs/25${String(10_000_000 + i)}`; });
  assert.deepEqual(await faults(atom(document), 'atom'), []);
  assert.deepEqual(await faults(rss(document), 'rss'), []);
  const { SaxesParser } = await import('saxes');
  const titles: string[] = [], parser = new SaxesParser();
  let inside = false;
  parser.on('opentag', (tag) => { inside = tag.name === 'title'; if (inside) titles.push(''); });
  parser.on('closetag', () => { inside = false; });
  parser.on('text', (text) => { if (inside) titles[titles.length - 1] += text; });
  parser.write(atom(document)).close();
  assert.deepEqual(titles.slice(1), samples.map((s) => holdable(`t${s.title}`)));
});

const name = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).map((s) => s.trim()).filter((s) => s !== '' && !s.includes('\0'));
test('every subject has an address, and the address leads back to it', () => {
  const subject = fc.oneof(fc.constant<Subject>({ kind: 'day' }), fc.constant<Subject>({ kind: 'trending' }), name.map((topic): Subject => ({ kind: 'topic', topic })), name.map((author): Subject => ({ kind: 'author', author })), name.map((q): Subject => ({ kind: 'search', q })), fc.tuple(name, name).map(([handle, slug]): Subject => ({ kind: 'collection', handle, slug })), name.map((handle): Subject => ({ kind: 'curator', handle })));
  fc.assert(fc.property(subject, (given) => {
    const url = new URL(feedAddress(given, 'atom'), origin), sent = url.pathname.slice('/feeds/'.length);
    assert.deepEqual(readSubject(sent.slice(0, sent.lastIndexOf('.')), url.searchParams), given);
  }));
});
test('an address that is no feed’s is none', () => {
  for (const wrong of ['', 'topic', 'topic/', 'topic/a/b', 'day/x', 'collection/a', 'search', 'nothing', '%E0%A4%A', 'constructor', `topic/${'x'.repeat(300)}`]) assert.equal(readSubject(wrong, new URLSearchParams()), undefined, wrong);
});

test('a feed reader nobody here wrote (feedparser for Python) reads all three', (t) => {
  const python = ['python3', '/usr/bin/python3'].find((program) => spawnSync(program, ['-c', 'import feedparser']).status === 0);
  if (!python) return t.skip('Python’s feedparser is not installed.');
  const read = (text: string) => JSON.parse(spawnSync(python, ['-c', 'import feedparser, json, sys; f = feedparser.parse(sys.stdin.buffer.read()); print(json.dumps({"bozo": bool(f.bozo), "version": f.version, "titles": [e.title for e in f.entries], "links": [e.link for e in f.entries], "ids": [e.id for e in f.entries]}))'], { input: text, encoding: 'utf8' }).stdout) as { bozo: boolean; version: string; titles: string[]; links: string[]; ids: string[] };
  const document = feed([{ title: 'Norms ‖x‖₂ & <b>10⁴</b>' }, { title: '𝔘 “quoted”' }]);
  for (const [text, version] of [[atom(document), 'atom10'], [rss(document), 'rss20']]) assert.deepEqual(read(text), { bozo: false, version, titles: read(text).titles, links: document.entries.map((e) => e.link), ids: document.entries.map((e) => e.id) });
});
