import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { datablations, predict, releasedUtility } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'curate-'));
after(() => rmSync(folder, { recursive: true }));
const curate = (args: string[], input?: string) => spawnSync(process.execPath, [fileURLToPath(new URL('../bin/curate.ts', import.meta.url)), ...args], { encoding: 'utf8', input, cwd: folder });

const runs = ['pool,samples,error', ...releasedUtility.pools.flatMap(({ name, size, params }) =>
  [2, 4, 6, 8, 10].map((epochs) => `${name},${epochs * size},${predict('utility', params!, { samples: epochs * size, epochSize: size, form: 'reference' })}`))].join('\n');
writeFileSync(join(folder, 'runs.csv'), runs);

test('fits a table and decides with what it found', () => {
  const fit = curate(['fit', 'runs.csv', '--pool-size', '12.8M', '--form', 'reference', '--json']);
  assert.equal(fit.status, 0, fit.stderr);
  const family = JSON.parse(fit.stdout);
  assert.ok(Math.abs(family.pools[0].params.b + 0.16) < 1e-4);
  assert.equal(family.intervals.tau.length, 4);
  writeFileSync(join(folder, 'family.json'), fit.stdout);
  const decision = JSON.parse(curate(['decide', '--budget', '128e6', '--family', 'family.json', '--json']).stdout);
  assert.deepEqual(decision.keep, releasedUtility.pools.slice(0, 2).map(({ name }) => name));
  assert.equal(decision.errors[1].toFixed(4), '0.7040');
});

test('decides with the released parameters when none are given, as a table', () => {
  const { stdout, status } = curate(['decide', '--budget', '128M']);
  assert.equal(status, 0);
  assert.match(stdout, /\+ T-MARS top 10–20 % +0\.7040 +<- best/);
  assert.match(stdout, /50 % of the data, seen 5\.0 times/);
  assert.match(curate(['decide', '--budget', '64M', '--subsets']).stdout, /keep T-MARS top 0–10 %: error 0\.7538/);
  assert.match(curate(['frontier', '--steps', '3']).stdout, /from 1 to 2 pools at 1\.005e\+8 samples/);
  assert.equal(JSON.parse(curate(['frontier', '--json', '--law', 'effective-data']).stdout).points.length, 13);
});

test('reads standard input, shows intervals, and sends warnings to standard error', () => {
  const series = datablations['146M on 100M'], table = ['pool,tokens,loss', ...series.points.map(({ samples, error }) => `tiny,${samples},${error}`)].join('\n');
  const { stdout, stderr, status } = curate(['fit', '-', '--pool-size', '1e8', '--loss', '--bootstrap', '50', '--grid'], table);
  assert.equal(status, 0);
  assert.match(stdout, /95 % \(bootstrap\)/);
  assert.match(stdout, /grid optimum: SSE/);
  assert.match(stderr, /curate: the error of pool "tiny" rises by 0\.179/);
});

test('exits with 1 and a sentence when the data are wrong', () => {
  for (const [args, message] of [
    [['fit', 'absent.csv'], /cannot read absent\.csv: there is no such file/],
    [['fit', 'runs.csv'], /size of pool "T-MARS top 0–10 %".*not known/],
    [['fit', 'runs.csv', '--pool-size', '0'], /size 0/],
    [['decide', '--budget', '0'], /budget of more than 0 samples/],
    [['decide', '--budget', '1e8', '--family', 'runs.csv'], /expected a family as JSON/],
  ] as const) {
    const { status, stderr, stdout } = curate([...args]);
    assert.equal(status, 1, args.join(' '));
    assert.match(stderr, message);
    assert.equal(stdout, '');
  }
});

test('exits with 2 and points to the help when the command line is wrong', () => {
  for (const [args, message] of [
    [['guess'], /expected a command \(fit, decide or frontier\), got "guess"/],
    [['fit'], /fit expects one table/],
    [['decide'], /decide expects a budget/],
    [['decide', '--budget', 'lots'], /--budget expects a number such as 128e6 or 128M, got "lots"/],
    [['decide', '--budget', '1e8', '--steps', '3'], /"decide" has no option --steps/],
    [['decide', '--budget', '1e8', '--nonsense'], /nonsense/],
    [['fit', 'runs.csv', '--law', 'linear'], /--law expects utility/],
    [['frontier', '--law', 'power'], /no parameters are released/],
  ] as const) {
    const { status, stderr } = curate([...args]);
    assert.equal(status, 2, args.join(' '));
    assert.match(stderr, message);
    assert.match(stderr, /curate --help/);
  }
});

test('explains itself', () => {
  for (const args of [[], ['--help'], ['fit', '-h']]) {
    const { status, stdout } = curate(args);
    assert.equal(status, 0);
    assert.match(stdout, /Examples[\s\S]*curate decide --budget 128e6[\s\S]*Exit codes/);
  }
});
