/**
 * Three web processes and two workers on one real PostgreSQL, under load. One of each is killed, the database is
 * restarted: no vote that was acknowledged is lost, no mail goes out twice, and every page says what the database says.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { sql } from 'drizzle-orm';
import { dayOf } from '@galley/ingest';
import { askFor } from '@galley/jobs';
import { openStore, rows, upsertListings, upsertPapers, type Store } from '@galley/papers';
import { startSession } from '@galley/people';
import { startPostgres, type Server } from '../../../core/papers/test/postgres.ts';

const cli = path.resolve(import.meta.dirname, '../../cli/src/main.ts'), today = dayOf(new Date());
const arxivs = Array.from({ length: 40 }, (_, i) => `2510.${String(i + 1).padStart(5, '0')}`), readerCount = 200, subscriberCount = 120;

/** A process of Galley's, and the first line it says. */
async function start(server: Server, args: string[], env: Record<string, string> = {}): Promise<{ child: ChildProcess; said: { address: string; port: number } }> {
  const child = spawn(process.execPath, [cli, ...args, '--json'], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, DATABASE_URL: server.url(), PUBLIC_URL: 'http://localhost:3000', SOURCES: 'none', LOG_LEVEL: 'silent', ...env } });
  const lines = createInterface({ input: child.stdout! }), [first] = await Promise.race([once(lines, 'line'), once(child, 'exit').then(([code]) => { throw new Error(`galley ${args.join(' ')} ended with ${String(code)}`); })]) as [string];
  lines.on('line', () => {});
  return { child, said: JSON.parse(first) as { address: string; port: number } };
}
const serve = (server: Server) => start(server, ['serve', '--port', '0', '--no-worker']);

/** A relay that takes 50 ms a mail and can be told to take none; a mail counts once it was answered 250. */
async function relay() {
  const taken: { to: string; messageId: string }[] = [];
  let refusing = false;
  const smtp = new SMTPServer({
    authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, callback) {
      let text = '';
      stream.on('data', (piece: Buffer) => { text += piece.toString('latin1'); });
      stream.on('end', () => setTimeout(() => {
        if (refusing) { callback(Object.assign(new Error('not now'), { responseCode: 451 })); return; }
        taken.push({ to: (session.envelope.rcptTo[0]).address, messageId: /^message-id:\s*(<[^>]+>)/im.exec(text)![1] });
        callback();
      }, 50));
    },
  });
  smtp.on('error', () => {});
  await new Promise<void>((resolve) => { smtp.listen(0, '127.0.0.1', resolve); });
  const { port } = smtp.server.address() as { port: number };
  return { taken, url: `smtp://127.0.0.1:${port}`, refuse(now: boolean) { refusing = now; }, stop: () => new Promise<void>((resolve) => { smtp.close(resolve); }) };
}

let server: Server, store: Store, mail: Awaited<ReturnType<typeof relay>>, tokens: { account: string; cookie: string }[];
const running = new Set<ChildProcess>();
before(async () => {
  server = await startPostgres();
  store = await openStore({ databaseUrl: server.url() });
  mail = await relay();
  const { db } = store;
  await upsertPapers(db, arxivs.map((arxiv) => ({ arxiv, title: `On ${arxiv}`, titlePlain: `On ${arxiv}`, titleRank: 1, authors: ['Ada Lovelace'], keywords: ['engines'] })));
  await upsertListings(db, arxivs.map((arxiv, i) => ({ day: today, arxiv, position: i + 1 })));
  const accounts = await rows<{ id: string }>(db, sql`insert into accounts (handle, name, email) select 'reader' || n, 'Reader ' || n, 'reader' || n || '@example.org' from generate_series(1, ${readerCount}) n returning id`);
  tokens = await Promise.all(accounts.map(async ({ id }) => ({ account: id, cookie: `__Host-galley=${await startSession(db, id, { method: 'link', userAgent: 'test', network: 'n' })}` })));
  await db.execute(sql`insert into subscribers (email, state, confirmed, topics, trending, due, due_period) select 's' || n || '@example.org', 'active', now() - interval '3 days', array['engines'], false, null, ${today} from generate_series(1, ${subscriberCount}) n`);
});
after(async () => {
  for (const child of running) child.kill('SIGKILL');
  await store.close();
  await mail.stop();
  await server.stop();
});

test('with processes killed and the database restarted under load, no vote is lost, no mail doubled, and no page is wrong afterwards', async () => {
  const sites = await Promise.all([serve(server), serve(server), serve(server)]), workers = await Promise.all([0, 1].map(() => start(server, ['worker'], { SMTP_URL: mail.url, DIGEST_HOLD_SECONDS: '6' })));
  for (const { child } of [...sites, ...workers]) running.add(child);
  const kill = async ({ child }: { child: ChildProcess }) => { child.kill('SIGKILL'); running.delete(child); if (child.exitCode === null && child.signalCode === null) await once(child, 'exit'); };

  // Load: readers vote, and others read the pages that the votes change.
  const acknowledged = new Set<string>(), trouble = { votes: 0 };
  const ended = new AbortController();
  let turn = 0;
  const client = async () => {
    while (!ended.signal.aborted) {
      const n = turn++;
      const { port } = sites[n % sites.length].said, host = `http://localhost:${port}`, { account, cookie } = tokens[n % tokens.length], arxiv = arxivs[Math.floor(n / tokens.length) % arxivs.length];
      try {
        const answer = await fetch(`${host}/papers/${arxiv}?/vote`, { method: 'POST', redirect: 'manual', headers: { cookie, accept: 'text/html', origin: host, 'content-type': 'application/x-www-form-urlencoded' }, body: 'on=yes', signal: AbortSignal.timeout(15_000) });
        await answer.arrayBuffer();
        if (answer.status === 303) acknowledged.add(`${account} ${arxiv}`); else if (answer.status === 429) await wait(50); else trouble.votes++;
        if (n % 3 === 0) await (await fetch(`${host}/papers/${today}`, { signal: AbortSignal.timeout(15_000) })).arrayBuffer();
      } catch { trouble.votes++; await wait(20); }
    }
  };
  const load = Promise.all(Array.from({ length: 6 }, client));
  const until = async (holds: () => boolean | Promise<boolean>) => { while (!await holds()) await wait(50); };
  const sentRows = async () => (await rows<{ n: number }>(store.db, sql`select count(*)::int as n from digests where state = 'sent'`))[0].n;

  await until(() => acknowledged.size >= 60);
  await store.db.execute(sql`update subscribers set due = now() - interval '1 hour'`);
  for (const _ of workers) await askFor(store, 'digest');
  await until(() => mail.taken.length >= 15);
  // A worker dies while the relay takes nothing, so that no mail is between the relay's 250 and our commit: in that instant, and only there, a repeat is possible.
  mail.refuse(true);
  await until(async () => (await sentRows()) === mail.taken.length);
  await Promise.all([kill(workers[0]), kill(sites[0])]);
  mail.refuse(false);
  sites[0] = await serve(server);
  running.add(sites[0].child);
  const before = acknowledged.size;
  await until(() => acknowledged.size >= before + 60);

  await server.restart();
  const atRestart = acknowledged.size;
  await until(() => acknowledged.size >= atRestart + 60);
  ended.abort();
  await load;

  // What was refused or cut off is due again in minutes; the test does not wait for them.
  await until(async () => {
    await store.db.execute(sql`update digests set next = now() where state = 'intended' and next > now()`).catch(() => {});
    await askFor(store, 'digest').catch(() => false);
    await wait(300);
    return (await sentRows().catch(() => 0)) === subscriberCount;
  });

  const votes = new Set((await rows<{ vote: string }>(store.db, sql`select account || ' ' || arxiv as vote from votes where taken_back is null`)).map((v) => v.vote));
  assert.deepEqual([...acknowledged].filter((v) => !votes.has(v)), [], 'votes lost');
  const perSubscriber = Map.groupBy(mail.taken, (m) => m.to);
  assert.equal(perSubscriber.size, subscriberCount, 'everybody has a mail');
  assert.deepEqual([...perSubscriber].filter(([, mails]) => mails.length > 1), [], 'mails doubled');

  const counts = new Map((await rows<{ arxiv: string; n: number }>(store.db, sql`select arxiv, count(*)::int as n from votes where taken_back is null group by arxiv`)).map((c) => [c.arxiv, c.n]));
  for (const { said } of sites) {
    assert.equal((await fetch(`http://localhost:${said.port}/readyz`)).status, 200);
    for (const arxiv of arxivs) {
      const page = await (await fetch(`http://localhost:${said.port}/papers/${arxiv}`)).text(), n = counts.get(arxiv) ?? 0;
      assert.ok(page.includes(`${n} ${n === 1 ? 'vote' : 'votes'}`), `${said.port}: ${arxiv} has ${n} votes, the page says ${/\d+ votes?/.exec(page)?.[0]}`);
    }
  }
  console.log(`${acknowledged.size} votes acknowledged, ${trouble.votes} requests failed meanwhile, ${mail.taken.length} mails to ${perSubscriber.size} subscribers`);
  for (const { child } of [...sites, workers[1]]) { child.kill('SIGTERM'); await once(child, 'exit'); running.delete(child); }
});
