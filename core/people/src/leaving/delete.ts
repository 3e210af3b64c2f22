/** An account goes for real: with all it made, and out of every row that names it. */
import { sql } from 'drizzle-orm';
import { rows, type Database } from '@galley/papers';
import { record } from '../audit.ts';
import type { Reader } from '../reader.ts';
import { Refusal } from '../refusal.ts';
import { requireRecent } from '../sign-in/session.ts';

/**
 * Deletes the account. Comments lose their words and their writer, keeping their place for the replies. A subscription
 * to the daily e-mail is its own affair and stays, unlinked. The audit log keeps that something happened, not to whom.
 */
export async function deleteAccount(db: Database, reader: Reader, now = new Date()): Promise<void> {
  requireRecent(reader, now);
  const id = sql`${reader.id}::uuid`;
  await db.transaction(async (tx) => {
    const admins = await rows<{ id: string }>(tx, sql`select id from accounts where role = 'admin' and banned is null and email is not null order by id for update`);
    if (admins.length === 1 && admins[0].id === reader.id) throw new Refusal(`${reader.handle} is the only admin; make another one first.`, 409);
    const [account] = await rows<{ email: string | null; handle: string }>(tx, sql`select email, handle from accounts where id = ${id} for update`);
    if (!account) throw new Refusal('This account is gone already.', 404);
    await tx.execute(sql`update comments set body = '', removed = coalesce(removed, ${now.toISOString()}::timestamptz), account = null where account = ${id}`);
    await tx.execute(sql`delete from reports where subject_kind = 'account' and subject = ${reader.id}`);
    await tx.execute(sql`delete from sign_in_links where email = ${account.email} or account = ${id}`);
    // Letters about the account go; those of a subscription stay with it.
    await tx.execute(sql`delete from outbox where recipient = ${account.email} and (kind in ('sign-in', 'notice') or not exists (select 1 from subscribers s where s.email = ${account.email}))`);
    await tx.execute(sql`update audit set actor = case when actor = ${id} then null else actor end, subject = case when subject = ${reader.id} then 'an account that is gone' else subject end,
      details = case when actor = ${id} or subject = ${reader.id} then '{}'::jsonb else details end where actor = ${id} or subject = ${reader.id}`);
    await tx.execute(sql`delete from accounts where id = ${id}`);
    await record(tx, { actor: null, action: 'account deleted', subject: 'an account that is gone', now });
  });
}
