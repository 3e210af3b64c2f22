/** Reports by readers, and what moderators make of them. */
import { eq, sql } from 'drizzle-orm';
import { rows, tables, type Database } from '@galley/papers';
import { ban, type Actor } from '../accounts/power.ts';
import { accountByHandle } from '../accounts/account.ts';
import { record } from '../audit.ts';
import { withdrawAuthorship } from '../authorship/claims.ts';
import { knownPaper } from '../reading/paper.ts';
import type { Reader } from '../reader.ts';
import { Refusal } from '../refusal.ts';
import { commentById } from './comments.ts';

export type SubjectKind = 'comment' | 'paper' | 'account' | 'authorship';
const { reports, comments } = tables;

/** Tells the moderators. `subject`: a comment's or authorship's id, a paper's identifier, an account's handle. A reader reports a thing once until it is decided. */
export async function report(db: Database, reader: Pick<Reader, 'id'>, kind: string, subject: string, reason: string, now = new Date()): Promise<void> {
  const why = reason.toWellFormed().replaceAll('\0', '').trim().slice(0, 1000);
  if (why === '') throw new Refusal('Say in a few words what is wrong with it.');
  const about = await subjectOf(db, kind, subject);
  await db.transaction(async (tx) => {
    const [open] = await rows<{ id: string }>(tx, sql`select id from reports where account = ${reader.id}::uuid and subject_kind = ${about.kind} and subject = ${about.id} and decided is null limit 1`);
    if (open) await tx.update(reports).set({ reason: why }).where(eq(reports.id, open.id));
    else await tx.insert(reports).values({ subjectKind: about.kind, subject: about.id, account: reader.id, reason: why, at: now.toISOString() });
  });
}

async function subjectOf(db: Database, kind: string, subject: string): Promise<{ kind: SubjectKind; id: string }> {
  if (kind === 'comment') { const found = await commentById(db, subject); if (found && !found.removed) return { kind, id: found.id }; }
  else if (kind === 'paper') return { kind, id: (await knownPaper(db, subject)).arxiv };
  else if (kind === 'account') { const found = await accountByHandle(db, subject); if (found) return { kind, id: found.id }; }
  else if (kind === 'authorship' && /^[0-9a-f-]{36}$/.test(subject)) { const [found] = await rows<{ id: string }>(db, sql`select id from authorships where id::text = ${subject} and state = 'confirmed'`); if (found) return { kind, id: found.id }; }
  throw new Refusal('What is reported is not here.', 404);
}

export interface OpenReport { id: string; kind: SubjectKind; subject: string; reason: string; at: string; by: string | null; /** Words of the comment, title of the paper, name of the account or author. */ text: string | null; arxiv: string | null; /** Account it is about. */ handle: string | null; hidden: boolean }

/** What waits for a decision, oldest first. */
export function openReports(db: Database, { limit = 100, id }: { limit?: number; id?: string } = {}): Promise<OpenReport[]> {
  return rows<OpenReport>(db, sql`
    select r.id, r.subject_kind as kind, r.subject, r.reason, r.at, a.handle as by,
      coalesce(c.body, p.title, s.name, h.author) as text, coalesce(c.arxiv, p.arxiv, h.arxiv) as arxiv, coalesce(w.handle, s.handle, o.handle) as handle, c.hidden is not null as hidden
    from reports r left join accounts a on a.id = r.account
    left join comments c on r.subject_kind = 'comment' and c.id::text = r.subject left join accounts w on w.id = c.account
    left join papers p on r.subject_kind = 'paper' and p.arxiv = r.subject
    left join accounts s on r.subject_kind = 'account' and s.id::text = r.subject
    left join authorships h on r.subject_kind = 'authorship' and h.id::text = r.subject left join accounts o on o.id = h.account
    where r.decided is null and (${id ?? null}::text is null or r.id::text = ${id ?? ''}) order by r.at, r.id limit ${limit}`);
}

export type Decision = 'keep' | 'hide' | 'ban';

/** Decides all open reports on one subject: keep it, hide the comment (take the authorship away), or ban the account behind it. */
export async function decide(db: Database, actor: Actor, id: string, decision: Decision, why = '', now = new Date()): Promise<void> {
  const [found] = await openReports(db, { id, limit: 1 });
  if (!found) throw new Refusal('This report was decided already.', 409);
  if (decision === 'hide' && found.kind !== 'comment' && found.kind !== 'authorship') throw new Refusal('Only a comment can be hidden, or an authorship taken away.');
  if (decision === 'ban' && found.handle === null) throw new Refusal('There is no account behind it.');
  if (decision === 'ban') await ban(db, actor, found.handle!, why || found.reason, now);
  await db.transaction(async (tx) => {
    if (decision !== 'keep' && found.kind === 'comment') await hideComment(tx, actor, found.subject, true, now);
    if (decision !== 'keep' && found.kind === 'authorship') await withdrawAuthorship(tx, actor, found.subject, { why: why || found.reason }, now);
    await tx.execute(sql`update reports set decided = ${now.toISOString()}::timestamptz, decision = ${decision} where subject_kind = ${found.kind} and subject = ${found.subject} and decided is null`);
    await record(tx, { actor, action: `report: ${decision}`, subject: found.subject, details: { kind: found.kind, why }, now });
  });
}

/** Hides a comment, or shows it again. */
export async function hideComment(db: Database, actor: Actor, id: string, hidden: boolean, now = new Date()): Promise<void> {
  const found = await commentById(db, id);
  if (!found) throw new Refusal('This comment is not there any more.', 404);
  if ((found.hidden !== null) === hidden) return;
  await db.update(comments).set({ hidden: hidden ? now.toISOString() : null }).where(eq(comments.id, id));
  await record(db, { actor, action: hidden ? 'comment hidden' : 'comment shown', subject: id, now });
}
