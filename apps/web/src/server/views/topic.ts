/** The pages of a topic and of an author: the newest papers of it. */
import { paperBySlug } from '@galley/catalog';
import { followsOf, type Reader } from '@galley/people';
import { papersOn, type Database, type Subject } from '@galley/papers';
import { listItem } from '#server/views/list-item.ts';
import { verdictsOf } from '#server/views/verdicts.ts';

const perPage = 30, lastPage = 300;

export async function subjectPage(db: Database, subject: Subject, { asked, reader }: { asked: string | null; reader: Reader | null }) {
  const page = Math.min(lastPage, Math.max(1, Math.trunc(Number(asked)) || 1)), { total, papers } = await papersOn(db, subject, { limit: perPage, offset: (page - 1) * perPage });
  const verdicts = await verdictsOf(db, papers.flatMap((p) => (p.slug && paperBySlug(p.slug)) || [])), items = papers.map((p) => listItem(p, verdicts));
  const followed = reader !== null && (await followsOf(db, reader.id)).some((f) => 'topic' in subject ? f.kind === 'topic' && f.value === subject.topic : f.kind === 'author' && f.value === subject.author);
  return { followed, signedIn: reader !== null, total, page, first: (page - 1) * perPage + 1, papers: items, mathematics: items.some((i) => i.mathematics), more: page * perPage < total };
}
