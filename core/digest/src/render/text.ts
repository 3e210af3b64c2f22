/** The text part: one line per paragraph; the mailer sets it to 72 columns. Addresses stand alone on their lines. */
import { periodWords, plural } from '../words.ts';
import { countWords, restPath } from './html.ts';
import type { DigestMail } from './mail.ts';

export function textPart(mail: DigestMail): string {
  const papers = mail.papers.map((p, i) => [`${i + 1}. ${p.title}`, p.authors, ...(p.text ? ['', p.text] : []), '', `(${[p.why, p.votes ? plural(p.votes, 'vote') : '', p.claims ?? ''].filter(Boolean).join('; ')})`, `${mail.publicUrl}/papers/${p.arxiv}`].join('\n'));
  return [
    `GALLEY\n${periodWords(mail.period)}\n${countWords(mail)}`, ...papers,
    ...(mail.rest ? [`${plural(mail.rest, 'further paper')} matched and had no room here:\n${mail.publicUrl}${restPath(mail)}`] : []),
    `-- \nYou asked for this mail, ${mail.schedule}. Change or stop it:\n${mail.settingsUrl}${mail.postalAddress ? `\n\n${mail.postalAddress}` : ''}`,
  ].join('\n\n\n');
}
