/** The site as a process: one line, one owner, a clean end, and nothing lost when it is killed. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { galley } from './site.ts';

const cli = path.resolve(import.meta.dirname, '../../cli/src/main.ts'), folders: string[] = [];
const folder = () => { const made = mkdtempSync(path.join(os.tmpdir(), 'galley-serving-')); folders.push(made); return made; };
after(() => { for (const f of folders) rmSync(f, { recursive: true, force: true }); });

interface Serving { child: ChildProcess; out: () => string; err: () => string; up: Promise<string>; ended: Promise<[number | null, string | null]> }
function serve(dataDir: string, port = '0', env: Record<string, string> = {}): Serving {
  const child = spawn(process.execPath, [cli, 'serve', '--port', port, '--data-dir', dataDir], { env: { ...process.env, DATABASE_URL: '', PUBLIC_URL: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '', err = '';
  child.stderr.on('data', (d: Buffer) => { err += d.toString(); });
  const up = new Promise<string>((resolve, reject) => { child.once('exit', (code) => reject(new Error(`ended with ${code}: ${err}`))); child.stdout.on('data', (d: Buffer) => { out += d.toString(); const found = /http:\/\/\S+/.exec(out); if (found) resolve(found[0]); }); });
  up.catch(() => {});
  return { child, out: () => out, err: () => err, up, ended: once(child, 'close') as Promise<[number | null, string | null]> };
}

test('it says one line with its address, answers there, and Ctrl-C ends it cleanly', async () => {
  const site = serve(folder()), address = await site.up;
  assert.match(site.out(), /^Galley is at http:\/\/localhost:\d+ \(PGlite in .*\)\n$/);
  assert.equal((await fetch(address)).status, 200);
  site.child.kill('SIGINT');
  assert.deepEqual(await site.ended, [0, null]);
  assert.equal(site.err(), 'Stopping.\n');
});

test('a second site on the same folder is told who has it; the first goes on', async () => {
  const dataDir = folder(), first = serve(dataDir), address = await first.up, second = serve(dataDir);
  assert.deepEqual(await second.ended, [3, null]);
  assert.match(second.err(), new RegExp(`^Another Galley \\(process ${first.child.pid}, serving ${address}\\) already uses ${dataDir}\\. Stop it, give this one another DATA_DIR`));
  assert.equal((await fetch(address)).status, 200);
  first.child.kill('SIGTERM');
  await first.ended;
});

test('the command line works beside the running site, on the same folder', async () => {
  const dataDir = folder(), site = serve(dataDir), address = await site.up, file = path.join(dataDir, '2025-12-31.json');
  writeFileSync(file, JSON.stringify([{ paper: { id: '2512.00001', title: 'Brought in beside the site' } }]));
  await galley(dataDir, 'import', file);
  assert.match(await (await fetch(address)).text(), /Brought in beside the site/);
  const { runs } = JSON.parse(await galley(dataDir, 'run', 'data-filtering-laws/pool-utility', '--json')) as { runs: { id: string }[] };
  assert.equal((await fetch(`${address}/runs/${runs[0].id}`)).status, 200);
  site.child.kill('SIGINT');
  await site.ended;
});

test('killed in the middle, it starts again with everything it had acknowledged', async () => {
  const dataDir = folder(), site = serve(dataDir), address = await site.up, kept: string[] = [];
  const run = (n: number) => ({ id: `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`, paper: 'data-filtering-laws', experiment: 'pool-utility', inputs: {}, changed: [], seed: 1, repeats: 1, startedAt: '2026-01-01T00:00:00.000Z', seconds: 1, state: 'done', measurements: [{ metric: 'm', value: n, unit: '', samples: [n] }], events: [], device: { processor: 'p', architecture: 'a', logicalCores: 1, wasm: [], os: 'o', runtime: 'r' }, versions: {}, place: 'browser', origin: 'here' });
  const post = async (n: number) => { const response = await fetch(`${address}/api/runs`, { method: 'POST', headers: { 'content-type': 'application/json', origin: address }, body: JSON.stringify({ galley: 'run', version: 1, run: run(n) }) }); if (response.status === 201) kept.push(run(n).id); };
  const writing = (async () => { for (let n = 1; n < 10_000; n++) await post(n); })().catch(() => {});
  while (kept.length < 25 && site.child.exitCode === null) await new Promise((r) => setTimeout(r, 10));
  site.child.kill('SIGKILL');
  await Promise.all([site.ended, writing]);
  const again = serve(dataDir), there = await again.up;
  for (const id of kept) assert.equal((await fetch(`${there}/api/runs/${id}`)).status, 200, id);
  again.child.kill('SIGINT');
  await again.ended;
});

test('a port that is taken is a sentence', async () => {
  const taken = net.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  try {
    const { port } = taken.address() as net.AddressInfo, site = serve(folder(), String(port));
    assert.deepEqual(await site.ended, [3, null]);
    assert.equal(site.err(), `Port ${port} is taken by another program. Set PORT, or stop what listens there.\n`);
  } finally { taken.close(); }
});
