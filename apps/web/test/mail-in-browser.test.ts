/** The same way in a browser, and what its pages and its mail look like to those who cannot see them. */
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import PostalMime, { type Email } from 'postal-mime';
import type { Browser } from 'playwright-core';
import { sql } from 'drizzle-orm';
import { openStore, rows } from '@galley/papers';
import { startRelay, type TestRelay } from '../../../core/mail/test/relay.ts';
import { launch } from './browser.ts';
import { fillFolder } from './fixture.ts';
import { closePage, openPage, violations } from './reader.ts';
import { galley, startSite, type Site } from './site.ts';

let relay: TestRelay, site: Site, browser: Browser, folder: string;
before(async () => {
  relay = await startRelay();
  folder = mkdtempSync(path.join(os.tmpdir(), 'galley-mail-'));
  await fillFolder(folder);
  [site, browser] = await Promise.all([startSite({ dataDir: folder, shared: true, worker: false, env: { SMTP_URL: relay.url } }), launch()]);
});
after(async () => { await browser.close(); await site.stop(); await relay.stop(); });

async function mail(nth: number): Promise<Email> {
  for (let i = 0; i < 200 && relay.taken.length < nth; i++) await new Promise((done) => { setTimeout(done, 25); });
  return PostalMime.parse(relay.taken[nth - 1].raw);
}
/** Pictures for people, where they are asked for. */
const pictures = process.env.PICTURES;

test('a reader subscribes, confirms, gets the digest, opens a paper from it and stops it', async () => {
  const page = await openPage(browser, `${site.address}/subscribe`, { timezoneId: 'Asia/Tokyo' });
  assert.deepEqual(await violations(page), []);
  await page.getByLabel('E-mail address').fill('ada@example.org');
  await page.getByText('When, and what about').click();
  assert.equal(await page.getByLabel('Time zone').inputValue(), 'Asia/Tokyo', 'the browser\'s own');
  assert.deepEqual(await violations(page), []);
  await page.getByLabel('Authors, one a line').fill('Ada Lovelace');
  await page.waitForTimeout(800); // Nobody is faster.
  await page.getByRole('button', { name: 'Subscribe' }).click();
  await page.getByText('A mail is on its way to ada@example.org').waitFor();
  await page.goto(/http:\/\/localhost:\d+\/subscribe\/confirm\/\S+/.exec((await mail(1)).text!)![0]);
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('It is confirmed').waitFor();

  const store = await openStore({ dataDir: folder });
  await rows(store.db, sql`update subscribers set confirmed = '2025-10-07T00:00:00Z', due = '2025-10-07T22:00:00Z', due_period = '2025-10-08'`);
  await store.close();
  Object.assign(process.env, { SMTP_URL: relay.url, PUBLIC_URL: site.address });
  try { await galley(folder, 'digest', '--at', '2025-10-07T22:00:00Z', '--json'); } finally { delete process.env.SMTP_URL; delete process.env.PUBLIC_URL; }
  const digest = await mail(2);
  if (pictures) writeFileSync(path.join(pictures, 'mail.html'), digest.html!);
  for (const [name, options] of Object.entries({ light: { colorScheme: 'light' }, dark: { colorScheme: 'dark' }, narrow: { width: 390, height: 844 } } as const)) {
    const reading = await openPage(browser, 'about:blank', options);
    await reading.setContent(digest.html!);
    // A mail stands inside the landmarks of the program that shows it.
    assert.deepEqual((await violations(reading)).filter((v) => !/^(?:landmark-one-main|region):/.test(v)), [], name);
    assert.ok(await reading.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name}: nothing sticks out`);
    if (pictures) await reading.screenshot({ path: path.join(pictures, `mail-${name}.png`), fullPage: true });
    await closePage(reading);
  }
  const letter = await openPage(browser, 'about:blank');
  await letter.setContent(digest.html!);
  await letter.getByRole('link', { name: /norms and/ }).click();
  await letter.waitForURL(/\/papers\/2510\.00002$/);
  await letter.getByRole('heading', { level: 1 }).waitFor();
  await closePage(letter);

  await page.goto(/<(http:\S+\/unsubscribe\/\S+)>/.exec(relay.taken[1].raw.replaceAll('\r\n ', ' '))![1]);
  await page.getByRole('button', { name: 'Stop it' }).waitFor();
  assert.deepEqual(await violations(page), []);

  await page.goto(/http:\/\/localhost:\d+\/subscription\/\S+/.exec(digest.text!.replaceAll('\n', ' '))![0]);
  assert.deepEqual(await violations(page), []);
  await page.getByRole('button', { name: 'Stop the mail' }).click();
  await page.getByText('It is stopped').waitFor();
  assert.deepEqual(await violations(page), []);
  await closePage(page);
});

test('the preview, the outbox and a mail in it are clean in light, dark and on a phone, and links in a mail open', async (t) => {
  const own = await startSite({ worker: false }), { dataDir } = own;
  t.after(() => own.stop());
  const store = await openStore({ dataDir });
  await rows(store.db, sql`insert into listings (day, arxiv, position) select current_date, arxiv, row_number() over (order by arxiv) from papers limit 12`);
  await rows(store.db, sql`insert into subscribers (email, state, confirmed, topics, due, due_period, most) select 'me@example.org', 'active', now() - interval '1 day', '{cs.LG}', now() - interval '1 minute', current_date::text, 12`);
  await rows(store.db, sql`update papers set categories = '{cs.LG}'`);
  await store.close();
  process.env.PUBLIC_URL = own.address;
  try { assert.match(await galley(dataDir, 'digest', '--json'), /"sent":1/); } finally { delete process.env.PUBLIC_URL; }
  for (const [name, options] of Object.entries({ light: { colorScheme: 'light' }, dark: { colorScheme: 'dark' }, narrow: { width: 390, height: 844 } } as const)) {
    const page = await openPage(browser, `${own.address}/digest/preview?topics=cs.LG`, options);
    const look = async (what: string) => {
      assert.deepEqual(await violations(page), [], `${what}, ${name}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what}, ${name}: nothing sticks out`);
      if (pictures) await page.screenshot({ path: path.join(pictures, `${what}-${name}.png`), fullPage: true });
    };
    await page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
    await look('preview');
    for (const [what, place] of [['subscribe', '/subscribe'], ['outbox', '/admin/outbox']]) { await page.goto(own.address + place, { waitUntil: 'networkidle' }); if (what === 'subscribe') await page.getByText('When, and what about').click(); await look(what); }
    await page.getByRole('table').getByRole('link').first().click();
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { level: 1 }).waitFor();
    await look('outbox-mail');
    const [opened] = await Promise.all([page.context().waitForEvent('page'), frame.getByRole('heading', { level: 2 }).first().getByRole('link').click()]);
    await opened.waitForLoadState();
    assert.match(opened.url(), /\/papers\/\d{4}\.\d{5}$/);
    await closePage(page);
  }
});
