/** Papers run in the page: in a worker, live, judged, kept, stoppable. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { paperBySlug } from '@galley/catalog';
import { launch } from './browser.ts';
import { galley, startSite, type Site } from './site.ts';

let site: Site, browser: Browser;
before(async () => { [site, browser] = await Promise.all([startSite(), launch()]); });
after(async () => { await browser.close(); await site.stop(); });

async function open(place: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  page.on('pageerror', (error) => assert.fail(`${place}: ${error.message}`));
  await page.goto(site.address + place, { waitUntil: 'networkidle' });
  return page;
}
const noteText = (page: Page, claim: string) => page.locator(`#note-${claim}`).innerText();
const waitFor = (page: Page, claim: string, state: string) => page.waitForFunction(([id, s]) => document.getElementById(`note-${id}`)?.classList.contains(s), [claim, state], { timeout: 60_000 });

for (const [slug, arxiv, claims] of [['data-filtering-laws', '2404.07177', ['D1', 'D2']], ['daq-model', '2407.00123', ['Q1', 'Q2']]] as const) {
  test(`${slug}: pressing Run in the margin of ${claims.join(' and ')} measures it here, and it holds`, async () => {
    const page = await open(`/papers/${arxiv}`);
    for (const claim of claims) {
      await page.locator(`#note-${claim} [data-run]`).click();
      await waitFor(page, claim, 'holds');
      assert.match(await noteText(page, claim), /holds.*claimed.*here/s);
      assert.equal(await page.locator(`#claim-${claim}`).getAttribute('class'), 'holds');
    }
    await page.locator('form[data-experiment] svg.plot').first().waitFor();
    await page.waitForFunction(() => !document.querySelector('progress'));
    await page.reload({ waitUntil: 'networkidle' });
    for (const claim of claims) assert.match(await noteText(page, claim), /holds/, 'kept: the server says the same');
    await page.locator(`#note-${claims[0]} a:text("the run")`).click();
    assert.match(await page.locator('main').innerText(), /in a page/);
    await page.context().close();
  });

  test(`${slug}: the page and the terminal measure the same; only the last bits of logarithms and powers are an engine's own`, async () => {
    const page = await open(`/papers/${arxiv}`), inPage = await page.evaluate(async (paper) => (await fetch(`/api/runs?paper=${paper}`)).json() as Promise<{ experiment: string; measurements: { metric: string; value: number }[] }[]>, slug);
    const experiments = [...new Set(inPage.map((r) => r.experiment))];
    assert.ok(experiments.length > 0);
    for (const experiment of experiments) {
      const { runs } = JSON.parse(await galley(site.dataDir, 'run', `${slug}/${experiment}`, '--json')) as { runs: { measurements: { metric: string; value: number }[] }[] };
      const metrics = new Set(paperBySlug(slug)!.claims.flatMap((c) => c.checks.filter((k) => k.kind === 'absolute').flatMap((k) => k.passes?.map((p) => p.metric) ?? [])));
      const values = (measurements: { metric: string; value: number }[]) => measurements.filter((m) => metrics.has(m.metric)).map((m): [string, number] => [m.metric, m.value]);
      const here = values(inPage.find((r) => r.experiment === experiment)!.measurements), there = values(runs[0].measurements);
      assert.deepEqual(here.map(([metric]) => metric), there.map(([metric]) => metric));
      for (const [i, [metric, value]] of here.entries()) assert.ok(Math.abs(value - there[i][1]) <= 1e-11 * Math.abs(value), `${metric}: ${value} in the page, ${there[i][1]} in the terminal`);
    }
    await page.context().close();
  });
}

test('changed inputs give a measurement and the command for it, but no verdict; wrong ones a sentence', async () => {
  const page = await open('/papers/2407.00123'), form = page.locator('form[data-experiment=upgrades]'), before = await noteText(page, 'Q1');
  await form.locator('summary').click();
  await form.locator('[name=pileUp]').fill('140');
  await form.locator('[data-command]:text-is("npx galley run daq-model/upgrades --set pileUp=140")').waitFor();
  await form.locator('button[type=submit]').click();
  await form.locator('[data-live] table').waitFor({ timeout: 60_000 });
  assert.match(await form.locator('[data-live]').innerText(), /judges nothing/);
  assert.equal(await noteText(page, 'Q1'), before);
  await form.locator('[name=pileUp]').evaluate((field: HTMLInputElement) => { field.value = '9999'; field.form!.noValidate = true; });
  await form.locator('button[type=submit]').click();
  await form.locator('[data-live] .short').waitFor();
  assert.match(await form.locator('[data-live]').innerText(), /pileUp expects a number from 60 to 200/);
  await page.context().close();
});

test('Run all measures every claim that can be measured here', async () => {
  const page = await open('/papers/2404.07177');
  await page.locator('[data-run-all]').click();
  for (const claim of ['D1', 'D2', 'D3', 'D4', 'D5']) await waitFor(page, claim, 'holds');
  assert.match(await noteText(page, 'D6'), /out of reach/);
  await page.context().close();
});

test('a run shows progress, and Stop ends it', async () => {
  const page = await open('/papers/2407.00123'), form = page.locator('form[data-experiment=events]');
  await form.locator('summary').click();
  await form.locator('[name=millions]').evaluate((field: HTMLInputElement) => { field.value = field.max; });
  await form.locator('button[type=submit]').click();
  await form.locator('[data-live] progress').waitFor();
  assert.ok(await page.locator('#note-Q1 progress, #note-Q4 progress').count() >= 1, 'the bar is in the margin too');
  await form.locator('[data-stop]').click();
  await page.waitForFunction(() => /aborted/.test(document.querySelector('form[data-experiment=events] [data-live]')?.textContent ?? ''), undefined, { timeout: 20_000 });
  assert.equal(await page.locator('progress').count(), 0);
  await page.context().close();
});

test('an experiment at work can reach nothing: not this site, not another, not a further script', async () => {
  const page = await open('/papers/2407.00123'), form = page.locator('form[data-experiment=events]');
  await form.locator('summary').click();
  await form.locator('[name=millions]').evaluate((field: HTMLInputElement) => { field.value = field.max; });
  const [worker] = await Promise.all([page.waitForEvent('worker'), form.locator('button[type=submit]').click()]);
  const reached = await worker.evaluate(async (site) => {
    const tries: Record<string, () => Promise<unknown> | unknown> = { site: () => fetch(`${site}/api/claims`), other: () => fetch('http://127.0.0.1:9/'), socket: () => new Promise((open, fail) => { const s = new WebSocket(`${site.replace('http', 'ws')}/`); s.onopen = open; s.onerror = fail; }), eval: () => new Function('return 1')() };
    const out: string[] = [];
    for (const [name, reach] of Object.entries(tries)) try { await reach(); out.push(name); } catch { /* as it should be */ }
    return out;
  }, site.address);
  assert.deepEqual(reached, []);
  await page.context().close();
});
