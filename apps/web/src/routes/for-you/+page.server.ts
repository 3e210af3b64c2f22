import { paperBySlug } from '@galley/catalog';
import { summariesOf } from '@galley/papers';
import { forYou, type ForYou } from '@galley/ranking';
import { plainText } from '@galley/typeset';
import { listItem } from '#server/views/list-item.ts';
import { listActs } from '#server/views/paper-people.ts';
import { requireReader } from '#server/request/reader.ts';
import { verdictsOf } from '#server/views/verdicts.ts';
import type { PageServerLoad } from './$types';

const shown = 30;

export const load: PageServerLoad = async (event) => {
  const { db } = event.locals.store, picked = await forYou(db, requireReader(event).id, { limit: shown });
  const near = picked.items.flatMap((i) => ('nearest' in i && i.nearest ? [i.nearest.arxiv] : [])), papers = new Map((await summariesOf(db, [...new Set([...picked.items.map((i) => i.arxiv), ...near])])).map((p) => [p.arxiv, p]));
  const verdicts = await verdictsOf(db, [...papers.values()].flatMap((p) => (p.slug && paperBySlug(p.slug)) || []));
  const items = picked.items.flatMap((item) => {
    const paper = papers.get(item.arxiv), nearest = 'nearest' in item && item.nearest ? papers.get(item.nearest.arxiv) : undefined;
    return paper ? [{ ...listItem(paper, verdicts), why: whyOf(item), nearest: nearest && { arxiv: nearest.arxiv, title: plainText(nearest.title) } }] : [];
  });
  return { by: picked.by, likes: picked.likes, needed: picked.needed, papers: items, acts: await listActs(event.locals, event.url, items), mathematics: items.some((i) => i.mathematics) };
};

type Why = { before: string; what: string; href?: string }[];

function whyOf(item: ForYou['items'][number]): Why {
  if ('follow' in item) return [{ before: item.follow.kind === 'search' ? 'matches your search ' : 'you follow ', what: item.follow.value, href: hrefOf(item.follow.kind, item.follow.value) }];
  return item.because.map(({ what, kind }, i) => ({ before: i ? ', ' : 'for ', what, href: kind === 'word' ? undefined : hrefOf(kind === 'category' ? 'topic' : 'author', what) }));
}
const hrefOf = (kind: 'topic' | 'author' | 'search', value: string) => kind === 'search' ? `/search?q=${encodeURIComponent(value)}` : `/${kind}s/${encodeURIComponent(value)}`;
