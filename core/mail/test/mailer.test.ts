import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { openStore, secretOf, type Store } from '@galley/papers';
import { clearOutbox, flowed, MailError, mailSettings, MailSettingsError, openMailer, outboxLines, outboxMail, readReturnPath, sealed, unsealed, widthOf, type Mail } from '../src/index.ts';
import { startRelay } from './relay.ts';
import { verifyDkim } from './verify-dkim.ts';

let store: Store, folder: string;
before(async () => { folder = mkdtempSync(path.join(os.tmpdir(), 'galley-mail-')); store = await openStore({ dataDir: folder }); });
after(async () => { await store.close(); rmSync(folder, { recursive: true, force: true }); });

const publicUrl = 'https://papers.lab.example';
const mail = (more: Partial<Mail> = {}): Mail => ({ kind: 'notice', to: 'ada@example.org', subject: 'A subject', text: 'A text.', ...more });
const refused = (kind: MailError['kind']) => (error: unknown) => error instanceof MailError && error.kind === kind;

test('a mail reaches a real SMTP server with the headers that automatic mail has', async (t) => {
  const relay = await startRelay(), mailer = await openMailer(store, mailSettings({ PUBLIC_URL: publicUrl, SMTP_URL: relay.url }));
  t.after(async () => { await mailer.close(); await relay.stop(); });
  const { messageId } = await mailer.send(mail({ subject: 'Größe: 10⁴ 日本語', text: 'Grüße', html: '<p>Grüße</p>', messageId: '<kept@papers.lab.example>' }));
  assert.equal(messageId, '<kept@papers.lab.example>');
  const [{ from, to, raw }] = relay.taken, parsed = await PostalMime.parse(raw);
  assert.deepEqual([from, to], ['galley@papers.lab.example', ['ada@example.org']]);
  assert.equal(parsed.subject, 'Größe: 10⁴ 日本語');
  assert.equal(parsed.messageId, '<kept@papers.lab.example>');
  assert.deepEqual(parsed.from, { name: 'Galley', address: 'galley@papers.lab.example' });
  assert.match(raw, /^Auto-Submitted: auto-generated\r$/m);
  assert.match(raw, /^Date: \w{3}, \d{2} \w{3} \d{4} /m);
  assert.match(raw, /^Content-Type: multipart\/alternative/m);
  assert.match(raw, /Content-Type: text\/plain; charset=utf-8; format=flowed/);
  assert.doesNotMatch(raw, /^(Precedence|List-Id):/im, 'not a list mail');
  assert.ok([...raw].every((c) => c.charCodeAt(0) < 128), 'only ASCII on the wire');
  assert.deepEqual([parsed.text?.trim(), parsed.html?.trim()], ['Grüße', '<p>Grüße</p>']);
});

test('list mail says so, and a mail without HTML has one part', async () => {
  const mailer = await openMailer(store, mailSettings({ PUBLIC_URL: publicUrl }));
  await mailer.send(mail({ kind: 'digest', subject: 'of a list' }));
  const there = (await outboxMail(store.db, (await outboxLines(store.db)).find((l) => l.subject === 'of a list')!.id))!;
  assert.match(there.raw, /^List-I[dD]: Galley daily papers <digest\.papers\.lab\.example>\r$/m);
  assert.match(there.raw, /^Precedence: bulk\r$/m);
  assert.match(there.raw, /^Content-Type: text\/plain; charset=utf-8; format=flowed\r$/m);
});

test('a DKIM signature holds by RFC 6376 and covers both unsubscribe headers; a changed byte breaks it', async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  const relay = await startRelay(), mailer = await openMailer(store, mailSettings({ PUBLIC_URL: publicUrl, SMTP_URL: relay.url, DKIM_DOMAIN: 'lab.example', DKIM_SELECTOR: 's1', DKIM_KEY: privateKey.replaceAll('\n', '\\n') }));
  t.after(async () => { await mailer.close(); await relay.stop(); });
  await mailer.send(mail({ kind: 'digest', subject: 'Signed: β', text: `A paragraph that goes on ${'and on '.repeat(40)}\n\nÜ  two blanks   \n\n\n`, html: '<p>x</p>', headers: { 'List-Unsubscribe': `<${publicUrl}/unsubscribe/${'t'.repeat(43)}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } }));
  const [{ raw }] = relay.taken, checked = verifyDkim(raw, publicKey);
  assert.deepEqual([checked.bodyMatches, checked.signatureMatches, checked.domain, checked.selector], [true, true, 'lab.example', 's1']);
  for (const name of ['from', 'to', 'subject', 'date', 'message-id', 'list-id', 'list-unsubscribe', 'list-unsubscribe-post']) assert.ok(checked.signed.includes(name), name);
  assert.equal(verifyDkim(raw.replace('One-Click', 'Two-Click'), publicKey).signatureMatches, false);
  assert.equal(verifyDkim(raw.replace('goes on', 'went on'), publicKey).bodyMatches, false);
});

test('a line break in a header is refused, wherever it stands', async () => {
  const mailer = await openMailer(store, mailSettings({ PUBLIC_URL: publicUrl }));
  const breaks = ['a\r\nBcc: eve@example.org', 'a\nb', 'a\rb', 'a\0b'];
  for (const bad of breaks) {
    for (const more of [{ subject: bad }, { to: `ada@example.org${bad.slice(1)}` }, { headers: { 'X-One': bad } }, { messageId: `<a@b>${bad}` }]) await assert.rejects(mailer.send(mail(more)), refused('input'), JSON.stringify(more));
  }
  for (const to of ['', 'ada', 'ada@example.org, eve@example.org', 'Ada <ada@example.org>', 'a b@example.org', '"a"@example.org', 'a@b@c']) await assert.rejects(mailer.send(mail({ to })), refused('input'), to);
  await assert.rejects(mailer.send(mail({ headers: { 'X-A: b\r\nBcc': 'c' } })), refused('input'));
  assert.ok((await outboxLines(store.db)).every((l) => l.subject !== 'A subject'), 'none was written');
});

test('no subject, however wild, makes a header of its own', async () => {
  const mailer = await openMailer(store, mailSettings({ PUBLIC_URL: publicUrl }));
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (subject) => {
    try { await mailer.send(mail({ subject })); } catch (error) { return assert.match(subject, /[\r\n\0]/, String(error)); }
    const [newest] = await outboxLines(store.db, { limit: 1 }), { headers } = (await outboxMail(store.db, newest.id))!;
    assert.deepEqual(headers.map((h) => h.name.toLowerCase()).filter((n) => n !== 'subject').toSorted(), ['auto-submitted', 'content-transfer-encoding', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'to']);
  }), { numRuns: 150 });
});

test('what a relay refuses is told apart: later, this address never, this mail never', async (t) => {
  const answers: Record<string, [number, string]> = {
    'gone@example.org': [550, '5.1.1 No such user'], 'gone-plain@example.org': [550, 'User unknown in local recipient table'], 'later@example.org': [451, '4.7.1 Greylisted'], 'full@example.org': [552, '5.2.2 Over quota'],
    'relay@example.org': [554, '5.7.1 Relay access denied'], 'spam@example.org': [550, 'Your address is blocked by our policy'], 'odd@example.org': [550, 'Requested action not taken'],
  };
  const relay = await startRelay({ onRcptTo(address, _session, done) { const said = answers[address.address]; done(said ? Object.assign(new Error(said[1]), { responseCode: said[0] }) : null); } });
  const mailer = await openMailer(store, mailSettings({ PUBLIC_URL: publicUrl, SMTP_URL: relay.url }));
  t.after(async () => { await mailer.close(); await relay.stop(); });
  const kinds: Record<string, string> = {};
  for (const to of Object.keys(answers)) await mailer.send(mail({ kind: 'digest', to })).catch((error: MailError) => { kinds[to.split('@')[0]] = error.kind; });
  assert.deepEqual(kinds, { gone: 'recipient', 'gone-plain': 'recipient', later: 'passing', full: 'passing', relay: 'message', spam: 'message', odd: 'message' });
  await mailer.send(mail({ to: 'fine@example.org' }));
  assert.equal(relay.taken.length, 1, 'a refusal leaves the connection usable');
});

test('a mail refused after DATA is refused as a mail; a relay that is away is a passing fault, told without the password', async (t) => {
  const relay = await startRelay({ onData(stream, _session, done) { stream.resume(); stream.on('end', () => done(Object.assign(new Error('5.7.1 Looks like spam'), { responseCode: 554 }))); } });
  const mailer = await openMailer(store, mailSettings({ SMTP_URL: relay.url }));
  t.after(async () => { await mailer.close(); await relay.stop(); });
  await assert.rejects(mailer.send(mail()), refused('message'));
  const away = await openMailer(store, mailSettings({ SMTP_URL: 'smtp://me:geheim@127.0.0.1:9' }));
  await assert.rejects(away.send(mail()), (error: MailError) => error.kind === 'passing' && !error.message.includes('geheim'));
  assert.equal(away.where, '127.0.0.1:9');
  await away.close();
});

test('a relay that hangs up in the middle is tried once more for a sign-in and never for a digest', async (t) => {
  let connections = 0;
  const relay = net.createServer((socket) => { connections++; socket.on('error', () => {}); socket.write('220 here\r\n'); socket.once('data', () => socket.destroy()); }).listen(0, '127.0.0.1');
  await new Promise((resolve) => { relay.once('listening', resolve); });
  const mailer = await openMailer(store, mailSettings({ SMTP_URL: `smtp://127.0.0.1:${(relay.address() as net.AddressInfo).port}` }));
  t.after(async () => { await mailer.close(); relay.close(); });
  await assert.rejects(mailer.send(mail({ kind: 'digest' })), refused('passing'));
  assert.equal(connections, 1);
  await assert.rejects(mailer.send(mail({ kind: 'sign-in' })), refused('passing'));
  assert.equal(connections, 3);
});

test('the return path says whose mail it was, and cannot be made by others', async (t) => {
  const relay = await startRelay(), settings = mailSettings({ SMTP_URL: relay.url, MAIL_RETURN: 'bounce+{id}@lab.example' }), mailer = await openMailer(store, settings);
  t.after(async () => { await mailer.close(); await relay.stop(); });
  const id = '0123abcd-4567-89ab-cdef-0123456789ab';
  await mailer.send(mail({ bounceId: id }));
  const { from } = relay.taken[0], secret = await secretOf(store.db, 'mail links');
  assert.match(from, /^bounce\+[0-9a-f]{52}@lab\.example$/);
  assert.equal(readReturnPath(secret, from), id);
  assert.equal(readReturnPath(secret, from.toUpperCase()), id, 'servers change case');
  fc.assert(fc.property(fc.integer({ min: 7, max: 58 }), fc.constantFrom(...'0123456789abcdef'), (at, digit) => {
    const forged = from.slice(0, at) + digit + from.slice(at + 1);
    assert.equal(readReturnPath(secret, forged), forged === from ? id : undefined);
  }));
});

test('a token is good for its purpose only', async () => {
  const id = '0123abcd-4567-89ab-cdef-0123456789ab', token = await sealed(store.db, 'unsubscribe', id);
  assert.match(token, /^[\w-]{43}$/);
  assert.equal(await unsealed(store.db, 'unsubscribe', token), id);
  assert.equal(await unsealed(store.db, 'settings', token), undefined);
  assert.equal(await unsealed(store.db, 'unsubscribe', `${token.slice(0, 20)}${token[20] === 'A' ? 'B' : 'A'}${token.slice(21)}`), undefined);
  for (const odd of ['', 'x', token + token, token.slice(1)]) assert.equal(await unsealed(store.db, 'unsubscribe', odd), undefined);
});

test('without a relay a mail lies in the outbox whole, and old ones go', async () => {
  const mailer = await openMailer(store, mailSettings({ PUBLIC_URL: publicUrl }));
  assert.equal(mailer.where, 'the outbox');
  await mailer.send(mail({ kind: 'sign-in', subject: 'Your link', text: 'https://papers.lab.example/sign-in/abc', html: '<a href="https://papers.lab.example/sign-in/abc">in</a>' }));
  const [line] = await outboxLines(store.db, { limit: 1 });
  assert.deepEqual([line.kind, line.recipient, line.subject], ['sign-in', 'ada@example.org', 'Your link']);
  const whole = (await outboxMail(store.db, line.id.slice(0, 8)))!;
  assert.match(whole.text, /^https:\/\/papers\.lab\.example\/sign-in\/abc$/m);
  assert.match(whole.html!, /<a href="https:\/\/papers\.lab\.example\/sign-in\/abc">/);
  assert.equal(await outboxMail(store.db, '%'), undefined);
  assert.equal(await outboxMail(store.db, '00000000-0000-0000-0000-000000000000'), undefined);
  assert.equal(await clearOutbox(store.db, 30), 0);
  assert.ok(await clearOutbox(store.db, 30, new Date(Date.now() + 31 * 86_400_000)) > 0);
});

test('text is set to 72 columns, and a reader that joins flowed lines gets the paragraphs back', () => {
  const words = fc.stringMatching(/^[a-zA-Zäöé>α日本語.,-]{1,20}$/);
  fc.assert(fc.property(fc.array(fc.array(words, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 5 }), (paragraphs) => {
    const given = paragraphs.map((p) => p.join(' ')), lines = flowed(given.join('\n')).split('\r\n');
    for (const line of lines) assert.ok(widthOf(line) <= 72, line);
    // RFC 3676, 4.1: undo the stuffing, a line that ends in a blank goes on.
    let joined = '';
    for (const line of lines.slice(0, -1)) { const bare = line.replace(/^ /, ''); joined += bare.endsWith(' ') ? bare : `${bare}\n`; }
    assert.equal(joined, `${given.join('\n')}\n`);
  }));
});

test('an address is never broken, and what looks like a quote or an envelope is no such thing', () => {
  const url = `https://papers.lab.example/papers/${'2'.repeat(120)}`;
  assert.ok(flowed(`Read more about this paper and the things it says at ${url} today.`).split('\r\n').some((l) => l.trim() === url));
  assert.equal(flowed('From the start\n> not a quote\n-- \nfoot'), ' From the start\r\n > not a quote\r\n-- \r\nfoot\r\n');
  assert.deepEqual([widthOf('日本'), widthOf('é'), widthOf('e\u0301'), widthOf('👩‍🔬'), widthOf('10⁴'), widthOf('a\u200bb')], [4, 1, 1, 2, 3, 2]);
  assert.ok(flowed('漢'.repeat(200)).split('\r\n').every((l) => widthOf(l) <= 72));
});

test('a wrong setting is said in one sentence that names it', () => {
  const ed25519 = generateKeyPairSync('ed25519', { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } }).privateKey;
  const wrong: [Record<string, string>, RegExp][] = [
    [{ SMTP_URL: 'http://x' }, /^SMTP_URL is not/], [{ SMTP_URL: 'smtp://' }, /^SMTP_URL is not/], [{ MAIL_FROM: 'nobody' }, /^MAIL_FROM expects/], [{ MAIL_FROM: 'a@b, c@d' }, /^MAIL_FROM expects/], [{ MAIL_FROM: 'A\r\nBcc: x <a@b>' }, /^MAIL_FROM expects/],
    [{ PUBLIC_URL: 'papers' }, /^PUBLIC_URL is not/], [{ DKIM_DOMAIN: 'a', DKIM_KEY: 'b' }, /DKIM_SELECTOR is missing/], [{ DKIM_DOMAIN: 'a', DKIM_SELECTOR: 's', DKIM_KEY: '/nowhere' }, /neither a PEM key nor a file/],
    [{ DKIM_DOMAIN: 'a', DKIM_SELECTOR: 's', DKIM_KEY: ed25519 }, /expects an RSA key.*ed25519/], [{ MAIL_RETURN: 'bounce@lab.example' }, /^MAIL_RETURN expects/], [{ MAIL_RETURN: 'a-very-long-prefix+{id}@lab.example' }, /^MAIL_RETURN expects/], [{ SMTP_URL: 'smtp://x', SMTP_CONNECTIONS: '0' }, /^SMTP_CONNECTIONS expects/],
  ];
  for (const [env, sentence] of wrong) assert.throws(() => mailSettings(env), (error: Error) => error instanceof MailSettingsError && sentence.test(error.message), JSON.stringify(env));
  assert.deepEqual(mailSettings({ MAIL_FROM: 'Papers of the lab <papers@lab.example>' }).from, { name: 'Papers of the lab', address: 'papers@lab.example' });
});
