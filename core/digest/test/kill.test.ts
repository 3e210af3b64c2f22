/** Workers are killed at every step, against a real PostgreSQL and a real SMTP server: nobody loses a digest, and where one comes twice it bears the same name. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { openStore, rows, type Store } from '@galley/papers';
import { startRelay, type TestRelay } from '../../mail/test/relay.ts';
import { startPostgres, type Server } from '../../papers/test/postgres.ts';
import { planDue } from '../src/index.ts';
import { addSubscriber, clear, listPapers, settings } from './fill.ts';
import type { Step } from './killed-worker.ts';

const now = '2025-10-08T07:00:00Z';
let server: Server, store: Store, relay: TestRelay;
before(async () => { server = await startPostgres(); store = await openStore({ databaseUrl: server.url() }); });
after(async () => { await store.close(); await server.stop(); });
beforeEach(async (t) => { await clear(store.db); relay = await startRelay(); (t as { after(work: () => Promise<void>): void }).after(() => relay.stop()); });

async function fill(subscribers: number): Promise<void> {
  await listPapers(store.db, '2025-10-08', { '2510.00001': { categories: ['cs.LG'] }, '2510.00002': { categories: ['cs.LG'] } });
  for (let i = 0; i < subscribers; i++) await addSubscriber(store.db, `r${i}@example.org`, { topics: ['cs.LG'], trending: false }, new Date('2025-10-08T00:00:00Z'));
}
function worker(step: Step = 'nowhere', mail = 0, lanes = 1, holdSeconds = 2): { child: ChildProcess; ended: Promise<{ signal: string | null; sent: number }> } {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, 'killed-worker.ts'), server.url(), relay.url, step, String(mail), now, String(lanes), String(holdSeconds)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout!.on('data', (piece: Buffer) => { out += piece.toString(); });
  return { child, ended: once(child, 'close').then(([, signal]) => ({ signal: signal as string | null, sent: Number(out || 0) })) };
}
const open = async () => (await rows<{ n: number }>(store.db, sql`select (select count(*) from digests where state = 'intended')::int + (select count(*) from subscribers where due <= ${now}::timestamptz)::int as n`))[0].n;
/** What a killed worker held is free again when its time is over: here after two seconds. */
async function finish(): Promise<void> {
  for (let i = 0; i < 8 && await open() > 0; i++) {
    await rows(store.db, sql`select pg_sleep(greatest(0, extract(epoch from (select max(held) from digests where state = 'intended') - clock_timestamp()))::float8)`);
    assert.equal((await worker().ended).signal, null);
  }
  assert.equal(await open(), 0);
}
function counted(): { reached: number; repeats: { to: string; names: number }[] } {
  const byRecipient = Map.groupBy(relay.taken, (m) => m.to[0]);
  return { reached: byRecipient.size, repeats: [...byRecipient].filter(([, mails]) => mails.length > 1).map(([to, mails]) => ({ to, names: new Set(mails.map((m) => /^Message-ID: (.*)$/im.exec(m.raw)![1])).size })) };
}

const steps: Exclude<Step, 'nowhere'>[] = ['before the rows are committed', 'after the rows are committed', 'before the relay is asked', 'between 250 and commit', 'after commit'];
for (const step of steps) test(`killed ${step}: everybody gets the digest${step === 'between 250 and commit' ? ', one gets it twice under one name' : ' once'}`, async (t) => {
  await fill(8);
  assert.equal((await worker(step, 3).ended).signal, 'SIGKILL');
  const before = relay.taken.length;
  await finish();
  const { reached, repeats } = counted();
  t.diagnostic(`killed ${step}: ${before} sent before, ${reached} of 8 reached, ${repeats.length} twice`);
  assert.equal(reached, 8);
  assert.deepEqual(repeats.map((r) => r.names), step === 'between 250 and commit' ? [1] : []);
});

test('killed after DATA, before the relay says 250: the mail was not taken, and comes once', async (t) => {
  await fill(8);
  let asked = 0;
  const dying: { now?: () => void } = {};
  const taken: string[] = [];
  const deaf = await startRelay({
    onData(stream, session, done) {
      stream.resume();
      stream.on('end', () => {
        if (++asked !== 3) { taken.push(session.envelope.rcptTo[0].address); done(); return; }
        dying.now!(); // Everything has been read; the answer is kept back until the worker is gone.
      });
    },
  });
  const whole = relay;
  relay = deaf;
  t.after(() => deaf.stop());
  const { child, ended } = worker();
  dying.now = () => { child.kill('SIGKILL'); };
  assert.equal((await ended).signal, 'SIGKILL');
  relay = whole;
  await finish();
  const all = [...taken, ...whole.taken.map((m) => m.to[0])], reached = new Set(all).size;
  t.diagnostic(`killed after DATA: ${taken.length} sent before, ${reached} of 8 reached, ${all.length - reached} twice`);
  assert.equal(reached, 8);
  assert.equal(all.length, 8);
});

test('killed again and again at any moment: nobody is left out, repeats are at most one a kill and lane, each under its own first name', async (t) => {
  await fill(60);
  let kills = 0;
  for (let i = 0; i < 5; i++) {
    const { child, ended } = worker('nowhere', 0, 2), wanted = relay.taken.length + 3 + 4 * i;
    const until = setInterval(() => { if (relay.taken.length >= wanted) child.kill('SIGKILL'); }, 1);
    if ((await ended).signal === 'SIGKILL') kills++;
    clearInterval(until);
    await rows(store.db, sql`update digests set held = null where state = 'intended'`);
  }
  await finish();
  const { reached, repeats } = counted();
  t.diagnostic(`${kills} kills: ${reached} of 60 reached, ${repeats.length} twice (at most ${2 * kills} possible)`);
  assert.ok(kills >= 1);
  assert.equal(reached, 60);
  assert.ok(repeats.length <= 2 * kills);
  assert.ok(repeats.every((r) => r.names === 1));
});

test('two workers at once send each digest once', async (t) => {
  await fill(150);
  const plan = async () => { let planned = 0; for await (const done of planDue(store.db, new Date(now), { settings, batch: 20 })) planned += done.planned; return planned; };
  const planned = await Promise.all([plan(), plan()]);
  assert.equal(planned[0] + planned[1], 150);
  const both = await Promise.all([worker('nowhere', 0, 2, 300).ended, worker('nowhere', 0, 2, 300).ended]);
  await finish();
  const { reached, repeats } = counted();
  t.diagnostic(`two workers: ${planned.join(' and ')} planned, ${both.map((w) => w.sent).join(' and ')} sent, ${reached} of 150 reached, ${repeats.length} twice`);
  assert.equal(reached, 150);
  assert.deepEqual(repeats, []);
  assert.equal(relay.taken.length, 150);
});
