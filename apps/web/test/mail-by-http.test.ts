/** The whole way by HTTP, with a real SMTP server beside the site: subscribe, the mail, confirm, digest, read, one-click unsubscribe. */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import PostalMime, { type Email } from 'postal-mime';
import { sql } from 'drizzle-orm';
import { openStore, rows } from '@galley/papers';
import { startRelay, type TestRelay } from '../../../core/mail/test/relay.ts';
import { day, fillFolder } from './fixture.ts';
import { cookieOf } from './signing-in.ts';
import { galley, startSite, type Site } from './site.ts';

let relay: TestRelay, site: Site, folder: string;
const token = 'a-token-for-the-tests';
before(async () => {
  relay = await startRelay();
  folder = mkdtempSync(path.join(os.tmpdir(), 'galley-mail-'));
  await fillFolder(folder);
  site = await startSite({ dataDir: folder, shared: true, worker: false, env: { SMTP_URL: relay.url, MAIL_BOUNCE_TOKEN: token } });
});
after(async () => { await site.stop(); await relay.stop(); });

const form = (place: string, fields: Record<string, string>, headers: Record<string, string> = { origin: site.address }) => fetch(site.address + place, { method: 'POST', redirect: 'manual', headers: { accept: 'text/html', ...headers }, body: new URLSearchParams(fields) });
/** As a person fills it in: the form's stamp with it, and not at once. */
async function subscribe(fields: Record<string, string>): Promise<Response> {
  const stamp = /name="began" value="([^"]+)"/.exec(await (await fetch(`${site.address}/subscribe`)).text())![1];
  await new Promise((done) => { setTimeout(done, 800); });
  return form('/subscribe', { began: stamp, website: '', ...fields });
}
async function mailTo(address: string, nth = 1): Promise<Email & { raw: string }> {
  for (let i = 0; i < 200; i++) {
    const mine = relay.taken.filter((m) => m.to[0] === address);
    if (mine.length >= nth) return { ...await PostalMime.parse(mine[nth - 1].raw), raw: mine[nth - 1].raw };
    await new Promise((done) => { setTimeout(done, 25); });
  }
  return assert.fail(`no mail ${nth} to ${address}`);
}
async function query<T>(text: ReturnType<typeof sql>): Promise<T[]> {
  const store = await openStore({ dataDir: folder });
  try { return await rows<T>(store.db, text); } finally { await store.close(); }
}
const linkTo = (mail: { text?: string }, place: string) => new RegExp(`${place}/[\\w-]{43}`).exec(mail.text ?? '')![0];
const runDigest = async (at: string) => {
  const before = { SMTP_URL: process.env.SMTP_URL, PUBLIC_URL: process.env.PUBLIC_URL };
  Object.assign(process.env, { SMTP_URL: relay.url, PUBLIC_URL: site.address });
  try { return JSON.parse(await galley(folder, 'digest', '--at', at, '--json')) as { planned: number; sent: number }; } finally { for (const [name, value] of Object.entries(before)) if (value === undefined) delete process.env[name]; else process.env[name] = value; }
};

test('subscribe, confirm, digest, read, stop with one click', async () => {
  const subscribed = await subscribe({ email: 'Ada@Example.org', frequency: 'daily', hour: '7', zone: 'Europe/Berlin', topics: '', authors: 'A. Lovelace', searches: '', trending: 'yes', most: '10' });
  assert.equal(subscribed.status, 200);
  const bare = (page: string) => page.replace(/Ada@Example\.org|name="began" value="[^"]+"/g, ''), said = bare(await subscribed.text());
  const confirming = await mailTo('ada@example.org'), link = linkTo(confirming, '/subscribe/confirm');
  for (let i = 0; i < 2; i++) assert.match(await (await fetch(site.address + link)).text(), /<button[^>]*>Confirm<\/button>/, 'looking does not use it up');
  assert.equal((await query<{ state: string }>(sql`select state from subscribers where email = 'ada@example.org'`))[0].state, 'asked');
  assert.match(await (await form(link, {})).text(), /It is confirmed/);
  assert.match(await (await form(link, {})).text(), /works no more/);
  const [kept] = await query<{ state: string; agreed: string; network: string }>(sql`select state, agreed, confirmed_network as network from subscribers where email = 'ada@example.org'`);
  assert.deepEqual([kept.state, kept.network !== '', kept.agreed.length > 40], ['active', true, true]);
  // The same words for an address that is known by now.
  assert.equal(bare(await (await subscribe({ email: 'Ada@Example.org' })).text()), said);
  // And for a program, to which nothing is sent.
  for (const caught of [{ website: 'https://spam.example' }, { began: '' }] as Record<string, string>[]) assert.equal(bare(await (await subscribe({ email: 'Ada@Example.org', ...caught })).text()), said);

  await query(sql`update subscribers set confirmed = '2025-10-07T00:00:00Z', due = '2025-10-08T05:00:00Z', due_period = '2025-10-08' where email = 'ada@example.org'`);
  const ran = await runDigest('2025-10-08T05:00:00Z');
  assert.deepEqual([ran.planned, ran.sent], [1, 1]);
  const digest = await mailTo('ada@example.org', 3);
  assert.match(digest.text!, /author Ada Lovelace/);
  assert.match(digest.text!, /On ℓ₂ⁿ norms and 10⁴ samples/);
  assert.ok(digest.text!.includes(`${site.address}/papers/2510.00002`));
  assert.doesNotMatch(digest.html!, /<script|<img/i, 'the hostile title is text');
  for (const paper of [...digest.text!.matchAll(/http:\/\/localhost:\d+(\/papers\/\S+)/g)].map((m) => m[1])) assert.equal((await fetch(site.address + paper)).status, 200, paper);
  assert.match(digest.raw, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);

  const unsubscribe = new URL(/<(http[^>]+)>/.exec(digest.raw.replace(/\r\n /g, ' ').split('\r\n').find((l) => l.startsWith('List-Unsubscribe:'))!)![1]).pathname;
  assert.match(await (await fetch(site.address + unsubscribe)).text(), /<button[^>]*>Stop it<\/button>/);
  assert.equal((await query<{ state: string }>(sql`select state from subscribers where email = 'ada@example.org'`))[0].state, 'active', 'a GET changes nothing');
  // As a provider does it: exactly this body, no cookie, no Origin, its own or a foreign one.
  const oneClick = (headers: Record<string, string>, body: BodyInit) => fetch(site.address + unsubscribe, { method: 'POST', redirect: 'manual', headers, body });
  const multipart = new FormData();
  multipart.set('List-Unsubscribe', 'One-Click');
  for (const [headers, body] of [[{ 'content-type': 'application/x-www-form-urlencoded' }, 'List-Unsubscribe=One-Click'], [{}, multipart], [{ 'content-type': 'application/x-www-form-urlencoded', origin: 'https://mail.example.com', 'sec-fetch-site': 'cross-site' }, 'List-Unsubscribe=One-Click']] as [Record<string, string>, BodyInit][]) {
    const answer = await oneClick(headers, body);
    assert.deepEqual([answer.status, answer.headers.get('location')], [200, null]);
  }
  assert.equal((await query<{ state: string }>(sql`select state from subscribers where email = 'ada@example.org'`))[0].state, 'stopped');
  assert.equal((await runDigest('2025-10-09T05:00:00Z')).planned, 0);

  const settings = linkTo(digest, '/subscription');
  assert.match(await (await fetch(site.address + settings)).text(), /Send it again/);
  assert.match(await (await form(settings, { do: 'resume' })).text(), /It goes on/);
  assert.match(await (await form(settings, { do: 'save', frequency: 'weekly', weekday: '5', hour: '18', zone: 'Asia/Kolkata', topics: 'cs.LG', authors: '', searches: '', most: '5' })).text(), /every Friday at 18:00, Asia\/Kolkata/);
  assert.match(await (await form(settings, { do: 'save', zone: 'Mars/Olympus', topics: '' })).text(), /no time zone/);
  assert.match(await (await form(settings, { do: 'forget' })).text(), /are deleted/);
  assert.deepEqual(await query(sql`select 1 from subscribers where email = 'ada@example.org'`), []);
  assert.equal((await oneClick({ 'content-type': 'application/x-www-form-urlencoded' }, 'List-Unsubscribe=One-Click')).status, 200, 'also when it is gone');
});

test('tokens are good for their purpose and their subscription only', async () => {
  const store = await openStore({ dataDir: folder });
  const { settingsToken, unsubscribeToken } = await import('@galley/digest');
  const id = '11111111-2222-4333-8444-555555555555', settings = await settingsToken(store.db, id), unsubscribe = await unsubscribeToken(store.db, id);
  await store.close();
  assert.deepEqual(await Promise.all([`/subscription/${unsubscribe}`, `/unsubscribe/${settings}`, `/unsubscribe/${'A'.repeat(43)}`, `/subscribe/confirm/${settings}`].map(async (p) => (await fetch(site.address + p)).status)), [404, 404, 404, 200]);
  assert.equal((await form(`/unsubscribe/${settings}`, {})).status, 404);
});

test('a write from another site is refused everywhere but where a mail provider posts', async () => {
  for (const place of ['/subscribe', '/subscription']) assert.equal((await form(place, { email: 'eve@example.org' }, { origin: 'https://evil.example' })).status, 403, place);
  assert.equal((await form('/subscribe', { email: 'eve@example.org' }, { 'sec-fetch-site': 'cross-site' })).status, 403);
});

test('bounces are taken with the token only, and a forged one stops nobody', async () => {
  await query(sql`insert into subscribers (id, email, state, confirmed) values ('22222222-2222-4333-8444-555555555555', 'grace@example.org', 'active', now())`);
  await query(sql`insert into digests (subscriber, period, state, message_id) values ('22222222-2222-4333-8444-555555555555', '2025-10-07', 'sent', '<known@papers.lab.example>')`);
  const report = (id: string) => `From: MAILER-DAEMON@mx.example.org\r\nTo: bounce@localhost\r\nSubject: Undelivered Mail\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; grace@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${id}\r\nSubject: x\r\n\r\n--b--\r\n`;
  const hand = (body: string, bearer = token) => fetch(`${site.address}/api/mail/bounces`, { method: 'POST', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'message/rfc822' }, body });
  assert.equal((await hand(report('<known@papers.lab.example>'), 'wrong')).status, 401);
  assert.equal((await hand('x'.repeat(2_000_001))).status, 413);
  assert.deepEqual(await (await hand(report('<forged@papers.lab.example>'))).json(), { what: 'bounce', recipients: [{ recipient: 'grace@example.org', kind: 'hard', known: false, stopped: false }] });
  assert.deepEqual(await (await hand(report('<known@papers.lab.example>'))).json(), { what: 'bounce', recipients: [{ recipient: 'grace@example.org', kind: 'hard', known: true, stopped: true }] });
  assert.equal((await query<{ state: string }>(sql`select state from subscribers where email = 'grace@example.org'`))[0].state, 'bounced');
});

test('the outbox is for the admin alone; a signed-in reader subscribes without a mail to confirm', async (t) => {
  const other = await startSite({ shared: true, env: { ADMIN_EMAIL: 'root@example.org' } });
  t.after(() => other.stop());
  assert.equal((await fetch(`${other.address}/admin/outbox`, { redirect: 'manual' })).ok, false);
  const [reader, admin] = [await cookieOf(other, 'reader@example.org'), await cookieOf(other, 'root@example.org')];
  assert.equal((await fetch(`${other.address}/admin/outbox`, { headers: { cookie: reader } })).status, 403);
  const list = await (await fetch(`${other.address}/admin/outbox`, { headers: { cookie: admin } })).text(), id = /\/admin\/outbox\/([0-9a-f-]{36})/.exec(list)![1];
  assert.match(list, /reader@example\.org/);
  assert.match(await (await fetch(`${other.address}/admin/outbox/${id}`, { headers: { cookie: admin } })).text(), /Message-ID/i);
  const mine = (fields?: Record<string, string>) => fetch(`${other.address}/subscription`, { redirect: 'manual', headers: { cookie: reader, accept: 'text/html', origin: other.address }, ...(fields && { method: 'POST', body: new URLSearchParams(fields) }) });
  assert.match(await (await mine()).text(), /To reader@example\.org\. What you follow here counts too/);
  assert.match(await (await mine({ topics: 'cs.LG', frequency: 'daily', hour: '6', zone: 'UTC' })).text(), /daily at 06:00, UTC/, 'a proved address needs no mail to confirm');
  assert.match(await (await mine({ do: 'save', topics: 'cs.CV', frequency: 'weekly', weekday: '2', hour: '6', zone: 'UTC' })).text(), /every Tuesday at 06:00/);
  assert.match(await (await mine({ do: 'stop' })).text(), /It is stopped/);
  assert.equal((await fetch(`${other.address}/subscription`, { redirect: 'manual' })).headers.get('location'), '/subscribe');
  for (const place of [`/admin/outbox/${id}`, `/admin/outbox/${id}/html`]) assert.equal((await fetch(other.address + place, { headers: { cookie: reader } })).status, 403, place);
});

test('the preview shows the mail and its text, by choices in the address, and hostile titles stay text', async () => {
  await query(sql`update listings set day = current_date where day = ${day}`);
  const page = await fetch(`${site.address}/digest/preview?topics=a&authors=Ada+Lovelace`);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /author Ada Lovelace/);
  const frame = await fetch(`${site.address}/digest/preview/mail?topics=a&authors=Ada+Lovelace`), html = await frame.text();
  assert.match(frame.headers.get('content-security-policy')!, /default-src 'none'.*sandbox/);
  assert.match(html, /&lt;img src=x onerror=alert\(1\)&gt;/);
  assert.doesNotMatch(html, /<script|<img/i);
  assert.equal((await fetch(`${site.address}/digest/preview?topics=a&zone=Mars`)).status, 400);
});
