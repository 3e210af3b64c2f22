import assert from 'node:assert/strict';
import test from 'node:test';
import type { Bound, Check, Claim, Criterion, Paper } from '@galley/claims';
import { edition, papers } from '../index.ts';

/** Every violation is collected, so that one run shows them all. */
function holds(promise: string, violations: (paper: Paper) => string[]): void {
  test(promise, () => assert.deepEqual(papers.flatMap((p) => violations(p).map((v) => `${p.slug}: ${v}`)), []));
}
const perClaim = (violations: (claim: Claim) => string[]) => (paper: Paper) => paper.claims.flatMap((c) => violations(c).map((v) => `${c.id} ${v}`));
const perCheck = (violations: (check: Check) => string[]) => perClaim((c) => c.checks.flatMap((check) => violations(check).map((v) => `${check.kind} ${v}`)));
const perCriterion = (violations: (criterion: Criterion) => string[]) => perCheck((c) => (c.passes ?? []).flatMap((p) => violations(p).map((v) => `${p.metric} ${v}`)));
const repeated = (values: string[]) => values.filter((v, i) => values.indexOf(v) !== i);
const unless = (condition: unknown, violation: string) => condition ? [] : [violation];

test('holds thirty papers, each slug, identifier and title once', () => {
  assert.equal(edition.papers.length, 30);
  assert.deepEqual(papers.slice(0, 30).map((p) => p.slug), edition.papers);
  assert.deepEqual(repeated(papers.map((p) => p.slug)), []);
  assert.deepEqual(repeated(papers.map((p) => p.arxiv)), []);
  assert.deepEqual(repeated(papers.flatMap((p) => [p.title, ...(p.alsoTitled ?? [])])), []);
});

holds('says of every paper what it is', (p) => [
  ...unless(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(p.slug), 'slug is not in folder-name style'),
  ...unless(p.title.length > 20 && p.title === p.title.trim(), 'no title'),
  ...unless((p.title.match(/\$/g) ?? []).length % 2 === 0, 'mathematics in the title is not closed'),
  ...unless(p.authors.length > 0 && p.authors.every((a) => /^\p{Lu}.* \S/u.test(a) && !/,|\bet al\b|\band\b/.test(a)), 'authors are not full names'),
  ...repeated(p.authors).map((a) => `${a} is listed twice`),
  ...unless(p.code === undefined || /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+$/.test(p.code), 'code is no address of a repository'),
  ...unless(p.venue === undefined || p.venue.trim().length > 3, 'venue is empty'),
  ...unless(p.claims.length >= (edition.papers.includes(p.slug) ? 5 : 1), 'too few claims'),
  ...repeated(p.claims.map((c) => c.id)).map((id) => `${id} is used twice`),
]);

holds('dates first versions by the month of their identifier', (p) => {
  const id = /^(\d\d)(0[1-9]|1[0-2])\.\d{5}$/.exec(p.arxiv);
  const date = /^(\d{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?$/.exec(p.published);
  if (!id || !date) return [`${p.arxiv}, ${p.published} are not an identifier and a date`];
  if (`20${id[1]}-${id[2]}` === p.published.slice(0, 7)) return [];
  // Papers handed in on the last days of a month are numbered in the next one.
  const begin = Date.UTC(2000 + Number(id[1]), Number(id[2]) - 1, 1), day = Date.parse(p.published);
  return unless(date[3] && day < begin && begin - day <= 4 * 86_400_000, `${p.published} is not the month of ${p.arxiv}`);
});

holds('summarises in two to four sentences', (p) => {
  const sentences = p.summary.split(/(?<=[.?!”]) (?=\p{Lu}|\d)/u);
  return [
    ...unless(sentences.length >= 2 && sentences.length <= 4, `${sentences.length} sentences`),
    ...unless(/[.?!]$/.test(p.summary) && !/ {2}/.test(p.summary), 'no clean end, or double blanks'),
    ...unless(p.summary.length >= 200 && p.summary.length <= 900, `${p.summary.length} characters`),
  ];
});

holds('says in every claim what is claimed and under which conditions', perClaim((c) => [
  ...unless(/^[A-Z]{1,3}\d{1,2}$/.test(c.id), 'has an odd id'),
  ...unless(/^[\p{Lu}\p{N}“]/u.test(c.text) && /[.”]$/.test(c.text), 'text is no sentence'),
  ...unless(c.says.text.trim().length > 2 && c.says.text.length <= 110, `says.text has ${c.says.text.length} characters`),
  ...unless(c.conditions.trim().length > 2, 'names no conditions'),
  ...unless((c.says.value === undefined) === (c.says.unit === undefined), 'gives a value without a unit or a unit without a value'),
  ...unless(c.says.relation === undefined || c.says.value !== undefined, 'gives a relation without a value'),
  ...unless(c.says.value === undefined || Number.isFinite(c.says.value), 'gives a value that is no number'),
]));

holds('says how each claim is checked, or what is missing', perClaim((c) => [
  ...unless(c.checks.length > 0, 'has no check'),
  ...repeated(c.checks.map((k) => k.kind)).map((kind) => `has two checks of kind ${kind}`),
]));
holds('writes out every check', perCheck((k) => k.kind === 'out-of-reach'
  ? [
      ...unless(k.needs && k.needs.trim().length > 5 && !/^(Needs|The|An?) /.test(k.needs), 'needs does not read on after the word “Needs”'),
      ...unless(!k.passes, 'has criteria that nothing can meet'),
    ]
  : [
      ...unless(k.how && k.how.length > 60 && k.how.endsWith('.'), 'is not written out as a sentence'),
      ...unless(k.how && /\bfails?\b|\bmust\b/.test(k.how), 'does not say what makes it fail'),
      ...unless(k.kind !== 'ratio' || (k.scale && k.scale.length > 10 && k.scale.endsWith('.')), 'does not say what differs from the paper'),
      ...unless(k.passes === undefined || k.passes.length > 0, 'has an empty list of criteria'),
    ]));

const misspelled = new Set(['x', 'X', 'percent', 'points', 'sec', 'seconds', 'msec', 'milliseconds', 'us', 'bytes', 'byte', 'KB', 'kb', 'Mb', 'gb', 'count', 'ratio', '1']);
holds('spells units in one way', (p) => p.claims.flatMap((c) => [c.says.unit, ...c.checks.flatMap((k) => (k.passes ?? []).map((x) => x.unit))])
  .flatMap((unit) => unit !== undefined && (misspelled.has(unit) || unit !== unit.trim()) ? [`unit "${unit}"`] : []));

function boundViolation(b: Bound): string[] {
  if ('near' in b) return unless(Number.isFinite(b.near) && b.within > 0, 'is near with no room');
  if ('between' in b) return unless(b.between[0] < b.between[1], 'has its interval the wrong way round');
  return unless(Object.values(b).every(Number.isFinite), 'has no number in its bound');
}
holds('names metrics so that an experiment can measure them', perCriterion((c) => [
  ...unless(/^[A-Za-z0-9][A-Za-z0-9.@+-]*(\/[A-Za-z0-9][A-Za-z0-9.@+-]*)*$/.test(c.metric), 'is an odd name'),
  ...boundViolation(c.bound),
]));
holds('uses each metric for one quantity', (p) => {
  const unitOf = new Map<string, string>();
  return p.claims.flatMap((c) => c.checks.flatMap((k) => (k.passes ?? []).flatMap((x) => {
    const known = unitOf.get(x.metric);
    unitOf.set(x.metric, x.unit);
    return unless(known === undefined || known === x.unit, `${x.metric} in ${known} and in ${x.unit}`);
  })));
});

// The margin divides what was measured by what was claimed: both must be the same quantity.
holds('compares like with like in the margin', perClaim((c) => c.checks.flatMap((k) => {
  const first = k.passes?.[0];
  if (!first || first.claimed !== undefined || c.says.value === undefined || c.says.unit !== first.unit) return [];
  const target = Object.values(first.bound).flat()[0];
  return unless(target > 0 && c.says.value / target <= 10 && target / c.says.value <= 10, `${first.metric} is asked for ${target} but the margin would divide it by ${c.says.value}: give its own “claimed”`);
})));
