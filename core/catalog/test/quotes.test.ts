import assert from 'node:assert/strict';
import test from 'node:test';
import type { Claim, Paper } from '@galley/claims';
import { papers } from '../index.ts';
import { normaliseTitle } from '../match.ts';
import { readSeed, skipWithoutSeed } from './seed.ts';

const quoted = (p: Paper): (Claim & { quote: string[] })[] => p.claims.flatMap((c) => c.quote ? [{ ...c, quote: c.quote }] : []);

/** The page of the edition lost dollars and backslashes of its mathematics; some percent signs kept theirs. */
const undressed = (text: string) => text.replace(/[$\\]/g, '');

interface Mark { claim: string; quote: string; from: number; to: number }

/** Where the claims are marked in a text: the first of a claim's quotes that occurs, where it first occurs. */
function marks(text: string, p: Paper): Mark[] {
  return quoted(p).flatMap((c) => {
    const quote = c.quote.find((q) => text.includes(q));
    return quote ? [{ claim: `${p.slug} ${c.id}`, quote, from: text.indexOf(quote), to: text.indexOf(quote) + quote.length }] : [];
  });
}

/** Marks that begin or end inside a word or a number: `1.2×` inside `11.2×`. */
const torn = (text: string, m: Mark) => /[\p{L}\p{N}]$/u.test(text.slice(0, m.from)) && /^[\p{L}\p{N}]/u.test(m.quote)
  || /\d[.,]$/.test(text.slice(0, m.from)) && /^\d/.test(m.quote)
  || /[\p{L}\p{N}]$/u.test(m.quote) && /^[\p{L}\p{N}]/u.test(text.slice(m.to));

const overlaps = (all: Mark[]) => all.flatMap((a, i) => all.slice(i + 1).filter((b) => a.from < b.to && b.from < a.to).map((b) => `${a.claim} “${a.quote}” and ${b.claim} “${b.quote}”`));

test('quotes a figure in a few words', () => {
  const long = papers.flatMap((p) => quoted(p).flatMap((c) => c.quote.filter((q) => undressed(q).length > 50 || q.split(/\s+/).length > 7 || q !== q.trim() || q.length < 2).map((q) => `${p.slug} ${c.id}: ${q}`)));
  assert.deepEqual(long, []);
});

test('marks every quoted claim in the summary', () => {
  const missing = papers.flatMap((p) => quoted(p).filter((c) => !c.quote.some((q) => p.summary.includes(q))).map((c) => `${p.slug} ${c.id}`));
  assert.deepEqual(missing, []);
});

test('marks whole words and figures of the summary, no two claims on one', () => {
  const bad = papers.flatMap((p) => { const all = marks(p.summary, p); return [...all.filter((m) => torn(p.summary, m)).map((m) => `${m.claim} tears “${m.quote}”`), ...overlaps(all)]; });
  assert.deepEqual(bad, []);
});

test('gives no quote to two claims', () => {
  const shared = papers.flatMap((p) => { const all = quoted(p).flatMap((c) => c.quote); return all.filter((q, i) => all.indexOf(q) !== i).map((q) => `${p.slug}: ${q}`); });
  assert.deepEqual(shared, []);
});

test('quotes only what stands in the abstract or in the summary', { skip: skipWithoutSeed }, () => {
  const abstracts = new Map(readSeed().map((s) => [normaliseTitle(s.title), s.abstract]));
  const invented = papers.flatMap((p) => {
    const abstract = abstracts.get(normaliseTitle(p.title))!;
    return quoted(p).flatMap((c) => c.quote.filter((q) => !p.summary.includes(q) && !undressed(abstract).includes(undressed(q))).map((q) => `${p.slug} ${c.id}: ${q}`));
  });
  assert.deepEqual(invented, []);
});

test('marks whole words and figures of the abstract, no two claims on one', { skip: skipWithoutSeed }, () => {
  const abstracts = new Map(readSeed().map((s) => [normaliseTitle(s.title), s.abstract]));
  const bad = papers.flatMap((p) => {
    const abstract = abstracts.get(normaliseTitle(p.title))!, all = marks(abstract, p);
    return [...all.filter((m) => torn(abstract, m)).map((m) => `${m.claim} tears “${m.quote}”`), ...overlaps(all)];
  });
  assert.deepEqual(bad, []);
});

test('marks the figures of abstracts as the page gives them', { skip: skipWithoutSeed }, () => {
  const abstracts = new Map(readSeed().map((s) => [normaliseTitle(s.title), s.abstract]));
  const unmarked = papers.flatMap((p) => {
    const abstract = abstracts.get(normaliseTitle(p.title))!;
    return quoted(p).filter((c) => c.says.source === 'abstract' && !c.quote.some((q) => abstract.includes(q))).map((c) => `${p.slug} ${c.id}`);
  });
  assert.deepEqual(unmarked, []);
});

test('summarises in words of its own: no eight words in a row from an abstract', { skip: skipWithoutSeed }, () => {
  const words = (text: string) => undressed(text).toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}.%×'’-]*/gu)!.map((w) => w.replace(/[.'’-]+$/, ''));
  const runs = (text: string) => { const w = words(text); return w.slice(0, -7).map((_, i) => w.slice(i, i + 8).join(' ')); };
  const abstracts = new Set(readSeed().flatMap((s) => runs(s.abstract)));
  const copied = papers.flatMap((p) => [p.summary, ...p.claims.flatMap((c) => [c.text, c.says.text, c.conditions])].flatMap(runs).filter((r) => abstracts.has(r)).map((r) => `${p.slug}: ${r}`));
  assert.deepEqual(copied, []);
});
