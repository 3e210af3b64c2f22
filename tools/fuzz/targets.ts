/** Every reader of text that comes from outside, and what must hold for whatever it is given. */
import assert from 'node:assert/strict';
import type * as fc from 'fast-check';
import { InputError, readInputs, readRun, RecordError } from '@galley/claims';
import { ChoiceError, readAddress, readChoices } from '@galley/digest';
import { isIdentifier, readDay, readIdentifier, readMonth, readWeek } from '@galley/ingest';
import { flowed, widthOf } from '@galley/mail';
import { html, parse, plainText } from '@galley/typeset';
import { networkOf } from '../../apps/web/src/server/request/network.ts';
import { atomReader, FeedError } from '../../core/ingest/src/atom.ts';
import { readCopiedPage } from '../../core/ingest/src/copied-page.ts';
import { dayOfRecords, readDailyPaper } from '../../core/ingest/src/daily-papers.ts';
import { clean, linkedCode, longestAbstract, longestTitle, remarks, type Item } from '../../core/ingest/src/record.ts';
import { isPublicAddress, wrongAddress } from '../../core/ingest/src/sources/address.ts';
import { readOaiPage } from '../../core/ingest/src/sources/arxiv-oai.ts';
import { readRss } from '../../core/ingest/src/sources/arxiv-rss.ts';
import { splitNames } from '../../core/ingest/src/sources/author-names.ts';
import { readRateLimit, readRetryAfter } from '../../core/ingest/src/sources/fetch.ts';
import { nextPage } from '../../core/ingest/src/sources/hf-daily.ts';
import { almost } from './mutations.ts';

export interface Target {
  name: string;
  inputs: fc.Arbitrary<string>;
  /** Throws when a promise is broken; errors that the reader announces are no breach. */
  holds(given: string): void;
}

const target = (name: string, specimens: string[], holds: (given: string) => void): Target => ({ name, inputs: almost(specimens), holds });
/** Runs a reader whose refusals are errors of this kind. */
function orRefuses<T>(refusal: new (...args: never[]) => Error, read: () => T): T | undefined {
  try { return read(); } catch (error) { if (error instanceof refusal) { assert.ok(error.message.length > 0 && error.message.length < 2000); return undefined; } throw error; }
}

const atom = '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><opensearch:totalResults>1</opensearch:totalResults><entry><id>http://arxiv.org/abs/2407.00123v2</id><title>On $\\ell_2$ &amp; more</title><summary>It costs \\$5.\n Twice.</summary><published>2024-07-01T00:00:00Z</published><updated>2024-07-09T00:00:00Z</updated><author><name>Ada Lovelace</name></author><category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/><arxiv:comment>12 pages, https://github.com/a/b.</arxiv:comment><arxiv:doi>10.1000/x</arxiv:doi></entry></feed>';
const rss = '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"><channel><pubDate>Mon, 20 Jul 2026 00:00:00 -0400</pubDate><item><title>A title</title><guid isPermaLink="false">oai:arXiv.org:2607.00100v1</guid><description>arXiv:2607.00100v1 Announce Type: new \nAbstract: Text.</description><arxiv:announce_type>new</arxiv:announce_type><dc:creator>Ada Lovelace, Charles Babbage</dc:creator><category>cs.LG</category></item></channel></rss>';
const oai = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-07-20T00:00:00Z</responseDate><ListRecords><record><header><identifier>oai:arXiv.org:0704.0389</identifier><datestamp>2026-07-19</datestamp></header><metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>0704.0389</id><version version="v1"><date>Tue, 3 Apr 2007 12:00:00 GMT</date></version><title>T</title><authors>A. B. and C. D.</authors><categories>math.NA cs.LG</categories><abstract>Abs.</abstract></arXivRaw></metadata></record><resumptionToken expires="2026-07-21T00:00:00Z">verb%3DListRecords%26skip%3D1</resumptionToken></ListRecords></OAI-PMH>';
const daily = JSON.stringify({ paper: { id: '2510.00001', title: 'A\n title', summary: 'Of $10^4$.', authors: [{ name: 'Ada Lovelace', hidden: false }], publishedAt: '2025-10-01T10:00:00.000Z', submittedOnDailyAt: '2025-10-07T00:46:45.446Z', upvotes: 41, githubRepo: 'https://github.com/a/b', githubStars: 3, ai_keywords: ['x'] }, numComments: 2 });
const page = `Daily Papers\n\nOct 8\n\nA title of some paper\n\n${'An abstract of many words. '.repeat(12)}\n\nAnother title\n\n${'More words here. '.repeat(20)}`;
const tex = ['On $\\ell_2^{n}$ norms and $10^4$ samples', 'It costs \\$5 and 16.3\\%; \\textbf{bold \\emph{deep}} \\cite{x} \\href{https://a.org}{link} \\url{http://b}', "G\\\"odel, Erd\\H{o}s, \\'etale --- ``quoted'' ~ $$\\frac{a}{b}$$ \\(x\\) \\[y\\]", '<script>alert(1)</script> a<b $<img src=x onerror=alert(1)>$ \\href{javascript:alert(1)}{x}', '$\\def\\a{\\a\\a}\\a$ $\\htmlData{a=b}{x}$ $\\includegraphics{x}$ $\\unicode{x2013}$'];
const run = JSON.stringify({ galley: 'run', version: 1, run: { id: '01900000-0000-7000-8000-000000000001', paper: 'daq-model', experiment: 'upgrades', inputs: { a: 1 }, changed: [], seed: 1, repeats: 1, startedAt: '2026-01-01T00:00:00Z', seconds: 1, state: 'done', measurements: [{ metric: 'm', value: 1, unit: 's', samples: [1, 2, 3] }], events: [{ type: 'note', text: 'n' }], device: { processor: 'p', architecture: 'a', logicalCores: 1, wasm: [], os: 'o', runtime: 'r' }, versions: {}, place: 'node', origin: 'here' } });

function checkItems(items: Item[]): void {
  for (const item of items) {
    if (item.kind === 'refused') { assert.ok(item.why.length > 0 && item.why.length < 1000); continue; }
    if (item.kind !== 'paper') continue;
    const { paper } = item;
    assert.deepEqual(readIdentifier(paper.arxiv), { id: paper.arxiv }, 'identifiers are canonical');
    assert.ok(paper.title.length <= longestTitle && (paper.abstract ?? '').length <= longestAbstract && paper.title.isWellFormed());
    assert.ok(!/[\u0000-\u0008\u202a-\u202e]/.test(paper.title + (paper.abstract ?? '') + paper.authors.join('')), 'no control characters');
    for (const link of [paper.code, paper.projectPage]) if (link) assert.match(link, /^https?:\/\//);
    for (const time of [paper.published, paper.withdrawn]) if (time) assert.ok(Number.isFinite(Date.parse(time)));
  }
}

const elements = new Set('a strong em code span u s sub sup br mark math semantics annotation mrow mi mn mo ms mtext mspace msub msup msubsup mfrac msqrt mroot mover munder munderover mtable mtr mtd mstyle mpadded mphantom menclose merror mglyph mmultiscripts mprescripts none svg path line'.split(' '));
/** Only elements that typesetting makes, no handlers, no addresses but of the web; every `<` begins one of them. */
export function checkMarkup(markup: string): void {
  let at = 0;
  for (const found of markup.matchAll(/<(\/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/g)) {
    assert.ok(!markup.slice(at, found.index).includes('<'), 'a loose <');
    at = found.index + found[0].length;
    assert.ok(elements.has(found[2].toLowerCase()), `<${found[2]}>`);
    for (const [, name, value] of found[3].matchAll(/([\w:-]+)(?:="([^"]*)")?/g)) {
      assert.ok(!/^on/i.test(name), name);
      if (name === 'href' || name === 'src') assert.match(value ?? '', /^(https?:|mailto:)/i);
    }
  }
  assert.ok(!markup.slice(at).includes('<'), 'a loose <');
}

const experiment = { paper: 'p', id: 'e', inputs: { n: { kind: 'number', default: 1, min: 0, max: 10, label: 'n' }, s: { kind: 'text', default: 'a', label: 's', maxLength: 100 } } } satisfies Parameters<typeof readInputs>[0];

export const targets: Target[] = [
  target('identifier', ['2407.00123v2', 'math.CA/0611800v2', 'https://arxiv.org/pdf/2407.00123v3.pdf?x#y', 'oai:arXiv.org:2203.01250v3', 'arXiv:0706.0001v1 [q-bio.CB] 1 Jun 2007', '10.48550/arXiv.2202.01037', 'hf.co/papers/2503.02130'], (given) => {
    const read = readIdentifier(given);
    if (isIdentifier(read)) assert.deepEqual(readIdentifier(read.id), { id: read.id }); else assert.ok(read.wrong.length < 300);
  }),
  target('day, week, month', ['2025-10-08', '2025-W41', '2025-10', '2024-02-29', '2025-02-30'], (given) => {
    const day = readDay(given), week = readWeek(given), month = readMonth(given);
    if (day) assert.equal(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10), day);
    for (const span of [week, month]) if (span) assert.ok(span.from <= span.to && readDay(span.from) && readDay(span.to));
  }),
  target('Atom feed', [atom], (given) => { const reader = atomReader(); orRefuses(FeedError, () => checkItems([...reader.write(given), ...reader.end()])); }),
  target('RSS feed', [rss], (given) => { orRefuses(FeedError, () => checkItems(readRss(given, new Set(['new'])).items)); }),
  target('OAI-PMH page', [oai], (given) => { orRefuses(FeedError, () => checkItems(readOaiPage(given).items)); }),
  target('daily papers', [daily], (given) => {
    let record: unknown;
    try { record = JSON.parse(given); } catch { return; }
    checkItems([readDailyPaper(record, '2025-10-08', 1, 'record 1')]);
    dayOfRecords(Array.isArray(record) ? record : [record]);
  }),
  target('copied page', [page], (given) => { checkItems(readCopiedPage(given, { day: '2025-10-08' }).items); }),
  target('exported run', [run], (given) => {
    let record: unknown;
    try { record = JSON.parse(given); } catch { return; }
    const read = orRefuses(RecordError, () => readRun(record));
    if (read) assert.deepEqual(readRun({ galley: 'run', version: 1, run: JSON.parse(JSON.stringify(read)) as unknown }), read, 'read again it is the same');
  }),
  target('inputs of a run', ['1', '10', '-1', 'a', '1e3', '0x10', ''], (given) => { orRefuses(InputError, () => readInputs(experiment, { n: given, s: given })); }),
  target('text with TeX', tex, (given) => { parse(given); checkMarkup(html(given, [{ id: 'a', forms: ['10^4', '5'], open: '<mark>', close: '</mark>' }]).html); assert.ok(!/[\u0000]/.test(plainText(given))); }),
  target('remarks and linked code', ['12 pages, 3 figures. Code: https://github.com/a/b.git', 'accepted at X; 10.1000/a 10.2000/b'], (given) => {
    const read = remarks({ comment: given, journal: given, doi: given, summary: given }), code = linkedCode(given);
    if (code) assert.match(code, /^https:\/\/(github\.com|gitlab\.com|codeberg\.org)\/[\w.-]+\/[\w.-]*$/);
    assert.ok((read.comment ?? '').length <= 2000 && clean(given).isWellFormed());
  }),
  target('names on one line', ['Ada Lovelace, Charles Babbage and J. von Neumann (1 and 2) ((1) Here, (2) There)', 'The X Collaboration: A. B'], (given) => { for (const name of splitNames(given)) assert.ok(name.trim().length > 0); }),
  target('Retry-After and RateLimit', ['120', 'Wed, 21 Oct 2015 07:28:00 GMT', '"api";r=0;t=55', '0'], (given) => {
    for (const at of [readRetryAfter(given, 0), readRateLimit({ ratelimit: given }, 0), readRateLimit({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': given }, 0)]) if (at !== undefined) assert.ok(Number.isFinite(at));
  }),
  target('Link header', ['<https://a.org/x?p=2>; rel="next", <https://a.org/x?p=9>; rel="last"', '<x>; title="a, <b>"; rel=next'], (given) => { const next = nextPage(given); if (next !== undefined) assert.ok(given.includes(`<${next}>`)); }),
  target('addresses that may be fetched', ['http://127.0.0.1/', 'https://[::1]:443/', 'https://export.arxiv.org/api?x', 'http://2130706433/', 'https://user:pass@export.arxiv.org/', 'ftp://export.arxiv.org/'], (given) => {
    isPublicAddress(given);
    if (!URL.canParse(given)) return;
    const url = new URL(given);
    if (wrongAddress(url, { base: new URL('https://export.arxiv.org/api'), hosts: ['arxiv.org'], allowPrivate: false }) === undefined) assert.ok(['export.arxiv.org', 'arxiv.org'].includes(url.hostname) && /^https?:$/.test(url.protocol) && !url.username);
  }),
  target('networks', ['::ffff:10.1.2.3', '2001:db8::1', '1.2.3.4', 'fe80::1%eth0', '::'], (given) => { assert.ok(networkOf(given).length <= Math.max(given.length, 25)); }),
  target('addresses of subscribers', ['ada@example.org', 'ADA+x@sub.example.org', 'a@b\r\nBcc: c@d', '"a b"@c.de'], (given) => { const read = orRefuses(ChoiceError, () => readAddress(given)); if (read) assert.ok(!/[\s<>,;]/.test(read) && read.length <= 254); }),
  target('choices of a subscription', ['daily', 'weekly', 'Europe/Berlin', '23', 'cs.LG\nvideo'], (given) => { orRefuses(ChoiceError, () => readChoices(new Map(['frequency', 'zone', 'hour', 'weekday', 'most', 'topics', 'authors', 'searches'].map((name) => [name, given])))); }),
  target('text of a mail', ['A line.\n\n> quoted\n\nhttps://example.org/a/very/long/address', 'x '.repeat(200), '漢字'.repeat(60)], (given) => {
    for (const line of flowed(given.toWellFormed()).split(/\r?\n/)) if (/\S \S/.test(line) && !line.includes('://')) assert.ok(widthOf(line.trimEnd()) <= 78, line);
  }),
];
