/** One mail as nodemailer wants it: checked, with every header a mail of ours has. */
import { randomUUID } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import { flowed } from './flowed.ts';
import { MailError, type Mail } from './mailer.ts';
import type { MailSettings } from './settings.ts';

const address = /^[^\s@<>,;:"\\()[\]]{1,64}@[^\s@<>,;:"\\()[\]]{1,250}$/;
const control = /[\r\n\0]/;

export const newMessageId = (settings: MailSettings): string => `<${randomUUID()}@${settings.from.address.split('@')[1]}>`;

/** @param returnTo envelope sender. @throws MailError of kind `input` for what cannot be in a header. */
export function compose(mail: Mail, settings: MailSettings, returnTo: string, date = new Date()): SendMailOptions & { messageId: string } {
  const messageId = mail.messageId ?? newMessageId(settings);
  for (const [name, value] of Object.entries({ ...mail.headers, Subject: mail.subject, To: mail.to, 'Message-ID': messageId })) {
    if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name)) throw new MailError('input', `"${name.slice(0, 40)}" is no name of a header.`);
    if (control.test(value)) throw new MailError('input', `The ${name} of a mail holds a line break. It was not sent.`);
  }
  if (!address.test(mail.to)) throw new MailError('input', `"${mail.to.slice(0, 100)}" is not one e-mail address.`);
  if (!/^<[^<>\s]+@[^<>\s]+>$/.test(messageId)) throw new MailError('input', `"${messageId.slice(0, 100)}" is no Message-ID.`);
  const list = mail.kind === 'digest' ? { 'List-Id': `Galley daily papers <digest.${new URL(settings.publicUrl).hostname}>`, Precedence: 'bulk' } : {};
  return {
    from: settings.from, to: { name: '', address: mail.to }, envelope: { from: returnTo, to: mail.to }, subject: mail.subject, messageId, date, encoding: 'quoted-printable',
    headers: { 'Auto-Submitted': 'auto-generated', ...list, ...mail.headers },
    alternatives: [{ contentType: 'text/plain; charset=utf-8; format=flowed', content: flowed(mail.text) }, ...(mail.html === undefined ? [] : [{ contentType: 'text/html; charset=utf-8', content: mail.html }])],
    disableFileAccess: true, disableUrlAccess: true,
  };
}
