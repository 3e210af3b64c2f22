/**
 * How long the server takes for its pages with 3,000 papers in the embedded database: the goal is 15 ms at the 95th
 * percentile for a day. Time is taken around the handler, in one process, after V8 has warmed up; nothing is cached.
 *
 *   npm run bench -w apps/web [-- --quick] [--json]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { quantile } from '@galley/numerics/bootstrap';
import { random } from '@galley/numerics/random';
import { nodeDevice } from '@galley/claims/node';
import { openStore, sourceRank, upsertListings, upsertPapers } from '@galley/papers';
import { serve } from '../serve.ts';

const quick = process.argv.includes('--quick'), asJson = process.argv.includes('--json');
const papers = 3000, perDay = 30, goalMs = 15;
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'galley-bench-'));

const words = 'model data training inference attention sparse latent token graph vision language retrieval kernel memory scaling policy reward robust sample gradient'.split(' '), rng = random(1);
const text = (n: number) => Array.from({ length: n }, () => words[rng.below(words.length)]).join(' ');
const store = await openStore({ dataDir });
for (let from = 0; from < papers; from += 500) {
  const batch = Array.from({ length: 500 }, (_, i) => from + i);
  await upsertPapers(store.db, batch.map((i) => { const title = text(9), abstract = `${text(150)}.`; return { arxiv: `2501.${String(i + 10000)}`, title, titlePlain: title, titleRank: sourceRank['daily-papers'], abstract, abstractPlain: abstract, abstractRank: sourceRank['daily-papers'], authors: ['Ada Lovelace', 'Kurt Gödel', 'Emmy Noether'], upvotes: rng.below(80) }; }));
  await upsertListings(store.db, batch.map((i) => ({ day: new Date(Date.UTC(2025, 0, 1 + Math.floor(i / perDay))).toISOString().slice(0, 10), arxiv: `2501.${String(i + 10000)}`, position: (i % perDay) + 1 })));
}
await store.close();

const site = await serve({ host: '127.0.0.1', port: 0, dataDir, worker: false }), agent = new http.Agent({ keepAlive: true });
const request = (place: string) => new Promise<number>((resolve, reject) => {
  const begun = performance.now();
  http.get(`http://127.0.0.1:${site.port}${place}`, { agent, headers: { 'accept-encoding': 'gzip' } }, (response) => { if (response.statusCode !== 200) reject(new Error(`${place}: ${response.statusCode}`)); response.resume(); response.on('end', () => resolve(performance.now() - begun)); }).on('error', reject);
});

const day = () => `/papers/${new Date(Date.UTC(2025, 0, 1 + rng.below(100))).toISOString().slice(0, 10)}`;
const work: [name: string, place: () => string, goal?: number][] = [['a day', day, goalMs], ['the edition', () => '/papers/2025-10-08'], ['a paper', () => `/papers/2501.${10000 + rng.below(papers)}`], ['a paper with claims', () => '/papers/2407.00123'], ['all claims', () => '/claims'], ['search, two words', () => `/search?q=${words[rng.below(words.length)]}+${words[rng.below(words.length)]}`], ['api, a day', () => day().replace('/papers/', '/api/daily_papers?date=')]];
for (let i = 0; i < (quick ? 40 : 150); i++) for (const [, place] of work) await request(place());
const times = work.map(() => [] as number[]);
for (let i = 0; i < (quick ? 100 : 600); i++) for (const [k, [, place]] of work.entries()) times[k].push(await request(place()));
agent.destroy();
await site.close();
rmSync(dataDir, { recursive: true, force: true });

const rows = work.map(([name, , goal], k) => {
  const p95 = quantile(times[k], 0.95);
  return { work: `${name}, p95 with ${papers} papers`, threads: 1, ours: p95, peer: goal ? 'goal' : undefined, theirs: goal, unit: 'ms', ratio: goal ? goal / p95 : undefined, spread: [quantile(times[k], 0.5), quantile(times[k], 0.99)], goal: goal ? 1 : undefined };
});
if (asJson) process.stdout.write(`${JSON.stringify({ device: nodeDevice(), rows })}\n`);
else {
  console.log(`${'page'.padEnd(42)}${'median'.padStart(9)}${'p95'.padStart(9)}${'p99'.padStart(9)}   ms`);
  for (const r of rows) console.log(`${r.work.padEnd(42)}${r.spread[0].toFixed(1).padStart(9)}${r.ours.toFixed(1).padStart(9)}${r.spread[1].toFixed(1).padStart(9)}${r.goal ? `   goal ${r.theirs} ms: ${r.ratio! >= 1 ? 'met' : 'missed'}, ${r.ratio!.toFixed(1)}×` : ''}`);
}
process.exit(0);
