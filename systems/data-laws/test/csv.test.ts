import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { datablations, familyFromJson, familyToJson, fitPools, poolsFromCsv, releasedUtility } from '../src/index.ts';
import { familyOf } from './families.ts';

test('reads pool, samples and error in any column order, sorted within each pool', () => {
  const pools = poolsFromCsv('error,pool,samples\n0.7,best,2e6\n0.8,best,1000000\n0.9,rest,1_000_000\n', { size: 5e5 });
  assert.deepEqual(pools, [
    { name: 'best', size: 5e5, points: [{ samples: 1e6, error: 0.8 }, { samples: 2e6, error: 0.7 }] },
    { name: 'rest', size: 5e5, points: [{ samples: 1e6, error: 0.9 }] },
  ]);
});

test('reads quotes, semicolons, tabs, comments, Windows line ends, a byte-order mark and sizes of each pool', () => {
  const expected = [{ name: 'top "10", %', size: 1e6, points: [{ samples: 2e6, error: 0.5, weight: 2 }, { samples: 3e6, error: null }] }];
  assert.deepEqual(poolsFromCsv('\uFEFF# runs of May\r\nPool,Samples,Error,Size,Weight\r\n"top ""10"", %",2e6,0.5,1e6,2\r\n\r\n"top ""10"", %",3e6,NaN,,\r\n'), expected);
  assert.deepEqual(poolsFromCsv('pool;samples;loss;size\na;1;2.5;4'), [{ name: 'a', size: 4, points: [{ samples: 1, error: 2.5 }] }]);
  assert.deepEqual(poolsFromCsv('pool\tn\ty\nx\t1\t\n', { size: { x: 9 } }), [{ name: 'x', size: 9, points: [{ samples: 1, error: null }] }]);
});

test('what is written as CSV is read back, whatever the names', () => {
  fc.assert(fc.property(
    fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }).filter((s) => s.trim() === s && s !== '' && !s.includes('\r')), { minLength: 1, maxLength: 4 }),
    fc.array(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { minLength: 1, maxLength: 5 }),
    (names, errors) => {
      const csv = ['pool,samples,error', ...names.flatMap((name) => errors.map((error, i) => `"${name.replaceAll('"', '""')}",${(i + 1) * 1e6},${error}`))].join('\n');
      const pools = poolsFromCsv(csv, { size: 1e6 });
      assert.deepEqual(pools.map(({ name }) => name), names);
      for (const { points } of pools) assert.deepEqual(points!.map(({ error }) => error), errors);
    },
  ));
});

test('names the line and the remedy', () => {
  const refuses = (text: string, message: RegExp, size?: number) => assert.throws(() => poolsFromCsv(text, { size }), { name: 'InputError', message });
  refuses('', /the table is empty: expected a header line/);
  refuses('pool,samples\na,1', /line 1 has no column "error"/);
  refuses('a,b,c\n1,2,3', /no column "pool" and "samples" and "error"/);
  refuses('pool,samples,error\n', /a header and no evaluations/);
  refuses('pool,samples,error\na,1,0.5', /line 2: the size of pool "a".*add a column "size", or give the size/);
  refuses('pool,samples,error\na,1,0.5\na,many,0.5', /line 3: expected a number in column "samples", got "many"/, 10);
  refuses('pool,samples,error\na,1,half', /line 2: expected a number in column "error", got "half"/, 10);
  refuses('pool,samples,error\n,1,0.5', /line 2: expected the pool's name/, 10);
  refuses('pool,samples,error,size\na,1,0.5,10\na,2,0.4,20', /line 3: pool "a" has size 20 here and 10 before/);
  refuses('pool,samples,error\n"a,1,0.5', /line 2: a quote is opened and never closed/, 10);
});

test('a family survives its JSON, endless half-lives included', () => {
  fc.assert(fc.property(familyOf(['utility', 'effective-data', 'power']), (family) => {
    assert.deepEqual(familyFromJson(familyToJson(family)), family);
  }));
  const { law, form, pools } = releasedUtility, endless = { law, form, pools: [{ ...pools[0], params: { ...pools[0].params!, tau: Infinity } }, { ...pools[1], params: { ...pools[1].params!, tau: 'unidentified' as const } }] };
  assert.deepEqual(familyFromJson(familyToJson(endless)), endless);
  const fit = fitPools('utility', [datablations['2.8B on 4B']], { quantity: 'loss' });
  assert.deepEqual(familyFromJson(familyToJson(fit)).pools[0].params, fit.pools[0].params);
});

test('refuses JSON that is no family', () => {
  assert.throws(() => familyFromJson('{'), { name: 'InputError', message: /expected a family as JSON/ });
  assert.throws(() => familyFromJson('null'), /expected "law" to be one of/);
  assert.throws(() => familyFromJson('{"law":"utility"}'), /"pools" to be a list/);
  assert.throws(() => familyFromJson('{"law":"utility","pools":[{"size":1}]}'), /pool 1 to have a name/);
  assert.throws(() => familyFromJson('{"law":"utility","pools":[{"name":"x","size":1,"params":{"a":1}}]}'), /pool "x": expected a utility exponent/);
  assert.throws(() => familyFromJson('{"law":"utility","form":"other","pools":[{"name":"x","size":1}]}'), /unknown form "other"/);
});
