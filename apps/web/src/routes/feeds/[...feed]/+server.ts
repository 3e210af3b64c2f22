import { error } from '@sveltejs/kit';
import { feedAnswer } from '#feeds/answer.ts';
import { isFormat } from '#feeds/document.ts';
import { feedAddress, fill, readSubject } from '#feeds/subjects.ts';
import { originOf } from '#server/request/origin.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, request, url }) => {
  // The path as it was sent: a topic may hold an encoded slash.
  const path = url.pathname.slice('/feeds/'.length), dot = path.lastIndexOf('.'), format = path.slice(dot + 1), subject = dot > 0 ? readSubject(path.slice(0, dot), url.searchParams) : undefined;
  if (!isFormat(format)) error(404, 'Feeds end in .atom, .rss or .json; /feeds lists them.');
  if (!subject) error(404, 'There is no such feed; /feeds lists them.');
  const filled = await fill(locals.store.db, subject, { origin: originOf(url), self: originOf(url) + feedAddress(subject, format) });
  if (!filled) error(404, 'There is nothing of that name here to follow.');
  return feedAnswer(request, filled.document, format, filled.changed);
};
