import { originOf } from '#server/request/origin.ts';
import type { RequestHandler } from './$types';

/** A site for one person is nobody's business; of a public one, programs have the API and feeds instead of pages of searches. */
export const GET: RequestHandler = ({ locals, url }) => new Response(locals.personal
  ? 'User-agent: *\nDisallow: /\n'
  : `User-agent: *\nAllow: /\nDisallow: /api/\nDisallow: /search\nDisallow: /account\nDisallow: /admin\nDisallow: /sign-in\n\nSitemap: ${originOf(url)}/sitemap.xml\n`, { headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=3600' } });
