/** Mail of a Galley without a relay: whole messages in a table, for its admin to read. */
import { desc, eq, lt, sql } from 'drizzle-orm';
import nodemailer, { type SendMailOptions } from 'nodemailer';
import PostalMime from 'postal-mime';
import { tables, type Database } from '@galley/papers';
import { dkimOptions } from './dkim.ts';
import type { Mail } from './mailer.ts';
import type { MailSettings } from './settings.ts';

/** Writes messages; the newest so many are kept. */
export function openOutbox(db: Database, { dkim }: MailSettings) {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: 'windows', dkim: dkimOptions(dkim) });
  return {
    async write(mail: Mail, message: SendMailOptions & { messageId: string }): Promise<void> {
      const { message: raw } = await transport.sendMail(message) as { message: Buffer };
      await db.insert(tables.outbox).values({ kind: mail.kind, recipient: mail.to, subject: mail.subject, messageId: message.messageId, raw: raw.toString('utf8') });
    },
  };
}

export interface OutboxLine { id: string; at: string; kind: string; recipient: string; subject: string }
const line = { id: tables.outbox.id, at: tables.outbox.at, kind: tables.outbox.kind, recipient: tables.outbox.recipient, subject: tables.outbox.subject };

/** Newest first. `before` is the time of the last line of the page before. */
export async function outboxLines(db: Database, { limit = 50, before }: { limit?: number; before?: string } = {}): Promise<OutboxLine[]> {
  return db.select(line).from(tables.outbox).where(before ? lt(tables.outbox.at, before) : undefined).orderBy(desc(tables.outbox.at), desc(tables.outbox.id)).limit(limit);
}

export interface OutboxMail extends OutboxLine { raw: string; text: string; html: string | undefined; headers: { name: string; value: string }[] }

/** One mail as its reader would see it; by its identifier or the beginning of one. */
export async function outboxMail(db: Database, id: string): Promise<OutboxMail | undefined> {
  if (!/^[0-9a-f-]{4,36}$/i.test(id)) return undefined;
  const [row] = await db.select({ ...line, raw: tables.outbox.raw }).from(tables.outbox).where(id.length === 36 ? eq(sql`${tables.outbox.id}::text`, id.toLowerCase()) : sql`${tables.outbox.id}::text like ${`${id.toLowerCase()}%`}`).limit(1);
  if (!row) return undefined;
  const parsed = await PostalMime.parse(row.raw);
  return { ...row, text: parsed.text ?? '', html: parsed.html || undefined, headers: parsed.headers.map((h) => ({ name: h.originalKey, value: h.value })) };
}

/** Mail older than so many days is thrown away: it holds addresses, and links that have long been used. */
export async function clearOutbox(db: Database, days: number, now = new Date()): Promise<number> {
  const gone = await db.delete(tables.outbox).where(lt(tables.outbox.at, new Date(now.getTime() - days * 86_400_000).toISOString())).returning({ id: tables.outbox.id });
  return gone.length;
}
