/** Answers what is kept without troubling anybody: the page as it was made, named anew, in the reader's encoding. */
import { randomUUID } from 'node:crypto';
import type http from 'node:http';
import { isOurs } from '../server/request/host.ts';
import { log } from './log.ts';
import { countPage, countRequest } from './metrics.ts';
import type { PageCache } from './page-cache.ts';

/** Whether it was answered. Only for readers without cookies, by one of the site's own names, without conditions. */
export function answersKept(pages: PageCache, request: http.IncomingMessage, response: http.ServerResponse): boolean {
  const { method, url = '', headers } = request;
  if (method !== 'GET' || headers.cookie !== undefined || headers.authorization !== undefined || !isOurs(headers.host ?? '')) return false;
  const page = pages.kept(url);
  if (!page) return false;
  const begun = performance.now(), gzipped = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/i.test(headers['accept-encoding'] ?? ''), name = randomUUID();
  response.writeHead(200, { ...page.headers, 'x-request-id': name, vary: 'accept-encoding', ...(gzipped && { 'content-encoding': 'gzip' }), 'content-length': String((gzipped ? page.gzipped : page.plain).length) });
  response.end(gzipped ? page.gzipped : page.plain);
  const seconds = (performance.now() - begun) / 1000;
  countPage('kept');
  countRequest({ method, route: 'kept', status: 200 }, seconds);
  log.info({ request: name, method, route: 'kept', status: 200, ms: Math.round(seconds * 1e5) / 100 }, 'answered');
  return true;
}
