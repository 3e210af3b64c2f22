import { redirect } from '@sveltejs/kit';
import { formatNames, isFormat, mediaTypes, type Format } from '#feeds/document.ts';
import { feedAddress, readSubject, type Subject } from '#feeds/subjects.ts';
import { commonTopics } from '#server/views/trending.ts';
import { originOf } from '#server/request/origin.ts';
import type { PageServerLoad } from './$types';

const kinds = ['topic', 'author', 'search'] as const;
const formats = Object.keys(mediaTypes) as Format[];

export const load: PageServerLoad = async ({ locals, url }) => {
  const { db } = locals.store, get = (name: string) => (url.searchParams.get(name) ?? '').trim(), kind = kinds.find((k) => k === get('kind')) ?? 'topic', of = get('of').slice(0, 200), format = isFormat(get('format')) ? get('format') as Format : 'atom';
  const subject = of ? (kind === 'search' ? readSubject('search', new URLSearchParams({ q: of })) : readSubject(`${kind}/${encodeURIComponent(of)}`, new URLSearchParams())) : undefined;
  if (subject && get('go')) redirect(303, feedAddress(subject, format));
  const row = (what: string, one: Subject) => ({ what, links: formats.map((f) => ({ name: formatNames[f], href: feedAddress(one, f) })) });
  const known = await commonTopics(db);
  return {
    kind, of, format, formats: formats.map((value) => ({ value, name: formatNames[value] })), built: subject && row(`${kind} ${of}`, subject), origin: originOf(url),
    rows: [row('The day', { kind: 'day' }), row('Trending', { kind: 'trending' }), ...known.categories.slice(0, 12).map(({ topic }) => row(topic, { kind: 'topic', topic }))],
  };
};
