/** The HTML part. Never larger than what mail programs show whole: what does not fit is counted with the rest. */
import { escapeHtml } from '@galley/typeset';
import { periodWords, plural } from '../words.ts';
import type { DigestMail } from './mail.ts';
import { fill, template } from './template.ts';

export const mostBytes = 100_000;

export async function htmlPart(mail: DigestMail): Promise<string> {
  const { before, paper, after } = await template(), e = escapeHtml, url = (path: string) => e(mail.publicUrl + path);
  const pieces = mail.papers.map((p) => fill(paper, {
    link: url(`/papers/${p.arxiv}`), name: e(p.title), authors: e(p.authors), text: e(p.text),
    line: [p.why, p.votes ? plural(p.votes, 'vote') : '', p.claims ?? ''].filter(Boolean).map(e).join(' &middot; '),
  }));
  const whole = (shown: number) => {
    const rest = mail.rest + mail.papers.length - shown;
    return fill(before, { title: e(periodWords(mail.period)), preview: e(mail.papers.slice(0, 3).map((p) => p.title).join(' / ').slice(0, 140)), site: url('/'), heading: e(periodWords(mail.period)), count: e(countWords(mail)) })
      + pieces.slice(0, shown).join('')
      + fill(after, { foot: [rest ? `<a href="${url(restPath(mail))}" style="color:inherit">${plural(rest, 'further paper')}</a> matched and had no room here.<br>` : '', `You asked for this mail, ${e(mail.schedule)}. <a href="${e(mail.settingsUrl)}" style="color:inherit">Change or stop it</a>`, mail.postalAddress ? `<br>${e(mail.postalAddress)}` : ''].join('') });
  };
  let shown = pieces.length, html = whole(shown);
  for (let bytes = Buffer.byteLength(html); bytes >= mostBytes && shown > 0; bytes = Buffer.byteLength(html)) {
    shown = Math.min(shown - 1, Math.floor(shown * mostBytes / bytes));
    html = whole(shown);
  }
  return html;
}

/** Where papers that had no room are found: the day's list, or the week's. */
export const restPath = (mail: DigestMail): string => /-W/.test(mail.period) ? '/trending?window=week' : '/';
export const countWords = (mail: DigestMail): string => `${plural(mail.papers.length, 'new paper')} for you`;
