/** One digest as a mail: subject, both parts, and the headers by which a mail program can stop it (RFC 8058). */
import type { Mail, MailSettings } from '@galley/mail';
import type { Database } from '@galley/papers';
import { scheduleWords, type Choices } from './choices.ts';
import { htmlPart } from './render/html.ts';
import type { DigestMail, PaperLine } from './render/mail.ts';
import { textPart } from './render/text.ts';
import { settingsToken, unsubscribeToken } from './subscriptions.ts';
import { cut, periodWords, shortPeriod } from './words.ts';

export interface Letter { subscriber: Choices & { id: string; email: string }; period: string; messageId?: string; papers: (PaperLine & { why: string })[]; rest: number }

export async function letter(db: Database, { publicUrl, postalAddress }: MailSettings, { subscriber, period, messageId, papers, rest }: Letter): Promise<Mail & { html: string }> {
  const mail: DigestMail = { period, papers, rest, schedule: scheduleWords(subscriber), publicUrl, settingsUrl: `${publicUrl}/subscription/${await settingsToken(db, subscriber.id)}`, postalAddress };
  return {
    kind: 'digest', to: subscriber.email, messageId, bounceId: subscriber.id, subject: subjectOf(period, papers), text: textPart(mail), html: await htmlPart(mail),
    headers: { 'List-Unsubscribe': `<${publicUrl}/unsubscribe/${await unsubscribeToken(db, subscriber.id)}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  };
}

const subjectOf = (period: string, papers: { title: string }[]) => papers.length === 0 ? periodWords(period) : `${shortPeriod(period)}: ${cut(papers[0].title, 90)}${papers.length > 1 ? ` and ${papers.length - 1} more` : ''}`;
