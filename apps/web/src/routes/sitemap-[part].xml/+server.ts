import { error } from '@sveltejs/kit';
import { validated } from '#feeds/answer.ts';
import { sitemap } from '#server/views/sitemap.ts';
import { originOf } from '#server/request/origin.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request, url }) => {
  const written = locals.personal ? undefined : await sitemap(locals.store.db, originOf(url), params.part);
  if (!written) error(404, 'There is no such sitemap; /sitemap.xml lists them.');
  return validated(request, written, { type: 'application/xml; charset=utf-8', cacheControl: 'public, max-age=3600' });
};
