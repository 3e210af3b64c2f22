import { randomUUID } from 'node:crypto';
import { error } from '@sveltejs/kit';
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { faultSentence } from '@galley/papers';
import { mailer, openToForeignPosts } from '#server/mailer.ts';
import { networkOf } from '#server/network.ts';
import { readerOf } from '#server/reader.ts';
import { store } from '#server/store.ts';

const publicUrl = process.env.PUBLIC_URL ? new URL(process.env.PUBLIC_URL) : undefined;

export const handle: Handle = async ({ event, resolve }) => {
  event.locals.personal = publicUrl === undefined;
  refuseForeign(event.request);
  event.locals.request = randomUUID();
  event.locals.network = networkOf(event.getClientAddress());
  event.locals.store = await store();
  event.locals.mailer = await mailer();
  event.locals.reader = await readerOf(event);
  const response = await resolve(event, { preload: ({ type, path }) => type === 'css' || (type === 'font' && /(newsreader|newsreader-italic|plex-mono)\.[^/]*woff2$/.test(path)) });
  const headers = response.headers;
  headers.set('x-request-id', event.locals.request);
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'strict-origin-when-cross-origin');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-resource-policy', event.url.pathname.startsWith('/api/') ? 'cross-origin' : 'same-origin');
  headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
  if (publicUrl?.protocol === 'https:') headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  if (event.request.method === 'GET' && response.ok && !headers.has('cache-control')) headers.set('cache-control', 'no-cache');
  return response;
};

/** A page of another site may neither write here nor, by pointing its own name at this machine, read what is here. */
function refuseForeign(request: Request): void {
  const given = request.headers.get('host') ?? '', host = given.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  if (!isLoopback(host) && host !== publicUrl?.hostname) error(421, `This Galley does not answer as ${given.slice(0, 100)}. Set PUBLIC_URL to the address readers use.`);
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS' || openToForeignPosts(new URL(request.url).pathname)) return;
  const origin = request.headers.get('origin'), site = request.headers.get('sec-fetch-site');
  const fromHere = origin !== null && (origin === `http://${given}` || origin === publicUrl?.origin);
  if (!fromHere && !(origin === null && (site === null || site === 'same-origin'))) error(403, 'Only pages of this site may write here.');
}

const isLoopback = (host: string) => host === 'localhost' || host === '127.0.0.1' || host === '::1' || host.endsWith('.localhost');

export const handleError: HandleServerError = (caught) => {
  if (caught.kind !== 'unknown') return;
  console.error(`${caught.event.request.method} ${caught.event.url.pathname}: ${faultSentence(caught.error)}`);
  if (process.env.DEBUG) console.error(caught.error);
  return { message: 'Something went wrong here. It has been written to the log.' };
};
