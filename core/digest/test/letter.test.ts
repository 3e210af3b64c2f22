/** The mail itself: never larger than is shown whole, everything escaped, both parts saying the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flowed, widthOf } from '@galley/mail';
import { nameWords, sameName } from '../src/author-names.ts';
import { htmlPart, mostBytes } from '../src/render/html.ts';
import type { DigestMail } from '../src/render/mail.ts';
import { textPart } from '../src/render/text.ts';
import { authorsLine, cut, opening, periodWords } from '../src/words.ts';

const mail = (papers: DigestMail['papers'], more: Partial<DigestMail> = {}): DigestMail => ({ period: '2025-10-08', papers, rest: 0, schedule: 'daily at 07:00, Europe/Berlin', publicUrl: 'https://papers.lab.example', settingsUrl: 'https://papers.lab.example/subscription/t', postalAddress: undefined, ...more });
const wild = (most: number) => fc.string({ unit: fc.oneof(fc.constantFrom('<', '>', '&', '"', '\'', '%link%', '%foot%', '$&', '</p>', '<script>', '漢', '\u202e', ' '), fc.string({ minLength: 1, maxLength: 3 })), maxLength: most });
const paper = fc.record({ arxiv: fc.constantFrom('2510.00001', 'math/0611800'), title: wild(240).map((t) => cut(t, 240)), authors: wild(260).map((t) => cut(t, 260)), text: wild(1000).map(opening), votes: fc.nat(), claims: fc.constantFrom(undefined, '6 of 10 hold here'), why: wild(200).map((t) => cut(t, 200)) });

test('a mail of a hundred papers, however long or wild, stays under 100 kB, and says how many had no room', async () => {
  await fc.assert(fc.asyncProperty(fc.array(paper, { minLength: 1, maxLength: 100, size: 'max' }), fc.nat({ max: 500 }), async (papers, rest) => {
    const html = await htmlPart(mail(papers, { rest })), bytes = Buffer.byteLength(html), shown = html.split('<h2').length - 1;
    assert.ok(bytes < mostBytes, `${bytes} bytes`);
    assert.doesNotMatch(html.replace(/<!--\[if[^]*?<!\[endif\]-->/g, ''), /<script|<img|<form|<[^>]*\son\w+=/i);
    assert.equal(html.split('>Change or stop it</a>').length, 2, 'a mark in a title is text');
    assert.equal(html.split('href="https://papers.lab.example/papers/').length - 1, shown);
    const left = rest + papers.length - shown;
    if (left) assert.match(html, new RegExp(`>${left} further papers?</a>`));
  }), { numRuns: 60 });
});

test('a full mail of fifty papers with long abstracts shows all of them', async () => {
  const long = Array.from({ length: 50 }, (_, i) => ({ arxiv: `2510.${String(i).padStart(5, '0')}`, title: 'A title of usual length about learning something from something else '.repeat(2), authors: authorsLine(Array.from({ length: 40 }, (_, a) => `Author Number ${a}`)), text: opening('We show that this is a sentence of an abstract which goes on for quite some time. '.repeat(20)), votes: 12, claims: undefined, why: 'cs.LG, which you follow; 3rd in trending' }));
  const html = await htmlPart(mail(long));
  assert.equal(html.split('<h2').length - 1, 50);
  assert.ok(Buffer.byteLength(html) < 70_000);
  const worst = await htmlPart(mail(Array.from({ length: 100 }, () => ({ ...long[0], title: '&'.repeat(240), authors: '"'.repeat(260), text: '<'.repeat(230), why: '漢'.repeat(200) })))), shown = worst.split('<h2').length - 1;
  assert.ok(Buffer.byteLength(worst) < mostBytes && shown > 10 && shown < 100, `${shown} shown`);
  assert.match(worst, new RegExp(`>${100 - shown} further papers</a>`));
});

test('the text part holds every paper with its full address on a line of its own, in 72 columns', () => {
  fc.assert(fc.property(fc.array(paper, { minLength: 1, maxLength: 20 }), (papers) => {
    const text = flowed(textPart(mail(papers, { rest: 3, postalAddress: 'Lab, Street 1' }))), lines = text.split('\r\n');
    for (const line of lines) assert.ok(widthOf(line) <= 72 || /^\S+ ?$|^ ?\S+$/.test(line.trim()), line);
    assert.equal(lines.filter((l) => /^https:\/\/papers\.lab\.example\/papers\/\S+$/.test(l)).length, papers.length);
    assert.ok(lines.includes('https://papers.lab.example/subscription/t') && lines.includes('-- ') && lines.includes('Lab, Street 1'));
  }), { numRuns: 100 });
});

test('names are matched word by word, with initials and without accents', () => {
  const same = (a: string, b: string) => sameName(nameWords(a), nameWords(b));
  for (const [asked, written] of [['Ada Lovelace', 'Ada Lovelace'], ['Ada Lovelace', 'A. Lovelace'], ['A. Lovelace', 'Ada King Lovelace'], ['ada lovelace', 'Lovelace, Ada'], ['Lovelace', 'Ada Lovelace'], ['Jürgen Schmidhuber', 'Jurgen Schmidhuber'], ['Łukasz Kaiser', 'Lukasz Kaiser'], ['Jean-Pierre Serre', 'J.-P. Serre'], ['Søren Hauberg', 'Soren Hauberg'], ['A. K. Lovelace', 'Ada Lovelace']]) assert.ok(same(asked, written), `${asked} is ${written}`);
  for (const [asked, written] of [['Ada Lovelace', 'Adam Lovelace'], ['Ada Lovelace', 'Ada Love'], ['Ada Lovelace', 'Lovelace'], ['Ada Lovelace', 'Beatrice Ada Lovelace'], ['Li', 'Ming Lin'], ['', 'Ada Lovelace'], ['Ada Lovelace', 'Ada Lovelace Smith'], ['A. B. Lovelace', 'Ada King Lovelace']]) assert.ok(!same(asked, written), `${asked} is not ${written}`);
  fc.assert(fc.property(fc.array(fc.stringMatching(/^[A-Z][a-zéü]{1,8}$/), { minLength: 2, maxLength: 4 }), (words) => {
    const name = words.join(' '), initials = [...words.slice(0, -1).map((w) => `${w[0]}.`), words.at(-1)!].join(' ');
    assert.ok(same(name, name) && same(name, initials) && same(initials, name) && same(name, `${words.at(-1)}, ${words.slice(0, -1).join(' ')}`));
  }));
});

test('openings end at a sentence or a word, dates read as people say them', () => {
  assert.equal(opening(`${'Word '.repeat(20)}ends here. And a second sentence begins. ${'More '.repeat(60)}`), `${'Word '.repeat(20)}ends here. And a second sentence begins.`);
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => { const short = opening(text); assert.ok(short.length <= 232 && (short.isWellFormed() || !text.isWellFormed()) && !/[\n\r\0]/.test(short)); }));
  assert.deepEqual([periodWords('2025-10-08'), periodWords('2025-W41')], ['Wednesday, 8 October 2025', 'Week 41 of 2025']);
});
