/** A day's page. */
import { paperBySlug } from '@galley/catalog';
import { neighbourDays, papersOfDay } from '@galley/papers';
import { commentCounts, curatorsOf, hiddenOf, type Reader } from '@galley/people';
import { actsOf } from '#server/views/paper-people.ts';
import { listItem } from '#server/views/list-item.ts';
import { verdictsOf } from '#server/views/verdicts.ts';
import { longDay, shortDay } from '#server/views/words.ts';

type Db = App.Locals['store']['db'];

/** `all`: with what the reader has put away or seen, too. */
export async function dayPage(db: Db, day: string, reader: Reader | null = null, { all = false, back = `/papers/${day}` }: { all?: boolean; back?: string } = {}) {
  const [whole, { previous, next }, curators] = await Promise.all([papersOfDay(db, day), neighbourDays(db, day), curatorsOf(db, day)]);
  const ids = whole.map((p) => p.arxiv), hidden = reader ? await hiddenOf(db, reader, ids) : new Set<string>(), listed = all ? whole : whole.filter((p) => !hidden.has(p.arxiv));
  const known = listed.flatMap((p) => (p.slug && paperBySlug(p.slug)) || []), [verdicts, acts, talk] = await Promise.all([verdictsOf(db, known), actsOf(db, reader, listed), commentCounts(db, ids)]);
  const papers = listed.map((p) => ({ ...listItem(p, verdicts), acts: acts.get(p.arxiv)!, comments: talk.get(p.arxiv) ?? 0 }));
  return {
    day, heading: longDay(day), papers, mathematics: papers.some((p) => p.mathematics), running: listed.filter((p) => p.runsHere).length, signedIn: reader !== null, back, all, hidden: hidden.size, curators, curates: reader !== null && reader.role !== 'reader',
    previous: previous && { day: previous, words: shortDay(previous) }, next: next && { day: next, words: shortDay(next) },
  };
}
