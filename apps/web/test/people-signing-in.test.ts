/** Signing in, by HTTP: what a program sees that tries what no reader does. */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { day, fillFolder } from './fixture.ts';
import { cookieOf, cookiesIn, linkIn, newestMail, post } from './signing-in.ts';
import { galley, startSite, type Site } from './site.ts';

let site: Site, ada: string;
before(async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'galley-people-'));
  await fillFolder(dataDir);
  site = await startSite({ dataDir, shared: true, env: { ADMIN_EMAIL: 'ada@example.org' } });
  ada = await cookieOf(site, 'ada@example.org');
});
after(() => site.stop());

const get = (place: string, cookie = '', headers: Record<string, string> = {}) => fetch(site.address + place, { redirect: 'manual', headers: { cookie, ...headers } });
async function stamp(place = '/sign-in', cookie = ''): Promise<string> {
  const found = /name="began" value="([^"]+)"/.exec(await (await get(place, cookie)).text())![1];
  await new Promise((done) => { setTimeout(done, 800); });
  return found;
}
const vote = (cookie: string, on = 'yes', headers: Record<string, string> = {}) => post(site, '/papers/2407.00123?/vote', { on, back: '/papers/2407.00123' }, cookie, headers);

test('the session is in a cookie no script and no other site can use', async () => {
  const began = await stamp(), asked = await post(site, '/sign-in', { email: 'cookies@example.org', began, website: '', next: '/' }), [browser] = asked.headers.getSetCookie();
  const { searchParams } = new URL(linkIn((await newestMail(site, 'cookies@example.org')).text)), answer = await post(site, '/sign-in/link', { token: searchParams.get('token')!, next: '/' }, cookiesIn(asked));
  const session = answer.headers.getSetCookie().find((c) => c.startsWith('__Host-galley='))!;
  for (const cookie of [session, browser]) { assert.match(cookie, /^__Host-/); for (const part of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) assert.match(cookie, new RegExp(`; ${part}(;|$)`), part); assert.doesNotMatch(cookie, /Domain=/i); }
  assert.ok(Buffer.from(session.split(';')[0].split('=')[1], 'base64url').length >= 32);
});

test('the answer is the same, byte by byte, whether an address is known, unknown or banned', async () => {
  await cookieOf(site, 'closed@example.org');
  await galley(site.dataDir, 'accounts', 'ban', 'closed@example.org', 'spam');
  const began = await stamp(), seen: string[] = [];
  for (const email of ['ada@example.org', 'nobody@example.org', 'closed@example.org']) {
    const answer = await post(site, '/sign-in', { email, began, website: '', next: '/claims' }), page = await get(answer.headers.get('location')!, cookiesIn(answer));
    const without = (text: string) => text.replace(/name="began" value="[^"]+"/, '').replace(/__Host-galley-browser=[\w-]+/, '');
    const headers = (from: Response) => [...from.headers].filter(([name]) => !['date', 'x-request-id', 'ratelimit', 'etag'].includes(name)).map(([name, value]) => without(`${name}: ${value}`)).join('\n');
    seen.push([answer.status, headers(answer), await answer.text(), page.status, headers(page), without(await page.text())].join('\n'));
    assert.equal((await newestMail(site, email)).subject, `Your link to sign in to localhost:${new URL(site.address).port}`);
  }
  assert.equal(seen[0], seen[1]);
  assert.equal(seen[0], seen[2]);
  assert.match(seen[0], /Look into your mail/);
  assert.match((await newestMail(site, 'closed@example.org')).text, /closed: spam/);
});

test('GET of a link, by scanners or people, uses nothing up; only its browser’s POST does, once', async () => {
  const asked = await post(site, '/sign-in', { email: 'once@example.org', began: await stamp(), website: '', next: '/claims' }), browser = cookiesIn(asked), link = new URL(linkIn((await newestMail(site, 'once@example.org')).text)), token = link.searchParams.get('token')!;
  for (let i = 0; i < 3; i++) assert.match(await (await get(link.pathname + link.search, browser)).text(), /Sign in as once@example\.org/);
  const elsewhere = await (await get(link.pathname + link.search)).text();
  assert.match(elsewhere, /asked for in another browser/);
  assert.doesNotMatch(elsewhere, /once@example/, 'and tells no address');
  assert.equal((await post(site, '/sign-in/link', { token, next: '/' })).status, 403);
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(site, '/sign-in/link', { token, next: link.searchParams.get('next')! }, browser)));
  assert.deepEqual(answers.map((a) => a.status).sort(), [303, ...Array<number>(7).fill(403)]);
  assert.equal(answers.find((a) => a.status === 303)!.headers.get('location'), '/claims');
  assert.match(await (await get(link.pathname + link.search, browser)).text(), /used already/);
});

test('nobody is led off the site', async () => {
  for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example/', 'javascript:alert(1)']) {
    assert.match(await (await get(`/sign-in?next=${encodeURIComponent(next)}`)).text(), /name="next" value="\/"/);
    const answer = await post(site, '/papers/2407.00123?/vote', { on: 'yes', back: next }, ada);
    assert.equal(answer.headers.get('location'), '/');
  }
  assert.equal((await get('/account')).headers.get('location'), '/sign-in?next=%2Faccount');
});

test('pages of other sites, and requests that GET, change nothing', async () => {
  assert.equal((await vote(ada, 'yes', { origin: 'https://evil.example' })).status, 403);
  assert.equal((await vote(ada, 'yes', { origin: 'null' })).status, 403);
  assert.equal((await vote(ada, 'yes', { origin: '', 'sec-fetch-site': 'cross-site' })).status, 403);
  for (const place of ['/papers/2407.00123?/vote&on=yes', '/sign-out', '/account?/endAll', '/account/delete']) await get(place, ada);
  assert.match(await (await get('/account', ada)).text(), /Where you are signed in/, 'still signed in');
});

test('an account that nobody has cannot be used, and a session that ended ends everywhere', async () => {
  assert.match((await vote('')).headers.get('location')!, /^\/sign-in\?next=/);
  assert.match((await vote('__Host-galley=nonsense')).headers.get('location')!, /^\/sign-in/);
  const ben = await cookieOf(site, 'ben@example.org');
  assert.equal((await vote(ben)).status, 303);
  assert.equal((await post(site, '/sign-out', {}, ben)).headers.get('location'), '/');
  assert.match((await vote(ben)).headers.get('location')!, /^\/sign-in/);
});

test('readers do not get into the rooms of admins or of others', async () => {
  const eve = await cookieOf(site, 'eve@example.org');
  for (const place of ['/admin/accounts', '/admin/moderation', '/admin/audit', '/curate']) assert.equal((await get(place, eve)).status, 403, place);
  assert.equal((await post(site, '/admin/accounts?/role', { handle: 'x', role: 'admin' }, eve)).status, 403);
  assert.equal((await post(site, '/admin/moderation', { report: 'x', decision: 'keep' }, eve)).status, 403);
  for (const place of ['/admin/accounts', '/admin/moderation', '/admin/audit', '/curate']) assert.equal((await get(place, ada)).status, 200, place);
  const handle = /name="handle"[^>]*value="([^"]+)"/.exec(await (await get('/account', ada)).text())![1];
  assert.equal((await post(site, '/collections', { name: 'Secret' }, ada)).headers.get('location'), `/collections/${handle}/secret`);
  assert.equal((await get(`/collections/${handle}/secret`, eve)).status, 404);
  assert.equal((await post(site, `/collections/${handle}/secret?/change`, { name: 'Stolen', public: 'on' }, eve)).status, 404, 'it is not even there for others');
});

test('a list leaves out what its reader has opened, when the reader wants that, and nobody else’s', async () => {
  const reader = await cookieOf(site, 'seen@example.org'), listed = async (cookie: string, query = '') => [...(await (await get(`/papers/${day}${query}`, cookie)).text()).matchAll(/<li data-key id="row-([\d.]+)"/g)].map((m) => m[1]), all = await listed(reader);
  await get('/papers/2510.00003', reader, { 'sec-purpose': 'prefetch' });
  await get('/papers/2510.00002', reader);
  assert.deepEqual(await listed(reader), all, 'nothing is hidden unless it is wished');
  assert.equal((await post(site, '/account?/profile', { name: 'Seen', handle: 'seen-reader', hides: '7' }, reader)).status, 303);
  assert.deepEqual(await listed(reader), all.filter((arxiv) => arxiv !== '2510.00002'), 'and what a browser fetched ahead was not opened');
  assert.deepEqual(await listed(reader, '?all'), all);
  assert.deepEqual(await listed(ada), all);
  assert.deepEqual(await listed(''), all);
});

test('a program that fills in the form gets the usual answer, and no mail goes out', async () => {
  const began = /name="began" value="([^"]+)"/.exec(await (await get('/sign-in')).text())![1];
  const hasty = await post(site, '/sign-in', { email: 'hasty@example.org', began, website: '', next: '/' });
  await new Promise((done) => { setTimeout(done, 800); });
  const eager = await post(site, '/sign-in', { email: 'hasty@example.org', began, website: 'http://spam', next: '/' });
  for (const answer of [hasty, eager]) assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/sign-in?sent&next=%2F']);
  await assert.rejects(newestMail(site, 'hasty@example.org'), /no mail/);
});

test('keys work for programs and nowhere else, and one for reading changes nothing', async () => {
  const page = await (await post(site, '/account?/makeKey', { name: 'test', scope: 'read', days: '30' }, ada)).text(), key = /galley_[\w-]{43}/.exec(page)![0];
  assert.ok(!(await (await get('/account', ada)).text()).includes(key), 'it is shown once');
  assert.equal((await get('/account', '', { authorization: `Bearer ${key}` })).status, 303, 'a page is not for keys');
  assert.equal((await get('/api/claims', '', { authorization: `Bearer ${key}` })).status, 200);
  assert.equal((await get('/api/claims', '', { authorization: `Bearer ${key.slice(0, -2)}xx` })).status, 401);
});

test('who asks too often is told when to come back, in a sentence and in headers', async () => {
  const began = await stamp();
  let answer = await post(site, '/sign-in', { email: 'often@example.org', began, website: '', next: '/' }), tries = 1;
  assert.match(answer.headers.get('ratelimit')!, /^"ask-sign-in";r=\d+;t=\d+$/);
  while (answer.status === 303 && tries < 40) { answer = await post(site, '/sign-in', { email: 'often@example.org', began, website: '', next: '/' }); tries++; }
  assert.equal(answer.status, 429);
  assert.equal(tries, 7, 'six in an hour');
  assert.match(await answer.text(), /no more is allowed for now\. Try again in \d+ minutes/);
  while (tries++ < 40 && answer.headers.get('retry-after') === null) answer = await post(site, '/sign-in', { email: `many${tries}@example.org`, began, website: '', next: '/' });
  assert.equal(answer.status, 429);
  assert.ok(Number(answer.headers.get('retry-after')) > 0);
  assert.match(answer.headers.get('ratelimit-policy')!, /^"ask-sign-in";q=30;w=3600$/);
});

test('a personal Galley needs no sign-in and says so; its reader votes', async () => {
  const own = await startSite();
  try {
    assert.match(await (await fetch(`${own.address}/sign-in`)).text(), /yours alone/);
    assert.match(await (await fetch(`${own.address}/account`)).text(), /<h1>You<\/h1>/);
    const answer = await post(own, '/papers/2407.00123?/vote', { on: 'yes', back: '/papers/2407.00123' });
    assert.equal(answer.status, 303);
    assert.match(await (await fetch(`${own.address}/papers/2407.00123`)).text(), />Voted<\/button>/);
    assert.equal((await fetch(`${own.address}/admin/accounts`)).status, 200);
  } finally { await own.stop(); }
});
