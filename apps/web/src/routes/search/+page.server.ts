import { readDay } from '@galley/ingest';
import { search } from '@galley/papers';
import { escapeHtml, html } from '@galley/typeset';
import { follows, listActs } from '#server/views/paper-people.ts';
import { authorsShort, plainDay } from '#server/views/words.ts';
import type { PageServerLoad } from './$types';

const perPage = 20, longestQuery = 300, lastPage = 500;

export const load: PageServerLoad = async ({ locals, url }) => {
  const get = (name: string) => url.searchParams.get(name) ?? '';
  const q = get('q').slice(0, longestQuery).replaceAll('\0', ''), from = readDay(get('from')), to = readDay(get('to')), runsHere = get('runs') === 'here', page = Math.min(lastPage, Math.max(1, Math.trunc(Number(get('page'))) || 1));
  const wrong = [['from', get('from'), from], ['to', get('to'), to]].filter(([, given, read]) => given && !read).map(([name, given]) => `${name} is not a day: “${String(given).slice(0, 20)}”. Days are written 2025-10-08.`);
  const asked = q.trim() !== '' || runsHere || from !== undefined || to !== undefined;
  const found = asked && wrong.length === 0 ? await search(locals.store.db, { text: q, from, to, runsHere, limit: perPage, offset: (page - 1) * perPage }) : { total: 0, papers: [] };
  let mathematics = false;
  const papers = found.papers.map((p) => {
    const title = html(p.title);
    mathematics ||= title.mathematics;
    const text = p.snippet ? `… ${escapeHtml(p.snippet)} …`.replaceAll('\u0002', '<em class="hit">').replaceAll('\u0003', '</em>') : escapeHtml(p.summary ?? p.excerpt ?? '');
    return { arxiv: p.arxiv, title: title.html, text, authors: authorsShort(p.authors, 4), published: p.published && plainDay(p.published), runsHere: p.runsHere };
  });
  const link = (to: number) => { const params = new URLSearchParams(url.searchParams); params.set('page', String(to)); return `/search?${params}`; };
  return { acts: await listActs(locals, url, found.papers), following: await follows(locals, 'search', q.slice(0, 200)), here: url.pathname + url.search, q, from: get('from').slice(0, 10), to: get('to').slice(0, 10), runsHere, asked, wrong, total: found.total, papers, mathematics, first: (page - 1) * perPage + 1, previous: page > 1 ? link(page - 1) : undefined, next: page * perPage < found.total ? link(page + 1) : undefined };
};
