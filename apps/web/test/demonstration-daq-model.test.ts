/** The data acquisition on its paper's page: readable without scripts, follows its controls with what the library says, usable from the keyboard. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { cms } from '@galley/daq';
import { reductions } from '#demonstrations/daq-model/settings.ts';
import { settingAt, surfaceInPieces } from '#demonstrations/daq-model/surface.ts';
import { start, systemOf } from '#demonstrations/daq-model/settings.ts';
import { bytesPerSecond, percent, three } from '#demonstrations/daq-model/words.ts';
import { contourInner } from '#plots/contour.ts';
import { launch } from './browser.ts';
import { openPage, settled, violations, wake as touch } from './reader.ts';
import { startSite, type Site } from './site.ts';

const place = '/papers/2407.00123';
let site: Site, browser: Browser;
before(async () => { [site, browser] = await Promise.all([startSite(), launch()]); });
after(async () => { await browser.close(); await site.stop(); });

const open = (options: Parameters<typeof openPage>[2] = {}): Promise<Page> => openPage(browser, site.address + place, options);
const wake = (page: Page): Promise<void> => touch(page, '.daq');
const dial = (page: Page, name: string) => page.locator(`[data-dial=${name}] .value`).innerHTML().then((html) => html.replace(/<.*/s, ''));
const dials = async (page: Page) => ({ power: await dial(page, 'power'), f1: await dial(page, 'f1'), productivity: await dial(page, 'productivity') });
const expected = (settings: Parameters<typeof cms.system>[0]) => {
  const { powerW, f1, productivityPerKJ } = cms.system(settings).evaluate();
  return { power: three(powerW / 1e6), f1: f1!.toFixed(3), productivity: three(productivityPerKJ!) };
};

test('without scripts the flow, the dials and every plot are there, with the figures of the paper’s baseline', async () => {
  const page = await open({ javaScriptEnabled: false });
  assert.deepEqual(await dials(page), expected({}));
  assert.equal(await page.locator('.daq svg[role=img]:visible').count(), 10);
  assert.equal(await page.locator('.daq input:visible').count(), 0, 'no control that does nothing');
  assert.match(await page.locator('[data-dial=productivity] svg').getAttribute('aria-label') ?? '', /paper 0\.065 at 0\.065, paper 0\.31 at 0\.31/);
  await page.context().close();
});

test('coming alive changes nothing a reader sees', async () => {
  const page = await open(), before_ = await page.locator('.daq').innerText();
  await wake(page);
  await settled(page);
  assert.equal(await page.locator('.daq').innerText(), before_);
  await page.context().close();
});

test('the switches move the dials to what the library says, up to the paper’s second value', async () => {
  const page = await open();
  await wake(page);
  const made = { gpu: false, tracking: false, smartPixels: false };
  for (const [name, key] of [['GPU high-level trigger', 'gpu'], ['tracking in the first trigger', 'tracking'], ['smart pixels', 'smartPixels']] as const) {
    await page.locator('.daq').getByRole('checkbox', { name }).check();
    await settled(page);
    made[key] = true;
    assert.deepEqual(await dials(page), expected(made), name);
  }
  assert.match(await dial(page, 'productivity'), /^0\.308$/);
  await page.locator('.daq').getByRole('button', { name: 'Back to Run 5' }).click();
  await settled(page);
  assert.deepEqual(await dials(page), expected({}));
  await page.context().close();
});

test('every slider moves from the keyboard, and dials, flow and captions follow the library', async () => {
  const page = await open();
  await page.locator('#daq-pile-up').focus();
  await page.locator('[data-demonstration][data-awake]').waitFor();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
  await settled(page);
  assert.deepEqual(await dials(page), expected({ pileUp: 197 }));
  await page.locator('#daq-ratio').press('End');
  await settled(page);
  const far = cms.system({ pileUp: 197, l1Reduction: reductions.at(-1) }), report = far.evaluate();
  assert.deepEqual(await dials(page), expected({ pileUp: 197, l1Reduction: 450 }));
  const caption = await page.locator('.daq .play figcaption').innerText(), toDisk = report.edges.find((e) => e.from === 'HLT')!;
  assert.ok(caption.includes(bytesPerSecond(toDisk.bytesPerSecond)) && caption.includes(percent(toDisk.relevant / toDisk.rate)), caption);
  await page.locator('#daq-year').press('Home');
  await settled(page);
  assert.deepEqual(await dials(page), expected({ pileUp: 197, l1Reduction: 450, year: 2022 }));
  await page.locator('#daq-link').press('End');
  await settled(page);
  assert.deepEqual(await dials(page), expected({ pileUp: 197, l1Reduction: 450, year: 2022, frontEndJPerBit: 1e-9, backEndJPerBit: 1e-9 * 25 / 22.2 }));
  await page.locator('.daq').getByRole('checkbox', { name: 'tracking' }).press('Space');
  await page.locator('#daq-boost').press('ArrowRight');
  await settled(page);
  assert.deepEqual(await dials(page), expected({ pileUp: 197, l1Reduction: 450, year: 2022, frontEndJPerBit: 1e-9, backEndJPerBit: 1e-9 * 25 / 22.2, l1Boost: .45 }));
  await page.waitForFunction(() => /megawatts/.test(document.querySelector('.daq p[aria-live=polite]')?.textContent ?? ''));
  await page.context().close();
});

test('a stage is chosen in the diagram or in its list, and shows its threshold', async () => {
  const page = await open();
  await wake(page);
  const caption = page.locator('.daq figure:has(.density) figcaption'), threshold = (stage: string) => three(cms.run5().evaluate().nodes.find((n) => n.name === stage)!.decision!.threshold);
  assert.ok((await caption.innerText()).includes(`under ${threshold('L1T')}`));
  await page.locator('.daq .wide [data-choose=HLT] text').first().click();
  await settled(page);
  assert.ok((await caption.innerText()).includes(`under ${threshold('HLT')}`));
  await caption.locator('select').selectOption('L1T');
  await settled(page);
  assert.ok((await caption.innerText()).includes(`under ${threshold('L1T')}`));
  await page.context().close();
});

test('pressing a place of the contour goes there', async () => {
  const page = await open();
  await wake(page);
  const surface = page.locator('.daq .surface');
  await surface.scrollIntoViewIfNeeded();
  const box = (await surface.boundingBox())!, at = [.5, .6];
  await page.mouse.click(box.x + at[0] * box.width, box.y + at[1] * box.height);
  await settled(page);
  const there = settingAt(at[0], at[1]);
  assert.equal(await page.locator('#daq-pile-up').inputValue(), String(there.pileUp));
  assert.deepEqual(await dials(page), expected(there));
  await page.context().close();
});

test('the contour is drawn anew for other upgrades, a piece at a time', async () => {
  const page = await open();
  await wake(page);
  const labels = () => page.locator('.daq .contour .halo').allInnerTexts(), first = await labels();
  await page.locator('.daq').getByRole('checkbox', { name: 'GPU' }).check();
  await page.waitForFunction((old) => [...document.querySelectorAll('.daq .contour .halo')].map((t) => t.textContent).join() !== old, first.join());
  await page.locator('.daq figcaption[aria-busy=false]').waitFor();
  await page.context().close();
});

test('drawn runs come one by one around the exact line, the same for the same seeds, and go when the settings change', async () => {
  const page = await open();
  await wake(page);
  const caption = page.locator('.daq figure:has(.cloud) figcaption'), draw = caption.getByRole('button');
  await caption.locator('select').selectOption('2000');
  const once = async () => {
    await draw.click();
    await page.waitForFunction(() => document.querySelectorAll('.daq .cloud .drawn').length > 360 && !document.querySelector('.daq progress'));
    return (await caption.innerText()).split('\n')[0];
  };
  const said = await once();
  assert.match(said, /scatters by [\d.]+\s% around the exact line/);
  assert.equal(await once(), said);
  await page.locator('#daq-pile-up').press('ArrowLeft');
  await page.waitForFunction(() => document.querySelectorAll('.daq .cloud .drawn').length === 0);
  await page.context().close();
});

for (const [width, colorScheme] of [[1280, 'light'], [1280, 'dark'], [390, 'light']] as const) {
  test(`nothing stands in the way of assistive technology, ${width} px ${colorScheme}, and nothing is wider than the page`, async () => {
    const page = await open({ width, colorScheme });
    await wake(page);
    await page.locator('.daq').getByRole('checkbox', { name: 'GPU' }).check();
    await settled(page);
    assert.deepEqual(await violations(page, '.daq'), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    const smallest = await page.evaluate(() => Math.min(...[...document.querySelectorAll<SVGTextElement>('.daq svg text')].filter((t) => t.getClientRects().length).map((t) => parseFloat(getComputedStyle(t).fontSize) * (t.ownerSVGElement!.getBoundingClientRect().width / t.ownerSVGElement!.viewBox.baseVal.width))));
    assert.ok(smallest >= 10.2, `the smallest type is ${smallest} px`);
    await page.context().close();
  });
}

test('a place in the contour and back: corners are the ends of both sliders, and stops are round figures', () => {
  const width = contourInner.right + 10, height = contourInner.bottom + 40;
  assert.deepEqual(settingAt(contourInner.left / width, contourInner.bottom / height), { l1Reduction: 40, pileUp: 60 });
  assert.deepEqual(settingAt(1, 0), { l1Reduction: 450, pileUp: 200 });
  assert.ok(reductions.includes(settingAt(.37, .5).l1Reduction));
});

test('the isolines of the page are those of the library’s own sweep', () => {
  const pieces = surfaceInPieces(start);
  let step = pieces.next(), rows = 0;
  while (!step.done) { rows++; step = pieces.next(); }
  assert.equal(rows, 31);
  const corner = (pileUp: number, l1Reduction: number) => systemOf({ ...start, pileUp, l1Reduction }).evaluate().productivityPerKJ!;
  const drawn = [...step.value.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((m) => Number(m[1]));
  assert.ok(drawn.length >= 4);
  for (const level of drawn) assert.ok(level < corner(60, 40) && level > corner(200, 450), String(level));
});
