/** Passkeys, with the virtual authenticator of the browser's DevTools (WebAuthn domain). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { launch } from './browser.ts';
import { openPage } from './reader.ts';
import { signIn } from './signing-in.ts';
import { startSite, type Site } from './site.ts';

let site: Site, browser: Browser, page: Page, cdp: CDPSession, authenticator: string;
before(async () => {
  [site, browser] = await Promise.all([startSite({ shared: true }), launch()]);
  page = await openPage(browser, site.address);
  page.removeAllListeners('console'); // A refusal is a 403, and the browser says so there.
  cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  ({ authenticatorId: authenticator } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } }));
});
after(async () => { await browser.close(); await site.stop(); });

const credentials = async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId: authenticator })).credentials;
const signOut = async () => { await page.goto(`${site.address}/sign-out`); await page.getByRole('button', { name: 'Sign out' }).click(); await page.waitForURL(`${site.address}/`); };
const usePasskey = async () => { await page.goto(`${site.address}/sign-in?next=%2Fclaims`); await page.getByRole('button', { name: 'sign in with a passkey' }).click(); };

test('a passkey is added, named, and signs in without a mail', async () => {
  await signIn(page, site, 'key@example.org', '/account');
  await page.locator('#passkey-name').fill('test key');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('test key added').waitFor();
  const [made] = await credentials();
  assert.ok(made.isResidentCredential);
  assert.equal(made.rpId, 'localhost');
  await signOut();
  await usePasskey();
  await page.waitForURL(`${site.address}/claims`);
  await page.goto(`${site.address}/account`);
  assert.match(await page.locator('#email').innerText(), /key@example\.org/);
  assert.match(await page.locator('#sessions').innerText(), /by passkey/);
  await page.getByLabel('Name of test key').fill('renamed');
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByText('renamed added').waitFor();
});

test('an answer that was given once is refused when it is given again, and in another browser', async () => {
  await signOut();
  const sent = page.waitForRequest((request) => request.url().endsWith('/sign-in/passkey') && request.method() === 'POST');
  await usePasskey();
  const body = (await sent).postData()!;
  await page.waitForURL(`${site.address}/claims`);
  const replay = (from: Page) => from.evaluate(async (text) => { const response = await fetch('/sign-in/passkey', { method: 'POST', headers: { 'content-type': 'application/json' }, body: text }); return { status: response.status, text: await response.text() }; }, body);
  const again = await replay(page);
  assert.equal(again.status, 403);
  assert.match(again.text, /given already/);
  // With a fresh challenge in this browser the old answer is still for another one.
  await page.evaluate(() => fetch('/sign-in/passkey/options', { method: 'POST' }));
  const stale = await replay(page);
  assert.equal(stale.status, 403);
  assert.match(stale.text, /could not be verified/);
  const other = await openPage(browser, site.address);
  other.removeAllListeners('console');
  assert.equal((await replay(other)).status, 403);
  await other.context().close();
});

test('a key whose counter does not grow is taken for a copy and refused', async () => {
  await signOut();
  const [key] = await credentials();
  assert.ok(key.signCount > 0);
  await cdp.send('WebAuthn.removeCredential', { authenticatorId: authenticator, credentialId: key.credentialId });
  await cdp.send('WebAuthn.addCredential', { authenticatorId: authenticator, credential: { ...key, signCount: 0 } });
  await usePasskey();
  await page.locator('[data-passkey-sign-in] [role=alert]').filter({ hasText: 'could not be verified' }).waitFor();
  await page.goto(`${site.address}/account`);
  assert.match(page.url(), /\/sign-in/, 'nobody is signed in');
});

test('a key that was removed, or is of nobody, signs nobody in', async () => {
  await signIn(page, site, 'key@example.org', '/account');
  await page.getByRole('button', { name: 'Remove renamed' }).click();
  await page.getByText('Adding a passkey').or(page.locator('#passkey-name')).first().waitFor();
  assert.equal(await page.getByText('renamed added').count(), 0);
  await signOut();
  await usePasskey();
  await page.locator('[data-passkey-sign-in] [role=alert]').filter({ hasText: 'could not be verified' }).waitFor();
});
