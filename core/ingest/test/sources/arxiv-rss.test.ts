import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitNames } from '../../src/sources/author-names.ts';
import { arxivRss, type ArxivRssSettings } from '../../src/sources/arxiv-rss.ts';
import { everything, misbehaving, settingsFor, StillClock } from './misbehaving-server.ts';

const rss = (items: string) => `<?xml version='1.0' encoding='UTF-8'?><rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0"><channel><title>cs.AI updates on arXiv.org</title><link>http://rss.arxiv.org/rss/cs.AI</link><atom:link href="http://rss.arxiv.org/rss/cs.AI" rel="self"/><pubDate>Mon, 20 Jul 2026 00:00:00 -0400</pubDate><lastBuildDate>Mon, 20 Jul 2026 04:00:00 +0000</lastBuildDate><skipDays><day>Saturday</day><day>Sunday</day></skipDays>${items}</channel></rss>`;
const item = (id: string, type: string, more = '', creator = 'Ada Lovelace, Kurt G\u00f6del') => `<item><title>On ${id.replace(/v\d+$/, '')}</title><link>https://arxiv.org/abs/${id.replace(/v\d+$/, '')}</link><description>arXiv:${id} Announce Type: ${type} 
Abstract: We count $x &lt; y$
 and more.</description><guid isPermaLink="false">oai:arXiv.org:${id}</guid><category>cs.AI</category><category>q-bio.NC</category><pubDate>Mon, 20 Jul 2026 00:00:00 -0400</pubDate><arxiv:announce_type>${type}</arxiv:announce_type><dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights><dc:creator>${creator}</dc:creator>${more}</item>`;

async function read(body: string, settings: ArxivRssSettings = {}, categories = ['cs.AI', 'q-bio.NC']) {
  const clock = new StillClock(), server = await misbehaving((_q, r) => r.end(body), clock);
  const [batch] = await everything(arxivRss(categories, { ...settingsFor(`${server.base}/rss`, clock), ...settings }).papers(undefined));
  return { ...batch, papers: batch.items.flatMap((i) => i.kind === 'paper' ? [i.paper] : []), server };
}
const four = ['new', 'cross', 'replace', 'replace-cross'].map((type, n) => item(`2607.0000${n + 1}v${n + 1}`, type)).join('');

test('of four announce types only new counts, and cross when it is wanted', async () => {
  assert.deepEqual((await read(rss(four))).papers.map((p) => p.arxiv), ['2607.00001']);
  assert.deepEqual((await read(rss(four), { announce: ['new', 'cross'] })).papers.map((p) => p.arxiv), ['2607.00001', '2607.00002']);
});

test('an empty feed is a weekend, not an error', async () => {
  const { items, cursor } = await read(rss(''));
  assert.deepEqual([items, cursor], [[], { announced: '2026-07-20T04:00:00.000Z' }]);
});

test('the announcement is no publication: it dates no paper', async () => {
  assert.equal((await read(rss(four))).papers[0].published, undefined);
});

test('dc:creator is one comma-separated text, and Jr. is not a person', async () => {
  const { papers: [paper] } = await read(rss(item('2607.00001v1', 'new', '', 'Ada Lovelace, Sammy Davis, Jr., The ATLAS Collaboration, Li  Wei')));
  assert.deepEqual(paper.authors, ['Ada Lovelace', 'Sammy Davis Jr.', 'The ATLAS Collaboration', 'Li Wei']);
});

test('the abstract begins behind its announcement, and the journal has its own name here', async () => {
  const { papers: [paper] } = await read(rss(item('2607.00001v1', 'new', '<arxiv:journal_reference>Proofs 1 (2026)</arxiv:journal_reference><arxiv:journal_ref>not this</arxiv:journal_ref><arxiv:DOI>10.1/x</arxiv:DOI>')));
  assert.deepEqual([paper.abstract, paper.title, paper.venue, paper.categories], ['We count $x < y$ and more.', 'On 2607.00001', 'Proofs 1 (2026)', ['cs.AI', 'q-bio.NC']]);
});

test('the categories are asked for together, and no address can be made of them', async () => {
  assert.equal((await read(rss(''))).server.asked[0].url, '/rss/cs.AI+q-bio.NC');
  for (const wrong of [[], ['../x'], ['cs.AI?x'], ['cs.AI/..']]) assert.throws(() => arxivRss(wrong), /Expected categories/);
});

test('an item that names no paper is refused with its place, the rest goes in', async () => {
  const { items } = await read(rss(item('1234.12345v1', 'new') + item('2607.00002v1', 'new')));
  assert.deepEqual(items.map((i) => i.kind === 'refused' ? i.position : i.kind), ['item 1', 'paper']);
});

test('what is not RSS, or has a document type, is refused', async () => {
  for (const body of ['<html></html>', `<!DOCTYPE rss>${rss('').replace(/^<\?.*?\?>/, '')}`, '', rss(four).slice(0, 900)]) await assert.rejects(read(body, { limits: { tries: 1 } }), /cannot be read/);
});

test('names of a line are taken apart: affiliations, and, Jr., collaborations', () => {
  const lines: [string, string[]][] = [
    ['C. Gattringer (1), Ch. Hoelbling (2) ((1) Univ. X, (2) Univ. Y)', ['C. Gattringer', 'Ch. Hoelbling']],
    ['A. One, B. Two and C. Three', ['A. One', 'B. Two', 'C. Three']],
    ['A. One, B. Two, and C. Three', ['A. One', 'B. Two', 'C. Three']],
    ['The CMS Collaboration: A. One, B. Two', ['The CMS Collaboration', 'A. One', 'B. Two']],
    ['LIGO Collaboration', ['LIGO Collaboration']],
    ['John Public, Jr., W. Anderson', ['John Public Jr.', 'W. Anderson']],
    ['Andy Anderson (unclosed, X', ['Andy Anderson']],
    ['', []],
  ];
  for (const [line, names] of lines) assert.deepEqual(splitNames(line), names, line);
});
