import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { edition, matchTitle, paperByArxiv, paperBySlug, papers } from '../index.ts';
import { normaliseTitle, titleMatcher } from '../match.ts';
import { readSeed, skipWithoutSeed } from './seed.ts';

test('recognises all thirty titles of the copied page, in the order of the edition', { skip: skipWithoutSeed }, () => {
  assert.deepEqual(readSeed().map((s) => matchTitle(s.title)?.slug), edition.papers);
});

test('lists the edition once and in full', () => {
  assert.equal(edition.date, '2025-10-08');
  assert.equal(new Set(edition.papers).size, 30);
  const known = new Set(papers.map((p) => p.slug));
  assert.deepEqual(edition.papers.filter((slug) => !known.has(slug)), []);
});

test('recognises other titles of a paper', () => {
  assert.equal(matchTitle('Tilus: A Tile-Level GPGPU Programming Language for Low-Precision Computation')?.slug, 'tilus');
  assert.equal(matchTitle('LoHan: Low-Cost High-Performance Framework to Fine-Tune 100B Model on a Consumer GPU')?.slug, 'fuyou');
});

test('sees through case, dashes, quotes, accents, blanks and TeX', () => {
  for (const text of [
    'SCALING LAWS FOR DATA FILTERING — DATA CURATION CANNOT BE COMPUTE AGNOSTIC',
    '  Scaling   Laws for Data Filtering:\nData Curation Cannot be Compute-Agnostic. ',
  ]) assert.equal(matchTitle(text)?.slug, 'data-filtering-laws');
  const match = titleMatcher([{ ...papers[0], slug: 'maths', title: 'Training $10^4$ times $6\\times$ Faster with $\\alpha$-Gates: a Café’s Tale' }]);
  for (const text of ['Training 10^4 times 6times Faster with alpha-Gates: a Cafe\'s tale', 'Training \\emph{$10^{4}$} times 6× faster with $\\mathrm{\\alpha}$-gates — a café’s tale']) {
    // TeX braces around an exponent do not part its digits.
    assert.equal(match(text)?.slug, 'maths', text);
  }
});

test('recognises every title however its blanks, case and punctuation are mangled', () => {
  const mangled = fc.constantFrom(...papers).chain((paper) => fc.tuple(
    fc.constant(paper), fc.array(fc.constantFrom(' ', '  ', ' - ', ' — ', '\n', '\t', ': '), { minLength: 40, maxLength: 40 }), fc.array(fc.boolean(), { minLength: 200, maxLength: 200 }),
  ));
  fc.assert(fc.property(mangled, ([paper, blanks, upper]) => {
    const text = paper.title.split(' ').map((word, i) => blanks[i % blanks.length] + word).join('').replace(/[a-z]/gi, (letter, at: number) => upper[at % upper.length] ? letter.toUpperCase() : letter.toLowerCase());
    assert.equal(matchTitle(text)?.slug, paper.slug);
  }), { numRuns: 300 });
});

test('does not guess: a title that lacks a word or has one more is not recognised', () => {
  const known = new Set(papers.flatMap((p) => [p.title, ...(p.alsoTitled ?? [])]).map(normaliseTitle));
  fc.assert(fc.property(fc.constantFrom(...papers), fc.nat(), fc.boolean(), (paper, n, drop) => {
    const words = normaliseTitle(paper.title).split(' '), at = n % words.length;
    const text = words.toSpliced(at, drop ? 1 : 0, ...(drop ? [] : ['unlikely'])).join(' ');
    if (!known.has(text)) assert.equal(matchTitle(text), undefined);
  }));
  assert.equal(matchTitle(''), undefined);
  assert.equal(matchTitle('ProxylessNAS'), undefined);
});

test('finds a paper by slug and by identifier, with or without a version', () => {
  for (const paper of papers) {
    assert.equal(paperBySlug(paper.slug), paper);
    assert.equal(paperByArxiv(paper.arxiv), paper);
    assert.equal(paperByArxiv(`${paper.arxiv}v3`), paper);
  }
  assert.equal(paperBySlug('no-such-paper'), undefined);
  assert.equal(paperByArxiv('9999.99999'), undefined);
});
