import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

const bin = path.resolve(import.meta.dirname, '../bin/galley.js'), root = path.resolve(import.meta.dirname, '../../..');
let folder: string, dataDir: string;
before(() => { folder = mkdtempSync(path.join(os.tmpdir(), 'galley-cli-')); dataDir = path.join(folder, 'data'); });
after(() => rmSync(folder, { recursive: true, force: true }));

interface Ended { code: number; out: string; err: string }
async function galley(args: string[], env: Record<string, string> = {}, onChild?: (child: ChildProcess) => void): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...args], { cwd: folder, env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: '', PUBLIC_URL: '', PORT: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '', err = '';
  child.stdout.on('data', (d: Buffer) => { out += d.toString(); });
  child.stderr.on('data', (d: Buffer) => { err += d.toString(); });
  onChild?.(child);
  const [code] = await once(child, 'close') as [number];
  return { code, out, err };
}
const json = async <T>(...args: string[]): Promise<T> => { const { code, out, err } = await galley([...args, '--json']); assert.equal(code, 0, err); return JSON.parse(out) as T; };

test('--help teaches every command, with examples and exit codes', async () => {
  const { code, out } = await galley(['--help']);
  assert.equal(code, 0);
  for (const word of ['serve', 'papers', 'paper', 'claims', 'run', 'runs', 'import', 'export', 'doctor', 'new', 'Examples:', 'Exit codes:', 'DATABASE_URL']) assert.ok(out.includes(word), word);
  for (const command of ['run', 'import', 'claims', 'new']) assert.match((await galley([command, '--help'])).out, /Examples:/);
});

test('--json is one document on standard output, whatever the command', async () => {
  assert.equal((await json<{ papers: unknown[] }>('papers', '--day', '2025-10-08')).papers.length, 30);
  assert.deepEqual(await json('papers', '--days'), [{ day: '2025-10-08', papers: 30 }]);
  assert.equal((await json<{ arxiv: string }>('paper', 'daq-model')).arxiv, '2407.00123');
  assert.equal((await json<{ slug: string }>('paper', 'https://arxiv.org/abs/2502.01528v1')).slug, 'squash');
  assert.equal((await json<unknown[]>('claims')).length, 30);
  assert.ok((await json<unknown[]>('run', 'daq-model', '--list')).length > 1);
  assert.deepEqual((await json<{ at: string; items: unknown[] }>('trending', '--at', '2025-10-08')).items, [], 'nobody has voted, and no count has grown');
  assert.ok((await json<{ arxiv: string }[]>('feed', '--search', 'serverless')).some((p) => p.arxiv === '2502.01528'));
  assert.deepEqual(await json('runs'), []);
  assert.ok((await json<{ findings: { what: string }[] }>('doctor', '--offline')).findings.some((f) => f.what === 'database'));
});

test('running both papers makes D1, D2, Q1 and Q2 hold', async () => {
  interface Ran { runs: { state: string; measurements: { metric: string; value: number }[] }[]; verdicts: { claim: string; state: string }[] }
  // One paper whole, of the other what takes no training: D3 is measured in the browser's tests.
  const [pools, cuts] = [await json<Ran>('run', 'data-filtering-laws/pool-utility'), await json<Ran>('run', 'data-filtering-laws/filtering-by-compute')], daq = await json<Ran>('run', '2407.00123'), laws = [pools, cuts];
  assert.ok([...laws, daq].flatMap(({ runs }) => runs).every((r) => r.state === 'done' && r.measurements.length > 0));
  const states = new Map([...laws, daq].flatMap(({ verdicts }) => verdicts).filter((v) => v.state !== 'not measured').map((v) => [v.claim, v.state]));
  for (const claim of ['D1', 'D2', 'Q1', 'Q2']) assert.equal(states.get(claim), 'holds', claim);
  const all = await json<{ slug: string; claims: { id: string; verdict: { state: string } }[] }[]>('claims');
  assert.equal(all.find((p) => p.slug === 'daq-model')!.claims.find((c) => c.id === 'Q1')!.verdict.state, 'holds');
  assert.equal((await galley(['claims', '--strict', '--paper', 'data-filtering-laws'])).code, 0);
});

test('repeats give an interval, changed inputs judge nothing, seeds are kept', async () => {
  const { runs } = await json<{ runs: { changed: string[]; seed: number; measurements: { samples: number[]; interval?: number[] }[] }[] }>('run', 'daq-model/upgrades', '--set', 'pileUp=140', '--repeat', '3', '--seed', '42');
  assert.deepEqual([runs[0].changed, runs[0].seed, runs[0].measurements[0].samples.length, runs[0].measurements[0].interval?.length], [['pileUp'], 42, 3, 2]);
});

test('every wrong word is one sentence and a code that means it', async () => {
  const wrong: [string[], number, RegExp][] = [
    [['nonsense'], 2, /unknown command/], [['trending', '--at', 'yesterday'], 2, /--at expects a moment/], [['feed', '--topic', 'a', '--author', 'b'], 2, /one of --topic and --author/], [['papers', '--day', '2025-13-40'], 2, /--day expects a day like 2025-10-08/], [['papers', '--day', '2020-01-01'], 4, /No papers are listed/],
    [['paper', 'nonsense'], 4, /There is no paper "nonsense"/], [['paper', 'daq'], 4, /Did you mean daq-model/], [['paper', '2503.0213'], 2, /read as a number/], [['paper', '2501.99999'], 4, /not in this Galley/],
    [['run', 'squash'], 4, /not built here yet/], [['run', 'daq-model/nonsense'], 4, /has no experiment "nonsense". It has: upgrades/], [['run', 'daq-model/upgrades', '--set', 'nonsense=1'], 2, /has no input "nonsense". It has: pileUp/],
    [['run', 'daq-model/upgrades', '--set', 'pileUp=many'], 2, /pileUp expects a number from 60 to 200/], [['run', 'daq-model/upgrades', '--set', 'pileUp'], 2, /--set expects name=value/], [['run', 'daq-model', '--repeat', '0'], 2, /--repeat expects a whole number/], [['run', 'daq-model', '--seed', '-1'], 2, /--seed/],
    [['runs', 'nonsense'], 4, /There is no run/], [['import', 'nowhere.json'], 1, /There is no file nowhere\.json/], [['serve', '--port', 'x'], 2, /PORT expects/], [['serve', '--host', '0.0.0.0'], 2, /set PUBLIC_URL/], [['new', 'abc'], 2, /not an arXiv identifier/], [['new', '2407.00123'], 2, /in the catalogue already/],
  ];
  for (const [args, code, says] of wrong) {
    const ended = await galley(args);
    assert.equal(ended.code, code, `${args.join(' ')}: ${ended.err}`);
    assert.match(ended.err, says, args.join(' '));
    assert.doesNotMatch(ended.err, /\n\s+at .*\.ts:/, 'no stack');
  }
  assert.equal((await galley(['papers'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' })).code, 3);
});

test('a run that is interrupted, too slow or too large ends with a sentence and is kept as that', async () => {
  const slow = await galley(['run', 'daq-model/events', '--set', 'millions=1000', '--timeout', '1']);
  assert.equal(slow.code, 1);
  assert.match(slow.err, /timed out: Took longer than 1 s/);
  const large = await galley(['run', 'daq-model/events', '--set', 'millions=1000', '--memory', '20']);
  assert.match(large.err, /out of memory: Used more than 20 MB/);
  const stopped = await galley(['run', 'daq-model/events', '--set', 'millions=1000'], {}, (child) => { child.stderr!.once('data', () => child.kill('SIGINT')); });
  assert.equal(stopped.code, 130);
  const runs = await json<{ state: string; measurements: unknown[] }[]>('runs', '--limit', '3');
  assert.deepEqual(runs.map((r) => r.state), ['aborted', 'out of memory', 'timed out']);
  assert.ok(runs.every((r) => r.measurements.length === 0));
});

test('runs go out as JSON lines and into another Galley as reported', async () => {
  const file = path.join(folder, 'runs.jsonl');
  assert.equal((await galley(['export', '-o', file])).code, 0);
  const elsewhere = path.join(folder, 'elsewhere'), lines = readFileSync(file, 'utf8').trim().split('\n');
  const { out } = await galley(['import', file, '--json'], { DATA_DIR: elsewhere });
  assert.equal((JSON.parse(out) as { runs: { new: number } }[])[0].runs.new, lines.length);
  const claims = JSON.parse((await galley(['claims', '--paper', 'daq-model', '--json'], { DATA_DIR: elsewhere })).out) as { claims: { verdict: { state: string } }[] }[];
  assert.ok(claims[0].claims.every((c) => c.verdict.state !== 'holds'), 'never mixed with your own');
  const reported = JSON.parse((await galley(['claims', '--paper', 'daq-model', '--reported', '--json'], { DATA_DIR: elsewhere })).out) as { claims: { verdict: { state: string } }[] }[];
  assert.ok(reported[0].claims.some((c) => c.verdict.state === 'holds'));
});

test('an export to a full disk leaves no half file and says why', { skip: existsSync('/dev/full') ? false : 'this system has no /dev/full' }, async () => {
  const child = spawn('/bin/sh', ['-c', `"${process.execPath}" "${bin}" export > /dev/full`], { env: { ...process.env, DATA_DIR: dataDir }, stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  child.stderr.on('data', (d: Buffer) => { err += d.toString(); });
  const [code] = await once(child, 'close') as [number];
  assert.notEqual(code, 0);
  assert.match(err, /full|ENOSPC|no space/i);
});

test('a new paper is laid out whole, joined to the catalogue, and refused twice', async () => {
  const copy = path.join(folder, 'checkout');
  for (const file of ['core/catalog/list.ts', 'core/catalog/experiments.ts', 'core/catalog/package.json', 'apps/web/package.json']) { mkdirSync(path.dirname(path.join(copy, file)), { recursive: true }); cpSync(path.join(root, file), path.join(copy, file)); }
  const args = ['new', '1805.10941', '--title', "Fast Random Integer Generation in an Interval: it's $O(1)$", '--author', 'Daniel Lemire', '--slug', 'random-integers', '--root', copy];
  const { written } = JSON.parse((await galley([...args, '--json'])).out) as { written: string[] };
  for (const file of written) assert.ok(existsSync(path.join(copy, file)), file);
  assert.match(readFileSync(path.join(copy, 'core/catalog/list.ts'), 'utf8'), /import randomIntegers from '\.\/papers\/random-integers\.ts';[^]*addedPapers: Paper\[\] = \[\n {2}randomIntegers,\n\];/);
  assert.match(readFileSync(path.join(copy, 'core/catalog/experiments.ts'), 'utf8'), /'random-integers': \{ load: \(\) => import\('@galley\/random-integers\/experiments\/random-integers'\)/);
  const record = readFileSync(path.join(copy, 'core/catalog/papers/random-integers.ts'), 'utf8');
  assert.match(record, /title: 'Fast Random Integer Generation in an Interval: it\\'s \$O\(1\)\$'/);
  const again = await galley(args);
  assert.deepEqual([again.code, /exists already; nothing was written/.test(again.err)], [2, true]);
  const second = await galley(['new', '1207.0580', '--title', 'Improving neural networks by preventing co-adaptation', '--author', 'Geoffrey Hinton', '--slug', 'dropout', '--root', copy]);
  assert.equal(second.code, 0, second.err);
  assert.match(readFileSync(path.join(copy, 'core/catalog/list.ts'), 'utf8'), /randomIntegers,\n {2}dropout,\n\];/);
});

test('under an older Node the command hands over to the Node 24 beside it', { skip: existsSync('/usr/bin/node') || existsSync('/usr/local/bin/node') ? false : 'there is no other Node on this system' }, async () => {
  const other = ['/usr/local/bin/node', '/usr/bin/node'].find((f) => existsSync(f))!;
  const child = spawn(other, [bin, '--version'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (d: Buffer) => { out += d.toString(); });
  const [code] = await once(child, 'close') as [number];
  assert.deepEqual([code, out.trim()], [0, (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }).version]);
});

test('a damaged file among good ones costs only itself', async () => {
  writeFileSync(path.join(folder, '2025-05-01.json'), JSON.stringify([{ paper: { id: '2505.00001', title: 'Good' } }]));
  writeFileSync(path.join(folder, 'bad.json'), '[{');
  writeFileSync(path.join(folder, 'refused.jsonl'), '{"date":"2025-13-40","papers":[]}');
  const refused = await galley(['import', 'refused.jsonl']);
  assert.deepEqual([refused.code, /Nothing of refused\.jsonl could be taken/.test(refused.err)], [1, true]);
  const { code, out } = await galley(['import', '2025-05-01.json', 'bad.json', '2025-05-01.json', '--json']);
  assert.equal(code, 1);
  const reports = JSON.parse(out) as { papers: { new: number; unchanged: number }; failed?: string }[];
  assert.deepEqual(reports.map((r) => [r.papers.new, r.papers.unchanged, r.failed !== undefined]), [[1, 0, false], [0, 0, true], [0, 1, false]]);
});
