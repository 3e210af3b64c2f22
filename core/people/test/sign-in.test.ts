import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { rows, type Database } from '@galley/papers';
import { accountByEmail, askForLink, askToMove, auditLog, ban, endSession, endSessions, isRecent, localPath, lookAtLink, makeApiKey, readEmail, readerByApiKey, readerBySession, redeemLink, redeemMove, Refusal, revokeApiKey, sessionsOf, spend, startSession, tidySignIn, unban, type AskLink } from '../src/index.ts';
import { aReader, later, onBoth, postbox, t0 } from './databases.ts';

const browser = 'a browser', start = { userAgent: 'Test/1', network: '192.0.2.1' };
const ask = (email: string, more: Partial<AskLink> = {}): AskLink => ({ email, browser, network: '192.0.2.1', site: 'galley.example', linkOf: (token) => `https://galley.example/sign-in/link?token=${token}`, now: t0, ...more });
const refused = (says: RegExp, status?: number) => (error: unknown) => { assert.ok(error instanceof Refusal, String(error)); assert.match(error.message, says); if (status) assert.equal(error.status, status); return true; };
async function linked(db: Database, email: string, more: Partial<AskLink> = {}): Promise<string> { const post = postbox(); await askForLink(db, post, ask(email, more)); return post.token(); }

onBoth('a link signs in once', async ({ db }) => {
  const token = await linked(db, 'once@example.org'), { token: session } = await redeemLink(db, { token, browser, now: later(1), ...start });
  assert.equal((await readerBySession(db, session, later(1)))?.email, 'once@example.org');
  await assert.rejects(redeemLink(db, { token, browser, now: later(1), ...start }), refused(/used already/, 403));
});

onBoth('of forty that use a link at the same time one gets in, and one session is begun', async ({ db }) => {
  const token = await linked(db, 'race@example.org');
  const tries = await Promise.allSettled(Array.from({ length: 40 }, () => redeemLink(db, { token, browser, now: later(1), ...start })));
  assert.equal(tries.filter((t) => t.status === 'fulfilled').length, 1);
  for (const t of tries) if (t.status === 'rejected') assert.ok(t.reason instanceof Refusal, String(t.reason));
  assert.equal((await sessionsOf(db, (await accountByEmail(db, 'race@example.org'))!.id, later(1))).length, 1);
});

onBoth('a link works for ten minutes and no longer', async ({ db }) => {
  const token = await linked(db, 'late@example.org');
  await assert.rejects(redeemLink(db, { token, browser, now: later(10), ...start }), refused(/older than ten minutes/));
  assert.equal((await lookAtLink(db, token, browser, later(10))).state, 'gone');
  await redeemLink(db, { token, browser, now: later(9.99), ...start });
});

onBoth('looking at a link, however often, leaves it good', async ({ db }) => {
  const token = await linked(db, 'look@example.org');
  for (let i = 0; i < 5; i++) assert.deepEqual(await lookAtLink(db, token, browser, later(1)), { state: 'good', email: 'look@example.org', moves: false });
  await redeemLink(db, { token, browser, now: later(1), ...start });
});

onBoth('a link is good only in the browser that asked, and elsewhere tells no address', async ({ db }) => {
  const token = await linked(db, 'bound@example.org');
  assert.deepEqual(await lookAtLink(db, token, 'another browser', later(1)), { state: 'other browser' });
  assert.deepEqual(await lookAtLink(db, token, undefined, later(1)), { state: 'other browser' });
  for (const other of ['another browser', '']) await assert.rejects(redeemLink(db, { token, browser: other, now: later(1), ...start }), refused(/another browser/));
  await redeemLink(db, { token, browser, now: later(1), ...start });
});

onBoth('known, unknown and banned addresses cause the same rows and the same mails; the banned do not get in', async ({ db }) => {
  const known = await aReader(db), closed = await aReader(db), admin = await aReader(db, 'admin'), post = postbox(), tokens: string[] = [];
  await ban(db, admin.id, closed.handle, 'spam', t0);
  const counted = async () => (await rows<{ links: number; accounts: number }>(db, sql`select (select count(*)::int from sign_in_links) as links, (select count(*)::int from accounts) as accounts`))[0];
  for (const email of [known.email!, 'unknown@example.org', closed.email!]) {
    const before = await counted();
    await askForLink(db, post, ask(email, { linkOf: (token) => { tokens.push(token); return token; } }));
    assert.deepEqual(await counted(), { links: before.links + 1, accounts: before.accounts });
  }
  assert.deepEqual(post.sent.map((m) => [m.kind, m.to, m.subject]), [known.email!, 'unknown@example.org', closed.email!].map((to) => ['sign-in', to, 'Your link to sign in to galley.example']));
  assert.match(post.sent[2].text, /closed: spam/);
  await assert.rejects(redeemLink(db, { token: tokens[2], browser, now: later(1), ...start }), refused(/closed: spam/, 403));
  await unban(db, admin.id, closed.handle, t0);
});

onBoth('no token is kept as it is', async ({ db }) => {
  const token = await linked(db, 'hashed@example.org'), { token: session, account } = await redeemLink(db, { token, browser, now: later(1), ...start });
  const reader = (await readerBySession(db, session, later(1)))!, key = await makeApiKey(db, reader, { name: 'k', scopes: ['read'], now: later(1) });
  const kept = JSON.stringify([await rows(db, sql`select * from sign_in_links`), await rows(db, sql`select * from sessions where account = ${account}::uuid`), await rows(db, sql`select * from api_keys`)]);
  for (const secret of [token, session, key, browser]) assert.ok(!kept.includes(secret));
  for (const secret of [token, session, key.slice(7)]) assert.ok(Buffer.from(secret, 'base64url').length >= 32, '256 bits');
});

onBoth('a session ends when idle for 14 days, after 90 days at most, when it is ended, and when its reader is banned', async ({ db }) => {
  const reader = await aReader(db), day = 24 * 60, begin = () => startSession(db, reader.id, { method: 'link', ...start, now: t0 }), alive = async (token: string, minutes: number) => (await readerBySession(db, token, later(minutes))) !== null;
  const idle = await begin();
  assert.ok(await alive(idle, 13.9 * day));
  assert.ok(await alive(idle, 27 * day), 'reading keeps it');
  assert.ok(!(await alive(idle, 41.1 * day)));
  const old = await begin();
  for (let d = 10; d < 90; d += 10) assert.ok(await alive(old, d * day));
  assert.ok(await alive(old, 89.9 * day));
  assert.ok(!(await alive(old, 90 * day)));
  const [one, two, three] = [await begin(), await begin(), await begin()];
  await endSession(db, reader.id, (await readerBySession(db, one, t0))!.session!);
  assert.ok(!(await alive(one, 1)) && (await alive(two, 1)));
  await endSession(db, (await aReader(db)).id, (await readerBySession(db, two, t0))!.session!);
  assert.ok(await alive(two, 1), 'nobody ends the session of another');
  await endSessions(db, reader.id, (await readerBySession(db, two, t0))!.session!);
  assert.ok((await alive(two, 1)) && !(await alive(three, 1)));
  await ban(db, null, reader.handle, 'a reason', t0);
  assert.ok(!(await alive(two, 1)));
});

onBoth('each sign-in begins a new session and ends the one this browser had', async ({ db }) => {
  const reader = await aReader(db), first = await startSession(db, reader.id, { method: 'link', ...start, now: t0 });
  const { token } = await redeemLink(db, { token: await linked(db, reader.email!), browser, now: later(1), ...start, replaces: first });
  assert.notEqual(token, first);
  assert.equal(await readerBySession(db, first, later(1)), null);
});

onBoth('ADMIN_EMAIL is admin from its first sign-in, and nobody else is', async ({ db }) => {
  for (const [email, role] of [['chief@example.org', 'admin'], ['chief@example.org.evil.example', 'reader']] as const) {
    const { token } = await redeemLink(db, { token: await linked(db, email), browser, now: later(1), ...start, adminEmail: 'Chief@Example.org' });
    assert.equal((await readerBySession(db, token, later(1)))?.role, role);
  }
});

onBoth('an account moves when the new address confirms; sessions end, the old address is told, it is written down', async ({ db }) => {
  const reader = await aReader(db), old = await startSession(db, reader.id, { method: 'link', ...start, now: t0 }), post = postbox();
  await askToMove(db, post, reader, ask('moved@example.org'));
  const token = post.token();
  assert.equal(post.sent[0].to, 'moved@example.org');
  await assert.rejects(redeemLink(db, { token, browser, now: later(1), ...start }), refused(/./), 'such a link does not sign in');
  await assert.rejects(redeemMove(db, post, (await aReader(db)).id, { token, browser, site: 's', now: later(1), ...start }), refused(/./), 'nor moves another account');
  const { token: session } = await redeemMove(db, post, reader.id, { token, browser, site: 'galley.example', now: later(1), ...start });
  assert.equal(await readerBySession(db, old, later(1)), null);
  assert.equal((await readerBySession(db, session, later(1)))?.email, 'moved@example.org');
  assert.deepEqual([post.sent.at(-1)!.kind, post.sent.at(-1)!.to], ['notice', reader.email]);
  assert.equal((await auditLog(db, { about: reader.id }))[0].action, 'e-mail changed');
  await assert.rejects(redeemMove(db, post, reader.id, { token, browser, site: 's', now: later(1), ...start }), refused(/used already/));
});

onBoth('asking for an address that is taken looks the same and moves nothing', async ({ db }) => {
  const reader = await aReader(db), other = await aReader(db), post = postbox();
  await askToMove(db, post, reader, ask(other.email!));
  await askToMove(db, post, reader, ask('free@example.org'));
  assert.deepEqual(post.sent[0].subject, post.sent[1].subject);
  assert.doesNotMatch(post.sent[0].text, /token=/);
});

onBoth('keys and another address need a sign-in of the last 15 minutes', async ({ db }) => {
  const reader = await aReader(db);
  assert.ok(isRecent(reader, later(14.9)) && !isRecent(reader, later(15)));
  await assert.rejects(makeApiKey(db, reader, { name: 'k', scopes: ['read'], now: later(15) }), refused(/last 15 minutes/, 401));
  await assert.rejects(askToMove(db, postbox(), reader, ask('x@example.org', { now: later(15) })), refused(/last 15 minutes/));
  assert.ok(!isRecent({ ...reader, signedIn: undefined, scopes: ['read', 'write'] }, t0), 'a key makes no keys');
});

onBoth('an API key reads, or writes too, until it ends or is revoked or its reader banned', async ({ db }) => {
  const reader = await aReader(db), key = await makeApiKey(db, reader, { name: 'k', scopes: ['write'], days: 30, now: t0 });
  assert.deepEqual((await readerByApiKey(db, key, later(1)))?.scopes, ['read', 'write']);
  assert.equal(await readerByApiKey(db, key, later(30 * 24 * 60)), null);
  for (const wrong of ['', 'galley_', `${key}x`, key.slice(0, -1), key.replace('galley_', 'other_')]) assert.equal(await readerByApiKey(db, wrong, later(1)), null);
  const [{ id }] = await rows<{ id: string }>(db, sql`select id from api_keys where account = ${reader.id}::uuid`);
  await revokeApiKey(db, await aReader(db), id);
  assert.ok(await readerByApiKey(db, key, later(1)), 'only its owner revokes it');
  await revokeApiKey(db, reader, id);
  assert.equal(await readerByApiKey(db, key, later(1)), null);
  const other = await makeApiKey(db, reader, { name: 'k', scopes: ['read'], now: t0 });
  await ban(db, null, reader.handle, 'a reason');
  assert.equal(await readerByApiKey(db, other, later(1)), null);
});

onBoth('points are counted across all that count at once, and come back when the window is over', async ({ db }) => {
  const spent = await Promise.all(Array.from({ length: 20 }, () => spend(db, 'ask sign-in address', 'many@example.org', t0)));
  assert.equal(spent.filter((s) => s.allowed).length, 6);
  assert.deepEqual((await spend(db, 'ask sign-in address', 'many@example.org', later(59))).allowed, false);
  assert.deepEqual(await spend(db, 'ask sign-in address', 'many@example.org', later(60)), { allowed: true, limit: { points: 6, seconds: 3600 }, remaining: 5, reset: 3600 });
  assert.ok((await spend(db, 'ask sign-in address', 'other@example.org', t0)).allowed);
  assert.ok(!JSON.stringify(await rows(db, sql`select * from rate_limits`)).includes('example.org'), 'whom it is about is not kept');
});

onBoth('what is over is forgotten', async ({ db }) => {
  await linked(db, 'old@example.org');
  await tidySignIn(db, later(100 * 24 * 60));
  const left = await rows<{ n: number }>(db, sql`select count(*)::int as n from sign_in_links union all select count(*)::int from sessions union all select count(*)::int from challenges`);
  assert.deepEqual(left.map((r) => r.n), [0, 0, 0]);
});

test('an address is read or refused with a sentence, and never holds a line break', () => {
  assert.equal(readEmail('  Ada@Example.ORG '), 'ada@example.org');
  for (const good of ['a@b.c', 'first.last+tag@sub.example.org', "o'neil@example.org", 'ünï@exämple.org', 'root@localhost', `${'a'.repeat(64)}@example.org`]) assert.equal(readEmail(good), good);
  for (const bad of ['', 'ada', '@example.org', 'ada@', 'a@b', 'a b@example.org', 'ada@example.org\r\nBcc: x@y.z', 'ada\n@example.org', '.a@example.org', 'a..b@example.org', 'a@-x.org', 'a@x-.org', 'a@x..org', `${'a'.repeat(65)}@example.org`, `a@${'b'.repeat(250)}.org`, 'a,b@example.org', '<a@example.org>', undefined, 7]) assert.throws(() => readEmail(bad), Refusal, String(bad));
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (local) => { let read = ''; try { read = readEmail(`${local}@example.org`); } catch (error) { assert.ok(error instanceof Refusal); } assert.doesNotMatch(read, /[\s\u0000-\u001f<>,;:"()[\]\\]/); }), { numRuns: 2000 });
});

test('after signing in nobody is led off the site', () => {
  for (const good of ['/', '/papers/2407.00123?x=1#comments', '/search?q=a%20b']) assert.equal(localPath(good), good);
  for (const bad of ['//evil.example', '/\\evil.example', '\\\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/\t/evil.example', '/%0d%0aLocation:x\r\n', '/a\\b', '/.//evil.example', '/..//evil.example', undefined, null, '', 'papers']) assert.equal(new URL(localPath(bad), 'https://galley.example').origin, 'https://galley.example', String(bad));
  for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example']) assert.equal(localPath(bad), '/');
  const nasty = fc.string({ unit: fc.constantFrom('/', '\\', '.', ':', '@', '?', '#', '%', '\t', '\n', ' ', 'a', 'evil.example', 'https:', '%2f', '%5c', '..'), maxLength: 12 });
  fc.assert(fc.property(nasty, (given) => { const path = localPath(`/${given}`); assert.equal(new URL(path, 'https://galley.example').origin, 'https://galley.example'); assert.ok(path.startsWith('/') && !path.startsWith('//')); }), { numRuns: 5000 });
});
