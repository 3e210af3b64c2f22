/** Tomorrow's digest as it would arrive; nothing is written. */
import type { Mail, MailSettings } from '@galley/mail';
import { rows, type Database } from '@galley/papers';
import { sql } from 'drizzle-orm';
import type { Choices } from './choices.ts';
import { matches } from './choose.ts';
import { letter } from './letter.ts';
import { paperLines } from './papers.ts';
import { alreadySent, followsOf, sinceOf, withFollows } from './plan.ts';
import { loadPool } from './pool.ts';
import { nextDue } from './schedule.ts';
import type { Subscriber } from './subscriptions.ts';

export interface Preview { mail: Mail & { html: string }; papers: number; rest: number; due: Date }

/** A GET changes nothing: listings that no run has noted yet count as arriving now. For a subscriber, or for anybody by choices alone: then as if they had subscribed now. `account` brings what that reader follows. */
export async function previewDigest(db: Database, settings: MailSettings, { choices, subscriber, account, email, now = new Date() }: { choices: Choices; subscriber?: Subscriber; account?: string; email?: string; now?: Date }): Promise<Preview> {
  const pool = await loadPool(db, now, { unnoted: true }), follower = subscriber?.account ?? account ?? null;
  const [last] = subscriber ? await rows<{ at: number | null }>(db, sql`select (extract(epoch from max(intended)) * 1000)::float8 as at from digests where subscriber = ${subscriber.id} and state <> 'given up'`) : [];
  const since = sinceOf({ lastAt: last?.at ?? null, confirmed: now.getTime() });
  const found = await matches(db, pool, withFollows({ ...choices, account: follower }, await followsOf(db, follower ? [follower] : [])), since);
  const had = subscriber ? await alreadySent(db, [{ subscriber: subscriber.id, arxiv: found.map((m) => m.arxiv) }]) : new Set<string>();
  const fresh = found.filter((m) => !had.has(`${subscriber?.id} ${m.arxiv}`)), shown = fresh.slice(0, choices.most), known = await paperLines()(db, shown.map((m) => m.arxiv));
  const { period, due } = nextDue(choices, { last: undefined, now });
  const mail = await letter(db, settings, { subscriber: { ...choices, id: subscriber?.id ?? '00000000-0000-0000-0000-000000000000', email: subscriber?.email ?? email ?? 'you@example.org' }, period, papers: shown.flatMap((m) => { const line = known.get(m.arxiv); return line ? [{ ...line, why: m.why }] : []; }), rest: fresh.length - shown.length });
  return { mail, papers: shown.length, rest: fresh.length - shown.length, due };
}
