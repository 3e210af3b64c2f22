/**
 * The night's run: how many digests a second on a real PostgreSQL that waits for its disk, how much memory, and whether it goes on
 * after a kill. Beside it nodemailer alone sends the same mails and writes nothing down: the ratio is what it costs to lose none.
 *
 *   npm run bench -w core/digest [-- --quick] [--json]      100,000 subscribers, or 2,000; --subscribers N for another number
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { nodeDevice } from '@galley/claims/node';
import { openStore, rows, type Store } from '@galley/papers';
import { startPostgres } from '../../papers/test/postgres.ts';
import { listPapers } from '../test/fill.ts';

const quick = process.argv.includes('--quick'), asJson = process.argv.includes('--json');
const asked = process.argv.indexOf('--subscribers'), subscribers = asked > 0 ? Number(process.argv[asked + 1]) : quick ? 2_000 : 100_000, now = '2025-10-08T07:00:00Z', papersOfDay = 300, peerMails = quick ? 500 : 10_000;
const say = (text: string) => { if (!asJson) process.stderr.write(`${text}\n`); };
interface Row { work: string; threads: number; ours: number; peer?: string; theirs?: number; unit: string; ratio?: number; spread?: number[]; goal?: number }
interface Ended { planned: number; sent: number; planSeconds: number; seconds: number; peakMB: number }

const server = await startPostgres({ durable: true }), sink = fork(path.join(import.meta.dirname, 'sink.ts'));
const [{ port }] = await once(sink, 'message') as [{ port: number }], store = await openStore({ databaseUrl: server.url() });
const atSink = async (what: 'count' | 'reset'): Promise<{ taken: number; different: number }> => { sink.send(what); return (await once(sink, 'message') as [{ taken: number; different: number }])[0]; };

async function fill({ db }: Store): Promise<void> {
  const categories = ['cs.LG', 'cs.CV', 'cs.CL', 'cs.RO', 'cs.AI', 'stat.ML', 'math.OC', 'quant-ph', 'cs.DB', 'cs.DC'];
  await listPapers(db, '2025-10-08', Object.fromEntries(Array.from({ length: papersOfDay }, (_, i) => [`2510.${String(i).padStart(5, '0')}`, { title: `A paper about something of the number ${i} and $x^${i % 9}$`, categories: [categories[i % categories.length], categories[(i * 7 + 3) % categories.length]], authors: [`Author Family${i % 97}`, `B. Coauthor${i % 31}`], abstract: 'x', abstractPlain: `We show in ${i} ways that learning from data is possible. `.repeat(12) }])));
  await db.execute(sql`insert into subscribers (email, state, confirmed, topics, authors, trending, most, due, due_period)
    select 'reader' || n || '@example.org', 'active', '2025-10-07T12:00:00Z', array[(${sql.raw(`array[${categories.map((c) => `'${c}'`).join()}]`)})[1 + n % 10], (${sql.raw(`array[${categories.map((c) => `'${c}'`).join()}]`)})[1 + (n / 10) % 10]], array['Author Family' || (n % 97)], false, 20, '2025-10-08T07:00:00Z', '2025-10-08' from generate_series(1, ${subscribers}) n`);
  await db.execute(sql`analyze`);
}
async function again({ db }: Store): Promise<void> {
  await db.execute(sql`delete from digests`);
  await db.execute(sql`update subscribers set due = '2025-10-08T07:00:00Z', due_period = '2025-10-08'`);
  await db.execute(sql`vacuum analyze digests, digest_papers, subscribers`);
  await atSink('reset');
}
function start(what: 'ours' | 'peer'): { child: ChildProcess; ended: Promise<Ended | undefined> } {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, 'sender.ts'), what, server.url(), `smtp://127.0.0.1:${port}`, now, String(peerMails)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout!.on('data', (piece: Buffer) => { out += piece.toString(); });
  return { child, ended: once(child, 'close').then(() => out ? JSON.parse(out) as Ended : undefined) };
}

const table: Row[] = [];
try {
  say(`Filling: ${subscribers} subscribers, ${papersOfDay} papers.`);
  await fill(store);
  say('A whole run.');
  const whole = (await start('ours').ended)!, counted = await atSink('count');
  if (counted.different !== subscribers) throw new Error(`${counted.different} of ${subscribers} mails arrived.`);
  say('The same mails by nodemailer alone, twice.');
  const peers = [(await start('peer').ended)!, (await start('peer').ended)!], theirs = peers.map((p) => p.sent / p.seconds).toSorted((a, b) => a - b), mean = (theirs[0] + theirs[1]) / 2;
  const sending = whole.sent / (whole.seconds - whole.planSeconds);
  table.push({ work: `${subscribers} digests planned and sent`, threads: 1, ours: whole.sent / whole.seconds, peer: 'nodemailer, no books', theirs: mean, unit: 'mails/s', ratio: whole.sent / whole.seconds / mean, spread: theirs, goal: 0.5 });
  table.push({ work: 'sending what is planned', threads: 1, ours: sending, peer: 'nodemailer, no books', theirs: mean, unit: 'mails/s', ratio: sending / mean, spread: theirs });
  table.push({ work: 'planning', threads: 1, ours: whole.planned / whole.planSeconds, unit: 'digests/s' });
  table.push({ work: 'peak memory of the run', threads: 1, ours: whole.peakMB, peer: 'nodemailer, no books', theirs: Math.max(...peers.map((p) => p.peakMB)), unit: 'MB', ratio: Math.max(...peers.map((p) => p.peakMB)) / whole.peakMB });

  say('Again, killed when half is out, and gone on with.');
  await again(store);
  const first = start('ours');
  while ((await atSink('count')).taken < subscribers / 2) await new Promise((done) => { setTimeout(done, 20); });
  first.child.kill('SIGKILL');
  await first.ended;
  const before = (await atSink('count')).taken;
  await rows(store.db, sql`select pg_sleep(greatest(0, extract(epoch from (select max(held) from digests where state = 'intended') - clock_timestamp()))::float8)`);
  const second = (await start('ours').ended)!, after = await atSink('count'), [{ open }] = await rows<{ open: number }>(store.db, sql`select count(*)::int as open from digests where state = 'intended'`);
  if (after.different !== subscribers || open !== 0) throw new Error(`After the kill ${after.different} of ${subscribers} mails arrived, ${open} are open.`);
  table.push({ work: `killed after ${before}, gone on: reached`, threads: 1, ours: after.different, unit: 'subscribers' });
  table.push({ work: 'killed, gone on: came twice, under one name', threads: 1, ours: after.taken - after.different, unit: 'mails' });
  table.push({ work: 'after the kill', threads: 1, ours: second.sent / second.seconds, unit: 'mails/s' });
} finally { sink.kill(); await store.close(); await server.stop(); }

const device = nodeDevice();
if (asJson) process.stdout.write(`${JSON.stringify({ device, rows: table })}\n`);
else {
  const figure = (n: number | undefined) => n === undefined ? '' : n >= 100 ? n.toFixed(0) : n.toFixed(2);
  console.log(`${device.processor}, ${device.logicalCores} logical cores, ${device.runtime}, PostgreSQL 18 with fsync, relay on this machine`);
  for (const row of table) console.log(`${row.work.padEnd(48)} ${figure(row.ours).padStart(9)} ${row.unit.padEnd(11)}${row.theirs === undefined ? '' : ` ${row.peer}: ${figure(row.theirs)}, ratio ${row.ratio!.toFixed(2)}${row.goal ? ` (goal ${row.goal})` : ''}`}`);
}
