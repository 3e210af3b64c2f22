/** The endpoint for assistants, asked by plain JSON-RPC over HTTP. */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fillFolder, hostileTitle } from './fixture.ts';
import { startSite, type Site } from './site.ts';

let site: Site;
before(async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'galley-mcp-'));
  await fillFolder(dataDir);
  site = await startSite({ dataDir });
});
after(() => site.stop());

interface Answer { jsonrpc: '2.0'; id: number; result?: Record<string, never>; error?: { code: number; message: string } }
async function post(body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; answer: Answer; text: string }> {
  const response = await fetch(`${site.address}/mcp`, { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) }), text = await response.text();
  const data = response.headers.get('content-type')?.startsWith('text/event-stream') ? text.split('\n').find((l) => l.startsWith('data: {'))?.slice(6) ?? 'null' : text;
  let answer = undefined as unknown as Answer;
  try { answer = JSON.parse(data) as Answer; } catch { /* no JSON: the test looks at the status */ }
  return { status: response.status, answer, text };
}
const version = '2025-06-18';
const rpc = async (method: string, params: object = {}) => (await post({ jsonrpc: '2.0', id: 1, method, params }, { 'mcp-protocol-version': version })).answer;
const call = async <T>(name: string, args: object = {}): Promise<{ value: T; isError?: boolean; text: string }> => {
  const { result, error } = await rpc('tools/call', { name, arguments: args });
  assert.ok(result, JSON.stringify(error));
  const { content, structuredContent, isError } = result as unknown as { content: { text: string }[]; structuredContent: T; isError?: boolean };
  return { value: structuredContent, isError, text: content[0].text };
};

test('says who it is, and takes the greeting', async () => {
  const { result } = await rpc('initialize', { protocolVersion: version, capabilities: {}, clientInfo: { name: 'test', version: '1' } });
  const said = result as unknown as { protocolVersion: string; serverInfo: { name: string }; capabilities: { tools?: object; resources?: object } };
  assert.deepEqual([said.protocolVersion, said.serverInfo.name], [version, 'galley']);
  assert.ok(said.capabilities.tools && said.capabilities.resources);
  assert.equal((await post({ jsonrpc: '2.0', method: 'notifications/initialized' }, { 'mcp-protocol-version': version })).status, 202);
});
test('lists its tools: all for reading, each with the shape of what it takes', async () => {
  const { tools } = (await rpc('tools/list')).result as unknown as { tools: { name: string; inputSchema: { type: string }; annotations: { readOnlyHint: boolean } }[] };
  assert.deepEqual(tools.map((t) => t.name).sort(), ['day', 'list_claims', 'read_paper', 'search_papers', 'similar', 'trending']);
  assert.ok(tools.every((t) => t.inputSchema.type === 'object' && t.annotations.readOnlyHint));
});
test('searches, reads with claims and verdicts, lists claims, days, trending and similar papers', async () => {
  assert.ok((await call<{ papers: { arxiv: string }[] }>('search_papers', { query: 'norms samples' })).value.papers.some((p) => p.arxiv === '2510.00002'));
  const paper = (await call<{ arxiv: string; abstract: string; claims: { id: string; verdict: string }[] }>('read_paper', { paper: 'https://arxiv.org/abs/2407.00123v1' })).value;
  assert.equal(paper.arxiv, '2407.00123');
  assert.ok(paper.claims.some((c) => c.id === 'Q1' && c.verdict === 'not measured'));
  assert.equal((await call<{ papers: unknown[] }>('list_claims')).value.papers.length, 30);
  assert.equal((await call<{ papers: { arxiv: string }[] }>('list_claims', { state: 'holds' })).value.papers.length, 0);
  assert.equal((await call<{ papers: unknown[] }>('day', { day: '2025-10-07' })).value.papers.length, 4);
  assert.ok(Array.isArray((await call<{ items: unknown[] }>('trending', { window: 'month' })).value.items));
  assert.ok(Array.isArray((await call<{ papers: unknown[] }>('similar', { paper: '2510.00001' })).value.papers));
});
test('papers are resources', async () => {
  const { resources } = (await rpc('resources/list')).result as unknown as { resources: { uri: string }[] };
  assert.ok(resources.length > 0 && resources.every((r) => r.uri.startsWith('galley://papers/')));
  const { contents } = (await rpc('resources/read', { uri: 'galley://papers/2510.00001' })).result as unknown as { contents: { text: string }[] };
  assert.equal((JSON.parse(contents[0].text) as { title: string }).title, hostileTitle);
});
test('what is not understood is told, and breaks nothing', async () => {
  assert.match((await call('read_paper', { paper: '1412.78780' })).text, /1412\.78780/);
  assert.equal((await call('read_paper', { paper: '2510.99999' })).isError, true);
  assert.match((await call('day', { day: '2025-02-31' })).text, /day of the calendar/);
  for (const wrong of [{ query: 7 }, {}, { query: 'x', limit: 1e9 }, { query: 'x', more: 1 }]) { const { result, error } = await rpc('tools/call', { name: 'search_papers', arguments: wrong }); assert.ok(error ?? (result as unknown as { isError?: boolean }).isError, JSON.stringify(wrong)); }
  const { error, result } = await rpc('tools/call', { name: 'delete_everything', arguments: {} });
  assert.ok(error ?? (result as unknown as { isError?: boolean }).isError);
  assert.equal((await rpc('no/such/method')).error!.code, -32601);
  assert.ok((await post('{')).status >= 400);
  assert.ok((await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'search_papers', arguments: { query: 'x'.repeat(100_000) } } }))).status >= 400);
  assert.equal((await call<{ papers: unknown[] }>('search_papers', { query: `\0'; drop table papers; --` })).isError, undefined);
  assert.equal((await call<{ papers: unknown[] }>('day', { day: '2025-10-07' })).value.papers.length, 4);
});
test('a page of another site gets nothing, whatever name it gives this machine', async () => {
  const hello = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
  assert.equal((await post(hello, { origin: 'https://evil.example' })).status, 403);
  const rebound = await new Promise<number>((resolve) => { http.request(`${site.address}/mcp`, { method: 'POST', headers: { host: 'evil.example', 'content-type': 'application/json', accept: 'application/json, text/event-stream' } }, (response) => { response.resume(); resolve(response.statusCode!); }).end(JSON.stringify(hello)); });
  assert.equal(rebound, 421);
  assert.equal((await fetch(`${site.address}/mcp`)).status, 405);
});
