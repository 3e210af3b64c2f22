/** What was done with a role's power, or to how an account is entered. Rows are only added. */
import { sql } from 'drizzle-orm';
import { rows, tables, type Database } from '@galley/papers';

export interface AuditEntry { id: number; at: string; actor: string | null; /** Handle, while the account exists. */ by: string | null; action: string; /** Id of an account or comment, identifier of a paper. */ subject: string; /** Handle of the account it is about, while that exists. */ about: string | null; details: Record<string, unknown> }

export async function record(db: Database, entry: { actor: string | null; action: string; subject: string; details?: Record<string, unknown>; now?: Date }): Promise<void> {
  await db.insert(tables.audit).values({ actor: entry.actor, action: entry.action, subject: entry.subject, details: entry.details ?? {}, at: (entry.now ?? new Date()).toISOString() });
}

/** Newest first; `about` is an account's id, handle, a paper or an action. */
export function auditLog(db: Database, { about, before, limit = 50 }: { about?: string; before?: number; limit?: number } = {}): Promise<AuditEntry[]> {
  return rows<AuditEntry>(db, sql`
    select l.id::int as id, l.at, l.actor, a.handle as by, l.action, l.subject, s.handle as about, l.details from audit l left join accounts a on a.id = l.actor left join accounts s on s.id::text = l.subject
    where (${about ?? null}::text is null or l.subject = ${about ?? ''} or l.actor::text = ${about ?? ''} or a.handle = ${about ?? ''} or s.handle = ${about ?? ''} or l.action = ${about ?? ''})
      and (${before ?? null}::bigint is null or l.id < ${before ?? 0}::bigint)
    order by l.id desc limit ${limit}`);
}
