/** A day's page. */
import { paperBySlug } from '@galley/catalog';
import { neighbourDays, papersOfDay } from '@galley/papers';
import { html } from '@galley/typeset';
import { stripOf, verdictsOf } from './verdicts.ts';
import { authorsShort, longDay, shortDay } from './words.ts';

type Db = App.Locals['store']['db'];

export async function dayPage(db: Db, day: string) {
  const [listed, { previous, next }] = await Promise.all([papersOfDay(db, day), neighbourDays(db, day)]);
  const known = listed.flatMap((p) => (p.slug && paperBySlug(p.slug)) || []), verdicts = await verdictsOf(db, known);
  let mathematics = false;
  const papers = listed.map((p) => {
    const title = html(p.title), text = p.summary ? html(opening(p.summary)).html : p.excerpt ? html(opening(p.excerpt)).html : '';
    mathematics ||= title.mathematics;
    const mine = p.slug ? verdicts.get(p.slug) : undefined;
    return { arxiv: p.arxiv, title: title.html, text, authors: authorsShort(p.authors, 4), upvotes: p.upvotes, strip: mine && stripOf(mine) };
  });
  return {
    day, heading: longDay(day), papers, mathematics, running: listed.filter((p) => p.runsHere).length,
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
