import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrows, arrowsOf, faultOf, type Arrow } from '../arrows.ts';

const fault = (from: string, to: string, kind: Arrow['kind'] = 'static') => faultOf({ from, to, kind });

test('arrows point one way: apps, core, systems, foundations', () => {
  for (const [from, to, kind] of [['apps/web', 'core/papers'], ['apps/web', 'systems/daq'], ['apps/cli', 'apps/web'], ['core/papers', 'core/claims'], ['core/catalog', 'systems/daq', 'lazy'], ['core/search', 'systems/vector-search'], ['systems/daq', 'systems/numerics'], ['systems/offload', 'systems/tensor'], ['systems/daq', 'core/claims', 'types']] as [string, string, Arrow['kind']?][]) assert.equal(fault(from, to, kind), undefined, `${from} -> ${to}`);
  for (const [from, to, kind] of [['core/papers', 'apps/web'], ['systems/daq', 'core/papers'], ['systems/daq', 'core/claims', 'static'], ['systems/daq', 'systems/offload'], ['core/catalog', 'systems/daq', 'static'], ['core/papers', 'systems/daq', 'lazy'], ['core/claims', 'core/papers'], ['apps/web', 'apps/cli'], ['systems/numerics', 'systems/tensor']] as [string, string, Arrow['kind']?][]) assert.notEqual(fault(from, to, kind), undefined, `${from} -> ${to}`);
});

test('imports of every form are seen, with what kind they are', () => {
  const kinds = arrowsOf([`import type { A } from '@galley/claims';`, `import { b } from '@galley/papers';`, `const c = await import('@galley/daq');`, `export { d } from '../../papers/src/index.ts';`, `import { type E } from '@galley/claims';`, `import '@galley/ingest';`].join('\n'), `${import.meta.dirname}/../../core/search/src/x.ts`, 'core/search', `${import.meta.dirname}/../..`).map((a) => `${a.to} ${a.kind}`);
  assert.deepEqual(kinds, ['core/claims types', 'core/papers static', 'systems/daq lazy', 'core/papers static', 'core/claims types', 'core/ingest static']);
});

test('no arrow of the house points the wrong way', () => {
  const all = arrows();
  assert.ok(all.length > 50, 'the reader of imports sees imports');
  assert.deepEqual(all.filter((a) => faultOf(a) !== undefined).map((a) => `${a.file}:${a.line} -> ${a.to}`), []);
});
