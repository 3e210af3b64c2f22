/** The API as its document says: every route, its answers against their schemas, keys, limits, refusals. One site with accounts. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { accountFor, makeApiKey, type Reader } from '@galley/people';
import { openStore } from '@galley/papers';
import { fillFolder } from './fixture.ts';
import { startSite, type Site } from './site.ts';

interface Operation { operationId: string; parameters?: { name: string; in: string; required?: boolean }[]; security?: object[]; requestBody?: { required: boolean }; responses: Record<string, { content?: Record<string, { schema: object }> }> }
interface Document { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, object> } }

let site: Site, document: Document, keys: { write: string; read: string; other: string };
const asked = new Set<string>();

before(async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'galley-api-'));
  await fillFolder(dataDir);
  const store = await openStore({ dataDir });
  const key = async (email: string, scopes: ('read' | 'write')[]) => makeApiKey(store.db, { ...await accountFor(store.db, email), session: null } as unknown as Reader, { name: 'test', scopes });
  keys = { write: await key('ada@example.org', ['read', 'write']), read: await key('ada@example.org', ['read']), other: await key('grace@example.org', ['read', 'write']) };
  await store.close();
  site = await startSite({ shared: true, dataDir });
  document = await (await fetch(`${site.address}/api/openapi.json`)).json() as Document;
});
after(() => site.stop());

/** Asks, and holds the answer against what the document says about it. */
async function ask(method: string, route: string, place: string, { key, body, status = 200 }: { key?: string; body?: unknown; status?: number } = {}): Promise<{ value: never; headers: Headers }> {
  const response = await fetch(site.address + place, { method, headers: { ...(key && { authorization: `Bearer ${key}` }), ...(body !== undefined && { 'content-type': 'application/json' }) }, body: body === undefined ? undefined : JSON.stringify(body) }), text = await response.text();
  assert.equal(response.status, status, `${method} ${place}: ${text.slice(0, 300)}`);
  const described = document.paths[route]?.[method.toLowerCase()]?.responses[status];
  assert.ok(described, `${method} ${route} says nothing of ${status}`);
  const value = JSON.parse(text) as never, check = ajv().compile({ ...described.content!['application/json'].schema, components: document.components });
  assert.ok(check(value), `${method} ${place}: ${JSON.stringify(check.errors?.slice(0, 3))} in ${text.slice(0, 300)}`);
  if (status < 400) asked.add(`${method} ${route}`);
  return { value, headers: response.headers };
}
function ajv(): InstanceType<typeof Ajv2020> {
  const made = new Ajv2020({ strict: false });
  (formats as unknown as (a: typeof made) => void)(made);
  return made;
}

test('the document is valid OpenAPI 3.1', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
  assert.ok(valid, JSON.stringify(errors));
});
test('the document has every route of the site, and the site every route of the document', () => {
  const folder = path.resolve(import.meta.dirname, '../src/routes'), found: string[] = [];
  for (const file of readdirSync(path.join(folder, 'api'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('+server.ts') || file.startsWith('mail/')) continue;
    const route = `/api/${path.posix.dirname(file.replaceAll('\\', '/'))}`.replace(/\[(?:\.\.\.)?(\w+)\]/g, '{$1}');
    for (const [, method] of readFileSync(path.join(folder, 'api', file), 'utf8').matchAll(/^export const (GET|POST|PUT|PATCH|DELETE)\b/gm)) found.push(`${method} ${route}`);
  }
  const described = Object.entries(document.paths).flatMap(([route, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${route}`));
  assert.deepEqual(described.filter((d) => !d.includes('/api/mail')).sort(), found.sort());
  for (const [route, operations] of Object.entries(document.paths)) for (const operation of Object.values(operations)) for (const [, name] of route.matchAll(/\{(\w+)\}/g)) assert.ok(operation.parameters?.some((p) => p.in === 'path' && p.name === name), `${route} ${name}`);
});

const p = '2510.00001';
test('everybody may read: papers, claims, votes, comments, trending, similar', async () => {
  await ask('GET', '/api/daily_papers', '/api/daily_papers?date=2025-10-07');
  await ask('GET', '/api/papers/search', '/api/papers/search?q=norms');
  for (const id of [p, '2510.00002', '2510.00003', '2407.00123']) await ask('GET', '/api/papers/{id}', `/api/papers/${id}`);
  await ask('GET', '/api/papers/{id}/claims', '/api/papers/2407.00123/claims');
  await ask('GET', '/api/claims', '/api/claims');
  await ask('GET', '/api/papers/{id}/votes', `/api/papers/${p}/votes`);
  await ask('GET', '/api/papers/{id}/comments', `/api/papers/${p}/comments`);
  await ask('GET', '/api/papers/{id}/similar', `/api/papers/${p}/similar`);
  await ask('GET', '/api/trending', '/api/trending?window=month&limit=3');
  await ask('GET', '/api/runs', '/api/runs');
  await ask('GET', '/api/openapi.json', '/api/openapi.json');
});
test('a vote is one, is taken back, and is cast again', async () => {
  const place = `/api/papers/${p}/votes`, route = '/api/papers/{id}/votes';
  assert.deepEqual((await ask('PUT', route, place, { key: keys.write })).value, { arxiv: p, votes: 1, voted: true });
  assert.deepEqual((await ask('PUT', route, place, { key: keys.write })).value, { arxiv: p, votes: 1, voted: true });
  assert.deepEqual((await ask('PUT', route, place, { key: keys.other })).value, { arxiv: p, votes: 2, voted: true });
  assert.deepEqual((await ask('GET', route, place)).value, { arxiv: p, votes: 2 });
  assert.deepEqual((await ask('DELETE', route, place, { key: keys.write })).value, { arxiv: p, votes: 1, voted: false });
  assert.deepEqual((await ask('GET', route, place, { key: keys.write })).value, { arxiv: p, votes: 1, voted: false });
});
test('comments are written, answered, changed by their writer only, and removed', async () => {
  const place = `/api/papers/${p}/comments`, route = '/api/papers/{id}/comments';
  const { id } = (await ask('POST', route, place, { key: keys.write, body: { body: 'Does **figure 2** hold?' }, status: 201 })).value as { id: string };
  await ask('POST', route, place, { key: keys.other, body: { body: 'It does.', parent: id }, status: 201 });
  const [thread] = (await ask('GET', route, place)).value as { body: string; replies: { body: string }[] }[];
  assert.deepEqual([thread.body, thread.replies[0].body], ['Does **figure 2** hold?', 'It does.']);
  await ask('PATCH', '/api/comments/{id}', `/api/comments/${id}`, { key: keys.other, body: { body: 'mine now' }, status: 403 });
  await ask('PATCH', '/api/comments/{id}', `/api/comments/${id}`, { key: keys.write, body: { body: 'Does figure 3?' } });
  await ask('DELETE', '/api/comments/{id}', `/api/comments/${id}`, { key: keys.write });
  assert.equal(((await ask('GET', route, place)).value as { state: string }[])[0].state, 'removed');
});
test('collections are kept, filled, shown to others only when public', async () => {
  const { slug } = (await ask('POST', '/api/collections', '/api/collections', { key: keys.write, body: { name: 'Norms' }, status: 201 })).value as { slug: string };
  await ask('PUT', '/api/collections/{slug}/papers/{id}', `/api/collections/${slug}/papers/${p}`, { key: keys.write, body: { note: 'read first' } });
  await ask('GET', '/api/collections', '/api/collections', { key: keys.write });
  assert.equal(((await ask('GET', '/api/collections/{slug}', `/api/collections/${slug}`, { key: keys.write })).value as { papers: { note: string }[] }).papers[0].note, 'read first');
  const { handle } = (await ask('GET', '/api/me', '/api/me', { key: keys.write })).value as { handle: string }, shown = `/api/people/${handle}/collections`;
  await ask('GET', '/api/people/{handle}/collections/{slug}', `${shown}/${slug}`, { key: keys.other, status: 404 });
  await ask('GET', '/api/collections/{slug}', `/api/collections/${slug}`, { key: keys.other, status: 404 });
  await ask('PATCH', '/api/collections/{slug}', `/api/collections/${slug}`, { key: keys.write, body: { public: true } });
  await ask('GET', '/api/people/{handle}/collections/{slug}', `${shown}/${slug}`);
  assert.equal(((await ask('GET', '/api/people/{handle}/collections', shown)).value as unknown[]).length, 1);
  await ask('DELETE', '/api/collections/{slug}/papers/{id}', `/api/collections/${slug}/papers/${p}`, { key: keys.write });
  await ask('DELETE', '/api/collections/{slug}', `/api/collections/${slug}`, { key: keys.write });
});
test('follows, submissions, claims of authorship and recommendations', async () => {
  await ask('PUT', '/api/follows', '/api/follows', { key: keys.write, body: { kind: 'author', value: 'Ada Lovelace' } });
  await ask('GET', '/api/follows', '/api/follows', { key: keys.write });
  const { by, items } = (await ask('GET', '/api/for-you', '/api/for-you', { key: keys.write })).value as { by: string; items: unknown[] };
  assert.ok(by === 'follows' && items.length > 0);
  await ask('DELETE', '/api/follows', '/api/follows?kind=author&value=Ada%20Lovelace', { key: keys.write });
  await ask('POST', '/api/submissions', '/api/submissions', { key: keys.write, body: { paper: 'https://arxiv.org/abs/2312.00752v2' }, status: 201 });
  await ask('GET', '/api/submissions', '/api/submissions', { key: keys.write });
  await ask('POST', '/api/authorship', '/api/authorship', { key: keys.write, body: { arxiv: p, author: 'Nobody', proof: 'email' }, status: 400 });
  const { id, code } = (await ask('POST', '/api/authorship', '/api/authorship', { key: keys.write, body: { arxiv: p, author: 'Ada Lovelace', proof: 'orcid', orcid: '0000-0002-1825-0097' }, status: 201 })).value as { id: string; code: string };
  assert.ok(code.length > 10);
  await ask('GET', '/api/authorship', '/api/authorship', { key: keys.write });
  await ask('DELETE', '/api/authorship/{id}', `/api/authorship/${id}`, { key: keys.other, status: 404 });
  await ask('DELETE', '/api/authorship/{id}', `/api/authorship/${id}`, { key: keys.write });
});
test('a run made elsewhere is reported by an account, and marked as reported', async () => {
  const run = { id: '01900000-0000-7000-8000-0000000000aa', paper: 'daq-model', experiment: 'upgrades', inputs: {}, changed: [], seed: 1, repeats: 1, startedAt: '2025-10-08T00:00:00.000Z', seconds: 1, state: 'done', measurements: [], events: [], device: { processor: 'p', architecture: 'x64', logicalCores: 1, wasm: [], os: 'o', runtime: 'r' }, versions: {}, place: 'node', origin: 'here' };
  await ask('POST', '/api/runs', '/api/runs', { body: { galley: 'run', version: 1, run }, status: 403 });
  const { paths } = document;
  assert.ok(paths['/api/runs'].post);
  const experiments = await import('@galley/catalog').then((c) => c.experimentsOf('daq-model'));
  await ask('POST', '/api/runs', '/api/runs', { key: keys.write, body: { galley: 'run', version: 1, run: { ...run, experiment: experiments[0].id } }, status: 201 });
  assert.equal(((await ask('GET', '/api/runs/{id}', `/api/runs/${run.id}`)).value as { origin: string }).origin, 'reported');
});
test('every operation was asked for and answered as described', () => {
  const described = Object.entries(document.paths).flatMap(([route, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${route}`)).filter((d) => !d.includes('/api/mail'));
  assert.deepEqual(described.filter((d) => !asked.has(d)), []);
});

test('without a key, or with one for reading, nothing changes; a wrong key is told', async () => {
  for (const [route, operations] of Object.entries(document.paths)) for (const [method, operation] of Object.entries(operations)) if (operation.security) {
    const place = route.replace('{id}', p).replace('{slug}', 'norms').replace('{handle}', 'you');
    await ask(method.toUpperCase(), route, place, { status: 401, ...(operation.requestBody && { body: {} }) });
    if (method !== 'get') await ask(method.toUpperCase(), route, place, { key: keys.read, status: 403, ...(operation.requestBody && { body: {} }) });
  }
  const wrong = await fetch(`${site.address}/api/me`, { headers: { authorization: 'Bearer galley_nonsense' } });
  assert.equal(wrong.status, 401);
  assert.match((await wrong.json() as { error: string }).error, /not known here/);
});
test('what is not understood is said in a sentence', async () => {
  await ask('GET', '/api/papers/{id}', '/api/papers/1412.78780', { status: 400 });
  await ask('GET', '/api/trending', '/api/trending?at=yesterday', { status: 400 });
  await ask('POST', '/api/collections', '/api/collections', { key: keys.write, body: [], status: 400 });
  const { value } = await ask('POST', '/api/collections', '/api/collections', { key: keys.write, body: { title: 'x' }, status: 400 });
  assert.deepEqual(value, { error: '"title" is no field here; expected name, description, public.' });
  await ask('PUT', '/api/papers/{id}/votes', '/api/papers/2510.77777/votes', { key: keys.write, status: 404 });
});
test('each answer says how many requests are left; who asks too often is told when to come again', async () => {
  const first = await ask('GET', '/api/me', '/api/me', { key: keys.other });
  const [, left, seconds] = /^"read";r=(\d+);t=(\d+)$/.exec(first.headers.get('ratelimit') ?? '')!, [, most] = /^"read";q=(\d+);w=\d+$/.exec(first.headers.get('ratelimit-policy') ?? '')!;
  assert.ok(Number(left) < Number(most) && Number(seconds) > 0);
  for (let i = 0; i < Number(left); i += 25) await Promise.all(Array.from({ length: Math.min(25, Number(left) - i) }, () => fetch(`${site.address}/api/me`, { headers: { authorization: `Bearer ${keys.other}` } }).then((r) => r.arrayBuffer())));
  const { headers, value } = await ask('GET', '/api/me', '/api/me', { key: keys.other, status: 429 });
  assert.ok(Number(headers.get('retry-after')) > 0);
  assert.match((value as { error: string }).error, /Try again in/);
  await ask('GET', '/api/me', '/api/me', { key: keys.write });
});
