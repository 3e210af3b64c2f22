import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readReport } from '../src/index.ts';

const data = path.resolve(import.meta.dirname, '../../../../shared/data/mail');

/**
 * What each of the recorded mails is, judged by reading it, not by running this. `hard` is said only where the address or its
 * host is told not to exist for good; a status of 4.x.x is soft even where a report says it has given up.
 */
const truth: Record<string, string> = {
  'rfc3464/rfc3464-01.eml': 'hard userunknown@bouncehammer.jp', 'rfc3464/rfc3464-03.eml': 'soft kijitora@example.com', 'rfc3464/rfc3464-04.eml': 'soft kijitora@mailx-53.neko.example.edu',
  'rfc3464/rfc3464-06.eml': 'hard kijitora@example.net', 'rfc3464/rfc3464-07.eml': 'soft kijitora@example.net', 'rfc3464/rfc3464-08.eml': 'soft kijitora@example.net', 'rfc3464/rfc3464-09.eml': 'soft kijitora-nyaaaaaan@example.co.jp',
  'rfc3464/rfc3464-10.eml': 'hard kijitora@example.jp', 'rfc3464/rfc3464-26.eml': 'hard kijitora@example.or.jp', 'rfc3464/rfc3464-28.eml': 'delivered kijitora@neko.example.jp', 'rfc3464/rfc3464-29.eml': 'soft kijitora@example.com',
  'rfc3464/rfc3464-34.eml': 'soft kijitora@example.com', 'rfc3464/rfc3464-35.eml': 'hard kijitora@nyaan.example.com, soft sabatora@cat.example.net, hard mikeneko@neko.example.or.jp', 'rfc3464/rfc3464-36.eml': 'soft kijitora@nyaan.example.com',
  'rfc3464/rfc3464-37.eml': 'hard kijitora@neko.nyaan.example.com', 'rfc3464/rfc3464-38.eml': 'soft kijitora-nyaan@example.jp', 'rfc3464/rfc3464-39.eml': 'soft kijitora@nyaan.example.net', 'rfc3464/rfc3464-40.eml': 'soft kijitora@nyaan.neko.example.com',
  'rfc3464/rfc3464-42.eml': 'hard jane.doe@some-domain.net', 'rfc3464/rfc3464-43.eml': 'soft jp1rb6cm3@mozmail.com', 'rfc3464/rfc3464-51.eml': 'hard kijitora@example.de', 'rfc3464/rfc3464-52.eml': 'soft neko@libsisimai.org',
  'rfc3464/rfc3464-53.eml': 'soft sironeko@example.jp', 'rfc3464/rfc3464-54.eml': 'soft sotoneko@haineko.org', 'rfc3464/rfc3464-55.eml': 'soft sotoneko@nora.nyaan.jp', 'rfc3464/rfc3464-56.eml': 'soft siro@neko1.nyaan.jp',
  'rfc3464/rfc3464-57.eml': 'hard otsu-sakaba-hunter-neko-nyaaaaaaan@ezweb.ne.jp', 'rfc3464/rfc3464-58.eml': 'hard otsu-sakaba-hunter-neko-nyaaaaaaan@ezweb.ne.jp', 'rfc3464/rfc3464-59.eml': 'soft neko@libsisimai.org', 'rfc3464/rfc3464-60.eml': 'soft kijitora@example.jp',
  'rfc3464/rfc3464-61.eml': 'soft kijitora@example.com', 'rfc3464/rfc3464-62.eml': 'soft nekonyaan@gmal.com', 'rfc3464/rfc3464-63.eml': 'hard libsisimai-2@googlegroups.com', 'rfc3464/rfc3464-64.eml': 'soft maildebug@example.jpn',
  'rfc3464/rfc3464-65.eml': 'hard kijitora@example.it', 'rfc3464/rfc3464-66.eml': 'hard mikeneko@example.com',
  'mikel-mail/multi_address_bounce1.eml': 'hard bbbbvhvbbvkjbhfbvbvjhb@gmail.com, hard bscdbcjhasbcjhbdscbhbsdhcbj@gmail.com, hard egyfefsdvsfvvhjsd@gmail.com, hard kfhejkfbsjkjsbhds@gmail.com, hard qfvhgsvhgsduiohncdhcvhsdfvsfygusd@gmail.com',
  'mikel-mail/multi_address_bounce2.eml': 'hard bbbbvhvbbvkjbhfbvbvjhb@gmail.com, hard bscdbcjhasbcjhbdscbhbsdhcbj@gmail.com, hard egyfefsdvsfvvhjsd@gmail.com, hard kfhejkfbsjkjsbhds@gmail.com, hard qfvhgsvhgsduiohncdhcvhsdfvsfygusd@gmail.com',
  'mikel-mail/multipart_report_multiple_status.eml': 'soft u@ci.com', 'mikel-mail/report_422.eml': 'soft fraser@oooooooo.com.au', 'mikel-mail/report_530.eml': 'hard edwin@zzzzzzz.com',
  'mimekit/bounce.txt': 'hard netec.test@netecgc.com', 'mimekit/delivery-status-multiple-blank-lines.txt': 'soft orig_recip@customer.com', 'mimekit/delivery-status-no-blank-line.txt': 'hard newsletter-request@imusic.com', 'mimekit/delivery-status.txt': 'hard newsletter-request@imusic.com',
  'mimekit/delivery-status.anonymized.eml': 'other', 'mimekit/delivery-status2.txt': 'hard source@domain.com', 'mimekit/feedback-report.txt': 'complaint user@example.com', 'mailparser/delivery-status.eml': 'hard xxxx@xxxx.com',
};

test('of 49 recorded mails at least 95 of 100 are read as a person reads them, and none is called hard that is not', async (t) => {
  if (!existsSync(data)) return t.skip('The recorded mails are not beside the project.');
  const there = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((f) => /\.(?:eml|txt)$/.test(f)).toSorted();
  assert.deepEqual(there, Object.keys(truth).toSorted());
  let right = 0, falseHard = 0;
  for (const file of there) {
    const { what, returned } = await readReport(readFileSync(path.join(data, file)));
    const said = returned.length ? returned.map((r) => `${r.kind} ${r.recipient}`).join(', ') : what, expected = truth[file];
    if (said === expected) right++; else t.diagnostic(`${file}: expected ${expected}, read ${said}`);
    falseHard += returned.filter((r) => r.kind === 'hard' && !expected.includes(`hard ${r.recipient}`)).length;
  }
  t.diagnostic(`${right} of ${there.length} right (${(100 * right / there.length).toFixed(1)} %), ${falseHard} false hard bounces`);
  assert.equal(falseHard, 0);
  assert.ok(right / there.length >= 0.95);
});

const reply = (headers: string, body = 'I am away until Monday. user unknown, does not exist.') => `From: Ada <ada@example.org>\r\nTo: galley@papers.lab.example\r\nSubject: Re: 8 October\r\n${headers}\r\n\r\n${body}\r\n`;
const dsn = (fields: string, original = '') => `From: MAILER-DAEMON@mx.example.org\r\nTo: bounce@lab.example\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n${fields}\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${original}\r\n--b--\r\n`;

test('answers of vacation programs, receipts and people are no bounces', async () => {
  for (const headers of ['Auto-Submitted: auto-replied', 'X-Autoreply: yes', 'Precedence: auto_reply', 'Subject: Automatic reply: 8 October', 'Content-Type: multipart/report; report-type=disposition-notification; boundary="x"']) {
    const { what, returned } = await readReport(headers.startsWith('Subject') ? reply('X-A: b').replace('Subject: Re: 8 October', headers) : reply(headers));
    assert.deepEqual([what, returned], ['auto-reply', []], headers);
  }
  assert.deepEqual((await readReport(reply('X-A: b'))).what, 'other');
});

test('what speaks of us or of the moment never stops an address, whatever status stands beside it', async () => {
  for (const said of ['550 5.1.1 Message rejected as spam', '550 5.1.0 Sender address rejected', '550 5.7.1 Blocked by policy: user unknown', '554 5.1.1 Relay access denied', '552 5.1.1 Mailbox full', '550 5.1.1 Too many recipients from your host']) {
    assert.deepEqual((await readReport(dsn(`Final-Recipient: rfc822; ada@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; ${said}`))).returned.map((r) => r.kind), ['soft'], said);
  }
  assert.equal((await readReport(dsn('Final-Recipient: rfc822; ada@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 <ada@example.org>: User unknown in relay recipient table'))).returned[0].kind, 'hard');
});

test('the name of the mail that came back is found, wherever the report quotes it', async () => {
  const fields = 'Final-Recipient: rfc822; ada@example.org\r\nAction: failed\r\nStatus: 5.1.1';
  assert.deepEqual((await readReport(dsn(fields, 'From: galley@papers.lab.example\r\nMessage-ID: <abc@papers.lab.example>\r\nSubject: x\r\n\r\ntext'))).messageIds, ['<abc@papers.lab.example>']);
  assert.deepEqual((await readReport(dsn(fields, 'From: galley@papers.lab.example\r\nMessage-ID:\r\n <folded@papers.lab.example>\r\n\r\ntext'))).messageIds, ['<folded@papers.lab.example>']);
});

test('no bytes, however wild, break the reader or take it long', async () => {
  const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('Final-Recipient: rfc822; a@b.example\r\n', 'Status: 5.1.1\r\n', 'Action: failed\r\n', '\r\n\r\n', '--b\r\n', 'Content-Type: message/delivery-status\r\n', 'Content-Type: multipart/report; boundary=b\r\n', 'From: MAILER-DAEMON@x\r\n', 'Subject: Undelivered\r\n', ' '.repeat(500), '@'.repeat(300), 'a@'.repeat(300), 'QUJD'.repeat(40)));
  await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
    const { what, returned } = await readReport(Buffer.from(pieces.join('')));
    assert.ok(['bounce', 'complaint', 'auto-reply', 'other'].includes(what));
    for (const r of returned) assert.match(r.recipient, /^[^\s<>]+@[^\s<>]+$/);
  }), { numRuns: 500 });
});
