/** Real days of a daily-papers service, where they lie beside the project: would a reader agree with the list? */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { rank, type Events } from '../src/index.ts';

const file = path.resolve(import.meta.dirname, '../../../../shared/data/hf-daily/days-2025-10.jsonl.gz');
const day = 86_400_000;

test('on real days, the ten that trend are of the best sixth of their own day by half, of the best third nearly all, and new', (t) => {
  if (!existsSync(file)) return t.skip('The days are not beside the project (../shared/data/hf-daily).');
  const events: Events = { papers: [], votes: [], accounts: [], counts: [], reports: [], authors: [] }, ofDay = new Map<string, { arxiv: string; upvotes: number }[]>(), listed = new Map<string, string>();
  for (const line of gunzipSync(readFileSync(file)).toString().split('\n').filter(Boolean)) {
    const { date, papers } = JSON.parse(line) as { date: string; papers: { paper: { id: string; upvotes: number } }[] };
    for (const { paper } of papers) if (!listed.has(paper.id)) {
      listed.set(paper.id, date);
      ofDay.set(date, [...(ofDay.get(date) ?? []), { arxiv: paper.id, upvotes: paper.upvotes }]);
      events.papers.push({ arxiv: paper.id, known: Date.parse(`${date}T01:00:00Z`) });
      // The days were read once, at their end.
      events.counts.push({ arxiv: paper.id, kind: 'upvotes', at: Date.parse(`${date}T23:00:00Z`), value: paper.upvotes });
    }
  }
  const place = (arxiv: string) => { const all = ofDay.get(listed.get(arxiv)!)!.toSorted((a, b) => b.upvotes - a.upvotes); return (all.findIndex((p) => p.arxiv === arxiv) + 1) / all.length; };
  const places: number[] = [];
  for (const date of [...ofDay.keys()].slice(7)) {
    const at = Date.parse(`${date}T23:30:00Z`), { items } = rank(events, { at, window: 'week', limit: 10 });
    for (const { arxiv } of items) {
      assert.ok(at - Date.parse(`${listed.get(arxiv)}T01:00:00Z`) < 7 * day);
      places.push(place(arxiv));
    }
    assert.ok(items.some((i) => listed.get(i.arxiv) === date), `${date} has one of its own among the ten`);
  }
  const sorted = places.toSorted((a, b) => a - b), median = sorted[Math.floor(sorted.length / 2)], last = sorted[Math.floor(sorted.length * 0.95)];
  t.diagnostic(`place within the own day, as a share: median ${median.toFixed(2)}, 95 % within ${last.toFixed(2)}, of ${places.length}`);
  assert.ok(median < 1 / 6 && last < 1 / 3);
});
