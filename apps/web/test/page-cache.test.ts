/** Pages are kept until something they show changes, and never longer. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openStore } from '@galley/papers';
import { PageCache, type Making } from '../src/serving/page-cache.ts';

async function hearingCache() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'galley-pages-')), store = await openStore({ dataDir: folder }), cache = new PageCache(), watching = await cache.watch(store);
  return { cache, async end() { await watching.stop(); await store.close(); rmSync(folder, { recursive: true, force: true }); } };
}
const page = (text: string, shows?: string[], init?: ResponseInit) => async (making: Making) => { if (shows) making.shows(shows); return new Response(text, init); };

test('a page is kept until a paper it shows has changed, others stay', async () => {
  const { cache, end } = await hearingCache();
  await cache.make('/a', page('a', ['1', '2']));
  await cache.make('/b', page('b', ['3']));
  assert.equal(new TextDecoder().decode(cache.kept('/a')!.plain), 'a');
  cache.forget('paper:2');
  assert.deepEqual([cache.kept('/a'), cache.kept('/b') === undefined], [undefined, false]);
  cache.forget('papers');
  assert.equal(cache.kept('/b'), undefined);
  await end();
});

test('a page that was being made while something changed is not kept, nor one that does not say what it shows, sets a cookie or failed', async () => {
  const { cache, end } = await hearingCache();
  await cache.make('/across', async (making) => { making.shows(['1']); cache.forget('paper:9'); return new Response('x'); });
  await cache.make('/silent', page('x'));
  await cache.make('/cookie', page('x', ['1'], { headers: { 'set-cookie': 'a=b' } }));
  await cache.make('/failed', page('x', ['1'], { status: 503 }));
  for (const key of ['/across', '/silent', '/cookie', '/failed']) assert.equal(cache.kept(key), undefined, key);
  await end();
  await cache.make('/deaf', page('x', ['1']));
  assert.equal(cache.kept('/deaf'), undefined, 'nothing is kept while nobody tells of changes');
});

test('who asks for a page that is being made gets that one; who asks after a change gets a new one', async () => {
  const { cache, end } = await hearingCache();
  let made = 0;
  const { promise: hold, resolve: go } = Promise.withResolvers<void>(), slow = async (making: Making) => { const n = ++made; making.shows(['1']); await hold; return new Response(String(n)); };
  const first = cache.make('/a', slow), second = cache.make('/a', slow);
  cache.forget('paper:1');
  const third = cache.make('/a', slow);
  go();
  assert.deepEqual(await Promise.all([first, second, third].map(async (r) => (await r).text())), ['1', '1', '2']);
  await end();
});
