/** Readers of the tests: they sign in as readers do, with the mail that lies in the outbox. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import PostalMime from 'postal-mime';
import { openStore, rows } from '@galley/papers';
import { sql } from 'drizzle-orm';
import type { Site } from './site.ts';

/** The newest mail to an address, as a person reads it. */
export async function newestMail(site: Site, to: string): Promise<{ subject: string; text: string }> {
  const store = await openStore({ dataDir: site.dataDir });
  try {
    const [found] = await rows<{ raw: string }>(store.db, sql`select raw from outbox where recipient = ${to} order by at desc limit 1`);
    assert.ok(found, `no mail to ${to}`);
    const mail = await PostalMime.parse(found.raw);
    return { subject: mail.subject ?? '', text: mail.text ?? '' };
  } finally { await store.close(); }
}
export const linkIn = (text: string): string => /http:\/\/localhost:\d+\/\S+/.exec(text)![0];

/** Asks for a link in this browser, and uses it. */
export async function signIn(page: Page, site: Site, email: string, next = '/'): Promise<void> {
  await page.goto(`${site.address}/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel('E-mail address').fill(email);
  await page.waitForTimeout(800); // Nobody is faster.
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.getByText('Look into your mail').waitFor();
  await page.goto(linkIn((await newestMail(site, email)).text));
  await page.getByRole('button', { name: `Sign in as ${email}` }).click();
  await page.waitForURL(site.address + next);
}

/** The same by HTTP alone: resolves with the cookie header of a session. */
export async function cookieOf(site: Site, email: string): Promise<string> {
  const form = await fetch(`${site.address}/sign-in`), stamp = /name="began" value="([^"]+)"/.exec(await form.text())![1];
  await new Promise((done) => { setTimeout(done, 800); });
  const asked = await post(site, '/sign-in', { email, began: stamp, website: '', next: '/' }), browser = cookiesIn(asked);
  const link = new URL(linkIn((await newestMail(site, email)).text));
  const answer = await post(site, '/sign-in/link', { token: link.searchParams.get('token')!, next: '/' }, browser);
  assert.equal(answer.status, 303, await answer.text());
  return cookiesIn(answer);
}

export const cookiesIn = (response: Response): string => response.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');

export const post = (site: Site, place: string, fields: Record<string, string>, cookie = '', headers: Record<string, string> = {}): Promise<Response> =>
  fetch(site.address + place, { method: 'POST', redirect: 'manual', headers: { accept: 'text/html', origin: site.address, 'content-type': 'application/x-www-form-urlencoded', cookie, ...headers }, body: new URLSearchParams(fields) });
