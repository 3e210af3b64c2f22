/** What a digest holds, that each goes out once, and what stops it: on both databases. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { eq, sql } from 'drizzle-orm';
import { MailError, openMailer, outboxLines, outboxMail, type Mail, type Mailer } from '@galley/mail';
import { papers as catalogue } from '@galley/catalog';
import { openStore, rows, saveRuns, secretOf, tables, type Store } from '@galley/papers';
import { change, confirm, digestRun, forgetUnconfirmed, lookAtConfirmation, planDue, previewDigest, readChoices, resume, sendIntended, stop, subscribe, subscribeAccount, subscriberById, book, takeReport, ChoiceError, defaultChoices, type DigestProgress } from '../src/index.ts';
import { returnPath } from '../../mail/src/return-path.ts';
import { startPostgres, type Server } from '../../papers/test/postgres.ts';
import { addSubscriber, clear, listPapers, settings } from './fill.ts';

const at = (time: string) => new Date(time);
let server: Server, folder: string;
before(async () => { folder = mkdtempSync(path.join(os.tmpdir(), 'galley-digest-')); server = await startPostgres(); });
after(async () => { await server.stop(); rmSync(folder, { recursive: true, force: true }); });

/** Keeps what is sent; refuses what it is told to. */
function keeper(refuse: (mail: Mail) => MailError | undefined = () => undefined): Mailer & { taken: Mail[] } {
  const taken: Mail[] = [];
  return { taken, where: 'a list', newMessageId: () => '<x@y>', close: async () => {}, async send(mail) { const why = refuse(mail); if (why) throw why; taken.push(mail); return { messageId: mail.messageId! }; } };
}

for (const kind of ['PGlite', 'PostgreSQL'] as const) describe(kind, () => {
  let store: Store;
  before(async () => { store = await openStore(kind === 'PGlite' ? { dataDir: folder } : { databaseUrl: server.url() }); });
  after(() => store.close());
  beforeEach(() => clear(store.db));

  async function run(time: string, mailer: Mailer, more: object = {}): Promise<DigestProgress> {
    let last: DigestProgress = { planned: 0, nothingNew: 0, sent: 0, failed: 0, givenUp: 0 };
    for await (const progress of digestRun(store, mailer, { now: () => at(time), settings, ...more })) last = progress;
    return last;
  }
  const bodies = async (digest: string) => rows<{ arxiv: string; why: string }>(store.db, sql`select arxiv, why from digest_papers p join digests d on d.id = p.digest where d.period = ${digest} order by position`);

  test('each paper comes with its reasons, people before searches before topics before trending', async () => {
    await listPapers(store.db, '2025-10-08', {
      '2510.00001': { categories: ['cs.LG'] }, '2510.00002': { keywords: ['diffusion models'] }, '2510.00003': { abstract: 'About gaussian splatting.', abstractPlain: 'About gaussian splatting.', categories: ['cs.LG'] },
      '2510.00004': { authors: ['A. K. Lovelace'] }, '2510.00005': { authors: ['Adam Lovelace'] }, '2510.00006': { categories: ['cs.LGX'] }, '2510.00007': { withdrawn: '2025-10-08T00:00:00Z', categories: ['cs.LG'] },
    });
    await addSubscriber(store.db, 'ada@example.org', { topics: ['cs.LG', 'diffusion models'], authors: ['Ada Lovelace'], searches: ['"gaussian splatting"'], trending: false }, at('2025-10-08T00:00:00Z'));
    await run('2025-10-08T07:00:00Z', keeper());
    assert.deepEqual(await bodies('2025-10-08'), [
      { arxiv: '2510.00004', why: 'author A. K. Lovelace' }, { arxiv: '2510.00003', why: 'matches “"gaussian splatting"”; cs.LG, which you follow' },
      { arxiv: '2510.00001', why: 'cs.LG, which you follow' }, { arxiv: '2510.00002', why: '“diffusion models”, which you follow' },
    ]);
  });

  test('no paper comes twice, and when nothing is new nothing is sent', async () => {
    const mailer = keeper();
    await addSubscriber(store.db, 'ada@example.org', { topics: ['cs.LG'], trending: false }, at('2025-10-07T12:00:00Z'));
    await listPapers(store.db, '2025-10-08', { '2510.00001': { categories: ['cs.LG'] } });
    assert.deepEqual([await run('2025-10-08T07:00:00Z', mailer), mailer.taken.length], [{ planned: 1, nothingNew: 0, sent: 1, failed: 0, givenUp: 0 }, 1]);
    assert.equal((await run('2025-10-08T07:30:00Z', mailer)).sent, 0, 'once a period');
    await listPapers(store.db, '2025-10-09', { '2510.00001': { categories: ['cs.LG'] } });
    assert.deepEqual(await run('2025-10-09T07:00:00Z', mailer), { planned: 0, nothingNew: 1, sent: 0, failed: 0, givenUp: 0 }, 'listed again, but had already');
    await listPapers(store.db, '2025-10-09', { '2510.00002': { categories: ['cs.LG'] } });
    await run('2025-10-10T07:00:00Z', mailer);
    assert.deepEqual((await bodies('2025-10-10')).map((p) => p.arxiv), ['2510.00002'], 'listed after the digest of its day: in the next');
    assert.deepEqual((await rows<{ period: string; state: string }>(store.db, sql`select period, state from digests order by period`)).map((d) => `${d.period} ${d.state}`), ['2025-10-08 sent', '2025-10-09 nothing new', '2025-10-10 sent']);
  });

  test('a mail is cut at what its reader wants, counts the rest, and the rest is not served as news later', async () => {
    const mailer = keeper();
    await addSubscriber(store.db, 'ada@example.org', { topics: ['cs.LG'], most: 3, trending: false }, at('2025-10-07T12:00:00Z'));
    await listPapers(store.db, '2025-10-08', Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`2510.0000${i}`, { categories: ['cs.LG'] }])));
    await run('2025-10-08T07:00:00Z', mailer);
    assert.deepEqual((await bodies('2025-10-08')).map((p) => p.arxiv), ['2510.00000', '2510.00001', '2510.00002'], 'the most voted ones');
    assert.match(mailer.taken[0].text, /5 further papers matched and had no room here:\nhttps:\/\/papers\.lab\.example\//);
    assert.equal((await run('2025-10-09T07:00:00Z', mailer)).nothingNew, 1);
  });

  test('what an account follows counts too', async () => {
    const [account] = await store.db.insert(tables.accounts).values({ handle: `ada-${kind.toLowerCase()}`, name: 'Ada', email: `follows-${kind.toLowerCase()}@example.org` }).returning();
    await store.db.insert(tables.follows).values([{ account: account.id, kind: 'topic', value: 'cs.CV' }, { account: account.id, kind: 'author', value: 'Grace Hopper' }]);
    await listPapers(store.db, '2025-10-08', { '2510.00001': { categories: ['cs.CV'], authors: ['X Y'] }, '2510.00002': { authors: ['G. Hopper'] }, '2510.00003': { authors: ['X Y'] } });
    await addSubscriber(store.db, 'other@example.org', { trending: false }, at('2025-10-08T00:00:00Z'), { account: account.id });
    await run('2025-10-08T07:00:00Z', keeper());
    assert.deepEqual((await bodies('2025-10-08')).map((p) => p.arxiv), ['2510.00002', '2510.00001']);
    await store.db.execute(sql`update subscribers set account = null, email = ${account.email}, due = '2025-10-09T07:00:00Z'`);
    await store.db.execute(sql`delete from digests`);
    await run('2025-10-09T07:00:00Z', keeper());
    assert.equal((await bodies('2025-10-09')).length, 2, 'by the address alone, too');
  });

  test('trending papers say their place', async () => {
    const [account] = await store.db.insert(tables.accounts).values({ handle: `grace-${kind.toLowerCase()}`, name: 'G', created: '2024-01-01T00:00:00Z' }).returning();
    await listPapers(store.db, '2025-10-08', { '2510.00001': { upvotes: 0 }, '2510.00002': { upvotes: 0 } });
    await store.db.insert(tables.votes).values({ account: account.id, arxiv: '2510.00002', cast: '2025-10-08T01:00:00Z' });
    await store.db.execute(sql`update papers set seen = '2025-10-08T00:00:00Z'`);
    await addSubscriber(store.db, 'ada@example.org', {}, at('2025-10-08T00:00:00Z'));
    await run('2025-10-08T07:00:00Z', keeper());
    assert.deepEqual(await bodies('2025-10-08'), [{ arxiv: '2510.00002', why: '1st in trending' }]);
  });

  test('while nothing trends yet, who asked for it gets the new lists, most votes first', async () => {
    await listPapers(store.db, '2025-10-08', { '2510.00001': { upvotes: 3 }, '2510.00002': { upvotes: 41 } });
    await addSubscriber(store.db, 'ada@example.org', {}, at('2025-10-08T00:00:00Z'));
    await run('2025-10-08T07:00:00Z', keeper());
    assert.deepEqual(await bodies('2025-10-08'), [{ arxiv: '2510.00002', why: 'on the day’s list' }, { arxiv: '2510.00001', why: 'on the day’s list' }]);
  });

  test('the intended row is there before the relay is asked, with the name the mail then has', async () => {
    await addSubscriber(store.db, 'ada@example.org', { topics: ['cs.LG'] }, at('2025-10-08T00:00:00Z'));
    await listPapers(store.db, '2025-10-08', { '2510.00001': { categories: ['cs.LG'] } });
    const seen: string[] = [], mailer = keeper();
    const watching: Mailer = { ...mailer, async send(mail) { const [row] = await rows<{ state: string; id: string }>(store.db, sql`select state, message_id as id from digests`); seen.push(row.state, String(row.id === mail.messageId)); return mailer.send(mail); } };
    await run('2025-10-08T07:00:00Z', watching);
    assert.deepEqual(seen, ['intended', 'true']);
    const { headers, messageId } = mailer.taken[0];
    assert.match(messageId!, /^<[0-9a-f-]{36}@papers\.lab\.example>$/);
    assert.match(headers!['List-Unsubscribe'], /^<https:\/\/papers\.lab\.example\/unsubscribe\/[\w-]{43}>$/);
    assert.equal(headers!['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click');
  });

  test('a passing refusal is tried again later and longer apart, under the same name, and given up after eight times with its papers set free', async () => {
    await addSubscriber(store.db, 'ada@example.org', { topics: ['cs.LG'] }, at('2025-10-08T00:00:00Z'));
    await listPapers(store.db, '2025-10-08', { '2510.00001': { categories: ['cs.LG'] } });
    const tried: Mail[] = [], mailer = keeper((mail) => { tried.push(mail); return new MailError('passing', 'The relay says later: 451 4.7.1 Greylisted', { status: '4.7.1' }); });
    let time = at('2025-10-08T07:00:00Z').getTime();
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      await run(new Date(time).toISOString(), mailer);
      const [{ next, state }] = await rows<{ next: number; state: string }>(store.db, sql`select (extract(epoch from next) * 1000)::float8 as next, state from digests where period = '2025-10-08'`);
      assert.equal(state, i < 7 ? 'intended' : 'given up');
      assert.equal((await run(new Date(next - 1).toISOString(), mailer)).failed, 0, 'not before');
      waits.push((next - time) / 60_000);
      time = next;
    }
    assert.deepEqual(waits.slice(0, 7), [5, 10, 20, 40, 80, 160, 320]);
    assert.equal(new Set(tried.map((m) => m.messageId)).size, 1);
    assert.equal((await rows(store.db, sql`select 1 from digest_papers`)).length, 0);
    const later = keeper();
    await run('2025-10-09T07:00:00Z', later);
    assert.match(later.taken[0].text, /Paper 2510\.00001/, 'in the next digest');
  });

  test('an address that the relay refuses for good is a hard bounce and gets nothing more; a refused mail is only given up', async () => {
    const gone = await addSubscriber(store.db, 'gone@example.org', { topics: ['cs.LG'] }, at('2025-10-08T00:00:00Z')), odd = await addSubscriber(store.db, 'odd@example.org', { topics: ['cs.LG'] }, at('2025-10-08T00:00:00Z'));
    await listPapers(store.db, '2025-10-08', { '2510.00001': { categories: ['cs.LG'] } });
    const mailer = keeper((mail) => mail.to.startsWith('gone') ? new MailError('recipient', 'no such user', { status: '5.1.1' }) : new MailError('message', 'spam', { status: '5.7.1' }));
    assert.deepEqual([(await run('2025-10-08T07:00:00Z', mailer)).givenUp, (await subscriberById(store.db, gone))!.state, (await subscriberById(store.db, odd))!.state], [2, 'bounced', 'active']);
    assert.equal(await store.db.$count(tables.bounces, eq(tables.bounces.kind, 'hard')), 1);
  });

  test('when the relay is away the run ends at once and holds nothing', async () => {
    for (let i = 0; i < 30; i++) await addSubscriber(store.db, `r${i}@example.org`, { topics: ['cs.LG'] }, at('2025-10-08T00:00:00Z'));
    await listPapers(store.db, '2025-10-08', { '2510.00001': { categories: ['cs.LG'] } });
    let asked = 0;
    const away = keeper(() => { asked++; return new MailError('passing', 'The relay could not be reached', { unreachable: true }); });
    await run('2025-10-08T07:00:00Z', away, { concurrency: 2 });
    assert.ok(asked <= 2, `${asked} mails were tried`);
    const back = keeper();
    await run('2025-10-08T07:06:00Z', back);
    assert.equal(new Set(back.taken.map((m) => m.to)).size, 30);
  });

  test('who stops between planning and sending gets nothing', async () => {
    const id = await addSubscriber(store.db, 'ada@example.org', { topics: ['cs.LG'] }, at('2025-10-08T00:00:00Z'));
    await listPapers(store.db, '2025-10-08', { '2510.00001': { categories: ['cs.LG'] } });
    for await (const _ of planDue(store.db, at('2025-10-08T07:00:00Z'), { settings }));
    assert.deepEqual([await stop(store.db, id), await stop(store.db, id)], [true, false]);
    const mailer = keeper();
    for await (const _ of sendIntended(store.db, mailer, { settings, clock: () => at('2025-10-08T07:00:01Z') }));
    assert.equal(mailer.taken.length, 0);
    assert.equal((await resume(store.db, id, { network: 'n', now: at('2025-10-08T08:00:00Z') }))?.state, 'active');
    assert.equal((await run('2025-10-09T07:00:00Z', mailer)).sent, 1);
  });

  test('a run that is told to stop ends between two mails, and the next one goes on', async () => {
    for (let i = 0; i < 12; i++) await addSubscriber(store.db, `r${i}@example.org`, { topics: ['cs.LG'] }, at('2025-10-08T00:00:00Z'));
    await listPapers(store.db, '2025-10-08', { '2510.00001': { categories: ['cs.LG'] } });
    const stopping = new AbortController(), mailer = keeper();
    const counting: Mailer = { ...mailer, async send(mail) { const sent = await mailer.send(mail); if (mailer.taken.length === 5) stopping.abort(); return sent; } };
    assert.equal((await run('2025-10-08T07:00:00Z', counting, { signal: stopping.signal, concurrency: 1 })).sent, 5);
    await run('2025-10-08T07:00:00Z', mailer);
    assert.deepEqual([mailer.taken.length, new Set(mailer.taken.map((m) => m.to)).size], [12, 12]);
  });

  test('nobody gets list mail before the mailbox itself has confirmed, once, within 48 hours', async () => {
    const mailer = await openMailer(store, settings), choices = { ...defaultChoices, topics: ['cs.LG'], zone: 'Europe/Berlin' }, now = at('2025-10-08T00:00:00Z'), network = `n1-${kind}`;
    await (await subscribe(store.db, mailer, { email: ' Ada@Example.ORG ', choices, network, publicUrl: settings.publicUrl, now })).mailed;
    await listPapers(store.db, '2025-10-08', { '2510.00001': { categories: ['cs.LG'] } });
    assert.equal((await run('2025-10-08T12:00:00Z', keeper())).sent, 0);
    const [line] = await outboxLines(store.db), token = /\/subscribe\/confirm\/([\w-]{43})/.exec((await outboxMail(store.db, line.id))!.text)![1];
    assert.deepEqual([line.recipient, line.kind], ['ada@example.org', 'confirm']);
    assert.equal((await lookAtConfirmation(store.db, token, at('2025-10-09T23:59:00Z')))!.email, 'ada@example.org');
    assert.equal(await lookAtConfirmation(store.db, token, at('2025-10-10T00:01:00Z')), undefined);
    assert.equal(await confirm(store.db, `${token.slice(1)}A`, { network, now }), undefined);
    const both = await Promise.all([confirm(store.db, token, { network: '10.0.0.9', now }), confirm(store.db, token, { network: '10.0.0.9', now })]), confirmed = both.find(Boolean)!;
    assert.equal(both.filter(Boolean).length, 1);
    assert.deepEqual([confirmed.state, confirmed.confirmedNetwork, confirmed.zone, confirmed.topics, /every mail has a link/i.test(confirmed.agreed!)], ['active', '10.0.0.9', 'Europe/Berlin', ['cs.LG'], true]);
    assert.equal((await run('2025-10-08T12:00:00Z', keeper())).sent, 1);
  });

  test('a form says the same of every address; a stranger changes nothing; three mails a day and address at most', async () => {
    const mailer = await openMailer(store, settings), small = kind.toLowerCase(), network = `n2-${kind}`, now = at('2025-11-08T00:00:00Z');
    const ask = async (email: string, more: object = {}) => { const asked = await subscribe(store.db, mailer, { email, choices: { ...defaultChoices, topics: ['spam'] }, network, publicUrl: settings.publicUrl, now, ...more }); await asked.mailed; return Object.keys(asked); };
    const active = await addSubscriber(store.db, `active-${small}@example.org`, { topics: ['cs.LG'] }, now), complained = await addSubscriber(store.db, `c-${small}@example.org`, {}, now, { state: 'complained' });
    assert.deepEqual(await ask(`active-${small}@example.org`), await ask(`new-${kind}@example.org`));
    assert.deepEqual(await ask(`c-${small}@example.org`), ['mailed']);
    assert.deepEqual([(await subscriberById(store.db, active))!.topics, (await subscriberById(store.db, complained))!.state], [['cs.LG'], 'complained']);
    assert.deepEqual((await outboxLines(store.db)).map((l) => l.subject).toSorted(), ['Confirm: new papers by e-mail', 'You get new papers by e-mail already']);
    for (let i = 0; i < 4; i++) await ask(`new-${kind}@example.org`);
    assert.equal((await outboxLines(store.db)).filter((l) => l.recipient.startsWith('new-')).length, 3);
    for (let i = 0; i < 3; i++) await ask(`more${i}-${kind}@example.org`);
    assert.deepEqual(await ask(`eleventh-${kind}@example.org`), ['wait', 'mailed']);
    assert.equal(await forgetUnconfirmed(store.db, at('2025-11-16T00:00:00Z')), 4);
    await assert.rejects(ask('not an address'), ChoiceError);
  });

  test('a signed-in reader subscribes without a mail to confirm, and a change keeps the periods apart', async () => {
    const [account] = await store.db.insert(tables.accounts).values({ handle: `known-${kind.toLowerCase()}`, name: 'K', email: `known-${kind}@example.org` }).returning(), network = 'n';
    const mine = await subscribeAccount(store.db, { id: account.id, email: account.email! }, { ...defaultChoices, topics: ['cs.LG'], hour: 18 }, { network, now: at('2025-10-07T20:00:00Z') });
    assert.deepEqual([mine.state, at(mine.due!).toISOString(), mine.duePeriod], ['active', '2025-10-08T18:00:00.000Z', '2025-10-08']);
    await listPapers(store.db, '2025-10-08', { '2510.00001': { categories: ['cs.LG'] } });
    await run('2025-10-08T18:00:00Z', keeper());
    const changed = await change(store.db, mine.id, { ...mine, hour: 20 }, at('2025-10-08T19:00:00Z'));
    assert.equal(changed.duePeriod, '2025-10-09', 'today had its digest');
    await store.db.delete(tables.accounts).where(eq(tables.accounts.id, account.id));
    assert.equal((await subscriberById(store.db, mine.id))!.account, null);
  });

  test('a hard bounce and a complaint stop at once, soft ones the third time in two weeks', async () => {
    const id = await addSubscriber(store.db, 'soft@example.org', {}, at('2025-10-01T00:00:00Z'));
    const soft = (time: string) => book(store.db, { subscriber: id, kind: 'soft', recipient: 'soft@example.org' }, at(time));
    assert.deepEqual([(await soft('2025-10-01T00:00:00Z')).stopped, (await soft('2025-10-10T00:00:00Z')).stopped, (await soft('2025-10-16T00:00:00Z')).stopped, (await soft('2025-10-17T00:00:00Z')).stopped], [false, false, false, true]);
    for (const what of ['hard', 'complaint'] as const) {
      const other = await addSubscriber(store.db, `${what}@example.org`, {}, at('2025-10-01T00:00:00Z'));
      assert.equal((await book(store.db, { subscriber: other, kind: what, recipient: 'x' })).stopped, true);
      assert.equal((await subscriberById(store.db, other))!.state, what === 'hard' ? 'bounced' : 'complained');
    }
    assert.equal((await book(store.db, { subscriber: undefined, kind: 'hard', recipient: 'who@example.org' })).stopped, false);
  });

  test('what comes back counts when the return path or the name of the mail proves it, and only then', async () => {
    const ids = await Promise.all(['verp', 'name', 'forwarded', 'forged', 'angry'].map((who) => addSubscriber(store.db, `${who}@example.org`, {}, at('2025-10-01T00:00:00Z')))), [verp, name, forwarded, forged, angry] = ids;
    const sentTo = async (subscriber: string, messageId: string) => { await store.db.insert(tables.digests).values({ subscriber, period: '2025-10-08', state: 'sent', messageId }); return messageId; };
    const report = ({ to = 'galley@papers.lab.example', recipient, messageId = '<unknown@x>' }: { to?: string; recipient: string; messageId?: string }) => `From: MAILER-DAEMON@mx\r\nTo: ${to}\r\nSubject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; ${recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${messageId}\r\n\r\n--b--\r\n`;
    const states = async () => Promise.all(ids.map(async (id) => (await subscriberById(store.db, id))!.state));
    const signed = returnPath('bounce+{id}@lab.example', await secretOf(store.db, 'mail links'), verp);
    await takeReport(store.db, report({ to: signed, recipient: 'verp@example.org' }));
    await takeReport(store.db, report({ recipient: 'name@example.org', messageId: await sentTo(name, '<one@papers.lab.example>') }));
    await takeReport(store.db, report({ recipient: 'somewhere@else.example', messageId: await sentTo(forwarded, '<two@papers.lab.example>') }));
    await takeReport(store.db, report({ to: signed.replace(/[0-9a-f]@/, (c) => (c[0] === '0' ? '1@' : '0@')), recipient: 'forged@example.org' }));
    await takeReport(store.db, `From: abuse@provider.example\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: ${await sentTo(angry, '<three@papers.lab.example>')}\r\nTo: undisclosed\r\n\r\nx\r\n--b--\r\n`);
    assert.deepEqual(await states(), ['bounced', 'bounced', 'bounced', 'active', 'complained']);
    assert.deepEqual((await takeReport(store.db, 'From: ada@example.org\r\nAuto-Submitted: auto-replied\r\n\r\naway')), { what: 'auto-reply', booked: [] });
    assert.equal((await subscriberById(store.db, forged))!.state, 'active');
  });

  test('a paper that runs here says how many of its claims hold, once they were measured', async () => {
    const record = catalogue.find((p) => p.slug === 'daq-model')!, criteria = record.claims.flatMap((c) => c.checks.flatMap((check) => check.passes ?? []));
    const meeting = ({ bound }: (typeof criteria)[number]) => 'near' in bound ? bound.near : 'atLeast' in bound ? bound.atLeast : 'atMost' in bound ? bound.atMost : 'between' in bound ? bound.between[0] : bound.equals;
    await listPapers(store.db, '2025-10-08', { [record.arxiv]: { slug: record.slug, runsHere: true, categories: ['cs.LG'] } });
    const text = async () => (await previewDigest(store.db, settings, { choices: { ...defaultChoices, topics: ['cs.LG'], trending: false }, now: at('2025-10-08T05:00:00Z') })).mail.text;
    assert.doesNotMatch(await text(), /hold here/);
    await saveRuns(store.db, [{
      id: randomUUID(), paper: record.slug, experiment: 'made', inputs: {}, changed: [], seed: 1, repeats: 1, startedAt: '2025-10-08T00:00:00.000Z', seconds: 1, state: 'done', events: [], versions: {}, place: 'node', origin: 'here',
      measurements: [...new Map(criteria.map((c) => [c.metric, { metric: c.metric, value: meeting(c), unit: c.unit, samples: [meeting(c)] }])).values()],
      device: { processor: 'p', architecture: 'a', logicalCores: 1, wasm: [], os: 'o', runtime: 'r' },
    }]);
    assert.match(await text(), new RegExp(`[1-9]\\d* of ${record.claims.length} hold here`));
    await store.db.execute(sql`delete from runs`);
  });

  test('a preview is what would arrive, and writes nothing', async () => {
    await listPapers(store.db, '2025-10-08', { '2510.00001': { categories: ['cs.LG'], title: 'On $\\ell_2$ <b>' }, '2510.00002': {} });
    const shown = await previewDigest(store.db, settings, { choices: { ...defaultChoices, topics: ['cs.LG'], trending: false }, now: at('2025-10-08T05:00:00Z') });
    assert.deepEqual([shown.papers, shown.due.toISOString()], [1, '2025-10-08T07:00:00.000Z']);
    assert.match(shown.mail.html, /On ℓ₂ &lt;b&gt;/);
    assert.match(shown.mail.text, /^1\. On ℓ₂ <b>$/m);
    assert.deepEqual([await store.db.$count(tables.arrivals), await store.db.$count(tables.digests), await store.db.$count(tables.subscribers)], [0, 0, 0]);
  });
});

test('choices are read from a form, and what cannot be is said', () => {
  const form = (fields: Record<string, string>) => new Map(Object.entries(fields));
  assert.deepEqual(readChoices(form({ frequency: 'weekly', weekday: '5', hour: '18', zone: 'Asia/Kolkata', topics: 'CS.lg, Diffusion Models\n\ncs.LG', authors: ' Ada  Lovelace \n', searches: 'a b', most: '5' })), { frequency: 'weekly', weekday: 5, hour: 18, zone: 'Asia/Kolkata', topics: ['cs.LG', 'diffusion models'], authors: ['Ada Lovelace'], searches: ['a b'], trending: false, most: 5 });
  const wrong: [Record<string, string>, RegExp][] = [[{ frequency: 'hourly' }, /daily or weekly/], [{ hour: '24' }, /hour expects/], [{ hour: '7.5' }, /hour expects/], [{ zone: 'Mars/Olympus' }, /no time zone/], [{ most: '0' }, /most expects/], [{ searches: 'x'.repeat(201) }, /at most 200/], [{ topics: Array.from({ length: 61 }, (_, i) => `t${i}`).join('\n') }, /at most 60/]];
  for (const [fields, sentence] of wrong) assert.throws(() => readChoices(form(fields)), (error: Error) => error instanceof ChoiceError && sentence.test(error.message), JSON.stringify(fields).slice(0, 60));
});
