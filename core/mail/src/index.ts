/**
 * Mail that arrives: one `Mailer` for everything the site sends.
 *
 *   const mailer = await openMailer(store);
 *   await mailer.send({ kind: 'sign-in', to: 'ada@example.org', subject: 'Your link', text: '...' });
 *
 * Without SMTP_URL it lands in the outbox; `outboxLines` and `outboxMail` read that.
 */
export { MailError } from './mailer.ts';
export type { Mail, Mailer, Sent } from './mailer.ts';
export { openMailer } from './open.ts';
export { newMessageId } from './compose.ts';
export { mailSettings, MailSettingsError } from './settings.ts';
export type { MailSettings } from './settings.ts';
export { outboxLines, outboxMail, clearOutbox } from './outbox.ts';
export type { OutboxLine, OutboxMail } from './outbox.ts';
export { sealed, unsealed } from './secret.ts';
export { readReturnPath } from './return-path.ts';
export { flowed, widthOf } from './flowed.ts';
export { readReport, largestReport } from './bounce/read.ts';
export type { Report, Returned } from './bounce/report.ts';
export { readMailAddress } from './address.ts';
