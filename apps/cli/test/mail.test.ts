import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openMailer, mailSettings } from '@galley/mail';
import { openStore } from '@galley/papers';

const dataDir = mkdtempSync(path.join(os.tmpdir(), 'galley-cli-mail-'));
after(() => rmSync(dataDir, { recursive: true, force: true }));

async function galley(args: string[], { input = '', env = {} as Record<string, string> } = {}): Promise<{ code: number; out: string; said: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path.resolve(import.meta.dirname, '../src/main.ts'), ...args, '--data-dir', dataDir], { env: { ...process.env, DATABASE_URL: '', ...env } });
  let out = '', said = '';
  child.stdout.on('data', (piece: Buffer) => { out += piece.toString(); });
  child.stderr.on('data', (piece: Buffer) => { said += piece.toString(); });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [code] = await once(child, 'close') as [number];
  return { code, out, said };
}

test('the outbox is listed and read, whole or as text', async () => {
  assert.equal((await galley(['outbox'])).out, 'The outbox is empty.\n');
  const store = await openStore({ dataDir });
  await (await openMailer(store, mailSettings({}))).send({ kind: 'sign-in', to: 'ada@example.org', subject: 'Your link', text: 'http://localhost:3000/sign-in/abc' });
  await store.close();
  const [line] = JSON.parse((await galley(['outbox', '--json'])).out) as { id: string; recipient: string }[];
  assert.equal(line.recipient, 'ada@example.org');
  assert.match((await galley(['outbox', line.id.slice(0, 8)])).out, /^To: ada@example\.org\nSubject: Your link\n\nhttp:\/\/localhost:3000\/sign-in\/abc\n/);
  assert.match((await galley(['outbox', line.id, '--raw'])).out, /^Auto-Submitted: auto-generated\r$/m);
  assert.deepEqual([(await galley(['outbox', 'ffff'])).code, (await galley(['outbox', '--limit', 'x'])).code], [4, 2]);
});

test('galley digest sends what is due, says what it did, and refuses a wrong time or setting in one sentence', async () => {
  assert.deepEqual(JSON.parse((await galley(['digest', '--json'])).out), { to: 'the outbox', planned: 0, nothingNew: 0, sent: 0, failed: 0, givenUp: 0 });
  assert.match((await galley(['digest', '--dry-run', '--at', '2025-10-08T07:00:00Z'])).out, /^0 digests would be sent/);
  for (const [args, env] of [[['digest', '--at', 'noon'], {}], [['digest'], { SMTP_URL: 'relay' }]] as [string[], Record<string, string>][]) {
    const { code, said } = await galley(args, { env });
    assert.deepEqual([code, said.trim().split('\n').length], [2, 1], said);
  }
});

test('a mail server pipes what came back', async () => {
  const report = 'From: MAILER-DAEMON@mx.example.org\nSubject: Undelivered Mail\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.1\n\n--b--\n';
  assert.deepEqual(JSON.parse((await galley(['bounces', '-', '--json'], { input: report })).out), { what: 'bounce', recipients: [{ recipient: 'ada@example.org', kind: 'hard', known: false, stopped: false }] });
  assert.match((await galley(['bounces', '-'], { input: 'From: ada@example.org\nSubject: thanks\n\nI like it.\n' })).out, /^No bounce/);
  assert.equal((await galley(['bounces', '/nowhere'])).code, 4);
});
