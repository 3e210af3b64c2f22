/** How hard to filter, on its paper's page: answers with what the library says, for released and for pasted pools, by hand, by key and without scripts. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { bestCuration, bucketSize, cutChanges, datablations, fitPools, predict, predictMixture, releasedEffectiveData, releasedUtility, type Family } from '@galley/data-laws';
import { amount, readAmount, tied } from '#demonstrations/data-filtering-laws/amounts.ts';
import { decide, outlook, verdict } from '#demonstrations/data-filtering-laws/decision.ts';
import { mostPools, readEvaluations, TableError } from '#demonstrations/data-filtering-laws/evaluations.ts';
import { examples } from '#demonstrations/data-filtering-laws/examples.ts';
import { fitLive, type FitAsked } from '#demonstrations/data-filtering-laws/fitting.ts';
import { draggedTo, handlesOf, keyed } from '#demonstrations/data-filtering-laws/handles.ts';
import { budgetRange, cutName, shortNames, withMoved } from '#demonstrations/data-filtering-laws/pools.ts';
import { curvesFrame } from '#plots/curves.ts';
import { launch } from './browser.ts';
import { openPage, settled, violations, wake as touch } from './reader.ts';
import { startSite, type Site } from './site.ts';

const place = '/papers/2404.07177';
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test('amounts are read as they are written, to three digits', () => {
  fc.assert(fc.property(fc.double({ min: 1, max: 9e14, noNaN: true }), (value) => { assert.ok(Math.abs(readAmount(amount(value))! / value - 1) <= .005001); }));
  assert.deepEqual([128e6, 1.1e9, 12.8e6, 999_999, 4e9].map(amount), ['128 M', '1.1 B', '12.8 M', '1 M', '4 B']);
  assert.deepEqual(['12.8M', '128e6', '12_800_000', '0.1 B', 'many', '', '-3', '0'].map(readAmount), [12.8e6, 128e6, 12.8e6, 1e8, null, null, null, null]);
});

test('a cut is called by the share it keeps where pools are slices of a ranking, and by number otherwise', () => {
  const order = releasedUtility.pools.map((p) => p.name);
  assert.deepEqual([1, 2, 4].map((n) => cutName(order, n)), ['top 10 %', 'top 20 %', 'top 40 %']);
  assert.equal(cutName([order[0], order[2], order[1]], 2), 'best 2 pools');
  assert.deepEqual([1, 2].map((n) => cutName(['web', 'books'], n)), ['web alone', 'both pools']);
  assert.deepEqual(Object.values(shortNames(order)), ['0–10 %', '10–20 %', '20–30 %', '30–40 %']);
  assert.deepEqual(Object.values(shortNames(['a', 'b c'])), ['a', 'b c']);
  assert.deepEqual(Object.values(shortNames(['pool 1', 'pool 12'])), ['pool 1', 'pool 12']);
});

test('the sentence names the cut, accuracy and margin that the authors’ code prints', () => {
  // printed: 24.62 against 23.30 at 64 M, 29.60 against 28.73 at 128 M, 38.55 against 37.56 at 640 M
  const says = (samples: number) => { const decision = decide(releasedUtility, samples); return typeof decision === 'string' ? decision : verdict(decision, 'error'); };
  assert.equal(says(64e6), 'At 64 M samples keep the top 10 %: 24.6 % accuracy, 1.3 points above the top 20 %.');
  assert.equal(says(128e6), 'At 128 M samples keep the top 20 %: 29.6 % accuracy, 0.9 points above the top 10 %.');
  assert.equal(says(640e6), 'At 640 M samples keep the top 20 %: 38.6 % accuracy, 1.0 points above the top 30 %.');
});

test('a half-life that is not known silences the verdict only where samples repeat', () => {
  const family: Family = { law: 'utility', form: 'paper', pools: ['a', 'b'].map((name, i) => ({ name, size: 1e8, params: { a: .2, b: -.15 + .05 * i, tau: 'unidentified', d: .1 } })) };
  assert.notEqual(typeof decide(family, 5e7), 'string');
  assert.match(decide(family, 3e8) as string, /half-life/);
  const ahead = outlook(family, budgetRange(family.pools));
  assert.ok(ahead.points.length > 0 && ahead.points.at(-1)!.samples <= 1e8 * 1.0001);
  assert.match(ahead.silent!, /half-life/);
  assert.equal(typeof decide(withMoved(family, { a: { tau: 4 }, b: { tau: 4 } }), 3e8), 'object');
});

test('every wrong line of a table gets its own sentence with its number', () => {
  const wrong = (csv: string, options: Partial<Parameters<typeof readEvaluations>[1]> = {}) => {
    try { readEvaluations(csv, { size: 1e6, quantity: 'error', ...options }); } catch (error) { if (error instanceof TableError) return error.sentences; throw error; }
    return [];
  };
  assert.deepEqual(wrong('pool,samples,error\na,1000000,0.9\na,2000000,1.4\na,x,0.4\n\nb,1000000,0.3\nb,1000000,0.4\nb,-3,.2\n').map((s) => /^Line \d+/.exec(s)?.[0]), ['Line 3', 'Line 4', 'Line 7', 'Line 8']);
  assert.match(wrong('pool,n\na,1')[0], /^Line 1 has no column "error"/);
  assert.match(wrong('# mine\npool,n\na,1')[0], /^Line 2 has no column "error"/);
  assert.match(wrong('pool,samples,error\na,1e6,0.4', { size: undefined })[0], /Line 2: the size of pool "a"/);
  assert.match(wrong('')[0], /no table yet/);
  assert.equal(wrong(`pool,samples,error\n${Array.from({ length: 50 }, (_, i) => `a,${i},7`).join('\n')}`).length, 7, 'the first few, and how many more');
  assert.match(wrong(`pool,samples,error\n${Array.from({ length: mostPools + 1 }, (_, i) => `p${i},1e6,0.5`).join('\n')}`)[0], /25 pools and this page fits 24/);
  assert.deepEqual(wrong('pool,samples,error\na,1e6,1.4\na,2e6,', { quantity: 'loss' }), [], 'a loss may exceed 1, an evaluation may be missing');
});

test('mixtures take no part in the fit, and are predicted from the pools alone', async () => {
  const pools = releasedUtility.pools.slice(0, 2), at = [2, 4, 6, 8, 10].map((k) => k * bucketSize);
  const rows = pools.flatMap(({ name, params }) => at.map((samples) => `${name},${samples},${predict('utility', params!, { samples, epochSize: bucketSize, form: 'reference' })}`));
  const mix = `${pools[0].name} + ${pools[1].name}`, weighed = `0.75 ${pools[0].name} + 0.25 ${pools[1].name}`;
  const asked = (extra: string[]): FitAsked => ({ evaluations: readEvaluations(['pool,samples,error', ...rows, ...extra].join('\n'), { size: bucketSize, quantity: 'error' }), law: 'utility', form: 'reference', quantity: 'error', d: .1 });
  const never = new AbortController().signal, none = await fitLive(asked([]), { signal: never, onStep: () => {} }), some = await fitLive(asked([`${mix},128000000,0.5`, `${weighed},128000000,0.9`]), { signal: never, onStep: () => {} });
  assert.deepEqual(some.fit.pools.map((p) => p.params), none.fit.pools.map((p) => p.params));
  assert.equal(none.mixtures.length, 0);
  // noiseless: the parameters come back, so the true family is the oracle
  const family = { ...releasedUtility, pools };
  for (const [i, weights] of [undefined, [.75, .25]].entries()) assert.ok(Math.abs(some.mixtures[i].points[0].predicted - predictMixture(family, { samples: 128e6, weights })) < 1e-4);
  assert.deepEqual(some.mixtures.map((m) => m.points[0].measured), [.5, .9]);
});

test('a fit finds the released parameters within its intervals from their own rounded curves, and can be stopped', async () => {
  const { csv, size, quantity, d } = examples.find((e) => e.title.startsWith('the released'))!;
  const asked: FitAsked = { evaluations: readEvaluations(csv, { size: readAmount(size)!, quantity }), law: 'utility', form: 'reference', quantity, d: Number(d) };
  const fitted = await fitLive(asked, { signal: new AbortController().signal, onStep: () => {} });
  for (const { name, params } of releasedUtility.pools) {
    const { tau, b } = fitted.intervals[name];
    assert.ok(tau![0] <= (params!.tau as number) && (params!.tau as number) <= tau![1], `${name}: ${params!.tau} in ${tau}`);
    assert.ok(b![0] <= params!.b && params!.b <= b![1]);
  }
  assert.equal(fitted.bootstrap?.pools[0].band?.length, 49);
  const abort = new AbortController();
  let found = 0;
  await assert.rejects(fitLive(asked, { signal: abort.signal, onStep: (step) => { if (step.fitted && ++found === 3) abort.abort(); } }), { name: 'AbortError' });
  assert.equal(found, 3, 'nothing is computed after the stop');
});

test('a handle dragged to where it stands changes nothing, and keys move it in whole steps', () => {
  const frame = curvesFrame({ x: { title: '', domain: [-.8, 20] }, y: { title: '', domain: [0, .2] } }, { width: 340, height: 290, left: 40, right: 60 });
  const [up, sideways] = handlesOf({ name: 'a', params: { b: -.125, tau: 8.5 } }, frame, 20);
  assert.equal(draggedTo('utility', up, frame), .125);
  assert.equal(draggedTo('tau', sideways, frame), 8.5);
  assert.equal(handlesOf({ name: 'a', params: { b: -.125, tau: 'unidentified' } }, frame, 20).length, 1);
  assert.deepEqual([keyed('tau', 8.5, 'ArrowLeft'), keyed('utility', .125, 'PageUp'), keyed('utility', .125, 'Enter'), keyed('tau', .1, 'ArrowDown')], [8.4, .135, null, .1]);
});

// in a browser

let site: Site, browser: Browser;
before(async () => { [site, browser] = await Promise.all([startSite(), launch()]); });
after(async () => { await browser.close(); await site.stop(); });

const open = (options: Parameters<typeof openPage>[2] = {}): Promise<Page> => openPage(browser, site.address + place, options);
const wake = (page: Page): Promise<void> => touch(page, '.laws');
const sentence = async (page: Page) => { await settled(page); return plain(await page.locator('.laws .verdict').innerText()); };
const said = (family: Family, samples: number) => { const decision = bestCuration(family, { samples }); return verdict(decision, 'error'); };
const fit = async (page: Page) => { await page.locator('.laws .fit button.solid').click(); await page.waitForFunction(() => !document.querySelector('.laws .fit progress')); };

test('without scripts the verdict and every plot are there, and no control that does nothing', async () => {
  const page = await open({ javaScriptEnabled: false });
  assert.equal(plain(await page.locator('.laws .verdict').innerText()), said(releasedUtility, 128e6));
  assert.equal(await page.locator('.laws svg[role=img]:visible').count(), 4);
  assert.equal(await page.locator('.laws').locator('input:visible, select:visible, [role=slider]:visible, button:visible').count(), 0);
  await page.context().close();
});

test('coming alive changes nothing a reader sees', async () => {
  const page = await open(), before_ = await page.locator('.laws').innerText();
  await wake(page);
  await settled(page);
  assert.equal(await page.locator('.laws').innerText(), before_);
  await page.context().close();
});

test('the budget moves the verdict, the cut and the line of the plot, by slider, by key and by number', async () => {
  const page = await open();
  await wake(page);
  const kept = () => page.locator('.laws .slice.kept').count();
  for (const [samples, pools] of [[64e6, 1], [128e6, 2], [640e6, 2], [5e9, 3]] as const) {
    await page.locator('#laws-exact').fill(String(samples / 1e6));
    await page.locator('#laws-exact').press('Enter');
    assert.equal(await sentence(page), said(releasedUtility, samples));
    assert.equal(await kept(), pools);
  }
  const [first] = cutChanges(releasedUtility, { from: 1e7, to: 1e10 });
  assert.equal(await page.locator(`.laws .cuts .wide svg text:text-is("${amount(first.samples)}")`).count(), 1, 'the crossover is marked');
  await page.locator('#laws-budget').fill('7.5');
  assert.match(await sentence(page), /^At 31\.6 M samples keep the top 10 %/);
  const line = () => page.locator('.laws .cuts .wide svg path.now').getAttribute('d'), at = await line();
  await page.locator('#laws-budget').press('ArrowRight');
  assert.match(await sentence(page), /^At 32\.4 M samples/);
  assert.notEqual(await line(), at);
  await page.context().close();
});

test('law and form are the library’s: effective data, and d as a floor', async () => {
  const page = await open();
  await wake(page);
  await page.getByLabel('d is a floor, as printed (paper)').check();
  assert.equal(await sentence(page), said({ ...releasedUtility, form: 'paper' }, 128e6));
  assert.match(await page.locator('.laws .ways .soft').innerText(), /fitted in the reference form/);
  await page.getByLabel('Law', { exact: true }).selectOption('effective-data');
  assert.equal(await sentence(page), said({ ...releasedEffectiveData, form: 'paper' }, 128e6));
  await page.getByLabel('Law', { exact: true }).selectOption('data-constrained');
  assert.match(await sentence(page), /no rule for mixtures/);
  assert.equal(await page.locator('.laws .slice.kept').count(), 0);
  await page.context().close();
});

test('a pool’s utility and half-life follow the slider, the number, the keys and a dragged handle', async () => {
  const page = await open();
  await wake(page);
  const third = releasedUtility.pools[2].name, moved = (b: number, tau: number) => said(withMoved(releasedUtility, { [third]: { b, tau } }), 128e6);
  await page.locator('.laws .slice input').nth(2).check();
  await page.locator('#laws-b').fill('0.15');
  await page.getByLabel('Half-life τ in epochs, as a number').fill('9.5');
  await page.getByLabel('Half-life τ in epochs, as a number').press('Enter');
  assert.equal(await sentence(page), moved(-.15, 9.5));
  assert.match(await page.locator('.laws .slice').nth(1).innerText(), /20–30 %/, 'a better pool moves up');
  const utility = page.getByRole('slider', { name: 'Utility −b of 20–30 %' });
  await utility.focus();
  await utility.press('PageDown');
  await utility.press('ArrowDown');
  assert.equal(await utility.getAttribute('aria-valuenow').then(Number), .139);
  assert.equal(await sentence(page), moved(-.139, 9.5));

  await page.locator('.laws .utility').scrollIntoViewIfNeeded();
  const handle = page.getByRole('slider', { name: 'Half-life τ of 20–30 %' }), box = (await handle.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 40, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await settled(page);
  const tau = Number(await handle.getAttribute('aria-valuenow'));
  assert.ok(tau < 7 && tau > 3, `dragged to ${tau}`);
  assert.equal(await sentence(page), moved(-.139, tau));
  await page.getByRole('button', { name: 'Back to the released ones' }).click();
  assert.equal(await sentence(page), said(releasedUtility, 128e6));
  await page.context().close();
});

test('pasted losses are fitted in place as the library fits them; mixtures are drawn only when there are some', async () => {
  const page = await open();
  await wake(page);
  await page.getByText('Fit your own pools').click();
  await fit(page);
  assert.match(await page.locator('#laws-wrong').innerText(), /no table yet/);
  await page.getByLabel('Start from').selectOption({ label: examples[0].title });
  await page.getByLabel('d is a floor, as printed (paper)').check();
  await fit(page);
  const own = fitPools('utility', [datablations['2.8B on 4B']], { quantity: 'loss', form: 'paper' }).pools[0];
  const cells = await page.locator('.laws .fit tbody td').allInnerTexts();
  assert.equal(cells[2], (own.params.tau as number).toPrecision(3));
  assert.equal(cells[4], own.rmse.toPrecision(2));
  assert.match(cells[3], /^3\.\d+ to 5\.\d+$/, 'with an interval');
  assert.equal(await page.locator('.laws .more figure.chosen .wide circle.dot').count(), 8);
  assert.equal(await page.locator('.laws .more figure.chosen .wide path.band').count(), 1);
  assert.equal(await page.locator('[data-plot=mixtures]').count(), 0);

  await page.getByLabel('The last column').selectOption('error');
  await fit(page);
  assert.match(await page.locator('#laws-wrong').innerText(), /Line 2: an error of 3\.265024 is outside 0 to 1/);

  await page.getByLabel('Evaluations, as CSV').fill('pool,samples,error\na,1e6,.9\na,2e6,.8\na,4e6,.72\na,8e6,.65\nb,1e6,.93\nb,2e6,.86\nb,4e6,.8\nb,9e6,.75\na + b,4e6,.76');
  await page.getByLabel('Samples in a pool').fill('100M');
  await fit(page);
  assert.equal(await page.locator('[data-plot=mixtures].chosen .wide circle.dot').count(), 1);
  assert.match(await page.locator('.laws .fit .remarks').innerText(), /tau is unidentified/);
  assert.match(await page.locator('.laws .fit tbody').innerText(), /unidentified/);
  await page.getByRole('button', { name: 'Back to the released ones' }).click();
  assert.equal(await sentence(page), said(releasedUtility, 128e6));
  await page.context().close();
});

test('another law fits the pasted evaluations anew, and a stopped fit keeps what it has found', async () => {
  const page = await open();
  await wake(page);
  await page.getByText('Fit your own pools').click();
  await page.getByLabel('Start from').selectOption({ label: examples[0].title });
  await fit(page);
  await page.getByLabel('Law', { exact: true }).selectOption('effective-data');
  const { params } = fitPools('effective-data', [datablations['2.8B on 4B']], { quantity: 'loss' }).pools[0], tau = page.locator('.laws .fit tbody td').nth(2);
  await page.waitForFunction((expected) => document.querySelectorAll('.laws .fit tbody td')[2]?.textContent === expected, (params.tau as number).toPrecision(3));
  await page.waitForFunction(() => !document.querySelector('.laws .fit progress'));

  const rows = Array.from({ length: mostPools }, (_, i) => [2, 4, 6, 8, 10].map((k) => `slice ${i + 1},${k * bucketSize},${predict('effective-data', { a: .02, b: -.2 + .004 * i, tau: 4, d: .1 }, { samples: k * bucketSize, epochSize: bucketSize }).toFixed(3)}`)).flat();
  await page.getByLabel('Evaluations, as CSV').fill(['pool,samples,error', ...rows].join('\n'));
  await page.getByLabel('Samples in a pool').fill('12.8M');
  await page.getByLabel('The last column').selectOption('error');
  await page.locator('.laws .fit button.solid').click();
  // the fit is there before its intervals
  await page.waitForFunction((pools) => document.querySelectorAll('.laws .fit tbody tr').length === pools, mostPools);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.waitForFunction(() => !document.querySelector('.laws .fit progress'));
  assert.ok(Math.abs(Number(await tau.innerText()) - 4) < .5);
  assert.equal(await page.locator('.laws .more figure.chosen path.band').count(), 0, 'no band without the refits');
  assert.match(await sentence(page), /^At 128 M samples keep /);
  await page.context().close();
});

test('nothing for axe to find, at rest, moved and fitted, in light and dark, and no page wider than a phone', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await open({ colorScheme, width: colorScheme === 'dark' ? 390 : 1280 });
    const look = async () => {
      assert.deepEqual(await violations(page, '.laws'), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
    };
    await look();
    await wake(page);
    await page.locator('#laws-b').fill('0.25');
    await page.getByLabel('best cut against compute').check();
    await look();
    await page.getByText('Fit your own pools').click();
    await page.getByLabel('Start from').selectOption({ label: examples[2].title });
    await fit(page);
    await look();
    await page.context().close();
  }
});

test('figures are tied to their units', () => assert.equal(tied('keep the top 20 %, 101 M'), 'keep the top 20\u00a0%, 101\u00a0M'));
