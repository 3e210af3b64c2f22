/** Feeds into the database: stopped anywhere, asked again, on both databases. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openStore, paperByArxiv, papersOfDay, rows, sourceRank, tables, upsertPapers, type Store } from '@galley/papers';
import { sql } from 'drizzle-orm';
import { startPostgres, type Server } from '../../papers/test/postgres.ts';
import { harvestDetails } from '../src/details.ts';
import { harvest, sourceState } from '../src/harvest.ts';
import { arxivRss } from '../src/sources/arxiv-rss.ts';
import { harvestStars } from '../src/sources/github.ts';
import { hfDaily } from '../src/sources/hf-daily.ts';
import { sharedGate } from '../src/sources/shared-gate.ts';
import { everything, misbehaving, settingsFor, StillClock } from './sources/misbehaving-server.ts';

const record = (id: string, more: object = {}) => ({ paper: { id, title: `On ${id}`, authors: [{ name: 'Ada Lovelace' }], publishedAt: '2026-07-18T03:00:00.000Z', ai_keywords: ['Kernels', 'kernels', 7], ...more } });
const entry = (id: string, version: number, more = '') => `<entry><id>http://arxiv.org/abs/${id}v${version}</id><title>Whole $10^4$</title><summary>It costs $10^4$ steps; see https://github.com/Ada/Engine.</summary><published>2026-07-01T00:00:00Z</published><updated>2026-07-09T00:00:00Z</updated><author><name>Ada Lovelace</name></author><category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/><arxiv:primary_category term="cs.LG"/>${more}</entry>`;
const feed = (...entries: string[]) => `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><opensearch:totalResults>${entries.length}</opensearch:totalResults>${entries.join('')}</feed>`;

let server: Server, folder: string;
before(async () => { folder = mkdtempSync(path.join(os.tmpdir(), 'galley-harvest-')); server = await startPostgres(); });
after(async () => { await server.stop(); rmSync(folder, { recursive: true, force: true }); });

for (const kind of ['PGlite', 'PostgreSQL'] as const) describe(kind, () => {
  let store: Store;
  before(async () => { store = await openStore(kind === 'PGlite' ? { dataDir: folder } : { databaseUrl: server.url() }); });
  after(() => store.close());

  test('a harvest that breaks off goes on from the last batch it wrote, and says why it stopped', async () => {
    const clock = new StillClock(), asked: string[] = [];
    let broken = true;
    const { base } = await misbehaving((q, r) => {
      const day = new URL(q.url!, 'http://x').searchParams.get('date')!;
      asked.push(day);
      if (broken && day === '2026-07-19') r.writeHead(404).end(); else r.end(JSON.stringify([record(`2607.${day.slice(8)}001`)]));
    }, clock);
    const source = hfDaily({ ...settingsFor(base, clock), from: '2026-07-18', overlapDays: 0 });
    await assert.rejects(everything(harvest(store.db, source)), /answered 404/);
    const state = (await sourceState(store.db, 'hf-daily'))!;
    assert.deepEqual([state.cursor, state.papers, state.finished], [{ day: '2026-07-18' }, 1, null]);
    assert.match(state.error!, /answered 404/);
    broken = false;
    asked.length = 0;
    await everything(harvest(store.db, source));
    assert.deepEqual(asked, ['2026-07-18', '2026-07-19', '2026-07-20']);
    const done = (await sourceState(store.db, 'hf-daily'))!;
    assert.deepEqual([done.cursor, done.papers, done.error], [{ day: '2026-07-20' }, 3, null]);
    assert.deepEqual((await paperByArxiv(store.db, '2607.18001'))!.keywords, ['kernels']);
  });

  test('a day that comes back with fewer papers keeps its order, and what is new in it goes to the end', async () => {
    const clock = new StillClock(), days = [['2607.00001', '2607.00002', '2607.00003'], ['2607.00009', '2607.00003'], ['2607.00003', '2607.00001', '2607.00002', '2607.00009']];
    const { base } = await misbehaving((_q, r, count) => r.end(JSON.stringify(days[count].map((id) => record(id)))), clock);
    clock.time += 5 * 864e5;
    const orders: string[][] = [];
    for (const _ of days) {
      await everything(harvest(store.db, { ...hfDaily({ ...settingsFor(base, clock), overlapDays: 0 }), name: 'hf-again' }));
      orders.push((await papersOfDay(store.db, '2026-07-25')).map((p) => p.arxiv));
    }
    assert.deepEqual(orders, [days[0], ['2607.00001', '2607.00002', '2607.00003', '2607.00009'], days[2]]);
  });

  test('announced papers follow the chosen ones of their day', async () => {
    const clock = new StillClock(), item = (id: string) => `<item><title>${id}</title><guid isPermaLink="false">oai:arXiv.org:${id}v1</guid><description>arXiv:${id}v1 Announce Type: new \nAbstract: Text.</description><arxiv:announce_type>new</arxiv:announce_type><dc:creator>Ada Lovelace</dc:creator><category>cs.LG</category></item>`;
    const { base } = await misbehaving((_q, r) => r.end(`<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"><channel><pubDate>Sat, 25 Jul 2026 00:00:00 -0400</pubDate>${item('2607.00100')}${item('2607.00001')}</channel></rss>`), clock);
    await everything(harvest(store.db, arxivRss(['cs.LG'], { ...settingsFor(base, clock), list: true })));
    const listed = (await papersOfDay(store.db, '2026-07-25')).map((p) => p.arxiv);
    assert.deepEqual([listed.at(-1), listed.indexOf('2607.00001') < listed.indexOf('2607.00100'), listed.filter((id) => id === '2607.00001').length], ['2607.00100', true, 1]);
  });

  test("arXiv's text replaces a damaged one, with versions, code and remarks; an unknown paper is not asked for again at once", async () => {
    const clock = new StillClock(), before = (arxiv: string) => ({ arxiv, title: 'Whole 10^4', titlePlain: 'Whole 10^4', titleRank: sourceRank['daily-papers'], abstract: '10^4', abstractPlain: '10^4', abstractRank: sourceRank['daily-papers'], authors: ['Ada Lovelace'], published: '2027-01-01T00:00:00Z' });
    await upsertPapers(store.db, [before('2607.00200'), before('2607.00201')]);
    const { base, asked } = await misbehaving((q, r) => {
      const wanted = new URL(q.url!, 'http://x').searchParams.get('id_list')!.split(',');
      r.end(feed(...wanted.filter((id) => id === '2607.00200').map((id) => entry(id, 3, '<arxiv:comment>12 pages; accepted at X</arxiv:comment><arxiv:doi>10.1000/a.b 10.1000/c</arxiv:doi>'))));
    }, clock);
    const steps = await everything(harvestDetails(store.db, settingsFor(base, clock)));
    assert.ok(steps.length > 0);
    const paper = (await paperByArxiv(store.db, '2607.00200'))!;
    assert.deepEqual([paper.title, paper.abstract!.includes('$10^4$'), paper.version, paper.code, paper.comment, paper.doi, paper.categories], ['Whole $10^4$', true, 3, 'https://github.com/Ada/Engine', '12 pages; accepted at X', '10.1000/a.b', ['cs.LG']]);
    assert.deepEqual((await store.db.select().from(tables.versions).where(sql`arxiv = '2607.00200'`).orderBy(tables.versions.version)).map((v) => v.version), [1, 3]);
    const times = asked.length;
    assert.deepEqual(await everything(harvestDetails(store.db, settingsFor(base, clock))), []);
    assert.equal(asked.length, times);
  });

  test('stars are rows of time; unchanged is free, renamed is followed, gone is remembered', async () => {
    const clock = new StillClock(), paper = (arxiv: string, code: string) => ({ arxiv, title: arxiv, titlePlain: arxiv, titleRank: 0, authors: ['A'], code });
    await upsertPapers(store.db, [paper('2607.00300', 'https://github.com/Ada/Notes'), paper('2607.00301', 'https://github.com/old/name'), paper('2607.00302', 'https://github.com/gone/away'), paper('2607.00303', 'https://gitlab.com/not/asked')]);
    let stars = 10;
    const { base, asked } = await misbehaving((q, r) => {
      assert.equal(q.headers.authorization, 'Bearer secret');
      if (q.url === '/repos/old/name') { r.writeHead(301, { location: '/repositories/7' }).end(); return; }
      if (q.url === '/repos/gone/away') { r.writeHead(404).end('{}'); return; }
      if (q.headers['if-none-match'] === `"${stars}"`) { r.writeHead(304).end(); return; }
      r.setHeader('etag', `"${stars}"`);
      r.end(JSON.stringify({ stargazers_count: q.url === '/repositories/7' ? 3 : stars, full_name: q.url === '/repositories/7' ? 'new/name' : q.url!.slice(7) }));
    }, clock);
    const once = async () => Object.fromEntries((await everything(harvestStars(store.db, { ...settingsFor(base, clock), token: 'secret', everyHours: 0 }))).map((s) => [s.repository, s.happened]));
    const first = await once();
    assert.deepEqual([first['ada/notes'], first['old/name'], first['gone/away'], first['not/asked']], ['counted', 'renamed', 'gone', undefined]);
    assert.equal((await once())['ada/notes'], 'unchanged');
    assert.ok(!asked.slice(-4).some((a) => a.url.includes('gone')), 'what is gone is left alone for a while');
    stars = 25;
    assert.equal((await once())['ada/notes'], 'counted');
    const counted = await rows<{ value: number }>(store.db, sql`select value from counts where arxiv = '2607.00300' and kind = 'stars' order by at`);
    assert.deepEqual(counted.map((c) => c.value), [10, 25]);
    assert.equal((await paperByArxiv(store.db, '2607.00300'))!.stars, 25);
  });

  test('a gate lets one in at a time over all processes, so far apart, and a dead holder does not keep it shut', async () => {
    const other = kind === 'PGlite' ? store : await openStore({ databaseUrl: server.url() });
    const settings = { betweenStartsMs: 40, leaseMs: 300, lookMs: 5 }, gates = [sharedGate(store.db, `test ${kind}`, settings), sharedGate(other.db, `test ${kind}`, settings)];
    const starts: number[] = [];
    let inside = 0, most = 0;
    const visit = async () => {
      most = Math.max(most, ++inside);
      starts.push((await rows<{ now: number }>(store.db, sql`select 1000 * extract(epoch from opens)::float8 as now from gates where name = ${`test ${kind}`}`))[0].now);
      inside--;
    };
    await Promise.all(Array.from({ length: 8 }, (_, i) => gates[i % 2].pass(visit)));
    assert.equal(most, 1);
    assert.ok(starts.slice(1).every((at, i) => at - starts[i] >= 40), `starts at ${starts.join(', ')}`);
    await store.db.execute(sql`update gates set holder = 'dead', held_until = now() + interval '200 milliseconds'`);
    await gates[0].pass(visit);
    if (other !== store) await other.close();
  });
});
