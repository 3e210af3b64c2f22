/** What readers do, in a browser: with scripts and without, by keys, on a phone. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launch } from './browser.ts';
import { day, fillFolder } from './fixture.ts';
import { closePage, openPage, violations } from './reader.ts';
import { linkIn, newestMail, signIn } from './signing-in.ts';
import { galley, startSite, type Site } from './site.ts';

let site: Site, browser: Browser;
before(async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'galley-journey-'));
  await fillFolder(dataDir);
  [site, browser] = await Promise.all([startSite({ dataDir, shared: true, env: { ADMIN_EMAIL: 'admin@example.org' } }), launch()]);
});
after(async () => { await browser.close(); await site.stop(); });

const open = (place = '/', options: BrowserContextOptions & { width?: number; height?: number } = {}): Promise<Page> => openPage(browser, site.address + place, options);
const patience = (page: Page) => page.waitForTimeout(800); // Forms filled in faster are taken for a program's.

for (const javaScriptEnabled of [true, false]) test(`a reader signs in, votes, comments, keeps, takes everything along and leaves, ${javaScriptEnabled ? 'in place' : 'without JavaScript'}`, async () => {
  const page = await open('/', { javaScriptEnabled, acceptDownloads: true }), paper = '/papers/2510.00002', email = `reader${javaScriptEnabled}@example.org`;
  await signIn(page, site, email, paper);
  let loads = 0;
  page.on('load', () => { loads++; });
  const acts = page.locator('[id="acts-2510.00002"]'), begun = await acts.locator('.count').innerText();
  assert.match(begun, /^4[12] votes$/);
  await acts.getByRole('button', { name: 'Vote', exact: true }).click();
  await acts.getByRole('button', { name: 'Voted: take it back' }).waitFor();
  assert.equal(await acts.locator('.count').innerText(), `${Number.parseInt(begun, 10) + 1} votes`);
  await acts.getByRole('button', { name: 'Keep', exact: true }).click();
  await acts.getByRole('button', { name: /^Kept/ }).waitFor();
  await patience(page);
  await page.getByLabel('What do you have to say about it?').fill('Is $x^2$ **right** <b>here</b>?');
  await page.getByRole('button', { name: 'Say it' }).click();
  const said = page.locator('.comment').last();
  await said.locator('strong').waitFor();
  assert.equal(await said.locator('math').count(), 1);
  assert.match(await said.locator('.said').innerText(), /<b>here<\/b>/);
  assert.match(await page.locator('#comments h2').innerText(), /comment/);
  await said.getByText('Reply', { exact: true }).first().click();
  await patience(page);
  await said.getByLabel(/^Your reply to/).fill('It is.');
  await said.locator('form').first().getByRole('button', { name: 'Reply' }).click();
  const reply = page.locator('.comment .comment').last();
  await reply.getByText('It is.').first().waitFor();
  await reply.getByText('Change', { exact: true }).click();
  await reply.getByLabel('Your comment', { exact: true }).fill('It is *not*.');
  await reply.getByRole('button', { name: 'Save' }).click();
  await page.locator('.comment .comment em').last().waitFor();
  assert.match(await page.locator('.comment .comment .by').last().innerText(), /changed/);
  assert.equal(loads, javaScriptEnabled ? 0 : 5, 'in place nothing is loaded anew');

  await page.goto(`${site.address}/account`);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'as JSON' }).click()]);
  const exported = JSON.parse(readFileSync(await download.path(), 'utf8')) as { votes: { arxiv: string }[]; comments: { body: string }[]; collections: { papers: { arxiv: string }[] }[]; account: { handle: string } };
  assert.deepEqual([exported.votes.map((v) => v.arxiv), exported.comments.map((c) => c.body), exported.collections[0].papers.map((p) => p.arxiv)], [['2510.00002'], ['Is $x^2$ **right** <b>here</b>?', 'It is *not*.'], ['2510.00002']]);

  await page.goto(`${site.address}/account`);
  await page.getByRole('link', { name: 'delete the account' }).click();
  page.removeAllListeners('console'); // A refusal is a 400, and the browser says so there.
  await page.locator('#handle').fill('something else');
  await page.getByRole('button', { name: 'Delete the account' }).click();
  await page.getByText('to say that you mean it').last().waitFor();
  await page.locator('#handle').fill(exported.account.handle);
  await page.getByRole('button', { name: 'Delete the account' }).click();
  await page.getByRole('heading', { name: 'Gone' }).waitFor();
  await page.goto(site.address + paper);
  assert.deepEqual((await page.locator('.acts').first().innerText()).split('\n'), [begun, 'Sign in to vote, keep or comment']);
  assert.equal(await page.getByText('It is').count(), 0);
  await page.goto(`${site.address}/people/${exported.account.handle}`).catch(() => undefined);
  await page.getByText('Nobody here is called').waitFor();
  await page.context().close();
});

test('v votes, b keeps and x puts away the row the keys stand on; without scripts the buttons do', async () => {
  const page = await open();
  await signIn(page, site, 'keys@example.org', `/papers/${day}`);
  const rows = page.locator('ol.day > li'), all = await rows.count(), second = await rows.nth(1).getAttribute('id');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('v');
  await rows.nth(1).getByRole('button', { name: /^Voted/ }).waitFor();
  await page.keyboard.press('b');
  await rows.nth(1).getByRole('button', { name: /^Kept/ }).waitFor();
  await page.keyboard.press('x');
  await page.locator(`[id="${second}"]`).waitFor({ state: 'detached' });
  assert.equal(await rows.count(), all - 1);
  assert.equal(await page.locator('li.current').count(), 1, 'the keys stand on the next row');
  await page.reload();
  assert.equal(await rows.count(), all - 1);
  await page.getByRole('link', { name: /1 hidden/ }).click();
  assert.equal(await rows.count(), all);
  await page.keyboard.press('?');
  assert.match(await page.locator('dialog.keys').innerText(), /vote, keep, put away/);
  await closePage(page);
});

test('rows of searches and topics are voted for like those of a day, and what they are about is followed, in place', async () => {
  const page = await open();
  await signIn(page, site, 'follower@example.org', '/search?q=norms');
  const row = page.locator('[id="row-2510.00002"]');
  await row.getByRole('button', { name: 'Vote', exact: true }).click();
  await row.getByRole('button', { name: /^Voted/ }).waitFor();
  await page.getByRole('button', { name: 'Follow this search' }).click();
  await page.getByRole('button', { name: /^Followed/ }).waitFor();
  await page.goto(`${site.address}/authors/Ada%20Lovelace`);
  await page.getByRole('button', { name: 'Follow this author' }).click();
  await page.getByRole('button', { name: /^Followed/ }).waitFor();
  assert.equal(await page.locator('[id="row-2510.00002"]').getByRole('button', { name: /^Voted/ }).count(), 1);
  assert.deepEqual(await violations(page), []);
  await page.goto(`${site.address}/papers/2510.00002`);
  await page.getByText('Follow', { exact: true }).first().click();
  await page.locator('#follow-what').selectOption('author:Ada Lovelace');
  await page.getByRole('button', { name: 'Follow', exact: true }).click();
  await page.getByText('You follow it').waitFor();
  await page.goto(`${site.address}/account`);
  assert.deepEqual(await page.locator('#follows li').evaluateAll((all) => all.map((li) => li.textContent!.replace(/\s+/g, ' ').trim())), ['author Ada Lovelace Stop', 'search norms Stop']);
  await page.getByRole('button', { name: 'Stop following norms' }).click();
  await page.getByRole('button', { name: 'Stop following norms' }).waitFor({ state: 'detached' });
  await closePage(page);
});

test('what cannot be granted is said beside the control, and nothing typed is lost', async () => {
  const page = await open();
  page.removeAllListeners('console'); // A refusal is a 400, and the browser says so there.
  await signIn(page, site, 'wrong@example.org', '/papers/2407.00123');
  await patience(page);
  await page.getByLabel('What do you have to say about it?').fill('   ');
  await page.getByRole('button', { name: 'Say it' }).click();
  assert.equal(await page.locator('#comments [role=alert]').innerText(), 'A comment needs words.');
  await page.route('**/papers/2407.00123?/vote', (route) => route.abort());
  await page.locator('.acts').getByRole('button', { name: 'Vote', exact: true }).click();
  await page.locator('.acts [role=alert]').waitFor();
  assert.match(await page.locator('.acts [role=alert]').innerText(), /could not be reached; nothing was changed/);
  await page.unroute('**/papers/2407.00123?/vote');
  await page.locator('.acts').getByRole('button', { name: 'Vote', exact: true }).click();
  await page.locator('.acts').getByRole('button', { name: /^Voted/ }).waitFor();
  await page.goto(`${site.address}/account`);
  await page.getByLabel('Handle, in addresses: /people/…').fill('admin');
  await page.getByLabel('Name, as others see it').fill('Somebody New');
  await page.getByRole('button', { name: 'Save' }).first().click();
  assert.match(await page.locator('form[aria-label=Profile] [role=alert]').innerText(), /kept back/);
  assert.equal(await page.getByLabel('Name, as others see it').inputValue(), 'Somebody New');
  await closePage(page);
});

test('an account moves to another address, in the browser that asked', async () => {
  const page = await open();
  await signIn(page, site, 'old@example.org', '/account');
  await page.getByLabel('Another address').fill('new@example.org');
  await page.getByRole('button', { name: 'Send a link there' }).click();
  await page.getByText('A link is on its way to the new address').waitFor();
  await page.goto(linkIn((await newestMail(site, 'new@example.org')).text));
  await page.getByRole('button', { name: 'Move the account to new@example.org' }).click();
  await page.waitForURL(/\/account/);
  assert.match(await page.locator('#email').innerText(), /new@example\.org/);
  assert.match((await newestMail(site, 'old@example.org')).text, /another e-mail address/);
  await closePage(page);
});

test('a curator makes a list of a day, and the day leads to it; a moderator settles a report', async () => {
  const [curator, admin] = [await open(), await open()];
  await signIn(curator, site, 'curator@example.org');
  await galley(site.dataDir, 'accounts', 'role', 'curator@example.org', 'curator');
  await curator.goto(`${site.address}/curate?day=${day}`);
  await curator.getByLabel('or any other, by identifier').fill('arxiv.org/abs/2407.00123'.replace(/^/, 'https://'));
  await curator.getByLabel('Why it is on your list').fill('Because it can be run.');
  await curator.getByRole('button', { name: 'Add' }).click();
  await curator.getByRole('link', { name: 'as others see it' }).click();
  assert.match(await curator.locator('ol.day').innerText(), /Because it can be run/);
  await curator.goto(`${site.address}/papers/${day}`);
  await curator.getByRole('link', { name: /^as reader-.* reads it$/ }).click();
  await curator.waitForURL(/\/by\/reader-/);
  await curator.goto(`${site.address}/papers/2510.00003`);
  await patience(curator);
  await curator.getByLabel('What do you have to say about it?').fill('buy pills');
  await curator.getByRole('button', { name: 'Say it' }).click();
  await curator.getByText('buy pills').first().waitFor();

  await signIn(admin, site, 'admin@example.org', '/papers/2510.00003');
  await admin.locator('.comment').getByText('Report', { exact: true }).click();
  await admin.getByLabel('What is wrong with it?', { exact: true }).fill('advertising');
  await admin.locator('.comment').getByRole('button', { name: 'Tell the moderators' }).click();
  await admin.getByText('The moderators have been told.').waitFor();
  await admin.goto(`${site.address}/admin/moderation`);
  await admin.getByRole('button', { name: 'Hide it' }).click();
  await admin.getByText('Nothing waits for a decision').waitFor();
  await curator.reload();
  assert.match(await curator.locator('.comment').innerText(), /hidden by a moderator/);
  await admin.goto(`${site.address}/admin/audit`);
  assert.match(await admin.locator('table').innerText(), /report: hide/);
  await closePage(curator);
  await closePage(admin);
});

test('no page of readers breaks a rule of accessibility or is wider than a phone, light and dark', async () => {
  const setUp = await open();
  await signIn(setUp, site, 'admin@example.org');
  const state = await setUp.context().storageState(), handle = new URL((await (await setUp.goto(`${site.address}/account`))!.text().then((t) => /href="(\/people\/[^"]+)"/.exec(t)![1])), site.address).pathname;
  await setUp.goto(`${site.address}/papers/2510.00002`);
  await patience(setUp);
  await setUp.getByLabel('What do you have to say about it?').fill(`A comment with $x^2$, a [link](https://example.org/${'long'.repeat(40)}) and\n\n> a quote`);
  await setUp.getByRole('button', { name: 'Say it' }).click();
  await setUp.locator('.said blockquote').waitFor();
  await setUp.locator('[id="acts-2510.00002"]').getByRole('button', { name: 'Keep' }).click();
  await setUp.getByRole('button', { name: /^Kept/ }).waitFor();
  await setUp.goto(`${site.address}/account`);
  await setUp.getByLabel('Name of a new one').last().fill('test');
  await setUp.getByRole('button', { name: 'Make a key' }).click();
  await setUp.getByText('It is shown this once').waitFor();
  await setUp.goto(`${site.address}/curate?day=${day}`);
  await setUp.getByLabel('or any other, by identifier').fill('2407.00123');
  await setUp.getByRole('button', { name: 'Add' }).click();
  await setUp.goto(`${site.address}/authorship?paper=2510.00002`);
  await setUp.getByLabel('ORCID iD, if that proves it').fill('0000-0002-1825-0097');
  await setUp.getByRole('button', { name: 'That is me' }).click();
  await setUp.getByText('among the websites or keywords of').waitFor();
  await closePage(setUp);
  const places = ['/', `/papers/${day}`, '/papers/2510.00002', '/account', '/account/delete', '/account/import', '/account/email', handle, '/collections', `${handle.replace('people', 'collections')}/bookmarks`, '/submit?thanks', '/search?q=norms', '/trending', `/curate?day=${day}`, `/papers/${day}/by/${handle.split('/').at(-1)}`, '/authorship', '/authorship?paper=2407.00123', '/admin/accounts', '/admin/moderation', '/admin/audit', '/sign-in', '/sign-out'];
  for (const colorScheme of ['light', 'dark'] as const) for (const place of places) {
    const page = await open(place, { colorScheme, storageState: state, width: colorScheme === 'light' ? 1280 : 390 });
    await page.evaluate(() => { for (const details of document.querySelectorAll('details')) details.open = true; });
    assert.deepEqual(await violations(page), [], `${place} ${colorScheme}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${place} is wider than ${colorScheme === 'light' ? 1280 : 390} px`);
    await closePage(page);
  }
  for (const place of ['/sign-in', '/sign-in?sent', '/sign-in/link?token=x', '/sign-out', '/papers/2510.00002']) {
    const page = await open(place, { width: 390 });
    assert.deepEqual(await violations(page), [], place);
    await closePage(page);
  }
});
