/**
 * Recommendations against chance and plain BM25 on real abstracts; what a shelf costs; what a list of trending costs.
 *
 *   npm run bench -w core/ranking [-- --quick] [--json]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { nodeDevice } from '@galley/claims/node';
import { quantile } from '@galley/numerics/bootstrap';
import { openStore, tables, upsertListings, upsertPapers } from '@galley/papers';
import { Shelf, trending, type Text } from '../src/index.ts';
import { picks } from '../src/reading/taste.ts';
import { shelfOf } from '../src/reading/stored-shelf.ts';
import { corpus, corpusIsHere } from '../test/corpus.ts';
import { measureTastes } from './taste.ts';

const quick = process.argv.includes('--quick'), asJson = process.argv.includes('--json');
interface Row { work: string; threads: number; ours: number; peer?: string; theirs?: number; unit: string; ratio?: number; spread?: number[]; goal?: number }
const rows: Row[] = [];
const timed = <T>(work: () => T): [T, number] => { const begun = performance.now(), value = work(); return [value, performance.now() - begun]; };

if (!corpusIsHere) console.error('The corpus is not beside the project (../shared/data/corpus): only trending is measured.');
else {
  const records = corpus();
  for (const likes of [10, 30]) {
    const measured = measureTastes(records, { likes, readers: quick ? 1 : 5 }), mean = (of: (m: typeof measured[number]) => number) => measured.reduce((sum, m) => sum + of(m), 0) / measured.length;
    for (const m of measured) rows.push({ work: `${m.taste}, ${likes} likes: precision of the first 20`, threads: 1, ours: m.taste10, peer: 'BM25', theirs: m.bm25, unit: '', ratio: m.taste10 / m.bm25 });
    rows.push({ work: `mean of ${measured.length} tastes, ${likes} likes`, threads: 1, ours: mean((m) => m.taste10), peer: 'BM25', theirs: mean((m) => m.bm25), unit: '', ratio: mean((m) => m.taste10) / mean((m) => m.bm25), goal: 1 });
    rows.push({ work: `the same against chance`, threads: 1, ours: mean((m) => m.taste10), peer: 'chance', theirs: mean((m) => m.chance), unit: '', ratio: mean((m) => m.taste10) / mean((m) => m.chance), goal: 3 });
  }
  const twelve: Text[] = Array.from({ length: 12_000 }, (_, i) => ({ ...records[i % records.length], arxiv: `${records[i % records.length].arxiv}${i >= records.length ? '9' : ''}` }));
  const [shelf, made] = timed(() => new Shelf(twelve));
  rows.push({ work: `a shelf of ${shelf.size} papers in memory`, threads: 1, ours: made, unit: 'ms' });
  const nearest = Array.from({ length: quick ? 50 : 300 }, (_, i) => timed(() => shelf.nearest(shelf.vectors[(i * 37) % shelf.size], 5))[1]);
  rows.push({ work: 'papers like a paper, p95', threads: 1, ours: quantile(nearest, 0.95), unit: 'ms', spread: [quantile(nearest, 0.5), quantile(nearest, 0.99)] });
  const liked = records.filter((r) => r.categories.includes('cs.RO')).slice(0, 30).map((r) => r.arxiv);
  const learned = Array.from({ length: quick ? 3 : 10 }, () => timed(() => picks(shelf, { liked, putAway: [], leaveOut: new Set() }, 30))[1]);
  rows.push({ work: 'learning a taste of 30 likes and picking among 2,000', threads: 1, ours: quantile(learned, 0.5), unit: 'ms', spread: [Math.min(...learned), Math.max(...learned)] });
}

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'galley-ranking-bench-')), store = await openStore({ dataDir }), papers = 10_000, now = Date.UTC(2025, 9, 8), iso = (ms: number) => new Date(ms).toISOString();
for (let from = 0; from < papers; from += 1000) {
  const part = Array.from({ length: 1000 }, (_, i) => ({ arxiv: `2509.${String(from + i).padStart(5, '0')}`, known: now - (papers - from - i) * 240_000, value: ((from + i) * 7919) % 97 }));
  await upsertPapers(store.db, part.map((p) => ({ arxiv: p.arxiv, title: `Paper ${p.arxiv}`, titlePlain: `Paper ${p.arxiv}`, titleRank: 1, authors: ['A'], abstractPlain: 'Some words of an abstract about attention and robots.', abstract: 'Some words.', abstractRank: 1 })));
  await upsertListings(store.db, part.map((p) => ({ day: iso(p.known).slice(0, 10), arxiv: p.arxiv, position: 1, listed: iso(p.known) })));
  await store.db.insert(tables.counts).values(part.flatMap((p) => [0.3, 0.6, 1].map((f, i) => ({ arxiv: p.arxiv, kind: 'upvotes' as const, at: iso(Math.min(now, p.known + i * 864e5)), value: Math.round(p.value * f) + i })))).onConflictDoNothing();
}
const readers = Array.from({ length: 1000 }, (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`);
await store.db.insert(tables.accounts).values(readers.map((id, i) => ({ id, handle: `h${i}`, name: `N${i}`, created: iso(now - 200 * 864e5) })));
for (let k = 0; k < 40; k++) await store.db.insert(tables.votes).values(readers.map((account, i) => ({ account, arxiv: `2509.${String((i * 31 + k * 997) % papers).padStart(5, '0')}`, cast: iso(now - ((i * 7 + k * 131) % 40) * 0.7 * 864e5 - i * 1000), network: String(i), referrer: '' }))).onConflictDoNothing();
for (const window of ['today', 'week', 'month'] as const) {
  const times: number[] = [];
  for (let i = 0; i < (quick ? 3 : 12); i++) { const begun = performance.now(); await trending(store.db, { at: now - i * 1000, limit: 30, window }); times.push(performance.now() - begun); }
  rows.push({ work: `trending of ${window}, 10,000 papers, 40,000 votes, PGlite`, threads: 1, ours: quantile(times, 0.5), unit: 'ms', spread: [Math.min(...times), Math.max(...times)] });
}
const begun = performance.now();
await shelfOf(store.db);
rows.push({ work: 'a shelf from the database, 10,000 papers, PGlite', threads: 1, ours: performance.now() - begun, unit: 'ms' });
await store.close();
rmSync(dataDir, { recursive: true, force: true });

if (asJson) process.stdout.write(`${JSON.stringify({ device: nodeDevice(), rows })}\n`);
else for (const r of rows) console.log(`${r.work.padEnd(62)}${(r.unit ? r.ours.toFixed(1) : r.ours.toFixed(3)).padStart(9)} ${r.unit.padEnd(3)}${r.peer ? ` ${r.peer} ${r.theirs!.toFixed(3)}, ${r.ratio!.toFixed(2)}×${r.goal ? ` (goal ${r.goal}×: ${r.ratio! >= r.goal ? 'met' : 'missed'})` : ''}` : ''}${r.spread ? ` [${r.spread.map((s) => s.toFixed(1)).join(', ')}]` : ''}`);
