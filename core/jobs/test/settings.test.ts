import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobSettings, SettingError } from '../src/index.ts';
import { setOf } from '../src/settings.ts';

test('without settings the daily list and arXiv\'s details are asked', () => {
  assert.deepEqual(jobSettings({}).sources, ['hf-daily', 'arxiv-details']);
});

test('categories bring the announcements and the changes of arXiv, a token brings stars, none brings nothing', () => {
  assert.deepEqual(jobSettings({ ARXIV_CATEGORIES: 'cs.LG, cs.DC', GITHUB_TOKEN: 't' }).sources, ['hf-daily', 'arxiv-details', 'arxiv-rss', 'arxiv-oai', 'github-stars']);
  assert.deepEqual(jobSettings({ SOURCES: 'none', ARXIV_CATEGORIES: 'cs.LG' }).sources, []);
});

test('a wrong setting is named, with what it holds', () => {
  for (const [environment, said] of [
    [{ SOURCES: 'hf' }, /SOURCES names "hf"; there are hf-daily/], [{ SOURCES: 'arxiv-rss' }, /set ARXIV_CATEGORIES/], [{ SOURCES: 'github-stars' }, /set GITHUB_TOKEN/],
    [{ ARXIV_CATEGORIES: 'machine learning!' }, /ARXIV_CATEGORIES: .*learning!/], [{ HF_BASE: 'mirror' }, /HF_BASE is not an address: "mirror"/], [{ HF_BASE: 'file:///etc/passwd' }, /HF_BASE/],
    [{ FIRST_DAYS: '-1' }, /FIRST_DAYS expects a whole number from 0 to 4000, got "-1"/],
  ] as const) assert.throws(() => jobSettings(environment), (error) => error instanceof SettingError && said.test(error.message), said.source);
});

test('categories have the sets that arXiv lists for them', () => {
  assert.deepEqual(['cs.LG', 'math.NA', 'hep-th', 'nlin.AO', 'q-bio.NC', 'astro-ph.GA', 'stat.ML'].map(setOf), ['cs:cs:LG', 'math:math:NA', 'physics:hep-th', 'physics:nlin:AO', 'q-bio:q-bio:NC', 'physics:astro-ph:GA', 'stat:stat:ML']);
});
