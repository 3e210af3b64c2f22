import { randomUUID } from 'node:crypto';
import { error, isHttpError, isRedirect, type RequestEvent } from '@sveltejs/kit';
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { faultSentence, isUnavailable } from '@galley/papers';
import { log } from '#serving/log.ts';
import { countPage, countRequest } from '#serving/metrics.ts';
import { wrong } from '#server/documents/api.ts';
import { mailer, openToForeignPosts } from '#server/mailer.ts';
import { networkOf } from '#server/request/network.ts';
import { isOurs } from '#server/request/host.ts';
import { keptPages } from '#server/pages.ts';
import { forPrograms, readerOf } from '#server/request/reader.ts';
import { store } from '#server/store.ts';

const publicUrl = process.env.PUBLIC_URL ? new URL(process.env.PUBLIC_URL) : undefined;

export const handle: Handle = async ({ event, resolve }) => {
  const begun = performance.now(), { locals } = event;
  locals.personal = publicUrl === undefined;
  locals.request = randomUUID();
  locals.limits = {};
  refuseForeign(event);
  let response: Response;
  try {
    locals.network = networkOf(event.getClientAddress());
    locals.store = await store();
    locals.mailer = await mailer();
    locals.reader = await readerOf(event);
    const make = () => resolve(event, { preload: ({ type, path }) => type === 'css' || (type === 'font' && /(newsreader|newsreader-italic|plex-mono)\.[^/]*woff2$/.test(path)) });
    const pages = isPublicPage(event) ? keptPages() : undefined;
    const whole = async () => { const made = await make(); setHeaders(event, made); return locals.unavailable ? unavailable(made) : made; };
    response = pages ? await pages.make(event.url.pathname + event.url.search, (making) => { locals.shows = making.shows; return whole(); }) : await whole();
    // Two that asked for the same page at once share it, not its name.
    response.headers.set('x-request-id', locals.request);
    if (pages) countPage('made');
  } catch (caught) {
    const told = isHttpError(caught) && forPrograms(event.url.pathname);
    if (!told && (isHttpError(caught) || isRedirect(caught) || !isUnavailable(caught))) throw caught;
    if (!told) log.error({ request: locals.request, route: event.route.id }, faultSentence(caught));
    response = told ? wrong(caught.body.message, caught.status) : unavailable(new Response('The database does not answer just now. Try again in a moment.\n', { headers: { 'content-type': 'text/plain; charset=utf-8' } }));
    setHeaders(event, response);
  }
  const seconds = (performance.now() - begun) / 1000, { method } = event.request, route = event.route.id ?? 'none', { status } = response;
  countRequest({ method, route, status }, seconds);
  // The route and not the path: paths may hold tokens.
  log[refused.has(status) ? 'warn' : 'info']({ request: locals.request, account: locals.reader?.id, method, route, status, ms: Math.round(seconds * 1e5) / 100 }, refused.has(status) ? 'refused' : 'answered');
  return response;
};

/** Not signed in, not allowed, of another site, too often. */
const refused = new Set([401, 403, 421, 429]);

/** A page that says the same to everybody without an account. */
const isPublicPage = ({ request, locals, url, cookies }: RequestEvent): boolean => request.method === 'GET' && locals.reader === null && !url.pathname.startsWith('/api/') && cookies.getAll().length === 0;

const unavailable = (response: Response): Response => new Response(response.body, { status: 503, headers: [...response.headers, ['retry-after', '5'], ['cache-control', 'no-store']] });

function setHeaders({ locals, url, request, route }: RequestEvent, response: Response): void {
  const { headers } = response;
  headers.set('x-request-id', locals.request);
  for (const [name, value] of Object.entries(locals.limits)) headers.set(name, value);
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'strict-origin-when-cross-origin');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-embedder-policy', 'require-corp');
  headers.set('cross-origin-resource-policy', url.pathname.startsWith('/api/') ? 'cross-origin' : 'same-origin');
  headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
  if (publicUrl?.protocol === 'https:') headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  // What a reader with an account is shown stays in no cache.
  if (!headers.has('cache-control')) headers.set('cache-control', locals.reader && !locals.personal ? 'no-store' : 'no-cache');
  if (headers.get('content-type') === 'text/html') headers.set('content-type', 'text/html; charset=utf-8');
  if (route.id === '/sign-out' && request.method === 'POST') headers.set('clear-site-data', '"cache"');
}

/** A page of another site may neither write here nor, by pointing its own name at this machine, read what is here. */
function refuseForeign({ request, locals, route }: RequestEvent): void {
  const refuse = (status: number, why: string): never => { log.warn({ request: locals.request, method: request.method, route: route.id, status }, 'refused'); error(status, why); };
  const given = request.headers.get('host') ?? '';
  if (!isOurs(given)) refuse(421, `This Galley does not answer as ${given.slice(0, 100)}. Set PUBLIC_URL to the address readers use.`);
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS' || openToForeignPosts(new URL(request.url).pathname)) return;
  const origin = request.headers.get('origin'), site = request.headers.get('sec-fetch-site');
  const fromHere = origin !== null && (origin === `http://${given}` || origin === publicUrl?.origin);
  if (!fromHere && !(origin === null && (site === null || site === 'same-origin'))) refuse(403, 'Only pages of this site may write here.');
}

export const handleError: HandleServerError = (caught) => {
  if (caught.kind !== 'unknown') return;
  const { locals, route, request } = caught.event, gone = isUnavailable(caught.error);
  locals.unavailable = gone;
  log.error({ request: locals.request, method: request.method, route: route.id }, faultSentence(caught.error));
  if (process.env.DEBUG) console.error(caught.error);
  return { message: gone ? 'The database does not answer just now. Try again in a moment.' : `Something went wrong here. It has been written to the log as ${locals.request}.` };
};
