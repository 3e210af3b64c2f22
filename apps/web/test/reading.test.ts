/** The pages in a browser: as documents, by keyboard, on a phone, in the dark, and how much they weigh. */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launch } from './browser.ts';
import { day, fillFolder } from './fixture.ts';
import { closePage as close, openPage, violations } from './reader.ts';
import { galley, startSite, type Site } from './site.ts';

let site: Site, browser: Browser, run: string;
before(async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'galley-reading-'));
  await fillFolder(dataDir);
  const { runs } = JSON.parse(await galley(dataDir, 'run', 'data-filtering-laws/filtering-by-compute', '--json')) as { runs: { id: string }[] };
  run = runs[0].id;
  [site, browser] = await Promise.all([startSite({ dataDir }), launch()]);
});
after(async () => { await browser.close(); await site.stop(); });

const open = (place: string, options: Parameters<typeof openPage>[2] = {}): Promise<Page> => openPage(browser, site.address + place, options);
const places = () => ['/', `/papers/${day}`, '/papers/2407.00123', '/papers/2404.07177', '/papers/2502.01528', '/papers/2510.00002', '/papers/2510.00003', '/claims', '/runs', `/runs/${run}`, '/search', '/search?q=data', '/papers/2020-01-01'];

for (const colorScheme of ['light', 'dark'] as const) test(`no page breaks a rule of accessibility (WCAG 2.2 AA), ${colorScheme}`, async () => {
  for (const place of places()) {
    const page = await open(place, { colorScheme });
    assert.deepEqual(await violations(page), [], place);
    await close(page);
  }
});

/** Bytes on the wire for a first visit, by kind. */
async function weigh(place: string): Promise<{ bytes: number; fonts: number; shift: number }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } }), page = await context.newPage(), session = await context.newCDPSession(page);
  const kinds = new Map<string, string>();
  let bytes = 0, fonts = 0;
  await session.send('Network.enable');
  session.on('Network.responseReceived', (e) => { kinds.set(e.requestId, e.type); });
  session.on('Network.loadingFinished', (e) => { if (kinds.get(e.requestId) === 'Font') fonts += e.encodedDataLength; else bytes += e.encodedDataLength; });
  await page.addInitScript(() => {
    const shifts = { total: 0 };
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => { for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) shifts.total += entry.value; }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(site.address + place, { waitUntil: 'networkidle' });
  await page.mouse.wheel(0, 5000);
  await page.waitForTimeout(300);
  const shift = await page.evaluate(() => (globalThis as unknown as { shifts: { total: number } }).shifts.total);
  await context.close();
  return { bytes, fonts, shift };
}

test('a day and a paper weigh less than 60 kB without fonts, and nothing on them moves', async (t) => {
  for (const place of ['/', `/papers/${day}`, '/papers/2407.00123', '/papers/2404.07177', '/papers/2502.01528']) {
    const { bytes, fonts, shift } = await weigh(place);
    t.diagnostic(`${place}: ${(bytes / 1000).toFixed(1)} kB and ${(fonts / 1000).toFixed(1)} kB of fonts, layout shift ${shift}`);
    assert.ok(bytes < 60_000, `${place} weighs ${bytes} bytes`);
    assert.equal(shift, 0, `${place} shifts`);
  }
});

test('everything can be read without JavaScript', async () => {
  const page = await open('/papers/2407.00123', { javaScriptEnabled: false });
  assert.match(await page.locator('#note-Q1').innerText(), /not measured/);
  assert.match(await page.locator('#note-Q1').innerText(), /npx galley run daq-model\/upgrades/);
  assert.equal(await page.locator('[data-run]:visible').count(), 0, 'no button that could not work');
  assert.match(await page.locator('#note-Q1 details').innerText(), /how it is checked/);
  await page.goto(`${site.address}/search?q=detector`);
  assert.ok(await page.locator('ol.day li').count() > 0);
  await close(page);
});

test('each note stands beside its block, at the height of its mark where there is room, and none lies on another', async () => {
  const page = await open('/papers/2502.01528');
  const placed = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.block')].map((block) => [...block.querySelectorAll<HTMLElement>('.note')].map((note) => ({ top: note.getBoundingClientRect().top, bottom: note.getBoundingClientRect().bottom, left: note.getBoundingClientRect().left, blockBottom: block.getBoundingClientRect().bottom, mark: document.getElementById(note.id.replace('note-', 'claim-'))!.getBoundingClientRect().top }))));
  for (const notes of placed) notes.forEach((note, i) => {
    assert.ok(note.left > 640, 'in the margin');
    assert.ok(note.bottom <= note.blockBottom + 1, 'within its block');
    if (i > 0) assert.ok(note.top >= notes[i - 1].bottom, 'below the one before');
  });
  const single = placed.filter((notes) => notes.length === 1).map(([note]) => ({ off: Math.abs(note.top - note.mark), room: note.blockBottom - note.bottom }));
  assert.ok(single.length >= 4 && single.every(({ off, room }) => off < 30 || room < 40), `single notes stand at their marks, or as low as their block lets them: ${JSON.stringify(single)}`);
  await close(page);
});

test('on a phone the notes fold under their paragraph and nothing is wider than the screen', async () => {
  for (const place of places()) {
    const page = await open(place, { width: 390, height: 844 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 390, `${place} is ${await page.evaluate(() => document.documentElement.scrollWidth)} wide`);
    const order = await page.evaluate(() => { const block = document.querySelector('.block'), text = block?.querySelector('.text'), note = block?.querySelector('.note'); return text && note ? note.getBoundingClientRect().top >= text.getBoundingClientRect().bottom - 30 : true; });
    assert.ok(order, place);
    await close(page);
  }
});

test('keys lead through a day: j, k, enter, h, l, slash, question mark', async () => {
  const page = await open('/');
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  await page.keyboard.press('j');
  assert.match(await focused(), /ProxylessNAS/);
  await page.keyboard.press('j');
  const second = await focused();
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  assert.equal(await focused(), second);
  await Promise.all([page.waitForURL('**/papers/2*'), page.keyboard.press('Enter')]);
  assert.match(await page.locator('h1').innerText(), /Tilus/);
  await page.goto(site.address);
  await Promise.all([page.waitForURL(`**/papers/${day}`), page.keyboard.press('h')]);
  await Promise.all([page.waitForURL('**/papers/2025-10-08'), page.keyboard.press('l')]);
  await page.keyboard.press('?');
  assert.equal(await page.locator('dialog[open]').count(), 1);
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('dialog[open]') && !document.activeElement?.closest('dialog'));
  for (let tries = 0; tries < 5 && !page.url().endsWith('/search'); tries++) { await page.keyboard.press('/'); await page.waitForURL('**/search', { timeout: 5000 }).catch(() => {}); }
  assert.match(page.url(), /\/search$/);
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'q');
  await page.keyboard.type('serverless jk?');
  assert.equal(await page.locator('input[name=q]').inputValue(), 'serverless jk?', 'in a field keys are letters');
  await close(page);
});

test('a mark and its note lead to one another, and the skip link to the text', async () => {
  const page = await open('/papers/2407.00123');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the text');
  await page.locator('#claim-Q3 sup a').click();
  assert.match(page.url(), /#note-Q3$/);
  await page.locator('#note-Q3 a.v').click();
  assert.match(page.url(), /#claim-Q3$/);
  await close(page);
});

test('a run has its plots, inputs, device and the command that repeats it', async () => {
  const page = await open(`/runs/${run}`);
  assert.ok(await page.locator('svg.plot').count() >= 1);
  const text = await page.locator('main').innerText();
  for (const part of ['npx galley run data-filtering-laws/filtering-by-compute --seed 1', 'Processor', 'WebAssembly', 'accuracy/top10@32M', 'D1']) assert.ok(text.includes(part), part);
  await close(page);
});

test('printed, a paper keeps its text and its notes and loses what only a screen can use', async () => {
  const page = await open('/papers/2407.00123');
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('#note-Q1').isVisible());
  for (const gone of ['header.site nav', 'footer.site', '[data-run] >> nth=0']) assert.ok(!(await page.locator(gone).isVisible()), gone);
  await close(page);
});
