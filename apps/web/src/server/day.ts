/** A day's page. */
import { paperBySlug } from '@galley/catalog';
import { neighbourDays, papersOfDay } from '@galley/papers';
import { commentCounts, curatorsOf, hiddenOf, type Reader } from '@galley/people';
import { html } from '@galley/typeset';
import { actsOf } from './paper-people.ts';
import { stripOf, verdictsOf } from './verdicts.ts';
import { authorsShort, longDay, shortDay } from './words.ts';

type Db = App.Locals['store']['db'];

/** `all`: with what the reader has put away or seen, too. */
export async function dayPage(db: Db, day: string, reader: Reader | null = null, { all = false, back = `/papers/${day}` }: { all?: boolean; back?: string } = {}) {
  const [whole, { previous, next }, curators] = await Promise.all([papersOfDay(db, day), neighbourDays(db, day), curatorsOf(db, day)]);
  const ids = whole.map((p) => p.arxiv), hidden = reader ? await hiddenOf(db, reader, ids) : new Set<string>(), listed = all ? whole : whole.filter((p) => !hidden.has(p.arxiv));
  const known = listed.flatMap((p) => (p.slug && paperBySlug(p.slug)) || []), [verdicts, acts, talk] = await Promise.all([verdictsOf(db, known), actsOf(db, reader, listed), commentCounts(db, ids)]);
  let mathematics = false;
  const papers = listed.map((p) => {
    const title = html(p.title), text = p.summary ? html(opening(p.summary)).html : p.excerpt ? html(opening(p.excerpt)).html : '';
    mathematics ||= title.mathematics;
    const mine = p.slug ? verdicts.get(p.slug) : undefined;
    return { arxiv: p.arxiv, title: title.html, text, authors: authorsShort(p.authors, 4), acts: acts.get(p.arxiv)!, comments: talk.get(p.arxiv) ?? 0, strip: mine && stripOf(mine) };
  });
  return {
    day, heading: longDay(day), papers, mathematics, running: listed.filter((p) => p.runsHere).length, signedIn: reader !== null, back, all, hidden: hidden.size, curators, curates: reader !== null && reader.role !== 'reader',
    previous: previous && { day: previous, words: shortDay(previous) }, next: next && { day: next, words: shortDay(next) },
  };
}

/** About two lines of a text, ended at a sentence or a word, never inside mathematics. */
function opening(text: string): string {
  if (text.length <= 230) return text;
  const sentence = /^.{90,230}?[.!?](?=\s+[A-Z])/.exec(text);
  const cut = sentence ? sentence[0] : `${text.slice(0, 225).replace(/\s+\S*$/, '')} …`;
  return (cut.match(/\$/g) ?? []).length % 2 ? cut.replace(/\$[^$]*$/, '…') : cut;
}
