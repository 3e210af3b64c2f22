import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openStore, paperByArxiv, papersOfDay } from '@galley/papers';
import { nothingWritten, writeBatch } from '../../src/record.ts';
import { hfDaily, newYorkDay, nextPage, type HfDailySettings } from '../../src/sources/hf-daily.ts';
import type { Batch } from '../../src/sources/source.ts';
import { everything, inTurn, misbehaving, settingsFor, status, StillClock, type Handler } from './misbehaving-server.ts';

const recorded = new URL('../../../../../shared/data/hf-daily/days/', import.meta.url);
const record = (id: string, more: object = {}) => ({ paper: { id, title: `On\n ${id}`, authors: [{ name: 'Ada Lovelace', hidden: false }], publishedAt: '2026-07-18T03:00:00.000Z', submittedOnDailyAt: '2026-07-20T00:00:00.000Z', ...more }, publishedAt: '2026-07-17T23:00:00.000Z', title: `On ${id}`, numComments: 1 });
const dayOf = (url: string) => new URL(url, 'http://x').searchParams.get('date');
const ids = (batch: Batch) => batch.items.map((i) => i.kind === 'paper' ? i.paper.arxiv : i.kind);

async function source(handle: Handler, settings: HfDailySettings = {}) {
  const clock = new StillClock(), server = await misbehaving(handle, clock);
  return { clock, server, hf: hfDaily({ ...settingsFor(server.base, clock), ...settings }) };
}

test('a day ends in New York, in summer and in winter', () => {
  assert.deepEqual(['2026-07-20T03:59:59Z', '2026-07-20T04:00:00Z', '2026-01-20T04:59:59Z', '2026-01-20T05:00:00Z'].map((t) => newYorkDay(Date.parse(t))), ['2026-07-19', '2026-07-20', '2026-01-19', '2026-01-20']);
});

test('every day since the cursor is a batch, with the last two asked again; a Sunday without papers is no error', async () => {
  const { hf, server } = await source((_q, r) => r.end('[]'));
  const batches = await everything(hf.papers({ day: '2026-07-18' }));
  assert.deepEqual(server.asked.map((a) => dayOf(a.url)), ['2026-07-16', '2026-07-17', '2026-07-18', '2026-07-19', '2026-07-20']);
  assert.deepEqual(batches.map((b) => b.cursor.day), ['2026-07-18', '2026-07-18', '2026-07-18', '2026-07-19', '2026-07-20']);
});

test('without a cursor it begins today, or where it is told, never before the archive does', async () => {
  const first = async (settings: HfDailySettings) => { const { hf, server } = await source((_q, r) => r.end('[]'), settings); await hf.papers(undefined)[Symbol.asyncIterator]().next(); return dayOf(server.asked[0].url); };
  assert.deepEqual([await first({}), await first({ from: '2026-07-01' }), await first({ from: '2020-01-01' })], ['2026-07-20', '2026-07-01', '2023-05-04']);
  assert.throws(() => hfDaily({ from: '2026-02-30' }), /Expected a day/);
});

test('further pages are where Link says rel=next, and a paper that slid onto the next page keeps its first place', async () => {
  const { hf, server } = await source(inTurn(
    (q, r) => r.writeHead(200, { link: `<http://${q.headers.host}/api/daily_papers?date=2026-07-20&limit=100&p=1>; rel="next", </first>; rel="first"` }).end(JSON.stringify([record('2607.00001'), record('2607.00002')])),
    JSON.stringify([record('2607.00002'), record('2607.00003')])));
  const [batch] = await everything(hf.papers(undefined));
  assert.deepEqual(ids(batch), ['2607.00001', '2607.00002', '2607.00003']);
  assert.deepEqual(batch.items.map((i) => i.kind === 'paper' && i.listing!.position), [1, 2, 3]);
  assert.match(server.asked[1].url, /p=1/);
});

test('a next page on another host is not asked for, and pages in circles end', async () => {
  const away = await source(status(200, { link: '<https://evil.test/steal>; rel="next"' }, '[]')), circle = await source((q, r) => r.writeHead(200, { link: `<${q.url}>; rel=next` }).end('[]'));
  await assert.rejects(everything(away.hf.papers(undefined)), /evil\.test is not one of the hosts/);
  await assert.rejects(everything(circle.hf.papers(undefined)), /in circles/);
});

test('Link is read as RFC 8288 has it', () => {
  const cases: [string, string | undefined][] = [['<a>; rel="next"', 'a'], ['<a>; rel=next', 'a'], ['<a>; rel="prev", <b>; rel="last next"', 'b'], ['<a>; title="x, y; z"; rel="next"', 'a'], ['<a>; rel="nextish"', undefined], ['<a>; title="rel=next"', undefined], ['<a>', undefined], ['', undefined]];
  for (const [link, next] of cases) assert.equal(nextPage(link), next, link);
});

test('the date trap: the outer publishedAt, hours off or the time of listing, dates no paper', async () => {
  const { hf } = await source((_q, r) => r.end(JSON.stringify([record('2607.00001')])));
  const [{ items: [item] }] = await everything(hf.papers(undefined));
  assert.ok(item.kind === 'paper');
  assert.deepEqual([item.paper.published, item.paper.title, item.listing!.day, item.listing!.listed], ['2026-07-18T03:00:00.000Z', 'On 2607.00001', '2026-07-20', '2026-07-20T00:00:00.000Z']);
});

test('an incomplete day does not shrink a full one: it only adds', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'galley-hf-')), store = await openStore({ dataDir: path.join(folder, 'data') });
  try {
    const full = ['2607.00001', '2607.00002', '2607.00003'].map((id) => record(id, { upvotes: 9 })), partial = [record('2607.00004'), record('2607.00002', { upvotes: 2 })];
    for (const day of [full, partial, []]) {
      const { hf } = await source((_q, r) => r.end(JSON.stringify(day)));
      for (const batch of await everything(hf.papers(undefined))) await writeBatch(store.db, batch.items, nothingWritten());
    }
    assert.deepEqual((await papersOfDay(store.db, '2026-07-20')).map((p) => p.arxiv).sort(), ['2607.00001', '2607.00002', '2607.00003', '2607.00004']);
    assert.equal((await paperByArxiv(store.db, '2607.00002'))!.upvotes, 9);
  } finally { await store.close(); rmSync(folder, { recursive: true, force: true }); }
});

test('a record that cannot be read is refused with its place; a body that is no list ends the day', async () => {
  const { hf } = await source((_q, r) => r.end(JSON.stringify([record('2503.0213'), record('2607.00001'), 7])));
  const [{ items }] = await everything(hf.papers(undefined));
  assert.deepEqual(items.map((i) => i.kind === 'refused' ? i.position : i.kind), ['2026-07-20, record 1', 'paper', '2026-07-20, record 3']);
  await assert.rejects(everything((await source((_q, r) => r.end('{"error": "x"}'))).hf.papers(undefined)), /no list of papers/);
});

test('an answer that is not JSON is asked for again', async () => {
  const { hf, server } = await source(inTurn('<html>busy</html>', '[{"paper"', '[]'));
  await everything(hf.papers(undefined));
  assert.equal(server.asked.length, 3);
});

test('recorded days come out record by record', async (t) => {
  if (!existsSync(recorded)) { t.skip('The recorded days are not here (../shared/data/hf-daily/days).'); return; }
  const names = readdirSync(recorded).filter((n) => n.endsWith('.json')).sort();
  const { hf, clock } = await source((q, r) => { const file = new URL(`${dayOf(q.url!)}.json`, recorded); r.end(existsSync(file) ? readFileSync(file) : '[]'); }, { from: names[0].slice(0, 10) });
  clock.time = Date.parse(`${names.at(-1)!.slice(0, 10)}T20:00:00Z`);
  const batches = await everything(hf.papers(undefined)), filled = batches.filter((b) => b.items.length > 0);
  assert.deepEqual(filled.map((b) => `${b.cursor.day}.json`), names);
  for (const batch of filled) {
    const day = JSON.parse(readFileSync(new URL(`${batch.cursor.day}.json`, recorded), 'utf8')) as { paper: { id: string; publishedAt: string } }[];
    assert.deepEqual(batch.items.map((i) => i.kind === 'paper' && [i.paper.arxiv, i.paper.published, i.listing!.position]), day.map(({ paper }, n) => [paper.id, new Date(paper.publishedAt).toISOString(), n + 1]));
  }
});
