import { error } from '@sveltejs/kit';
import { validated } from '#feeds/answer.ts';
import { sitemapIndex } from '#server/views/sitemap.ts';
import { originOf } from '#server/request/origin.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, request, url }) => {
  if (locals.personal) error(404, 'A site for one person has no sitemap. Set PUBLIC_URL to make it public.');
  return validated(request, await sitemapIndex(locals.store.db, originOf(url)), { type: 'application/xml; charset=utf-8', cacheControl: 'public, max-age=3600' });
};
