import assert from 'node:assert/strict';
import events from 'node:events';
import net from 'node:net';
import { after, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { isPublicAddress, wrongAddress, wrongRedirect } from '../../src/sources/address.ts';
import { FetchError, guardedFetch, readRetryAfter, type Answer, type FetchSettings } from '../../src/sources/fetch.ts';
import { inTurn, misbehaving, status, StillClock, type Handler } from './misbehaving-server.ts';

const text = (answer: Answer) => answer.text;
async function against(handle: Handler, settings: Partial<FetchSettings> = {}) {
  const clock = new StillClock(), server = await misbehaving(handle, clock);
  const fetch = guardedFetch({ base: server.base, allowPrivate: true, clock, random: { uniform: () => 0.5 }, ...settings });
  return { clock, server, fetch, get: (place = '/', signal?: AbortSignal) => fetch(server.base + place, { read: text, signal }) };
}
const fails = (why: RegExp, again?: boolean) => (error: unknown) => { assert.ok(error instanceof FetchError, String(error)); assert.match(error.message, why); if (again !== undefined) assert.equal(error.again, again); return true; };

test('private, loopback, link-local, shared, multicast, reserved and translated addresses are not public; others are', () => {
  const closed = ['0.0.0.0', '10.1.2.3', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.0.9', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1', '192.0.0.8', '198.18.0.1', '203.0.113.7', '224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255',
    '::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', '2001:db8::1', '3fff::1', '100::1', '', 'localhost', '1.2.3', '0x7f.0.0.1'];
  for (const address of closed) assert.equal(isPublicAddress(address), false, address);
  for (const address of ['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.0', '172.15.0.1', '172.32.0.1', '128.84.21.199', '2606:4700::1', '2a04:4e42::644']) assert.equal(isPublicAddress(address), true, address);
});

test('no v4 address is public in its v6-mapped form', () => {
  fc.assert(fc.property(fc.ipV4(), (address) => !isPublicAddress(`::ffff:${address}`)));
});

test('a name that leads to a private address is not connected to, not even when another address of it is public', async () => {
  for (const found of [['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::ffff:127.0.0.1'], ['169.254.169.254']]) {
    const { server, get } = await against((_q, r) => r.end('inside'), {});
    const fetch = guardedFetch({ base: `http://feed.test:${server.port}`, clock: new StillClock(), resolve: async () => found.map((address) => ({ address, family: address.includes(':') ? 6 as const : 4 as const })) });
    await assert.rejects(fetch(`http://feed.test:${server.port}/`, { read: text }), fails(/not a public address/, false));
    assert.equal(server.asked.length, 0);
    assert.equal(await get(), 'inside');
  }
});

test('it connects to the address that was checked, resolved once, whatever the name means a moment later', async () => {
  const { server } = await against((_q, r) => r.end('here'));
  let resolved = 0;
  const base = `http://rebinding.invalid:${server.port}`;
  const fetch = guardedFetch({ base, allowPrivate: true, clock: new StillClock(), resolve: async () => [{ address: resolved++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }] });
  assert.equal(await fetch(`${base}/`, { read: text }), 'here');
  assert.deepEqual([resolved, server.asked[0].headers.host], [1, `rebinding.invalid:${server.port}`]);
});

test('a redirect to a private address is refused before anything is sent', async () => {
  for (const location of ['http://10.0.0.1/', 'http://169.254.169.254/latest/meta-data', 'http://[::1]/', 'http://[::ffff:127.0.0.1]/', 'http://2130706433/', 'http://0x7f.1/', 'http://localhost/', '//192.168.0.1/x', 'file:///etc/passwd', 'http://user:word@127.0.0.1/']) {
    const { server, get } = await against(status(302, { location }));
    await assert.rejects(get(), fails(/^Not fetched: /, false), location);
    assert.equal(server.asked.length, 1, location);
  }
});

test('only the host of the base may be private: an allowed host behind a redirect may not', async () => {
  const { server, get } = await against(status(301, { location: 'http://other.test/' }), { hosts: ['other.test'], resolve: async () => [{ address: '10.0.0.7', family: 4 }] });
  await assert.rejects(get(), fails(/other\.test leads to 10\.0\.0\.7/));
  assert.equal(server.asked.length, 1);
});

test('a redirect to another port of the same host is refused', async () => {
  const hidden = await misbehaving((_q, r) => r.end('secret'));
  const { get } = await against(status(307, { location: hidden.base }));
  await assert.rejects(get(), fails(/port \d+ of 127\.0\.0\.1 is not the port of this source/));
  assert.equal(hidden.asked.length, 0);
});

test('redirects are followed five times and no further, also in circles, and to nowhere not at all', async () => {
  const step: Handler = (q, r) => { const n = Number(q.url!.slice(1)); if (n === 0) r.end('arrived'); else r.writeHead(302, { location: `/${n - 1}` }).end(); };
  const { get } = await against(step);
  assert.equal(await get('/5'), 'arrived');
  await assert.rejects(get('/6'), fails(/more than 5 times/, false));
  await assert.rejects((await against(status(302, { location: '/' }))).get(), fails(/more than 5 times/));
  await assert.rejects((await against(status(302))).get(), fails(/to nowhere/));
});

test('https is never left for http', () => {
  const secure = new URL('https://export.arxiv.org/a'), plain = new URL('http://export.arxiv.org/a');
  assert.match(wrongRedirect(secure, plain)!, /down to http/);
  assert.deepEqual([wrongRedirect(secure, secure), wrongRedirect(plain, secure), wrongRedirect(plain, plain)], [undefined, undefined, undefined]);
});

test('only named hosts, usual ports, http and https, and no credentials', () => {
  const rules = { base: new URL('https://export.arxiv.org/api'), hosts: ['arxiv.org'], allowPrivate: false };
  for (const fine of ['https://export.arxiv.org/x', 'https://ARXIV.org/', 'http://arxiv.org/', 'https://arxiv.org:443/']) assert.equal(wrongAddress(new URL(fine), rules), undefined, fine);
  for (const wrong of ['https://evil.arxiv.org/', 'https://arxiv.org.evil.test/', 'https://arxiv.org@evil.test/', 'https://arxiv.org:22/', 'ftp://arxiv.org/', 'data:text/xml,x', 'https://me:pw@arxiv.org/', 'https://arxiv.org./']) assert.ok(wrongAddress(new URL(wrong), rules), wrong);
});

test('no cookie and no credential is ever sent, also after one was set', async () => {
  const { server, get } = await against(inTurn(status(302, { location: '/in', 'set-cookie': 'a=b' }), 'in'));
  assert.equal(await get(), 'in');
  for (const { headers } of server.asked) assert.deepEqual([headers.cookie, headers.authorization, headers.referer], [undefined, undefined, undefined]);
});

test('429 and 503 wait as long as Retry-After says, in seconds or as a date, then go on', async () => {
  const clock = new StillClock(), date = new Date(clock.now() + 90_000).toUTCString();
  const { server, get, clock: time } = await against(inTurn(status(429, { 'retry-after': '40' }), status(503, { 'retry-after': date }), 'at last'));
  assert.equal(await get(), 'at last');
  assert.deepEqual(time.slept, [40_000, 50_000]);
  assert.deepEqual(server.asked.map((a) => a.at - server.asked[0].at), [0, 40_000, 90_000]);
});

test('Retry-After is read as seconds or an HTTP date, and nothing else', () => {
  assert.deepEqual(['0', '120', 'Fri, 31 Dec 1999 23:59:59 GMT', '-5', 'soon', '1.5', '', undefined].map((given) => readRetryAfter(given, 1000)), [1000, 121_000, 946684799000, undefined, undefined, undefined, undefined, undefined]);
});

test('without Retry-After the wait doubles, with jitter, at most to its bound; the tries are counted', async () => {
  const { clock, server, get } = await against(status(503), { limits: { tries: 6, backoffMs: 1000, longestBackoffMs: 8000 } });
  await assert.rejects(get(), fails(/answered 503\. Tried 6 times\./, true));
  assert.deepEqual(clock.slept, [750, 1500, 3000, 6000, 6000]);
  assert.equal(server.asked.length, 6);
});

test('the jitter lies between half the wait and the whole', async () => {
  for (const [drawn, waits] of [[0, [500, 1000]], [0.999999, [1000, 2000]]] as const) {
    const { clock, get } = await against(inTurn(status(429), status(429), 'fine'), { random: { uniform: () => drawn }, limits: { backoffMs: 1000 } });
    await get();
    assert.deepEqual(clock.slept.map((ms) => Math.round(ms)), waits);
  }
});

test('a server that wants more patience than allowed is left alone, and the error says until when', async () => {
  const { clock, server, get } = await against(status(503, { 'retry-after': '86400' }));
  const before = clock.now();
  await assert.rejects(get(), (error) => fails(/come back after 2026-07-21T12:00:00/, true)(error) && (error as FetchError).retryAt === before + 86_400_000);
  assert.deepEqual([server.asked.length, clock.slept.length], [1, 0]);
});

test('what will not pass is not tried again', async () => {
  for (const code of [400, 401, 403, 404, 410, 501]) {
    const { server, get } = await against(status(code));
    await assert.rejects(get(), fails(new RegExp(`answered ${code}`), false));
    assert.equal(server.asked.length, 1);
  }
});

const once = { tries: 1 };
test('a server that takes the connection and never answers is given up', async () => {
  const run = await against(() => run.clock.advance(60_000), { limits: once });
  await assert.rejects(run.get(), fails(/did not answer within 60 s/, true));
});

test('a body that stops in the middle is given up after its silence', async () => {
  const run = await against((_q, r) => {
    r.write('half');
    const ticking = setInterval(() => run.clock.advance(10_000), 3);
    r.on('close', () => clearInterval(ticking));
  }, { limits: { ...once, firstByteMs: 1e12, wholeMs: 1e12 } });
  await assert.rejects(run.get(), fails(/fell silent for 30 s/, true));
});

test('a slow loris, a byte a second and never silent, is ended by the time allowed for the whole', async () => {
  let sent = 0;
  const run = await against((_q, r) => {
    const ticking = setInterval(() => { r.write('x'); sent++; run.clock.advance(1000); }, 1);
    r.on('close', () => clearInterval(ticking));
  }, { limits: once });
  await assert.rejects(run.get(), fails(/longer than 300 s/, true));
  assert.ok(sent >= 299);
});

test('a server that never finishes the handshake is given up', async () => {
  const clock = new StillClock(), mute = net.createServer((socket) => { socket.on('error', () => {}); socket.once('data', () => clock.advance(10_000)); }).listen(0, '127.0.0.1');
  await events.once(mute, 'listening');
  after(() => mute.close());
  const base = `https://127.0.0.1:${(mute.address() as net.AddressInfo).port}`;
  await assert.rejects(guardedFetch({ base, allowPrivate: true, clock, limits: once })(base, { read: text }), fails(/did not take the connection within 10 s/, true));
});

test('a name that is never resolved is given up', async () => {
  const clock = new StillClock(), fetch = guardedFetch({ base: 'http://never.test', clock, limits: once, resolve: () => { setImmediate(() => clock.advance(10_000)); return new Promise(() => {}); } });
  await assert.rejects(fetch('http://never.test/', { read: text }), fails(/not looked up in time/, true));
});

test('a truncated body is asked for again and never handed out', async () => {
  const cut: Handler = (_q, r) => { r.writeHead(200, { 'content-length': '1000' }); r.write('only this', () => r.destroy()); };
  const cutChunk: Handler = (_q, r) => { r.write('only this', () => r.destroy()); };
  const whole = gzipSync('all of it, inflated'), cutGzip: Handler = (_q, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end(whole.subarray(0, whole.length - 6));
  const damaged: Handler = (_q, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip at all');
  const { server, get } = await against(inTurn(cut, cutChunk, cutGzip, damaged, (_q, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end(whole)));
  assert.equal(await get(), 'all of it, inflated');
  assert.equal(server.asked.length, 5);
});

test('deflate is inflated; an encoding nobody asked for is refused', async () => {
  assert.equal(await (await against((_q, r) => r.writeHead(200, { 'content-encoding': 'deflate' }).end(deflateSync('flat')))).get(), 'flat');
  for (const encoding of ['br', 'gzip, gzip', 'zstd']) await assert.rejects((await against(status(200, { 'content-encoding': encoding }, 'x'))).get(), fails(/was not asked for/, false));
});

test('a body of a gigabyte is cut where the limit is, and the connection closed', async () => {
  let sent = 0, closed: () => void;
  const ended = new Promise<void>((resolve) => { closed = resolve; }), piece = Buffer.alloc(1024 * 1024, 'x');
  const { server, get } = await against((_q, r) => {
    const more = () => { while (sent < 1024 && !r.destroyed) { sent++; if (!r.write(piece)) { r.once('drain', more); return; } } };
    r.on('close', () => closed());
    more();
  }, { limits: { bytes: 4 * 1024 * 1024 } });
  await assert.rejects(get(), fails(/more than 4194304 bytes/, false));
  await ended;
  assert.ok(sent < 256, `${sent} MB were sent`);
  assert.equal(server.asked.length, 1);
});

test('a body that announces a gigabyte is not begun', async () => {
  const { get } = await against((_q, r) => { r.writeHead(200, { 'content-length': String(1024 ** 3) }); r.write('x'); });
  await assert.rejects(get(), fails(/more than \d+ bytes/, false));
});

test('a gzip bomb is refused by its ratio, and by its size when the ratio is harmless', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024)), dense = gzipSync(Buffer.from(Array.from({ length: 400_000 }, (_, i) => `${(i * 2654435761) >>> 0} `).join('')));
  const explode: Handler = (_q, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb), pack: Handler = (_q, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end(dense);
  await assert.rejects((await against(explode)).get(), fails(/inflates to more than 200 times/, false));
  await assert.rejects((await against(pack, { limits: { inflatedBytes: 2_000_000 } })).get(), fails(/more than 2000000 bytes/, false));
});

test('stopping ends a request in the middle of a body, and a wait between two tries', async () => {
  const stop = new AbortController(), reason = new Error('enough');
  const body = await against((_q, r) => { r.write('half'); setImmediate(() => stop.abort(reason)); });
  await assert.rejects(body.get('/', stop.signal), reason);
  const later = new AbortController(), clock = new StillClock();
  clock.sleep = async (_ms, signal) => { later.abort(reason); signal?.throwIfAborted(); };
  const waiting = await against(status(503), { clock });
  await assert.rejects(waiting.get('/', later.signal), reason);
  assert.equal(waiting.server.asked.length, 1);
});

test('a connection that is refused is tried again and told in the end', async () => {
  const fetch = guardedFetch({ base: 'http://127.0.0.1:9', allowPrivate: true, clock: new StillClock(), limits: { tries: 2 } });
  await assert.rejects(fetch('http://127.0.0.1:9/', { read: text }), fails(/broke off: ECONNREFUSED\. Tried 2 times/, true));
});
