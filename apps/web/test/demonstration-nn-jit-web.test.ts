/** The engine on its paper's page: learns to read digits, reads the reader's, shows and measures kernels, without a script from elsewhere. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { asDigit, drawn, mark } from '#demonstrations/nn-jit-web/digit.ts';
import { examples, ExpressionError, parse } from '#demonstrations/nn-jit-web/expression.ts';
import { launch } from './browser.ts';
import { openPage, violations, wake as touch } from './reader.ts';
import { startSite, type Site } from './site.ts';

const place = '/papers/2309.08978';

test('an expression is read with its shapes, and what is wrong is said with its place', () => {
  assert.deepEqual(parse('x: f32[2, 3]; y: f32[3]; x + y').inputs, [{ name: 'x', shape: [2, 3] }, { name: 'y', shape: [3] }]);
  for (const { text } of examples) assert.ok(parse(text).inputs.length > 0);
  const says = (text: string) => { try { parse(text); } catch (error) { if (error instanceof ExpressionError) return error.message; throw error; } return ''; };
  assert.equal(says('x: f32[2]; x + z'), 'At 16: z has no shape. Expected one of x.');
  assert.equal(says('x: f32[2]; x +'), 'At 15: expected a name, a number or "(", got the end.');
  assert.equal(says('x: f64[2]; x'), 'At 4: expected f32, got "f64".');
  assert.equal(says('x: f32[2.5]; x'), 'At 8: expected a whole number, got "2.5".');
  assert.equal(says('x: f32[2]; x ? 3'), 'At 14: "?" belongs to no expression.');
  assert.equal(says('x: f32[100000, 100000]; x'), 'x has 10,000,000,000 elements: at most 16,777,216 here.');
  assert.match(says('relu(3)'), /expected a shape/);
});

test('a drawing is centred by its mass and fitted into twenty of twenty-eight pixels', () => {
  assert.equal(asDigit(new Float32Array(drawn * drawn)), null);
  const ink = new Float32Array(drawn * drawn);
  mark(ink, 20, 10, 20, 60);
  const digit = asDigit(ink)!;
  let mass = 0, x = 0, y = 0, top = 28, bottom = 0;
  digit.forEach((v, i) => { mass += v; x += v * (i % 28); y += v * Math.floor(i / 28); if (v > 0.3) { top = Math.min(top, Math.floor(i / 28)); bottom = Math.max(bottom, Math.floor(i / 28)); } });
  assert.ok(Math.abs(x / mass - 13.5) < 0.7 && Math.abs(y / mass - 13.5) < 0.7, `${x / mass} ${y / mass}`);
  assert.ok(bottom - top >= 17 && bottom - top <= 21, `${top} to ${bottom}`);
});

let site: Site, browser: Browser, page: Page;
before(async () => { site = await startSite(); browser = await launch(); page = await openPage(browser, site.address + place); });
after(async () => { await browser?.close(); await site?.stop(); });

test('the page is isolated, so that the engine may have threads, and reads without scripts', async (context) => {
  const { headers } = await fetch(site.address + place);
  assert.deepEqual([headers.get('cross-origin-opener-policy'), headers.get('cross-origin-embedder-policy')], ['same-origin', 'require-corp']);
  // Some builds of Chromium isolate nothing; the engine has one thread there.
  if (!(await page.evaluate(() => crossOriginIsolated))) context.diagnostic('this browser isolates no page');
  const plain = await openPage(browser, site.address + place, { javaScriptEnabled: false });
  assert.match(await plain.locator('.jit').innerText(), /Training needs scripts/);
  await plain.context().close();
});

test('the net learns while one watches, and reads what is drawn', async () => {
  await touch(page, '.jit');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.waitForFunction(() => Number(/: ([\d.]+) %/.exec(document.querySelectorAll('.jit figcaption')[1].textContent ?? '')?.[1] ?? 0) > 70, undefined, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Pause' }).click();
  const box = (await page.locator('.jit canvas').boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.15);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.85, { steps: 8 });
  await page.mouse.up();
  await page.getByText(/It reads \d, with \d+ %/).waitFor();
  assert.match(await page.locator('.jit .pad + .act').innerText(), /It reads 1, /);
  await page.getByRole('button', { name: 'Wipe' }).click();
  await page.locator('.jit [role=application]').focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  await page.getByText(/It reads \d/).waitFor();
});

test('an expression becomes kernels with loops, code and a speed; a wrong one a sentence', async () => {
  await page.getByLabel('Shapes and expression').fill('x: f32[64, 100]; w: f32[100, 60]; b: f32[60]; gelu(x @ w + b)');
  await page.locator('.jit').getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText(/runs in .* GFLOP\/s/).waitFor({ timeout: 20_000 });
  assert.match(await page.locator('#jit-said').innerText(), /[12] kernels?, [\d,]+ bytes of WebAssembly/);
  assert.match((await page.locator('.jit .code pre').allInnerTexts()).join('\n'), /for k in 0 \.\. 100/);
  await page.getByText('WebAssembly, function by function').click();
  assert.match(await page.locator('.jit details').innerText(), /f32x4\.(relaxed_madd|mul)/);
  await page.getByLabel('Shapes and expression').fill('x: f32[3]; y: f32[4]; x + y');
  await page.getByRole('button', { name: 'Compile only', exact: true }).click();
  await page.locator('#jit-said .wrong').waitFor();
  assert.match(await page.locator('#jit-said').innerText(), /\[3\].*\[4\]/);
});

test('every kernel of a training step stands under the roof of the machine', async () => {
  await page.getByRole('button', { name: 'Measure this machine' }).click();
  await page.locator('.jit table').waitFor({ timeout: 30_000 });
  assert.ok(await page.locator('.jit tbody tr').count() >= 6);
  assert.deepEqual(await violations(page, '.jit'), []);
});

test('tiles are measured as they are chosen, and their code is shown', async () => {
  await page.getByRole('button', { name: 'Measure this tile' }).click();
  await page.locator('.tiles .figures').getByText('GFLOP/s').waitFor({ timeout: 20_000 });
  assert.match(await page.locator('.tiles .figures').innerText(), /15 of 15 registers/);
  await page.locator('#jit-mr').focus();
  await page.keyboard.press('ArrowRight');
  assert.match(await page.locator('.tiles .figures').innerText(), /17 of 15 registers|18 of 15 registers/);
  await page.getByText(/The tile’s code: \d+ bytes/).waitFor();
});

test('a model from a package answers while it is tuned; then the peer runs the same file', async () => {
  await page.getByRole('button', { name: 'Race', exact: true }).click();
  await page.getByText(/onnxruntime-web [\d.]+ takes [\d.]+ ms on the same file/).waitFor({ timeout: 90_000 });
  assert.match(await page.locator('.race').innerText(), /Tuning tried \d+ candidates for \d+ contractions/);
  assert.ok(await page.locator('.race tbody tr').count() >= 5);
  assert.equal(await page.locator('.race .wrong').count(), 0);
  assert.deepEqual(await violations(page, '.race'), []);
  // What was found is kept in the browser.
  const kept = await page.evaluate(() => new Promise<number>((settle, fail) => { const opening = indexedDB.open('galley-kernels', 1); opening.onerror = () => fail(opening.error!); opening.onsuccess = () => { const counting = opening.result.transaction('lines').objectStore('lines').count(); counting.onsuccess = () => settle(counting.result); }; }));
  assert.ok(kept >= 10, `${kept} entries`);
});

test('on a GPU, here in software, an expression has WebAssembly’s result', async (context) => {
  const own = await launch({ gpu: true });
  try {
    const view = await openPage(own, site.address + place);
    if (!(await view.evaluate(async () => !!(await (navigator as { gpu?: { requestAdapter(): Promise<unknown> } }).gpu?.requestAdapter())))) { context.skip('this Chromium has no WebGPU'); return; }
    await touch(view, '.jit');
    for (const text of ['x: f32[37, 50]; w: f32[50, 41]; b: f32[41]; gelu(x @ w + b)', 'x: f32[9, 200]; softmax(x)']) {
      await view.getByLabel('Shapes and expression').fill(text);
      await view.getByRole('button', { name: 'On the GPU' }).click();
      await view.locator('#jit-gpu').waitFor({ timeout: 60_000 });
      const apart = /to ([\de.-]+)\.$/.exec((await view.locator('#jit-gpu').innerText()).trim());
      assert.ok(apart && Number(apart[1]) < 1e-4, await view.locator('#jit-gpu').innerText());
    }
  } finally { await own.close(); }
});
