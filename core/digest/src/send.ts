/**
 * Sending what was planned, once. A worker holds a few rows for some minutes, sends each, and writes `sent` right after the
 * relay's 250. A worker that is killed lets go when its time is over. Only in the instant between that 250 and our commit
 * can a kill make a mail go out again, and then it carries the same Message-ID, by which a mail program can tell.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { MailError, mailSettings, type Mailer, type MailSettings } from '@galley/mail';
import { isUnavailable, rows, type Database } from '@galley/papers';
import { bookRefusal } from './bounces.ts';
import type { Choices } from './choices.ts';
import { letter } from './letter.ts';
import { paperLines } from './papers.ts';

export interface SentCount { sent: number; /** Will be tried again. */ failed: number; givenUp: number; error?: string }
export interface SendOptions { settings?: MailSettings; signal?: AbortSignal; concurrency?: number; /** How long a worker holds what it took. Longer than any mail takes: a mailer ends one after two minutes. */ holdSeconds?: number; clock?: () => Date }

const mostTries = 8, perLane = 20;
/** 5 minutes, 10, 20, ... up to 6 hours. */
const backOff = (tries: number) => Math.min(5 * 60_000 * 2 ** (tries - 1), 6 * 3_600_000);

interface Held extends Choices { id: string; subscriber: string; period: string; messageId: string; tries: number; rest: number; email: string; state: string }

/** Yields after each handful. Ends when nothing is left whose time has come, when the relay is away, or when told to. */
export async function* sendIntended(db: Database, mailer: Mailer, { settings = mailSettings(), signal, concurrency = 5, holdSeconds = 300, clock = () => new Date() }: SendOptions = {}): AsyncGenerator<SentCount> {
  const lines = paperLines();
  let away = false;
  for (;;) {
    if (signal?.aborted || away) return;
    const begun = performance.now(), held = await take(db, clock(), concurrency * perLane, holdSeconds);
    if (held.length === 0) return;
    const papers = await papersOf(db, held.map((h) => h.id)), known = await lines(db, papers.values().flatMap((list) => list.map((p) => p.arxiv)));
    const count: SentCount = { sent: 0, failed: 0, givenUp: 0 }, left = [...held];
    const lane = async () => {
      for (let one = left.shift(); one; one = left.shift()) {
        // What could not be begun in time is somebody else's; what the relay's absence or a stop leaves over goes back.
        if (signal?.aborted || away || performance.now() - begun > holdSeconds * 500) { await letGo(db, one.id); continue; }
        if (one.state !== 'active') { await giveUp(db, one.id, 'The subscription was stopped before it was sent.'); count.givenUp++; continue; }
        const outcome = await sendOne(db, mailer, settings, one, (papers.get(one.id) ?? []).flatMap((p) => { const line = known.get(p.arxiv); return line ? [{ ...line, why: p.why }] : []; }), clock);
        count[outcome.kind]++;
        if (outcome.error) count.error = outcome.error;
        away ||= outcome.away;
      }
    };
    await Promise.all(Array.from({ length: concurrency }, lane));
    yield count;
  }
}

async function take(db: Database, now: Date, most: number, holdSeconds: number): Promise<Held[]> {
  return rows<Held>(db, sql`
    with mine as (
      update digests set held = clock_timestamp() + make_interval(secs => ${holdSeconds}) where id in (
        select id from digests where state = 'intended' and next <= ${now.toISOString()}::timestamptz and (held is null or held < clock_timestamp()) order by next, id limit ${most} for update skip locked)
      returning id, subscriber, period, message_id, tries, rest)
    select m.id::text as id, m.subscriber::text as subscriber, m.period, m.message_id as "messageId", m.tries, m.rest, s.email, s.state, s.frequency, s.weekday, s.hour, s.zone, s.topics, s.authors, s.searches, s.trending, s.most
    from mine m join subscribers s on s.id = m.subscriber`);
}

async function papersOf(db: Database, digests: string[]): Promise<Map<string, { arxiv: string; why: string }[]>> {
  const found = await rows<{ digest: string; arxiv: string; why: string }>(db, sql`select digest::text as digest, arxiv, why from digest_papers where digest in (select jsonb_array_elements_text(${JSON.stringify(digests)}::jsonb)::uuid) order by digest, position`);
  return Map.groupBy(found, (r) => r.digest);
}

type Outcome = { kind: 'sent' | 'failed' | 'givenUp'; error?: string; away: boolean };

async function sendOne(db: Database, mailer: Mailer, settings: MailSettings, one: Held, papers: Parameters<typeof letter>[2]['papers'], clock: () => Date): Promise<Outcome> {
  try {
    await mailer.send(await letter(db, settings, { subscriber: { ...one, id: one.subscriber }, period: one.period, messageId: one.messageId, papers, rest: one.rest }));
  } catch (error) {
    const said = (error as Error).message.slice(0, 500), kind = error instanceof MailError ? error.kind : 'passing';
    if (kind === 'recipient') { await bookRefusal(db, { subscriber: one.subscriber, recipient: one.email, status: (error as MailError).status, diagnostic: said }, clock()); return { kind: 'givenUp', error: said, away: false }; }
    if (kind !== 'passing' || one.tries + 1 >= mostTries) { await giveUp(db, one.id, said); return { kind: 'givenUp', error: said, away: false }; }
    await db.execute(sql`update digests set tries = tries + 1, next = ${new Date(clock().getTime() + backOff(one.tries + 1)).toISOString()}::timestamptz, held = null, error = ${said} where id = ${one.id} and state = 'intended'`);
    // No answer at all: the relay itself is away, and all the others would only wait for it too.
    return { kind: 'failed', error: said, away: error instanceof MailError && error.unreachable };
  }
  await writeDown(() => db.execute(sql`update digests set state = 'sent', sent = ${clock().toISOString()}::timestamptz, held = null, error = null where id = ${one.id}`));
  return { kind: 'sent', away: false };
}

const writeDownTries = 60, writeDownAgainMs = 500;

/** A mail has gone out: a database that restarts just now is waited for, so that it does not go out twice. */
async function writeDown(work: () => Promise<unknown>): Promise<void> {
  for (let tried = 1; ; tried++) {
    try { await work(); return; } catch (error) { if (!isUnavailable(error) || tried >= writeDownTries) throw error; }
    await wait(writeDownAgainMs);
  }
}

const letGo = (db: Database, id: string) => db.execute(sql`update digests set held = null where id = ${id} and state = 'intended'`);

/** Its papers were not seen: a later digest may hold them. */
async function giveUp(db: Database, id: string, why: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`update digests set state = 'given up', error = ${why}, held = null, tries = tries + 1 where id = ${id} and state = 'intended'`);
    await tx.execute(sql`delete from digest_papers where digest = ${id}`);
  });
}
