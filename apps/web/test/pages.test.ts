import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { papers as catalogue, edition } from '@galley/catalog';
import { day, fillFolder, hostileTitle } from './fixture.ts';
import { startSite, type Site } from './site.ts';

let site: Site;
before(async () => { const dataDir = mkdtempSync(path.join(os.tmpdir(), 'galley-pages-')); await fillFolder(dataDir); site = await startSite({ dataDir }); });
after(() => site.stop());

const get = (place: string, init?: RequestInit) => fetch(site.address + place, { redirect: 'manual', ...init });
const textOf = async (place: string) => { const response = await get(place); assert.equal(response.status, 200, place); return response.text(); };
const jsonOf = async <T>(place: string): Promise<T> => { const response = await get(place); assert.match(response.headers.get('content-type')!, /^application\/json/); return response.json() as Promise<T>; };
/** fetch may not set Host; this may. */
const asHost = (host: string, place = '/') => new Promise<number>((resolve) => { http.get(site.address + place, { headers: { host } }, (response) => { response.resume(); resolve(response.statusCode!); }); });

test('the newest day is the front page, and days lead to one another', async () => {
  const front = await textOf('/');
  assert.match(front, /Wednesday, 8 October 2025/);
  assert.equal((front.match(/<li data-key/g) ?? []).length, 30);
  assert.match(front, new RegExp(`rel="prev" href="/papers/${day}"`));
  assert.match(await textOf(`/papers/${day}`), new RegExp(`rel="next" href="/papers/${edition.date}"`));
  assert.match(await textOf('/papers/2020-01-01'), /Nothing was listed on this day/);
});

test('every paper of the catalogue has a page with a note for each of its claims', async () => {
  for (const paper of catalogue) {
    const page = await textOf(`/papers/${paper.arxiv}`);
    for (const claim of paper.claims) assert.equal(page.split(`id="note-${claim.id}"`).length, 2, `${paper.slug} ${claim.id}`);
  }
});

test('a claimed figure is marked in the abstract when there is one, else in our summary', async () => {
  const page = await textOf('/papers/2407.00123'), [, lead, abstract] = page.split('<div class="block">');
  assert.match(abstract, /<mark class="none" id="claim-Q2">60% less power<sup>/);
  assert.doesNotMatch(lead, /id="claim-Q2"/);
  assert.match(lead, /id="claim-Q3"/);
  assert.match(page, /<h1>[^A]*Modeling Performance of Data Collection Systems/, "the edition's title wins");
});

test('hostile titles and abstracts are text, everywhere', async () => {
  for (const place of [`/papers/${day}`, '/papers/2510.00001', '/search?q=quotes', '/papers/2510.00001.md']) {
    const page = await textOf(place);
    if (!place.endsWith('.md')) assert.doesNotMatch(page, /<img src=x|<script>alert/, place);
    assert.ok(page.includes('onerror'), `${place} shows the title`);
  }
  assert.match(await textOf('/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E'), /value="&lt;script>alert|&lt;script&gt;alert/);
});

test('mathematics is MathML, its style sheet comes only where it is needed, a failing piece shows its source', async () => {
  const page = await textOf('/papers/2510.00002');
  assert.match(page, /<mfrac>/);
  assert.match(page, /<code class="tex">\$\\undefinedmacro\{x\}\$<\/code>/);
  assert.match(page, /katex[^"]*\.css/);
  assert.match(page, /<title>On ℓ₂ⁿ norms and 10⁴ samples: Galley<\/title>/);
  assert.match(page, /costs \$5\. And 6× more, with <strong>bold<\/strong>/);
  assert.doesNotMatch(await textOf('/papers/2407.00123'), /katex[^"]*\.css/);
});

test('addresses in any form lead to the canonical one; wrong ones say what is wrong', async () => {
  for (const [form, to] of [['2407.00123v2', '2407.00123'], ['arXiv:2407.00123', '2407.00123']]) {
    const response = await get(`/papers/${form}`);
    assert.deepEqual([response.status, response.headers.get('location')], [308, `/papers/${to}`]);
  }
  for (const [form, says] of [['2503.0213', 'read as a number'], ['abc', 'not an arXiv identifier'], ['2501.99999', 'is not in this Galley'], ['2025-13-40', 'is not a day of the calendar'], ['1234.12345', 'month 34']]) {
    const response = await get(`/papers/${form}`);
    assert.equal(response.status, 404, form);
    assert.ok((await response.text()).includes(says), form);
  }
  assert.equal((await get('/runs/nonsense')).status, 404);
  assert.equal((await get('/nowhere')).status, 404);
});

test('pages bring a strict policy, no foreign address, and no script but their own', async () => {
  const response = await get('/papers/2407.00123'), page = await response.text(), policy = response.headers.get('content-security-policy')!;
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self' 'sha256-[^']+';/);
  assert.doesNotMatch(policy, /unsafe-eval|script-src[^;]*unsafe-inline/);
  for (const [name, value] of [['x-content-type-options', 'nosniff'], ['cross-origin-opener-policy', 'same-origin'], ['referrer-policy', 'strict-origin-when-cross-origin']]) assert.equal(response.headers.get(name), value);
  for (const [, address] of page.matchAll(/(?:src|<link[^>]*href)="(https?:[^"]*)"/g)) assert.ok(address.startsWith(site.address), `loads ${address}`);
});

test('the worker that runs experiments is sent with a policy that lets it reach nothing', async () => {
  const { readdirSync } = await import('node:fs'), worker = readdirSync(path.resolve(import.meta.dirname, '../static/client/assets')).find((f) => f.startsWith('worker-'))!;
  const response = await get(`/client/assets/${worker}`);
  assert.equal(response.headers.get('content-security-policy'), "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
});

test('another name for this machine is refused, and so is writing from another site', async () => {
  assert.equal(await asHost('evil.example'), 421);
  assert.equal(await asHost('localhost:1'), 200);
  for (const [headers, status] of [[{ origin: 'https://evil.example' }, 403], [{ 'sec-fetch-site': 'cross-site' }, 403], [{ origin: 'null' }, 403]] as const) assert.equal((await get('/api/runs', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' })).status, status);
});

interface HubListing { paper: { id: string; title: string; authors: { _id: string; name: string }[]; upvotes: number; publishedAt: string; summary: string; ai_keywords?: string[]; githubStars?: number }; title: string; numComments: number; publishedAt: string; isAuthorParticipating: boolean; thumbnail?: string; submittedBy?: unknown }

test("the daily-papers API has the Hub's shape, days, weeks, months and pages", async () => {
  const one = await jsonOf<HubListing[]>(`/api/daily_papers?date=${day}`);
  assert.equal(one.length, 4);
  const [first] = one;
  assert.deepEqual([first.paper.id, first.paper.title, first.title, first.paper.upvotes, first.numComments, first.thumbnail, first.isAuthorParticipating, first.paper.ai_keywords, first.submittedBy], ['2510.00001', hostileTitle, hostileTitle, 41, 2, 'https://example.org/t.png', false, ['a', 'b'], undefined]);
  assert.deepEqual([first.paper.publishedAt, first.paper.authors], ['2025-10-01T10:00:00.000Z', [{ _id: '0123456789abcdef01234567', name: 'Ada Lovelace', hidden: false }]]);
  assert.equal((await jsonOf<HubListing[]>('/api/daily_papers?week=2025-W41')).length, 34);
  const response = await get('/api/daily_papers?month=2025-10&limit=20');
  assert.match(response.headers.get('link')!, /p=1[^>]*>; rel="next"$/);
  const pages = [...await response.json() as HubListing[], ...await jsonOf<HubListing[]>('/api/daily_papers?month=2025-10&limit=20&p=1')];
  assert.equal(pages.length, 34);
  for (const p of pages) assert.match(p.paper.authors[0]._id, /^[0-9a-f]{24}$/);
  for (const query of ['date=2025-13-40', 'week=2025-41', 'month=10', 'date=2025-10-08&week=2025-W41', 'limit=x', 'p=-1', 'sort=magic']) { const r = await get(`/api/daily_papers?${query}`); assert.equal(r.status, 400, query); assert.ok(((await r.json()) as { error: string }).error.length > 10); }
});

test('one paper and a search come in the same shape', async () => {
  const paper = await jsonOf<HubListing['paper']>('/api/papers/2510.00002');
  assert.deepEqual([paper.id, paper.githubStars, paper.title], ['2510.00002', 12, 'On $\\ell_2^{n}$ norms and $10^4$ samples']);
  assert.equal((await get('/api/papers/2503.0213')).status, 400);
  assert.equal((await get('/api/papers/2501.99999')).status, 404);
  const found = await jsonOf<HubListing[]>('/api/papers/search?q=vector%20similarity');
  assert.equal(found[0].paper.id, '2502.01528');
  for (const q of ['', 'x'.repeat(251)]) assert.equal((await get(`/api/papers/search?q=${q}`)).status, 400);
  assert.equal((await get(`/api/papers/search?q=${encodeURIComponent(`'"(&|!:*\\ %00`)}`)).status, 200);
});

test('claims come with their verdicts; a run goes in by the API, is judged, and is found again', async () => {
  const all = await jsonOf<{ slug: string; claims: { id: string; verdict: { state: string } }[] }[]>('/api/claims');
  assert.equal(all.length, 30);
  const run = { id: '01900000-0000-7000-8000-00000000abcd', paper: 'daq-model', experiment: 'upgrades', inputs: {}, changed: [], seed: 1, repeats: 1, startedAt: '2026-01-01T00:00:00.000Z', seconds: 1, state: 'done', measurements: [{ metric: 'all-three/productivity', value: 0.5, unit: '1/kJ', samples: [0.5] }], events: [], device: { processor: 'p', architecture: 'a', logicalCores: 1, wasm: [], os: 'o', runtime: 'r' }, versions: {}, place: 'browser', origin: 'here' };
  const post = (body: unknown, type = 'application/json') => get('/api/runs', { method: 'POST', headers: { 'content-type': type, origin: site.address }, body: typeof body === 'string' ? body : JSON.stringify(body) });
  for (const [body, says] of [['{', 'not JSON'], [{ galley: 'run', version: 1, run: { ...run, experiment: 'nonsense' } }, 'no experiment'], [{ galley: 'run', version: 1, run: { ...run, inputs: { nonsense: 1 } } }, 'no input'], [{ galley: 'run', version: 1, run: { ...run, id: 'x' } }, 'not a UUID']] as const) {
    const response = await post(body);
    assert.equal(response.status, 400);
    assert.ok((await response.text()).includes(says), says);
  }
  assert.equal((await post({ galley: 'run', version: 1, run }, 'application/xml')).status, 415);
  assert.equal((await post({ galley: 'run', version: 1, run: { ...run, origin: 'reported', place: 'node' } })).status, 201);
  const kept = await jsonOf<typeof run>(`/api/runs/${run.id}`);
  assert.deepEqual([kept.origin, kept.place], ['here', 'browser']);
  assert.ok((await jsonOf<{ id: string }[]>('/api/runs?paper=daq-model')).some((r) => r.id === run.id));
  const page = await textOf(`/runs/${run.id}`);
  assert.match(page, /npx galley run daq-model\/upgrades --seed 1/);
  const { claims } = await jsonOf<{ claims: { id: string; verdict: { state: string } }[] }>('/api/papers/2407.00123/claims');
  assert.equal(claims.find((c) => c.id === 'Q1')!.verdict.state, 'falls short');
});

test('a paper is also Markdown, with its claims as a table', async () => {
  const markdown = await textOf('/papers/2407.00123.md');
  assert.match(markdown, /^# Modeling Performance/);
  assert.match(markdown, /\| Q2: .*\| 60% less power \|/);
  assert.equal((await get('/papers/2407.00123.md')).headers.get('content-type'), 'text/markdown; charset=utf-8');
});

test('search filters by day and by what runs here, and says when a day is none', async () => {
  assert.match(await textOf('/search?q=&runs=here'), /3 papers/);
  assert.match(await textOf(`/search?from=${day}&to=${day}`), /4 papers/);
  assert.match(await textOf('/search?q=data&from=2025-13-40'), /from is not a day/);
  assert.match(await textOf('/search?q=zzzzqqqq'), /Nothing matches/);
});

test('a body of many megabytes is refused', async () => {
  const response = await get('/api/runs', { method: 'POST', headers: { 'content-type': 'application/json', origin: site.address }, body: `"${'x'.repeat(13e6)}"` }).catch(() => ({ status: 413 }));
  assert.equal(response.status, 413);
});

test('a site for many readers keeps no runs from pages', async () => {
  const shared = await startSite({ env: { PUBLIC_URL: 'https://papers.example' } });
  try {
    const response = await fetch(`${shared.address}/api/runs`, { method: 'POST', headers: { 'content-type': 'application/json', origin: 'https://papers.example' }, body: '{}' });
    assert.equal(response.status, 403);
    assert.match(await response.text(), /keeps no runs from pages/);
    assert.match((await fetch(`${shared.address}/`)).headers.get('strict-transport-security')!, /max-age/);
  } finally { await shared.stop(); }
});
