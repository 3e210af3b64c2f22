/** A feed as an HTTP answer: with its validators, so that a reader who has it already is told so. */
import { createHash } from 'node:crypto';
import { atom } from './atom.ts';
import { mediaTypes, type FeedDocument, type Format } from './document.ts';
import { jsonFeed } from './json-feed.ts';
import { rss } from './rss.ts';

const writers: Record<Format, (feed: FeedDocument) => string> = { atom, rss, json: jsonFeed };
const keptSeconds = 300;

export function feedAnswer(request: Request, document: FeedDocument, format: Format, changed: number): Response {
  return validated(request, writers[format](document), { type: `${mediaTypes[format]}; charset=utf-8`, changed, cacheControl: `public, max-age=${keptSeconds}`, headers: { 'access-control-allow-origin': '*' } });
}

export interface Validators { type: string; /** Milliseconds since 1970; none when it is not known. */ changed?: number; cacheControl: string; headers?: Record<string, string> }

/** 304 for who has this very body; the tag decides where both validators are sent (RFC 9110, 13.2.2). */
export function validated(request: Request, body: string | Uint8Array<ArrayBuffer>, { type, changed, cacheControl, headers = {} }: Validators): Response {
  // Weak, because the answer may be compressed on its way.
  const etag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`, wholeSeconds = changed === undefined ? undefined : Math.floor(changed / 1000) * 1000;
  const all = { etag, 'cache-control': cacheControl, ...(wholeSeconds !== undefined && { 'last-modified': new Date(wholeSeconds).toUTCString() }), ...headers };
  const tags = request.headers.get('if-none-match'), since = request.headers.get('if-modified-since');
  const bare = (tag: string) => tag.trim().replace(/^W\//, '');
  const has = tags !== null ? tags.trim() === '*' || tags.split(',').some((tag) => bare(tag) === bare(etag)) : since !== null && wholeSeconds !== undefined && Date.parse(since) >= wholeSeconds;
  return has ? new Response(null, { status: 304, headers: all }) : new Response(body, { headers: { 'content-type': type, ...all } });
}
