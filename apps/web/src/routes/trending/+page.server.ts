import { error } from '@sveltejs/kit';
import { newestDay } from '@galley/papers';
import { isWindow, readMoment } from '@galley/ranking';
import { orError } from '#server/request/forms.ts';
import { allow } from '#server/request/reader.ts';
import { commonTopics, thisMinute, trendingAt, trendingItems } from '#server/views/trending.ts';
import { hiddenOf } from '@galley/people';
import { listActs } from '#server/views/paper-people.ts';
import { instantOf, plainDay } from '#server/views/words.ts';
import type { PageServerLoad } from './$types';

const shown = 30, categoriesShown = 8, longestTopic = 60;

export const load: PageServerLoad = async (event) => {
  const { locals, url } = event, { db } = locals.store, get = (name: string) => url.searchParams.get(name) || undefined;
  const window = get('window') ?? 'week', category = get('category')?.slice(0, longestTopic).replaceAll('\0', ''), given = get('at'), asked = given === undefined ? undefined : readMoment(given);
  if (!isWindow(window)) error(400, 'window expects today, week or month.');
  if (given !== undefined && asked === undefined) error(400, `“${given.slice(0, 40)}” is no moment. Moments are written 2025-10-08T09:30Z, days 2025-10-08.`);
  // A list of the past is computed for who asks; the present one is shared by all for a minute.
  if (asked !== undefined && !locals.personal) await orError(allow(event, 'read'));
  const at = Math.min(asked ?? Infinity, thisMinute()), list = await trendingAt(db, { at, window, category, limit: shown });
  const [{ papers: moved, mathematics }, known, newest] = await Promise.all([trendingItems(db, list), commonTopics(db), newestDay(db)]);
  // A reader's own list leaves out what that reader put away or has seen; a list of the past is shown as it stood.
  const hidden = locals.reader && asked === undefined ? await hiddenOf(db, locals.reader, moved.map((p) => p.arxiv)) : new Set<string>(), papers = moved.filter((p) => !hidden.has(p.arxiv));
  const link = (change: Record<string, string | undefined>) => { const params = new URLSearchParams(); for (const [name, value] of Object.entries({ window: window === 'week' ? undefined : window, category, at: given, ...change })) if (value) params.set(name, value); return `/trending${params.size ? `?${params}` : ''}`; };
  return {
    window, category, papers, acts: await listActs(locals, url, papers), hidden: hidden.size, mathematics, weighed: list.weighed, at: new Date(at).toISOString(), moment: instantOf(new Date(at).toISOString()), replayed: asked !== undefined,
    windows: ([['today', 'two days'], ['week', 'week'], ['month', 'month']] as const).map(([value, words]) => ({ words, href: link({ window: value === 'week' ? undefined : value }), current: value === window })),
    categories: [...new Set([...(category ? [category] : []), ...known.categories.slice(0, categoriesShown).map((c) => c.topic)])].map((topic) => ({ topic, href: link({ category: topic }), current: topic === category })), all: link({ category: undefined }),
    newest: newest && { day: newest, words: plainDay(newest) },
  };
};
